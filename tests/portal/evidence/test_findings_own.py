"""Whoever registered a project of an organisation sees its findings for as long as they hold a role there, and no longer."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.errors import NotAllowed, WrongState
from portal.evidence.models import RiskFinding
from portal.evidence.selectors.licences import projects_of_findings, sees_findings
from portal.evidence.selectors.risk import open_findings
from portal.evidence.services.licence_looks import findings_look, findings_take
from portal.evidence.services.licence_requests import readings_ask_again
from portal.evidence.services.risk_cases import prove_may_work
from portal.evidence.services.risk_requests import project_ask_again
from portal.register.models import Record
from portal.watch.selectors.finding_page import may_work
from tests.portal.city import Town, developer, grant, person, town
from tests.portal.evidence.licence_answers import project
from tests.portal.watch.risks import finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.fixture
def gearsim(city: Town) -> Record:
    made = project("gearsim", city.lizhou)
    made.person = person("登记人")
    made.save(update_fields=["person"])
    return made


def opened(acting: Acting, shown: Record, found: RiskFinding) -> set[bool]:
    """What each selector answers."""
    return {
        open_findings(acting).filter(pk=found.pk).exists(),
        projects_of_findings(acting).filter(pk=shown.pk).exists(),
        sees_findings(acting, shown),
        may_work(found, acting),
    }


def doors(acting: Acting, shown: Record, found: RiskFinding) -> list[Any]:
    """Every service that is asked for findings of a project."""
    return [
        lambda: prove_may_work(finding=found, by=acting),
        lambda: readings_ask_again(project=shown, by=acting),
        lambda: project_ask_again(project=shown, by=acting),
        lambda: findings_look(project=shown, by=acting),
        lambda: findings_take(project=shown, by=acting, form="html", scan="s"),
    ]


def test_whoever_left_the_organisation_sees_its_findings_no_more(city: Town, gearsim: Record) -> None:
    found, registrant = finding(gearsim), gearsim.person
    assert registrant is not None
    left = [developer(registrant), grant(registrant, Role.ORG_ADMIN, organisation=city.yaoqiao), grant(registrant, Role.EXPERT)]
    for acting in left:
        assert opened(acting, gearsim, found) == {False}
        for door in doors(acting, gearsim, found):
            with pytest.raises(NotAllowed):
                door()


def test_whoever_registered_it_and_still_holds_a_role_there_works_on(city: Town, gearsim: Record) -> None:
    found, registrant = finding(gearsim), gearsim.person
    assert registrant is not None
    member = grant(registrant, Role.ORG_MEMBER, organisation=city.lizhou, from_on=date(2020, 1, 1))
    assert opened(member, gearsim, found) == {True}
    for door in doors(member, gearsim, found):
        # within reach; nothing was observed yet that could be read again
        with suppress(WrongState):
            door()
    assert opened(city.acting[Role.ORG_MEMBER], gearsim, found) == {False}


def test_what_belongs_to_nobody_but_a_person_stays_theirs(gearsim: Record) -> None:
    Record.objects.filter(pk=gearsim.pk).update(organisation=None)
    shown = Record.objects.get(pk=gearsim.pk)
    found, registrant = finding(shown), shown.person
    assert registrant is not None
    assert opened(developer(registrant), shown, found) == {True}
    prove_may_work(finding=found, by=developer(registrant))
