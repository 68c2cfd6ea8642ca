"""What do the city's licence policy and its tables of compatibility say of a licence? Rules and forms ask it of an expression."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from xingtu.decide.compatibility import Sources
from xingtu.decide.licence_facts import licence_facts
from xingtu.policy.compatibility_tables import compatibility_tables
from xingtu.policy.licence_policy import licence_policy
from xingtu.settings import settings


@cache
def sources() -> Sources:
    """Lists, judgements and tables of the policy folder, read once."""
    return Sources(licence_policy(_text), compatibility_tables(_text))


def facts_of_licence(expression: str, *, on: date) -> Mapping[str, object]:
    """Whether it is open source, and whether it goes with MulanPSL-2.0; None where a person must look."""
    return licence_facts(expression, sources(), on=on)


def _text(name: str) -> str:
    return (settings().policy / name).read_text("utf-8")
