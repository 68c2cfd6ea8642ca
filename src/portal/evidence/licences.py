"""Is a licence one that the OSI approved, or one of the Mulan family? Asked of an SPDX expression; what is not listed is not known."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from xingtu.decide.compatibility import Sources
from xingtu.decide.licence_facts import licence_facts
from xingtu.policy.compatibility_tables import compatibility_tables
from xingtu.policy.licence_policy import licence_policy
from xingtu.settings import settings

LIST = Path(__file__).with_name("licences.toml")
TOKEN = re.compile(r"\s*([()]|[A-Za-z0-9.+:-]+)")
WORDS = frozenset({"and", "or", "with", "(", ")"})
DEEPEST = 20
"""Brackets within brackets; nobody's licence is deeper, and a text from outside must not exhaust the stack."""


@cache
def licence_lists() -> tuple[frozenset[str], frozenset[str]]:
    """Ids that are approved and ids that are known not to be, in lower case."""
    content = tomllib.loads(LIST.read_text("utf-8"))
    approved = {ident.lower() for ident in (*content["osi_approved"], *content["mulan"])}
    return frozenset(approved), frozenset(ident.lower() for ident in content["not_approved"])


def is_approved(expression: str) -> bool | None:
    """Of a choice (OR) one approved licence is enough, of several that hold together (AND) all must be; None: not known."""
    tokens = [token.lower() for token in TOKEN.findall(expression)]
    if not tokens or TOKEN.sub("", expression).strip():
        return None
    reading = _Reading(iter(tokens))
    try:
        answer = reading.choice(0)
    except _NoExpressionError:
        return None
    return answer if reading.here is None else None


class _NoExpressionError(Exception):
    """The text is no SPDX expression."""


class _Reading:
    """One token ahead of an expression."""

    def __init__(self, tokens: Iterator[str]) -> None:
        self.tokens = tokens
        self.here = next(tokens, None)

    def take(self) -> str:
        if self.here is None:
            raise _NoExpressionError
        taken, self.here = self.here, next(self.tokens, None)
        return taken

    def choice(self, depth: int) -> bool | None:
        found = [self.together(depth)]
        while self.here == "or":
            self.take()
            found.append(self.together(depth))
        return True if True in found else (None if None in found else False)

    def together(self, depth: int) -> bool | None:
        found = [self.one(depth)]
        while self.here == "and":
            self.take()
            found.append(self.one(depth))
        return False if False in found else (None if None in found else True)

    def one(self, depth: int) -> bool | None:
        taken = self.take()
        if taken == "(" and depth < DEEPEST:
            answer = self.choice(depth + 1)
            if self.take() != ")":
                raise _NoExpressionError
            return answer
        if taken in WORDS:
            raise _NoExpressionError
        if self.here == "with":
            self.take()
            if self.take() in WORDS:
                raise _NoExpressionError
        # an exception only permits more, and "or any later version" is a choice of the same family
        return _listed(taken.removesuffix("+"))


def _listed(ident: str) -> bool | None:
    approved, others = licence_lists()
    return True if ident in approved else (False if ident in others else None)


@cache
def sources() -> Sources:
    """Lists, judgements and tables of the policy folder, read once."""
    return Sources(licence_policy(_text), compatibility_tables(_text))


def facts_of_licence(expression: str, *, on: date) -> Mapping[str, object]:
    """Whether it is open source, and whether it goes with MulanPSL-2.0; None where a person must look."""
    return licence_facts(expression, sources(), on=on)


def _text(name: str) -> str:
    return (settings().policy / name).read_text("utf-8")
