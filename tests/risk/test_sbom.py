"""Is what a firm declares kept with its author and date, watched like code, and compared with code where there is some?"""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.detect.sbom.documents import FOUR, cyclonedx, text_of
from tests.gitrepo import Repo
from xingtu.collect.asked import asked
from xingtu.errors import DeclarationError, LockfileError
from xingtu.facts.declarations import Declaration
from xingtu.risk.affected import affected
from xingtu.risk.coverage import coverage
from xingtu.risk.sbom import declare, declared, difference
from xingtu.risk.stock import read_bill, read_stock, take_stock
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.findings import findings

AT = "2026-11-20T00:00:00Z"


def bill(*purls: str) -> bytes:
    return text_of(cyclonedx(components=[{"type": "library", "name": "x", "purl": purl} for purl in purls], dependencies=[]))


def taken(database: sqlite3.Connection, home: Path, content: bytes) -> Declaration:
    return declare(database, content, home=home, project="sbom:lizhou", name="砺轴产品", declared_by="林知远", at=AT)


@pytest.mark.parametrize("form", FOUR)
def test_a_declaration_says_who_handed_in_what_and_when(advisories: sqlite3.Connection, filled: Path, form: str) -> None:
    made = taken(advisories, filled, FOUR[form])
    assert (made.declared_by, made.declared_at, made.author) == ("林知远", AT, "沈若川、砺轴工业软件有限公司")
    assert (made.created_at, made.subject, made.format) == ("2026-11-01T08:00:00Z", "gearsim", form)
    assert (made.components, made.unresolved, made.refused) == (3, 2, 0)
    assert declared(filled, "sbom:lizhou") == (made, FOUR[form])
    assert declared(filled, "sbom:yaoqiao") is None


def test_it_is_watched_as_a_project_of_its_own_origin(advisories: sqlite3.Connection, filled: Path) -> None:
    taken(advisories, filled, bill("pkg:pypi/lantern@1.6", "pkg:golang/xinghe.example/gears@v1.3.0"))
    evaluate(advisories, AT)
    assert advisories.execute("SELECT origin, name FROM project").fetchall() == [("sbom", "砺轴产品")]
    assert [(one.group, one.versions) for one in findings(advisories)] == [
        ("GO-2026-7", ("1.3.0",)),
        ("CVE-2026-0001", ("1.6",)),
        ("PYSEC-2026-2", ("1.6",)),
    ]
    assert affected(advisories, "CVE-2026-0001").projects == 1
    assert coverage(advisories).components == 2
    # the next declaration stands in the place of the one before
    taken(advisories, filled, bill("pkg:pypi/lantern@3.0"))
    evaluate(advisories, AT)
    assert {one.group for one in findings(advisories)} == {"PYSEC-2026-2"}


def test_what_names_nothing_that_could_be_watched_is_not_taken(advisories: sqlite3.Connection, filled: Path) -> None:
    with pytest.raises(DeclarationError, match="没有一个带 package URL 和版本的组件"):
        taken(advisories, filled, text_of(cyclonedx(components=[{"type": "library", "name": "zlib", "version": "1.3"}])))
    with pytest.raises(LockfileError):
        taken(advisories, filled, json.dumps({"bomFormat": "CycloneDX"}).encode())
    assert declared(filled, "sbom:lizhou") is None
    assert advisories.execute("SELECT count(*) FROM project").fetchone() == (0,)


def test_a_declaration_does_not_stand_in_the_place_of_code(advisories: sqlite3.Connection, filled: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "app")
    repo.commit({b"requirements.txt": b"lantern==1.6\n"})
    stock = take_stock(advisories, asked(str(repo.path), home=filled), home=filled, at=AT)
    with pytest.raises(DeclarationError, match="不能取代代码"):
        declare(advisories, bill("pkg:pypi/a@1"), home=filled, project=stock.project, name="x", declared_by="林知远", at=AT)


def test_what_was_declared_is_compared_with_what_git_shows(filled: Path, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "app")
    repo.commit({b"requirements.txt": b"lantern==1.6\nsix==1.16.0\nhidden==2.0\nflask==3.0\n"})
    shown = read_stock(asked(str(repo.path), home=filled), home=filled)
    said = read_bill(bill("pkg:pypi/Lantern@1.6.0", "pkg:pypi/six@1.15.0", "pkg:pypi/flask@3.0", "pkg:npm/made-up@1.0.0"), name="bill")
    told = difference(said, shown)
    assert [(one.package, one.shown) for one in told.left_out] == [("hidden", ("2.0",))]
    assert [(one.package, one.declared) for one in told.invented] == [("made-up", ("1.0.0",))]
    assert [(one.package, one.declared, one.shown) for one in told.other_version] == [("six", ("1.15.0",), ("1.16.0",))]
    assert (told.agreed, told.is_none) == (2, False)
    assert difference(shown, shown).is_none
