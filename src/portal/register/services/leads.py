"""How does a line of the ledger begin, change, and move from the first hint to running here?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation, Person
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM, Actor, take_turn
from portal.messages.services import notify
from portal.register.addresses import address_of
from portal.register.models import Contact, Lead, LeadKind, LeadState, Repository
from portal.register.models.lead import MOVES, NEEDS_FACTS
from portal.register.selectors.leads import facts_hold, moves_open
from portal.register.services.repositories import free_id, taken_address
from portal.register.services.revisions import next_serial

ENDS = (LeadState.EXITED, LeadState.DROPPED)


@dataclass(frozen=True, slots=True)
class LeadContent:
    """What an officer writes about a lead."""

    kind: LeadKind
    name: str
    source: str
    name_en: str = ""
    district: str = ""
    organisation: Organisation | None = None
    next_step: str = ""
    next_on: date | None = None


def lead_open(*, content: LeadContent, by: Acting) -> Lead:
    """A new line, as a prospect. A district's officer opens it for the own district.

    Raises:
        NotAllowed: the role keeps no ledger, or not for this district.
    """
    by.prove(Act.LEAD_EDIT, district=content.district)
    with transaction.atomic():
        take_turn()
        lead = Lead.objects.create(owner=by.actor_id, **_fields(content))
        record(
            event=Event.LEAD_OPENED,
            by=by,
            subject_kind="lead",
            subject=str(lead.pk),
            details={"kind": lead.kind, "district": lead.district},
        )
    return lead


def lead_change(*, lead_id: int, version: int, content: LeadContent, by: Acting) -> Lead:
    """Change what is written about it.

    Raises:
        NotAllowed: outside the role's reach, before or after the change.
        WrongState: somebody else changed it since ``version``.
    """
    with transaction.atomic():
        lead = _held(lead_id, by, version)
        by.prove(Act.LEAD_EDIT, district=content.district)
        after = _fields(content)
        changed = {name: [_said(getattr(lead, name)), _said(value)] for name, value in after.items() if getattr(lead, name) != value}
        if not changed:
            return lead
        for name, value in after.items():
            setattr(lead, name, value)
        lead.version += 1
        lead.save()
        record(event=Event.LEAD_CHANGED, by=by, subject_kind="lead", subject=str(lead.pk), details=changed)
    return lead


def lead_move(*, lead_id: int, version: int, to: LeadState, by: Acting, reason: str = "", ended_on: date | None = None) -> Lead:
    """Move it along ``MOVES``. Landed and running are proven by runs, never ticked.

    Raises:
        NotAllowed: outside the role's reach, or the office's to decide.
        WrongState: the move does not start here, or a promised fact is not shown by a run.
        Invalid: an end without reason and date.
    """
    with transaction.atomic():
        lead = _held(lead_id, by, version)
        before = LeadState(lead.state)
        if to not in MOVES[before]:
            raise WrongState(
                _("“%(name)s”现为“%(state)s”，不能转为“%(to)s”；请刷新页面。") % {"name": lead.name, "state": before.label, "to": to.label}
            )
        if to not in moves_open(by, lead):
            raise NotAllowed(Act.LEAD_EDIT)
        if to in NEEDS_FACTS and not facts_hold(lead):
            raise WrongState(
                _("“%(name)s”还不能转为“%(to)s”：至少要有一条写成规则的承诺，且每一条都由运行核对为“已兑现”；不能人工勾选。")
                % {"name": lead.name, "to": to.label}
            )
        if to in ENDS and not (reason.strip() and ended_on):
            raise Invalid({"reason": _("退出或终止要写明理由和日期。")})
        if ended_on is not None and ended_on > timezone.localdate():
            raise Invalid({"ended_on": _("日期不能晚于今天。")})
        lead.ended_on, lead.ended_reason = (ended_on, reason.strip()[:500]) if to in ENDS else (None, "")
        _moved(lead, to, by, reason)
    return lead


def lead_settle(*, lead: Lead, cause: str) -> None:
    """Take a lead back to signed when a promised fact is no longer shown; inside the caller's transaction."""
    if LeadState(lead.state) not in NEEDS_FACTS or facts_hold(lead):
        return
    while lead.state != LeadState.SIGNED:
        _moved(lead, LeadState.LANDED if lead.state == LeadState.RUNNING else LeadState.SIGNED, SYSTEM, "", {"cause": cause})
    owner = Person.objects.filter(pk=lead.owner).first()
    if owner is not None:
        notify(
            person=owner,
            event="lead.fell",
            subject_id=f"{lead.pk}.{lead.version}",
            subject=f"“{lead.name}”退回签约：承诺的事实未得到运行证明",
            body="请查看每条承诺的核对结果，联系对方补足，或更正承诺所指的单位和仓库。",
            path=f"/leads/{lead.pk}/",
        )


def lead_contact(
    *, lead_id: int, on: date, who: str, summary: str, by: Acting, next_step: str = "", next_on: date | None = None
) -> Contact:
    """Note a conversation, and the next step it led to.

    Raises:
        NotAllowed: outside the role's reach.
        Invalid: a conversation in the future.
    """
    if on > timezone.localdate():
        raise Invalid({"on": _("联系日期不能晚于今天。")})
    with transaction.atomic():
        lead = _held(lead_id, by)
        contact = Contact.objects.create(lead=lead, on=on, who=who, summary=summary, noted_by=by.actor_id)
        if next_step or next_on:
            lead.next_step, lead.next_on = next_step, next_on
            lead.version += 1
            lead.save(update_fields=["next_step", "next_on", "version"])
        record(event=Event.LEAD_CONTACTED, by=by, subject_kind="lead", subject=str(lead.pk), details={"contact": contact.pk, "on": str(on)})
    return contact


def lead_target_add(*, lead_id: int, url: str, by: Acting) -> Repository:
    """Watch a repository for this lead: runs read it from now on, whether or not it is registered here.

    Raises:
        NotAllowed: outside the role's reach.
        Invalid: not an address of a repository.
    """
    address = address_of(url)
    with transaction.atomic():
        lead = _held(lead_id, by)
        repository = taken_address(address)
        if repository is None:
            repository = Repository.objects.create(
                id=free_id("", address), record=None, name=address.name, url=address.url, serial=next_serial(Repository)
            )
            record(
                event=Event.REPOSITORY_ADDED,
                by=by,
                subject_kind="repository",
                subject=repository.pk[:120],
                details={"url": repository.url, "lead": lead.pk},
            )
        lead.targets.add(repository)
        record(event=Event.LEAD_CHANGED, by=by, subject_kind="lead", subject=str(lead.pk), details={"targets": ["", repository.pk]})
    return repository


def lead_target_drop(*, lead_id: int, repository_id: str, by: Acting) -> None:
    """Watch it no longer for this lead.

    Raises:
        NotAllowed: outside the role's reach.
        WrongState: a promise is about it.
    """
    with transaction.atomic():
        lead = _held(lead_id, by)
        if lead.promises.filter(subject_kind="repository", subject=repository_id).exists():
            raise WrongState(_("有一条承诺写的是这个仓库，不能移除。"))
        lead.targets.through.objects.filter(lead=lead, repository_id=repository_id).delete()
        record(event=Event.LEAD_CHANGED, by=by, subject_kind="lead", subject=str(lead.pk), details={"targets": [repository_id, ""]})


def held_lead(lead_id: int, by: Acting) -> Lead:
    """The lead, locked for this transaction, within reach.

    Raises:
        NotAllowed: it is not.
    """
    return _held(lead_id, by)


def _held(lead_id: int, by: Acting, version: int | None = None) -> Lead:
    take_turn()
    lead = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None or not by.reaches(Act.LEAD_EDIT, district=lead.district):
        raise NotAllowed(Act.LEAD_EDIT)
    if version is not None and lead.version != version:
        raise WrongState(_("“%(name)s”已被别人修改；请刷新页面，看过最新内容再提交。") % {"name": lead.name})
    return lead


def _moved(lead: Lead, to: LeadState, by: Actor, reason: str, details: dict[str, str] | None = None) -> None:
    before = lead.state
    lead.state, lead.moved_at = to, timezone.now()
    lead.version += 1
    lead.save()
    ended = {"ended_on": str(lead.ended_on)} if lead.ended_on else {}
    record(
        event=Event.LEAD_MOVED,
        by=by,
        subject_kind="lead",
        subject=str(lead.pk),
        reason=reason,
        details={"state": [before, to.value], **ended, **(details or {})},
    )


def _fields(content: LeadContent) -> dict[str, Any]:
    return {
        "kind": content.kind.value,
        "name": content.name,
        "name_en": content.name_en,
        "source": content.source,
        "district": content.district,
        "organisation": content.organisation,
        "next_step": content.next_step,
        "next_on": content.next_on,
    }


def _said(value: object) -> str:
    return value.pk if isinstance(value, Organisation) else str(value or "")
