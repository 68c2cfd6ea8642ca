"""Which two persons may be one, or were kept apart by a contradiction, so that a human should be asked?

A suggestion never moves a number. The same full name needs a second hint, and a name that many bear needs two.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

from xingtu.facts.column import Column
from xingtu.resolve.addresses import normalise_name

COMMON_FROM = 3
"""A name borne by this many persons of a run is common."""

MANY = 12
"""Beyond this many bearers nobody is asked: the pairs would only be noise."""

SHORTEST_LOCAL_PART = 4
"""Shorter local parts (li, dev) coincide by chance."""


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A question for a human, about two persons of the run."""

    kind: Annotated[str, Column("same_name, contradiction or needs_name")]
    person: Annotated[str, Column("person id")]
    other: Annotated[str, Column("person id")]
    hints: Annotated[tuple[str, ...], Column("same_name: organisation, local_part, trailer; contradiction: the refused joins' reasons")]
    question: Annotated[str, Column("what to decide, Chinese")]
    question_en: Annotated[str, Column("what to decide, English")]


@dataclass(frozen=True, slots=True)
class Traits:
    """What is seen of one person's names and mailboxes."""

    names: frozenset[str]
    local_parts: frozenset[str]
    organisations: frozenset[str]


def same_names(
    traits: Mapping[str, Traits],
    trailer_pairs: frozenset[tuple[str, str]],
    apart: frozenset[tuple[str, str]],
    declared: frozenset[str] = frozenset(),
) -> list[Suggestion]:
    """Pairs with the same full name and enough further hints; pairs in ``apart``, and any two declared persons, are known to be two."""
    bearers = defaultdict(set)
    for person, seen in traits.items():
        for name in filter(is_full_name, seen.names):
            bearers[_compared(name)].add(person)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for persons in bearers.values():
        if not 1 < len(persons) <= MANY:
            continue
        needed = 2 if len(persons) >= COMMON_FROM else 1
        for pair in combinations(sorted(persons), 2):
            hints = _hints(traits[pair[0]], traits[pair[1]], signed_together=pair in trailer_pairs or pair[::-1] in trailer_pairs)
            if len(hints) >= needed and pair not in apart and not declared.issuperset(pair):
                found[pair] = hints
    return [same_name(*pair, hints) for pair, hints in sorted(found.items())]


def same_name(person: str, other: str, hints: tuple[str, ...]) -> Suggestion:
    """The question whether two bearers of one name are one person."""
    return Suggestion(
        "same_name", person, other, hints,
        "两人姓名相同并另有线索，是否为同一人？若是，请登记两个邮箱；若否，请写 [[not_same]]。",
        "Same full name and a further hint: one person? If so register both mailboxes; if not, write [[not_same]].",
    )  # fmt: skip


def contradiction(person: str, other: str, reasons: Iterable[str]) -> Suggestion:
    """The question which of two contradicting statements holds."""
    return Suggestion(
        "contradiction", person, other, tuple(sorted(set(reasons))),
        "有声明说是同一人，也有声明说不是；在核实之前按两人计算，请撤回其中一条。",
        "One statement says one person, another says two; counted as two until one of them is taken back.",
    )  # fmt: skip


def needs_name(person: str, other: str) -> Suggestion:
    """The question which name behind a mailbox of many is meant."""
    return Suggestion(
        "needs_name", person, other, (),
        "所登记的邮箱不能单独认定一个人；请在登记中加上提交所用的作者名。",
        "The registered mailbox identifies nobody by itself; add the author name used in the commits.",
    )  # fmt: skip


def is_full_name(name: str) -> bool:
    """Two words or more, or two Chinese characters or more; 'dave' and 'root' are not."""
    han = sum(1 for character in name if "\u4e00" <= character <= "\u9fff")
    return "@" not in name and (han > 1 or len(name.split()) > 1)


def _compared(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", normalise_name(name))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _hints(one: Traits, other: Traits, *, signed_together: bool) -> tuple[str, ...]:
    local_parts = {part for part in one.local_parts & other.local_parts if len(part) >= SHORTEST_LOCAL_PART}
    seen = {"organisation": one.organisations & other.organisations, "local_part": local_parts, "trailer": signed_together}
    return tuple(hint for hint, met in seen.items() if met)
