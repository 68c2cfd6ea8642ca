"""Which day does a date mean, as catalogues and bulletins write it?"""

import re
from datetime import date

from xingtu.errors import BadRecord

WRITTEN = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T ].*)?")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
SHOWN = 40


def day(text: str) -> str:
    """The day as YYYY-MM-DD; a time of day after it is dropped.

    Raises:
        BadRecord: it is none, or one the calendar does not have.
    """
    found = WRITTEN.fullmatch(text.strip()) or COMPACT.fullmatch(text.strip())
    if found is None:
        raise BadRecord(f"不是日期：{text[:SHOWN]!r}")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError as error:
        raise BadRecord(f"日历上没有这一天：{text[:SHOWN]!r}") from error
