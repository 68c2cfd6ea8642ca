"""What does one version of a programme say that another did not, by meaning and by letter?

By meaning: tables are matched by their ids, so that moving a question is not changing it; amounts are told in yuan, days in days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calls.programme_keys import PARTS, Key, Part, Stanza, keys_at, stanza_at
from portal.calls.programme_text import data_of
from portal.calls.selectors.money_words import percent, yuan_said
from portal.evidence.selectors.rule_texts import rules_told

UNSAID = frozenset({"id", "version"})
CONTEXT = 3
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different. ``before`` or ``after`` empty with ``what`` empty: a whole table came or went."""

    part: str
    place: str
    what: str
    before: str
    after: str
    kind: str
    """added, removed, changed or moved."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the textual difference. ``kind``: same, added, removed, or skip (lines left out)."""

    kind: str
    text: str
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one part of the editor."""

    part: Part
    changes: tuple[Change, ...]


def changes_between(before: str, after: str) -> list[Group]:
    """By meaning, grouped as the editor is.

    Raises:
        Invalid: one of the two is no TOML.
    """
    old, new = data_of(before), data_of(after)
    found = [change for part in PARTS for stanza in part.stanzas for change in _of_stanza(part, stanza, (stanza.name,), old, new, "")]
    # what the editor does not name is different all the same
    unnamed = sorted({*old, *new} - {stanza.name for part in PARTS for stanza in part.stanzas})
    found += [
        Change("basics", name, "", _plain(old.get(name)), _plain(new.get(name)), "changed")
        for name in unnamed
        if old.get(name) != new.get(name)
    ]
    return [Group(part, mine) for part in PARTS if (mine := tuple(change for change in found if change.part == part.id))]


def _of_stanza(part: Part, stanza: Stanza, path: Path, old: Mapping[str, Any], new: Mapping[str, Any], above: str) -> Iterator[Change]:
    if stanza.many:
        yield from _of_list(part, stanza, path, _tables(old.get(stanza.name)), _tables(new.get(stanza.name)), above)
        return
    before, after = (found if isinstance(found := holder.get(stanza.name), Mapping) else None for holder in (old, new))
    place = _place(above, str(stanza.label))
    if before is None and after is None:
        return
    if before is None or after is None:
        yield Change(part.id, place, "", _summary(before, path), _summary(after, path), "removed" if after is None else "added")
        return
    yield from _of_table(part, stanza, path, before, after, place)


def _of_list(
    part: Part, stanza: Stanza, path: Path, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], above: str
) -> Iterator[Change]:
    old, new = _named(stanza, before), _named(stanza, after)
    kept = [name for name in new if name in old]
    for name, table in new.items():
        place = _place(above, _named_as(stanza, table))
        if name not in old:
            yield Change(part.id, place, "", "", _summary(table, path), "added")
        else:
            yield from _of_table(part, stanza, path, old[name], table, place)
    for name, table in old.items():
        if name not in new:
            yield Change(part.id, _place(above, _named_as(stanza, table)), "", _summary(table, path), "", "removed")
    order = [name for name in old if name in new]
    if kept != order:
        listed = [_("、").join(_called((old if names is order else new)[name], stanza) for name in names) for names in (order, kept)]
        yield Change(part.id, _place(above, str(stanza.label)), _("次序"), listed[0], listed[1], "moved")


def _of_table(part: Part, stanza: Stanza, path: Path, before: Mapping[str, Any], after: Mapping[str, Any], place: str) -> Iterator[Change]:
    inside = {inner.name for inner in stanza.inside}
    named = {key.name: key for key in stanza.keys}
    elsewhere = {key.name for other in PARTS if other is not part for found in other.stanzas if found.name == path[0] for key in found.keys}
    for name in dict.fromkeys((*before, *after)):
        if name in inside or name in UNSAID or (name in elsewhere and name not in named and len(path) == 1):
            continue
        if before.get(name) != after.get(name):
            key = named.get(name)
            was, now = (_with_unit(table, name, key, named) for table in (before, after))
            yield Change(part.id, place, str(key.label) if key else name, was, now, "changed")
    for inner in stanza.inside:
        yield from _of_stanza(part, inner, (*path, inner.name), before, after, place)


def _with_unit(table: Mapping[str, Any], name: str, key: Key | None, keys: Mapping[str, Key]) -> str:
    """A length is in the unit that stands beside it."""
    said = told(table.get(name), key)
    if name == "length" and said and "unit" in table and "unit" in keys:
        return f"{said} {told(table['unit'], keys['unit'])}"
    return said


def _named(stanza: Stanza, tables: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """By id; a rule that is used twice is told apart by what it is used with."""
    named: dict[str, Mapping[str, Any]] = {}
    for table in tables:
        name = str(table.get(stanza.named_by, ""))
        if stanza.rule:
            own = [str(table[key]) for key in ("metric", "field", "fields", "programme", "library") if key in table]
            name = ":".join([name, *own])
        while name in named:
            name += "'"
        named[name] = table
    return named


def _called(table: Mapping[str, Any], stanza: Stanza) -> str:
    if stanza.rule:
        known = {rule.id: rule.name for rule in rules_told()}
        return known.get(str(table.get("id")), str(table.get("id")))
    for name in ("name", "shown", "title", "label", "id", "from_place"):
        if table.get(name):
            return str(table[name])
    return "—"


def _tables(value: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401 -- whatever somebody wrote there
    return [table for table in value if isinstance(table, Mapping)] if isinstance(value, list) else []


def _named_as(stanza: Stanza, table: Mapping[str, Any]) -> str:
    return _("%(kind)s“%(name)s”") % {"kind": stanza.label, "name": _called(table, stanza)}


def _place(above: str, here: str) -> str:
    return f"{above} › {here}" if above else here


def _summary(table: Mapping[str, Any] | None, path: Path) -> str:
    if table is None:
        return ""
    keys = keys_at(path) or {key.name: key for key in getattr(stanza_at(path), "keys", ())}
    told_ = [
        f"{keys[name].label if name in keys else name}：{told(value, keys.get(name))}"
        for name, value in table.items()
        if not (isinstance(value, list) and value and isinstance(value[0], dict) and name not in keys)
        and not isinstance(value, dict)
        and not name.endswith("_en")
    ]
    return _("；").join(told_)


def told(value: Any, key: Key | None) -> str:  # noqa: ANN401, PLR0911 -- a value of the file, one sentence a kind
    """A value as an official reads it; empty where the key is not written."""
    if value is None:
        return ""
    if key is None:
        return _plain(value)
    choices = {ident: str(label) for ident, label in key.choices}
    if key.kind == "yuan" and isinstance(value, int):
        return yuan_said(value)
    if key.kind == "share" and isinstance(value, str):
        return percent(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _("、").join(choices.get(str(item), str(item)) for item in value) or _("（空）")
    if isinstance(value, str):
        return choices.get(value, value)
    if key.unit and isinstance(value, int):
        return f"{value} {key.unit}"
    return _plain(value)


def _plain(value: Any) -> str:  # noqa: ANN401, PLR0911 -- a value of the file, one writing a type
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value.tzinfo else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping):
        return _("，").join(f"{name} {_plain(inner)}" for name, inner in value.items() if not str(name).endswith("_en"))
    if isinstance(value, list):
        return _("；").join(_plain(item) for item in value)
    return str(value)


def lines_between(before: str, after: str) -> list[Line]:
    """By letter, with a few lines around each change."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        lines.append(Line("skip", "", group[0][1] + 1, group[0][3] + 1))
        for what, first, last, begin, end in group:
            if what == "equal":
                lines += [Line("same", text, first + at + 1, begin + at + 1) for at, text in enumerate(old[first:last])]
                continue
            lines += [Line("removed", text, first + at + 1, None) for at, text in enumerate(old[first:last])]
            lines += [Line("added", text, None, begin + at + 1) for at, text in enumerate(new[begin:end])]
    return lines
