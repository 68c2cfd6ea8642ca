"""Do charts draw what they are given, the same each time, and say it in words?"""

from portal.house.charts import MULTIPLE_HEIGHT, Bar, Series, multiple, ranking, sparkline

BARS = [Bar("gearsim", 200), Bar("lamp", 50), Bar("<b>", None)]


def test_bars_start_at_zero_and_are_in_proportion() -> None:
    drawn = ranking(BARS, title="行", description="甲最多")
    assert 'x="0" y="22" width="74.00%"' in drawn
    assert 'width="18.50%"' in drawn


def test_unknown_has_no_bar_but_a_word() -> None:
    drawn = ranking(BARS, title="行", description="甲最多")
    assert drawn.count("<rect") == 2
    assert "未知" in drawn


def test_a_chart_names_itself_and_escapes_what_people_wrote() -> None:
    drawn = ranking(BARS, title="<行>", description="甲&乙")
    assert "&lt;行&gt;</title>" in drawn
    assert "甲&amp;乙</desc>" in drawn
    assert "<b>" not in drawn
    assert 'role="img"' in drawn


def test_the_same_chart_is_the_same_bytes_and_two_charts_share_no_id() -> None:
    one, again, other = (ranking(bars, title="行", description="甲") for bars in (BARS, BARS, BARS[:1]))
    assert one == again
    assert one.partition("aria-labelledby")[2][:40] != other.partition("aria-labelledby")[2][:40]


def test_small_multiples_share_one_scale_and_a_gap_is_a_frame() -> None:
    series = [Series("甲", [10, 20]), Series("乙", [5, None])]
    small = multiple(series, 1, periods=["一月", "二月"])
    assert f'height="{5 * (MULTIPLE_HEIGHT - 2) / 20:.1f}"' in small
    assert small.count('class="gap"') == 1


def test_zero_draws_nothing_where_a_little_draws_a_line() -> None:
    drawn = multiple([Series("甲", [0, 1, 1000])], 0, periods=[])
    assert drawn.count("<rect") == 2
    assert 'height="1.0"' in drawn


def test_a_gap_interrupts_the_sparkline() -> None:
    assert sparkline([1, 2, None, 3, 4], title="五个月").count("<line") == 2
    assert sparkline([], title="无").count("<line") == 0
    assert sparkline([0, 0], title="零").count("<line") == 1


def test_nothing_measured_draws_an_empty_chart() -> None:
    assert "<rect" not in ranking([], title="行", description="")
    assert 'width="0.00%"' in ranking([Bar("甲", 0)], title="行", description="")
