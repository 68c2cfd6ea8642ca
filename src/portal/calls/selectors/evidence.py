"""Which numbers does the programme show beside an application, and where is each one's door?"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from portal.calls.models import Application
from portal.calls.programmes import programme_of
from portal.evidence.doors import said
from portal.evidence.models import RunMetric
from portal.evidence.selectors.record_values import measured_of, speaking_run
from portal.evidence.selectors.runs import observation


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """``value / scale`` is shown; None is unknown. ``frozen``: of the run it is judged on; else of the newest observation."""

    metric: str
    label: str
    value: int | None
    scale: int
    unit: str
    href: str
    frozen: bool


def evidence_lines(application: Application) -> list[EvidenceLine]:
    """In the order of the programme's file."""
    metrics = programme_of(application.call.version).evidence
    run = application.run or observation()
    if not metrics or run is None or application.record is None:
        return []
    run = speaking_run(run, [application.record])
    definitions = {one.metric: one for one in RunMetric.objects.filter(run=run, metric__in=metrics)}
    values = measured_of(run, list(metrics), [application.record])
    lines = []
    for metric in metrics:
        one = definitions.get(metric)
        if one is None:
            lines.append(EvidenceLine(metric, metric, None, 1, "", "", application.run is not None))
            continue
        door = f"{reverse('evidence:metric', args=[run.short, metric])}?{urlencode({'record': application.record_id})}"
        unit = said(one.unit, one.unit_en)
        lines.append(
            EvidenceLine(metric, said(one.name, one.name_en), values.get(metric), one.scale, unit, door, application.run is not None)
        )
    return lines
