"""What stands beside what when records are compared?"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from portal.evidence.models import Run
from portal.public.selectors.library import comparable, compared_values, comparison
from portal.public.selectors.numbers import chart_metrics, measured, project_completeness, repositories_by_record
from portal.public.selectors.rankings import english
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
    owned, found = repositories_by_record(idents), measured(run)
    lines: Lines = [
        (
            f"{metric.name_en} ({metric.unit_en})" if english() else f"{metric.name}（{metric.unit}）",
            [
                None
                if (value := values[metric.metric][ident]) is None
                else number(value, scale=metric.scale, lang="en" if english() else "zh")
                for ident in idents
            ],
        )
        for metric in metrics
    ]
    shares = [project_completeness(owned.get(ident, ()), found) for ident in idents]
    lines.append((gettext("证据完整度"), [None if share is None else percent(share) for share in shares]))
    return subjects, declared, lines
