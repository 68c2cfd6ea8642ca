import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.report import charts
from xingtu.report.ranking import Concentration, LineClass, MonthActivity, RunReport
from xingtu.report.text import LANGUAGES, Lang, Text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_chart_is_sound_svg_and_names_itself(run: RunReport, lang: Lang) -> None:
    for drawn in (
        charts.activity(run.activity, lang=lang),
        charts.line_classes(run.lines, lang=lang),
        charts.concentration(run.concentration[0], lang=lang),
    ):
        svg = ET.fromstring(str(drawn))  # noqa: S314 -- our own text, parsed to prove it is well-formed
        named = {child.tag.split("}")[1] for child in svg}
        assert {"title", "desc"} <= named
        assert svg.attrib["aria-labelledby"].split() == [child.attrib["id"] for child in svg if "id" in child.attrib]


def test_bars_start_at_zero_and_are_in_proportion() -> None:
    drawn = charts.activity([MonthActivity("2025-01", 10), MonthActivity("2025-02", 20), MonthActivity("2025-03", 0)], lang="zh")
    heights = [float(height) for height in re.findall(r'height="([\d.]+)" class="s1"', drawn)]
    assert heights == [90.0, 180.0, 0.0]


def test_a_month_without_evidence_is_a_gap_and_not_an_empty_column() -> None:
    drawn = charts.activity([MonthActivity("2025-01", None)], lang="zh")
    assert 'class="gap"' in drawn
    assert 'class="s1"' not in drawn


def test_a_hostile_class_name_stays_text() -> None:
    drawn = charts.line_classes([LineClass("x", Text("<script>"), Text(""), 1, 1)], lang="zh")
    assert "<script>" not in drawn


@given(st.lists(st.one_of(st.none(), st.integers(min_value=0, max_value=10**9)), max_size=40))
def test_columns_never_leave_the_plot(values: list[int | None]) -> None:
    drawn = charts.activity([MonthActivity(f"2025-{place % 12 + 1:02d}", value) for place, value in enumerate(values)], lang="zh")
    for y, height in re.findall(r'<rect [^>]*y="([\d.-]+)" width="[\d.]+%" height="([\d.-]+)"', drawn):
        assert float(y) >= charts.TOP
        assert float(y) + float(height) <= charts.TOP + charts.PLOT_HEIGHT + 0.1


def test_empty_evidence_draws_no_invented_point() -> None:
    charts.activity([], lang="zh")
    charts.line_classes([], lang="en")
    assert "circle" not in charts.concentration(Concentration("person", Text("x"), (), None), lang="zh")


def test_a_curve_of_thousands_ends_at_the_whole() -> None:
    drawn = charts.concentration(Concentration("person", Text("x"), tuple(range(200, 1_000_001, 200)), 2500), lang="zh")
    assert drawn.count('class="l1"') <= charts.MAX_STEPS + 1
    assert f'x2="{charts.RIGHT:.2f}%" y2="{charts.TOP:.1f}"' in drawn
