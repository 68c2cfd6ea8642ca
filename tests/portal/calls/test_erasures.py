"""Who asks to be erased leaves no draft, no account and no phone number behind; what was decided and scored stays."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Account, Application, Assignment, AssignmentState, Party, Seat
from portal.register.models import Erasure, State
from portal.register.services.erasures import erase_due, erasure_ask
from portal.register.services.privacy import person_export
from tests.portal.calls.round import application, open_call, project
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_the_export_of_ones_own_data_holds_applications_and_reviews_and_no_account(city: Town) -> None:
    li = city.acting[Role.DEVELOPER]
    sent = application(open_call(), person=li.person, step="intake")
    body = application(open_call(ident="second"), organisation=city.lizhou, person=li.person)
    Account.objects.create(application=sent, sealed="s1.secret", tail="0128", given_by="p")
    assert li.person is not None
    Seat.objects.create(person=li.person)
    archive = zipfile.ZipFile(io.BytesIO(person_export(by=li)))
    applications, reviews = archive.read("applications.json").decode(), archive.read("reviews.json").decode()
    assert sent.pk in applications
    assert "023-12345678" in applications
    assert "0128" in applications
    assert body.pk not in applications
    assert "s1.secret" not in applications
    assert "seat" in reviews


def erased(city: Town, role: Role) -> None:
    erasure_ask(by=city.acting[role])
    Erasure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert erase_due.call() == 1


def test_drafts_go_and_what_is_under_way_is_withdrawn_and_emptied(city: Town) -> None:
    li = city.acting[Role.DEVELOPER].person
    draft = application(open_call(), person=li)
    about = project("a-draft", person=li)
    about.state = State.DRAFT
    about.save()
    sent = application(open_call(ident="second"), person=li, step="intake", record=about)
    Account.objects.create(application=sent, sealed="s1.x", tail="0128", given_by="p")
    erased(city, Role.DEVELOPER)
    assert not Application.objects.filter(pk=draft.pk).exists()
    sent.refresh_from_db()
    assert (sent.step, sent.record_id) == ("withdrawn", None)
    assert "contact_phone" not in sent.answers
    assert all("contact_phone" not in version.answers for version in sent.versions.all())
    assert not Account.objects.exists()


def test_an_award_that_is_still_to_be_paid_keeps_its_account(city: Town) -> None:
    one = application(open_call(), person=city.acting[Role.DEVELOPER].person, step="awarded")
    one.moves.create(from_step="approval", to_step="notice", role="x")
    Account.objects.create(application=one, sealed="s1.x", tail="0128", given_by="p")
    erased(city, Role.DEVELOPER)
    assert Account.objects.filter(application=one).exists()


def test_what_belongs_to_a_body_is_the_bodys(city: Town) -> None:
    one = application(open_call(), organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person)
    erased(city, Role.ORG_ADMIN)
    one.refresh_from_db()
    assert (one.step, "contact_phone" in one.answers) == ("draft", True)


def test_an_invitation_loses_its_mailbox(city: Town) -> None:
    li = city.acting[Role.DEVELOPER].person
    assert li is not None
    one = application(open_call(), organisation=city.lizhou)
    Party.objects.create(application=one, person=li, mailbox=li.email, invited_by="p")
    erased(city, Role.DEVELOPER)
    party = Party.objects.get()
    assert (party.state, party.mailbox) == ("declined", "")


def test_an_expert_gives_up_the_seat_and_what_is_not_scored_yet(city: Town) -> None:
    expert = city.acting[Role.EXPERT].person
    assert expert is not None
    Seat.objects.create(person=expert)
    one = application(open_call(), organisation=city.lizhou, step="recusal")
    waiting = Assignment.objects.create(application=one, expert=expert, alias="专家1")
    erased(city, Role.EXPERT)
    waiting.refresh_from_db()
    assert (waiting.state, Seat.objects.exists()) == (AssignmentState.REPLACED, False)
