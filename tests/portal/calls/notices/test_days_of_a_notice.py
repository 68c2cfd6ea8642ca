"""How long a notice stands: never shorter than the file, counted as an independent calendar counts."""

from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from portal.calls.selectors.notices import dates_of
from xingtu.policy.notice import NoticeRules

RULES = NoticeRules(
    length=5, unit="working", count_from="next_day", objection_days=0, anonymous="refuse", needs=("name",), answer_within=10,
    masks="award-list", keep_days=30,
)  # fmt: skip
DAY = timedelta(days=1)
DAYS = st.dates(date(2023, 1, 1), date(2026, 10, 31))


def working(first: date, last: date) -> int:
    """Working days by the other calendar, both ends included."""
    days = (first + DAY * n for n in range((last - first).days + 1))
    return sum(chinese_calendar.is_workday(day) for day in days)


@given(DAYS, st.integers(1, 20), st.integers(0, 15), st.sampled_from(["next_day", "same_day"]))
def test_a_notice_stands_for_exactly_the_working_days_of_its_file(published: date, length: int, more: int, count_from: str) -> None:
    dates = dates_of(replace(RULES, length=length, objection_days=more, count_from=count_from), published)  # type: ignore[arg-type]
    assert dates.starts_on == (published if count_from == "same_day" else published + DAY)
    assert working(dates.starts_on, dates.ends_on) == length
    assert chinese_calendar.is_workday(dates.ends_on)
    assert working(dates.ends_on + DAY, dates.objections_until) == more
    assert not dates.provisional


@given(DAYS, st.integers(1, 60), st.sampled_from(["next_day", "same_day"]))
def test_calendar_days_are_counted_through(published: date, length: int, count_from: str) -> None:
    dates = dates_of(replace(RULES, length=length, unit="calendar", count_from=count_from), published)  # type: ignore[arg-type]
    assert (dates.ends_on - dates.starts_on).days + 1 == length
    assert dates.objections_until >= dates.ends_on
    assert dates.expires_on == dates.ends_on + timedelta(days=30)


@given(st.dates(date(2089, 12, 27), date(2090, 6, 30)))
def test_what_runs_into_a_year_without_a_calendar_is_never_certain(published: date) -> None:
    dates = dates_of(replace(RULES, length=10), published)
    assert dates.provisional
