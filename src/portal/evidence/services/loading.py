"""How does a finished run become rows that pages can read? In one transaction, once, whoever asks again.

Imports the engine whole (seconds): only the worker and the command line may import this file, no page.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from portal.evidence.models import (
    Run,
    RunMetric,
    RunNumber,
    RunOrganisation,
    RunPerson,
    RunRepository,
    RunTotal,
    RunTrack,
    RunVerdict,
    Snapshot,
)
from portal.evidence.services.bulk_rows import insert_rows
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM, Actor
from xingtu.dossier import Dossier
from xingtu.facts.authorship import WHOLE
from xingtu.measure.metric import Metric
from xingtu.policy.window import DatesWindow
from xingtu.report.ranking import RunReport, TrackReport
from xingtu.report.text import Text
from xingtu.run import metric_table
from xingtu.store.ledger import Run as EngineRun
from xingtu.store.ledger import results_hash

SUBJECTS = ("repository", "person", "organisation")
LONGEST_NAME, LONGEST_KEY = 200, 200


@transaction.atomic
def run_load(*, run: EngineRun, snapshot: Snapshot | None = None, notes: Sequence[tuple[str, str]] = (), by: Actor = SYSTEM) -> Run:
    """Load a run; one that is there already is returned as it is. ``notes``: (zh, en), beside those of the report.

    The journal's turn is taken last: nobody else's act waits while rows are written.
    """
    known = Run.objects.filter(run_id=run.run_id).first()
    if known is not None:
        return known
    dossier = Dossier(run)
    report = dossier.report(subjects=False)
    loaded = _run(dossier, report, snapshot, notes)
    _repositories(loaded, report)
    _people(loaded, dossier)
    _organisations(loaded, dossier)
    metrics = [metric for metric in dossier.metrics.values() if metric_table(metric.id) in run.tables]
    _definitions(loaded, metrics, run)
    for metric in metrics:
        _numbers(loaded, metric, run.tables[metric_table(metric.id)])
    for position, track in enumerate(report.tracks):
        _track(loaded, position, track, dossier)
    record(
        event=Event.RUN_LOADED,
        by=by,
        subject_kind="run",
        subject=loaded.run_id,
        details={"programme": loaded.programme, "results": loaded.results_hash, "declarations": loaded.declarations},
    )
    return loaded


def _run(dossier: Dossier, report: RunReport, snapshot: Snapshot | None, notes: Sequence[tuple[str, str]]) -> Run:
    manifest, window = dossier.run.manifest, dossier.programme.window
    expected = sum(repository.expected_commits for repository in report.repositories)
    measured = sum(repository.measured_commits for repository in report.repositories)
    dated = window if isinstance(window, DatesWindow) else None
    return Run.objects.create(
        run_id=report.run_id,
        results_hash=results_hash(dossier.run.digests, manifest.hash),
        programme=report.programme.id,
        programme_name=report.programme.name.zh,
        programme_name_en=report.programme.name.en,
        programme_version=report.programme.version,
        policy_hash=manifest.files[f"{manifest.programme}.toml"],
        basis=report.programme.basis,
        window=report.window.zh[:300],
        window_en=report.window.en[:300],
        from_on=dated.from_on if dated else None,
        until_on=dated.until_on if dated else None,
        engine=report.engine_version,
        declarations=manifest.declarations,
        snapshot=snapshot,
        completeness=measured * WHOLE // expected if expected else 0,
        publishable=report.publishable,
        refusal=[text.zh for text in report.refusal],
        notes=[*_pairs(report.notes), *map(list, notes)],
    )


def _repositories(loaded: Run, report: RunReport) -> None:
    RunRepository.objects.bulk_create(
        RunRepository(
            run=loaded,
            repository=line.id,
            name=line.name[:LONGEST_NAME],
            url=line.url,
            tip=line.tip,
            expected_commits=line.expected_commits,
            measured_commits=line.measured_commits,
            completeness=line.completeness,
            missing=list(line.missing),
        )
        for line in report.repositories
    )


def _people(loaded: Run, dossier: Dossier) -> None:
    columns = ("run_id", "person", "name", "name_en", "actor", "actor_rule", "identities", "joined_by", "confidence")
    insert_rows(
        RunPerson,
        columns,
        (
            (
                loaded.pk, ident, row["name"][:LONGEST_NAME], dossier.english.get(ident, "")[:LONGEST_NAME], row["actor"],
                row["actor_rule"][:LONGEST_NAME], row["identities"], json.dumps(row["joined_by"], ensure_ascii=False), row["confidence"],
            )
            for ident, row in sorted(dossier.people.items())
        ),
    )  # fmt: skip


def _organisations(loaded: Run, dossier: Dossier) -> None:
    RunOrganisation.objects.bulk_create(
        RunOrganisation(run=loaded, organisation=ident, name=name.zh[:LONGEST_NAME], name_en=name.en[:LONGEST_NAME])
        for ident, name in sorted(dossier.organisations.items())
    )


def _definitions(loaded: Run, metrics: Iterable[Metric], run: EngineRun) -> None:
    RunMetric.objects.bulk_create(
        RunMetric(
            run=loaded,
            metric=metric.id,
            version=run.manifest.metrics.get(metric.id, metric.version),
            name=metric.name,
            name_en=metric.name_en,
            unit=metric.unit,
            unit_en=metric.unit_en,
            scale=metric.scale,
            additive=metric.additive,
            grain=list(metric.grain),
            beside=[
                {"column": other.column, "name": other.name, "name_en": other.name_en, "unit": other.unit, "unit_en": other.unit_en,
                 "scale": other.scale}
                for other in metric.beside
            ],
            question=metric.question,
            definition=metric.definition,
            source=metric.source,
            basis=metric.basis,
            caveats=list(metric.caveats),
        )
        for metric in metrics
    )  # fmt: skip


def _numbers(loaded: Run, metric: Metric, table: pa.Table) -> None:
    keys = [column for column in metric.grain if column not in SUBJECTS]
    beside = [other.column for other in metric.beside]
    columns = ("run_id", "metric", *SUBJECTS, "key", "value", "beside")
    insert_rows(RunNumber, columns, ((loaded.pk, metric.id, *_number(row, keys, beside)) for row in _rows(table)))
    insert_rows(
        RunTotal,
        ("run_id", "metric", "subject_kind", "subject", "value"),
        ((loaded.pk, metric.id, kind, subject, value) for kind, subject, value in _totals(metric, table)),
    )


def _number(row: dict[str, Any], keys: list[str], beside: list[str]) -> tuple[Any, ...]:
    second = json.dumps({column: row[column] for column in beside}) if beside else None
    subjects = (row.get(subject) or "" for subject in SUBJECTS)
    return (*subjects, "/".join(str(row[key]) for key in keys)[:LONGEST_KEY], row["value"], second)


def _totals(metric: Metric, table: pa.Table) -> Iterator[tuple[str, str, int | None]]:
    """A subject's whole: the sum where the metric may be summed, its own row where that is the only one."""
    for kind in SUBJECTS:
        if metric.grain == (kind,):
            yield from ((kind, row[kind], row["value"]) for row in _rows(table))
        elif metric.additive and kind in metric.grain:
            parts = table.select([kind, "value"]).append_column("gap", pc.cast(pc.is_null(table["value"]), pa.int64()))
            sums = parts.group_by(kind).aggregate([("value", "sum"), ("gap", "sum")])
            yield from ((kind, row[kind], None if row["gap_sum"] else row["value_sum"]) for row in _rows(sums.sort_by(kind)))


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=50_000):
        yield from batch.to_pylist()


def _track(loaded: Run, position: int, track: TrackReport, dossier: Dossier) -> None:
    RunTrack.objects.create(
        run=loaded,
        track=track.id,
        position=position,
        name=track.name.zh,
        name_en=track.name.en,
        subject_kind=track.subject_kind,
        metric=track.metric.id,
        shown=[metric.id for metric in track.shown],
        conditions=_pairs(track.conditions),
        ties=[track.ties.zh, track.ties.en],
    )
    columns = (
        "run_id", "track", "row", "subject", "name", "name_en", "place", "value", "shown", "organisations", "outcome", "amount_fen",
        "reasons",
    )  # fmt: skip
    people = track.subject_kind == "person"
    insert_rows(
        RunVerdict,
        columns,
        (
            (
                loaded.pk, track.id, row, line.subject, line.name.zh[:LONGEST_NAME], line.name.en[:LONGEST_NAME], line.place, line.value,
                json.dumps(line.shown), json.dumps(_employers(dossier, line.subject) if people else [], ensure_ascii=False), line.outcome,
                line.amount_fen, json.dumps(_pairs(line.reasons), ensure_ascii=False),
            )
            for row, line in enumerate(track.rows)
        ),
    )  # fmt: skip


def _employers(dossier: Dossier, person: str) -> list[str]:
    worked: dict[str, int] = dict(dossier.employers.get(person, {}))
    return sorted(worked, key=lambda organisation: (-worked[organisation], organisation))


def _pairs(texts: Iterable[Text]) -> list[list[str]]:
    return [[text.zh, text.en] for text in texts]
