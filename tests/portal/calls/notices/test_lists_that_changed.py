"""A list comes into force only as it was noticed: corrected, renewed or changed lists wait for their own time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Application, Award, Budget, Notice, NoticeState
from portal.calls.selectors.notices import dates_of, digest_of, result_due, rules_of
from portal.calls.selectors.objections import objections_handled
from portal.calls.services.awards import approval_withdraw
from portal.calls.services.moves import application_move
from portal.calls.services.notices import notice_confirm, notice_draft, notice_publish
from portal.calls.services.objections import objection_admit, objection_answer, objection_find, objection_receive, objection_refuse
from portal.calls.services.results import result_publish
from portal.errors import NotAllowed, WrongState
from tests.portal.calls.money.books import approved as three_approved
from tests.portal.calls.money.books import waiting
from tests.portal.calls.notices.lists import approved, over, published
from tests.portal.city import Town, grant, town

pytestmark = pytest.mark.django_db
SAID = "所附租赁合同与公开的登记不一致，租金不实。"
ANSWER, PUBLIC = "经核查，租赁合同不实，异议成立。", "经核查，租赁合同与登记不一致。"


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def objected(notice: Notice) -> object:
    return objection_receive(
        notice=notice, line=notice.lines.first(), grounds="false", statement=SAID, objector={"name": "闻人不平", "phone": "13912345678"}
    )


def answered(notice: Notice, city: Town, outcome: str) -> None:
    one, clerk = objected(notice), city.acting[Role.OFFICE_CLERK]
    objection_admit(objection=one, by=clerk)  # type: ignore[arg-type]
    objection_find(objection=one, findings="查阅了登记和合同原件。", opinion="", by=clerk)  # type: ignore[arg-type]
    objection_answer(
        objection=one,
        outcome=outcome,
        answer=ANSWER,
        public_answer=PUBLIC,
        by=city.acting[Role.OFFICE_HEAD],  # type: ignore[arg-type]
    )


def test_a_list_that_is_being_corrected_does_not_come_into_force(city: Town) -> None:
    notice = published(approved(city)[0], city)
    answered(notice, city, "corrected")
    over(notice)
    notice.refresh_from_db()
    assert not result_due(notice)
    with pytest.raises(WrongState, match="更正"):
        result_publish(notice=notice, by=city.acting[Role.OFFICE_HEAD])


def test_an_application_on_a_later_list_waits_for_the_end_of_that_list(city: Town) -> None:
    call, one, other = approved(city)
    first = published(call, city)
    later = Notice.objects.create(
        call=call,
        version=2,
        state=NoticeState.PUBLISHED,
        title="再次公示",
        mask=first.mask,
        objections_until=timezone.localdate() + timedelta(9),
    )
    line = first.lines.get(application=one)
    line.pk, line.notice = None, later
    line.save()
    over(first)
    result_publish(notice=first, by=city.acting[Role.OFFICE_HEAD])
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.step, other.step) == ("notice", "awarded")


def test_a_draft_whose_approval_was_taken_back_is_not_published(city: Town) -> None:
    award = three_approved(city, waiting(city))
    head = city.acting[Role.OFFICE_HEAD]
    draft = notice_draft(call=award.application.call, by=head)
    digest = digest_of(draft, dates_of(rules_of(draft.call), timezone.localdate()))
    notice_confirm(notice=draft, digest=digest, by=head)
    approval_withdraw(award=award, by=city.acting[Role.FINANCE], reason="账户待核")
    with pytest.raises(WrongState, match="重新确认"):
        notice_publish(notice=draft, by=head)


def test_a_second_objection_that_is_refused_lets_the_application_back_to_its_notice(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    second = objected(notice)
    answered(notice, city, "dismissed")
    one.refresh_from_db()
    assert one.step == "objection"
    objection_refuse(objection=second, reason="与前一件内容相同，不再重复受理。", by=city.acting[Role.OFFICE_CLERK])  # type: ignore[arg-type]
    one.refresh_from_db()
    assert one.step == "notice"


def test_nobody_is_told_it_is_off_the_list_while_it_goes_on_elsewhere(city: Town) -> None:
    call, one, _other = approved(city)
    notice = published(call, city)
    second, clerk = objected(notice), city.acting[Role.OFFICE_CLERK]
    answered(notice, city, "reviewed")
    one.refresh_from_db()
    assert one.step == "review"
    objection_admit(objection=second, by=clerk)  # type: ignore[arg-type]
    objection_find(objection=second, findings="查阅了登记和合同原件。", opinion="", by=clerk)  # type: ignore[arg-type]
    with pytest.raises(WrongState, match="不在公示"):
        objection_answer(
            objection=second,
            outcome="removed",
            answer=ANSWER,
            public_answer=PUBLIC,
            by=city.acting[Role.OFFICE_HEAD],  # type: ignore[arg-type]
        )


def test_who_belongs_to_the_applicant_neither_sees_nor_handles_an_objection_to_it(city: Town) -> None:
    notice = published(approved(city)[0], city)
    one, clerk = objected(notice), city.acting[Role.OFFICE_CLERK]
    assert one in objections_handled(clerk)
    grant(clerk.person, Role.ORG_MEMBER, organisation=city.lizhou)
    assert one not in objections_handled(clerk)
    with pytest.raises(NotAllowed):
        objection_admit(objection=one, by=clerk)  # type: ignore[arg-type]


@pytest.mark.parametrize(("to", "role"), [("declined", Role.OFFICE_CLERK), ("withdrawn", Role.ORG_ADMIN)])
def test_whoever_leaves_before_the_notice_leaves_no_money_set_aside(city: Town, to: str, role: Role) -> None:
    award = three_approved(city, waiting(city))
    assert Budget.objects.get().committed_fen == award.approved_fen > 0
    application_move(application=award.application, to=to, by=city.acting[role], reason="经核实不再符合条件")
    award.refresh_from_db()
    assert (Budget.objects.get().committed_fen, award.approved_fen) == (0, 0)
    assert not award.approvals.filter(withdrawn_at=None).exists()


def test_a_waived_award_keeps_what_was_paid_and_frees_the_rest(city: Town) -> None:
    award = three_approved(city, waiting(city))
    Application.objects.filter(pk=award.application_id).update(step="awarded")
    Award.objects.filter(pk=award.pk).update(paid_fen=100)
    application_move(application=award.application, to="waived", by=city.acting[Role.FINANCE], reason="放弃其余部分")
    award.refresh_from_db()
    assert (Budget.objects.get().committed_fen, award.approved_fen) == (100, 100)


def test_who_belongs_to_the_applicant_does_not_approve_its_money(city: Town) -> None:
    award = waiting(city)
    grant(city.acting[Role.OFFICE_CLERK].person, Role.ORG_ADMIN, organisation=city.lizhou)
    with pytest.raises(WrongState, match="申报单位"):
        three_approved(city, award)
