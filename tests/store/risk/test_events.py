"""Is everything that changes told once, with what it was before, and are the worst signals of a flaw found wherever they stand?"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.risk.advisory_texts import held, read, record, state, touches
from xingtu.facts.signals import Epss, Kev, Note
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.events import events_after
from xingtu.store.risk.findings import findings
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import cves_of, notes_of, take_epss, take_kev, take_notes

HIGH = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}]
CRITICAL = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
DJANGO = touches("django", {"introduced": "0"}, {"fixed": "4.2"})
FLAW = record("GHSA-1", DJANGO, aliases=["CVE-2026-0001"], severity=HIGH, summary="a flaw", published="2026-01-01T00:00:00Z")
AT = "2026-01-02T00:00:00Z"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_risk(tmp_path)
    take_in(opened, state(), read(FLAW), {}, whole=True)
    push(opened, ("django", "4.1"))
    evaluate(opened, AT, epss_threshold=100_000)
    yield opened
    opened.close()


def push(database: sqlite3.Connection, *versions: tuple[str, str], project: str = "a") -> None:
    blob = f"{project}-{versions}"
    inventory_take(
        database, Project(project, project.upper(), "tip", AT), [("requirements.txt", blob, "requirements")],
        {(blob, "requirements"): Content(tuple(held(*one) for one in versions))},
    )  # fmt: skip


def publish(database: sqlite3.Connection, *records: dict[str, Any], mark: str = "2") -> None:
    take_in(database, state(mark=mark), read(*records), {}, whole=True)


def told(database: sqlite3.Connection, after: int = 1, at: str = AT) -> list[tuple[str, str, str, str]]:
    """What an evaluation adds; the first event is that of the fixture."""
    evaluate(database, at, epss_threshold=100_000)
    return [(event.kind, event.before, event.after, event.cause) for event in events_after(database, after)]


def test_a_finding_that_begins_and_ends_is_told_once_each(database: sqlite3.Connection) -> None:
    (first,) = events_after(database, 0)
    assert (first.kind, first.project, first.package, first.group, first.after) == ("new", "a", "django", "CVE-2026-0001", "high")
    assert told(database) == []
    push(database, ("django", "4.2"))
    assert told(database) == [("closed", "", "", "upgraded")]
    assert told(database) == [("closed", "", "", "upgraded")]


def test_a_flaw_that_becomes_worse_or_exploited_or_likely_is_told_though_no_finding_begins(database: sqlite3.Connection) -> None:
    publish(database, FLAW | {"severity": CRITICAL, "modified": "2026-01-03T00:00:00Z"})
    assert told(database) == [("severity", "high", "critical", "")]
    take_kev(database, [Kev("CVE-2026-0001", "2026-01-04", "2026-01-25", ransomware=True)], state("kev"))
    take_epss(database, [Epss("CVE-2026-0001", 99_999, 500_000, "2026-01-04", "v4")], state("epss", "4"))
    assert told(database, 2) == [("kev", "", "", "")]
    take_epss(database, [Epss("CVE-2026-0001", 100_000, 500_000, "2026-01-05", "v4")], state("epss", "5"))
    assert told(database, 3) == [("epss", "", "", "")]
    assert told(database, 4) == []


def test_what_is_withdrawn_or_narrowed_is_told_as_taken_back_and_not_as_mended(database: sqlite3.Connection) -> None:
    publish(database, FLAW | {"withdrawn": "2026-01-03T00:00:00Z", "modified": "2026-01-03T00:00:00Z"})
    assert told(database) == [("retracted", "", "", "withdrawn")]


def test_two_names_found_to_be_one_flaw_are_no_event(database: sqlite3.Connection) -> None:
    other = record("PYSEC-1", DJANGO)
    publish(database, FLAW, other)
    assert told(database) == [("new", "", "", "advisory_published")]
    publish(database, FLAW, other | {"aliases": ["GHSA-1"], "modified": "2026-01-03T00:00:00Z"}, mark="3")
    assert told(database, 2) == []


def test_a_malicious_package_is_its_own_kind_of_event(database: sqlite3.Connection) -> None:
    publish(database, FLAW, record("MAL-2026-1", touches("djnago", versions=["1.0"])))
    push(database, ("django", "4.1"), ("djnago", "1.0"))
    assert told(database) == [("malicious", "", "", "dependency_added")]


def test_signals_of_a_distribution_come_from_the_flaw_it_took_over(database: sqlite3.Connection) -> None:
    taken = record(
        "OESA-1", touches("python-django", {"introduced": "0"}, {"fixed": "4.2-1"}, ecosystem="openEuler:24.03"), upstream=["CVE-2026-0001"]
    )
    publish(database, FLAW, taken)
    inventory_take(
        database, Project("b", "B", "tip", AT), [("sbom", "blob", "sbom")],
        {("blob", "sbom"): Content((held("python-django", "4.1-1", "openEuler:24.03"),))},
    )  # fmt: skip
    take_kev(database, [Kev("CVE-2026-0001", "2026-01-04", "2026-01-25", ransomware=False)], state("kev"))
    evaluate(database, AT)
    (finding,) = findings(database, project="b")
    assert (finding.group, finding.level, finding.score, finding.kev_added_on) == ("OESA-1", "high", 75, "2026-01-04")


def test_signals_are_followed_through_what_took_over_from_what_took_over(database: sqlite3.Connection) -> None:
    between = record("DSA-1", touches("python-django", {"introduced": "0"}, ecosystem="Debian:12"), upstream=["GHSA-1"])
    last = record("OESA-1", touches("python-django", versions=["4.1"], ecosystem="openEuler"), upstream=["DSA-1"])
    publish(database, FLAW, between, last)
    groups = [gid for (gid,) in database.execute("SELECT gid FROM advisory WHERE id = 'OESA-1'")]
    assert cves_of(database, groups) == {groups[0]: ("CVE-2026-0001",)}


def test_a_finding_carries_all_that_a_reader_needs_to_check_it(database: sqlite3.Connection) -> None:
    take_epss(database, [Epss("CVE-2026-0001", 12_340, 900_000, "2026-01-04", "v4")], state("epss"))
    (finding,) = findings(database)
    assert (finding.project, finding.project_name, finding.ids, finding.versions, finding.fixed) == (
        "a",
        "A",
        ("GHSA-1",),
        ("4.1",),
        ("4.2",),
    )
    assert [(place.path, place.line, place.scope, place.direct) for place in finding.places] == [("requirements.txt", 1, "runtime", True)]
    assert (finding.epss, finding.epss_on, finding.severity_source, finding.summary) == (12_340, "2026-01-04", "cvss_v3", "a flaw")
    push(database, ("django", "4.2"))
    evaluate(database, "2026-01-05T00:00:00Z")
    assert list(findings(database)) == []
    (over,) = findings(database, open_only=False)
    assert (over.close_cause, over.closed_at, over.versions, over.ids) == ("upgraded", "2026-01-05T00:00:00Z", ("4.1",), ("GHSA-1",))


def test_notes_of_the_chinese_databases_name_a_flaw_and_match_nothing(database: sqlite3.Connection) -> None:
    take_notes(database, [Note("CVE-2026-0001", "CNVD", "CNVD-2026-00001", "某框架拒绝服务漏洞", "高", "2026-01-05")], state("cnvd"))
    assert [note.title for note in notes_of(database, ["CVE-2026-0001"])] == ["某框架拒绝服务漏洞"]
    assert told(database) == []


def test_the_level_said_of_one_package_goes_before_that_of_the_whole_record(database: sqlite3.Connection) -> None:
    graver = DJANGO | {"severity": CRITICAL}
    milder = touches("flask", {"introduced": "0"}, {"fixed": "2"}) | {"severity": HIGH}
    publish(database, record("GHSA-1", graver, milder, aliases=["CVE-2026-0001"], modified="2026-01-03T00:00:00Z"))
    push(database, ("django", "4.1"), ("flask", "1.0"))
    evaluate(database, AT)
    assert [(finding.package, finding.level) for finding in findings(database)] == [("django", "critical"), ("flask", "high")]
