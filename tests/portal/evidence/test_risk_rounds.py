"""A round that goes wrong in one place does the rest all the same; days run out whether it goes wrong or not."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.evidence.models import RiskFinding, RiskInventory, RiskStatement, RiskWatch, VexState
from portal.evidence.services import risk_watching
from portal.evidence.services.risk_statements import vex_draft, vex_sign
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.evidence.risk_city import PACKAGE, RiskCity, record, risks
from tests.portal.watch.risks import finding
from xingtu.errors import CollectError
from xingtu.store.lake import Lake

__all__ = ["risks"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.mark.parametrize("broken", [CollectError("没有这次扫描"), ValueError("not JSON")], ids=lambda one: type(one).__name__)
def test_a_scan_that_cannot_be_read_stops_no_other_repository(
    city: Town, risks: RiskCity, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    for ident in ("broken", "gearsim"):
        project(ident, city.lizhou)
        risks.push(ident, {PACKAGE: "1.2.0"})
    risks.look()

    def latest(_lake: object, repository: str) -> Any:
        if repository == "broken":
            raise broken
        return SimpleNamespace(path=str(risks.repos[repository].path), tip=risks.tips[repository], url="")

    monkeypatch.setattr(Lake, "latest", latest)
    risks.publish(record())
    risks.look()
    assert RiskWatch.objects.get().problem == ""
    assert {one.project for one in RiskFinding.objects.all()} == {"broken", "gearsim"}
    assert (RiskFinding.objects.get(project="gearsim").brought or {})["commit"] == risks.tips["gearsim"]
    assert {one.project: bool(one.problem) for one in RiskInventory.objects.all()} == {"broken": True, "gearsim": False}
    assert RiskInventory.objects.get(pk="broken").commit == risks.tips["broken"]


def test_a_day_runs_out_though_the_round_breaks(city: Town, risks: RiskCity, monkeypatch: pytest.MonkeyPatch) -> None:
    found = finding(project("gearsim", city.lizhou))
    today = timezone.localdate()
    content = {"scope": "project", "status": "fixed", "versions": [], "reason": "补丁已移植到这个版本，复测通过。", "expires_on": today}
    made = vex_draft(finding=found, content=content, by=city.acting[Role.ORG_ADMIN])
    vex_sign(statement=made, version=1, by=city.acting[Role.WATCH_OFFICER])
    RiskStatement.objects.update(expires_on=today - timedelta(days=1))

    def breaks(*_given: Any, **_named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(risk_watching, "evaluate", breaks)
    risks.look()
    assert "RuntimeError" in RiskWatch.objects.get().problem
    found.refresh_from_db()
    assert (found.standing, RiskStatement.objects.get().state) == ("open", VexState.EXPIRED)
