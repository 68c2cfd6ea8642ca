"""Which days are working days in China, and on which day do n of them end?

Holidays and the weekends worked for them (调休) are fixed by the State Council year by year, so they are data:
``policy/calendar/<year>.toml``. A year without a file is counted Monday to Friday, and what is counted there is ``provisional``:
it may be shown, never published as a deadline.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from xingtu.policy.office import NoticeLength
from xingtu.policy.stanza import Stanza, read_stanza

CountFrom = Literal["next_day", "same_day"]
DAY = timedelta(days=1)
SATURDAY, DECEMBER = 5, 12
NEW_YEAR_BEGINS = 26
"""From this day of December the notice for the next year may still change days (in 2018 the 29th was worked, the 31st free)."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the days of one year come from; ``verified``: read in the notice itself."""

    year: int
    title: str
    url: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Days counted, both ends included; ``provisional``: a day between them lies in a year nobody has fixed yet."""

    first_on: date
    last_on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of all years there are files for."""

    sources: tuple[Source, ...]
    holidays: frozenset[date]
    make_up: frozenset[date]

    def is_known(self, year: int) -> bool:
        """Whether there is a file for the year."""
        return any(source.year == year for source in self.sources)

    def is_fixed(self, day: date) -> bool:
        """Whether no notice still to come can change the day; the last days of December wait for the next year's."""
        if day.month == DECEMBER and day.day >= NEW_YEAR_BEGINS:
            return self.is_known(day.year) and self.is_known(day.year + 1)
        return self.is_known(day.year)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday without holidays, and the weekends worked for them."""
        return day in self.make_up or (day.weekday() < SATURDAY and day not in self.holidays)

    def after(self, day: date, n: int, count_from: CountFrom = "next_day") -> date:
        """The last of ``n`` working days; none counted is ``day`` itself.

        Raises:
            ValueError: ``n`` is negative.
        """
        if n < 0:
            raise ValueError(f"工作日数不能是负数（{n}）")
        last, left = day, n
        candidate = day if count_from == "same_day" else day + DAY
        while left:
            if self.is_working_day(candidate):
                last, left = candidate, left - 1
            candidate += DAY
        return last

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``, the number ``after`` needs; negative when ``end`` lies before."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))

    def end_of(self, start: date, length: NoticeLength, count_from: CountFrom = "next_day") -> Span:
        """The days a notice published on ``start`` stands; calendar days are counted through, whatever day they end on."""
        first = start if count_from == "same_day" else start + DAY
        last = self.after(start, length.length, count_from) if length.unit == "working" else first + DAY * (length.length - 1)
        return self.span(first, last)

    def span(self, first: date, last: date) -> Span:
        """The days from ``first`` to ``last``, with the mark they deserve."""
        return Span(first, last, not all(self.is_fixed(first + DAY * n) for n in range((last - first).days + 1)))


def parse_calendar(text: str, *, file_name: str) -> Calendar:
    """The calendar of one year; ``joined`` makes one of several.

    Raises:
        PolicyError: a key is unknown or missing, a day lies in another year, a make-up day is no weekend, or a day is both free and worked.
    """
    root = read_stanza(text, file_name)
    head = root.inner("year")
    source = Source(
        year=head.integer("year", at_least=1949, at_most=9999),
        title=head.text("source"),
        url=head.text("source_url", default=""),
        verified=head.flag("verified"),
    )
    stanzas = root.inners("holiday", label="holiday", named_by="name")
    holidays: set[date] = set()
    make_up: set[date] = set()
    for stanza in stanzas:
        holidays |= _days_off(stanza, source.year)
        make_up |= _days_worked(stanza, source.year)
    head.close()
    root.close()
    if not stanzas:
        root.refuse("没有任何假期；请照放假通知逐条写 [[holiday]]。")
    if both := holidays & make_up:
        root.refuse(f"{min(both)} 既是放假日又是调休上班日；请只留一处。")
    return Calendar((source,), frozenset(holidays), frozenset(make_up))


def joined(calendars: Iterable[Calendar]) -> Calendar:
    """One calendar of many years, earliest first; of a year's last days the next year's notice has the last word.

    Raises:
        ValueError: two calendars are of the same year.
    """
    sources: tuple[Source, ...] = ()
    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    for calendar in sorted(calendars, key=lambda calendar: [source.year for source in calendar.sources]):
        holidays = (holidays - calendar.make_up) | calendar.holidays
        make_up = (make_up - calendar.holidays) | calendar.make_up
        sources += calendar.sources
    years = [source.year for source in sources]
    if len(set(years)) < len(years):
        raise ValueError(f"同一年的日历给了两次：{years}")
    return Calendar(sources, holidays, make_up)


def _days_off(stanza: Stanza, year: int) -> set[date]:
    stanza.text("name")
    stanza.text("name_en")
    first, last = stanza.day("first_on"), stanza.day("last_on")
    if last < first:
        stanza.refuse(f"last_on = {last} 在 first_on = {first} 之前；请对调。")
    days = {first + DAY * n for n in range((last - first).days + 1)}
    _refuse_other_years(stanza, days, year)
    return days


def _days_worked(stanza: Stanza, year: int) -> set[date]:
    days: set[date] = set()
    for written in stanza.texts("make_up", default=()):
        try:
            day = date.fromisoformat(written)
        except ValueError:
            stanza.refuse(f"make_up 中的 “{written}” 不是日期；请写成 “2026-02-14”。")
        if day.weekday() < SATURDAY:
            stanza.refuse(f"make_up 中的 {day} 是周一至周五，本来就上班；请核对放假通知。")
        days.add(day)
    _refuse_other_years(stanza, days, year)
    stanza.close()
    return days


def _refuse_other_years(stanza: Stanza, days: set[date], year: int) -> None:
    """A notice governs its own year and, around New Year's Day, the last days of the year before."""
    earliest = date(year - 1, DECEMBER, NEW_YEAR_BEGINS)
    for day in sorted(days):
        if not earliest <= day <= date(year, DECEMBER, 31):
            stanza.refuse(f"{day} 不在 {year} 年；请写进那一年的文件。")
