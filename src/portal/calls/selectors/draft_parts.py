"""What does a part of the editor list: which tables stand in the file, what each says, and what may be added?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.calls.programme_keys import Choices, Part, Stanza
from portal.calls.selectors.differences import told
from portal.calls.selectors.drafts import Problem
from portal.errors import Sentence
from portal.evidence.selectors.rule_texts import rules_told

MOST_FACTS = 6
UNTOLD = frozenset({"id", "name_en", "label_en", "title_en", "shown_en", "staff_en", "help_en", "summary_en", "verified", "source"})
TITLES = ("name", "shown", "title", "label", "from_place", "id")


@dataclass(frozen=True, slots=True)
class Row:
    """One table of the file. ``address`` is where it stands; ``missing``: it is not written and may be added."""

    address: str
    depth: int
    kind: Sentence
    title: str
    facts: tuple[tuple[Sentence, str], ...]
    listed: bool = False
    first: bool = False
    last: bool = False
    missing: bool = False
    problem: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Addable:
    """A list that another table may be added to; ``address`` is where it would stand."""

    address: str
    depth: int
    kind: Sentence


def rows_of(part: Part, data: Mapping[str, Any], problem: Problem | None) -> list[Row | Addable]:
    """Every table of the part in the file's order, each list ended by the place where one may be added."""
    wrong = problem.address if problem and problem.part == part.id else ""
    steps = tuple(step_names(data).items())
    stanzas = [_with_steps(stanza, steps) for stanza in part.stanzas]
    return [row for stanza in stanzas for row in _rows(stanza, data, "", 0, wrong, problem)]


def _with_steps(stanza: Stanza, steps: Choices) -> Stanza:
    """Steps are told by their names."""
    if not any(key.kind in {"steps", "step"} for key in stanza.keys):
        return stanza
    return replace(stanza, keys=tuple(replace(key, choices=steps) if key.kind in {"steps", "step"} else key for key in stanza.keys))


def step_names(data: Mapping[str, Any]) -> dict[str, str]:
    """What the steps of the file are called."""
    return {str(step["id"]): str(step.get("shown", step["id"])) for step in _tables(data.get("step")) if "id" in step}


def questions_in(data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Id, label and kind of every question the file asks, sound or not."""
    fields = [field for section in _tables(data.get("section")) for field in _tables(section.get("field"))]
    return [(str(one["id"]), str(one.get("label", one["id"])), str(one.get("kind", ""))) for one in fields if "id" in one]


def _tables(value: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401 -- whatever somebody wrote there
    return [table for table in value if isinstance(table, Mapping)] if isinstance(value, list) else []


def is_single(part: Part) -> bool:
    """Whether the part is one table alone: its form is shown at once."""
    return len(part.stanzas) == 1 and not part.stanzas[0].many and not part.stanzas[0].inside


def _rows(
    stanza: Stanza, holder: Mapping[str, Any], above: str, depth: int, wrong: str, problem: Problem | None
) -> Iterator[Row | Addable]:
    base = f"{above}.{stanza.name}" if above else stanza.name
    found = holder.get(stanza.name)
    if not stanza.many:
        table = found if isinstance(found, Mapping) else None
        yield _row(stanza, table or {}, base, depth, wrong, problem, missing=table is None)
        if table is not None:
            for inner in stanza.inside:
                yield from _rows(inner, table, base, depth + 1, wrong, problem)
        return
    tables = found if isinstance(found, list) and all(isinstance(table, Mapping) for table in found) else []
    for place, table in enumerate(tables):
        address = f"{base}.{place}"
        yield _row(stanza, table, address, depth, wrong, problem, first=place == 0, last=place == len(tables) - 1, listed=True)
        for inner in stanza.inside:
            yield from _rows(inner, table, address, depth + 1, wrong, problem)
    yield Addable(f"{base}.{len(tables)}", depth, stanza.label)


def _row(
    stanza: Stanza,
    table: Mapping[str, Any],
    address: str,
    depth: int,
    wrong: str,
    problem: Problem | None,
    *,
    listed: bool = False,
    first: bool = False,
    last: bool = False,
    missing: bool = False,
) -> Row:
    facts = [
        (key.label, told(table[key.name], key))
        for key in stanza.keys
        if key.name in table and key.name not in UNTOLD and str(table[key.name]) != title_of(table, stanza)
    ]
    if stanza.rule:
        named = {key.name for key in stanza.keys}
        facts = [(name, told(value, None)) for name, value in table.items() if name not in named]
    return Row(
        address=address,
        depth=depth,
        kind=stanza.label,
        title="" if missing else title_of(table, stanza),
        facts=tuple(facts[:MOST_FACTS]),
        listed=listed,
        first=first,
        last=last,
        missing=missing,
        problem=problem.sentence if problem and wrong == address else "",
        unverified=table.get("verified") is False,
    )


def title_of(table: Mapping[str, Any], stanza: Stanza) -> str:
    """What one table of a list is called; a table that stands alone needs no name."""
    if stanza.rule:
        return next((rule.name for rule in rules_told() if rule.id == table.get("id")), str(table.get("id", "")))
    if not stanza.many:
        return ""
    return next((str(table[name]) for name in TITLES if table.get(name)), "—")
