"""How do the marks of several experts become one number, and when do they disagree too much to be averaged?

Everything is exact (fractions on a scale of 0 to 100) and shown step by step. An expert who abstains is absent, never a zero; the order in
which scores came in changes nothing. Which thresholds hold is said by the programme file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from xingtu.policy.rubric import LEAST_TRIMMED, WHOLE_WEIGHT, AggregateMethod, Criterion, Review

Workings = tuple[tuple[str, str], ...]
LEAST_SPREAD = 2
"""One score cannot disagree with itself."""
SHOWN_DECIMALS = 4
_METHODS: Mapping[AggregateMethod, tuple[str, str]] = {
    "mean": ("平均", "Mean"),
    "median": ("中位数", "Median"),
    "trimmed": ("去极值平均", "Trimmed mean"),
}


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``value`` None: nobody scored. ``method``: the one really used; ``kept`` and ``dropped`` rise."""

    value: Fraction | None
    method: AggregateMethod
    kept: tuple[Fraction, ...]
    dropped: tuple[Fraction, ...]
    workings: Workings


def total(review: Review, marks: Mapping[str, int]) -> Fraction:
    """One expert's marks as 0 to 100; criteria that do not count change nothing.

    marks: criterion id -> points, 0 to the criterion's scale

    Raises:
        ValueError: a counting criterion has no mark, a mark is off its scale, or no criterion has that id.
    """
    counting = _counting(review, marks)
    unit = lcm(*(criterion.scale for criterion in counting))
    return Fraction(sum(marks[criterion.id] * criterion.weight * (unit // criterion.scale) for criterion in counting), unit)


def workings_of_total(review: Review, marks: Mapping[str, int]) -> Workings:
    """How ``total`` comes about, a line for each criterion and one for the sum."""
    counting = _counting(review, marks)
    lines = []
    for criterion in review.criteria:
        if criterion.id not in marks:
            continue
        mark = marks[criterion.id]
        if criterion in counting:
            sum_text = f"{mark} ÷ {criterion.scale} × {criterion.weight} = {points(_part(criterion, mark))}"
            lines.append((f"{criterion.name}：{sum_text}", f"{criterion.name_en}: {sum_text}"))
        else:
            lines.append((f"{criterion.name}：{mark}（不计入总分）", f"{criterion.name_en}: {mark} (does not count)"))
    shown = points(total(review, marks))
    return (*lines, (f"总分：{shown}", f"Total: {shown}"))


def aggregate(method: AggregateMethod, totals: Sequence[Fraction]) -> Aggregate:
    """The totals of all who scored, as one number.

    mean: all of them; median: the middle one, or half of the middle two; trimmed: the mean without one highest and one lowest, and with
    fewer than five scores the median, because too little would remain
    """
    ordered = tuple(sorted(totals))
    if not ordered:
        return Aggregate(None, method, (), (), (("没有专家打分。", "No expert has scored."),))
    used: AggregateMethod = "median" if method == "trimmed" and len(ordered) < LEAST_TRIMMED else method
    workings = [(f"{len(ordered)} 位专家的总分：{_listed(ordered)}。", f"Totals of {len(ordered)} experts: {_listed(ordered)}.")]
    if used != method:
        workings.append(
            (
                f"不足 {LEAST_TRIMMED} 个分数，不去极值，改取中位数。",
                f"Fewer than {LEAST_TRIMMED} scores: the median instead of a trimmed mean.",
            )
        )
    kept: tuple[Fraction, ...] = ordered
    dropped: tuple[Fraction, ...] = ()
    if used == "trimmed":
        kept, dropped = ordered[1:-1], (ordered[0], ordered[-1])
        workings.append(
            (
                f"去掉一个最低分 {points(ordered[0])} 和一个最高分 {points(ordered[-1])}。",
                f"Without one lowest, {points(ordered[0])}, and one highest, {points(ordered[-1])}.",
            )
        )
    counted = _middle(ordered) if used == "median" else kept
    value = sum(counted, Fraction(0)) / len(counted)
    sum_text = (
        points(value) if len(counted) == 1 else f"({' + '.join(points(each) for each in counted)}) ÷ {len(counted)} = {points(value)}"
    )
    chinese, english = _METHODS[used]
    workings.append((f"{chinese}：{sum_text}。", f"{english}: {sum_text}."))
    return Aggregate(value, used, kept, dropped, tuple(workings))


def without_each(method: AggregateMethod, totals: Sequence[Fraction]) -> tuple[Aggregate, ...]:
    """What the result would be without the first score, without the second, and so on: how much hangs on one expert."""
    return tuple(aggregate(method, (*totals[:n], *totals[n + 1 :])) for n in range(len(totals)))


def spread(totals: Sequence[Fraction]) -> Fraction:
    """Highest less lowest; 0 when fewer than two scored."""
    return max(totals) - min(totals) if totals else Fraction(0)


def variance(totals: Sequence[Fraction]) -> Fraction:
    """Sample variance, the square of the standard deviation, which itself is seldom exact; 0 when fewer than two scored."""
    if len(totals) < LEAST_SPREAD:
        return Fraction(0)
    count, unit = len(totals), lcm(*(each.denominator for each in totals))
    whole = [each.numerator * (unit // each.denominator) for each in totals]
    return Fraction(count * sum(each * each for each in whole) - sum(whole) ** 2, count * (count - 1) * unit * unit)


def alarm(review: Review, totals: Sequence[Fraction]) -> bool:
    """Whether experts must talk before the panel: the spread exceeds the share of the scale, or the standard deviation half of it."""
    return bool(alarm_reasons(review, totals))


def alarm_reasons(review: Review, totals: Sequence[Fraction]) -> Workings:
    """Why there is an alarm, each reason in one line; none without an alarm. That half is asked of the deviation is our proposal."""
    limit = Fraction(review.spread_alarm) * WHOLE_WEIGHT
    wide, squared = spread(totals), variance(totals)
    reasons = []
    if wide > limit:
        reasons.append(
            (
                f"最高分与最低分相差 {points(wide)} 分，超过 {points(limit)} 分。",
                f"Highest and lowest are {points(wide)} points apart, more than {points(limit)}.",
            )
        )
    if squared > (limit / 2) ** 2:
        reasons.append(
            (
                f"标准差的平方为 {points(squared)}，标准差超过 {points(limit / 2)} 分。",
                f"The variance is {points(squared)}, a standard deviation above {points(limit / 2)} points.",
            )
        )
    return tuple(reasons)


def points(value: Fraction) -> str:
    """A number of points for people: exact when four decimals are enough, otherwise rounded (half to even) and marked so."""
    scaled, rest = divmod(value.numerator * 10**SHOWN_DECIMALS, value.denominator)
    if 2 * rest > value.denominator or (2 * rest == value.denominator and scaled % 2):
        scaled += 1
    whole, decimals = divmod(abs(scaled), 10**SHOWN_DECIMALS)
    text = f"{'-' if scaled < 0 else ''}{whole}.{decimals:0{SHOWN_DECIMALS}}".rstrip("0").rstrip(".")
    return f"≈{text}" if rest else text


def _counting(review: Review, marks: Mapping[str, int]) -> tuple[Criterion, ...]:
    known = {criterion.id: criterion for criterion in review.criteria}
    for name, mark in marks.items():
        if name not in known:
            raise ValueError(f"没有 “{name}” 这项指标")
        if not 0 <= mark <= known[name].scale:
            raise ValueError(f"“{known[name].name}”打了 {mark} 分，应在 0 与 {known[name].scale} 之间")
    counting = tuple(criterion for criterion in review.criteria if criterion.counts)
    if absent := [criterion.name for criterion in counting if criterion.id not in marks]:
        raise ValueError(f"还没有打分：{'、'.join(absent)}；没打分不等于零分")
    return counting


def _part(criterion: Criterion, mark: int) -> Fraction:
    return Fraction(mark * criterion.weight, criterion.scale)


def _middle(ordered: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    half = len(ordered) // 2
    return ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1]


def _listed(ordered: tuple[Fraction, ...]) -> str:
    return ", ".join(points(each) for each in ordered)
