"""How is somebody asked to join an organisation, and how do they accept?

The letter carries a secret of which only the hash is kept. The letter may be forwarded or read by others, so the secret alone lets
nobody in: whoever accepts has that very mailbox verified in their account, or types a code that was sent to it.
"""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.letters import send_letter
from portal.accounts.models import Grant, Invitation, Organisation, Person, Standing
from portal.accounts.roles import GRANTABLE, Act, Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record

VALID_DAYS = 14


def invitation_send(*, by: Acting, organisation: Organisation, email: str, role: str) -> Invitation:
    """Ask a mailbox to join.

    Raises:
        NotAllowed: the acting role may not manage these members, or not hand out this role.
        Invalid: no mailbox, or it has been asked already.
        WrongState: the organisation is closed.
        Unreachable: the letter could not be sent; the invitation is kept and can be sent again.
    """
    by.prove(Act.MEMBER_MANAGE, organisation_id=organisation.id, district=organisation.district)
    if role not in GRANTABLE.get(by.role, frozenset()):
        raise NotAllowed(role)
    mailbox = email.strip().lower()
    try:
        validate_email(mailbox)
    except ValidationError as error:
        raise Invalid({"email": _("邮箱格式不对，例如 name@example.cn。")}) from error
    if organisation.standing == Standing.CLOSED:
        raise WrongState(_("“%(name)s”已注销，不能再邀请成员。") % {"name": organisation.name})
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if Invitation.objects.filter(
            organisation=organisation, email=mailbox, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).exists():
            raise Invalid({"email": _("已经邀请过这个邮箱，对方还没有接受；可以在下面重新发送。")})
        if (
            Grant.objects.held_on(timezone.localdate())
            .filter(organisation=organisation, role=role, person__in=_people_with(mailbox))
            .exists()
        ):
            raise Invalid({"email": _("这个邮箱的主人已经是本单位的这个角色。")})
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=mailbox,
            role=role,
            token_hash=hashed(token),
            invited_by=by.actor_id,
            expires_at=timezone.now() + timedelta(days=VALID_DAYS),
        )
        _keep(Event.INVITATION_SENT, by, invitation)
    _post(invitation, token)
    return invitation


def invitation_resend(*, by: Acting, invitation: Invitation) -> Invitation:
    """Send a new letter; the link of the old one no longer works.

    Raises:
        NotAllowed: not the acting role's.
        WrongState: accepted or withdrawn meanwhile.
        Unreachable: the letter could not be sent.
    """
    by.prove(Act.MEMBER_MANAGE, organisation_id=invitation.organisation_id, district=invitation.organisation.district)
    if invitation.role not in GRANTABLE.get(by.role, frozenset()):
        raise NotAllowed(invitation.role)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        held = _open(invitation)
        held.token_hash, held.expires_at = hashed(token), timezone.now() + timedelta(days=VALID_DAYS)
        held.save(update_fields=["token_hash", "expires_at"])
        _keep(Event.INVITATION_SENT, by, held, resent=True)
    _post(held, token)
    return held


@transaction.atomic
def invitation_withdraw(*, by: Acting, invitation: Invitation) -> None:
    """Take it back before it is accepted.

    Raises:
        NotAllowed: not the acting role's, or not a role it could hand out.
        WrongState: accepted or withdrawn meanwhile.
    """
    by.prove(Act.MEMBER_MANAGE, organisation_id=invitation.organisation_id, district=invitation.organisation.district)
    if invitation.role not in GRANTABLE.get(by.role, frozenset()):
        raise NotAllowed(invitation.role)
    held = _open(invitation)
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    _keep(Event.INVITATION_WITHDRAWN, by, held)


@transaction.atomic
def invitation_accept(*, by: Acting, invitation: Invitation, mailbox_shown: bool = False) -> Grant:
    """Join. ``mailbox_shown``: a code sent to the invited mailbox has just been typed.

    Raises:
        NotAllowed: nobody is signed in, or the mailbox is not shown to be theirs.
        WrongState: expired, withdrawn or accepted; or one's own invitation.
    """
    if by.person is None or not (mailbox_shown or has_mailbox(by.person, invitation.email)):
        raise NotAllowed
    held = _open(invitation)
    if held.expires_at <= timezone.now():
        raise WrongState(_("邀请已过期，请对方重新发送。"))
    if held.organisation.standing == Standing.CLOSED:
        raise WrongState(_("“%(name)s”已注销，邀请不再有效。") % {"name": held.organisation.name})
    if held.invited_by == by.actor_id:
        raise WrongState(_("不能接受自己发出的邀请：角色须由别人授予。"))
    held.accepted_at, held.accepted_by = timezone.now(), by.person
    held.save(update_fields=["accepted_at", "accepted_by"])
    grant = Grant.objects.held_on(timezone.localdate()).filter(person=by.person, organisation=held.organisation, role=held.role).first()
    if grant is None:
        grant = Grant.objects.create(
            person=by.person, role=held.role, organisation=held.organisation, granted_by=held.invited_by, reason=_("接受邀请")
        )
    _keep(Event.INVITATION_ACCEPTED, by, held, grant=grant.pk)
    return grant


def has_mailbox(person: Person, mailbox: str) -> bool:
    """Whether the person has shown that they read this mailbox."""
    return bool(EmailAddress.objects.filter(user=person, email__iexact=mailbox, verified=True).exists())


def hashed(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _people_with(mailbox: str) -> list[str]:
    return list(EmailAddress.objects.filter(email__iexact=mailbox, verified=True).values_list("user_id", flat=True))


def _open(invitation: Invitation) -> Invitation:
    held = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if held.accepted_at:
        raise WrongState(_("邀请已被接受。"))
    if held.withdrawn_at:
        raise WrongState(_("邀请已撤回。"))
    return held


def _post(invitation: Invitation, token: str) -> None:
    send_letter(
        to=invitation.email,
        template="invitation",
        context={
            "organisation": invitation.organisation.name,
            "role": Role(invitation.role).label,
            "token": token,
            "expires_at": invitation.expires_at,
        },
    )


def _keep(event: Event, by: Acting, invitation: Invitation, **more: object) -> None:
    record(
        event=event,
        by=by,
        subject_kind="organisation",
        subject=invitation.organisation_id,
        details={"invitation": invitation.pk, "role": invitation.role, **more},
    )
