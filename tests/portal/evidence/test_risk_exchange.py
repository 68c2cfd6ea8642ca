"""Bills of materials and statements go out and come in as files; what comes in is a declaration that somebody here signs, or a draft."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.home import home
from portal.evidence.models import RiskFinding, RiskInventory, RiskStatement, VexState
from portal.evidence.services import risk_exchange
from portal.evidence.services.risk_exchange import sbom_declare, sbom_of, vex_of, vex_take
from portal.evidence.services.risk_statements import vex_sign
from portal.journal.models import Entry
from portal.register.models import Record, Repository
from portal.register.models.record import State
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.evidence.risk_city import CVE, PACKAGE, RiskCity, record, risks
from xingtu.risk.sbom import declare, declared
from xingtu.store.risk.schema import open_risk

__all__ = ["risks"]
pytestmark = pytest.mark.django_db
BILL = {
    "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "components": [{"type": "library", "name": PACKAGE, "version": "1.2.0", "purl": f"pkg:pypi/{PACKAGE}@1.2.0"}],
}  # fmt: skip


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.fixture
def gearsim(city: Town, risks: RiskCity) -> Record:
    made = project("gearsim", city.lizhou)
    risks.push("gearsim", {PACKAGE: "1.2.0"})
    risks.publish(record())
    risks.look()
    return made


def openvex(*, name: str = CVE, package: str = PACKAGE) -> bytes:
    document: dict[str, Any] = {
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://firm.example/vex/1", "author": "某安全团队",
        "timestamp": f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}", "version": 1,
        "statements": [
            {
                "vulnerability": {"name": name}, "products": [{"@id": f"pkg:pypi/{package}"}], "status": "not_affected",
                "justification": "vulnerable_code_not_in_execute_path", "impact_statement": "解压的代码从不执行，只用日期函数。",
            }
        ],
    }  # fmt: skip
    return json.dumps(document).encode()


def test_a_foreign_statement_becomes_a_draft_that_an_officer_signs_and_goes_out_again(city: Town, gearsim: Record) -> None:
    owner, officer = city.acting[Role.ORG_ADMIN], city.acting[Role.WATCH_OFFICER]
    with pytest.raises(WrongState):
        vex_of(project=gearsim, form="openvex", by=owner)
    taken = vex_take(project=gearsim, content=openvex(), by=owner)
    assert (taken.drafted, taken.unmatched, taken.refused) == (1, 0, ())
    made = RiskStatement.objects.get()
    assert (made.state, made.foreign_author, made.status) == (VexState.DRAFT, "某安全团队", "not_affected")
    assert RiskFinding.objects.get().standing == "open"
    vex_sign(statement=made, version=1, by=officer)
    for form in ("openvex", "cyclonedx-vex"):
        text = vex_of(project=gearsim, form=form, by=owner)
        assert CVE in text
        assert PACKAGE in text
        assert str(owner.actor_id) not in text
    assert Entry.objects.filter(event="findings.exported").count() == 2


def test_what_was_said_of_another_firms_code_does_not_go_out_with_ones_own(city: Town, gearsim: Record) -> None:
    owner, officer = city.acting[Role.ORG_ADMIN], city.acting[Role.WATCH_OFFICER]
    vex_take(project=gearsim, content=openvex(), by=owner)
    vex_sign(statement=RiskStatement.objects.get(), version=1, by=officer)
    elsewhere = project("minnow", city.yaoqiao)
    RiskStatement.objects.update(scope="city", record=elsewhere, organisation=city.yaoqiao)
    for form in ("openvex", "cyclonedx-vex"):
        text = vex_of(project=gearsim, form=form, by=owner)
        assert "vulnerable_code_not_in_execute_path" in text or "code_not_reachable" in text
        assert "解压的代码从不执行" not in text
        assert "某安全团队" not in text


def test_what_fits_nothing_is_counted_and_what_is_broken_is_said(city: Town, gearsim: Record) -> None:
    owner = city.acting[Role.ORG_ADMIN]
    assert vex_take(project=gearsim, content=openvex(name="CVE-2026-99999"), by=owner).unmatched == 1
    assert vex_take(project=gearsim, content=openvex(package="another-star"), by=owner).drafted == 0
    for broken in (b"", b"{", b"[" * 100_000, b"\xff\xfe"):
        with pytest.raises(Invalid):
            vex_take(project=gearsim, content=broken, by=owner)
    for acting in (city.elsewhere[Role.ORG_ADMIN], city.acting[Role.AUDITOR], city.acting[Role.OFFICE_HEAD]):
        with pytest.raises(NotAllowed):
            vex_take(project=gearsim, content=openvex(), by=acting)


def test_a_bill_of_materials_names_components_and_findings(city: Town, gearsim: Record) -> None:
    owner = city.acting[Role.ORG_ADMIN]
    bill = json.loads(sbom_of(project=gearsim, repository="gearsim", form="cyclonedx", by=owner))
    assert [one["purl"] for one in bill["components"]] == [f"pkg:pypi/{PACKAGE}@1.2.0"]
    assert len(bill["vulnerabilities"]) == 1
    other = json.loads(sbom_of(project=gearsim, repository="gearsim", form="spdx", by=owner))
    assert other["spdxVersion"] == "SPDX-2.3"
    with pytest.raises(NotAllowed):
        sbom_of(project=gearsim, repository="gearsim", form="spdx", by=city.elsewhere[Role.ORG_ADMIN])


def test_a_firm_that_shows_no_code_declares_what_it_uses_and_is_watched(city: Town, gearsim: Record, risks: RiskCity) -> None:
    owner = city.elsewhere[Role.ORG_ADMIN]
    closed = project("closed", city.yaoqiao, repositories=0)
    with pytest.raises(Invalid):
        sbom_declare(project=closed, content=b"<bom/>", by=owner)
    sbom_declare(project=closed, content=json.dumps(BILL).encode(), by=owner)
    risks.look()
    found = RiskFinding.objects.get(record=closed)
    assert (found.project, found.versions, found.case is not None) == ("sbom:closed", ["1.2.0"], True)
    fixed = json.loads(json.dumps(BILL).replace("1.2.0", "1.4.0"))
    sbom_declare(project=closed, content=json.dumps(fixed).encode(), by=owner)
    risks.look()
    found.refresh_from_db()
    assert found.close_cause == "upgraded"
    with pytest.raises(WrongState):
        sbom_declare(project=gearsim, content=json.dumps(BILL).encode(), by=city.acting[Role.ORG_ADMIN])


def test_only_a_registered_project_declares_and_it_is_watched_no_longer_than_that(city: Town, gearsim: Record, risks: RiskCity) -> None:
    owner, content = city.elsewhere[Role.ORG_ADMIN], json.dumps(BILL).encode()
    for ident, becomes in (("closed", State.REMOVED), ("opened", State.REGISTERED)):
        made = project(ident, city.yaoqiao, repositories=0)
        Record.objects.filter(pk=ident).update(state=State.DRAFT)
        with pytest.raises(WrongState):
            sbom_declare(project=made, content=content, by=owner)
        Record.objects.filter(pk=ident).update(state=State.REGISTERED)
        sbom_declare(project=made, content=content, by=owner)
        risks.look()
        assert RiskFinding.objects.get(record=made).closed_at is None
        Record.objects.filter(pk=ident).update(state=becomes)
    Repository.objects.create(id="opened-code", record_id="opened", url="https://code.example/opened", serial=9_000)
    risks.look()
    assert not RiskFinding.objects.filter(project__startswith="sbom:", closed_at=None).exists()
    assert RiskInventory.objects.filter(project__startswith="sbom:", left_at__isnull=False).count() == 2
    assert RiskFinding.objects.filter(record=gearsim, closed_at=None).exists()


def test_a_bill_is_read_before_the_turn_and_the_last_one_stands(city: Town, risks: RiskCity, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, owner = project("closed", city.yaoqiao, repositories=0), city.elsewhere[Role.ORG_ADMIN]
    seen: list[bool] = []
    monkeypatch.setattr(risk_exchange, "take_turn", lambda: seen.append(declared(home(), "sbom:closed") is not None))
    sbom_declare(project=closed, content=json.dumps(BILL).encode(), by=owner)
    assert seen == [True]
    other = json.dumps(BILL).replace("1.2.0", "1.3.0").encode()

    def overtaken() -> None:
        with closing(open_risk(home())) as database:
            declare(database, other, home=home(), project="sbom:closed", name="closed", declared_by="", at="2026-11-26T00:00:00Z")

    monkeypatch.setattr(risk_exchange, "take_turn", overtaken)
    with pytest.raises(WrongState):
        sbom_declare(project=closed, content=json.dumps(BILL).encode(), by=owner)


def test_a_document_of_too_many_statements_is_refused_as_a_whole(city: Town, gearsim: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk_exchange, "MOST_STATEMENTS", 0)
    with pytest.raises(Invalid, match="一次最多"):
        vex_take(project=gearsim, content=openvex(), by=city.acting[Role.ORG_ADMIN])
    assert not RiskStatement.objects.exists()


def test_files_are_handed_in_and_taken_from_the_tab(city: Town, gearsim: Record, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    file = SimpleUploadedFile("vex.json", openvex())
    assert client.post("/projects/gearsim/risks/take/", {"kind": "vex", "file": file}).status_code == 302
    assert client.post("/projects/gearsim/risks/take/", {"kind": "vex", "file": SimpleUploadedFile("x", b"{")}).status_code == 400
    assert client.get("/projects/gearsim/risks/sbom/spdx/?repository=gearsim").headers["Content-Type"].startswith("application/json")
    assert client.get("/projects/gearsim/risks/sbom/spdx/?repository=elsewhere").status_code == 409
    assert client.get("/projects/gearsim/risks/sbom/html/?repository=gearsim").status_code == 404
