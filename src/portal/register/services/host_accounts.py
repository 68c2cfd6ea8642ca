"""How does an account on a code host become a person's, and with it the mailboxes that host vouches for?"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act
from portal.cases.models import CaseKind
from portal.cases.services import case_open
from portal.errors import NotAllowed
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import Actor, take_turn
from portal.register.mailbox_address import identifies_somebody, noreply_mailboxes, normalised_mailbox
from portal.register.models import HostAccount, Proof
from portal.register.services.mailboxes import mailbox_prove


def host_account_bind(
    *,
    person: Person,
    host: str,
    login: str,
    native_id: str,
    by: Acting | Actor,
    mailboxes: Iterable[str] = (),
    proof: Proof = Proof.HOST_SIGN_IN,
) -> HostAccount | None:
    """Bind an account, and prove the mailboxes the host has confirmed and those it writes into commits itself.

    None when the account is bound to somebody else here: that becomes a case.
    """
    with transaction.atomic():
        take_turn()
        bound = HostAccount.objects.select_for_update().filter(host=host, login=login, released_at__isnull=True).first()
        if bound is not None and bound.person_id != person.pk:
            _contested(person, host, login, bound, by)
            return None
        if bound is None:
            bound = HostAccount.objects.create(person=person, host=host, login=login, native_id=native_id, proof=proof)
            record(
                event=Event.HOST_ACCOUNT_BOUND,
                by=by,
                subject_kind="host_account",
                subject=str(bound.pk),
                details={"host": host, "proof": proof.value},
            )
        vouched = {normalised_mailbox(one) for one in mailboxes} | set(noreply_mailboxes(host, login=login, native_id=native_id))
        for address in sorted(one for one in vouched if identifies_somebody(one)):
            mailbox_prove(person=person, address=address, proof=Proof.HOST_SIGN_IN, detail=f"{host}:{login}", by=by)
    return bound


def host_account_release(*, account_id: int, by: Acting | Actor, person: Person | None = None) -> HostAccount:
    """Let an account go; the mailboxes it has proven stay until they are withdrawn themselves.

    person: whose it must be, when the system acts for them.

    Raises:
        NotAllowed: it is not theirs, or already released.
    """
    owner = person.pk if person else by.actor_id
    with transaction.atomic():
        take_turn()
        account = HostAccount.objects.select_for_update().filter(pk=account_id, person_id=owner, released_at__isnull=True).first()
        if account is None:
            raise NotAllowed(Act.CLAIM_OWN)
        account.released_at = timezone.now()
        account.save(update_fields=["released_at"])
        record(
            event=Event.HOST_ACCOUNT_RELEASED, by=by, subject_kind="host_account", subject=str(account.pk), details={"host": account.host}
        )
    return account


def _contested(person: Person, host: str, login: str, bound: HostAccount, by: Acting | Actor) -> None:
    case_open(
        kind=CaseKind.DISPUTE,
        title=f"平台账号争议：{host}",
        statement=f"登录者证明能使用 {host} 账号 {login}，但它在本平台已绑定给另一人。请核对后判定归属。",
        subject_kind="host_account",
        subject=str(bound.pk),
        by=by,
        opener=person,
    )
