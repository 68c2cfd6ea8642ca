"""Does a deadline in working days fall where an independent calendar says it does?"""

from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import PolicyError
from xingtu.policy.office import NoticeLength
from xingtu.policy.working_days import Calendar, CountFrom, joined, parse_calendar

FILES = sorted(Path("policy/calendar").glob("*.toml"))
CALENDAR = joined(parse_calendar(path.read_text("utf-8"), file_name=path.name) for path in FILES)
FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
days = st.dates(FIRST, date(2026, 6, 30))
lengths = st.integers(0, 60)
starts = st.sampled_from(get_args(CountFrom))

YEAR = """
[year]
year = 2026
source = "通知"
verified = false
[[holiday]]
name = "春节"
name_en = "Spring Festival"
first_on = 2026-02-15
last_on = 2026-02-23
make_up = ["2026-02-14", "2026-02-28"]
"""


def counted_by_hand(day: date, n: int, count_from: CountFrom) -> date:
    """The n-th working day, asked one by one of the independent calendar."""
    listed = chinese_calendar.get_workdays(day if count_from == "same_day" else day + timedelta(days=1), LAST)
    return listed[n - 1] if n else day


def test_every_day_of_four_years_equals_the_independent_calendar() -> None:
    assert len(EVERY_DAY) == 365 * 4 + 1
    assert [day for day in EVERY_DAY if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


@given(day=days, n=lengths, count_from=starts)
def test_n_working_days_later_is_the_nth_day_of_the_independent_calendar(day: date, n: int, count_from: CountFrom) -> None:
    assert CALENDAR.after(day, n, count_from) == counted_by_hand(day, n, count_from)


@pytest.mark.parametrize(
    ("published_on", "last_on"),
    [
        ("2025-09-26", "2025-10-10"),  # counts Sunday 09-28
        ("2026-02-13", "2026-02-27"),  # counts Saturday 02-14
        ("2025-04-25", "2025-05-06"),  # counts Sunday 04-27
    ],
)
def test_five_working_days_over_a_holiday_count_the_weekend_worked_for_it(published_on: str, last_on: str) -> None:
    assert CALENDAR.after(date.fromisoformat(published_on), 5) == date.fromisoformat(last_on)
    span = CALENDAR.end_of(date.fromisoformat(published_on), NoticeLength(5, "working"))
    assert (span.last_on, span.provisional) == (date.fromisoformat(last_on), False)


@given(day=days, n=st.integers(1, 60), count_from=starts)
def test_one_working_day_more_is_always_later(day: date, n: int, count_from: CountFrom) -> None:
    assert CALENDAR.after(day, n, count_from) < CALENDAR.after(day, n + 1, count_from)


@given(day=days, n=st.integers(1, 60), count_from=starts)
def test_a_period_ends_on_a_working_day(day: date, n: int, count_from: CountFrom) -> None:
    assert CALENDAR.is_working_day(CALENDAR.after(day, n, count_from))


@given(day=days, n=lengths)
def test_counting_back_gives_the_same_number(day: date, n: int) -> None:
    last = CALENDAR.after(day, n)
    assert (CALENDAR.between(day, last), CALENDAR.between(last, day)) == (n, -n)


@given(a=days, b=days, c=days)
def test_working_days_between_add_up(a: date, b: date, c: date) -> None:
    assert CALENDAR.between(a, b) + CALENDAR.between(b, c) == CALENDAR.between(a, c)


@given(day=days, n=st.integers(1, 30), m=st.integers(0, 30))
def test_periods_follow_one_another_without_a_gap(day: date, n: int, m: int) -> None:
    assert CALENDAR.after(CALENDAR.after(day, n), m) == CALENDAR.after(day, n + m)


def test_from_the_same_day_a_working_day_counts_itself() -> None:
    friday = date(2026, 3, 13)
    assert CALENDAR.after(friday, 1, "same_day") == friday
    assert CALENDAR.after(friday, 1) == date(2026, 3, 16)


def test_from_the_same_day_a_sunday_does_not_count_itself() -> None:
    assert CALENDAR.after(date(2026, 3, 15), 1, "same_day") == date(2026, 3, 16)


def test_calendar_days_are_counted_through_a_holiday() -> None:
    span = CALENDAR.end_of(date(2026, 9, 28), NoticeLength(7, "calendar"))
    assert (span.first_on, span.last_on) == (date(2026, 9, 29), date(2026, 10, 5))
    assert CALENDAR.end_of(date(2026, 9, 28), NoticeLength(7, "calendar"), "same_day").last_on == date(2026, 10, 4)


def test_the_eve_of_2024_was_a_working_day_although_rest_was_encouraged() -> None:
    assert CALENDAR.is_working_day(date(2024, 2, 9))


def test_a_year_nobody_has_fixed_is_counted_but_provisional() -> None:
    span = CALENDAR.end_of(date(2027, 2, 1), NoticeLength(5, "working"))
    assert (CALENDAR.is_known(2027), span.last_on, span.provisional) == (False, date(2027, 2, 8), True)


def test_a_period_that_runs_into_an_unknown_year_is_provisional() -> None:
    assert CALENDAR.end_of(date(2026, 12, 18), NoticeLength(10, "working")).provisional
    assert not CALENDAR.end_of(date(2026, 12, 11), NoticeLength(10, "working")).provisional


def test_the_last_days_of_december_wait_for_the_next_notice() -> None:
    assert not CALENDAR.is_fixed(date(2026, 12, 31))
    assert CALENDAR.is_fixed(date(2026, 12, 25))
    assert CALENDAR.is_fixed(date(2025, 12, 31))


def test_the_next_notice_may_change_the_last_days_of_the_year_before() -> None:
    text = YEAR.replace("2026-02-15", "2026-12-27").replace("2026-02-23", "2026-12-28")
    old = parse_calendar(text.replace('"2026-02-14", "2026-02-28"', '"2026-12-26"'), file_name="2026.toml")
    text = YEAR.replace("year = 2026", "year = 2027").replace("2026-02-15", "2026-12-26").replace("2026-02-23", "2026-12-26")
    new = parse_calendar(text.replace('"2026-02-14", "2026-02-28"', '"2026-12-27"'), file_name="2027.toml")
    for order in ([old, new], [new, old]):
        both = joined(order)
        assert [both.is_working_day(date(2026, 12, day)) for day in (26, 27, 28)] == [False, True, False]
        assert not both.holidays & both.make_up


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="负数"):
        CALENDAR.after(FIRST, -1)


def test_a_year_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="两次"):
        joined([parse_calendar(YEAR, file_name="2026.toml")] * 2)


def test_every_file_names_its_year_and_where_its_days_come_from() -> None:
    assert [source.year for source in CALENDAR.sources] == [int(path.stem) for path in FILES] == [2023, 2024, 2025, 2026]
    assert all("国办发明电" in source.title and source.url.startswith("https://www.gov.cn/") for source in CALENDAR.sources)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"2026-02-28"', '"2026-02-27"', "本来就上班"),
        ('"2026-02-28"', '"28.2.2026"', "不是日期"),
        ('"2026-02-28"', '"2027-02-27"', "不在 2026 年"),
        ('"2026-02-28"', '"2026-02-15"', "既是放假日又是调休上班日"),
        ("2026-02-23", "2026-02-03", "请对调"),
        ("2026-02-23", "2027-02-03", "不在 2026 年"),
        ("make_up", "makeup", "不认识的键"),
        ("[[holiday]]", "[[holidays]]", "不认识的键"),
    ],
)
def test_a_slip_of_the_pen_in_a_calendar_file_is_named(before: str, after: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        parse_calendar(YEAR.replace(before, after), file_name="2026.toml")


def test_a_calendar_without_holidays_is_refused() -> None:
    with pytest.raises(PolicyError, match="没有任何假期"):
        parse_calendar(YEAR.partition("[[holiday]]")[0], file_name="2026.toml")


def test_no_calendar_at_all_knows_weekends_and_nothing_more() -> None:
    assert Calendar((), frozenset(), frozenset()).after(date(2026, 3, 13), 1) == date(2026, 3, 16)
