"""Is one number made of many scores fairly: exact, whatever the order, and loud when experts disagree?"""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.policy.aggregation import (
    aggregate,
    alarm,
    alarm_reasons,
    points,
    spread,
    total,
    variance,
    without_each,
    workings_of_total,
)
from xingtu.policy.rubric import AggregateMethod, Criterion, Review

METHODS: tuple[AggregateMethod, ...] = ("mean", "median", "trimmed")


def criterion(name: str, weight: int, scale: int) -> Criterion:
    return Criterion(name, f"指标{name}", f"Criterion {name}", "", "", weight, scale, counts=weight > 0)


def rubric(*criteria: Criterion, spread_alarm: str = "0.30") -> Review:
    return Review(5, 3, 3, "trimmed", spread_alarm, 3, 20, None, criteria, ())


REVIEW = rubric(criterion("value", 60, 10), criterion("plan", 40, 5), criterion("fun", 0, 10))


def scores(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


totals = st.lists(st.fractions(0, 100, max_denominator=600), max_size=9)
methods = st.sampled_from(METHODS)


# ── one expert ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_marks_are_weighted_on_their_own_scales() -> None:
    assert total(REVIEW, {"value": 8, "plan": 3}) == 48 + 24


def test_full_marks_are_a_hundred_and_none_are_zero() -> None:
    assert total(REVIEW, {"value": 10, "plan": 5}) == 100
    assert total(REVIEW, {"value": 0, "plan": 0}) == 0


def test_a_criterion_that_does_not_count_changes_nothing() -> None:
    assert total(REVIEW, {"value": 8, "plan": 3, "fun": 10}) == total(REVIEW, {"value": 8, "plan": 3, "fun": 0})


def test_thirds_stay_exact() -> None:
    thirds = rubric(criterion("a", 34, 3), criterion("b", 66, 7))
    assert total(thirds, {"a": 1, "b": 2}) == Fraction(34, 3) + Fraction(132, 7)


def test_the_workings_show_every_criterion() -> None:
    assert workings_of_total(REVIEW, {"value": 8, "plan": 3, "fun": 7}) == (
        ("指标value：8 ÷ 10 × 60 = 48", "Criterion value: 8 ÷ 10 × 60 = 48"),
        ("指标plan：3 ÷ 5 × 40 = 24", "Criterion plan: 3 ÷ 5 × 40 = 24"),
        ("指标fun：7（不计入总分）", "Criterion fun: 7 (does not count)"),
        ("总分：72", "Total: 72"),
    )


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ({"value": 8}, "还没有打分：指标plan；没打分不等于零分"),
        ({"value": 11, "plan": 3}, "“指标value”打了 11 分，应在 0 与 10 之间"),
        ({"value": -1, "plan": 3}, "应在 0 与 10 之间"),
        ({"value": 8, "plan": 3, "look": 1}, "没有 “look” 这项指标"),
    ],
)
def test_marks_that_are_no_score_are_refused(marks: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        total(REVIEW, marks)


@given(value=st.integers(0, 9), plan=st.integers(0, 5))
def test_a_better_mark_gives_a_better_total(value: int, plan: int) -> None:
    assert 0 <= total(REVIEW, {"value": value, "plan": plan}) < total(REVIEW, {"value": value + 1, "plan": plan}) <= 100


# ── several experts ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_trimmed_drops_one_highest_and_one_lowest_of_five() -> None:
    result = aggregate("trimmed", scores(90, 60, 80, 95, 85))
    assert (result.value, result.method) == (85, "trimmed")
    assert (result.kept, result.dropped) == ((80, 85, 90), (60, 95))
    assert [chinese for chinese, _ in result.workings] == [
        "5 位专家的总分：60, 80, 85, 90, 95。",
        "去掉一个最低分 60 和一个最高分 95。",
        "去极值平均：(80 + 85 + 90) ÷ 3 = 85。",
    ]


def test_only_one_of_several_equal_highest_is_dropped() -> None:
    assert aggregate("trimmed", scores(90, 90, 90, 60, 60)).value == 80


def test_with_four_scores_trimmed_is_the_median_and_says_so() -> None:
    result = aggregate("trimmed", scores(60, 95, 80, 85))
    assert (result.value, result.method, result.dropped) == (Fraction(165, 2), "median", ())
    assert [english for _, english in result.workings] == [
        "Totals of 4 experts: 60, 80, 85, 95.",
        "Fewer than 5 scores: the median instead of a trimmed mean.",
        "Median: (80 + 85) ÷ 2 = 82.5.",
    ]


def test_the_median_of_three_is_the_middle_one() -> None:
    assert aggregate("median", scores(90, 10, 70)).value == 70


def test_an_abstention_is_absent_and_not_a_zero() -> None:
    assert aggregate("mean", scores(80, 90)).value == 85
    nobody = aggregate("mean", [])
    assert (nobody.value, nobody.workings[0][0]) == (None, "没有专家打分。")


@given(values=totals, method=methods, data=st.data())
def test_the_order_of_scores_changes_nothing(values: list[Fraction], method: AggregateMethod, data: st.DataObject) -> None:
    assert aggregate(method, data.draw(st.permutations(values))) == aggregate(method, values)


@given(values=totals.filter(bool), method=methods)
def test_the_result_lies_between_the_scores_kept(values: list[Fraction], method: AggregateMethod) -> None:
    result = aggregate(method, values)
    assert result.value is not None
    assert min(result.kept) <= result.value <= max(result.kept)
    assert sorted((*result.kept, *result.dropped)) == sorted(values)


@given(values=totals.filter(bool))
def test_mean_and_median_equal_those_of_the_standard_library(values: list[Fraction]) -> None:
    assert aggregate("mean", values).value == statistics.mean(values)
    assert aggregate("median", values).value == statistics.median(values)


@given(values=st.lists(st.fractions(0, 100, max_denominator=60), min_size=5, max_size=9), extreme=st.sampled_from([0, 100]))
def test_one_extreme_expert_moves_a_trimmed_mean_no_further_than_the_others_go(values: list[Fraction], extreme: int) -> None:
    moved = aggregate("trimmed", [*values, Fraction(extreme)]).value
    assert moved is not None
    assert min(values) <= moved <= max(values)


@given(values=totals, method=methods)
def test_without_each_removes_exactly_that_score(values: list[Fraction], method: AggregateMethod) -> None:
    results = without_each(method, values)
    assert len(results) == len(values)
    for n, result in enumerate(results):
        assert result == aggregate(method, [each for place, each in enumerate(values) if place != n])


# ── disagreement ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_spread_of_thirty_is_still_agreement_and_more_is_not() -> None:
    wide = rubric(spread_alarm="0.30")
    assert not alarm(wide, scores(60, 75, 75, 75, 90))
    assert alarm(wide, scores(60, 75, 75, 75, 91))
    assert alarm_reasons(wide, scores(60, 75, 75, 75, 91)) == (
        ("最高分与最低分相差 31 分，超过 30 分。", "Highest and lowest are 31 points apart, more than 30."),
    )


def test_two_camps_alarm_by_their_deviation_before_the_spread_is_reached() -> None:
    camps = scores(60, 60, 60, 89, 89, 89)
    assert spread(camps) == 29
    assert alarm(rubric(), camps)
    assert alarm_reasons(rubric(), camps)[0][0] == "标准差的平方为 252.3，标准差超过 15 分。"


def test_a_single_score_does_not_disagree_with_itself() -> None:
    for alone in ([], scores(50)):
        assert (spread(alone), variance(alone), alarm(rubric(spread_alarm="0.01"), alone)) == (0, 0, False)


@given(values=st.lists(st.fractions(0, 100, max_denominator=60), min_size=2, max_size=9))
def test_the_variance_equals_that_of_the_standard_library(values: list[Fraction]) -> None:
    assert variance(values) == statistics.variance(values)


@given(values=totals, data=st.data())
def test_an_alarm_does_not_depend_on_the_order(values: list[Fraction], data: st.DataObject) -> None:
    assert alarm_reasons(REVIEW, data.draw(st.permutations(values))) == alarm_reasons(REVIEW, values)


# ── shown ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(85), "85"),
        (Fraction(165, 2), "82.5"),
        (Fraction(200, 3), "≈66.6667"),
        (Fraction(1, 20_000), "≈0"),
        (Fraction(3, 20_000), "≈0.0002"),
        (Fraction(-5, 4), "-1.25"),
    ],
)
def test_points_are_shown_exactly_or_marked_as_rounded(value: Fraction, shown: str) -> None:
    assert points(value) == shown


@given(value=st.fractions(-100, 100, max_denominator=10**6))
def test_shown_points_are_the_nearest_with_four_decimals(value: Fraction) -> None:
    shown = points(value)
    assert Fraction(shown.removeprefix("≈")) == Fraction(round(value * 10**4), 10**4)
    assert shown.startswith("≈") == (Fraction(shown.removeprefix("≈")) != value)
