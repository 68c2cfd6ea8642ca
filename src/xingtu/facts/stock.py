"""Which dependency files does a project hold at one commit, what do they name, and what do they leave open?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DependencyFile:
    """One dependency file of a tree."""

    path: str
    blob: str
    parser: str
    """Format and version of its reader (``go_mod@1``)."""
    resolved: bool
    """A lock file; False: a declaration, which only asks."""
    components: int
    """Rows with a version."""
    unresolved: int
    """Rows without one that no lock file in the same folder or above answers."""
    notes: tuple[str, ...] = ()
    """What the file does not say."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file could not be read, or not to its end. ``line`` None: no line can be told."""

    path: str
    line: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Stock:
    """What was found; a file with a fault names nothing, and that is not the same as needing nothing."""

    project: str
    name: str
    tip: str
    """Commit; the content's digest where a file was looked at alone."""
    files: tuple[DependencyFile, ...]
    read_now: int
    """Contents parsed this time; the others were known."""
    components: int
    """Distinct (ecosystem, package, version)."""
    unresolved: int
    faults: tuple[Fault, ...]
    vendored: tuple[str, ...] = ()
    """Folders of copies of other people's work: nothing tells their versions, so they are matched with nothing."""
    origin: str = "git"
