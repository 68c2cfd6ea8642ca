"""How does a repository join a record, change, get proven, leave, and how is its kinship settled?"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import Invalid, WrongState
from portal.journal.events import Event
from portal.journal.services import record as journal_record
from portal.journal.services import take_turn
from portal.journal.services.recording import Actor
from portal.register.addresses import Address, address_of
from portal.register.indexing import search_text_of
from portal.register.models import Ownership, Record, Repository, State
from portal.register.services.revisions import held, next_serial

LONGEST_NAME = 200
MOST_BRANCHES = 20


@transaction.atomic
def repository_add(*, record: Record, url: str, by: Acting, name: str = "", ident: str = "") -> Repository:
    """Register a repository of a record, or bring one back that was removed from it.

    url:    any form; the canonical address is kept
    ident:  wished engine id; otherwise made from the repository's name

    Raises:
        Invalid: not an address of a repository, or it is registered already.
        NotAllowed: the acting role may not edit the record.
    """
    now = held(record)
    _prove_edit(by, now)
    address = address_of(url)
    found = taken_address(address)
    if found is not None and found.record_id is not None and (found.removed_at is None or found.record_id != now.pk):
        raise Invalid({"url": already(found)})
    if found is not None:
        # only watched so far (a lead's target), or removed from this record before: its id and its serial stay
        found.record, found.removed_at = now, None
        found.name = name.strip()[:LONGEST_NAME] or found.name
        found.save()
        repository = found
    else:
        repository = Repository.objects.create(
            id=free_id(ident, address),
            record=now,
            name=name.strip()[:LONGEST_NAME] or address.name,
            url=address.url,
            challenge=secrets.token_urlsafe(24),
            serial=next_serial(Repository),
        )
    _journal(repository, by, Event.REPOSITORY_ADDED, details={"url": repository.url})
    _reindex(now)
    return repository


@transaction.atomic
def repository_change(
    *,
    repository: Repository,
    by: Acting,
    name: str | None = None,
    url: str | None = None,
    aliases: Sequence[str] | None = None,
    branches: Sequence[str] | None = None,
) -> Repository:
    """Change what is given. A new address makes the proof of ownership void: it was given for the old one.

    Raises:
        Invalid: an address is not one, or belongs to another repository.
        NotAllowed: the acting role may not edit the record.
    """
    now = _held(repository, by)
    before = {"name": now.name, "url": now.url, "aliases": now.aliases, "branches": now.branches}
    if name is not None and name.strip():
        now.name = name.strip()[:LONGEST_NAME]
    if url is not None:
        _move_address(now, address_of(url))
    if aliases is not None:
        now.aliases = sorted({address_of(alias).url for alias in aliases if alias.strip()} - {now.url})
        for alias in now.aliases:
            other = taken_address(address_of(alias))
            if other is not None and other.pk != now.pk:
                raise Invalid({"aliases": already(other)})
    if branches is not None:
        now.branches = list(dict.fromkeys(branch.strip() for branch in branches if branch.strip()))
        if len(now.branches) > MOST_BRANCHES:
            raise Invalid({"branches": _("最多另行读取 %(n)d 个分支。") % {"n": MOST_BRANCHES}})
    after = {"name": now.name, "url": now.url, "aliases": now.aliases, "branches": now.branches}
    if before == after:
        return now
    now.save()
    changed = {key: [before[key], value] for key, value in after.items() if before[key] != value}
    _journal(now, by, Event.REPOSITORY_CHANGED, details=changed)
    _reindex(now.record)
    return now


@transaction.atomic
def repository_prove(*, repository: Repository, how: Ownership, by: Actor, reason: str = "") -> Repository:
    """Keep how it was proven that the repository is its record's. Finding the proof is the caller's; an officer's word needs a reason.

    Raises:
        Invalid: no way of proof, or an officer gave no reason.
        NotAllowed: the acting role may not confirm.
    """
    take_turn()
    now = Repository.objects.select_for_update().select_related(None).get(pk=repository.pk)
    if how is Ownership.UNPROVEN:
        raise Invalid({"how": _("请选择核实的办法。")})
    if isinstance(by, Acting):
        record = now.record
        act = Act.RECORD_CONFIRM if how is Ownership.OFFICER else Act.RECORD_EDIT
        by.prove(
            act,
            person_id=record.person_id if record else None,
            organisation_id=record.organisation_id if record else None,
            district=record.district if record else None,
        )
    if how is Ownership.OFFICER and not reason.strip():
        raise Invalid({"reason": _("请写明凭什么认定归属，如来函文号、核对的材料。")})
    now.ownership, now.proven_at, now.proven_by = how, timezone.now(), by.actor_id
    now.save()
    _journal(now, by, Event.REPOSITORY_PROVEN, reason=reason.strip(), details={"how": str(how), "url": now.url})
    return now


@transaction.atomic
def repository_remove(*, repository: Repository, by: Acting, reason: str) -> Repository:
    """It takes part in no later run; its row, id and serial stay.

    Raises:
        Invalid: no reason is given.
        WrongState: it is removed already, or it is the last one of a registered project.
        NotAllowed: the acting role may not edit the record.
    """
    now = _held(repository, by)
    if not reason.strip():
        raise Invalid({"reason": _("请写明移除的理由。")})
    if now.removed_at is not None:
        raise WrongState(_("仓库 %(name)s 已经移除。") % {"name": now.name})
    others = Repository.objects.filter(record_id=now.record_id, removed_at__isnull=True).exclude(pk=now.pk)
    if now.record and now.record.state in {State.SUBMITTED, State.REGISTERED, State.SUSPENDED} and not others.exists():
        raise WrongState(_("这是《%(name)s》唯一的仓库。请先登记新的仓库，再移除它。") % {"name": now.record.name})
    now.removed_at = timezone.now()
    now.save()
    _journal(now, by, Event.REPOSITORY_REMOVED, reason=reason.strip(), details={"url": now.url})
    _reindex(now.record)
    return now


@transaction.atomic
def repository_return(*, repository: Repository, by: Acting) -> Repository:
    """Bring back a repository removed from its record.

    Raises:
        WrongState: it is not removed.
        NotAllowed: the acting role may not edit the record.
    """
    now = _held(repository, by)
    if now.removed_at is None:
        raise WrongState(_("仓库 %(name)s 没有移除。") % {"name": now.name})
    now.removed_at = None
    now.save()
    _journal(now, by, Event.REPOSITORY_ADDED, details={"url": now.url, "returned": True})
    _reindex(now.record)
    return now


@transaction.atomic
def kinship_propose(*, repository: Repository, of: Repository, relation: str, by: Actor, reason: str = "") -> Repository:
    """Say that one repository seems to be a mirror or fork of another. What a person has settled is not proposed again.

    relation:  ``mirror`` or ``fork``

    Raises:
        Invalid: a repository cannot be its own kin, nor the kin of its own kin.
    """
    take_turn()
    now = Repository.objects.select_for_update().get(pk=repository.pk)
    if relation not in {"mirror", "fork"}:
        raise Invalid({"relation": _("请选择镜像或复刻。")})
    of = Repository.objects.get(pk=of.pk)
    if of.pk == now.pk or now.pk in {of.mirror_of_id, of.fork_of_id}:
        raise Invalid({"of": _("两个仓库不能互为镜像或复刻，请核对谁是本源。")})
    settled = now.kinship in {"confirmed", "refused"} and of.pk in {now.mirror_of_id, now.fork_of_id}
    if settled:
        return now
    now.mirror_of, now.fork_of = (of, None) if relation == "mirror" else (None, of)
    now.kinship = "proposed"
    now.save()
    _journal(now, by, Event.REPOSITORY_CHANGED, reason=reason, details={"kinship": "proposed", "relation": relation, "of": of.pk})
    return now


def kinship_confirm(*, repository: Repository, by: Acting, reason: str = "") -> Repository:
    """Settle that the proposal holds; contributions then count once."""
    return _settle(repository, by, "confirmed", reason)


def kinship_refuse(*, repository: Repository, by: Acting, reason: str) -> Repository:
    """Settle that the proposal does not hold; it is not made again."""
    if not reason.strip():
        raise Invalid({"reason": _("请写明为什么不是镜像或复刻。")})
    return _settle(repository, by, "refused", reason)


@transaction.atomic
def _settle(repository: Repository, by: Acting, kinship: str, reason: str) -> Repository:
    take_turn()
    now = Repository.objects.select_for_update().get(pk=repository.pk)
    record = now.record
    by.prove(
        Act.RECORD_CONFIRM,
        organisation_id=record.organisation_id if record else None,
        district=record.district if record else None,
    )
    if not now.kinship:
        raise WrongState(_("没有关于仓库 %(name)s 的镜像或复刻推断。") % {"name": now.name})
    before = now.kinship
    now.kinship = kinship
    now.save()
    _journal(now, by, Event.REPOSITORY_CHANGED, reason=reason.strip(), details={"kinship": [before, kinship]})
    return now


def taken_address(address: Address) -> Repository | None:
    """The repository that has this address, whatever the case of its letters, or that names it as an alias."""
    same = Repository.objects.filter(url__iexact=address.url).select_related("record").first()
    if same is not None:
        return same
    # aliases are few: a text search narrows, the list decides
    likely = Repository.objects.filter(~Q(aliases=[])).select_related("record")
    return next((one for one in likely if address.url.lower() in {str(alias).lower() for alias in one.aliases}), None)


def already(found: Repository) -> str:
    """What to say when an address is taken; what is not public is not named."""
    if found.record is not None and found.record.is_public:
        return _("这个仓库已经登记在《%(name)s》（编号 %(id)s）之下，一个仓库只登记一次。") % {
            "name": found.record.name,
            "id": found.record.pk,
        }
    return _("这个仓库已经有人登记，一个仓库只登记一次。如果它是您的，请联系所在区县。")


def _prove_edit(by: Acting, record: Record) -> None:
    by.prove(Act.RECORD_EDIT, person_id=record.person_id, organisation_id=record.organisation_id, district=record.district)
    if record.state == State.REMOVED:
        raise WrongState(_("《%(name)s》已注销，不能再改它的仓库。") % {"name": record.name})


def _held(repository: Repository, by: Acting) -> Repository:
    take_turn()
    now = Repository.objects.select_for_update().get(pk=repository.pk)
    if now.record is None:
        by.prove(Act.RECORD_EDIT)
    else:
        _prove_edit(by, now.record)
    return now


def _move_address(repository: Repository, address: Address) -> None:
    if address.url == repository.url:
        return
    other = taken_address(address)
    if other is not None and other.pk != repository.pk:
        raise Invalid({"url": already(other)})
    repository.url = address.url
    repository.ownership, repository.proven_at, repository.proven_by = Ownership.UNPROVEN, None, ""
    repository.challenge = secrets.token_urlsafe(24)


def free_id(wish: str, address: Address) -> str:
    """An id that the engine takes and nobody has: the repository's name, then with its owner before it, then numbered."""
    for candidate in (wish, slugify(address.name), slugify(f"{address.owner}-{address.name}")):
        if candidate and candidate[0].isalnum() and not Repository.objects.filter(pk=candidate).exists():
            return candidate
    number, base = 2, slugify(f"{address.owner}-{address.name}") or "repository"
    while Repository.objects.filter(pk=f"{base}-{number}").exists():
        number += 1
    return f"{base}-{number}"


def _journal(repository: Repository, by: Actor, event: Event, *, reason: str = "", details: Mapping[str, Any] | None = None) -> None:
    journal_record(
        event=event,
        by=by,
        subject_kind="repository",
        subject=repository.pk[:120],
        reason=reason,
        details={"record": repository.record_id, **(details or {})},
    )


def _reindex(record: Record | None) -> None:
    """What is found under the repository's name; the record's own version stays, for its own fields did not change."""
    if record is not None:
        Record.objects.filter(pk=record.pk).update(search_text=search_text_of(record), updated_at=timezone.now())
