"""Who may open and do what of a review: every page by every role, and pages that ask the same number of questions however much there is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Aggregate, Application, Assignment, AssignmentState, Call, Panel, PanelMember, Score, Seat
from portal.calls.selectors.review_desk import bias_of
from portal.calls.services.aggregates import aggregates_make
from portal.calls.services.phases import phase_close
from tests.portal.calls.review.committee import acting_expert, experts, give, in_review, waiting_call
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db
OFFICE = {Role.OFFICE_CLERK, Role.OFFICE_HEAD}
SEES = OFFICE | {Role.AUDITOR}


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_every_page_of_the_office_is_not_found_for_everybody_else(city: Town, signed_in: Callable[..., Client]) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    call, (one, _other) = in_review(city)
    give(one, 8, 8, 8, 8, 8)
    phase_close(call=call, by=office)
    people = [assignment.expert for assignment in one.assignments.select_related("expert")]
    panel = Panel.objects.create(call=call, held_on=timezone.localdate(), quorum=3, chair=people[0], called_by="x")
    PanelMember.objects.create(panel=panel, person=people[0])
    assignment = one.assignments.first()
    seat = Seat.objects.all()[0]
    table = {
        reverse("calls:experts"): SEES, reverse("calls:seat", args=[seat.pk]): OFFICE,
        reverse("calls:review_desk", args=[call.pk]): SEES, reverse("calls:draw_prepare", args=[call.pk]): OFFICE,
        reverse("calls:review_scores", args=[call.pk]): SEES, reverse("calls:review_recusals", args=[call.pk]): SEES,
        reverse("calls:panel_new", args=[call.pk]): OFFICE, reverse("calls:application_review", args=[one.pk]): SEES,
        reverse("calls:expert_replace", args=[one.pk, assignment.pk]): OFFICE, reverse("calls:panel", args=[panel.pk]): SEES,
        reverse("calls:review", args=[assignment.pk]): set(), reverse("calls:reviews"): {Role.EXPERT},
    }  # fmt: skip
    for role, acting in city.acting.items():
        client = signed_in(acting)
        for address, allowed in table.items():
            assert client.get(address).status_code == (200 if role in allowed else 404), (role, address)


ACTS = (
    "review_compute", "draw_prepare", "review_begin", "review_phase", "panel_new", "experts_take_over",
)  # fmt: skip


def test_no_act_of_the_office_is_done_by_anybody_else(city: Town, signed_in: Callable[..., Client]) -> None:
    call, _applications = in_review(city)
    for role, acting in city.acting.items():
        if role in OFFICE:
            continue
        client = signed_in(acting)
        for name in ACTS:
            address = reverse(f"calls:{name}", args=[] if name == "experts_take_over" else [call.pk])
            assert client.post(address, {"do": "close"}).status_code == 404, (role, name)


def test_an_expert_saves_and_submits_only_their_own(city: Town, signed_in: Callable[..., Client]) -> None:
    _call, (one, _other) = in_review(city)
    mine, theirs = one.assignments.all()[:2]
    client = signed_in(acting_expert(mine))
    for name in ("review", "review_autosave", "review_withdraw", "review_recuse", "review_declare"):
        assert client.post(reverse(f"calls:{name}", args=[theirs.pk]), {"mark_use": 1}).status_code == 404
    saved = client.post(reverse("calls:review_autosave", args=[mine.pk]), {"mark_use": 7}, headers={"HX-Request": "true"})
    assert "已自动保存" in saved.content.decode()
    incomplete = client.post(reverse("calls:review", args=[mine.pk]), {"mark_use": 7})
    assert (incomplete.status_code, Score.objects.get().submitted_at) == (200, None)
    assert client.post(reverse("calls:review", args=[mine.pk]), {"mark_use": 7, "mark_plan": 8}).status_code == 302
    assert Score.objects.get().marks == {"use": 7, "plan": 8}


def test_an_applicant_and_a_district_learn_nothing_of_the_scores(city: Town, signed_in: Callable[..., Client]) -> None:
    call, (one, _other) = in_review(city)
    give(one, 8, 8, 8, 8, 8)
    phase_close(call=call, by=city.acting[Role.OFFICE_CLERK])
    names = [assignment.expert.name for assignment in one.assignments.select_related("expert")]
    for role in (Role.ORG_ADMIN, Role.DISTRICT_OFFICER):
        client = signed_in(city.acting[role])
        for name in ("application", "answers", "checks"):
            text = client.get(reverse(f"calls:{name}", args=[one.pk])).content.decode()
            assert [word for word in (*names, "80.00", "/review/") if word in text] == [], (role, name)


def crowded(city: Town, n: int) -> Call:
    """A call of ``n`` applications with five submitted scores each, made in bulk."""
    people = experts(5)
    call, (first,) = waiting_call(city, 1)
    Application.objects.filter(pk=first.pk).update(step="review")
    more = [
        Application(
            call=call, organisation=city.yaoqiao, step="review", number=f"{call.prefix}-{i:04}", title=f"第{i}份", answers=first.answers
        )
        for i in range(2, n + 1)
    ]
    Application.objects.bulk_create(more)
    Assignment.objects.bulk_create(
        [
            Assignment(application=one, expert=acting.person, alias=f"专家{k}", state=AssignmentState.DONE)
            for one in call.applications.all()
            for k, acting in enumerate(people, start=1)
        ]
    )
    Score.objects.bulk_create(
        [
            Score(assignment=one, phase="blind", marks={"use": one.pk % 11, "plan": one.pk % 7}, submitted_at=timezone.now())
            for one in Assignment.objects.all()
        ]
    )
    call.phase, call.phase_ends_at = "blind", timezone.now()
    call.save()
    return call


def test_three_hundred_applications_are_aggregated_and_shown_with_few_queries(
    city: Town, signed_in: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    call = crowded(city, 300)
    with django_assert_max_num_queries(20):
        aggregates_make(call=call, by=city.acting[Role.OFFICE_CLERK])
    assert Aggregate.objects.count() == 300
    office = signed_in(city.acting[Role.OFFICE_CLERK])
    with django_assert_max_num_queries(40):
        assert office.get(reverse("calls:review_desk", args=[call.pk])).status_code == 200
    with django_assert_max_num_queries(30):
        assert office.get(reverse("calls:review_scores", args=[call.pk])).status_code == 200
    expert = signed_in(acting_expert(Assignment.objects.all()[0]))
    with django_assert_max_num_queries(20):
        assert expert.get(reverse("calls:reviews")).status_code == 200


def test_strict_and_lenient_experts_stand_in_a_table_for_the_office_and_auditors(city: Town, signed_in: Callable[..., Client]) -> None:
    call, (one, _other) = in_review(city)
    give(one, 10, 4, 7, 7, 7)
    phase_close(call=call, by=city.acting[Role.OFFICE_CLERK])
    strict, lenient = bias_of(call)[0], bias_of(call)[-1]
    assert (strict.shown, lenient.shown) == ("-37.5", "37.5")
    text = signed_in(city.acting[Role.AUDITOR]).get(f"{reverse('calls:review_desk', args=[call.pk])}?show=bias").content.decode()
    assert "-37.5" in text


def test_only_an_auditor_reads_what_the_result_would_be_without_each_expert(city: Town, signed_in: Callable[..., Client]) -> None:
    call, (one, _other) = in_review(city)
    give(one, 8, 8, 7, 7, 8)
    phase_close(call=call, by=city.acting[Role.OFFICE_CLERK])
    address = reverse("calls:application_review", args=[one.pk])
    assert "去掉任一位专家" in signed_in(city.acting[Role.AUDITOR]).get(address).content.decode()
    assert "去掉任一位专家" not in signed_in(city.acting[Role.OFFICE_HEAD]).get(address).content.decode()
