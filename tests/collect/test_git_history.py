"""Do our rows equal git's own, whatever a history holds?"""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gitrepo import FILE, LINK, MODULE, PROGRAM, Entry, Repo, Row, chain, lines, numstat
from tests.histories import MESSAGES, State, states
from xingtu.collect.git import GitDirectory, sealed
from xingtu.collect.git_history import CommitRecord, Reading, _log, parse_log, read_commits
from xingtu.collect.mining import Chunk, read_part
from xingtu.collect.rows import Part
from xingtu.errors import GitFailed, RepositoryDamaged

COUNTS_ONLY = Reading(evidence=False)


def order(repo: Repo) -> tuple[str, ...]:
    return tuple(repo.git("--no-replace-objects", "rev-list", "--no-merges", "HEAD").decode().split())


def read(repo: Repo, reading: Reading | None = None) -> Part:
    chunk = Chunk("r", repo.path, order(repo), frozenset(), reading or Reading(generated_markers=("do not edit",)), repo.path / "staging")
    return read_part(GitDirectory(repo.path), chunk)


def rows(part: Part) -> list[Row]:
    return [
        Row(
            row["commit"], row["status"], row["path"], row["old_path"],
            None if row["binary"] else row["added"], None if row["binary"] else row["deleted"],
        )
        for row in part.file_changes.to_pylist()
    ]  # fmt: skip


@settings(max_examples=60)
@given(states(), st.data())
def test_rows_equal_gits_own_row_for_row(trees: list[State], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(Path(folder) / "r.git")
        tip: list[str] = []
        for tree in trees:
            tip = [repo.commit(tree, *tip, message=data.draw(MESSAGES))]
        git_says = numstat(repo.path, "HEAD")
        with_evidence = read(repo)
        assert rows(with_evidence) == git_says
        assert rows(read(repo, COUNTS_ONLY)) == git_says
        assert with_evidence.commits.column("commit").to_pylist() == list(order(repo))
        for row in with_evidence.file_changes.to_pylist():
            assert row["whitespace_added"] + row["moved_added"] <= row["added"]
            assert row["whitespace_deleted"] + row["moved_deleted"] <= row["deleted"]
            assert not row["binary"] or row["added"] == row["deleted"] == 0


LINE = b"a line that stays\n"


def bracket_between(word: bytes) -> bytes:
    """A bracket that git counts as unchanged only when it has cut off the tail of brackets (in steps of 1,024 bytes, at -U0)."""
    half = b"".join(word + b" %d\n" % number for number in range(10))
    return half + b"}\n" + half.replace(word, word * 2) + b"}\n" * 1536


TRAPS: dict[str, tuple[State, State]] = {
    "a file becomes a link to its own text": ({b"a": (FILE, b"x\ny\n")}, {b"a": (LINK, b"x\ny\n")}),
    "a file becomes a link that shares lines": ({b"a": (FILE, b"x\ny\nz\n")}, {b"a": (LINK, b"x\nz\n")}),
    "a binary file becomes a link": ({b"a": (FILE, b"\0x\n")}, {b"a": (LINK, b"x")}),
    "a link becomes a binary file": ({b"a": (LINK, b"x")}, {b"a": (FILE, b"\0x\n")}),
    "a file becomes a submodule": ({b"a": (FILE, b"x\n")}, {b"a": (MODULE, b"1" * 40)}),
    "a submodule becomes a link": ({b"a": (MODULE, b"1" * 40)}, {b"a": (LINK, b"x")}),
    "a submodule is bumped": ({b"a": (MODULE, b"1" * 40)}, {b"a": (MODULE, b"2" * 40)}),
    "a binary file is renamed unchanged": ({b"a": (FILE, b"\0x\n")}, {b"b": (FILE, b"\0x\n")}),
    "a binary file is made executable": ({b"a": (FILE, b"\0x\n")}, {b"a": (PROGRAM, b"\0x\n")}),
    "a text file with a late NUL is renamed": ({b"a": (FILE, LINE * 600 + b"\0\n")}, {b"b": (FILE, LINE * 600 + b"\0\n")}),
    "a text file becomes binary": ({b"a": (FILE, b"x\n")}, {b"a": (FILE, b"\0x\n")}),
    "an empty file appears": ({}, {b"a": (FILE, b"")}),
    "the last line loses its newline": ({b"a": (FILE, b"x\ny\n")}, {b"a": (FILE, b"x\ny")}),
    "a common tail that -U0 would trim": ({b"a": (FILE, bracket_between(b"old"))}, {b"a": (FILE, bracket_between(b"new"))}),
    "a line of a million characters": ({}, {b"a": (FILE, b"x" * 1_000_000 + b"\n")}),
    "paths nobody would choose": ({}, {b"new\nline": (FILE, b"x\n"), b'q"t\t\\': (FILE, b"y\n"), b"\xff\xfe": (FILE, b"z\n")}),
    "a rename between such paths": ({b"new\nline/\xff": (FILE, LINE * 9)}, {b"diff --git\n\nx": (FILE, LINE * 9 + b"more\n")}),
    "two edits with one line between them": ({b"a": (FILE, b"1\n2\n3\n4\n5\n")}, {b"a": (FILE, b"1\nx\n3\ny\n5\n")}),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_known_traps_are_counted_as_git_counts_them(tmp_path: Path, trap: str) -> None:
    repo = Repo(tmp_path / "r.git")
    chain(repo, [{b"keep": (FILE, b"1\n")} | before for before in TRAPS[trap][:1]])
    chain(repo, TRAPS[trap], parent=order(repo)[0])
    found = read(repo)
    assert rows(found) == numstat(repo.path, "HEAD")
    assert all(row["added"] == row["deleted"] == 0 for row in found.file_changes.to_pylist() if row["binary"])


def test_a_merge_has_no_rows_and_its_parents_keep_theirs(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    root = repo.commit({b"a": b"1\n"})
    sides = [repo.commit({b"a": b"1\n", name: b"x\n"}, root, branch="") for name in (b"b", b"c", b"d")]
    octopus = repo.commit({b"a": b"conflict\n", b"b": b"x\n", b"c": b"x\n", b"d": b"x\n"}, *sides)
    commits = (octopus, *sides, root)
    part = read_part(GitDirectory(repo.path), Chunk("r", repo.path, commits, frozenset(), Reading(), tmp_path / "s"))
    assert part.commits.column("commit").to_pylist() == list(commits)
    assert part.commits.column("is_merge").to_pylist() == [True, False, False, False, False]
    assert sorted(row["commit"] for row in part.file_changes.to_pylist()) == sorted((*sides, root))
    assert part.commits.column("patch_id").to_pylist()[0] is None


def test_what_each_kind_of_file_is_called(tmp_path: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize 7\n"
    repo = Repo(tmp_path / "r.git")
    first: dict[bytes, bytes | Entry] = {
        b"text": b"x\n",
        b"bin": b"\0",
        b"link": (LINK, b"text"),
        b"sub": (MODULE, b"1" * 40),
        b"model.bin": pointer % (b"a" * 64),
    }
    chain(repo, [first, first | {b"model.bin": pointer % (b"b" * 64)}])
    kinds = [(row["path"], row["kind"]) for row in read(repo).file_changes.to_pylist()]
    assert kinds == [
        (b"model.bin", "lfs_pointer"),
        (b"bin", "binary"), (b"link", "symlink"), (b"model.bin", "lfs_pointer"), (b"sub", "submodule"), (b"text", "text"),
    ]  # fmt: skip


def test_a_marker_in_the_first_changed_lines_says_generated(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    chain(repo, [{b"top": lines(b"# x", b"# Do Not Edit") + b"1\n" * 9, b"late": b"1\n" * 30 + b"do not edit\n", b"no": b"edit\n"}])
    marked = {row["path"]: row["generated_marker"] for row in read(repo).file_changes.to_pylist()}
    assert marked == {b"top": True, b"late": False, b"no": False}


def read_names(repo: Repo) -> dict[str, object]:
    (row,) = read(repo).commits.to_pylist()
    return {name: row[name] for name in ("author_name", "author_email", "subject", "decoded_as", "encoding")}


@pytest.mark.parametrize(
    ("author", "headers", "message", "expected"),
    [
        ("李明 <li@x.example>".encode("gb18030"), b"", "修复".encode("gb18030"), ("李明".encode("gb18030"), "修复", "gb18030", "")),
        (b"M\xfcller <m@x.example>", b"", b"fix\n", (b"M\xfcller", "fix", "latin-1", "")),
        ("李明 <li@x.example>".encode("gbk"), b"encoding GBK\n", "修复".encode("gbk"), ("李明".encode(), "修复", "utf-8", "GBK")),
        (b" <nobody@x.example>", b"", b"x", (b"", "x", "utf-8", "")),
        (b"Li <li>", b"", b"\n\n  second line first\n", (b"Li", "second line first", "utf-8", "")),
        (b"Li <li@x.example>", b"encoding no-such-thing\n", b"\xe9t\xe9", (b"Li", "été", "latin-1", "no-such-thing")),
        (b"+AAAA- <l@x>", b"encoding UTF-7\n", b"+AAAACg-nul", None),
    ],
)  # fmt: skip
def test_names_and_messages_of_any_encoding_are_kept(
    tmp_path: Path, author: bytes, headers: bytes, message: bytes, expected: tuple[bytes, str, str, str] | None
) -> None:
    repo = Repo(tmp_path / "r.git")
    repo.commit({b"a": b"1\n"}, author=author, headers=headers, message=message)
    names = read_names(repo)
    if expected is not None:
        assert (names["author_name"], names["subject"], names["decoded_as"], names["encoding"]) == expected


@pytest.mark.parametrize(
    ("date", "seconds", "zone"),
    [
        (b"0 +0000", 0, 0),
        (b"4102444800 +0530", 4_102_444_800, 330),
        (b"1700000000 -0930", 1_700_000_000, -570),
        (b"1700000000 +5192", 1_700_000_000, 51 * 60 + 92),
        (b"99999999999999999999999 +0000", 0, 0),
        (b"not a date", 0, 0),
        (b"", 1_700_000_060, 480),
    ],
)
def test_dates_are_integers_however_strange(tmp_path: Path, date: bytes, seconds: int, zone: int) -> None:
    repo = Repo(tmp_path / "r.git")
    repo.commit({b"a": b"1\n"}, date=date)
    (row,) = read(repo).commits.to_pylist()
    assert (row["author_time"], row["author_zone"], row["committer_time"]) == (seconds, zone, seconds)


def test_a_sha256_repository_is_read_like_any_other(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git", algorithm="sha256")
    chain(repo, [{b"a": b"1\n"}, {b"a": b"1\n2\n", b"b": b"\0"}])
    found = read(repo)
    assert rows(found) == numstat(repo.path, "HEAD")
    assert {len(commit) for commit in found.commits.column("commit").to_pylist()} == {64}


def printed(repo: Repo, nonce: bytes, *shape: str) -> bytes:
    with (
        sealed(GitDirectory(repo.path)) as quiet,
        quiet.stream(*_log(nonce.decode(), *shape), given="\n".join(order(repo)).encode()) as out,
    ):
        return out[0].read()


@pytest.mark.parametrize("reading", [Reading(), Reading(evidence=False, patch=False)], ids=["patch", "paths"])
def test_output_cut_off_anywhere_never_breaks_the_parser(tmp_path: Path, reading: Reading) -> None:
    repo = Repo(tmp_path / "r.git")
    chain(
        repo, [{b"a": b"1\n2\n", b"t": b"x\n", b"bin": b"\0"}, {b"b": b"1\n2\n3\n", b"t": (LINK, b"x"), b"bin": b"\0\0"}, {b"n\nl": b"1\n"}]
    )
    nonce = b"0123456789abcdef"
    whole = printed(repo, nonce, *(() if reading.patch else ("--raw", "-M")))
    everything = list(parse_log(io.BytesIO(whole), nonce, reading))
    for end in range(len(whole)):
        try:
            held = list(parse_log(io.BytesIO(whole[:end]), nonce, reading))
        except GitFailed:
            continue
        # the last one may be half; those before it are whole
        assert [_facts(record) for record in held[:-1]] == [_facts(record) for record in everything[: max(0, len(held) - 1)]]


def _facts(record: CommitRecord) -> tuple[object, ...]:
    return record.commit, record.patch_id, [(file.path, file.added, file.deleted, file.binary) for file in record.files]


def test_a_git_that_is_killed_is_not_a_damaged_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path / "r.git")
    chain(repo, [{b"a": b"1\n" * 50}, {b"a": b"2\n" * 50}])
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\nPATH=/usr/bin:/bin git "$@" | head -c 700\nkill -9 $$\n')
    fake.chmod(0o755)
    commits = order(repo)
    monkeypatch.setattr(GitDirectory, "command", lambda _self, *arguments: [str(fake), f"--git-dir={repo.path}", *arguments])
    with pytest.raises(GitFailed, match="被信号 9 终止"):
        list(read_commits(GitDirectory(repo.path), commits, Reading()))


def test_a_missing_blob_leaves_its_commits_unmeasured_and_no_other(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    ids = chain(repo, [{b"a": b"%d\n" % number} for number in range(7)])
    repo.lose(repo.blob(b"3\n"))
    with sealed(GitDirectory(repo.path)) as git:
        found = list(read_commits(git, ids[::-1], Reading()))
    assert [record.commit for record in found] == ids[::-1]
    assert [ids.index(record.commit) for record in found if not record.measured] == [4, 3]
    assert all(len(record.files) == record.measured for record in found)


def test_a_missing_tree_leaves_its_commits_unmeasured_and_no_other(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    ids = chain(repo, [{b"d/a": b"%d\n" % number} for number in range(7)])
    repo.lose(repo.tree({b"d/a": b"3\n"}))
    with sealed(GitDirectory(repo.path)) as git:
        found = list(read_commits(git, ids[::-1], Reading()))
    assert [ids.index(record.commit) for record in found if not record.measured] == [4, 3]


def test_a_clone_without_contents_is_given_up_after_so_many_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xingtu.collect.git_history.MOST_RESTARTS", 3)
    repo = Repo(tmp_path / "r.git")
    ids = chain(repo, [{b"a": b"%d\n" % number} for number in range(12)])
    for number in range(12):
        repo.lose(repo.blob(b"%d\n" % number))
    with sealed(GitDirectory(repo.path)) as git:
        found = list(read_commits(git, ids[::-1], Reading()))
    assert [record.commit for record in found] == ids[::-1]
    assert not any(record.measured for record in found)


def test_a_missing_commit_is_an_error_that_names_it(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    ids = chain(repo, [{b"a": b"%d\n" % number} for number in range(3)])
    repo.lose(ids[1])
    with sealed(GitDirectory(repo.path)) as git, pytest.raises(RepositoryDamaged, match=ids[1][:12]):
        list(read_commits(git, ids[::-1], Reading()))
