"""Does an audit beside the city see the city's advisories, leave no trace in it, and never call an empty mirror clean?"""

import hashlib
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.store.risk.advisory_texts import held, read, record, state, touches
from xingtu.facts.audit import Audit, Related
from xingtu.facts.signals import Kev
from xingtu.policy.risk_policy import FILE, parse_risk
from xingtu.risk.audit import audit
from xingtu.risk.beside import MIRROR, beside_the_city
from xingtu.risk.stock import Reading, read_bill, read_file
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.findings import findings
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import take_kev

POLICY = parse_risk((Path(__file__).parents[2] / "policy" / FILE).read_text("utf-8"), file_name=FILE)
AT = datetime(2026, 1, 2, tzinfo=UTC)
INVENTORY = {
    "component", "project", "inventory_blob", "inventory", "project_blob", "dependency", "former_project", "former", "hit", "finding",
    "signal", "event", "mark", "package",
}  # fmt: skip
GRAVE: dict[str, Any] = {"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A city with one project of its own and advisories on two packages."""
    home = tmp_path / "home"
    database = open_risk(home)
    take_in(database, state(), read(
        record("GHSA-1", touches("django", {"introduced": "0"}, {"fixed": "4.2"}), **GRAVE),
        record("GHSA-2", touches("six", {"introduced": "0"})),
    ), {}, whole=True)  # fmt: skip
    inventory_take(
        database, Project("city", "city", "tip", "2026-01-01T00:00:00Z"), [("requirements.txt", "b", "requirements_txt@1")],
        {("b", "requirements_txt@1"): Content((held("six", "1.0"),))},
    )  # fmt: skip
    evaluate(database, "2026-01-01T00:00:00Z")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return home


def reading(tmp_path: Path, text: str) -> Reading:
    file = tmp_path / "requirements.txt"
    file.write_text(text)
    return read_file(file, home=tmp_path / "home")


def audited(tmp_path: Path, text: str, gate: str = "ci") -> Audit:
    return audit(reading(tmp_path, text), home=tmp_path / "home", policy=POLICY, asked=POLICY.gates[gate], at=AT)


def test_the_findings_are_those_of_what_was_read_and_the_citys_own_are_not_among_them(tmp_path: Path, home: Path) -> None:
    before = hashlib.sha256((home / "risk.sqlite").read_bytes()).hexdigest()
    found = audited(tmp_path, "django==4.1\nnobody-knows==1.0\n")
    assert [(row.finding.package, row.finding.ids, row.finding.fixed, row.finding.level) for row in found.rows] == [
        ("django", ("GHSA-1",), ("4.2",), "critical")
    ]
    assert [(place.path, place.line) for place in found.rows[0].finding.places] == [("requirements.txt", 1)]
    assert found.gate.result == "fail"
    assert (found.coverage.components, found.coverage.covered, found.coverage.projects) == (2, 2, 1)
    assert hashlib.sha256((home / "risk.sqlite").read_bytes()).hexdigest() == before
    database = open_risk(home)
    assert [(one.project, one.package) for one in findings(database)] == [("city", "six")]
    database.close()


def test_a_package_nobody_has_an_advisory_for_is_never_taken_for_another_one(tmp_path: Path, home: Path) -> None:
    names = "".join(f"a{number}==1.0\n" for number in range(20))
    assert audited(tmp_path, names).rows == ()


def test_an_empty_mirror_is_no_pass(tmp_path: Path) -> None:
    found = audited(tmp_path, "django==4.1\n")
    assert (found.rows, found.gate.result) == ((), "insufficient")
    assert (found.coverage.components, found.coverage.covered, found.sources) == (1, 0, ())
    assert not (tmp_path / "home" / "risk.sqlite").exists()


def test_a_record_whose_range_cannot_be_evaluated_is_no_pass(tmp_path: Path, home: Path) -> None:
    database = open_risk(home)
    take_in(
        database, state("more"), read(record("PYSEC-1", touches("weird", {"introduced": "0"}, {"fixed": "not-a-version!"}), **GRAVE)), {},
        whole=True,
    )  # fmt: skip
    database.close()
    found = audited(tmp_path, "weird==1.0\n" + "".join(f"a{number}==1.0\n" for number in range(99)))
    assert (found.rows, found.coverage.unplaced, found.coverage.unevaluable) == ((), 1, 1)
    assert (found.gate.result, "unevaluable" in [reason.kind for reason in found.gate.reasons]) == ("insufficient", True)


@pytest.mark.parametrize(("distro", "found"), [("24.03-LTS-SP1", 1), ("24.03", 1), ("22.03-LTS", 0)])
def test_a_release_is_known_by_all_records_and_not_only_by_those_of_what_is_held(
    tmp_path: Path, home: Path, distro: str, found: int
) -> None:
    database = open_risk(home)
    new = touches("kernel", {"introduced": "0"}, {"fixed": "6.6.0-90"}, ecosystem="openEuler:24.03-LTS-SP1")
    old = touches("bash", {"introduced": "0"}, ecosystem="openEuler:22.03-LTS")
    take_in(database, state("more"), read(record("OESA-1", new, **GRAVE), record("OESA-2", old)), {}, whole=True)
    database.close()
    purl = f"pkg:rpm/openeuler/kernel@6.6.0-1?distro=openEuler-{distro}"
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "kernel", "purl": purl}]}
    read_in = read_bill(json.dumps(bill).encode(), name="bom.json")
    assert len(audit(read_in, home=home, policy=POLICY, asked=POLICY.gates["ci"], at=AT).rows) == found


def test_what_lies_among_test_data_decides_nothing(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "app"
    (folder / "tests").mkdir(parents=True)
    (folder / "requirements.txt").write_text("-r tests/old.txt\n")
    (folder / "tests" / "old.txt").write_text("django==4.1\nany>1\nother>1\n")
    found = audit(
        read_file(folder / "requirements.txt", home=home), home=home, policy=POLICY, asked=POLICY.gates["ci"], at=AT
    )  # fmt: skip
    assert [row.is_sample for row in found.rows] == [True]
    assert [reason.kind for reason in found.gate.reasons] == ["signal_missing", "signal_missing"]
    assert found.coverage.unresolved == 2


def test_an_exploited_flaw_that_is_only_related_is_told_and_decides_nothing(tmp_path: Path, home: Path) -> None:
    database = open_risk(home)
    take_in(database, state("more"), read(record("GO-1", touches("lamp", {"introduced": "0"}), related=["CVE-2023-1"])), {}, whole=True)
    take_kev(database, [Kev("CVE-2023-1", "2023-10-10", "", ransomware=False)], state("kev"))
    database.close()
    found = audited(tmp_path, "lamp==1.0\ndjango==4.1\n")
    assert found.related == (Related("GO-1", "CVE-2023-1", "2023-10-10"),)
    assert {row.finding.kev_added_on for row in found.rows} == {""}
    assert "kev" not in {reason.kind for reason in found.gate.reasons}


def test_every_table_is_either_published_or_an_inventorys(home: Path) -> None:
    database = sqlite3.connect(home / "risk.sqlite")
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
    database.close()
    assert tables == MIRROR | INVENTORY


def test_the_database_beside_the_city_cannot_write_into_it(tmp_path: Path, home: Path) -> None:
    with beside_the_city(home, reading(tmp_path, "django==4.1\n"), at="2026-01-02T00:00:00Z") as database:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("DELETE FROM advisory")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("DELETE FROM main.finding")
