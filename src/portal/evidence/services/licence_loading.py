"""How does what a process found become rows that pages and rules read? In one transaction, and those concerned are told once.

Loads Arrow for the files of a tree: only the worker imports this file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.evidence.home import home
from portal.evidence.models import (
    ConflictAnswer,
    LicenceAlarm,
    LicenceConflict,
    LicenceHolding,
    LicenceReading,
    ReadingState,
    RunLicence,
    RunRepository,
)
from portal.evidence.selectors.runs import STANDING
from portal.evidence.services.bulk_rows import insert_rows
from portal.evidence.services.licence_telling import tell_of_alarm, tell_of_conflicts
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM
from xingtu.facts.licence_files import LicenceFile
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.licence_evidence import LicenceStore, Summary

LONGEST_LICENCE, LONGEST_PATH = 120, 1000
WORD = re.compile(r"[^\s()]+")
JOINING = frozenset({"AND", "OR"})


@transaction.atomic
def reading_load(*, reading: LicenceReading, told: Mapping[str, Any]) -> LicenceReading:
    """Make a reading the current one of its repository.

    told: as ``licence_process.answer_to`` says it

    Raises:
        EvidenceError: the stored evidence is not there, or damaged.
    """
    store = LicenceStore(home())
    evidence = store.evidence(reading.repository_id, told["scan"])
    summary = store.summary(reading.repository_id, told["scan"])
    if summary is None:
        raise LookupError(told["scan"])
    before = (
        LicenceReading.objects.select_for_update().filter(repository=reading.repository_id, current=True).exclude(pk=reading.pk).first()
    )
    if before is not None:
        LicenceHolding.objects.filter(reading=before).delete()
        LicenceReading.objects.filter(pk=before.pk).update(current=False)
    _fill(reading, summary, told, files=len(evidence.files))
    vendored = {root.root for root in evidence.roots if root.vendored}
    columns = ("reading_id", "licence", "path", "blob", "vendored")
    insert_rows(LicenceHolding, columns, _holdings(reading, evidence.files, vendored))
    fresh = _conflicts(reading, told["conflicts"])
    _speak_for_runs(reading)
    raised = list(_alarms(reading, before, told["alarms"])) if before is not None and before.commit != reading.commit else []
    record(
        event=Event.LICENCES_READ,
        by=SYSTEM,
        subject_kind="repository",
        subject=reading.repository_id,
        details={"commit": reading.commit, "evidence": reading.evidence, "fingerprint": reading.fingerprint, "alarms": len(raised)},
    )
    for alarm in raised:
        tell_of_alarm(alarm=alarm)
    if fresh and before is not None:
        # what was there at the first look is on the page; only what comes later is news
        tell_of_conflicts(reading=reading, conflicts=fresh)
    return reading


def _fill(reading: LicenceReading, summary: Summary, told: Mapping[str, Any], *, files: int) -> None:
    top = summary.top
    answers = [row["answer"] for row in told["conflicts"]]
    for name in ("declared", "detected", "concluded", "concluded_by", "reason", "reason_en"):
        setattr(reading, name, getattr(top, name))
    reading.questions = list(top.questions)
    reading.state, reading.current, reading.made_at, reading.problem = ReadingState.DONE, True, timezone.now(), ""
    reading.evidence, reading.fingerprint, reading.accelerated = summary.scan, summary.look.fingerprint, summary.look.accelerated
    reading.rulings, reading.licence_class, reading.open = told["rulings"], told["class"], told["open"]
    reading.judged = dict(told["judged"]) | {"compatible": answers.count("compatible")}
    reading.committed_at = summary.look.committed_at
    reading.files, reading.counts, reading.complete = files, dict(summary.look.counts), summary.complete
    reading.reuse_files, reading.reuse_covered = summary.reuse.files, summary.reuse.covered
    reading.reuse = {name: list(getattr(summary.reuse, name)) for name in ("missing_texts", "unused_texts", "bad_texts")}
    reading.incompatible, reading.review = answers.count("incompatible"), answers.count("review")
    reading.save()


def _speak_for_runs(reading: LicenceReading) -> None:
    """A frozen run keeps the reading it was judged on; an observation, on which nothing rests, takes the newest."""
    here = RunRepository.objects.filter(repository=reading.repository_id, tip=reading.commit).select_related("run")
    for row in here:
        speaks, new = RunLicence.objects.get_or_create(run=row.run, repository=reading.repository_id, defaults={"reading": reading})
        if not new and row.run.programme.startswith(STANDING):
            speaks.reading = reading
            speaks.save(update_fields=["reading"])


def _holdings(reading: LicenceReading, files: Iterable[LicenceFile], vendored: set[str]) -> Iterator[tuple[Any, ...]]:
    for file in files:
        for licence in licences_in(file.effective):
            yield reading.pk, licence[:LONGEST_LICENCE], file.path[:LONGEST_PATH], file.blob, file.root in vendored


def licences_in(expression: str) -> list[str]:
    """The single licences of an SPDX expression, in order, each once; a licence with its exception is one."""
    found: list[str] = []
    exception = False
    for word in WORD.findall(expression):
        if exception:
            found[-1], exception = f"{found[-1]} WITH {word}", False
        elif word.upper() == "WITH" and found:
            exception = True
        elif word.upper() not in JOINING:
            found.append(word)
    return list(dict.fromkeys(found))


def key_of(row: Mapping[str, Any]) -> str:
    """The same question has the same key in every reading."""
    return digest(canonical_json([row[name] for name in ("root", "outbound", "inbound", "relation", "distribution")]))


def _conflicts(reading: LicenceReading, rows: Iterable[Mapping[str, Any]]) -> list[LicenceConflict]:
    """Save what was asked now, resolve what is not asked any more; those that are new and open."""
    now = timezone.now()
    known = {one.key: one for one in LicenceConflict.objects.filter(repository=reading.repository_id)}
    asked, fresh = set(), []
    for row in rows:
        key = key_of(row)
        asked.add(key)
        one = known.get(key) or LicenceConflict(repository=reading.repository_id, key=key, found_at=now)
        was_open = one.pk is not None and one.open
        one.reading, one.answer, one.root = reading, row["answer"], row["root"][:LONGEST_PATH]
        one.outbound, one.inbound = row["outbound"], row["inbound"]
        one.content = {name: value for name, value in row.items() if name not in {"repository", "commit"}}
        one.resolved_at = (one.resolved_at or now) if row["answer"] == ConflictAnswer.COMPATIBLE else None
        one.save()
        if one.open and not was_open:
            fresh.append(one)
    for key, one in known.items():
        if key not in asked and one.resolved_at is None:
            one.resolved_at = now
            one.save(update_fields=["resolved_at"])
    return fresh


def _alarms(reading: LicenceReading, before: LicenceReading, rows: Iterable[Mapping[str, Any]]) -> Iterator[LicenceAlarm]:
    for row in rows:
        key = digest(canonical_json([before.commit, reading.commit, row["kind"], row["path"], row["reason"]]))
        alarm, new = LicenceAlarm.objects.get_or_create(
            repository=reading.repository_id,
            key=key,
            defaults={
                "before": before,
                "after": reading,
                "level": row["severity"],
                "kind": row["kind"],
                "path": row["path"][:LONGEST_PATH],
                "text": row["reason"],
                "text_en": row["reason_en"],
                "commit": row["changed_by_commit"],
                "content": dict(row),
            },
        )
        if new:
            record(
                event=Event.ALARM_RAISED,
                by=SYSTEM,
                subject_kind="repository",
                subject=reading.repository_id,
                details={"alarm": alarm.pk, "level": alarm.level, "kind": alarm.kind, "commit": alarm.commit},
            )
            yield alarm
