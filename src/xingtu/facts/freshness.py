"""How fresh is what we know of vulnerabilities, and of how much of the city do we know it?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One source of advisories or risk signals, as it stands. ``age_days``: since it was fetched; None: it never was."""

    source: str
    address: str
    mark: str
    """Commit, etag, serial or day of what was taken in."""
    records: int
    refused: int
    newest: str
    fetched_at: str
    age_days: int | None
    result: str
    """``ok``, else why the last try was not taken."""
    licence: str
    ecosystems: tuple[str, ...] = ()
    """Ecosystems its advisories speak of; empty for signals and notes, which match nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """共 N 个组件，其中 M 个属于已覆盖生态；K 个版本无法排序；U 个清单条目未解析；P 个项目无清单."""

    components: int
    covered: int
    unplaced: int
    unresolved: int
    projects: int
    without_lockfile: int
    uncovered_ecosystems: tuple[str, ...]
    unevaluable: int = 0
    """Of ``unplaced``: those of whose package a record in force has a range that could not be evaluated."""

    @property
    def loaded(self) -> bool:
        """Whether any advisory was ever loaded for any component held."""
        return self.covered > 0 or self.components == 0
