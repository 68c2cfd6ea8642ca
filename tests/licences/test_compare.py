"""Does an alarm name the commit that made the change and its author, and never rest on a change of tools?"""

# the tags below are data, not this file's own
# REUSE-IgnoreStart

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from tests.gitrepo import Repo
from tests.licences.detection import Detection
from xingtu.collect.asked import asked
from xingtu.errors import Contradictory
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.licences.compare import compare
from xingtu.licences.examine import examine
from xingtu.licences.judging import Judging
from xingtu.settings import CHECKOUT

RULES = Judging(CHECKOUT / "policy", date(2026, 11, 26))
BSD, SSPL = b"SPDX-License-Identifier: BSD-3-Clause\n", b"SPDX-License-Identifier: SSPL-1.0\n"


@pytest.fixture
def detection(monkeypatch: pytest.MonkeyPatch) -> Detection:
    found = Detection()
    for module in ("examine", "compare"):
        monkeypatch.setattr(import_module(f"xingtu.licences.{module}"), "detect_blobs", found)
    return found


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "clones" / "store")


def alarms(tmp_path: Path, repo: Repo, before: str, after: str) -> tuple[LicenceAlarm, ...]:
    home = tmp_path / "home"
    new, old = examine(asked(str(repo.path), home=home), (after, before), home=home, rules=RULES)
    return compare(old, new, rules=RULES)


def headline(found: tuple[LicenceAlarm, ...]) -> LicenceAlarm:
    return next(alarm for alarm in found if alarm.path == "LICENSE" and alarm.severity == "red")


def test_the_commit_behind_later_touches_is_named(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    first = repo.commit({b"LICENSE": BSD})
    year = repo.commit({b"LICENSE": BSD + b"(c) 2024\n"}, first)
    change = repo.commit({b"LICENSE": SSPL + b"(c) 2024\n"}, year, author=b"Wu Min <wu@x.example>")
    last = repo.commit({b"LICENSE": SSPL + b"(c) 2025\n"}, change)
    alarm = headline(alarms(tmp_path, repo, first, last))
    assert (alarm.before, alarm.after) == ("BSD-3-Clause", "SSPL-1.0")
    assert (alarm.changed_by_commit, alarm.changed_by, alarm.changed_at) == (change, "Wu Min", "2023-11-14T22:16:20Z")
    assert {key.basename for key in detection.read} == {"LICENSE"}


def test_a_commit_that_cannot_be_told_is_left_open(
    tmp_path: Path, repo: Repo, detection: Detection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repo.commit({b"LICENSE": BSD})
    change = repo.commit({b"LICENSE": SSPL}, first)
    last = repo.commit({b"LICENSE": SSPL + b"(c) 2025\n"}, change)
    monkeypatch.setattr(import_module("xingtu.licences.compare"), "LARGEST_LOOK", 1)
    alarm = headline(alarms(tmp_path, repo, first, last))
    assert (alarm.changed_by_commit, alarm.changed_by, alarm.changed_at) == ("", "", "")


def test_a_content_in_between_that_is_lost_leaves_the_commit_open(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    first = repo.commit({b"LICENSE": BSD})
    change = repo.commit({b"LICENSE": b"odd\n"}, first)
    last = repo.commit({b"LICENSE": SSPL}, change)
    repo.lose(repo.blob(b"odd\n"))
    assert headline(alarms(tmp_path, repo, first, last)).changed_by_commit == ""


def test_the_same_tree_raises_no_alarm(tmp_path: Path, repo: Repo, detection: Detection) -> None:
    first = repo.commit({b"LICENSE": BSD})
    again = repo.commit({b"LICENSE": BSD}, first, message=b"nothing\n")
    assert alarms(tmp_path, repo, first, again) == ()


def test_what_other_tools_saw_is_not_compared(tmp_path: Path, repo: Repo, detection: Detection, monkeypatch: pytest.MonkeyPatch) -> None:
    first = repo.commit({b"LICENSE": BSD})
    last = repo.commit({b"LICENSE": SSPL}, first)
    home = tmp_path / "home"
    (old,) = examine(asked(f"{repo.path}@{first}", home=home), home=home, rules=RULES)
    monkeypatch.setattr(import_module("xingtu.licences.examine").engine, "fingerprint", lambda: "another")
    (new,) = examine(asked(f"{repo.path}@{last}", home=home), home=home, rules=RULES)
    with pytest.raises(Contradictory, match="不同的检测工具"):
        compare(old, new, rules=RULES)
