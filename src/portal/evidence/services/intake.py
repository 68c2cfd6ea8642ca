"""How does a web address become a draft of a registration: asked for, fetched, read, proven, confirmed by its owner?"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.hosts.addresses import HOSTS
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.home import invented_hosts
from portal.evidence.models import Intake, IntakeState
from portal.evidence.tasks import read_intake
from portal.journal.services import take_turn
from portal.journal.services.recording import SYSTEM
from portal.register.addresses import Address, address_of
from portal.register.models import HostAccount, Kind, Ownership, Record, Repository
from portal.register.services.records import record_draft
from portal.register.services.repositories import already, free_id, kinship_propose, repository_add, repository_prove, taken_address
from xingtu.collect.public_address import vetted_address
from xingtu.errors import AddressRefused

MOST_WAITING = 5
CHALLENGE_FILE = ".xingtu-verify"


def intake_begin(*, url: str, by: Acting) -> Intake:
    """Take an address in; it is fetched in the background.

    Raises:
        Invalid: no repository's address, one we may not fetch from, or one that is registered already.
        NotAllowed: nobody signed in, or a role that registers nothing.
    """
    if by.person is None or not by.may(Act.RECORD_EDIT):
        raise NotAllowed(Act.RECORD_EDIT)
    address = address_of(url)
    found = taken_address(address)
    if found is not None and found.record_id is not None and found.removed_at is None:
        raise Invalid({"url": already(found)})
    _prove_public(address)
    with transaction.atomic():
        take_turn()
        mine = Intake.objects.filter(person=by.person).exclude(state=IntakeState.DRAFTED)
        same = mine.filter(url=address.url).first()
        if same is None and mine.filter(state=IntakeState.WAITING).count() >= MOST_WAITING:
            raise Invalid({"url": _("您还有 %(n)d 个网址正在读取，请等它们读完再登记下一个。") % {"n": MOST_WAITING}})
        intake = same or Intake.objects.create(
            person=by.person,
            url=address.url,
            repository=found.pk if found is not None else free_id("", address),
            challenge="xingtu-" + secrets.token_hex(16),
        )
        _enqueue(intake)
    return intake


def intake_read_again(*, intake: Intake, by: Acting) -> Intake:
    """Fetch once more: the owner has put the challenge in, or what was wrong is mended.

    Raises:
        NotAllowed: somebody else's.
        WrongState: it has become a draft.
    """
    _own(intake, by)
    with transaction.atomic():
        _enqueue(intake)
    return intake


def intake_prove_by_host(*, intake: Intake, by: Acting) -> bool:
    """Whether the person has signed in on the host as the owner named in the address.

    Raises:
        NotAllowed: somebody else's.
    """
    _own(intake, by)
    address = address_of(intake.url)
    owner, _slash, rest = address.path.partition("/")
    accounts = HostAccount.objects.filter(person=by.person, released_at=None, login__iexact=owner)
    # an account is a namespace's own name, never a group's below it: group/alice/project is not alice's
    if "/" not in rest and any(account.host in {address.host, _sign_in_host(address.host)} for account in accounts):
        intake.proven = Ownership.HOST
        intake.save(update_fields=["proven"])
    return intake.proven == Ownership.HOST


@transaction.atomic
def intake_draft(*, intake: Intake, values: Mapping[str, Any], by: Acting) -> Record:
    """Make the draft out of what the owner confirmed, with its repository and the proof found so far.

    Raises:
        Invalid: a value cannot be so, or the address has been registered meanwhile.
        NotAllowed: somebody else's.
        WrongState: not read yet, or a draft already.
    """
    _own(intake, by)
    if intake.state != IntakeState.READ:
        raise WrongState(_("仓库还没有读成，请稍候或先解决页面上说的问题。"))
    record = record_draft(kind=Kind.PROJECT, values=values, by=by, publiccode=intake.publiccode)
    repository = repository_add(record=record, url=intake.url, by=by, ident=intake.repository)
    if intake.proven:
        repository_prove(repository=repository, how=Ownership(intake.proven), by=SYSTEM)
    else:
        Repository.objects.filter(pk=repository.pk).update(challenge=intake.challenge)
    elder = Repository.objects.filter(pk=intake.kin).first() if intake.kin else None
    if elder is not None and elder.pk != repository.pk:
        kinship_propose(repository=repository, of=elder, relation="fork", by=SYSTEM, reason="共同的根提交")
    intake.state, intake.record = IntakeState.DRAFTED, record
    intake.save(update_fields=["state", "record"])
    return record


@transaction.atomic
def intake_proven(*, intake: Intake, how: Ownership) -> None:
    """Keep a proof that was found after the draft was made: it holds for the registered repository."""
    Intake.objects.filter(pk=intake.pk).update(proven=how.value)
    repository = Repository.objects.filter(url=intake.url, record_id=intake.record_id).first()
    if repository is not None and repository.ownership == Ownership.UNPROVEN:
        repository_prove(repository=repository, how=how, by=SYSTEM)


def intake_noted(*, intake: Intake, **found: Any) -> None:  # noqa: ANN401 - fields of the row
    """Keep what the worker found."""
    Intake.objects.filter(pk=intake.pk).exclude(state=IntakeState.DRAFTED).update(read_at=timezone.now(), **found)


def _prove_public(address: Address) -> None:
    if address.host in invented_hosts():
        return
    try:
        vetted_address(address.url)
    except AddressRefused as error:
        raise Invalid({"url": str(error)}) from error


def _sign_in_host(domain: str) -> str:
    """The sign-in host that a domain is; another domain with such a word in it is another site, where the login may be anybody's."""
    own = settings.ENVIRONMENT.sign_in
    urls = {host: own.get(host, {}).get("url") or known.url for host, known in HOSTS.items()}
    return next((host for host, url in urls.items() if urlsplit(url).hostname == domain), domain)


def _own(intake: Intake, by: Acting) -> None:
    if by.person is None or intake.person_id != by.actor_id:
        raise NotAllowed(Act.RECORD_EDIT)
    if intake.state == IntakeState.DRAFTED and intake.proven:
        raise WrongState(_("这个网址已经起草了登记，请到登记页继续。"))


def _enqueue(intake: Intake) -> None:
    # a draft stays one; its owner may still put the challenge in
    Intake.objects.filter(pk=intake.pk).exclude(state=IntakeState.DRAFTED).update(state=IntakeState.WAITING, problem="")
    transaction.on_commit(lambda: read_intake.enqueue(intake.pk))
