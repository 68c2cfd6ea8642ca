"""How is a change of a record kept: its new version, what changed, who did it, and the journal's entry?

Every service takes the journal's turn first (``take_turn``): versions and serials are then counted by one writer at a time.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import WrongState
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.journal.services import record as journal_record
from portal.journal.services import take_turn
from portal.journal.services.recording import Actor
from portal.register.columns import MODELS, Plain, content_of
from portal.register.indexing import search_text_of
from portal.register.models import Kind, Record, Revision

LONGEST_TOLD = 200
"""Characters of a value that the journal keeps; the whole stands in the revision."""


def held(record: Record, version: int | None = None) -> Record:
    """The typed record as it is now, locked until the transaction ends.

    Raises:
        WrongState: it is no longer at ``version``, or no longer there.
    """
    take_turn()
    found = MODELS[Kind(record.kind)].objects.select_for_update().filter(pk=record.pk).first()
    if found is None:
        raise WrongState(_("《%(name)s》的登记已经删除。") % {"name": record.name})
    if version is not None and found.version != version:
        raise WrongState(
            _("《%(name)s》刚被别人改过：现在是第 %(now)d 版，您看到的是第 %(seen)d 版。请重新打开登记页，看过新内容后再办。")
            % {"name": found.name, "now": found.version, "seen": version}
        )
    return found


def next_serial(model: type[Model]) -> int:
    """One more than the largest so far. Call it after ``take_turn``."""
    return int(model._default_manager.aggregate(last=Max("serial"))["last"] or 0) + 1  # noqa: SLF001 -- Django's public name for it


def revise(
    record: Record,
    *,
    by: Actor,
    event: Event,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Entry:
    """Count the version up (unless it is the first), save, keep the revision and write the journal.

    before:  content before the change; None for a new record
    extra:   what the revision keeps beside the fields
    """
    content = content_of(record)
    if before is not None:
        record.version += 1
        record.updated_at = timezone.now()
    record.search_text = search_text_of(record)
    record.save()
    changed = told(record.kind, before or {}, content)
    entry = journal_record(
        event=event,
        by=by,
        subject_kind="record",
        subject=record.pk,
        reason=reason,
        details={"version": record.version, "changed": changed, **(details or {})},
    )
    Revision.objects.create(
        record_id=record.pk,
        version=record.version,
        at=entry.at,
        person=by.actor_id,
        reason=reason[:300],
        content={**content, **(extra or {})},
        journal_sequence=entry.sequence,
    )
    return entry


def told(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Plain]]:
    """What the journal says of a change: before and after, but of an expert, who is a person, only which fields."""
    changed = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    if kind == Kind.EXPERT:
        return {name: values if name == "state" else [] for name, values in changed.items()}
    return {name: [_short(value) for value in values] for name, values in changed.items()}


def _short(value: Plain) -> Plain:
    """Long texts stand in the revision; a mailbox stands nowhere in the journal."""
    if isinstance(value, list):
        return [str(_short(word)) for word in value]
    if isinstance(value, str) and "@" in value:
        return "…"
    return f"{value[:LONGEST_TOLD]}…" if isinstance(value, str) and len(value) > LONGEST_TOLD else value
