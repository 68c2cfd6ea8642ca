"""What is a thing called of which only kind and id are written down, and on which page does it stand?

The journal and cases name things of every app by kind and id. House lies below those apps, so each says of its own things how
they are called (``tell``, when Django is ready); a kind of which nobody tells stays as it was written.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Thing:
    """``href`` empty: it has no page."""

    name: str
    href: str = ""


Telling = Callable[[list[str]], Mapping[str, Thing]]
"""Ids of one kind → those that there are, in one query."""
_TOLD: dict[str, Telling] = {}


def tell(kind: str, telling: Telling) -> None:
    """From now on things of this kind are called as ``telling`` says."""
    _TOLD[kind] = telling


def things(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Thing]:
    """By kind and id; what is not known, or no longer there, is not among them. A query a kind."""
    by_kind: dict[str, set[str]] = {}
    for kind, ident in wanted:
        by_kind.setdefault(kind, set()).add(ident)
    return {
        (kind, ident): thing
        for kind, idents in by_kind.items()
        if kind in _TOLD
        for ident, thing in _TOLD[kind](sorted(idents - {""})).items()
    }


def page(name: str, *arguments: object) -> str:
    """The address of a page by its name, or nothing where no page answers to it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
