"""What happened to a record: every version with what changed, field by field, and what was decided about its repositories and lists?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import Organisation, Person
from portal.errors import Sentence
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.register.columns import Plain, Shape, columns_of, said
from portal.register.models import Record, Repository, Revision, State
from portal.register.vocabulary import libraries, name_of

LISTING_EVENTS = (Event.LISTING_MADE, Event.LISTING_WARNED, Event.LISTING_ENDED)
LISTS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Changed:
    """One field in two versions, as people read it; empty text where there was nothing."""

    label: Sentence
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. ``version`` is 0 where the record's own fields stayed."""

    at: datetime
    title: Sentence
    by: str
    role: str
    reason: str
    changes: tuple[Changed, ...]
    version: int = 0


def history(record: Record) -> list[Step]:
    """Newest first. Six queries, however long it is."""
    revisions = [*record.revisions.order_by("version")]
    repositories = dict(Repository.objects.filter(record_id=record.pk).values_list("pk", "name"))
    entries = [
        *Entry.objects.filter(
            Q(subject_kind="record", subject=record.pk) | Q(subject_kind="repository", subject__in=[ident[:120] for ident in repositories])
        ).order_by("-sequence")[: LISTS_A_PAGE * 5]
    ]
    by_sequence = {entry.sequence: entry for entry in entries}
    people = names_of_people({entry.actor for entry in entries} | {revision.person for revision in revisions})
    known = names_for(record.kind, [revision.content for revision in revisions])
    steps = [
        _step_of(record.kind, former, revision, by_sequence.get(revision.journal_sequence or 0), people, known)
        for former, revision in pairwise([None, *revisions])
        if revision is not None
    ]
    steps += [
        _other_step(entry, people, repositories) for entry in entries if entry.subject_kind == "repository" or entry.event in LISTING_EVENTS
    ]
    return sorted(steps, key=lambda step: (step.at, step.version), reverse=True)


def differences(kind: str, before: Mapping[str, Plain], after: Mapping[str, Plain], known: Mapping[str, str]) -> tuple[Changed, ...]:
    """Field by field, in the order of the form; the state first."""
    changed = []
    if before.get("state") != after.get("state"):
        changed.append(Changed(_("状态"), _state(before.get("state")), _state(after.get("state"))))
    for column in columns_of(kind):
        old, new = before.get(column.name, column.empty), after.get(column.name, column.empty)
        if old != new:
            changed.append(Changed(column.label, said(column, old, known), said(column, new, known)))
    return tuple(changed)


def names_for(kind: str, contents: Sequence[Mapping[str, Plain]]) -> dict[str, str]:
    """Names of the organisations and projects that these contents mention, by id."""
    wanted: dict[Shape, set[str]] = {Shape.ORGANISATION: set(), Shape.PROJECTS: set()}
    for column in columns_of(kind):
        if column.shape in wanted:
            for content in contents:
                value = content.get(column.name)
                wanted[column.shape] |= set(value) if isinstance(value, list) else {str(value)} if value else set()
    names = dict(Organisation.objects.filter(pk__in=wanted[Shape.ORGANISATION]).values_list("pk", "name"))
    if wanted[Shape.PROJECTS]:
        names |= dict(Record.objects.filter(pk__in=wanted[Shape.PROJECTS]).values_list("pk", "name"))
    return names


def names_of_people(idents: set[str]) -> dict[str, str]:
    """Who acted, for those who may see it; a person whose data were erased stays an id."""
    return {ident: name for ident, name in Person.objects.filter(pk__in=idents - {""}).values_list("pk", "name") if name}


def _step_of(
    kind: str, former: Revision | None, revision: Revision, entry: Entry | None, people: Mapping[str, str], known: Mapping[str, str]
) -> Step:
    return Step(
        at=revision.at,
        title=Event(entry.event).label if entry else _("修改登记"),
        by=people.get(revision.person, revision.person) or _("系统"),
        role=entry.role if entry else "",
        reason=revision.reason,
        changes=differences(kind, former.content, revision.content, known) if former else (),
        version=revision.version,
    )


def _other_step(entry: Entry, people: Mapping[str, str], repositories: Mapping[str, str]) -> Step:
    if entry.subject_kind == "repository":
        what = repositories.get(entry.subject, entry.subject)
    else:
        what = name_of(libraries(), str(entry.details.get("library", "")))
    return Step(
        at=entry.at,
        title=_("%(act)s：%(what)s") % {"act": Event(entry.event).label, "what": what},
        by=people.get(entry.actor, entry.actor) or _("系统"),
        role=entry.role,
        reason=entry.reason,
        changes=(),
    )


def _state(value: Plain) -> str:
    return str(State(str(value)).label) if value else ""
