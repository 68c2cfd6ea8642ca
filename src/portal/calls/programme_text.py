"""How is one table of a programme's file changed, added, moved or removed, while every other byte stays as it was written?

The text is cut into blocks: a header with the comments directly above it and everything up to the next one. A table is edited within
its block (comments and order of its keys stay); whole blocks are moved. Each result is read back and compared with what it ought to
hold: a file written in a way this cutting does not understand is refused, never damaged.

A table's address: names and places from the top, e.g. ``section.0.field.2``, ``review``, ``milestone.1.rule``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import tomlkit
from django.utils.translation import gettext as _
from tomlkit.items import Integer, Item, Trivia

from portal.errors import Invalid

HEADER = re.compile(r"^[ \t]*(?P<open>\[\[?)[ \t]*(?P<path>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)[ \t]*\]\]?[ \t]*(#.*)?$")
YEAR = re.compile(r"20[0-9]{2}")
DIGIT = re.compile(r"[0-9]")
GROUPED_FROM = 10_000
"""From here on digits are written in groups, as 30_000_000."""
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """One table as it is written; the address of the first block, before any header, is empty."""

    address: str
    text: str


def blocks_of(text: str) -> list[Block]:
    """The file cut at its headers; joined they are the text again."""
    cut: list[tuple[str, list[str]]] = [("", [])]
    counted: dict[str, int] = {}
    current: dict[tuple[str, ...], str] = {}
    for line in text.splitlines(keepends=True):
        match = HEADER.match(line.rstrip("\r\n"))
        if match is None or not _is_header(cut[-1][1]):
            cut[-1][1].append(line)
            continue
        names = tuple(match["path"].split("."))
        parent = current.get(names[:-1], ".".join(names[:-1]))
        address = f"{parent}.{names[-1]}" if parent else names[-1]
        if match["open"] == "[[":
            place = counted.get(address, -1) + 1
            counted[address] = place
            address = f"{address}.{place}"
        current[names] = address
        above = _comments_above(cut[-1][1])
        cut.append((address, [*above, line]))
    return [Block(address, "".join(lines)) for address, lines in cut]


def _is_header(lines: list[str]) -> bool:
    """Whether what stands so far is whole: a line in brackets inside a text or list of several lines is no header."""
    try:
        tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _comments_above(lines: list[str]) -> list[str]:
    """Take the comment lines that end a block: they speak of the header below."""
    taken: list[str] = []
    while lines and lines[-1].lstrip().startswith("#"):
        taken.insert(0, lines.pop())
    if taken and not any(line.strip() for line in lines):
        lines.extend(taken)  # the head of the file stays at the head
        return []
    return taken


def policy_hash_of(text: str) -> str:
    """SHA-256 of the file's bytes: what is signed, and what a run names."""
    return sha256(text.encode()).hexdigest()


def table_at(data: Mapping[str, Any], address: str) -> Table | None:
    """The table of that address; None when there is none."""
    found: Any = data
    for name in address.split(".") if address else []:
        if isinstance(found, list):
            found = found[int(name)] if name.isdecimal() and int(name) < len(found) else None
        else:
            found = found.get(name) if isinstance(found, Mapping) else None
        if found is None:
            return None
    return found if isinstance(found, dict) else None


def path_of(address: str) -> tuple[str, ...]:
    """The names without the places: what kind of table it is."""
    return tuple(name for name in address.split(".") if not name.isdecimal())


def data_of(text: str) -> Table:
    """What the text holds.

    Raises:
        Invalid: it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid({"text": _("不是合法的 TOML（%(error)s）；请在全文中改正。") % {"error": error}}) from error


def keys_set(text: str, address: str, changes: Mapping[str, Any]) -> str:
    """Change keys of one table; None takes a key away. A table that is not there yet is added.

    Raises:
        Invalid: the file is not written so that this table can be found.
    """
    wanted = data_of(text)
    table = table_at(wanted, address)
    if table is None:
        return table_added(text, address, {name: value for name, value in changes.items() if value is not None})
    blocks = blocks_of(text)
    at = _place(blocks, address)
    table.update({name: value for name, value in changes.items() if value is not None})
    for name in [name for name, value in changes.items() if value is None]:
        table.pop(name, None)
    edited = Block(address, _edited(blocks[at].text, address, changes))
    return _proven("".join(block.text for block in (*blocks[:at], edited, *blocks[at + 1 :])), wanted)


def table_added(text: str, address: str, content: Mapping[str, Any]) -> str:
    """Add a table; an address that ends in a place counts as the next of its list.

    Raises:
        Invalid: there is nothing it could stand below.
    """
    wanted, names = data_of(text), address.split(".")
    listed = names[-1].isdecimal()
    above, name = (".".join(names[:-2]), names[-2]) if listed else (".".join(names[:-1]), names[-1])
    parent: Any = table_at(wanted, above) if above else wanted
    if not isinstance(parent, dict):
        raise Invalid({"": _("文件中没有 %(place)s，无法在其下新增。") % {"place": above}})
    if listed:
        rows = parent.setdefault(name, [])
        if not isinstance(rows, list):
            raise Invalid({"": _("文件中没有单独写 %(place)s 这一段，请在全文中修改。") % {"place": address}})
        rows.append(dict(content))
    else:
        parent[name] = dict(content)
    header = ".".join(path_of(address))
    brackets = f"[[{header}]]" if listed else f"[{header}]"
    document = tomlkit.document()
    for key, value in content.items():
        document[key] = _item(value)
    blocks = blocks_of(text)
    at = _last_of(blocks, above, name)
    before = "".join(block.text for block in blocks[:at])
    after = "".join(block.text for block in blocks[at:])
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    added = f"{gap}{brackets}\n{tomlkit.dumps(document)}" + ("\n" if after else "")
    return _proven(before + added + after, wanted)


def table_removed(text: str, address: str) -> str:
    """Take a table and all below it away.

    Raises:
        Invalid: it is not there.
    """
    wanted, blocks = data_of(text), blocks_of(text)
    _prove_there(wanted, address)
    begin, end = _span(blocks, address)
    names = address.split(".")
    if names[-1].isdecimal():
        listed: Any = table_at(wanted, ".".join(names[:-2])) if names[:-2] else wanted
        listed[names[-2]].pop(int(names[-1]))
        if not listed[names[-2]]:
            del listed[names[-2]]
    else:
        holder: Any = table_at(wanted, ".".join(names[:-1])) if names[:-1] else wanted
        del holder[names[-1]]
    return _proven("".join(block.text for block in (*blocks[:begin], *blocks[end:])), wanted)


def table_moved(text: str, address: str, *, by: int) -> str:
    """Change places with the neighbour above (-1) or below (1); at an end nothing happens.

    Raises:
        Invalid: it is not there, or its list is written in a way that cannot be moved.
    """
    wanted, blocks, names = data_of(text), blocks_of(text), address.split(".")
    _prove_there(wanted, address)
    here, there = int(names[-1]), int(names[-1]) + by
    holder: Any = table_at(wanted, ".".join(names[:-2])) if names[:-2] else wanted
    listed = holder[names[-2]]
    if not 0 <= there < len(listed):
        return text
    listed[here], listed[there] = listed[there], listed[here]
    other = ".".join([*names[:-1], str(there)])
    first, second = sorted([_span(blocks, address), _span(blocks, other)])
    texts = [block.text for block in blocks]
    parts = [texts[: first[0]], texts[second[0] : second[1]], texts[first[1] : second[0]], texts[first[0] : first[1]], texts[second[1] :]]
    ended = ["".join(part) for part in parts]
    # the last table of a file may end without an empty line
    for place in (1, 3):
        if ended[place] and not ended[place].endswith("\n"):
            ended[place] += "\n"
    return _proven("".join(ended), wanted)


def _prove_there(data: Table, address: str) -> None:
    if table_at(data, address) is None:
        raise Invalid({"": _("文件中没有单独写 %(place)s 这一段，请在全文中修改。") % {"place": address}})


def _edited(block: str, address: str, changes: Mapping[str, Any]) -> str:
    body = block.rstrip()
    tail = block[len(body) :] or "\n"
    document = tomlkit.parse(body + "\n")
    table: Any = document
    for name in path_of(address):
        table = table[name]
        if isinstance(table, list):
            table = table[0]
    for name, value in changes.items():
        if value is None:
            if name in table:
                del table[name]
        elif name not in table or table[name] != value or type(table[name].unwrap()) is not type(value):
            item = _item(value)
            if name in table and isinstance(value, int) and DIGIT.search(table[name].trivia.comment):
                # a comment that repeats the number in words would go on saying the old one
                table[name].trivia.comment = table[name].trivia.comment_ws = ""
            table[name] = item
    return tomlkit.dumps(document).rstrip() + tail


def _item(value: Any) -> Item:  # noqa: ANN401 -- a value of TOML
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= GROUPED_FROM:
        return Integer(value, Trivia(), f"{value:_}")
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        rows = tomlkit.array()
        for row in value:
            inline = tomlkit.inline_table()
            for key, cell in row.items():
                inline[key] = _item(cell)
            rows.append(inline)
        rows.multiline(multiline=True)
        return rows
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        for key, cell in value.items():
            inline[key] = _item(cell)
        return inline
    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True) if not value.startswith("\n") else tomlkit.string(value)
    made: Item = tomlkit.item(value)
    return made


def _place(blocks: list[Block], address: str) -> int:
    for place, block in enumerate(blocks):
        if block.address == address:
            return place
    raise Invalid({"": _("文件中没有单独写 %(place)s 这一段，请在全文中修改。") % {"place": address}})


def _span(blocks: list[Block], address: str) -> tuple[int, int]:
    """From the table's block to the end of what stands below it."""
    begin = _place(blocks, address)
    end = begin + 1
    while end < len(blocks) and blocks[end].address.startswith(f"{address}."):
        end += 1
    return begin, end


def _last_of(blocks: list[Block], above: str, name: str) -> int:
    """Where a new table goes: after the last of its kind, else after what it stands below, else at the end."""
    like = f"{above}.{name}" if above else name
    own = [place for place, block in enumerate(blocks) if block.address == like or block.address.startswith(f"{like}.")]
    if own:
        return own[-1] + 1
    return _span(blocks, above)[1] if above else len(blocks)


def _proven(text: str, wanted: Table) -> str:
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        read = {}
    if _plain(read) != _plain(wanted):
        raise Invalid({"": _("这一段的写法不便逐项修改，请在全文中修改。")})
    return text


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a value of TOML
    """Comparable: an empty list of tables is as good as none."""
    if isinstance(value, dict):
        return {
            key: _plain(inner) for key, inner in value.items() if not (isinstance(inner, list) and not inner and key not in _KEPT_EMPTY)
        }
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


_KEPT_EMPTY = frozenset({"moves"})


def moved_a_year(text: str, *, ident: str, by_years: int) -> str:
    """Next year's file: another id, version 1, every date that many years later, years in its names too.

    Raises:
        Invalid: it is not TOML.
    """
    head = blocks_of(text)[0].text
    moved = YEAR.sub(lambda year: str(int(year[0]) + by_years), head) + text[len(head) :]
    for address in [block.address for block in blocks_of(text) if block.address]:
        table = table_at(data_of(moved), address) or {}
        changes: Table = {name: _later(value, by_years) for name, value in table.items() if isinstance(value, date | datetime)}
        if address == "programme":
            changes |= {"id": ident, "version": 1}
            for name in ("name", "name_en"):
                changes[name] = YEAR.sub(lambda year: str(int(year[0]) + by_years), str(table.get(name, "")))
        if changes:
            moved = keys_set(moved, address, changes)
    return moved


def _later(value: date | datetime, years: int) -> date | datetime:
    try:
        return value.replace(year=value.year + years)
    except ValueError:  # the 29th of February
        return value.replace(year=value.year + years, day=28)
