"""Does a posture hold every check once, take its instant from outside, and leave unknown what nobody told?"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.gitrepo import LINK, Repo
from xingtu.collect.asked import asked
from xingtu.errors import CollectError
from xingtu.facts.audit import Audit
from xingtu.facts.freshness import Coverage
from xingtu.facts.posture import Posture
from xingtu.facts.risk_gate import GateReason
from xingtu.risk.posture import posture

AT = datetime(2023, 11, 20, tzinfo=UTC)
WORKFLOW = b"on: push\njobs:\n  a:\n    steps:\n      - run: npm install\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "clones" / "store")
    first = repo.commit({b"a": b"1"}, date=b"1600000000 +0000", author=b"Li <li@a.example>")
    files = {b"LICENSE": b"MIT License\n", b".github/workflows/a.yml": WORKFLOW, b"t.exe": b"MZ\0\0", b"l.exe": (LINK, b"t.exe")}
    repo.commit(files, first, date=b"1700000000 +0000")
    return repo


def look(repo: Repo, tmp_path: Path, revision: str = "", as_of: datetime = AT) -> Posture:
    return posture(asked(f"{repo.path}{revision}", home=tmp_path / "home"), home=tmp_path / "home", as_of=as_of)


def score(seen: Posture, name: str) -> int | None:
    return next(result.score for result in seen.results if result.own_name == name)


def test_every_check_is_there_once_and_names_its_place(repo: Repo, tmp_path: Path) -> None:
    seen = look(repo, tmp_path)
    assert len({result.own_name for result in seen.results}) == len(seen.results) == 20
    assert (score(seen, "License"), score(seen, "Binary-Artifacts"), score(seen, "Token-Permissions")) == (10, 9, 0)
    pinned = next(result for result in seen.results if result.own_name == "Pinned-Dependencies")
    assert [(place.path, place.line) for place in pinned.places] == [(".github/workflows/a.yml", 5)]


def test_what_only_a_host_or_an_audit_knows_is_unknown_and_no_number(repo: Repo, tmp_path: Path) -> None:
    seen = look(repo, tmp_path)
    for name in (
        "Branch-Protection",
        "Code-Review",
        "CI-Tests",
        "Signed-Releases",
        "Webhooks",
        "CII-Best-Practices",
        "Vulnerabilities",
        "SBOM",
    ):
        assert score(seen, name) is None
    assert all(result.score is not None for result in seen.known)
    assert not hasattr(seen, "score")


def test_the_instant_is_given_and_nothing_later_counts(repo: Repo, tmp_path: Path) -> None:
    assert score(look(repo, tmp_path), "Maintained") == 0
    assert "1 次提交" in next(result.reason for result in look(repo, tmp_path).results if result.own_name == "Maintained")
    late = look(repo, tmp_path, as_of=datetime(2030, 1, 1, tzinfo=UTC))
    assert "0 次提交" in next(result.reason for result in late.results if result.own_name == "Maintained")
    assert replace(late, as_of="", results=()) == replace(look(repo, tmp_path), as_of="", results=())


def test_no_mailbox_leaves(repo: Repo, tmp_path: Path) -> None:
    assert "li@" not in repr(look(repo, tmp_path))


def test_an_earlier_revision_is_judged_by_its_own_tree(repo: Repo, tmp_path: Path) -> None:
    assert score(look(repo, tmp_path, "@main~1"), "License") == 0


def test_a_revision_that_is_none_is_refused(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(CollectError):
        look(repo, tmp_path, "@nowhere")


def test_of_many_places_the_first_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "clones" / "store")
    repo.commit({b"%d.exe" % number: b"MZ\0\0" for number in range(60)})
    result = next(one for one in look(repo, tmp_path).results if one.own_name == "Binary-Artifacts")
    assert (result.score, len(result.places), result.place_count) == (0, 50, 60)


def audited(*, lacking: str, groups: int) -> Audit:
    """An audit of which only what a posture reads is filled in."""
    rows = [
        SimpleNamespace(
            is_open=True, is_sample=False, finding=SimpleNamespace(group=f"A-{number}", places=[SimpleNamespace(path="a", line=1)])
        )
        for number in range(groups)
    ]
    reasons = (GateReason("insufficient", lacking),)
    covered = Coverage(5, 4, 0, 0, 1, 0, ("ohpm",))
    return cast("Audit", SimpleNamespace(rows=rows, coverage=covered, gate=SimpleNamespace(result="insufficient", reasons=reasons)))


def test_known_vulnerabilities_need_advisories_but_no_signs_of_exploitation(repo: Repo, tmp_path: Path) -> None:
    found = asked(str(repo.path), home=tmp_path / "home")
    told = posture(found, home=tmp_path / "home", as_of=AT, audit=audited(lacking="signal_missing", groups=2))
    assert score(told, "Vulnerabilities") == 8
    told = posture(found, home=tmp_path / "home", as_of=AT, audit=audited(lacking="uncovered", groups=2))
    assert score(told, "Vulnerabilities") is None
    assert "已知至少 2 组" in next(result.reason for result in told.results if result.own_name == "Vulnerabilities")
