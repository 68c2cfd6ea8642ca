"""By which day is a case due? Days by kind are the office's to set, in ``policy/cases.toml``; working days come with the calls."""

from datetime import date, timedelta
from functools import cache

from portal.cases.flow import CaseKind
from xingtu.policy.stanza import read_stanza
from xingtu.settings import settings


@cache
def due_days() -> dict[str, int]:
    """Kind → calendar days.

    Raises:
        PolicyError: a kind is missing, unknown or not a number of days.
    """
    root = read_stanza((settings().policy / "cases.toml").read_text("utf-8"), "policy/cases.toml")
    stanza = root.inner("due_days")
    days = {kind.value: stanza.integer(kind.value, at_least=1, at_most=365) for kind in CaseKind}
    stanza.close()
    root.close()
    return days


def due_on(kind: CaseKind, received_on: date) -> date:
    """The last day on which an answer is in time."""
    return received_on + timedelta(days=due_days()[kind.value])
