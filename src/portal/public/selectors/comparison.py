"""What stands beside what when records are compared?"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from portal.evidence.models import Run, RunMetric
from portal.public.selectors.library import comparable, compared_values, comparison
from portal.public.selectors.numbers import chart_metrics, measured, project_completeness, repositories_by_record
from portal.public.selectors.rankings import english
from portal.register.models import Kind, Record
from xingtu.report.numbers import number, percent

Lines = list[tuple[str, list[Any]]]


def compare_rows(idents: Sequence[str], run: Run | None) -> tuple[list[tuple[str, str]], Lines, Lines]:
    """Subjects; what is declared of them; what the newest observation measured (None: unknown)."""
    idents = comparable(idents)
    subjects, declared = comparison(idents, run)
    if run is None or not subjects:
        return subjects, declared, []
    metrics = chart_metrics(run)
    values = compared_values(idents, run, [metric.metric for metric in metrics])
    projects = set(Record.objects.filter(id__in=idents, kind=Kind.PROJECT).values_list("id", flat=True))
    owned, found = repositories_by_record(idents), measured(run)

    def said(ident: str, value: int | None, metric: RunMetric) -> str | None:
        if ident not in projects:
            return gettext("不适用")
        return None if value is None else number(value, scale=metric.scale, lang="en" if english() else "zh")

    lines: Lines = [
        (
            f"{metric.name_en} ({metric.unit_en})" if english() else f"{metric.name}（{metric.unit}）",
            [said(ident, values[metric.metric][ident], metric) for ident in idents],
        )
        for metric in metrics
    ]
    shares = [project_completeness(owned.get(ident, ()), found) for ident in idents]
    lines.append(
        (
            gettext("证据完整度"),
            [
                gettext("不适用") if ident not in projects else None if share is None else percent(share)
                for ident, share in zip(idents, shares, strict=True)
            ],
        )
    )
    return subjects, declared, lines
