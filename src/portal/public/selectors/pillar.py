"""What stands on a pillar's page?"""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from portal.evidence.models import Run, RunMetric, RunTotal
from portal.house.parts import Stat
from portal.public import addresses
from portal.public.selectors.library import ALL, library_counts, rows_of
from portal.public.selectors.numbers import kept, metrics_of
from portal.public.selectors.observation import observation, published_runs
from portal.public.selectors.rankings import english
from portal.register.models import Kind, Lead, LeadState
from portal.register.selectors.records import public_records
from xingtu.policy.pillars import Pillar

NEWEST = 6
MOST_RUNS = 5


def pillar_page(pillar: Pillar) -> dict[str, Any]:
    """Libraries, counts, newest records, the city's numbers, rankings and how many leads have landed."""
    run = observation()
    kinds = list(pillar.kinds)
    counts = dict(public_records().filter(kind__in=kinds).order_by().values_list("kind").annotate(count=Count("id")))
    newest = public_records().filter(kind__in=kinds).order_by("-registered_at", "-serial").values_list("id", flat=True)[:NEWEST]
    return {
        "run": run,
        "kinds": [Stat(Kind(kind).label, counts.get(kind, 0)) for kind in kinds],
        "shelves": [(library, count) for library, count in library_counts() if library.id in pillar.libraries],
        "newest": rows_of(list(newest), ALL, run),
        "numbers": _numbers(run, pillar) if run else [],
        "runs": list(published_runs().filter(programme__in=pillar.programmes).prefetch_related("tracks")[:MOST_RUNS]),
        "leads": _leads(pillar),
    }


def _numbers(run: Run, pillar: Pillar) -> list[Stat]:
    """The metrics of the pillar: whole-city sums of what may be summed, for the rest the way to the numbers."""
    held, sums = metrics_of(run), kept(f"city-sums:{run.run_id}", lambda: _sums(run))
    stats = []
    for ident in pillar.metrics:
        metric = held.get(ident)
        if metric is None:
            continue
        name, unit = (metric.name_en, metric.unit_en) if english() else (metric.name, metric.unit)
        href = addresses.metric(run.short, ident)
        if metric.additive and ident in sums:
            stats.append(Stat(name, sums[ident], unit, href, "", metric.scale))
        else:
            stats.append(Stat(name, _measured(run, metric), gettext("个仓库有此数"), href, gettext("不可相加，逐个仓库查看")))
    return stats


def _sums(run: Run) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for metric, value in RunTotal.objects.filter(run=run, subject_kind="repository").values_list("metric", "value"):
        before = found.get(metric, 0)
        found[metric] = None if before is None or value is None else before + value
    return found


def _measured(run: Run, metric: RunMetric) -> int:
    return kept(
        f"measured-by:{run.run_id}:{metric.metric}",
        lambda: (
            run.numbers.filter(metric=metric.metric, value__isnull=False).exclude(repository="").values("repository").distinct().count()
        ),
    )


def _leads(pillar: Pillar) -> list[Stat]:
    """Only how many: who is being talked to is nobody else's business."""
    if not pillar.leads:
        return []
    counts = Lead.objects.filter(kind__in=pillar.leads).aggregate(
        open=Count("id", filter=Q(state__in=(LeadState.PROSPECT, LeadState.TALKS, LeadState.SIGNED))),
        landed=Count("id", filter=Q(state__in=(LeadState.LANDED, LeadState.RUNNING))),
    )
    return [Stat(gettext("在谈"), counts["open"], gettext("项")), Stat(gettext("已落地"), counts["landed"], gettext("项"))]
