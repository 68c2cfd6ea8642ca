"""Is the example city what its stories say? Looked at with plain git, never with our engine."""

import functools
import os
import re
import subprocess
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from city import build, expected
from city.declarations import REPOSITORIES, SEED
from city.expected import Named
from city.minnow import EMBEDDED, ODD_PATHS
from xingtu.policy.office import parse_office
from xingtu.policy.programme import load_programme
from xingtu.resolve.declarations import read_city

Git = Callable[..., bytes]
SEEDS = [one.id for one in REPOSITORIES if one.library == SEED]
FOLDER_OF = {one.id: f"hosts/{one.host}/{one.path}.git" for one in REPOSITORIES}
WINDOW = range(1735660800, 1767196800)  # 2025-01-01 and 2026-01-01, midnight in Asia/Shanghai

OFFICE = (Path(__file__).parents[2] / "policy" / "office.toml").read_text(encoding="utf-8")

TIPS = {
    "gearsim": "632aa5fc3ade07f5fc2d322adfe49a4a3ade861b",
    "canlantern": "d029effea3866d782a144a740dbd71e7a3d6b474",
    "tideml": "49a67e487a2a79c482a5917d78456ab4d3295385",
    "sealbox": "b355441f7ed2febd1cb18c29f07a50958faa63be",
    "minnow": "82d73fcf0bd6a05e302d18badd6932440c9f7872",
    "reedstore": "998be5dbade437b74f709d87fa0234c629b0dfbb",
    "gearsim-mirror": "632aa5fc3ade07f5fc2d322adfe49a4a3ade861b",
    "gearsim-fork": "26ff6d429585eae679595afd33364ecc2115af7f",
    "starmap": "f3a12afd8ed2e6e84fc1bfcb4c9f4247e82a058c",
    "seamount": "ecede80f2c8d3589832db2c110d4bc57e3242858",
}
"""Pinned: whoever changes a story on purpose changes these, and looks at ``expected`` again."""


def run_git(repository: Path, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C", "TZ": "UTC"}
    command = ["git", "--bare", f"--git-dir={repository}", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build.build(tmp_path_factory.mktemp("city")).parent


@pytest.fixture(scope="module")
def git(city: Path) -> Git:
    def ask(repository: str, *arguments: str, given: bytes | None = None) -> bytes:
        done = run_git(city / FOLDER_OF[repository], *arguments, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ask


@pytest.fixture(scope="module")
def id_of(git: Git) -> Callable[[Named], str]:
    def find(named: Named) -> str:
        lines = git(named.repository, "log", "--branches", "--format=%H %s").decode(errors="replace").splitlines()
        on_main = set(git(named.repository, "rev-list", "main").decode().split())
        found = [line[:40] for line in lines if line[41:] == named.subject]
        (only,) = [id_ for id_ in found if id_ in on_main] or found
        return only

    return find


def patch_of(git: Git, repository: str, old: str, new: str) -> bytes:
    diff = git(repository, "diff", old, new)
    return git(repository, "patch-id", "--stable", given=diff).split()[0]


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_city_built_twice_has_the_same_refs(city: Path, tmp_path: Path) -> None:
    again = build.build(tmp_path / "again").parent
    for folder in FOLDER_OF.values():
        assert run_git(again / folder, "show-ref").stdout == run_git(city / folder, "show-ref").stdout
        assert (again / folder / "HEAD").read_bytes() == b"ref: refs/heads/main\n"
    for name in ("city.toml", "aliases", "email-map", "affiliations.csv", f"programmes/{build.PROGRAMME}"):
        assert (again / name).read_bytes() == (city / name).read_bytes()


def test_the_tips_are_the_same_on_every_machine(git: Git) -> None:
    tips = {one.id: git(one.id, "rev-parse", "main").decode().strip() for one in REPOSITORIES if one.id != "newborn"}
    assert tips == TIPS


def test_the_git_configuration_of_the_machine_changes_nothing(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gitconfig").write_text("[init]\n\tdefaultBranch = trunk\n[user]\n\tname = Somebody\n[pack]\n\tindexVersion = 1\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("TZ", "America/New_York")
    other = build.build(tmp_path / "city").parent
    assert run_git(other / FOLDER_OF["minnow"], "rev-parse", "main").stdout == git("minnow", "rev-parse", "main")


def test_a_folder_that_holds_a_city_is_left_as_it_is(city: Path) -> None:
    with pytest.raises(FileExistsError, match="已有一座示例城市"):
        build.build(city)


def test_the_command_line_says_where_the_city_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'city.toml'}\n"
    assert build.main([str(tmp_path)]) == 1
    assert build.main([]) == 2


@pytest.mark.parametrize("repository", [*SEEDS, "newborn"])
def test_a_whole_repository_passes_a_strict_fsck_with_nothing_left_over(city: Path, repository: str) -> None:
    done = run_git(city / FOLDER_OF[repository], "fsck", "--full", "--strict")
    said = (done.stdout + done.stderr).decode().splitlines()
    assert done.returncode == 0
    assert said == (["notice: HEAD points to an unborn branch (main)", "notice: No default references"] if repository == "newborn" else [])


def test_no_mailbox_or_address_could_belong_to_anybody(city: Path, git: Git) -> None:
    texts = [
        path.read_bytes()
        for path in city.rglob("*")
        if path.is_file() and path.suffix in {".toml", ".csv", ""} and "hosts" not in path.parts
    ]
    texts += [git(repository, "log", "--branches", "--format=%an <%ae> %cn <%ce> %B") for repository in SEEDS]
    found = {domain for text in texts for domain in re.findall(rb"@([A-Za-z0-9.-]+)", text)}
    assert found
    assert all(domain.lower().endswith(b".example") for domain in found)


def test_every_registered_repository_lies_where_its_host_is_mapped_to(city: Path) -> None:
    declared = tomllib.loads((city / "city.toml").read_text(encoding="utf-8"))
    assert len(declared["repository"]) == len(REPOSITORIES)
    for repository in declared["repository"]:
        host, _, path = repository["url"].removeprefix("https://").partition("/")
        assert (city / declared["hosts"][host] / f"{path}.git" / "HEAD").is_file()
    for listed in (*declared["imports"]["aliases"], *declared["imports"]["affiliations"]):
        assert (city / listed).is_file()
    award = {repository["id"] for repository in declared["repository"] if "seed_library" in repository["libraries"]}
    assert not award & {*expected.INCOMPLETE, "newborn"}
    assert all("registered" in repository["libraries"] for repository in declared["repository"])


def test_a_repository_has_a_credible_size_and_a_history_before_inside_and_after_the_window(git: Git) -> None:
    for repository in SEEDS:
        days = [int(at) for at in git(repository, "log", "--first-parent", "--format=%ct", "main").split()]
        assert len(days) >= 30
        assert min(days) < WINDOW.start
        assert any(day in WINDOW for day in days)
        assert max(days) >= WINDOW.stop or repository == "gearsim-fork"


# ── the truth, counted another way ────────────────────────────────────────────────────────────────────────────────


@functools.cache
def landed(git: Git, repository: str) -> list[tuple[int, str, str, str, int]]:
    """(landed at, id, author name, author mailbox, author date) of the non-merge commits of the main branch."""
    rows = []
    for line in git(repository, "log", "--first-parent", "--format=%H %ct %P", "main").decode().splitlines():
        tip, at, *parents = line.split()
        new = git(
            repository, "log", "-z", "--no-merges", "--format=%H%x00%an%x00%ae%x00%at", tip, *(f"^{parent}" for parent in parents[:1])
        )
        fields = new.split(b"\0")[: -1 if new.endswith(b"\0") else None]
        rows += [
            (int(at), fields[place].decode(), decoded(fields[place + 1]), fields[place + 2].decode(), int(fields[place + 3]))
            for place in range(0, len(fields), 4)
        ]
    return rows


def decoded(name: bytes) -> str:
    """Read a name without an encoding header: UTF-8, or Chinese characters of two high bytes each, or latin-1."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        chinese = all(len(run) % 2 == 0 for run in re.findall(rb"[\x80-\xff]+", name))
        return name.decode("gb18030" if chinese else "latin-1")


PERSON_OF = {identity: person for person, identities in expected.IDENTITIES.items() for identity in identities}


def counted(git: Git, id_of: Callable[[Named], str]) -> list[tuple[str, int]]:
    """(person, author date) of every change of 2025, after the exceptions that ``expected`` names."""
    taken = {
        *expected.DUPLICATES,
        *expected.REVERTS,
        *expected.WITHDRAWN,
        *expected.IMPORTED,
        *expected.BULK,
        *expected.BOTS,
        *expected.EMPTY,
        *expected.AI_AGENTS,
    }
    seen = {(named.repository, id_of(named)) for named in taken}
    ids: set[str] = set()
    rows = []
    for repository in SEEDS:
        for at, id_, name, mailbox, written in landed(git, repository):
            if id_ not in ids and (repository, id_) not in seen and at in WINDOW:
                rows.append((PERSON_OF[name, mailbox], written))
            ids.add(id_)
    return rows


STAYED = {
    "林知远": {"lizhou": 100},
    "赵听澜": {"yaoqiao": 100},
    "顾明溪": {"chenggang": 100},
    "白砚秋": {"chenggang": 100},
    "韩予安": {"xhut": 100},
    "陆鸣珂": {"xhut": 100},
    "何望舒": {"xhut": 100},
    "温凭栏": {"xhut": 100},
    "梁栖迟": {"yaoqiao": 60, "xhut": 40},
}


def employer(person: str, written: int) -> dict[str, int]:
    """Read from the story, not from the declarations: who paid this person on that day of 2025, in per cent."""
    day = datetime.fromtimestamp(written + 8 * 3600, UTC).date()
    if person == "沈若川":
        return {"lizhou" if day < date(2025, 7, 1) else "chenggang": 100}
    if person == "Talbot Ashgrove":
        return {"lizhou" if day < date(2025, 5, 1) else "yaoqiao": 100}
    return STAYED.get(person, {"(Unknown)": 100})


def test_the_merged_changes_written_by_hand_are_what_git_has_less_the_named_exceptions(git: Git, id_of: Callable[[Named], str]) -> None:
    rows = counted(git, id_of)
    assert Counter(person for person, _ in rows) == expected.MERGED_CHANGES_2025
    by_organisation: dict[str, Fraction] = defaultdict(Fraction)
    for person, written in rows:
        for organisation, percent in employer(person, written).items():
            by_organisation[organisation] += Fraction(percent, 100)
    assert by_organisation == expected.MERGED_CHANGES_2025_BY_ORGANISATION
    assert sum(expected.MERGED_CHANGES_2025.values()) == sum(expected.MERGED_CHANGES_2025_BY_ORGANISATION.values()) == 144


def test_a_careless_count_would_be_far_from_the_truth(git: Git) -> None:
    careless = sum(at in WINDOW for repository in SEEDS for at, *_ in landed(git, repository))
    assert careless > 144 * 1.5


def test_changes_lie_before_inside_or_after_the_window_as_told(git: Git, id_of: Callable[[Named], str]) -> None:
    for named, period in expected.LANDED_IN.items():
        (at,) = (at for at, id_, *_ in landed(git, named.repository) if id_ == id_of(named))
        assert ("before" if at < WINDOW.start else "inside" if at in WINDOW else "after") == period, named


def test_a_window_of_tags_differs_from_the_window_of_dates_only_where_a_clock_was_wrong(git: Git, id_of: Callable[[Named], str]) -> None:
    for repository in ("gearsim", "canlantern", "tideml", "sealbox", "minnow", "reedstore"):
        by_tags = set(git(repository, "rev-list", "--no-merges", "v2024.12..v2025.12").decode().split())
        by_dates = {id_ for at, id_, *_ in landed(git, repository) if at in WINDOW}
        wrong_clock = {id_of(Named("minnow", "rtc: 写入时钟"))} if repository == "minnow" else set()
        assert by_tags - by_dates == wrong_clock
        assert by_dates <= by_tags


def test_employers_of_a_day_agree_with_the_second_telling() -> None:
    for person, day, shares in expected.EMPLOYERS:
        if not day.startswith("2023"):  # the second telling knows 2025 only
            assert employer(person, int(datetime.fromisoformat(f"{day}T12:00+08:00").timestamp())) == shares


# ── how a change arrives ─────────────────────────────────────────────────────────────────────────────────────────


def test_duplicates_are_the_same_patch_under_another_id(git: Git, id_of: Callable[[Named], str]) -> None:
    for copy, original in expected.DUPLICATES.items():
        one, other = id_of(copy), id_of(original)
        assert one != other
        assert patch_of(git, copy.repository, f"{one}^", one) == patch_of(git, original.repository, f"{other}^", other)


def test_no_other_two_commits_are_the_same_patch(git: Git, id_of: Callable[[Named], str]) -> None:
    known = {id_of(named) for named in expected.DUPLICATES}
    seen: dict[bytes, str] = {}
    for repository in SEEDS:
        log = git(repository, "log", "--no-merges", "-p", "--no-renames", "main")
        for line in git(repository, "patch-id", "--stable", given=log).splitlines():
            patch, id_ = line.split()
            if id_.decode() not in known:
                assert seen.setdefault(patch, id_.decode()) == id_.decode()


def test_reverts_undo_exactly_what_they_name(git: Git, id_of: Callable[[Named], str]) -> None:
    for revert, original in expected.REVERTS.items():
        one, other = id_of(revert), id_of(original)
        assert patch_of(git, revert.repository, one, f"{one}^") == patch_of(git, original.repository, f"{other}^", other)
        message = git(revert.repository, "log", "-1", "--format=%B", one).decode()
        assert (f"This reverts commit {other}." in message) == revert.subject.startswith("Revert")


def test_the_silent_revert_is_long_enough_to_be_recognised(git: Git, id_of: Callable[[Named], str]) -> None:
    id_ = id_of(Named("canlantern", "cleanup: 去掉暂不需要的代码"))
    assert git("canlantern", "show", "--numstat", "--format=", id_).split()[:2] == [b"0", b"25"]


def test_the_mirror_has_the_same_refs_and_the_fork_the_same_root(git: Git) -> None:
    assert git("gearsim-mirror", "show-ref") == git("gearsim", "show-ref")
    assert git("gearsim-fork", "rev-list", "--max-parents=0", "main") == git("gearsim", "rev-list", "--max-parents=0", "main")


def test_the_picked_commit_names_its_origin_and_keeps_its_author(git: Git, id_of: Callable[[Named], str]) -> None:
    for subject in ("feat: 渐开线缓存", "fix: 渐开线缓存的淘汰次序"):
        picked, origin = id_of(Named("gearsim", subject)), id_of(Named("gearsim-fork", subject))
        message = git("gearsim", "log", "-1", "--format=%an|%cn|%B", picked).decode()
        assert message.startswith("韩予安|林知远|")
        assert f"(cherry picked from commit {origin})" in message


def test_a_squash_is_one_commit_with_one_parent_while_its_topic_stays_outside(git: Git, id_of: Callable[[Named], str]) -> None:
    squash = id_of(Named("gearsim", "feat: 公差分析 (#27)"))
    assert len(git("gearsim", "log", "-1", "--format=%P", squash).split()) == 1
    assert len(git("gearsim", "rev-list", "main..feature/tolerance").split()) == 4
    assert git("gearsim", "diff", f"{squash}^", squash) == git("gearsim", "diff", "main...feature/tolerance")


def test_a_rebased_topic_has_other_ids_and_the_same_patches(git: Git) -> None:
    assert git("gearsim", "cherry", "main", "feature/spiral").decode().count("- ") == 3


def test_the_octopus_has_four_parents_and_some_merges_are_their_authors_own(git: Git, id_of: Callable[[Named], str]) -> None:
    parents = [len(line.split()) for line in git("canlantern", "log", "--merges", "--format=%P", "main").splitlines()]
    assert parents == [4]
    own = set()
    for repository in SEEDS[:6]:
        for line in git(repository, "log", "--first-parent", "--merges", "--format=%H%x00%ae%x00%ct", "main").decode().splitlines():
            merge, merger, at = line.split("\0")
            inside = git(repository, "log", "--no-merges", "--format=%H%x00%ae", merge, f"^{merge}^1").decode().splitlines()
            own |= {(repository, row.split("\0")[0]) for row in inside if row.split("\0")[1] == merger and int(at) in WINDOW}
    imported = {(named.repository, id_of(named)) for named in expected.IMPORTED}
    assert own - imported == {(named.repository, id_of(named)) for named in expected.SELF_MERGED}


def test_the_imported_history_has_a_root_of_its_own(git: Git, id_of: Callable[[Named], str]) -> None:
    first, *others = git("minnow", "rev-list", "--reverse", "--max-parents=0", "main").decode().split()
    roots = {first, *others}
    assert len(roots) == 2
    imported = {id_of(named) for named in expected.IMPORTED}
    root = next(iter(roots & imported))
    assert set(git("minnow", "rev-list", "--no-merges", "import/loader").decode().split()) == imported
    assert root in imported


# ── what a change holds ──────────────────────────────────────────────────────────────────────────────────────────


def numstat(git: Git, id_: str, repository: str, *options: str) -> list[tuple[int, int]]:
    lines = git(repository, "show", "--numstat", "--format=", "-M", *options, id_).decode().splitlines()
    return [(int(added), int(deleted)) for added, deleted, _ in (line.split("\t", 2) for line in lines if not line.startswith("-"))]


def test_changes_without_work_are_what_they_are_called(git: Git, id_of: Callable[[Named], str]) -> None:
    def of(subject: str, *options: str) -> list[tuple[int, int]]:
        return numstat(git, id_of(Named("gearsim", subject)), "gearsim", *options)

    assert sum(added for added, _ in of("build: 引入第三方库 zlite 2.3")) == 1215
    assert sum(added for added, _ in of("style: 缩进由两格改为四格")) > 150
    assert of("style: 缩进由两格改为四格", "-w") == []
    assert of("refactor: mesh.cpp 移入 mesh 目录") == [(0, 0)]
    moved = git("gearsim", "show", "-M", "--raw", "--format=", id_of(Named("gearsim", "refactor: mesh.cpp 移入 mesh 目录")))
    assert b" R100\t" in moved


def test_moved_lines_leave_one_file_for_another_in_the_same_commit(git: Git, id_of: Callable[[Named], str]) -> None:
    diff = git("gearsim", "show", "--format=", id_of(Named("gearsim", "refactor(solver): 数值阻尼移到单独文件"))).decode().splitlines()
    gone = Counter(line[1:].strip() for line in diff if line.startswith("-") and not line.startswith("---"))
    come = Counter(line[1:].strip() for line in diff if line.startswith("+") and not line.startswith("+++"))
    assert gone <= come
    assert sum(len(line) > 8 for line in gone) >= 5


def test_the_code_drop_is_large_and_new(git: Git, id_of: Callable[[Named], str]) -> None:
    drop = id_of(Named("reedstore", "feat: 引入查询引擎"))
    assert sum(added for added, _ in numstat(git, drop, "reedstore")) == 15_000
    assert set(git("reedstore", "show", "--raw", "--format=", drop).decode().split("\t")[0].split()[-1:]) == {"A"}


def test_trees_hold_a_link_a_submodule_and_odd_paths(git: Git) -> None:
    listed = (line.partition(b"\t") for line in git("minnow", "ls-tree", "-r", "-z", "main").split(b"\0") if line)
    entries = {path: entry for entry, _, path in listed}
    submodule = entries[EMBEDDED.encode()].decode()
    assert submodule == f"160000 commit {git('sealbox', 'rev-parse', 'main').decode().strip()}"
    assert {path for path in ODD_PATHS if b"\t" not in path} <= set(entries)
    assert any(b"\n" in path for path in entries)
    assert any(b'"' in path for path in entries)


def raw(git: Git, named: Named, id_: str) -> str:
    return git(named.repository, "show", "--raw", "--no-abbrev", "--format=", id_).decode()


def test_a_link_a_mode_and_a_type_change_are_what_git_calls_so(git: Git, id_of: Callable[[Named], str]) -> None:
    link, mode, kind = (Named("minnow", f"tools: {what}") for what in ("启动脚本与链接", "启动脚本可执行", "链接改为脚本"))
    assert ":000000 120000 " in raw(git, link, id_of(link))
    _, _, before, after, status = raw(git, mode, id_of(mode)).split("\t")[0].split()
    assert before == after
    assert raw(git, mode, id_of(mode)).startswith(":100644 100755 ")
    assert status == "M"
    assert raw(git, kind, id_of(kind)).split("\t")[0].endswith(" T")


def test_pointers_pictures_data_and_long_lines_stand_in_the_trees(git: Git, id_of: Callable[[Named], str]) -> None:
    assert git("tideml", "show", "main:weights/base.bin").startswith(b"version https://git-lfs.github.com/spec/v1\noid sha256:")
    held = git("tideml", "show", "--numstat", "--format=", id_of(Named("tideml", "data: 权重、站点与生成代码")))
    assert b"-\t-\tdocs/tide.png\n" in held
    assert b"121\t0\tdata/stations.csv\n" in held
    assert max(len(line) for line in git("minnow", "show", "main:drivers/font.h").splitlines()) > 50_000
    assert b"linguist-generated" in git("sealbox", "show", "main:.gitattributes")


def test_the_empty_commit_has_its_parents_tree(git: Git, id_of: Callable[[Named], str]) -> None:
    id_ = id_of(Named("minnow", "ci: 触发构建"))
    assert git("minnow", "rev-parse", f"{id_}^{{tree}}") == git("minnow", "rev-parse", f"{id_}^^{{tree}}")


def test_clocks_stood_at_1970_and_2100(git: Git, id_of: Callable[[Named], str]) -> None:
    past, future = id_of(Named("minnow", "rtc: 读取时钟")), id_of(Named("minnow", "rtc: 写入时钟"))
    assert git("minnow", "log", "-1", "--date=raw", "--format=%ad", past) == b"0 +0000\n"
    assert git("minnow", "log", "-1", "--date=format:%Y", "--format=%ad %cd", future) == b"2100 2100\n"


def test_the_licence_changes_and_the_lockfiles_stay_vulnerable(git: Git) -> None:
    repository, _, before, after = expected.LICENCE_CHANGE
    assert git(repository, "show", "v2024.12:LICENSE").startswith(before.encode())
    assert b"Mulan PSL v2" in git(repository, "show", "main:LICENSE")
    assert after.encode() in git(repository, "show", "main:src/frame.c").splitlines()[0]
    for path, (_, package, version, _) in expected.VULNERABLE.items():
        folder, _, name = path.partition("/")
        lock = git(folder, "show", f"main:{name}").decode()
        assert package in lock
        assert version in lock


# ── who stands behind it ─────────────────────────────────────────────────────────────────────────────────────────


def test_names_stand_in_the_commits_in_every_encoding(git: Git, id_of: Callable[[Named], str]) -> None:
    commits = [git("sealbox", "cat-file", "commit", id_) for id_ in git("sealbox", "rev-list", "main").decode().split()]
    raw_gb = [commit for commit in commits if "白砚秋".encode("gb18030") in commit]
    said_gb = [commit for commit in commits if b"\nencoding GB18030\n" in commit]
    latin = [commit for commit in commits if "Jörn Åkesund".encode("latin-1") in commit]
    assert (len(raw_gb), len(said_gb), len(latin)) == (5, 3, 2)
    assert not any(b"\nencoding " in commit for commit in raw_gb + latin)
    assert all("陆鸣珂".encode("gb18030") in commit for commit in said_gb)
    for commit in raw_gb:
        with pytest.raises(UnicodeDecodeError):
            commit.decode("utf-8")
        runs = re.findall(rb"[\x80-\xff]+", commit)
        assert all(len(run) % 2 == 0 and min(run) >= 0xA1 for run in runs)
    assert id_of(Named("sealbox", "fix: 摘要链的空输入"))  # git re-codes what says its encoding


def test_two_people_stand_behind_one_mailbox(git: Git) -> None:
    names = git("canlantern", "log", "--author=lab@xhut.example", "--format=%an").decode().split()
    assert set(names) == {"何望舒", "温凭栏"}


def test_bots_and_the_agent_sign_as_themselves(git: Git, id_of: Callable[[Named], str]) -> None:
    authors = Counter(
        git("tideml", "log", "-1", "--format=%an", id_of(named)).decode().strip()
        for named in expected.BOTS | expected.AI_AGENTS
        if "1.1.1" not in named.subject
    )
    assert authors == expected.BOTS_2025


def test_coauthors_stand_in_the_footer(git: Git, id_of: Callable[[Named], str]) -> None:
    for named, (author, *others) in expected.COAUTHORS.items():
        shown = git(named.repository, "log", "-1", "--format=%an%x00%(trailers:key=Co-authored-by,valueonly)", id_of(named)).decode()
        assert shown.partition("\0")[0] == author
        assert all(other in shown for other in others)
        assert shown.partition("\0")[2].strip()


def test_the_mailmap_corrects_the_laptop(git: Git) -> None:
    corrected = git("gearsim", "log", "-1", "--author=laptop", "--no-use-mailmap", "--format=%an <%ae> %aN <%aE>").decode().strip()
    assert corrected == "lin <lin@laptop.lizhou.example> 林知远 <lin@lizhou.example>"


def test_somebody_has_no_name_and_somebody_no_at(git: Git) -> None:
    authors = git("reedstore", "log", "--format=%an|%ae", "main").decode().splitlines()
    assert "|ops@reedstore.example" in authors
    assert "build|root" in authors


# ── what cannot be counted ───────────────────────────────────────────────────────────────────────────────────────


def test_the_damaged_clone_lacks_one_blob_and_its_commits_can_still_be_listed(city: Path, git: Git) -> None:
    missing = [line for line in git("starmap", "rev-list", "--objects", "--missing=print", "--all").splitlines() if line.startswith(b"?")]
    assert len(missing) == 1
    assert git("starmap", "rev-list", "--count", "main") == b"6\n"
    done = run_git(city / FOLDER_OF["starmap"], "log", "--numstat", "main")
    assert done.returncode == 128
    assert "拼接网格".encode() in done.stdout


def test_the_shallow_clone_says_so_and_its_boundary_looks_like_a_root(git: Git) -> None:
    assert git("seamount", "rev-parse", "--is-shallow-repository") == b"true\n"
    assert git("seamount", "rev-list", "--count", "main") == b"2\n"
    assert git("seamount", "fsck", "--full", "--strict") == b""


def test_nobody_has_pushed_to_the_newborn(city: Path) -> None:
    assert run_git(city / FOLDER_OF["newborn"], "show-ref").stdout == b""
    assert run_git(city / FOLDER_OF["newborn"], "symbolic-ref", "HEAD").stdout == b"refs/heads/main\n"


# ── what the engine reads ────────────────────────────────────────────────────────────────────────────────────────


def test_the_declarations_can_be_read(city: Path) -> None:
    declared = read_city(city / "city.toml")
    assert [repository.id for repository in declared.repositories] == [one.id for one in REPOSITORIES]


def test_the_second_programme_can_be_carried_out_and_takes_in_the_nursery(city: Path) -> None:
    text = (city / "programmes" / build.PROGRAMME).read_text(encoding="utf-8")
    metrics, rules = ("merged_changes", "credited_lines"), ("at_least", "evidence_complete", "is_person")
    office = parse_office(OFFICE, file_name="office.toml")
    programme = load_programme(text, file_name=build.PROGRAMME, metrics=metrics, rules=rules, office=office)
    assert set(programme.libraries) == {one.library for one in REPOSITORIES}
    assert programme.incomplete == "refuse"
