"""The way of an application from the district to the frozen evidence, and who may move it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.calendar import due_after
from portal.calls.models import Application, Assignment, CallState, Check, Move
from portal.calls.selectors.applications import applications_visible
from portal.calls.services.checks import check_resolve
from portal.calls.services.clock import clock_tick
from portal.calls.services.desk import application_hand_up, application_look, applications_hand_up, officer_assign, stamp_add
from portal.calls.services.freezing import application_accept, call_close, freezes_settle
from portal.calls.services.moves import application_move, move_undo
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import Run, RunState
from portal.journal.models import Entry
from portal.messages.models import Message
from tests.portal.calls.round import application, open_call
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db
CODE = "ABCD-EFGH-JKLM-NPQR"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def at_district(city: Town, **fields: object) -> Application:
    return application(open_call(), organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, step="district_check", **fields)  # type: ignore[arg-type]


def stamp(one: Application, city: Town) -> None:
    stamp_add(application=one, code=CODE, scan=SimpleUploadedFile("扫描.pdf", PDF), by=city.acting[Role.DISTRICT_OFFICER])


def test_a_district_sees_what_was_handed_in_there_and_nothing_of_the_other_district(city: Town) -> None:
    one = at_district(city)
    draft = application(one.call, organisation=city.lizhou)
    assert list(applications_visible(city.acting[Role.DISTRICT_OFFICER])) == [one]
    assert list(applications_visible(city.elsewhere[Role.DISTRICT_OFFICER])) == []
    assert list(applications_visible(city.acting[Role.OFFICE_CLERK])) == [one]
    assert draft in applications_visible(city.acting[Role.ORG_ADMIN])
    assert list(applications_visible(city.acting[Role.EXPERT])) == []
    with pytest.raises(NotAllowed):
        application_move(application=one, to="returned", by=city.elsewhere[Role.DISTRICT_OFFICER], reason="材料不全")


def test_the_paper_must_carry_the_code_of_the_stored_form(city: Town) -> None:
    one = at_district(city)
    with pytest.raises(Invalid, match="内容码"):
        stamp_add(application=one, code="XXXX-EFGH-JKLM-NPQR", scan=SimpleUploadedFile("a.pdf", PDF), by=city.acting[Role.DISTRICT_OFFICER])
    with pytest.raises(WrongState, match="盖章扫描件"):
        application_hand_up(application=one, by=city.acting[Role.DISTRICT_OFFICER])
    stamp_add(application=one, code="abcd efgh jklm npqr", scan=SimpleUploadedFile("a.pdf", PDF), by=city.acting[Role.DISTRICT_OFFICER])
    application_hand_up(application=one, by=city.acting[Role.DISTRICT_OFFICER])
    assert one.step == "intake"
    assert (one.due_on, one.due_provisional) == due_after(timezone.localdate(), 5)


def test_what_cannot_be_handed_up_stays_and_says_why(city: Town) -> None:
    good, bad = at_district(city), application(open_call(ident="second"), organisation=city.lizhou, step="district_check")
    stamp(good, city)
    made = applications_hand_up(applications=[good, bad], by=city.acting[Role.DISTRICT_OFFICER])
    assert [one.pk for one in made.done] == [good.pk]
    assert [(one.pk, "盖章" in why) for one, why in made.refused] == [(bad.pk, True)]


def test_a_return_needs_reasons_and_goes_back_to_whoever_returned_it(city: Town) -> None:
    one, officer = at_district(city), city.acting[Role.DISTRICT_OFFICER]
    with pytest.raises(Invalid):
        application_move(application=one, to="returned", by=officer)
    application_move(application=one, to="returned", by=officer, fields={"rent": "请附合同页码"})
    assert (one.return_to, one.step) == ("district_check", "returned")
    told = Message.objects.get(person=city.acting[Role.ORG_ADMIN].person)
    assert "请附合同页码" in told.body
    assert "退回补正" in told.subject
    with pytest.raises(WrongState):
        application_move(application=one, to="intake", by=city.acting[Role.ORG_ADMIN])
    with pytest.raises(WrongState, match="专门的页面"):
        # back without handing in anew: the content would no longer be that of the code on the paper
        application_move(application=one, to="district_check", by=city.acting[Role.ORG_ADMIN])
    application_move(application=one, to="district_check", by=city.acting[Role.ORG_ADMIN], at_desk=True)
    assert one.step == "district_check"


def test_a_move_is_taken_back_by_whoever_made_it_and_by_nobody_else(city: Town) -> None:
    one, officer = at_district(city), city.acting[Role.DISTRICT_OFFICER]
    due = one.due_on
    application_move(application=one, to="returned", by=officer, reason="材料不全")
    with pytest.raises(WrongState):
        move_undo(application=one, by=city.acting[Role.OFFICE_CLERK])
    move_undo(application=one, by=officer)
    one.refresh_from_db()
    assert (one.step, one.due_on, one.return_to) == ("district_check", due, "")
    assert [entry.event for entry in Entry.objects.order_by("-sequence")[:2]] == ["application.undone", "application.moved"]


def test_after_ten_minutes_a_move_stands(city: Town) -> None:
    one, officer = at_district(city), city.acting[Role.DISTRICT_OFFICER]
    application_move(application=one, to="returned", by=officer, reason="材料不全")
    Move.objects.filter(application=one, to_step="returned").update(at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(WrongState):
        move_undo(application=one, by=officer)


def test_a_returned_application_lapses_when_its_day_has_passed(city: Town) -> None:
    one = at_district(city)
    application_move(application=one, to="returned", by=city.acting[Role.DISTRICT_OFFICER], reason="材料不全")
    Application.objects.filter(pk=one.pk).update(due_on=timezone.localdate())
    clock_tick()
    one.refresh_from_db()
    assert one.step == "returned"
    Application.objects.filter(pk=one.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    clock_tick()
    one.refresh_from_db()
    assert one.step == "lapsed"
    assert one.moves.last().by == ""


def test_the_applicant_withdraws_until_the_notice_and_nobody_withdraws_for_them(city: Town) -> None:
    one = at_district(city)
    with pytest.raises(NotAllowed):
        application_move(application=one, to="withdrawn", by=city.acting[Role.DISTRICT_OFFICER], reason="代为撤回")
    application_move(application=one, to="withdrawn", by=city.acting[Role.ORG_ADMIN])
    other = application(open_call(ident="second"), organisation=city.lizhou, step="notice")
    Move.objects.create(application=other, from_step="approval", to_step="notice", role="office_head")
    with pytest.raises(WrongState):
        application_move(application=other, to="withdrawn", by=city.acting[Role.ORG_ADMIN])


def test_the_desk_of_a_step_is_its_only_door(city: Town) -> None:
    one = application(open_call(), organisation=city.lizhou, step="shortlist")
    with pytest.raises(WrongState):
        application_move(application=one, to="approval", by=city.acting[Role.OFFICE_HEAD])


def test_whoever_scores_an_application_neither_checks_nor_decides_it(city: Town) -> None:
    one, officer = at_district(city), city.acting[Role.DISTRICT_OFFICER]
    Assignment.objects.create(application=one, expert=officer.person, alias="专家1")
    with pytest.raises(WrongState, match="评审专家"):
        application_move(application=one, to="returned", by=officer, reason="材料不全")


def test_an_unknown_never_passes_until_somebody_settles_it_with_a_reason(city: Town) -> None:
    one, clerk = application(open_call(), organisation=city.lizhou, step="intake"), city.acting[Role.OFFICE_CLERK]
    check = Check.objects.create(
        application=one, rule="no_penalty_within", position=0, condition="一年内无处罚", outcome="unknown", reason="待查"
    )
    failed = Check.objects.create(application=one, rule="x", position=1, condition="在本市登记", outcome="fail", reason="未登记")
    with pytest.raises(WrongState, match="一年内无处罚"):
        application_accept(application=one, by=clerk)
    with pytest.raises(Invalid):
        check_resolve(check=check, outcome="pass", reason="", by=clerk)
    check_resolve(check=check, outcome="pass", reason="已查信用平台，无记录", by=clerk)
    with pytest.raises(WrongState, match="不能人工改判"):
        check_resolve(check=failed, outcome="pass", reason="我觉得可以", by=clerk)
    with pytest.raises(WrongState, match="在本市登记"):
        application_accept(application=one, by=clerk)
    failed.delete()
    application_accept(application=one, by=clerk)
    assert one.step == "frozen"


def test_a_call_closes_at_its_deadline_and_what_was_accepted_goes_on(city: Town) -> None:
    one = application(open_call(), organisation=city.lizhou, step="intake")
    application_accept(application=one, by=city.acting[Role.OFFICE_CLERK])
    with pytest.raises(WrongState):
        call_close(call=one.call, by=city.acting[Role.OFFICE_CLERK])
    one.call.deadline_at = timezone.now() - timedelta(seconds=1)
    one.call.save()
    clock_tick()
    freezes_settle()
    one.refresh_from_db()
    one.call.refresh_from_db()
    assert one.call.state == CallState.CLOSED
    assert one.step == "recusal"


def test_what_brings_no_repository_to_a_rolling_call_is_judged_on_the_newest_observation(city: Town) -> None:
    newest = Run.objects.create(
        run_id="d" * 64, results_hash="0" * 64, programme="city-evidence-2025", programme_name="示例", policy_hash="0" * 64, window="2025",
        engine="0", declarations="0" * 64, completeness=1_000_000, publishable=True, state=RunState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    one = application(open_call(deadline_at=None), organisation=city.lizhou, step="intake")
    application_accept(application=one, by=city.acting[Role.OFFICE_CLERK])
    one.refresh_from_db()
    assert (one.step, one.run) == ("recusal", newest)


def test_a_draft_is_reminded_of_the_deadline_once(city: Town) -> None:
    call = open_call(deadline_at=timezone.now() + timedelta(days=2))
    application(call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person)
    for _tick in range(2):
        clock_tick()
    assert Message.objects.filter(event="application.deadline").count() == 1


def test_a_colleague_takes_over_and_only_one_who_sits_there(city: Town) -> None:
    one = at_district(city)
    with pytest.raises(Invalid):
        officer_assign(applications=[one], officer=city.elsewhere[Role.DISTRICT_OFFICER].person, by=city.acting[Role.DISTRICT_OFFICER])
    assert officer_assign(applications=[one], officer=city.acting[Role.DISTRICT_OFFICER].person, by=city.acting[Role.DISTRICT_OFFICER]) == 1


def test_looking_is_kept_once_and_the_applicant_looking_is_not(city: Town) -> None:
    one = at_district(city)
    application_look(application=one, by=city.acting[Role.ORG_ADMIN])
    assert one.looked_at is None
    for _again in range(2):
        application_look(application=one, by=city.acting[Role.DISTRICT_OFFICER])
    assert Entry.objects.filter(event="application.seen").count() == 1


def test_working_days_skip_the_spring_festival_and_count_the_make_up_saturday() -> None:
    assert due_after(date(2026, 2, 13), 5) == (date(2026, 2, 27), False)
