"""What must a metric tell about itself before its number may be shown?

A metric is an Ibis expression over the tables of a run, with its definition, unit, source, caveats and a worked example.
Windows are no argument: dates and commit ranges are already resolved into ``changes.period`` (before, inside, after).
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc

import ibis

Tables = Mapping[str, ibis.Table]
"""The tables of a run by name; the columns are those of ``xingtu.facts``."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A second number a metric shows in the same row, so that nobody reads the first one alone."""

    column: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Example:
    """A few rows of facts and the answer, worked out by hand: the first test of a metric, and its sample in the docs."""

    given: Mapping[str, Sequence[object]]
    """Table name to rows of that table's row type; tables left out are empty."""
    expect: Sequence[tuple[str | int | None, ...]]
    """Rows (grain…, value, beside…), ordered by grain."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One number: how it is computed and why it is defensible.

    ``value`` returns one row per ``grain`` with the columns grain…, ``value``, beside…; the number shown is ``value / scale``.
    ``additive`` values may be summed over any column of the grain (``xingtu.measure.rollup``).
    """

    id: str
    """The name of its file."""
    version: int
    """Goes up whenever any number may change."""
    name: str
    name_en: str
    unit: str
    unit_en: str
    grain: tuple[str, ...]
    source: str
    basis: str
    caveats: tuple[str, ...]
    value: Callable[[Tables], ibis.Table]
    example: Example
    additive: bool
    scale: int = 1
    beside: tuple[Beside, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its table, in order."""
        return (*self.grain, "value", *(other.column for other in self.beside))

    @property
    def question(self) -> str:
        """The first line of its file: the question it answers, in Chinese."""
        return (sys.modules[self.value.__module__].__doc__ or "").strip().split("\n")[0]

    @property
    def definition(self) -> str:
        """The docstring of its expression: what is counted, in English."""
        return cleandoc(self.value.__doc__ or "")
