"""From the seats to the declarations: drawn so that anybody can draw again, related to nobody, replaced in the drawn order."""

import hashlib

import pytest

from portal.accounts.roles import Role
from portal.calls.models import Application, Assignment, AssignmentState, Conflict, ConflictKind, Seat
from portal.calls.selectors.declarations import hits_of, parties_named
from portal.calls.services.assignments import (
    conflict_keep,
    expert_declare,
    expert_recuse,
    expert_replace,
    ready_for_review,
    review_begin,
)
from portal.calls.services.draws import code_of, conflicts_compute, draw_make, draws_prepare
from portal.calls.services.seats import seat_change, seats_take_over
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.models import Entry
from portal.register.models import Employment, EmploymentState
from tests.portal.calls.review.committee import SEED, SOURCE, acting_expert, declared, drawn, experts, waiting_call
from tests.portal.city import Town, grant, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_everybody_who_holds_the_role_gets_a_seat_and_only_the_office_changes_it(city: Town) -> None:
    office, expert = city.acting[Role.OFFICE_CLERK], city.acting[Role.EXPERT]
    assert {seat.person_id for seat in seats_take_over(by=office)} == {expert.actor_id, city.elsewhere[Role.EXPERT].actor_id}
    assert seats_take_over(by=office) == []
    seat = Seat.objects.get(person=expert.person)
    told = {"fields": [], "from_on": seat.from_on, "until_on": None, "most_load": 3, "available": False}
    assert seat_change(person=expert.person, by=office, **told).most_load == 3
    with pytest.raises(NotAllowed):
        seat_change(person=expert.person, by=expert, **told)
    with pytest.raises(Invalid):
        seat_change(person=expert.person, by=office, **told | {"until_on": seat.from_on})


def test_anybody_draws_the_same_people_again_from_what_is_published(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    experts(9)
    call, applications = waiting_call(city)
    (draw,) = draws_prepare(call=call, by=office)
    codes = [entry["code"] for entry in draw.pool]
    assert draw.pool_digest == hashlib.sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()
    assert {entry["code"] for entry in draw.pool} == {code_of(draw.result["salt"], entry["expert"]) for entry in draw.pool}
    assert Entry.objects.get(event="draw.prepared").details["digest"] == draw.pool_digest
    draw = draw_make(draw_of=draw, seed=SEED, source=SOURCE, by=office)
    again = sorted(codes, key=lambda code: (hashlib.sha256(f"{SEED}|{code}".encode()).hexdigest(), code))
    assert (draw.result["order"], draw.result["chosen"]) == (again, again[:5])
    assert Assignment.objects.filter(application__in=applications).count() == 10
    with pytest.raises(WrongState, match="只做一次"):
        draw_make(draw_of=draw, seed=SEED, source=SOURCE, by=office)


def test_a_draw_needs_a_seed_that_others_can_look_up(city: Town) -> None:
    experts(5)
    call, _applications = waiting_call(city)
    (draw,) = draws_prepare(call=call, by=city.acting[Role.OFFICE_CLERK])
    with pytest.raises(Invalid) as refused:
        draw_make(draw_of=draw, seed="1", source=" ", by=city.acting[Role.OFFICE_CLERK])
    assert set(refused.value.problems) == {"seed", "source"}


def test_who_works_for_an_applicant_falls_out_and_nobody_can_override_it(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    inside, *_others = experts(7)
    Employment.objects.create(person=inside.person, organisation=city.lizhou, state=EmploymentState.CONFIRMED, from_on="2020-01-01")
    call, applications = waiting_call(city)
    (draw,) = draws_prepare(call=call, by=office)
    assert [(one["expert"], "砺轴" in one["sentence"]) for one in draw.excluded] == [(inside.actor_id, True)]
    block = Conflict.objects.filter(application=applications[0], expert=inside.person, kind=ConflictKind.BLOCK)[0]
    with pytest.raises(WrongState, match="不能保留"):
        conflict_keep(conflict=block, reason="不影响公正", by=office)


def test_a_rival_application_is_told_by_its_number(city: Town) -> None:
    (inside, *_others) = experts(3)
    Employment.objects.create(person=inside.person, organisation=city.lizhou, state=EmploymentState.CONFIRMED, from_on="2020-01-01")
    call, applications = waiting_call(city)
    conflicts_compute(call=call, by=city.acting[Role.OFFICE_CLERK])
    rivals = list(Conflict.objects.filter(ground="rival_application"))
    assert rivals
    for rival in rivals:
        assert call.prefix in rival.sentence
        assert not any(one.pk in rival.sentence + rival.sentence_en for one in applications)


def test_what_must_be_explained_keeps_out_until_a_reason_is_written_down(city: Town) -> None:
    office, (one, *_others) = city.acting[Role.OFFICE_CLERK], experts(6)
    call, applications = waiting_call(city)
    ask = Conflict.objects.create(
        application=applications[0], expert=one.person, kind=ConflictKind.ASK, ground="declared", sentence="同在一个仓库有 3 处改动。"
    )
    (draw,) = draws_prepare(call=call, by=office)
    assert one.actor_id not in {entry["expert"] for entry in draw.pool}
    draw.delete()
    with pytest.raises(Invalid):
        conflict_keep(conflict=ask, reason=" ", by=office)
    conflict_keep(conflict=ask, reason="只改过错别字，不影响判断。", by=office)
    (draw,) = draws_prepare(call=call, by=office)
    assert one.actor_id in {entry["expert"] for entry in draw.pool}
    assert Entry.objects.filter(event="conflict.kept", actor=office.actor_id).exists()


def test_a_relation_that_no_longer_stands_disappears_when_computed_again(city: Town) -> None:
    office, (inside, *_others) = city.acting[Role.OFFICE_CLERK], experts(3)
    work = Employment.objects.create(person=inside.person, organisation=city.lizhou, state=EmploymentState.CONFIRMED, from_on="2020-01-01")
    call, _applications = waiting_call(city)
    conflicts_compute(call=call, by=office)
    assert Conflict.objects.filter(expert=inside.person, kind=ConflictKind.BLOCK).exists()
    work.delete()
    conflicts_compute(call=call, by=office)
    assert not Conflict.objects.exists()


def test_whoever_lacks_field_term_time_or_role_falls_out_with_the_reason(city: Town) -> None:
    office, people = city.acting[Role.OFFICE_CLERK], experts(9)
    call, _applications = waiting_call(city)
    seats = [Seat.objects.get(person=one.person) for one in people]
    Seat.objects.filter(pk=seats[0].pk).update(available=False)
    Seat.objects.filter(pk=seats[1].pk).update(until_on=seats[1].from_on)
    Seat.objects.filter(pk=seats[2].pk).update(most_load=1)
    people[3].person.grants.all().delete()
    (draw,) = draws_prepare(call=call, by=office)
    grounds = {one["expert"]: one["ground"] for one in draw.excluded}
    assert grounds == {
        people[0].actor_id: "unavailable", people[1].actor_id: "term", people[2].actor_id: "load", people[3].actor_id: "no_role",
    }  # fmt: skip


def test_an_alias_differs_between_applications_and_a_draw_of_another_call_does_not_matter(city: Town) -> None:
    experts(5)
    call, applications = waiting_call(city, 6)
    drawn(call, city.acting[Role.OFFICE_CLERK])
    firsts = {Assignment.objects.get(application=one, alias="专家1").expert_id for one in applications}
    assert len(firsts) > 1


def test_an_expert_declares_reading_all_parties_and_no_file(city: Town) -> None:
    experts(7)
    call, applications = waiting_call(city)
    drawn(call, city.acting[Role.OFFICE_CLERK])
    mine = Assignment.objects.filter(application=applications[0]).first()
    assert mine is not None
    me = acting_expert(mine)
    assert {"砺轴工业软件有限公司", "第1号砚池软件有限公司"} <= set(parties_named(call))
    assert hits_of(me, call) == []
    with pytest.raises(Invalid):
        expert_declare(call=call, related=["砺轴工业软件有限公司"], statement="", by=me)
    expert_declare(call=call, related=["砺轴工业软件有限公司"], statement="配偶在该单位任职", by=me)
    states = dict(Assignment.objects.filter(expert=me.person).values_list("application_id", "state"))
    assert states == {applications[0].pk: AssignmentState.RECUSED, applications[1].pk: AssignmentState.DECLARED}


def test_who_recuses_is_replaced_by_the_next_of_the_drawn_order_and_nobody_else_changes(city: Town) -> None:
    experts(8)
    call, applications = waiting_call(city, 1)
    draw = drawn(call, city.acting[Role.OFFICE_CLERK])
    people = {entry["code"]: entry["expert"] for entry in draw.pool}
    before = set(Assignment.objects.values_list("expert_id", flat=True))
    declared(call)
    first = Assignment.objects.filter(application=applications[0])[0]
    expert_recuse(assignment=first, reason="看到材料后发现参与过该项目", by=acting_expert(first))
    added = set(Assignment.objects.values_list("expert_id", flat=True)) - before
    assert added == {people[draw.result["order"][5]]}
    assert ready_for_review(call) == ([], applications)
    second = Assignment.objects.filter(application=applications[0], state=AssignmentState.DECLARED)[0]
    taken = expert_replace(assignment=second, reason="出国不能参加", by=city.acting[Role.OFFICE_CLERK])
    assert taken is not None
    assert taken.expert_id == people[draw.result["order"][6]]


def test_review_begins_when_enough_experts_have_declared_and_nobody_is_still_asked(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    experts(5)
    call, applications = waiting_call(city)
    drawn(call, office)
    with pytest.raises(WrongState):
        review_begin(call=call, by=office)
    declared(call)
    assert {one.pk for one in review_begin(call=call, by=office)} == {one.pk for one in applications}
    applications[0].refresh_from_db()
    assert applications[0].step == "review"


def test_nobody_but_the_office_draws(city: Town) -> None:
    experts(5)
    call, _applications = waiting_call(city)
    for role in Role:
        if role in {Role.PUBLIC, Role.OFFICE_CLERK, Role.OFFICE_HEAD}:
            continue
        with pytest.raises(NotAllowed):
            draws_prepare(call=call, by=city.acting[role])


def test_what_comes_between_after_the_pool_was_frozen_does_not_stop_the_draw(city: Town) -> None:
    people = experts(6)
    call, (one, other) = waiting_call(city)
    office = city.acting[Role.OFFICE_CLERK]
    (draw,) = draws_prepare(call=call, by=office)
    grant(people[0].person, Role.ORG_MEMBER, organisation=city.lizhou)
    Application.objects.filter(pk=other.pk).update(step="withdrawn")
    draw_make(draw_of=draw, seed=SEED, source=SOURCE, by=office)
    assigned = set(Assignment.objects.values_list("application_id", "expert_id"))
    assert {application for application, _expert in assigned} == {one.pk}
    assert people[0].actor_id not in {expert for _application, expert in assigned}
    assert len(assigned) == 5
