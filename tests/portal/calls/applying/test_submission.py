"""Handing in: what stands in the way, the number and the code, the way back within ten minutes, returning and withdrawing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Application, Call, Clarification, Move
from portal.calls.selectors.contradictions import contradictions, unanswered
from portal.calls.selectors.folder import Folder
from portal.calls.services.clarifications import clarification_answer
from portal.calls.services.moves import application_move
from portal.calls.services.submission import application_submit, application_withdraw, submission_undo
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.models import Entry
from tests.portal.calls import round as calls_round
from tests.portal.city import Town

pytestmark = pytest.mark.django_db
Submit = Callable[..., Application]


def test_handed_in_it_has_a_number_a_code_and_lies_with_its_district(whole: Application, city: Town, submit: Submit) -> None:
    submit(whole, city.acting[Role.ORG_ADMIN])
    whole.refresh_from_db()
    assert (whole.step, whole.number, whole.district) == ("district_check", f"{whole.call.prefix}-0001", city.lizhou.district)
    assert whole.content_code == Folder(whole).content_code()
    kept = whole.versions.get(submitted=True)
    assert (kept.version, kept.content_code, kept.answers) == (whole.version, whole.content_code, whole.answers)
    assert whole.due_on is not None


def test_the_page_says_everything_that_is_missing_at_once(draft: Application, city: Town, signed_in: Callable[..., Client]) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    page = client.get(reverse("calls:submit", args=[draft.pk])).content.decode()
    for label in ("阅览室名称", "用途", "年租金", "联系电话", "藏书计划"):
        assert label in page
    assert 'name="truth"' not in page
    with pytest.raises(Invalid):
        application_submit(application=draft, version=draft.version, by=city.acting[Role.ORG_ADMIN])
    draft.refresh_from_db()
    assert (draft.step, draft.number) == ("draft", None)


def test_from_the_button_to_the_receipt(whole: Application, city: Town, signed_in: Callable[..., Client]) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    address = reverse("calls:submit", args=[whole.pk])
    assert client.post(address, {"version": whole.version}).status_code == 400
    answer = client.post(address, {"version": whole.version, "truth": "on"})
    assert answer.headers["Location"] == reverse("calls:receipt", args=[whole.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    whole.refresh_from_db()
    assert whole.number is not None
    assert whole.number in page
    assert whole.content_code in page
    assert "撤销" in page


def test_what_changed_since_it_was_read_is_read_again(whole: Application, city: Town) -> None:
    with pytest.raises(WrongState):
        application_submit(application=whole, version=whole.version + 1, by=city.acting[Role.ORG_ADMIN])


def test_nobody_hands_in_for_another_firm(whole: Application, city: Town, submit: Submit) -> None:
    for acting in (city.elsewhere[Role.ORG_ADMIN], city.acting[Role.OFFICE_CLERK], city.acting[Role.DEVELOPER]):
        with pytest.raises(NotAllowed):
            submit(whole, acting)


def test_after_the_deadline_nothing_new_comes_in(whole: Application, call: Call, city: Town, submit: Submit) -> None:
    Call.objects.filter(pk=call.pk).update(deadline_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Invalid):
        submit(whole, city.acting[Role.ORG_ADMIN])


def test_a_submission_is_taken_back_whole_within_ten_minutes(whole: Application, city: Town, submit: Submit) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    submit(whole, admin)
    submission_undo(application=whole, by=admin)
    whole.refresh_from_db()
    assert (whole.step, whole.content_code, whole.submitted_at, whole.due_on) == ("draft", "", None, None)
    assert not whole.moves.filter(undone_at=None).exists()
    assert Entry.objects.filter(event=Event.APPLICATION_UNDONE, subject=whole.pk).exists()
    number = whole.number
    submit(whole, admin)
    whole.refresh_from_db()
    assert whole.number == number


def test_later_or_by_somebody_else_or_after_the_district_it_is_not(whole: Application, city: Town, submit: Submit) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    submit(whole, admin)
    with pytest.raises(WrongState):
        submission_undo(application=whole, by=city.acting[Role.ORG_MEMBER])
    Move.objects.filter(application=whole).update(at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(WrongState):
        submission_undo(application=whole, by=admin)
    Move.objects.filter(application=whole).update(at=timezone.now())
    application_move(application=whole, to="returned", by=city.acting[Role.DISTRICT_OFFICER], reason="租金与合同不符")
    with pytest.raises(WrongState):
        submission_undo(application=whole, by=admin)


def test_what_was_returned_is_marked_and_goes_back_to_whoever_returned_it(
    whole: Application, city: Town, submit: Submit, signed_in: Callable[..., Client]
) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    submit(whole, admin)
    first_code = whole.content_code
    application_move(
        application=whole, to="returned", by=city.acting[Role.DISTRICT_OFFICER], reason="请补正", fields={"rent": "与租赁合同不一致"}
    )
    client = signed_in(admin)
    page = client.get(reverse("calls:edit", args=[whole.pk, "room"])).content.decode()
    assert "与租赁合同不一致" in page
    whole.refresh_from_db()
    Application.objects.filter(pk=whole.pk).update(answers=whole.answers | {"rent": 1_000_000})
    submit(whole, admin)
    whole.refresh_from_db()
    assert whole.step == "district_check"
    assert whole.content_code != first_code
    assert whole.number == f"{whole.call.prefix}-0001"


def test_an_official_reads_what_was_handed_in_and_not_what_is_being_changed(
    whole: Application, city: Town, submit: Submit, signed_in: Callable[..., Client]
) -> None:
    submit(whole, city.acting[Role.ORG_ADMIN])
    application_move(application=whole, to="returned", by=city.acting[Role.DISTRICT_OFFICER], reason="请补正内容")
    whole.refresh_from_db()
    Application.objects.filter(pk=whole.pk).update(answers=whole.answers | {"purpose": "还没有写完的新用途"})
    page = signed_in(city.acting[Role.OFFICE_CLERK]).get(reverse("calls:answers", args=[whole.pk])).content.decode()
    assert "供公众阅览开源图书" in page
    assert "还没有写完的新用途" not in page


def test_a_withdrawal_ends_it_and_can_be_taken_back(whole: Application, city: Town, submit: Submit) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    submit(whole, admin)
    application_withdraw(application=whole, by=admin)
    assert whole.step == "withdrawn"
    submission_undo(application=whole, by=admin)
    whole.refresh_from_db()
    assert whole.step == "district_check"


def test_after_the_notice_nothing_is_withdrawn(call: Call, city: Town) -> None:
    application = calls_round.application(call, organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person, step="notice")
    Move.objects.create(application=application, from_step="approval", to_step="notice", role="test")
    with pytest.raises(WrongState):
        application_withdraw(application=application, by=city.acting[Role.ORG_ADMIN])


def test_a_measured_fact_is_contested_in_words(city: Town, call: Call, submit: Submit, signed_in: Callable[..., Client]) -> None:
    project = calls_round.project("river", city.lizhou)
    answers = {name: answer for name, answer in calls_round.ANSWERS.items() if name != "name"}
    admin = city.acting[Role.ORG_ADMIN]
    application = calls_round.application(call, organisation=city.lizhou, person=admin.person, answers=answers, record=project)
    client = signed_in(admin)
    address = reverse("calls:clarify", args=[application.pk])
    assert "项目river" in client.get(address, {"about": "fact:name"}).content.decode()
    assert client.post(address, {"about": "fact:name", "answer": "短"}).status_code == 400
    assert client.post(address, {"about": "fact:name", "answer": "项目已经改名，登记还没有更新"}).status_code == 302
    row = Clarification.objects.get()
    assert (row.about, row.answered_by) == ("fact:name", admin.actor_id)
    client.post(reverse("calls:submit", args=[application.pk]), {"version": application.version + 1, "truth": "on"})
    assert client.post(address, {"about": "fact:nothing", "answer": "没有这一项"}).status_code == 404


def test_an_official_who_opens_it_has_looked(whole: Application, city: Town, submit: Submit, signed_in: Callable[..., Client]) -> None:
    submit(whole, city.acting[Role.ORG_ADMIN])
    assert whole.looked_at is None
    assert signed_in(city.acting[Role.DISTRICT_OFFICER]).get(reverse("calls:application", args=[whole.pk])).status_code == 200
    whole.refresh_from_db()
    assert whole.looked_at is not None


def test_the_other_district_finds_nothing(whole: Application, city: Town, submit: Submit, signed_in: Callable[..., Client]) -> None:
    submit(whole, city.acting[Role.ORG_ADMIN])
    client = signed_in(city.elsewhere[Role.DISTRICT_OFFICER])
    for name in ("application", "answers", "receipt", "paper_pdf", "paper_word", "package"):
        assert client.get(reverse(f"calls:{name}", args=[whole.pk])).status_code == 404


def test_an_answer_that_differs_from_the_register_is_explained_anew_for_each_answer(city: Town, submit: Submit) -> None:
    text = calls_round.TEXT.replace('id = "purpose"\nkind = "paragraph"', 'id = "purpose"\nkind = "text"\nfact = "project.licence"')
    call = calls_round.open_call(calls_round.version(text, number=2), ident="another-round")
    project = calls_round.project("river", city.lizhou)
    project.licence = "MIT"
    project.save()
    admin = city.acting[Role.ORG_ADMIN]
    application = calls_round.application(
        call, organisation=city.lizhou, person=admin.person, record=project, answers=calls_round.ANSWERS | {"purpose": "Apache-2.0"}
    )
    one = next(one for one in contradictions(Folder(application)) if one.about == "fact:purpose")
    assert "MIT" in one.question
    assert "Apache-2.0" in one.question
    with pytest.raises(Invalid):
        submit(application, admin)
    clarification_answer(application=application, contradiction=one, answer="已换许可证，登记随后更新", by=admin)
    assert unanswered(Folder(application)) == []
    application.answers |= {"purpose": "GPL-3.0-only"}
    application.save()
    assert [still.about for still in unanswered(Folder(application))] == ["fact:purpose"]
    application.answers |= {"purpose": "MIT"}
    application.save()
    assert contradictions(Folder(application)) == []
    submit(application, admin)
    assert application.step == "district_check"
