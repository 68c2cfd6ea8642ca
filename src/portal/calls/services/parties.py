"""How does somebody join an application as a co-applicant: invited, joined, declined, left?

A person is invited by mailbox; the inviter reads the same whether anybody has it or not, until that person answers.
"""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Organisation, Person, Standing
from portal.accounts.roles import Act, Role, Scope
from portal.accounts.uscc import normalise_uscc
from portal.calls.models import Application, Party, PartyState
from portal.calls.programmes import programme_of
from portal.calls.services.applications import held_for_writing
from portal.calls.services.moves import handlers_of, held
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.messages.services import notify

LIVE = (PartyState.INVITED, PartyState.ACCEPTED)
SPEAKS = frozenset({Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR})
"""Who may bind a body."""
LONGEST_PART = 200


@transaction.atomic
def party_invite(*, application: Application, by: Acting, organisation: str = "", mailbox: str = "", part: str = "") -> Party:
    """Ask a body (by its code or exact name) or a person (by mailbox) to apply together.

    Raises:
        Invalid: nobody was named, no such body, invited already, or as many as the programme allows.
        NotAllowed: not the applicant's side. WrongState: it has been handed in.
    """
    take_turn()
    now = held_for_writing(application, by)
    most = programme_of(now.call.version).co_applicants
    if now.parties.filter(state__in=LIVE).count() >= most:
        raise Invalid(_("本项目最多有 %(n)d 个联合申报方。") % {"n": most})
    part = part.replace("\0", "").strip()[:LONGEST_PART]
    if bool(organisation.strip()) == bool(mailbox.strip()):
        raise Invalid({"organisation": _("请填写单位，或者填写个人的邮箱，二者填一项。")})
    made = _of_body(now, organisation, part, by) if organisation.strip() else _of_person(now, mailbox, part, by)
    record(
        event=Event.PARTY_INVITED,
        by=by,
        subject_kind="application",
        subject=now.pk,
        details={"party": made.pk, "organisation": made.organisation_id or ""},
    )
    _tell_invited(now, made)
    return made


def _of_body(application: Application, named: str, part: str, by: Acting) -> Party:
    text = named.replace("\0", "").strip()
    found = list(Organisation.objects.filter(uscc=normalise_uscc(text)) or Organisation.objects.filter(name=text)[:2])
    if len(found) != 1 or found[0].standing == Standing.CLOSED:
        raise Invalid({"organisation": _("没有找到这个单位。请填 18 位统一社会信用代码，或与营业执照一致的全称；对方须先在平台登记。")})
    body = found[0]
    if body.pk == application.organisation_id:
        raise Invalid({"organisation": _("这是申报单位自己。")})
    return _invited(application, by, part, organisation=body)


def _of_person(application: Application, mailbox: str, part: str, by: Acting) -> Party:
    address = mailbox.replace("\0", "").strip()
    if "@" not in address or len(address) > 254 or any(one.isspace() for one in address):  # noqa: PLR2004 -- of the column
        raise Invalid({"mailbox": _("请填写完整的邮箱。")})
    if application.parties.filter(mailbox__iexact=address, state=PartyState.INVITED).exists():
        raise Invalid({"mailbox": _("已经邀请过，还在等对方答复。")})
    owner = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True).select_related("user").first()
    person = owner.user if owner else None
    if person is not None and (person.pk in {application.person_id, by.actor_id}):
        raise Invalid({"mailbox": _("这是您自己的邮箱。")})
    if (
        person is not None
        and application.parties.filter(person=person, organisation=None).exclude(state__in=(PartyState.DECLINED, PartyState.LEFT)).exists()
    ):
        # invited by another of their mailboxes: said as if nobody had this one
        person = None
    return _invited(application, by, part, person=person, mailbox=address)


def _invited(
    application: Application,
    by: Acting,
    part: str,
    *,
    organisation: Organisation | None = None,
    person: Person | None = None,
    mailbox: str = "",
) -> Party:
    before = None
    if organisation or person:
        before = application.parties.filter(organisation=organisation, person=None if organisation else person).first()
    if before is not None and before.state in LIVE:
        raise Invalid({"organisation": _("已经邀请过这个单位。")})
    made = before or Party(application=application, organisation=organisation, person=person)
    made.part, made.mailbox, made.state, made.invited_by = part, mailbox, PartyState.INVITED, by.actor_id
    made.invited_at, made.answered_at = timezone.now(), None
    made.save()
    return made


def speaks_for(by: Acting, party: Party) -> bool:
    """Whether the acting role may answer an invitation."""
    if party.organisation_id:
        return by.role in SPEAKS and by.scope(Act.APPLICATION_EDIT) is Scope.OWN and by.organisation_id == party.organisation_id
    return bool(by.actor_id) and by.actor_id == party.person_id


@transaction.atomic
def party_answer(*, party: Party, accept: bool, by: Acting) -> Party:
    """Join, or decline.

    Raises:
        NotAllowed: somebody else's invitation. WrongState: answered, or the application has been handed in.
    """
    now = _mine(party, by)
    if now.state != PartyState.INVITED:
        raise WrongState(_("这个邀请已经答复过了。"))
    return _become(now, PartyState.ACCEPTED if accept else PartyState.DECLINED, by)


@transaction.atomic
def party_leave(*, party: Party, by: Acting) -> Party:
    """Leave again, while it is being written.

    Raises:
        NotAllowed: not theirs. WrongState: not joined, or handed in.
    """
    now = _mine(party, by)
    if now.state != PartyState.ACCEPTED:
        raise WrongState(_("您没有加入这份申报。"))
    return _become(now, PartyState.LEFT, by)


@transaction.atomic
def party_remove(*, party: Party, by: Acting) -> None:
    """The applicant takes an invitation, or a co-applicant, back.

    Raises:
        NotAllowed: not the applicant's side. WrongState: it has been handed in.
    """
    take_turn()
    application = held_for_writing(party.application, by)
    now = application.parties.filter(pk=party.pk).first()
    if now is None:
        raise NotAllowed(Act.APPLICATION_EDIT)
    record(
        event=Event.PARTY_ANSWERED,
        by=by,
        subject_kind="application",
        subject=application.pk,
        details={"party": now.pk, "organisation": now.organisation_id or "", "state": [now.state, "removed"]},
    )
    now.delete()


def _mine(party: Party, by: Acting) -> Party:
    take_turn()
    application = held(party.application)
    now = Party.objects.select_for_update(of=("self",)).filter(pk=party.pk).first()
    if now is None or not speaks_for(by, now):
        raise NotAllowed(Act.APPLICATION_EDIT)
    if application.step not in {"draft", "returned"}:
        raise WrongState(_("这份申报已经提交，联合申报方不能再变动。"))
    return now


def _become(party: Party, state: PartyState, by: Acting) -> Party:
    before, party.state, party.answered_at = party.state, state, timezone.now()
    party.mailbox = ""
    party.save()
    record(
        event=Event.PARTY_ANSWERED,
        by=by,
        subject_kind="application",
        subject=party.application_id,
        details={"party": party.pk, "organisation": party.organisation_id or "", "state": [before, state.value]},
    )
    with override("zh-hans"):
        name = party.organisation.name if party.organisation else (party.person.name if party.person else "")
        for person in handlers_of(party.application):
            notify(
                person=person,
                event=str(Event.PARTY_ANSWERED),
                subject_id=f"{party.pk}-{state}-{party.answered_at.timestamp():.0f}",
                subject=_("%(name)s%(answer)s：%(title)s") % {"name": name, "answer": state.label, "title": party.application.title},
                path=f"/applications/{party.application_id}/parties/",
            )
    return party


def _tell_invited(application: Application, party: Party) -> None:
    people = {party.person_id: party.person} if party.person else {}
    if party.organisation_id:
        grants = Grant.objects.held_on(timezone.localdate()).filter(organisation_id=party.organisation_id, role__in=SPEAKS)
        people = {grant.person_id: grant.person for grant in grants.select_related("person")}
    with override("zh-hans"):
        inviter = application.organisation.name if application.organisation else (application.person.name if application.person else "")
        for person in people.values():
            if person is None:
                continue
            notify(
                person=person,
                event=str(Event.PARTY_INVITED),
                subject_id=f"{party.pk}-{party.invited_at.timestamp():.0f}",
                subject=_("%(inviter)s邀请您联合申报：%(call)s") % {"inviter": inviter, "call": application.call.name},
                body=_("请打开申报，看过内容后确认加入或谢绝。"),
                path=f"/applications/{application.pk}/parties/",
            )
