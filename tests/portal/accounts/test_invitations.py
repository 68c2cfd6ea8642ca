"""Does an invitation reach exactly the mailbox it was sent to, whoever else gets hold of the letter?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Invitation
from portal.accounts.roles import Role
from portal.accounts.services import invitation_accept, invitation_resend, invitation_send, invitation_withdraw
from portal.errors import Invalid, NotAllowed, Unreachable, WrongState
from portal.journal.events import Event
from portal.journal.models import Entry
from tests.portal.city import Town, developer, grant, person, town

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/invitations/([\w-]{20,})/")
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def invite(city: Town, email: str = "zhao@lizhou.example", role: str = Role.ORG_MEMBER) -> Invitation:
    return invitation_send(by=city.acting[Role.ORG_ADMIN], organisation=city.lizhou, email=email, role=role)


def token() -> str:
    found = LINK.search(mail.outbox[-1].body)
    assert found
    return found[1]


def test_whoever_reads_the_invited_mailbox_joins_with_the_letter(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    invited = invite(city)
    guest = person("赵敏", "zhao@lizhou.example")
    browser = signed_in(developer(guest))
    page = browser.get(f"/invitations/{token()}/").content.decode()
    assert "接受邀请" in page
    browser.post(f"/invitations/{invited.pk}/accept/")
    held = Grant.objects.get(person=guest)
    assert (held.role, held.organisation_id, held.granted_by) == (Role.ORG_MEMBER, "lizhou", city.acting[Role.ORG_ADMIN].actor_id)
    assert "砺轴工业软件有限公司" in browser.get("/organisations/lizhou/members/").content.decode()


def test_the_letter_in_other_hands_lets_nobody_in(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    invited = invite(city)
    thief = developer(person("捡到信的", "thief@people.example"))
    browser = signed_in(thief)
    page = browser.get(f"/invitations/{token()}/").content.decode()
    assert "您登录的账号没有这个邮箱" in page
    assert "zhao@lizhou.example" not in page
    assert browser.post(f"/invitations/{invited.pk}/accept/").status_code == 404
    browser.post(f"/invitations/{token()}/join/", {"code": "AAAA-AAAA"})
    with pytest.raises(NotAllowed):
        invitation_accept(by=thief, invitation=invited)
    assert not Grant.objects.filter(person=thief.person).exists()


def test_an_unverified_mailbox_is_not_enough(city: Town) -> None:
    invited = invite(city)
    guest = person("没证实的", "zhao@lizhou.example")
    guest.emailaddress_set.update(verified=False)
    with pytest.raises(NotAllowed):
        invitation_accept(by=developer(guest), invitation=invited)


def test_somebody_with_another_account_joins_with_a_code_sent_to_the_invited_mailbox(
    city: Town, signed_in: Callable[[Acting], Client]
) -> None:
    invite(city)
    link = token()
    guest = person("另有账号的", "private@people.example")
    browser = signed_in(developer(guest))
    browser.post(f"/invitations/{link}/code/")
    assert mail.outbox[-1].to == ["zhao@lizhou.example"]
    code = CODE.search(mail.outbox[-1].body)
    assert code
    assert "确认码" in browser.get(f"/invitations/{link}/").content.decode()
    browser.post(f"/invitations/{link}/join/", {"code": "BBBB-BBBB"})
    assert not Grant.objects.filter(person=guest).exists()
    browser.post(f"/invitations/{link}/join/", {"code": code[1].lower().replace("-", " ")})
    assert Grant.objects.filter(person=guest, organisation="lizhou").exists()


def test_the_code_is_not_guessed(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    invite(city)
    link = token()
    browser = signed_in(developer(person("猜的", "private@people.example")))
    browser.post(f"/invitations/{link}/code/")
    code = CODE.search(mail.outbox[-1].body)
    assert code
    for _try in range(5):
        browser.post(f"/invitations/{link}/join/", {"code": "BBBB-BBBB"})
    browser.post(f"/invitations/{link}/join/", {"code": code[1]})
    assert not Grant.objects.filter(organisation="lizhou", reason="接受邀请").exists()


def test_only_the_hash_of_the_secret_is_kept(city: Town) -> None:
    invited = invite(city)
    assert token() not in str(Invitation.objects.filter(pk=invited.pk).values())


def test_it_expires_after_fourteen_days(city: Town) -> None:
    invited = invite(city)
    assert timedelta(days=13, hours=23) < invited.expires_at - timezone.now() <= timedelta(days=14)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(WrongState, match="过期"):
        invitation_accept(by=developer(person("迟到的", "zhao@lizhou.example")), invitation=invited)


def test_it_is_accepted_once(city: Town) -> None:
    invited = invite(city)
    guest = developer(person("赵敏", "zhao@lizhou.example"))
    invitation_accept(by=guest, invitation=invited)
    with pytest.raises(WrongState, match="已被接受"):
        invitation_accept(by=guest, invitation=invited)
    assert Grant.objects.filter(person=guest.person).count() == 1


def test_it_is_withdrawn_before_and_not_after(city: Town) -> None:
    invited, guest = invite(city), developer(person("赵敏", "zhao@lizhou.example"))
    invitation_withdraw(by=city.acting[Role.ORG_ADMIN], invitation=invited)
    with pytest.raises(WrongState, match="撤回"):
        invitation_accept(by=guest, invitation=invited)


def test_sending_again_ends_the_old_link(city: Town, client: Client) -> None:
    invited = invite(city)
    old = token()
    invitation_resend(by=city.acting[Role.ORG_ADMIN], invitation=invited)
    assert client.get(f"/invitations/{old}/").status_code == 404
    assert client.get(f"/invitations/{token()}/").status_code == 200


def test_the_same_mailbox_is_not_asked_twice_at_once(city: Town) -> None:
    invite(city)
    with pytest.raises(Invalid, match="已经邀请过"):
        invite(city, email="ZHAO@lizhou.example")


def test_nobody_accepts_what_they_sent_themselves(city: Town) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    assert admin.person is not None
    invited = invite(city, email="own@people.example", role=Role.ORG_ADMIN)
    admin.person.emailaddress_set.create(email="own@people.example", verified=True)
    with pytest.raises(WrongState, match="自己发出"):
        invitation_accept(by=admin, invitation=invited)


@pytest.mark.parametrize("role", [Role.ORG_MEMBER, Role.OFFICE_HEAD, Role.DISTRICT_OFFICER, Role.PLATFORM_ADMIN, Role.DEVELOPER])
def test_only_its_administrator_invites(city: Town, role: Role) -> None:
    with pytest.raises(NotAllowed):
        invitation_send(by=city.acting[role], organisation=city.lizhou, email="x@y.example", role=Role.ORG_MEMBER)


def test_an_administrator_elsewhere_does_not_touch_them(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    invited = invite(city)
    stranger = signed_in(city.elsewhere[Role.ORG_ADMIN])
    assert stranger.post(f"/invitations/{invited.pk}/withdraw/").status_code == 404
    assert stranger.post(f"/invitations/{invited.pk}/resend/").status_code == 404
    with pytest.raises(NotAllowed):
        invitation_withdraw(by=city.elsewhere[Role.ORG_ADMIN], invitation=invited)


def test_an_administrator_hands_out_no_role_beyond_theirs(city: Town) -> None:
    with pytest.raises(NotAllowed):
        invite(city, role=Role.COMMUNITY_OPERATOR)


def test_a_mail_server_that_does_not_answer_keeps_the_invitation(city: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_named: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)
    with pytest.raises(Unreachable, match="已保存"):
        invite(city)
    assert Invitation.objects.filter(email="zhao@lizhou.example").exists()


def test_the_journal_knows_every_step_and_no_mailbox(city: Town) -> None:
    invited = invite(city)
    invitation_resend(by=city.acting[Role.ORG_ADMIN], invitation=invited)
    invitation_accept(by=developer(person("赵敏", "zhao@lizhou.example")), invitation=invited)
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.event for entry in entries] == [Event.INVITATION_SENT, Event.INVITATION_SENT, Event.INVITATION_ACCEPTED]
    assert {entry.subject for entry in entries} == {"lizhou"}
    assert not any("@" in str(entry.details) for entry in entries)


def test_the_letter_comes_in_english_to_readers_of_english(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    signed_in(city.acting[Role.ORG_ADMIN]).post("/en/organisations/lizhou/members/", {"email": "a@b.example", "role": "org_member"})
    assert "/en/invitations/" in mail.outbox[-1].body
    assert "您好" not in mail.outbox[-1].body


def test_an_invitation_to_a_role_beyond_theirs_is_not_theirs_to_take_back(city: Town) -> None:
    invited = invite(city, role=Role.ORG_ADMIN)
    operator = grant(person("运营"), Role.COMMUNITY_OPERATOR, organisation=city.lizhou)
    with pytest.raises(NotAllowed):
        invitation_withdraw(by=operator, invitation=invited)
