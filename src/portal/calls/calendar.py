"""On which day does a period of working days end? By the holidays and make-up days of ``policy/calendar/``."""

from datetime import date
from functools import cache

from xingtu.policy.working_days import Calendar, joined, parse_calendar
from xingtu.settings import settings


@cache
def calendar() -> Calendar:
    """The city's calendar, all years that are published."""
    files = sorted((settings().policy / "calendar").glob("*.toml"))
    return joined(parse_calendar(file.read_text("utf-8"), file_name=f"policy/calendar/{file.name}") for file in files)


def due_after(day: date, working_days: int) -> tuple[date, bool]:
    """The last of so many working days after ``day``; True beside it while a calendar of that time is not published."""
    known = calendar()
    last_on = known.after(day, working_days)
    return last_on, known.span(day, last_on).provisional
