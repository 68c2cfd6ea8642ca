"""What does the star chart of a run show, in the reader's language: drawings, list, what rose and what faded?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from portal.evidence.models import Run, RunMetric
from portal.public import addresses
from portal.public.plain_text import public_text
from portal.public.selectors.numbers import CHART_METRICS, chart_metrics, kept
from portal.public.selectors.policy import fields_by_id, vocabulary
from portal.public.selectors.sky import Sky, SkyStar, compared, register_state, sky_of
from portal.public.services.star_map import star_map_places
from portal.public.star_chart import NARROW_STARS, TALL, TALL_CARE, WIDE, WIDE_CARE, ChartLink, ChartStar, Look, star_chart
from portal.public.stars import Place, radii
from xingtu.report.numbers import number, percent

STRONGEST_LINE = 5.0
CHANGES = ("rose", "faded", "new")


@dataclass(frozen=True, slots=True)
class ListedStar:
    """A line of the list beside the chart."""

    star: SkyStar
    name: str
    href: str
    field: str
    field_mark: str
    change: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A page's chart. ``then``: the earlier run compared with, if any."""

    run: Run
    metric: RunMetric
    metrics: tuple[RunMetric, ...]
    then: Run | None
    stars: tuple[ListedStar, ...]
    drawings: tuple[SafeString, ...]
    fields: tuple[tuple[str, str, int], ...]
    """(mark, name, stars) of each field that has any."""
    unmeasured: int
    narrow_stars: int = NARROW_STARS


def chart_of(run: Run, *, metric: str = "", then: Run | None = None, care: bool = False) -> Chart | None:
    """The chart; None when the run measured nothing a star can be drawn by."""
    metrics = chart_metrics(run)
    if not metrics:
        return None
    chosen = next((held for held in metrics if held.metric == metric), metrics[0])
    state, language = register_state(), get_language() or ""
    key = f"chart:{run.run_id}:{chosen.metric}:{then.run_id if then else ''}:{language}:{care}:{state}"
    return kept(key, lambda: _chart(run, chosen, metrics, then, care=care, state=state))


def _chart(run: Run, metric: RunMetric, metrics: Sequence[RunMetric], then: Run | None, *, care: bool, state: str) -> Chart:
    sky = sky_of(run, metric.metric, state)
    places = star_map_places(run=run, sky=sky if metric.metric == CHART_METRICS[0] else sky_of(run, metrics[0].metric, state))
    if then:
        sky = compared(sky, sky_of(then, metric.metric, state))
    listed = tuple(_listed(star, metric, then) for star in sky.stars)
    drawn = _drawn(sky, listed, places, metric, then)
    names = [_called(field) for field in vocabulary().fields]
    looks: tuple[Look, ...] = (WIDE_CARE, TALL_CARE) if care else (WIDE, TALL)
    title = gettext("开源星图：%(name)s") % {"name": run.programme_name_en if _english() and run.programme_name_en else run.programme_name}
    description = _description(sky, metric, run)
    return Chart(
        run=run,
        metric=metric,
        metrics=tuple(metrics),
        then=then,
        stars=listed,
        drawings=tuple(
            star_chart(drawn, _links(sky, places, look.most), names, look, title=title, description=description) for look in looks
        ),
        fields=tuple(
            (f"f{place}", names[place], count)
            for place, field in enumerate(vocabulary().fields)
            if (count := sum(star.fields[:1] == (field.id,) for star in sky.stars))
        ),
        unmeasured=sum(star.value is None for star in sky.stars),
    )


def _listed(star: SkyStar, metric: RunMetric, then: Run | None) -> ListedStar:
    field = fields_by_id().get(star.fields[0]) if star.fields else None
    marks = (
        *((gettext("已入库"),) if star.listed else ()),
        *((gettext("沉寂"),) if star.dormant else ()),
        *((gettext("证据不全，完整度 %(share)s") % {"share": percent(star.completeness)},) if star.incomplete else ()),
        *((gettext("尚无证据"),) if star.completeness is None else ()),
    )
    return ListedStar(
        star=star,
        name=public_text(star.name_en if _english() and star.name_en else star.name),
        href=addresses.project(star.id),
        field=_called(field) if field else gettext("未分领域"),
        field_mark=f"f{list(fields_by_id()).index(field.id)}" if field else "fn",
        change=_change(star, metric) if then else "",
        marks=marks,
    )


def _change(star: SkyStar, metric: RunMetric) -> str:
    if star.value is None:
        return ""
    if not star.before:
        return "new" if star.value else ""
    # less than one of what is shown is no news
    if abs(star.value - star.before) < metric.scale:
        return ""
    return "rose" if star.value > star.before else "faded"


def _drawn(sky: Sky, listed: Sequence[ListedStar], places: dict[str, Place], metric: RunMetric, then: Run | None) -> list[ChartStar]:
    # both dates on one scale, or a growing city would look like a fading star
    sizes = radii([*(star.value for star in sky.stars), *((star.before for star in sky.stars) if then else ())])
    before = sizes[len(sky.stars) :] if then else [None] * len(sky.stars)
    number_of = {field.id: place for place, field in enumerate(vocabulary().fields)}
    return [
        ChartStar(
            id=star.id,
            href=line.href,
            name=line.name,
            said=_said(line, metric, then),
            field=number_of[star.fields[0]] if star.fields else -1,
            x=places[star.id][0],
            y=places[star.id][1],
            radius=radius,
            listed=star.listed,
            dormant=star.dormant,
            incomplete=star.incomplete,
            known=star.value is not None,
            before=earlier if star.before else None,
            change=line.change,
        )
        for star, line, radius, earlier in zip(sky.stars, listed, sizes, before, strict=False)
        if star.id in places
    ]


def _said(line: ListedStar, metric: RunMetric, then: Run | None) -> str:
    value = _number(line.star.value, metric)
    parts = [line.name, f"{_metric_name(metric)} {value}"]
    if then:
        parts.append(gettext("此前 %(value)s") % {"value": _number(line.star.before, metric)})
    return " · ".join([*parts, line.field, *line.marks])


def _number(value: int | None, metric: RunMetric) -> str:
    unit = metric.unit_en if _english() else metric.unit
    shown = number(value, scale=metric.scale, lang="en" if _english() else "zh")
    return shown if value is None else f"{shown} {unit}"


def _metric_name(metric: RunMetric) -> str:
    return metric.name_en if _english() else metric.name


def _links(sky: Sky, places: dict[str, Place], stars: int) -> list[ChartLink]:
    drawn = {star.id for star in sky.stars[:stars]}
    most = max((people for _one, _other, people in sky.links), default=1)
    return [
        ChartLink(*places[one], *places[other], width=round(0.6 + (STRONGEST_LINE - 0.6) * (people / most) ** 0.75, 2))
        for one, other, people in sky.links
        if one in places and other in places and one in drawn and other in drawn
    ]


def _description(sky: Sky, metric: RunMetric, run: Run) -> str:
    brightest = "、".join(public_text(star.name_en if _english() and star.name_en else star.name) for star in sky.stars[:3])
    if _english():
        brightest = brightest.replace("、", ", ")
    text = ngettext(
        "%(count)d 个项目。星的面积表示%(metric)s，颜色表示领域，连线表示共同的贡献者。最亮的是：%(names)s。统计期：%(window)s。",
        "%(count)d 个项目。星的面积表示%(metric)s，颜色表示领域，连线表示共同的贡献者。最亮的是：%(names)s。统计期：%(window)s。",
        len(sky.stars),
    )
    window = run.window_en if _english() and run.window_en else run.window
    return text % {"count": len(sky.stars), "metric": _metric_name(metric), "names": brightest, "window": window}


def _called(field: object) -> str:
    name: str = getattr(field, "name_en" if _english() else "name")
    return name


def _english() -> bool:
    return (get_language() or "").startswith("en")


__all__ = ["CHANGES", "Chart", "ListedStar", "chart_of", "kept"]
