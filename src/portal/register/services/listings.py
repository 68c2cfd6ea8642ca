"""How does a record enter a library, get warned there and leave it? Each by a decision that is named."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import Invalid, WrongState
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.journal.services import record as journal_record
from portal.journal.services import take_turn
from portal.register.models import Listing, ListingState, Record, State
from portal.register.moves import UNDO_WITHIN
from portal.register.services.revisions import held
from portal.register.vocabulary import libraries_of

SHORTEST_BASIS = 4
DECISIONS = (Event.LISTING_MADE, Event.LISTING_WARNED, Event.LISTING_ENDED)


@transaction.atomic
def listing_make(*, record: Record, library: str, basis: str, by: Acting, run_id: str = "") -> Listing:
    """List a registered record.

    basis:   number of the decision or address of the notice; without one nothing is listed
    run_id:  the run whose facts were looked at

    Raises:
        Invalid: the library does not take this kind, or the basis is missing.
        WrongState: the record is not registered, or stands in the library already.
        NotAllowed: the acting role does not decide on lists.
    """
    now = held(record)
    by.prove(Act.LISTING_DECIDE, organisation_id=now.organisation_id, district=now.district)
    if library not in {one.id for one in libraries_of(now.kind)}:
        raise Invalid({"library": _("这个名录不收录%(kind)s。") % {"kind": now.get_kind_display()}})
    _prove_sentence("basis", basis, _("请写明依据：决定的文号，或公示的网址。"))
    if now.state != State.REGISTERED:
        raise WrongState(_("《%(name)s》还没有登记，不能列入名录。") % {"name": now.name})
    if now.listings.filter(library=library, removed_on__isnull=True).exists():
        raise WrongState(_("《%(name)s》已经在这个名录里。") % {"name": now.name})
    listing = Listing.objects.create(record=now, library=library, basis=basis.strip()[:300], run_id=run_id)
    _journal(listing, by, Event.LISTING_MADE, basis.strip(), {"state": [None, ListingState.LISTED.value], "run": run_id})
    return listing


@transaction.atomic
def listing_warn(*, listing: Listing, reason: str, by: Acting, run_id: str = "") -> Listing:
    """Warn in public that the record may have to leave.

    Raises:
        Invalid: no reason is given.
        WrongState: it is warned or has left already.
        NotAllowed: the acting role does not decide on lists.
    """
    now = _held(listing, by)
    _prove_sentence("reason", reason, _("请写明预警的理由，它会公开。"))
    if now.state != ListingState.LISTED:
        raise WrongState(_("这一条现在是“%(state)s”，不能预警。") % {"state": now.get_state_display()})
    now.state, now.reason, now.run_id = ListingState.WARNED, reason.strip()[:500], run_id or now.run_id
    now.save()
    _journal(
        now, by, Event.LISTING_WARNED, reason.strip(), {"state": [ListingState.LISTED.value, ListingState.WARNED.value], "run": run_id}
    )
    return now


@transaction.atomic
def listing_end(*, listing: Listing, reason: str, by: Acting, run_id: str = "") -> Listing:
    """Take the record out of the library; the line stays public with its reason.

    Raises:
        Invalid: no reason is given.
        WrongState: it has left already.
        NotAllowed: the acting role does not decide on lists.
    """
    now = _held(listing, by)
    _prove_sentence("reason", reason, _("请写明移出的理由，它会公开。"))
    if now.state == ListingState.REMOVED:
        raise WrongState(_("这一条已经移出名录。"))
    before, said = now.state, now.reason
    now.state, now.reason, now.removed_on, now.run_id = (
        ListingState.REMOVED,
        reason.strip()[:500],
        timezone.localdate(),
        run_id or now.run_id,
    )
    now.save()
    _journal(now, by, Event.LISTING_ENDED, reason.strip(), {"state": [before, ListingState.REMOVED.value], "said": said, "run": run_id})
    return now


@transaction.atomic
def listing_undo(*, listing: Listing, by: Acting) -> Listing | None:
    """Take back one's own decision of the last ten minutes. A listing that was made is gone again (None); the journal keeps both.

    Raises:
        WrongState: it is too late, or the newest decision on it is somebody else's.
        NotAllowed: the acting role does not decide on lists.
    """
    now = _held(listing, by)
    entry = undoable_decisions(now.record, by).get(now.library)
    if entry is None:
        raise WrongState(_("已经过了 10 分钟，或此后又有新的决定，不能撤销。可以另行办理。"))
    undone = {"state": [now.state, entry.details["state"][0]], "undone": entry.sequence}
    if entry.event == Event.LISTING_MADE:
        _journal(now, by, Event.LISTING_ENDED, _("撤销刚才的决定"), undone)
        now.delete()
        return None
    now.state, now.reason, now.removed_on = entry.details["state"][0], entry.details.get("said", ""), None
    now.save()
    _journal(now, by, Event.LISTING_MADE, _("撤销刚才的决定"), undone)
    return now


def undoable_decisions(record: Record, acting: Acting) -> dict[str, Entry]:
    """By library: the newest decision, if this person took it within the last ten minutes and it is not itself an undoing."""
    since = timezone.now() - UNDO_WITHIN
    recent = Entry.objects.filter(subject_kind="record", subject=record.pk, event__in=DECISIONS, at__gt=since).order_by("sequence")
    newest = {str(entry.details.get("library")): entry for entry in recent}
    return {
        library: entry
        for library, entry in newest.items()
        if acting.actor_id and entry.actor == acting.actor_id and "undone" not in entry.details
    }


def _held(listing: Listing, by: Acting) -> Listing:
    take_turn()
    now = Listing.objects.select_for_update().get(pk=listing.pk)
    by.prove(Act.LISTING_DECIDE, organisation_id=now.record.organisation_id, district=now.record.district)
    return now


def _prove_sentence(field: str, text: str, otherwise: str) -> None:
    if len(text.strip()) < SHORTEST_BASIS:
        raise Invalid({field: otherwise})


def _journal(listing: Listing, by: Acting, event: Event, reason: str, details: dict[str, Any]) -> None:
    journal_record(
        event=event, by=by, subject_kind="record", subject=listing.record_id, reason=reason, details={"library": listing.library, **details}
    )
