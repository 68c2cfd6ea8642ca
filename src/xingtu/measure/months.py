"""In which month and quarter did something land, on the office's calendar?

Calendar days of the house are Asia/Shanghai: eight hours ahead of UTC, without summer time since git exists.
The engine's session runs in UTC (Ibis sets it); everything after that is whole days.
"""

import ibis

OFFICE_OFFSET_SECONDS = 8 * 3600
DAY_SECONDS = 86_400
MONTHS_A_QUARTER = 3

UNKNOWN_TIME = "(Unknown)"
"""Month or quarter of a change whose date no calendar holds."""


def office_day(instant: ibis.Value) -> ibis.Value:
    """The calendar day of an instant, as a date."""
    days = (instant.epoch_seconds() + OFFICE_OFFSET_SECONDS) // DAY_SECONDS
    return (ibis.date(1970, 1, 1) + days.as_interval("D")).cast("date")


def month(instant: ibis.Value) -> ibis.Value:
    """The month as text, e.g. ``2025-03``."""
    return office_day(instant).cast("string").substr(0, len("2025-03")).fill_null(UNKNOWN_TIME)


def quarter_number(instant: ibis.Value) -> ibis.Value:
    """The quarter as a running number, so that the next one is + 1; null when the date is unknown."""
    day = office_day(instant)
    return (day.year() * 4 + (day.month() - 1) // MONTHS_A_QUARTER).cast("int64")


def quarter_text(number: ibis.Value) -> ibis.Value:
    """The quarter as text, e.g. ``2025-Q1``."""
    return (number // 4).cast("int64").cast("string") + "-Q" + (number % 4 + 1).cast("int64").cast("string")
