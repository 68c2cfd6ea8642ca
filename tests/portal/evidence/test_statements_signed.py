"""A signature settles what it covers and holds for that, whatever else lies beside it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.cases.models import Case, CaseState
from portal.cases.services import case_assign, case_move
from portal.evidence.models import RiskFinding, RiskStatement, VexState
from portal.evidence.services.risk_cases import case_of
from portal.evidence.services.risk_statements import vex_draft, vex_sign
from portal.register.models import Record
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.watch.risks import finding

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "scope": "project", "status": "fixed", "versions": ["2.0.0"], "reason": "补丁已移植到这个版本，复测通过。",
    "expires_on": timezone.localdate() + timedelta(days=90),
}  # fmt: skip


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.fixture
def gearsim(city: Town) -> Record:
    return project("gearsim", city.lizhou)


def worked_on(found: RiskFinding, city: Town) -> Case:
    """A case somebody already works at."""
    officer, owner = city.acting[Role.WATCH_OFFICER], city.acting[Role.ORG_ADMIN]
    case = found.case or case_of(finding=found)
    case_assign(case_id=case.pk, owner=owner.person, by=officer)  # type: ignore[arg-type]
    case_move(case_id=case.pk, to=CaseState.FIXING, by=owner)
    return case


def state(found: RiskFinding) -> tuple[str, str]:
    found.refresh_from_db()
    assert found.case is not None
    return found.standing, Case.objects.get(pk=found.case.pk).state


def test_a_signature_holds_beside_a_sibling_that_it_does_not_settle(city: Town, gearsim: Record) -> None:
    here, sibling = finding(gearsim), finding(project("othersim", city.lizhou), versions=["1.0.0"])
    worked_on(sibling, city)
    made = vex_draft(finding=here, content=SAID | {"scope": "organisation"}, by=city.acting[Role.ORG_ADMIN])
    vex_sign(statement=made, version=1, by=city.acting[Role.WATCH_OFFICER])
    assert (state(here), state(sibling)) == (("fixed", "waived"), ("open", "fixing"))
    assert RiskStatement.objects.get().state == VexState.IN_FORCE


@pytest.mark.parametrize(("before", "after"), [("disputed", "found"), ("fixing", "fixing")])
def test_a_signature_that_does_not_settle_its_own_finding_ends_only_the_dispute(
    city: Town, gearsim: Record, before: str, after: str
) -> None:
    here = finding(gearsim)
    officer, colleague = city.acting[Role.WATCH_OFFICER], city.elsewhere[Role.WATCH_OFFICER]
    content = SAID | {"versions": ["1.0.0"]}
    if before == "fixing":
        worked_on(here, city)
        made = vex_draft(finding=here, content=content, by=officer)
    else:
        made = vex_draft(finding=here, content=content, by=city.acting[Role.ORG_ADMIN])
    here.refresh_from_db()
    vex_sign(statement=made, version=1, by=colleague)
    assert state(here) == ("open", after)
