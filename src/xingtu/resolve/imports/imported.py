"""What does a reader of somebody's list hand back, and how are its days and bytes read?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xingtu.resolve.assertions import Assertion

OrganisationId = Callable[[str], str]
"""The id for an organisation as a list calls it; the name itself when nobody declared it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Statements of one file, and every problem met in it; with a problem none of the statements is to be used."""

    assertions: tuple[Assertion, ...] = ()
    problems: tuple[str, ...] = ()


def text_of(content: bytes, second_guess: str) -> str:
    """The text: UTF-8 with or without a mark, else what such files usually are, else latin-1, which reads anything."""
    for encoding in ("utf-8-sig", second_guess):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def iso_day(text: str) -> str | None:
    """``2020-1-5``, ``2020/01/05``, ``2020.1.5`` or ``2020年1月5日`` as ISO text; None when it is no day."""
    parts = text.strip().replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return None
