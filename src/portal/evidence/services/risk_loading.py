"""How does what the engine found become rows that pages read and people are told of? In one transaction, each event once for ever."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal.evidence.models import RiskEvent, RiskFinding, RiskInventory, RiskLevel, RiskWatch, Urgency
from portal.evidence.risk_rules import risk_rules
from portal.evidence.services.risk_cases import cases_hasten
from portal.evidence.services.risk_events import risks_changed
from portal.evidence.services.risk_requests import ONLY, watch_state
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from portal.register.models import Record, Repository
from portal.register.models.record import SHOWN
from xingtu.facts.findings import KEV, MALICIOUS, SEVERITY, Finding
from xingtu.facts.findings import RiskEvent as EngineEvent
from xingtu.policy.risk_policy import RiskPolicy
from xingtu.risk.coverage import coverage, sources
from xingtu.risk.reasons import Why, why
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.risk.advisories import revision_of
from xingtu.store.risk.events import events_after
from xingtu.store.risk.findings import findings
from xingtu.store.risk.schema import store_of

DECLARED = "sbom:"
"""Before the id of a record whose firm declared its components instead of showing code."""
HARMLESS = frozenset({"dev", "test", "build"})
SERIOUS = frozenset({RiskLevel.CRITICAL, RiskLevel.HIGH})
FIRST_SEEN = "first_seen"
REBUILT = "rebuilt"
"""Of findings of a ``risk.sqlite`` that was lost, which the one made anew does not know."""
WORSE = frozenset({SEVERITY, KEV, MALICIOUS})
BATCH = 500


@transaction.atomic
def risks_load(*, database: sqlite3.Connection) -> int:
    """Bring the tables to the last evaluation, and tell what changed; how many events were new.

    Killed before its end it has done nothing, and the next call does all of it.
    """
    take_turn()
    watch_state()
    watch = RiskWatch.objects.select_for_update().get(pk=ONLY)
    loading = _Loading(database, watch)
    loading.findings()
    events = loading.events()
    watch.revision, watch.loaded_at = revision_of(database), timezone.now()
    evaluated = database.execute("SELECT value FROM mark WHERE name = 'evaluated_at'").fetchone()
    watch.evaluated_at = datetime.fromisoformat(evaluated[0]) if evaluated else None
    watch.coverage = asdict(coverage(database))
    # where files lie on our machine is nobody's business
    watch.sources = [asdict(one) | {"address": ""} for one in sources(database, timezone.now())]
    watch.save()
    if events:
        details = {"events": len(events), "from": events[0].number, "to": events[-1].number, "revision": watch.revision}
        record(event=Event.RISKS_LOADED, by=SYSTEM, subject_kind="risks", subject="city", details=details)
        cases_hasten({one.finding_id: one.finding for one in events if one.kind in WORSE}.values())
        risks_changed.send(sender=RiskEvent, events=events, generation=watch.generation)
    return len(events)


class _Loading:
    """One load: the rows there are, the rows the engine has, and the difference."""

    def __init__(self, database: sqlite3.Connection, watch: RiskWatch) -> None:
        self.database, self.watch, self.rules = database, watch, risk_rules()
        self.owners = _owners()
        self.tips = dict(RiskInventory.objects.values_list("project", "commit"))
        self.former: dict[tuple[str, str, str, str], RiskFinding] = {}
        store, before = store_of(database), watch.store
        watch.store = store
        if before not in {"", store}:
            # another risk.sqlite than the one the last event was loaded from: numbers begin again
            watch.generation, watch.number = watch.generation + 1, 0
            self.former = {_key(row): row for row in RiskFinding.objects.filter(closed_at=None)}
        self.new_events = events_after(database, watch.number)
        self.rows: dict[int, RiskFinding] = {}

    def findings(self) -> None:
        """Open ones as they stand; those that are over since."""
        fids = {one.fid for one in self.new_events}
        here = RiskFinding.objects.filter(generation=self.watch.generation)
        self.rows = {row.fid: row for row in here.filter(closed_at=None)}
        self.rows |= {row.fid: row for row in here.filter(fid__in=list(fids))}
        made: list[RiskFinding] = []
        changed: list[RiskFinding] = []
        seen: set[int] = set()
        for found in findings(self.database):
            seen.add(found.fid)
            row = self.rows.get(found.fid)
            renumbered = row is None
            if row is None:
                row = self.former.pop((found.project, found.ecosystem, found.package, found.group), None) or RiskFinding()
                row.generation, row.fid = self.watch.generation, found.fid
            fresh = row.pk is None
            if _fill(row, found, why(self.database, found.fid), self.rules, self.owners, self.tips) or renumbered:
                (made if fresh else changed).append(row)
            self.rows[found.fid] = row
        over = [fid for fid, row in self.rows.items() if row.closed_at is None and fid not in seen]
        unknown = [fid for fid in fids if fid not in self.rows]
        for found in findings(self.database, fids=[*over, *unknown], open_only=False):
            row = self.rows.get(found.fid) or RiskFinding(generation=self.watch.generation, fid=found.fid)
            if row.pk is None:
                _fill(row, found, Why((), {}), self.rules, self.owners, self.tips)
            row.closed_at, row.close_cause = datetime.fromisoformat(found.closed_at), found.close_cause
            row.closed_commit, row.brought = self.tips.get(found.project, ""), None
            (made if row.pk is None else changed).append(row)
            self.rows[found.fid] = row
        for row in self.former.values():
            row.closed_at, row.close_cause = timezone.now(), REBUILT
            changed.append(row)
        RiskFinding.objects.bulk_create(made, batch_size=BATCH)
        RiskFinding.objects.bulk_update(changed, FIELDS, batch_size=BATCH)

    def events(self) -> list[RiskEvent]:
        """Write the new ones; those of a finding that went on under another number were told before."""
        known = set(RiskInventory.objects.filter(taken_at__isnull=False, loaded=True).values_list("project", flat=True))
        rows = [self._event(one, known) for one in self.new_events if one.fid in self.rows]
        RiskEvent.objects.bulk_create(rows, batch_size=BATCH)
        if self.new_events:
            self.watch.number = self.new_events[-1].number
        RiskInventory.objects.filter(taken_at__isnull=False, loaded=False).update(loaded=True)
        return rows

    def _event(self, one: EngineEvent, known: set[str]) -> RiskEvent:
        finding = self.rows[one.fid]
        return RiskEvent(
            generation=self.watch.generation,
            number=one.number,
            at=datetime.fromisoformat(one.at),
            revision=one.revision,
            kind=one.kind,
            finding=finding,
            project=one.project,
            record_id=finding.record_id,
            ecosystem=one.ecosystem,
            package=one.package,
            group=one.group,
            before=one.before,
            after=one.after,
            cause=one.cause,
            first_look=one.cause == FIRST_SEEN or one.project not in known,
        )


FIELDS = (
    "generation", "fid", "record", "group", "ids", "level", "score", "severity_source", "malicious", "kev_added_on", "kev_due_on",
    "ransomware", "epss", "epss_percentile", "epss_on", "summary", "published", "versions", "fixed", "places", "matches", "runtime",
    "direct", "urgency", "content", "closed_at", "close_cause", "closed_commit", "brought", "due_on",
)  # fmt: skip


def _fill(row: RiskFinding, found: Finding, reasons: Why, rules: RiskPolicy, owners: Mapping[str, str], tips: Mapping[str, str]) -> bool:
    """Write an engine's row into one of ours; whether anything is different."""
    content = digest(canonical_json([asdict(found), [asdict(one) for one in reasons.reasons], owners.get(found.project, "")]))
    if row.content == content:
        return False
    before = _days(row, rules) if row.pk is not None else 0
    row.content, row.record_id = content, owners.get(found.project)
    for name in (
        "project", "ecosystem", "package", "group", "level", "score", "severity_source", "malicious", "ransomware", "epss",
        "epss_percentile", "summary", "published", "open_cause",
    ):  # fmt: skip
        setattr(row, name, getattr(found, name))
    row.ids, row.versions, row.fixed = list(found.ids), list(found.versions), list(found.fixed)
    row.kev_added_on, row.kev_due_on, row.epss_on = _day(found.kev_added_on), _day(found.kev_due_on), _day(found.epss_on)
    row.places = [asdict(one) | {"blob": reasons.blobs.get((one.path, one.line), "")} for one in found.places]
    row.matches = [asdict(one) for one in reasons.reasons]
    row.runtime = any(one.scope not in HARMLESS and not rules.is_sample(one.path) for one in found.places) if found.places else True
    row.direct = _direct([one.direct for one in found.places])
    row.urgency = urgency_of(row, rules)
    if row.pk is None:
        row.opened_at, row.seen_commit = datetime.fromisoformat(found.opened_at), tips.get(found.project, "")
    row.due_on = _due(row, rules, before=before)
    return True


def urgency_of(row: RiskFinding, rules: RiskPolicy) -> Urgency:
    """MAL, then exploited where it runs, then critical or high that is likely to be exploited, then the other critical or high ones."""
    if row.malicious:
        return Urgency.MALICIOUS
    if row.kev_added_on is not None and row.runtime:
        return Urgency.EXPLOITED
    if row.level not in SERIOUS:
        return Urgency.OTHER
    return Urgency.LIKELY if row.epss is not None and row.epss >= rules.epss_threshold else Urgency.SERIOUS


def _days(row: RiskFinding, rules: RiskPolicy) -> int:
    return rules.deadline(row.level, kev=row.kev_added_on is not None, malicious=row.malicious).days


def _due(row: RiskFinding, rules: RiskPolicy, *, before: int) -> date:
    """From the day it was found. What became worse since has what is left, or the new time from today, whichever ends first."""
    days = _days(row, rules)
    found = timezone.localdate(row.opened_at) + timedelta(days=days)
    if row.pk is None or row.due_on is None:
        return found
    if days < before:
        return min(row.due_on, timezone.localdate() + timedelta(days=days))
    return row.due_on if days == before else max(row.due_on, found)


def declared_standing() -> set[str]:
    """Projects of the engine that stand on a declaration still: registered, and without code that speaks for itself."""
    shown = Record.objects.filter(state__in=SHOWN).exclude(
        pk__in=Repository.objects.filter(removed_at=None, record__isnull=False).values("record")
    )
    declared = RiskInventory.objects.filter(project__startswith=DECLARED, record__in=shown)
    return set(declared.values_list("project", flat=True))


def _owners() -> dict[str, str]:
    """Project of the engine → record."""
    owners = {ident: str(owner) for ident, owner in Repository.objects.filter(record__isnull=False).values_list("id", "record_id") if owner}
    declared = RiskInventory.objects.filter(project__startswith=DECLARED).values_list("project", flat=True)
    records = set(Record.objects.filter(pk__in=[one.removeprefix(DECLARED) for one in declared]).values_list("pk", flat=True))
    return owners | {one: one.removeprefix(DECLARED) for one in declared if one.removeprefix(DECLARED) in records}


def _key(row: RiskFinding) -> tuple[str, str, str, str]:
    return row.project, row.ecosystem, row.package, row.group


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _direct(said: Iterable[bool | None]) -> bool | None:
    answers = set(said)
    return True if True in answers else (None if None in answers or not answers else False)
