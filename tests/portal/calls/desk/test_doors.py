"""No application passes a desk by another door: not unchecked, not with a content nobody stamped, not past its panel."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Application, ApplicationVersion, Call, Check, Clarification, Move
from portal.calls.selectors.duties import stands_with
from portal.calls.services.calls import call_cancel
from portal.calls.services.checks import check_resolve, checks_judge
from portal.calls.services.moves import application_move, move_undo, undoable
from portal.calls.services.phases import phases_close_due
from portal.calls.services.submission import application_submit, submission_undoable
from portal.calls.views.desk.checks import may_settle
from portal.errors import WrongState
from tests.portal.calls.round import TEXT, application, open_call, version
from tests.portal.city import Town, grant, town

pytestmark = pytest.mark.django_db
RULE = """[[rule]]
id = "no_penalty_within"
days = 365
looked_up_in = "信用平台"
field = "name"

"""


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def at(city: Town, step: str, **fields: object) -> Application:
    return application(open_call(), organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, step=step, **fields)  # type: ignore[arg-type]


def browser(city: Town, role: Role) -> Client:
    client = Client()
    client.force_login(city.acting[role].person)
    return client


@pytest.mark.parametrize(("step", "to", "role"), [("returned", "intake", Role.ORG_ADMIN), ("panel", "shortlist", Role.OFFICE_CLERK)])
def test_the_page_of_moves_is_no_way_round_a_desk(city: Town, step: str, to: str, role: Role) -> None:
    one = at(city, step, return_to="intake" if step == "returned" else "")
    assert browser(city, role).post(f"/applications/{one.pk}/move/{to}/", {"reason": "直接转过去"}).status_code == 404
    one.refresh_from_db()
    assert one.step == step


def test_a_claim_is_handed_in_and_not_moved_on(city: Town) -> None:
    text = TEXT.replace('moves = ["submitted", "abandoned"]', 'moves = ["submitted", "payment_request", "abandoned"]')
    claim = (
        '[[step]]\nid = "payment_request"\nshown = "申领"\nshown_en = "Claim"\nstaff = "申领"\n'
        'actor = "applicant"\nmoves = ["intake", "waived"]\n\n'
    )
    place = text.index('[[step]]\nid = "intake"')
    of = version(text[:place] + claim + text[place:])
    one = application(open_call(of), organisation=city.lizhou, step="payment_request")
    with pytest.raises(WrongState, match="专门的页面"):
        application_move(application=one, to="intake", by=city.acting[Role.ORG_ADMIN])
    application_move(application=one, to="waived", by=city.acting[Role.ORG_ADMIN], reason="放弃申领")


def test_what_the_applicant_changed_meanwhile_is_not_taken_back_with_the_return(city: Town) -> None:
    one, officer = at(city, "district_check"), city.acting[Role.DISTRICT_OFFICER]
    application_move(application=one, to="returned", by=officer, reason="材料不全")
    assert undoable(one, officer) is not None
    ApplicationVersion.objects.create(application=one, version=2, answers=one.answers | {"rent": 1}, by="p")
    with pytest.raises(WrongState):
        move_undo(application=one, by=officer)


def test_a_submission_an_official_has_opened_is_not_simply_taken_back(city: Town) -> None:
    one, applicant = at(city, "submitted"), city.acting[Role.ORG_ADMIN]
    Move.objects.filter(application=one).update(by=applicant.actor_id)
    Move.objects.create(application=one, from_step="submitted", to_step="district_check", role="system")
    Application.objects.filter(pk=one.pk).update(step="district_check")
    one.refresh_from_db()
    assert submission_undoable(one, applicant) is not None
    one.looked_at = timezone.now()
    assert submission_undoable(one, applicant) is None


def test_what_leaves_an_objection_or_an_award_is_not_put_back_by_an_undo(city: Town) -> None:
    one, finance = at(city, "awarded"), city.acting[Role.FINANCE]
    application_move(application=one, to="waived", by=finance, reason="申报人书面放弃")
    assert undoable(one, finance) is None


def test_a_failed_rule_or_an_open_contradiction_does_not_pass_clarification(city: Town) -> None:
    one, clerk = at(city, "clarify"), city.acting[Role.OFFICE_CLERK]
    check = Check.objects.create(application=one, rule="at_least", position=0, condition="至少一次合并", outcome="fail", reason="没有")
    with pytest.raises(WrongState, match="至少一次合并"):
        application_move(application=one, to="recusal", by=clerk)
    check.outcome = "pass"
    check.save()
    open_one = Clarification.objects.create(application=one, about="fact:name", label="名称", question="与登记不一致")
    with pytest.raises(WrongState, match="澄清"):
        application_move(application=one, to="recusal", by=clerk)
    open_one.accepted = True
    open_one.save()
    application_move(application=one, to="recusal", by=clerk)
    assert one.step == "recusal"


def test_a_failed_rule_does_not_pass_an_intake_that_leads_past_the_freeze(city: Town) -> None:
    text = TEXT.replace('moves = ["frozen", "returned", "declined"]', 'moves = ["recusal", "frozen", "returned", "declined"]')
    one = application(open_call(version(text)), organisation=city.lizhou, step="intake")
    Check.objects.create(application=one, rule="at_least", position=0, condition="至少一次合并", outcome="fail", reason="没有")
    with pytest.raises(WrongState, match="至少一次合并"):
        application_move(application=one, to="recusal", by=city.acting[Role.OFFICE_CLERK])
    application_move(application=one, to="declined", by=city.acting[Role.OFFICE_CLERK], reason="不符合条件")


def test_what_was_settled_for_one_content_is_not_settled_for_the_next(city: Town) -> None:
    one = application(open_call(version(TEXT.replace("[call]", RULE + "[call]", 1))), organisation=city.lizhou, step="intake")
    (check,) = checks_judge(application=one)
    check_resolve(check=check, outcome="pass", reason="查了公示系统，没有处罚", by=city.acting[Role.OFFICE_CLERK])
    assert checks_judge(application=one)[0].standing == "pass"
    one.submitted_at = timezone.now() + timedelta(seconds=1)
    one.save()
    with pytest.raises(WrongState, match="还不能通过"):
        application_move(application=one, to="frozen", by=city.acting[Role.OFFICE_CLERK], at_desk=True)


def test_handing_in_anew_is_the_way_back_of_a_returned_application(city: Town) -> None:
    one, applicant = at(city, "district_check"), city.acting[Role.ORG_ADMIN]
    application_move(application=one, to="returned", by=city.acting[Role.DISTRICT_OFFICER], reason="请补正内容")
    one.refresh_from_db()
    application_submit(application=one, version=one.version, by=applicant)
    assert one.step == "district_check"
    assert one.content_code == one.versions.filter(submitted=True).first().content_code  # type: ignore[union-attr]


def test_whoever_belongs_to_the_applicant_does_not_check_it(city: Town) -> None:
    one, clerk = at(city, "intake"), city.acting[Role.OFFICE_CLERK]
    assert not stands_with(clerk.actor_id, one)
    grant(clerk.person, Role.ORG_MEMBER, organisation=city.lizhou)
    assert stands_with(clerk.actor_id, one)
    with pytest.raises(WrongState, match="申报单位"):
        application_move(application=one, to="declined", by=clerk, reason="材料不全")


def test_the_district_settles_nothing_once_it_has_handed_up(city: Town) -> None:
    one, officer = at(city, "intake"), city.acting[Role.DISTRICT_OFFICER]
    check = Check.objects.create(application=one, rule="x", position=0, condition="无处罚", outcome="unknown", reason="待查")
    with pytest.raises(WrongState, match="不由您办理"):
        check_resolve(check=check, outcome="pass", reason="查过了，没有", by=officer)
    assert not may_settle(officer, one)
    Application.objects.filter(pk=one.pk).update(step="district_check")
    assert check_resolve(check=check, outcome="pass", reason="查过了，没有", by=officer).resolved == "pass"


def test_nothing_goes_on_in_a_cancelled_call_and_a_public_list_is_not_cancelled(city: Town) -> None:
    one, head = at(city, "clarify"), city.acting[Role.OFFICE_HEAD]
    call_cancel(call=one.call, reason="预算未获批准", by=head)
    one.refresh_from_db()
    with pytest.raises(WrongState, match="取消"):
        application_move(application=one, to="recusal", by=city.acting[Role.OFFICE_CLERK])
    application_move(application=one, to="declined", by=city.acting[Role.OFFICE_CLERK], reason="征集已取消")
    other = application(open_call(ident="second"), organisation=city.lizhou, step="notice")
    with pytest.raises(WrongState, match="公示"):
        call_cancel(call=other.call, reason="预算未获批准", by=head)


def test_a_phase_whose_applications_have_all_left_ends_once(city: Town) -> None:
    one = at(city, "panel")
    Call.objects.filter(pk=one.call_id).update(phase="blind", round=1, phase_ends_at=timezone.now() - timedelta(days=1))
    assert phases_close_due() == 0
