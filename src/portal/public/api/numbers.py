"""How is a stored number handed out: with run, version, window, completeness, and why it is unknown when it is?"""

from typing import Any

from portal.evidence.models import Run, RunMetric

MILLIONTHS = 1_000_000
NOT_MEASURED = "这次运行里没有它的仓库 none of its repositories is in this run"
NOT_READ = "证据不全，无法计算 the evidence is incomplete, it cannot be computed"


def window_of(run: Run) -> dict[str, Any]:
    """The run's window."""
    return {"from_on": run.from_on, "until_on": run.until_on, "said": run.window}


def number_of(value: int | None, metric: RunMetric, run: Run, *, completeness: int | None) -> dict[str, Any]:
    """As ``schemas.Number``. ``completeness`` in millionths."""
    reason = None if value is not None else NOT_MEASURED if completeness is None else NOT_READ
    return {
        "metric": metric.metric,
        "metric_version": metric.version,
        "name": metric.name,
        "name_en": metric.name_en,
        "unit": metric.unit,
        "unit_en": metric.unit_en,
        "value": None if value is None else value / metric.scale,
        "reason": reason,
        "run": run.run_id,
        "window": window_of(run),
        "completeness": None if completeness is None else completeness / MILLIONTHS,
    }


def metric_of(metric: RunMetric, run: Run) -> dict[str, Any]:
    """As ``schemas.Metric``."""
    names = (
        "metric",
        "version",
        "name",
        "name_en",
        "unit",
        "unit_en",
        "additive",
        "grain",
        "question",
        "definition",
        "source",
        "basis",
        "caveats",
    )
    return {**{name: getattr(metric, name) for name in names}, "run": run.run_id}


def run_of(run: Run) -> dict[str, Any]:
    """As ``schemas.Run``; its tracks should be prefetched."""
    return {
        "run_id": run.run_id,
        "results_hash": run.results_hash,
        "programme": run.programme,
        "programme_name": run.programme_name,
        "programme_version": run.programme_version,
        "policy_hash": run.policy_hash,
        "engine": run.engine,
        "window": window_of(run),
        "completeness": run.completeness / MILLIONTHS,
        "state": run.state,
        "retraction": run.retraction or None,
        "published_at": run.published_at,
        "journal_sequence": run.journal_sequence,
        "journal_digest": run.journal_digest or None,
        "tracks": [
            {"track": track.track, "name": track.name, "name_en": track.name_en, "subject_kind": track.subject_kind, "metric": track.metric}
            for track in run.tracks.all()
        ],
        "replay": f"xingtu replay xingtu-{run.short}.zip --repositories ~/clones",
    }
