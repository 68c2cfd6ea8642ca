from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.models import Grant
from portal.accounts.roles import Act, Role, Scope
from portal.cases.due import due_days
from portal.cases.flow import MOVERS, MOVES, CaseKind, CaseState, Outcome
from portal.cases.models import Case
from portal.cases.selectors import case_for, cases_visible, moves_open, overdue
from portal.cases.services import case_assign, case_comment, case_move, case_open, case_withdraw
from portal.cases.services.handling import Ruling
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.selectors import entries_of
from portal.journal.services.recording import SYSTEM
from portal.messages.models import Message
from tests.portal import city

HERE, THERE = "yinhan", "lanyue"
RULED = Ruling(Outcome.UPHELD, "核对属实，已更正。")


@pytest.fixture
def town(db: Any) -> Any:
    return city.town((HERE, THERE))


def an_objection(town: city.Town, **more: Any) -> Any:
    return case_open(
        kind=CaseKind.OBJECTION,
        title="这个提交不是生成的代码",
        statement="这个提交是手写的。",
        subject_kind="person",
        subject=town.acting[Role.DEVELOPER].actor_id,
        evidence={"commit": "c1"},
        by=town.acting[Role.DEVELOPER],
        **more,
    )


def until_retest(town: city.Town, case: Case) -> Any:
    clerk = town.acting[Role.OFFICE_CLERK]
    case_assign(case_id=case.pk, owner=clerk.person, by=clerk)
    case_move(case_id=case.pk, to=CaseState.FIXING, by=clerk)
    return case_move(case_id=case.pk, to=CaseState.RETEST, by=clerk, text="已重新归类。")


def test_a_question_gets_a_number_a_day_and_a_receipt(town: city.Town) -> None:
    case = an_objection(town)
    assert case.due_on == timezone.localdate() + timedelta(days=due_days()["objection"])
    assert [entry.event for entry in entries_of("case", str(case.pk))] == ["case.opened"]
    told = set(Message.objects.values_list("person_id", flat=True))
    assert town.acting[Role.DEVELOPER].actor_id in told
    assert town.acting[Role.OFFICE_CLERK].actor_id in told
    assert town.acting[Role.FINANCE].actor_id not in told


def test_saying_the_same_twice_opens_one_case_and_tells_once(town: city.Town) -> None:
    first, again = an_objection(town), an_objection(town)
    assert first.pk == again.pk
    assert Message.objects.filter(person=town.acting[Role.DEVELOPER].person).count() == 1


def test_an_empty_question_is_refused(town: city.Town) -> None:
    with pytest.raises(Invalid):
        case_open(kind=CaseKind.TASK, title="…", statement=" ", subject_kind="run", subject="r", by=SYSTEM)


def test_the_fixer_never_retests(town: city.Town) -> None:
    case = until_retest(town, an_objection(town))
    clerk, head = town.acting[Role.OFFICE_CLERK], town.acting[Role.OFFICE_HEAD]
    assert moves_open(clerk, case) == []
    with pytest.raises(WrongState):
        case_move(case_id=case.pk, to=CaseState.CLOSED, by=clerk, ruling=RULED)
    closed = case_move(case_id=case.pk, to=CaseState.CLOSED, by=head, ruling=RULED)
    assert (closed.state, closed.outcome, closed.answer) == ("closed", "upheld", RULED.answer)
    assert closed.closed_at is not None


def test_the_fixer_does_not_retest_in_another_of_their_roles(town: city.Town) -> None:
    case = until_retest(town, an_objection(town))
    other_hat = city.grant(town.acting[Role.OFFICE_CLERK].person, Role.OFFICE_HEAD)
    with pytest.raises(WrongState):
        case_move(case_id=case.pk, to=CaseState.CLOSED, by=other_hat, ruling=RULED)


def test_closing_needs_an_outcome_and_an_answer(town: city.Town) -> None:
    case = until_retest(town, an_objection(town))
    head = town.acting[Role.OFFICE_HEAD]
    for ruling in (None, Ruling(Outcome.DISMISSED, "  ")):
        with pytest.raises(Invalid):
            case_move(case_id=case.pk, to=CaseState.CLOSED, by=head, ruling=ruling)


def test_a_closed_case_is_reopened_with_a_reason_and_forgets_its_outcome(town: city.Town) -> None:
    case = until_retest(town, an_objection(town))
    case_move(case_id=case.pk, to=CaseState.CLOSED, by=town.acting[Role.OFFICE_HEAD], ruling=RULED)
    opener = town.acting[Role.DEVELOPER]
    with pytest.raises(Invalid):
        case_move(case_id=case.pk, to=CaseState.FOUND, by=opener)
    again = case_move(case_id=case.pk, to=CaseState.FOUND, by=opener, text="下一次运行里还是一样。")
    assert (again.state, again.outcome, again.owner, again.closed_at) == ("found", "", None, None)
    assert again.answer == RULED.answer  # what was said stays readable


def test_the_opener_may_take_it_back_and_nobody_else(town: city.Town) -> None:
    case = an_objection(town)
    with pytest.raises(NotAllowed):
        case_withdraw(case_id=case.pk, by=town.acting[Role.OFFICE_CLERK])
    assert case_withdraw(case_id=case.pk, by=town.acting[Role.DEVELOPER]).outcome == "withdrawn"
    with pytest.raises(WrongState):
        case_withdraw(case_id=case.pk, by=town.acting[Role.DEVELOPER])


def test_only_those_who_handle_it_can_be_made_its_owner(town: city.Town) -> None:
    case = an_objection(town)
    with pytest.raises(Invalid):
        case_assign(case_id=case.pk, owner=town.acting[Role.AUDITOR].person, by=town.acting[Role.OFFICE_CLERK])
    with pytest.raises(NotAllowed):
        case_assign(case_id=case.pk, owner=town.acting[Role.OFFICE_CLERK].person, by=town.acting[Role.DEVELOPER])


def test_an_organisation_works_on_a_finding_of_its_own_and_may_dispute_it_with_a_reason(town: city.Town) -> None:
    case = case_open(
        kind=CaseKind.FINDING, title="依赖有漏洞", statement="libx 1.2", subject_kind="repository", subject="r1",
        organisation=town.lizhou, by=SYSTEM,
    )  # fmt: skip
    admin = town.acting[Role.ORG_ADMIN]
    with pytest.raises(Invalid):
        case_move(case_id=case.pk, to=CaseState.DISPUTED, by=admin)
    disputed = case_move(case_id=case.pk, to=CaseState.DISPUTED, by=admin, text="没有用到那段代码。")
    assert moves_open(admin, disputed) == []
    watch = town.acting[Role.WATCH_OFFICER]
    assert case_move(case_id=case.pk, to=CaseState.CLOSED, by=watch, ruling=Ruling(Outcome.DISMISSED, "确为误报。")).state == "closed"


def test_in_a_dispute_the_organisation_is_a_party_and_decides_nothing(town: city.Town) -> None:
    case = case_open(
        kind=CaseKind.DISPUTE, title="任职争议", statement="…", subject_kind="employment", subject="1", organisation=town.lizhou,
        by=town.acting[Role.ORG_ADMIN], opener=town.acting[Role.DEVELOPER].person,
    )  # fmt: skip
    admin = town.acting[Role.ORG_ADMIN]
    assert case_for(admin, case.pk) == case
    assert moves_open(admin, case) == []
    assert case_comment(case_id=case.pk, by=admin, text="附上合同。").text == "附上合同。"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_each_role_sees_the_cases_within_its_reach_and_no_others(town: city.Town, role: Role) -> None:
    mine = case_open(
        kind=CaseKind.TASK, title="待办", statement="…", subject_kind="run", subject="r", organisation=town.lizhou, district=HERE, by=SYSTEM
    )  # fmt: skip
    acting, elsewhere = town.acting[role], town.elsewhere[role]
    reach = acting.scope(Act.CASE_VIEW)
    assert cases_visible(acting).filter(pk=mine.pk).exists() is (reach in {Scope.CITY, Scope.DISTRICT, Scope.OWN})
    assert cases_visible(elsewhere).filter(pk=mine.pk).exists() is (reach is Scope.CITY)


def test_a_case_outside_ones_reach_is_not_found_and_cannot_be_moved(town: city.Town, signed_in: Any) -> None:
    case = case_open(kind=CaseKind.TASK, title="待办", statement="…", subject_kind="run", subject="r", organisation=town.lizhou, by=SYSTEM)
    stranger = town.elsewhere[Role.ORG_ADMIN]
    client = signed_in(stranger)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert client.post(f"/cases/{case.pk}/comment/", {"text": "我也想看"}).status_code == 404
    with pytest.raises(NotAllowed):
        case_move(case_id=case.pk, to=CaseState.FIXING, by=stranger)


def test_the_auditor_reads_every_case_and_moves_none(town: city.Town) -> None:
    case = an_objection(town)
    auditor = town.acting[Role.AUDITOR]
    assert case_for(auditor, case.pk) == case
    assert moves_open(auditor, case) == []
    with pytest.raises(NotAllowed):
        case_comment(case_id=case.pk, by=auditor, text="…")


def test_who_only_reads_a_case_finds_no_act_on_it(town: city.Town, signed_in: Any) -> None:
    case = an_objection(town)
    client = signed_in(town.acting[Role.AUDITOR])
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    for act in ("assign", "move", "comment", "withdraw"):
        assert client.post(f"/cases/{case.pk}/{act}/", {}).status_code == 404


def test_who_objects_is_hidden_from_the_other_side(town: city.Town, signed_in: Any) -> None:
    case = an_objection(town, organisation=town.lizhou)
    page = signed_in(town.acting[Role.ORG_ADMIN]).get(f"/cases/{case.pk}/")
    assert page.status_code == 200
    assert town.acting[Role.DEVELOPER].person.name not in page.text


def test_a_late_case_is_marked(town: city.Town, signed_in: Any) -> None:
    case = an_objection(town)
    Case.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert list(overdue(Case.objects.all())) == [case]
    page = signed_in(town.acting[Role.OFFICE_CLERK]).get("/cases/?only=late")
    assert "逾期" in page.text
    assert case.title in page.text


def test_an_officer_handles_a_case_from_its_page(town: city.Town, signed_in: Any) -> None:
    case, clerk = an_objection(town), town.acting[Role.OFFICE_CLERK]
    client = signed_in(clerk)
    assert "指派" in client.get(f"/cases/{case.pk}/").text
    day = timezone.localdate() + timedelta(days=3)
    client.post(f"/cases/{case.pk}/assign/", {"owner": clerk.actor_id, "due_on": f"{day}"})
    case.refresh_from_db()
    assert (case.state, case.owner_id, case.due_on) == ("assigned", clerk.actor_id, day)
    assert client.post(f"/cases/{case.pk}/move/", {"to": "waived"}).status_code == 400  # without a reason
    client.post(f"/cases/{case.pk}/move/", {"to": "fixing"})
    case.refresh_from_db()
    assert case.state == "fixing"
    assert client.post(f"/cases/{case.pk}/move/", {"to": "closed"}).status_code == 400


def test_the_queue_asks_little_of_the_database(town: city.Town, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        case_open(kind=CaseKind.TASK, title=f"待办 {number}", statement="…", subject_kind="run", subject=str(number), by=SYSTEM)
    client = signed_in(town.acting[Role.OFFICE_CLERK])
    with django_assert_max_num_queries(12):
        client.get("/cases/")


def test_each_move_has_its_movers_and_no_other() -> None:
    assert {(here, to) for here, ways in MOVES.items() for to in ways} == set(MOVERS)


def test_every_step_stands_in_the_journal_without_a_name(town: city.Town) -> None:
    case = until_retest(town, an_objection(town))
    events = [entry.event for entry in entries_of("case", str(case.pk))]
    assert events == ["case.opened", "case.assigned", "case.moved", "case.moved"]
    name = town.acting[Role.OFFICE_CLERK].person.name
    assert not [entry for entry in entries_of("case", str(case.pk)) if name in str(entry.details)]


def test_what_a_case_rests_on_is_called_by_its_name(town: city.Town, signed_in: Any) -> None:
    case = an_objection(town, organisation=town.lizhou)
    Case.objects.filter(pk=case.pk).update(evidence={"organisation": "lizhou", "commit": "c" * 40})
    page = signed_in(town.acting[Role.OFFICE_CLERK]).get(f"/cases/{case.pk}/").text
    assert '<a href="/organisations/lizhou/">砺轴工业软件有限公司</a>' in page
    assert f">{town.acting[Role.DEVELOPER].person.name}</a>" in page
    assert f"<code>{'c' * 12}</code>" in page


def test_a_person_reads_of_themselves_as_i_and_the_other_side_reads_no_id(town: city.Town, signed_in: Any) -> None:
    case = an_objection(town, organisation=town.lizhou)
    opener = town.acting[Role.DEVELOPER]
    assert ">我</a>" in signed_in(opener).get(f"/cases/{case.pk}/").text
    assert opener.actor_id not in signed_in(town.acting[Role.ORG_ADMIN]).get(f"/cases/{case.pk}/").text


def test_whose_role_has_ended_reads_and_does_nothing_more_on_what_was_handed_to_them(town: city.Town) -> None:
    case, clerk = an_objection(town), town.acting[Role.OFFICE_CLERK]
    assert clerk.person is not None
    case_assign(case_id=case.pk, owner=clerk.person, by=clerk)
    oneself = city.developer(clerk.person)
    assert case_for(oneself, case.pk)
    Grant.objects.filter(person=clerk.person).update(until_on=timezone.localdate())
    elsewhere = city.grant(clerk.person, Role.ORG_ADMIN, organisation=town.lizhou)
    for acting in (oneself, elsewhere):
        with pytest.raises(NotAllowed):
            case_for(acting, case.pk)
        with pytest.raises(NotAllowed):
            case_move(case_id=case.pk, to=CaseState.FIXING, by=acting)
