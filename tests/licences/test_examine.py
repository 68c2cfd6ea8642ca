"""Is a tree examined once for each thing its evidence depends on, and never again?"""

# the tags below are data, not this file's own
# REUSE-IgnoreStart

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from tests.gitrepo import LINK, MODULE, Repo
from tests.licences.detection import FINGERPRINT, Detection
from xingtu.collect.asked import Asked, asked
from xingtu.errors import CollectError, EvidenceError, PolicyError
from xingtu.licences.examine import Examined, examine
from xingtu.licences.judging import Judging, policy_of
from xingtu.policy.licence_rulings import Ruling
from xingtu.settings import CHECKOUT

MIT, GPL = b"// SPDX-License-Identifier: MIT\n", b"// SPDX-License-Identifier: GPL-2.0-only\n"
examine_module = import_module("xingtu.licences.examine")
"""The package's function has the same name."""
POLICY, TODAY = CHECKOUT / "policy", date(2026, 11, 26)
RULING = Ruling("r1", "repository", "看过", "li", "wu", "2026-01-01", repository="local/app/clone", concluded="MIT")


@pytest.fixture
def detection(monkeypatch: pytest.MonkeyPatch) -> Detection:
    found = Detection()
    monkeypatch.setattr(examine_module, "detect_blobs", found)
    monkeypatch.setattr(examine_module.engine, "fingerprint", lambda: FINGERPRINT)
    return found


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "app" / "clone.git")


def looked(tmp_path: Path, repo: Repo, *revisions: str, rules: Judging | None = None, revision: str = "HEAD") -> list[Examined]:
    home = tmp_path / "home"
    return examine(asked(f"{repo.path}@{revision}", home=home), revisions, home=home, rules=rules or Judging(POLICY, TODAY))


def states(examined: Examined) -> Mapping[str, str]:
    return {file.path: file.state for file in examined.evidence().files}


def test_a_tree_is_concluded_from_the_answers_for_its_blobs(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    repo.commit({b"LICENSE": MIT, b"a.c": MIT})
    (examined,) = looked(tmp_path, repo)
    evidence = examined.evidence()
    assert evidence.top.concluded == "MIT"
    assert [(file.path, file.effective) for file in evidence.files] == [("LICENSE", "MIT"), ("a.c", "MIT")]
    assert evidence.look.fingerprint == FINGERPRINT
    assert evidence.look.committed_at == "2023-11-14T22:14:20Z"
    assert not examined.unchanged


def test_the_same_tree_is_never_read_again(tmp_path: Path, repo: Repo, detection: Detection, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({b"LICENSE": MIT, b"a.c": MIT})
    (first,) = looked(tmp_path, repo)
    monkeypatch.setattr(examine_module, "tree_entries", None)
    monkeypatch.setattr(examine_module, "sealed", None)
    (again,) = looked(tmp_path, repo)
    assert again.unchanged
    assert again.summary == first.summary
    assert again.evidence() == first.evidence()


def test_another_name_of_the_same_commit_is_the_same_scan_under_that_name(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    commit = repo.commit({b"LICENSE": MIT})
    repo.point("refs/tags/v1.0", commit)
    (first,) = looked(tmp_path, repo)
    (tagged,) = looked(tmp_path, repo, revision="v1.0")
    assert tagged.unchanged
    assert tagged.summary.scan == first.summary.scan
    assert (first.summary.look.revision, tagged.summary.look.revision) == ("HEAD", "v1.0")
    assert tagged.evidence().look == tagged.summary.look


def test_only_new_blobs_of_another_revision_are_read(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    first = repo.commit({b"LICENSE": MIT, b"a.c": MIT, b"b.c": b"int b;\n"})
    repo.commit({b"LICENSE": MIT, b"a.c": GPL, b"b.c": b"int b;\n", b"moved/b.c": b"int b;\n", b"other.c": b"int b;\n"}, first)
    looked(tmp_path, repo, revision=first)
    known = len(detection.read)
    looked(tmp_path, repo)
    assert sorted(key.basename for key in detection.read[known:]) == ["a.c", "other.c"]


def test_several_revisions_are_scanned_at_once_and_come_in_the_order_asked(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    first = repo.commit({b"LICENSE": MIT})
    second = repo.commit({b"LICENSE": GPL}, first)
    found = looked(tmp_path, repo, second, first, second)
    assert [examined.tree.commit for examined in found] == [second, first, second]
    assert [examined.summary.top.concluded for examined in found][:2] == [found[2].summary.top.concluded, "MIT"]
    assert len(detection.read) == 2


def test_the_newest_scan_follows_the_default_branch_alone(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    first = repo.commit({b"LICENSE": MIT})
    repo.commit({b"LICENSE": GPL}, first)
    (old,) = looked(tmp_path, repo, revision=first)
    assert old.store.latest(old.tree.asked.repository) is None
    (new,) = looked(tmp_path, repo)
    looked(tmp_path, repo, revision=first)
    latest = new.store.latest(new.tree.asked.repository)
    assert latest is not None
    assert latest.scan == new.summary.scan


def test_what_cannot_be_read_is_counted_with_its_reason(
    tmp_path: Path, repo: Repo, detection: Detection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examine_module, "LARGEST_BYTES", 5000)
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1\n"
    detection.fails.add(b"kills\n")
    repo.commit(
        {
            b"LICENSE": MIT, b"link": (LINK, b"LICENSE"), b"sub": (MODULE, b"1" * 40), b"model.bin": pointer, b"big": b"x" * 5001,
            b"bad": b"kills\n", b"lost": b"gone\n", b"caf\xe9": MIT,
        }
    )  # fmt: skip
    repo.lose(repo.blob(b"gone\n"))
    (examined,) = looked(tmp_path, repo)
    assert states(examined) == {
        "LICENSE": "scanned", "link": "symlink", "sub": "submodule", "model.bin": "lfs_pointer", "big": "too_large",
        "bad": "unfinished", "lost": "missing", "caf\udce9": "scanned",
    }  # fmt: skip
    assert sum(examined.summary.look.counts.values()) == 8
    assert not examined.summary.complete


def test_a_killed_scan_goes_on_where_it_was(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    repo.commit({b"LICENSE": MIT, **{b"%d.c" % number: b"int a%d;\n" % number for number in range(9)}})
    detection.stops_after = 4
    with pytest.raises(KeyboardInterrupt):
        looked(tmp_path, repo)
    assert not list((tmp_path / "home" / "licences").rglob("evidence.json"))
    detection.stops_after = None
    (examined,) = looked(tmp_path, repo)
    assert len(detection.read) == len(set(detection.read)) == 10
    assert examined.summary.complete


def test_losing_the_cache_loses_time_and_no_result(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    repo.commit({b"LICENSE": MIT, b"a.c": GPL})
    (first,) = looked(tmp_path, repo)
    stored = {file.name: file.read_bytes() for file in first.folder.iterdir()}
    shutil.rmtree(tmp_path / "home")
    (again,) = looked(tmp_path, repo)
    assert {file.name: file.read_bytes() for file in again.folder.iterdir()} == stored


@pytest.mark.parametrize("changed", ["policy", "table", "ruling", "fingerprint", "code"])
def test_whatever_a_conclusion_depends_on_gives_another_scan(
    tmp_path: Path, repo: Repo, detection: Detection, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    repo.commit({b"LICENSE": MIT})
    policy = tmp_path / "policy"
    shutil.copytree(POLICY, policy)
    rules = Judging(policy, TODAY)
    (first,) = looked(tmp_path, repo, rules=rules)
    if changed == "policy":
        (policy / "licences.toml").write_text((policy / "licences.toml").read_text("utf-8") + "\n# ", "utf-8")
    elif changed == "table":
        (policy / "compatibility" / "mulan.toml").write_text((policy / "compatibility" / "mulan.toml").read_text("utf-8") + "\n# ", "utf-8")
    elif changed == "ruling":
        rules = replace(rules, rulings=(RULING,))
    elif changed == "fingerprint":
        monkeypatch.setattr(examine_module.engine, "fingerprint", lambda: "another")
    else:
        monkeypatch.setattr(import_module("xingtu.licences.judging"), "_code", lambda: "another")
    (second,) = looked(tmp_path, repo, rules=rules)
    assert second.summary.scan != first.summary.scan
    assert not second.unchanged
    assert first.folder.is_dir()


def test_a_ruling_concludes_until_the_day_it_ends(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    repo.commit({b"a.c": b"int a;\n"})
    ruling = replace(RULING, expires_on="2026-12-01")
    by_day = {}
    for day in (date(2026, 1, 1), date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)):
        (examined,) = looked(tmp_path, repo, rules=Judging(POLICY, day, (ruling,)))
        by_day[day] = examined.summary.scan, examined.summary.top.concluded
    scans, concluded = zip(*by_day.values(), strict=True)
    assert concluded == ("MIT", "MIT", "MIT", "", "")
    assert len(set(scans[:3])) == len(set(scans[3:])) == 1, "a day alone makes no other scan"


def test_a_policy_that_changes_meanwhile_is_never_mixed_up(
    tmp_path: Path, repo: Repo, detection: Detection, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({b"LICENSE": MIT})
    policy = tmp_path / "policy"
    shutil.copytree(POLICY, policy)
    real = examine_module.judged

    def edited(*arguments: object) -> object:
        (policy / "licences.toml").write_text((policy / "licences.toml").read_text("utf-8") + "\n# ", "utf-8")
        return real(*arguments)

    monkeypatch.setattr(examine_module, "judged", edited)
    with pytest.raises(EvidenceError, match="在检测过程中被改动"):
        looked(tmp_path, repo, rules=Judging(policy, TODAY))
    assert not list((tmp_path / "home" / "licences").rglob("evidence.json"))


def test_a_policy_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    shutil.copytree(POLICY, policy)
    first, _ = policy_of(policy)
    assert policy_of(policy)[0] is first
    file = policy / "licences.toml"
    file.write_text(re.sub(r"^version = \d+", "version = 99", file.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8")
    assert policy_of(policy)[0].version == 99


def test_a_policy_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"licences\.toml.*XINGTU_POLICY"):
        policy_of(tmp_path)


def test_what_is_not_there_is_said_before_anything_is_read(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    repo.commit({b"LICENSE": MIT})
    with pytest.raises(CollectError, match=r"没有名为 v9 的提交"):
        looked(tmp_path, repo, "HEAD", "v9")
    assert detection.read == []


def test_a_scancode_that_cannot_work_is_said_before_it_is_asked(
    tmp_path: Path, repo: Repo, detection: Detection, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({b"LICENSE": MIT})
    monkeypatch.setattr(examine_module, "flaw", lambda: ("pluggy 是 1.7.0", "运行 make run"))
    with pytest.raises(EvidenceError, match=r"pluggy 是 1\.7\.0.*运行 make run"):
        looked(tmp_path, repo)
    assert detection.read == []


def test_a_repository_that_is_gone_is_named(tmp_path: Path, detection: Detection) -> None:
    gone = Asked("a", "a", "", tmp_path / "nowhere")
    with pytest.raises(CollectError, match="nowhere"):
        examine(gone, home=tmp_path, rules=Judging(POLICY, TODAY))
