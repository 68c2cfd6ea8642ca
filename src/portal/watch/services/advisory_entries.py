"""How does an officer enter an advisory, and how does another one confirm, return or withdraw it?"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.services.advisories import advisories_write, record_checked
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.watch.models import AdvisoryEntry, EntryState
from portal.watch.tasks import write_advisories

PREFIX = "XT"
STANDS = (EntryState.IN_FORCE, EntryState.WITHDRAWN)


@transaction.atomic
def entry_make(*, content: Mapping[str, Any], basis: str, by: Acting) -> AdvisoryEntry:
    """Write one down; it matches nothing until somebody else has confirmed it.

    content: an OSV record without id and times

    Raises:
        NotAllowed: not an officer who watches for the city. Invalid: it is no record, or would match nothing.
    """
    _prove(by)
    take_turn()
    year = timezone.localdate().year
    number = AdvisoryEntry.objects.filter(ident__startswith=f"{PREFIX}-{year}-").count() + 1
    ident = f"{PREFIX}-{year}-{number:04d}"
    now = timezone.now()
    kept = {**content, "id": ident, "published": _instant(now)}
    if record_checked({**kept, "modified": _instant(now)}).without_ranges:
        raise Invalid({"": _("没有写受影响的版本，这样的公告匹配不到任何项目；请写版本范围或逐个列出版本。")})
    made = AdvisoryEntry.objects.create(ident=ident, record=kept, basis=basis, entered_by=by.actor_id)
    record(event=Event.ADVISORY_ENTERED, by=by, subject_kind="advisory_entry", subject=str(made.pk), details={"id": ident})
    return made


@transaction.atomic
def entry_confirm(*, entry: AdvisoryEntry, by: Acting) -> AdvisoryEntry:
    """Put it in force; affected projects are found and told as of any other advisory.

    Raises:
        NotAllowed: not an officer, or whoever entered it. WrongState: decided already.
    """
    held = _draft(entry, by)
    if held.entered_by == by.actor_id:
        raise WrongState(_("录入的人不能复核自己录入的公告，要由另一个人复核。"))
    return _decide(held, EntryState.IN_FORCE, Event.ADVISORY_CONFIRMED, by)


@transaction.atomic
def entry_discard(*, entry: AdvisoryEntry, reason: str, by: Acting) -> AdvisoryEntry:
    """Do not put it in force.

    Raises:
        NotAllowed: not an officer. WrongState: decided already.
    """
    held = _draft(entry, by)
    held.reason = reason
    return _decide(held, EntryState.DISCARDED, Event.ADVISORY_DISCARDED, by)


@transaction.atomic
def entry_withdraw(*, entry: AdvisoryEntry, reason: str, by: Acting) -> AdvisoryEntry:
    """Take it back: the record stays, says since when it is withdrawn, and matches nothing any more.

    Raises:
        NotAllowed: not an officer. WrongState: not in force.
    """
    _prove(by)
    take_turn()
    held = AdvisoryEntry.objects.select_for_update().get(pk=entry.pk)
    if held.state != EntryState.IN_FORCE:
        raise WrongState(_("这条公告没有生效，不用撤回。"))
    held.state, held.withdrawn_at, held.reason = EntryState.WITHDRAWN, timezone.now(), reason
    held.save(update_fields=["state", "withdrawn_at", "reason"])
    record(event=Event.ADVISORY_WITHDRAWN, by=by, subject_kind="advisory_entry", subject=str(held.pk), reason=reason)
    transaction.on_commit(write_advisories.enqueue)
    return held


def entries_write() -> None:
    """Bring ``risk.sqlite`` to what is in force here; once a day too, so that the source's age is that of the last look."""
    rows = AdvisoryEntry.objects.filter(state__in=STANDS).order_by("pk")
    records = [_published(one) for one in rows]
    if records:
        advisories_write(records=records, at=timezone.now())


def _published(entry: AdvisoryEntry) -> dict[str, Any]:
    decided = entry.decided_at or entry.entered_at
    times = {"modified": _instant(entry.withdrawn_at or decided), "published": _instant(decided)}
    return {**entry.record, **times} | ({"withdrawn": _instant(entry.withdrawn_at)} if entry.withdrawn_at else {})


def _decide(entry: AdvisoryEntry, to: EntryState, event: Event, by: Acting) -> AdvisoryEntry:
    entry.state, entry.decided_by, entry.decided_at = to, by.actor_id, timezone.now()
    entry.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    record(event=event, by=by, subject_kind="advisory_entry", subject=str(entry.pk), reason=entry.reason, details={"id": entry.ident})
    if to is EntryState.IN_FORCE:
        transaction.on_commit(write_advisories.enqueue)
    return entry


def _draft(entry: AdvisoryEntry, by: Acting) -> AdvisoryEntry:
    _prove(by)
    take_turn()
    held = AdvisoryEntry.objects.select_for_update().get(pk=entry.pk)
    if held.state != EntryState.DRAFT:
        raise WrongState(_("这条公告已经有人处理：%(state)s。") % {"state": held.get_state_display()})
    return held


def _prove(by: Acting) -> None:
    if by.scope(Act.ADVISORY_ENTER) is not Scope.CITY:
        raise NotAllowed(Act.ADVISORY_ENTER)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
