"""What waits for each role, within its scope and no further."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation, Standing
from portal.accounts.roles import Role
from portal.cases.flow import CaseKind
from portal.cases.models import Case
from portal.cases.services import case_assign, case_open
from portal.evidence.models import Job, JobState
from portal.evidence.selectors.waiting import waiting_for
from portal.register.models import Employment, Lead, Record, State
from tests.portal.city import Town, town

HERE, THERE = "yinhan", "lanyue"
DAY = timedelta(days=1)


@pytest.fixture
def city(db: Any) -> Town:
    return town((HERE, THERE))


def said(acting: Acting) -> dict[str, int]:
    return {one.label: one.count for one in waiting_for(acting)}


def submitted(ident: str, serial: int, **more: Any) -> Record:
    return Record.objects.create(id=ident, kind="project", name=ident, serial=serial, **{"state": State.SUBMITTED, "district": HERE} | more)


def a_case(city: Town, **more: Any) -> Case:
    opener = city.acting[Role.DEVELOPER]
    return case_open(
        kind=CaseKind.OBJECTION, title="算错了", statement="算错了。", subject_kind="person", subject=opener.actor_id, by=opener, **more
    )


def test_nothing_waits_in_a_new_city(city: Town) -> None:
    assert [said(acting) for acting in city.acting.values()] == [{}] * len(city.acting)


def test_a_submitted_record_waits_for_the_office_and_its_district_alone(city: Town) -> None:
    submitted("one", 1)
    submitted("two", 2, district=THERE)
    waits = "条登记待核对"
    assert said(city.acting[Role.OFFICE_CLERK])[waits] == 2
    assert said(city.acting[Role.DISTRICT_OFFICER]) == {waits: 1}
    assert waits not in said(city.acting[Role.PARK_OFFICER])
    assert waits not in said(city.acting[Role.AUDITOR])


def test_a_returned_record_waits_for_whose_it_is(city: Town) -> None:
    submitted("one", 1, state=State.RETURNED, organisation=city.lizhou, person=city.acting[Role.DEVELOPER].person)
    waits = {"条登记被退回，请补正后重新提交": 1}
    assert said(city.acting[Role.DEVELOPER]) == said(city.acting[Role.ORG_ADMIN]) == waits
    assert said(city.elsewhere[Role.ORG_ADMIN]) == {}


def test_a_case_waits_for_its_desk_until_somebody_has_it(city: Town) -> None:
    case = a_case(city, district=HERE)
    officer, clerk = city.acting[Role.DISTRICT_OFFICER], city.acting[Role.OFFICE_CLERK]
    assert said(officer) == said(clerk) == {"件工单还没有人办理，请指派": 1}
    assert said(city.elsewhere[Role.DISTRICT_OFFICER]) == said(city.acting[Role.AUDITOR]) == said(city.acting[Role.DEVELOPER]) == {}
    case_assign(case_id=case.pk, owner=officer.person, by=clerk)
    assert said(officer) == {"件工单由您办理": 1}
    assert said(clerk) == {}
    assert waiting_for(officer)[0].due_on == Case.objects.get().due_on


def test_a_late_case_comes_first_and_is_marked(city: Town) -> None:
    officer, clerk = city.acting[Role.DISTRICT_OFFICER], city.acting[Role.OFFICE_CLERK]
    submitted("one", 1)
    case = a_case(city, district=HERE)
    case_assign(case_id=case.pk, owner=officer.person, by=clerk)
    Case.objects.update(due_on=timezone.localdate() - DAY)
    assert [(one.label, one.late) for one in waiting_for(officer)] == [("件工单由您办理", True), ("条登记待核对", False)]
    assert said(clerk) == {"件别人办理的工单已逾期，请催办": 1, "条登记待核对": 1}


def test_employments_bodies_leads_and_failed_jobs_wait_for_those_who_settle_them(city: Town) -> None:
    Employment.objects.create(
        person=city.acting[Role.DEVELOPER].person, organisation=city.lizhou, from_on=timezone.localdate(), percent=100
    )
    Organisation.objects.create(id="new", name="新单位", district=HERE, kind="enterprise", standing=Standing.DECLARED)
    Lead.objects.create(kind="foundation", name="甲", source="来访", district=HERE, next_on=timezone.localdate() - DAY)
    Job.objects.create(programme="a", state=JobState.FAILED)
    Job.objects.create(programme="b", state=JobState.FAILED)
    Job.objects.create(programme="b", state=JobState.QUEUED)
    assert said(city.acting[Role.ORG_ADMIN]) == {"项任职声明待确认": 1}
    assert said(city.elsewhere[Role.ORG_ADMIN]) == {}
    assert said(city.acting[Role.DISTRICT_OFFICER]) == {"个单位待核实": 1, "条线索到期未办": 1}
    assert said(city.acting[Role.OFFICE_CLERK]) == {"个单位待核实": 1, "条线索到期未办": 1, "个运行任务失败，请看原因后重做": 1}
    assert said(city.elsewhere[Role.DISTRICT_OFFICER]) == {}


def test_every_line_leads_to_as_many_things(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    officer = city.acting[Role.DISTRICT_OFFICER]
    submitted("one", 1)
    a_case(city, district=HERE)
    page = signed_in(officer).get("/me/")
    assert page.text.index('id="waiting"') < page.text.index('id="work"')
    for one in waiting_for(officer):
        assert one.href.replace("&", "&amp;") in page.text
        assert signed_in(officer).get(one.href).status_code == 200


def test_it_asks_little_of_the_database(city: Town, django_assert_max_num_queries: Any) -> None:
    for acting in city.acting.values():
        with django_assert_max_num_queries(16):
            waiting_for(acting)


def test_a_programme_is_called_by_its_name(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    job = Job.objects.create(programme="city-evidence-2025", state=JobState.FAILED)
    client = signed_in(city.acting[Role.OFFICE_HEAD])
    for address in ("/runs/", f"/runs/jobs/{job.pk}/"):
        page = client.get(address).text
        assert "全市开源观测（2025）" in page
        assert ">city-evidence-2025<" not in page
