"""Which districts, fields, libraries and code hosts does the city know? Read once from ``policy/``.

A name is said in the reader's language; an id that policy no longer knows is shown as it is, never dropped.
"""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from django.utils.translation import get_language

from portal.house.context import office
from xingtu.policy.fields import Vocabulary, parse_fields
from xingtu.policy.hosts import CodeHost, parse_hosts
from xingtu.policy.libraries import Library, parse_libraries
from xingtu.policy.office import District
from xingtu.settings import settings


class Named(Protocol):
    """A row of a policy file."""

    @property
    def id(self) -> str:
        """Stored."""

    @property
    def name(self) -> str:
        """Said in Chinese."""

    @property
    def name_en(self) -> str:
        """Said in English."""


@cache
def fields_vocabulary() -> Vocabulary:
    """The priority fields, with the version of the list."""
    return parse_fields((settings().policy / "fields.toml").read_text("utf-8"), file_name="policy/fields.toml")


@cache
def libraries() -> tuple[Library, ...]:
    """The city's libraries."""
    return parse_libraries((settings().policy / "libraries.toml").read_text("utf-8"), file_name="policy/libraries.toml")


@cache
def code_hosts() -> tuple[CodeHost, ...]:
    """Code hosts with their aliases."""
    return parse_hosts((settings().policy / "hosts.toml").read_text("utf-8"), file_name="policy/hosts.toml")


def districts() -> tuple[District, ...]:
    """Districts and parks, in the office's order."""
    return office().districts


def libraries_of(kind: str) -> tuple[Library, ...]:
    """Those that take this kind of record."""
    return tuple(library for library in libraries() if kind in library.kinds)


def choices_of(rows: Sequence[Named]) -> list[tuple[str, str]]:
    """Id and name in the reader's language."""
    english = is_english()
    return [(row.id, row.name_en if english else row.name) for row in rows]


def name_of(rows: Sequence[Named], ident: str) -> str:
    """The name in the reader's language."""
    return dict(choices_of(rows)).get(ident, ident)


def is_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")
