"""How is it drawn which projects share which dangerous components (依赖星座)? Components left, projects right, rays between.

As all charts of the portal: type is not scaled, positions across are shares of the width, so that it reads on a phone and on paper.
"""

from collections.abc import Callable, Mapping

from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

from portal.errors import Sentence
from portal.watch.selectors.city import Constellation

ROW, TOP = 30, 24
LEFT, RIGHT = 41, 59
LONGEST = 15
STROKES: Mapping[str, tuple[str, str]] = {
    "critical": ("2.5", ""), "high": ("2", ""), "medium": ("1.5", "6 3"), "low": ("1", "2 3"),
}  # fmt: skip
"""Level → (width, dashes): never colour alone."""
COLOURS = {"critical": "#d55e00", "high": "#d55e00", "medium": "#0072b2", "low": "#0072b2"}


def constellation_svg(
    shown: Constellation, *, title: Sentence, description: Sentence, name: Callable[[str], str], href: Callable[[str], str]
) -> SafeString:
    """``name`` and ``href`` of a project, by its id."""
    height = TOP + ROW * max(len(shown.components), len(shown.projects), 1)
    of_component = {key: _at(place, len(shown.components), height) for place, key in enumerate(shown.components)}
    of_project = {one.pk: _at(place, len(shown.projects), height) for place, one in enumerate(shown.projects)}
    parts = []
    for ray in shown.rays:
        width, dashes = STROKES.get(ray.worst, ("1", "1 4"))
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(
            f'<line x1="{LEFT}%" y1="{of_component[ray.component]:.0f}" x2="{RIGHT}%" y2="{of_project[ray.project]:.0f}"'
            f' stroke="{COLOURS.get(ray.worst, "#6b6f76")}" stroke-opacity="0.75" stroke-width="{width}"{dashed}/>'
        )
    held = {key: sum(ray.component == key for ray in shown.rays) for key in shown.components}
    for key, y in of_component.items():
        ecosystem, package = key
        parts.append(f'<circle cx="{LEFT}%" cy="{y:.0f}" r="{_radius(held[key])}" fill="currentColor"/>')
        parts.append(
            f'<text x="{LEFT}%" y="{y + 4:.0f}" dx="-14" text-anchor="end" class="name" fill="currentColor">{escape(_short(package))}'
            f"<title>{escape(f'{ecosystem} {package}')}</title></text>"
        )
    for record in shown.projects:
        y = of_project[record.pk]
        text = (
            f'<circle cx="{RIGHT}%" cy="{y:.0f}" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/>'
            f'<text x="{RIGHT}%" y="{y + 4:.0f}" dx="12" class="name" fill="currentColor">{escape(_short(name(record.pk)))}'
            f"<title>{escape(name(record.pk))}</title></text>"
        )
        parts.append(f'<a href="{escape(href(record.pk))}">{text}</a>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="100%" height="{height}" role="group"'
        ' aria-labelledby="stars-t stars-d">'
        f'<title id="stars-t">{escape(title)}</title><desc id="stars-d">{escape(description)}</desc>'
    )
    return mark_safe(head + "".join(parts) + "</svg>")  # noqa: S308 -- every text went through escape(); the rest are numbers


def _at(place: int, many: int, height: int) -> float:
    """Spread over the whole height, so that both columns face each other."""
    return TOP / 2 + (place + 0.5) * (height - TOP) / many


def _radius(projects: int) -> float:
    return min(4 + projects, 10)


def _short(text: str) -> str:
    """A long name of a package is told by its end (``org.example:artifact``)."""
    tail = text.rpartition(":")[2].rpartition("/")[2] or text
    return tail if len(tail) <= LONGEST else tail[: LONGEST - 1] + "…"
