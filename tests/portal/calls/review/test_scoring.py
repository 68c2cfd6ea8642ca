"""From the first mark to the minutes: phases, scores, aggregates, the panel."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Aggregate, AssignmentState, Call, Choice, Conflict, ConflictKind, Panel, PanelItem, Score, Vote
from portal.calls.papers.minutes import minutes_paper
from portal.calls.selectors.panels import citations_of, panel_visible
from portal.calls.selectors.reviews import final_aggregates, others_scores, review_of, sight_of
from portal.calls.services.minutes import minutes_correct, minutes_make
from portal.calls.services.panels import item_decide, item_undo, panel_call, panel_close, panel_open, vote_cast, vote_withdraw
from portal.calls.services.phases import phase_close, phase_open, phases_close_due, rescore_open
from portal.calls.services.scores import Given, score_save, score_submit, score_withdraw
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.documents import text_of
from tests.portal.calls.review.committee import acting_expert, give, in_review
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_what_is_saved_counts_only_once_submitted_and_is_taken_back_until_the_phase_closes(city: Town) -> None:
    call, (one, _other) = in_review(city)
    mine = one.assignments.first()
    me = acting_expert(mine)
    assert score_save(assignment=mine, given=Given({"use": 7}), by=me).submitted_at is None
    with pytest.raises(Invalid) as refused:
        score_submit(assignment=mine, given=Given({"use": 11}), by=me)
    assert set(refused.value.problems) == {"mark_use", "mark_plan"}
    assert score_submit(assignment=mine, given=Given({"use": 7, "plan": 8}), by=me).late is False
    with pytest.raises(WrongState):
        score_save(assignment=mine, given=Given({"use": 1}), by=me)
    score_withdraw(assignment=mine, by=me)
    score_submit(assignment=mine, given=Given({"use": 9, "plan": 8}), by=me)
    phase_close(call=call, by=city.acting[Role.OFFICE_CLERK])
    with pytest.raises(WrongState):
        score_withdraw(assignment=mine, by=me)


def test_an_abstention_needs_a_reason_and_is_no_zero(city: Town) -> None:
    call, (one, _other) = in_review(city)
    give(one, 8, 8, 8)
    fourth = one.assignments.filter(state=AssignmentState.DECLARED).first()
    with pytest.raises(Invalid):
        score_submit(assignment=fourth, given=Given(abstained=True), by=acting_expert(fourth))
    score_submit(assignment=fourth, given=Given(abstained=True, abstain_reason="不熟悉这一领域"), by=acting_expert(fourth))
    phase_close(call=call, by=city.acting[Role.OFFICE_CLERK])
    row = Aggregate.objects.get(application=one)
    assert (row.hundredths, row.scores, row.abstentions, Fraction(row.value)) == (8000, 3, 1, Fraction(80))


def test_a_late_score_is_kept_and_marked_and_not_counted(city: Town) -> None:
    call, (one, _other) = in_review(city)
    give(one, 8, 8, 8)
    Call.objects.filter(pk=call.pk).update(phase_ends_at=timezone.now() - timedelta(minutes=1))
    late = one.assignments.filter(state=AssignmentState.DECLARED).first()
    assert score_submit(assignment=late, given=Given({"use": 0, "plan": 0}), by=acting_expert(late)).late is True
    assert (phases_close_due(), phases_close_due()) == (1, 0)
    assert (Aggregate.objects.get(application=one).hundredths, Score.objects.count()) == (8000, 4)


def test_a_phase_shows_exactly_what_the_file_says(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    call, (one, _other) = in_review(city)
    give(one, 8, 7, 6, 5)
    last = one.assignments.filter(state=AssignmentState.DECLARED).select_related("application__call__version").get()
    assert (sight_of(last).file, sight_of(last).names, others_scores(last, sight_of(last))) == (True, False, [])
    phase_close(call=call, by=office)
    last = one.assignments.select_related("application__call__version").get(pk=last.pk)
    assert (sight_of(last).file, sight_of(last).names) == (True, False)
    phase_open(call=call, phase_id="open", by=office)
    last = one.assignments.select_related("application__call__version").get(pk=last.pk)
    assert (sight_of(last).names, others_scores(last, sight_of(last))) == (True, [])
    score_submit(assignment=last, given=Given({"use": 5, "plan": 5}), by=acting_expert(last))
    assert len(others_scores(last, sight_of(last))) == 4
    phase_close(call=call, by=office)
    with pytest.raises(WrongState, match="次序"):
        phase_open(call=call, phase_id="blind", by=office)


def test_experts_who_disagree_score_again_and_both_rounds_stay(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    call, (one, other) = in_review(city)
    give(one, 10, 1, 9, 2, 8)
    give(other, 8, 8, 7, 7, 8)
    phase_close(call=call, by=office)
    assert dict(Aggregate.objects.values_list("application_id", "alarm")) == {one.pk: True, other.pk: False}
    call = rescore_open(call=call, by=office)
    assert call.round == 2
    calm = other.assignments.first()
    with pytest.raises(WrongState):
        score_submit(assignment=calm, given=Given({"use": 1, "plan": 1}), by=acting_expert(calm))
    give(one, 8, 7, 8, 7, 8)
    phase_close(call=call, by=office)
    finals = final_aggregates([one, other], review_of(call))
    assert [(finals[each.pk].round, finals[each.pk].alarm) for each in (one, other)] == [(2, False), (1, False)]
    assert Score.objects.filter(assignment__application=one).count() == 10


def sitting(city: Town) -> tuple[Panel, list[PanelItem]]:
    office = city.acting[Role.OFFICE_CLERK]
    call, (one, other) = in_review(city)
    give(one, 8, 8, 8, 8, 8)
    give(other, 9, 9, 9, 9, 9)
    phase_close(call=call, by=office)
    people = [assignment.expert for assignment in one.assignments.select_related("expert")]
    panel = panel_call(call=call, held_on=timezone.localdate(), place="301 会议室", chair=people[0], members=people, by=office)
    with pytest.raises(WrongState, match="法定人数"):
        panel_open(panel=panel, present=[people[0].id], by=office)
    panel = panel_open(panel=panel, present=[person.id for person in people], by=office)
    return panel, list(panel.items.select_related("application"))


def vote(item: PanelItem, by: object, *choices: str) -> None:
    for member, choice in zip(item.panel.members.all(), choices, strict=False):
        vote_cast(item=item, person=member.person, choice=choice, by=by)  # type: ignore[arg-type]


def test_the_panel_takes_the_best_first_and_its_outcome_follows_the_votes_and_cites_something(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    panel, items = sitting(city)
    assert [final_aggregates([item.application], review_of(panel.call))[item.application_id].hundredths for item in items] == [9000, 8000]
    first, second = items
    with pytest.raises(WrongState, match="法定人数"):
        item_decide(item=first, outcome="support", grounds="公众受益明显", cites=["score"], by=office)
    vote(first, office, "for", "for", "for", "against", "abstain")
    vote(second, office, "against", "against", "for")
    with pytest.raises(Invalid) as refused:
        item_decide(item=first, outcome="reject", grounds="", cites=[], by=office)
    assert set(refused.value.problems) == {"outcome", "grounds", "cites"}
    assert list(citations_of(first.application)) == ["score"]
    decided = item_decide(item=first, outcome="support", grounds="公众受益明显", cites=["score"], by=office)
    assert "汇总分 90.00" in decided.grounds
    item_undo(item=first, by=office)
    item_decide(item=first, outcome="support", grounds="公众受益明显", cites=["score"], by=office)
    with pytest.raises(WrongState, match="没有结论"):
        panel_close(panel=panel, by=office)
    item_decide(item=second, outcome="reject", grounds="计划不够具体", cites=["score"], by=office)
    panel_close(panel=panel, by=office)
    assert [item.application.__class__.objects.get(pk=item.application_id).step for item in items] == ["shortlist", "declined"]


def test_who_stands_in_a_relation_leaves_the_item_and_cannot_vote_on_it(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    call, (one, other) = in_review(city)
    give(one, 8, 8, 8, 8, 8)
    give(other, 9, 9, 9, 9, 9)
    phase_close(call=call, by=office)
    people = [assignment.expert for assignment in one.assignments.select_related("expert")]
    Conflict.objects.create(application=one, expert=people[1], kind=ConflictKind.BLOCK, ground="declared", sentence="…")
    panel = panel_call(call=call, held_on=timezone.localdate(), place="", chair=people[0], members=people, by=office)
    panel_open(panel=panel, present=[person.id for person in people], by=office)
    item = panel.items.get(application=one)
    assert Vote.objects.get(item=item).choice == Choice.RECUSED
    with pytest.raises(WrongState, match="回避"):
        vote_cast(item=item, person=people[1], choice="for", by=office)


def test_a_vote_is_the_members_own_or_written_down_by_the_office_and_can_be_taken_back(city: Town) -> None:
    panel, (item, _other) = sitting(city)
    member, another = panel.members.all()[:2]
    mine = acting_expert(item.application.assignments.get(expert=member.person))
    with pytest.raises(NotAllowed):
        vote_cast(item=item, person=another.person, choice="for", by=mine)
    with pytest.raises(NotAllowed):
        vote_cast(item=item, person=member.person, choice="for", by=city.acting[Role.AUDITOR])
    vote_cast(item=item, person=member.person, choice="for", by=mine)
    vote_withdraw(item=item, person=member.person, by=mine)
    vote_cast(item=item, person=member.person, choice="against", by=mine)
    Vote.objects.update(at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(WrongState):
        vote_withdraw(item=item, person=member.person, by=mine)
    with pytest.raises(NotAllowed):
        panel_visible(city.acting[Role.EXPERT], panel.pk)


def test_what_the_panel_sends_back_is_scored_again(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    panel, (first, second) = sitting(city)
    for item in (first, second):
        vote(item, office, "abstain", "for", "against")
        item_decide(item=item, outcome="again", grounds="须补充现场查看", cites=["score"], by=office)
    panel_close(panel=panel, by=office)
    call = rescore_open(call=Call.objects.get(pk=panel.call_id), by=office)
    give(first.application, 7, 7, 7)
    phase_close(call=call, by=office)
    assert final_aggregates([first.application], review_of(call))[first.application_id].round == 2


def test_the_minutes_say_what_each_item_rests_on_and_every_change_is_a_new_version(city: Town) -> None:
    office = city.acting[Role.OFFICE_CLERK]
    panel, (first, second) = sitting(city)
    for item in (first, second):
        vote(item, office, "for", "for", "for", "against")
        item_decide(item=item, outcome="support", grounds="公众受益明显", cites=["score"], by=office)
    panel_close(panel=panel, by=office)
    one = minutes_make(panel=panel, by=office)
    assert minutes_make(panel=panel, by=office) == one
    text = text_of(minutes_paper(one.content, one.version))
    for told in ("汇总分 90.00", "3 / 1 / 0 / 0", "名册校验值", "组长（签字）", "301 会议室"):
        assert told in text
    two = minutes_correct(panel=panel, text="第 2 项的申报名称少一字，予以更正。", by=office)
    assert (two.version, "少一字" in text_of(minutes_paper(two.content, 2)), panel.minutes.count()) == (2, True, 2)
    with pytest.raises(Invalid):
        minutes_correct(panel=panel, text=" ", by=office)
