"""Which Chinese licence texts do we know whole, and by which shingles are they found?"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from xingtu.detect.licences.zh_reading import characters, read
from xingtu.errors import Incomplete

SHINGLE = 5
"""Characters of a shingle."""


@dataclass(frozen=True, slots=True)
class KnownText:
    """A licence text, as the set of its overlapping pieces of five characters."""

    id: str
    expression: str
    spdx: str
    length: int
    shingles: frozenset[str]
    copies: int
    """Independent copies that say the same; with one alone nothing is sure."""


def shingles(text: str) -> Iterator[str]:
    """Each piece of five characters, one character apart."""
    return (text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1))


@cache
def known_texts() -> tuple[KnownText, ...]:
    """All of them, read once per process."""
    folder = resources.files(__package__) / "zh_texts"
    listed = tomllib.loads((folder / "texts.toml").read_text(encoding="utf-8"))["text"]
    return tuple(_known(row, (folder / f"{row['id']}.txt").read_bytes()) for row in listed)


@cache
def every_shingle() -> frozenset[str]:
    """The shingles of all texts: what is in none of them is skipped in one look."""
    return frozenset().union(*(text.shingles for text in known_texts()))


def _known(row: Mapping[str, Any], content: bytes) -> KnownText:
    reading = read(content)
    if reading is None:
        raise Incomplete(f"许可证文本 {row['id']} 读不出中文，请检查 zh_texts 下的同名文件。")
    text = characters(reading).text
    return KnownText(row["id"], row["expression"], row["spdx"], len(text), frozenset(shingles(text)), len(row["copies"]))
