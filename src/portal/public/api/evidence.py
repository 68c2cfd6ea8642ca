"""Runs, rankings, metrics, verification."""
# ruff: noqa: ARG001 -- ninja hands the request to every operation by name

from typing import Any

from django.http import HttpRequest
from ninja import Query
from ninja.errors import HttpError

from portal.evidence.models import Run as StoredRun
from portal.evidence.models import RunMetric, RunState
from portal.public.api import schemas
from portal.public.api.catalogue import PageQuestion
from portal.public.api.numbers import metric_of, number_of, run_of
from portal.public.api.service import api
from portal.public.selectors.numbers import metrics_of
from portal.public.selectors.observation import disclosed_run, observation
from portal.public.selectors.rankings import Ranking, RankingLine, lines_of, ranking, track_of, verdicts_of

NO_RUN = "没有公布过这个运行；编号至少写前 6 位 no such published run; give at least its first 6 digits"


@api.get("/runs", response=schemas.Runs, tags=["runs"], summary="已公布的运行 Published runs")
def runs(request: HttpRequest, asked: Query[PageQuestion]) -> dict[str, Any]:
    """从新到旧，包括公布后撤下的及其理由。Newest first, with those retracted and why."""
    rows = StoredRun.objects.filter(state__in=(RunState.PUBLISHED, RunState.RETRACTED)).order_by("-published_at", "-id")
    found = rows.prefetch_related("tracks")[(asked.page - 1) * asked.size : asked.page * asked.size]
    return {"count": rows.count(), "page": asked.page, "size": asked.size, "items": [run_of(run) for run in found]}


@api.get("/runs/{code}", response={200: schemas.Run, 404: schemas.Problem}, tags=["runs"], summary="一次运行 A run")
def run(request: HttpRequest, code: schemas.Code) -> dict[str, Any]:
    """散列、规则版本、统计期、完整度与留痕链头。Hashes, rule version, window, completeness, head of the journal."""
    return run_of(_run(code))


@api.get("/runs/{code}/rankings/{track}", response={200: schemas.Places, 404: schemas.Problem}, tags=["runs"], summary="一个排行 A ranking")
def places(request: HttpRequest, code: schemas.Code, track: schemas.Ident, asked: Query[PageQuestion]) -> dict[str, Any]:
    """名次、数值与理由；未同意公开姓名的只给首字。Places, values, reasons; names only as agreed."""
    held = _run(code)
    kept = track_of(held, track)
    if kept is None:
        raise HttpError(404, "这次运行没有这个榜 this run has no such track")
    found = ranking(held, kept)
    rows = verdicts_of(found)
    lines = lines_of(found, list(rows[(asked.page - 1) * asked.size : asked.page * asked.size]))
    return {
        "count": found.ranked + found.set_aside,
        "page": asked.page,
        "size": asked.size,
        "run": held.run_id,
        "metric": metric_of(found.metric, held),
        "conditions": list(found.conditions),
        "notes": list(found.notes),
        "items": [_place(line, found) for line in lines],
    }


@api.get("/metrics", response={200: list[schemas.Metric], 404: schemas.Problem}, tags=["metrics"], summary="指标定义 Metric definitions")
def metrics(request: HttpRequest, run: schemas.Code | None = None) -> list[dict[str, Any]]:
    """当时所用的定义；不写 run 则取最新的全市观测。As they stood in that run; without one, in the newest observation."""
    held = _run(run) if run else observation()
    return [metric_of(metric, held) for metric in metrics_of(held).values()] if held else []


@api.get("/verify/{code}", response=schemas.Verified, tags=["verify"], summary="核验编号 Verify a code")
def verify(request: HttpRequest, code: schemas.Code) -> dict[str, Any]:
    """这个编号是不是一次公布过的运行，怎样重算。Whether the code is a published run, and how to compute it again."""
    found = disclosed_run(code)
    return {"published": found is not None, "run": run_of(found) if found else None}


def _run(code: str) -> StoredRun:
    found = disclosed_run(code)
    if found is None:
        raise HttpError(404, NO_RUN)
    return found


def _place(line: RankingLine, found: Ranking) -> dict[str, Any]:
    def said(value: int | None, metric: RunMetric) -> dict[str, Any]:
        return number_of(value, metric, found.run, completeness=found.run.completeness)

    return {
        "place": line.verdict.place,
        "subject": line.verdict.subject,
        "name": line.name,
        "value": said(line.verdict.value, found.metric),
        "shown": [said(value, metric) for metric, value in line.shown],
        "outcome": line.verdict.outcome,
        "reasons": list(line.reasons),
    }
