"""One row per component a dependency file names: which package at which version, why it is there, and where that is written."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

LOCKED, DECLARED_MINIMUM, UNRESOLVED = "locked", "declared_minimum", "unresolved"
QUALITIES = (LOCKED, DECLARED_MINIMUM, UNRESOLVED)
RUNTIME, DEV, TEST, BUILD, OPTIONAL, UNKNOWN = SCOPES = ("runtime", "dev", "test", "build", "optional", "unknown")
REGISTRY, GIT, URL, PATH = ORIGINS = ("registry", "git", "url", "path")


@dataclass(frozen=True, slots=True)
class Component:
    """A package as one file names it; own code (the root, members of a workspace) is none."""

    ecosystem: Annotated[str, Column("ecosystem as OSV writes it, or ohpm")]
    name: Annotated[str, Column("package name as its ecosystem compares names")]
    version: Annotated[str, Column("version as written, without a leading v for Go; empty: unresolved, never guessed")]
    requirement: Annotated[str, Column("what the file asks for beside or instead of a version: a range, a marker, a platform")]
    quality: Annotated[str, Column("locked: exactly this version; declared_minimum: at least this one; unresolved: no version is written")]
    scope: Annotated[str, Column("runtime, dev, test, build, optional or unknown, as the file says")]
    direct: Annotated[bool | None, Column("asked for by the project itself; null: the file does not say")]
    line: Annotated[int | None, Column("line where it is written, from 1; null: no line can be told")]
    via: Annotated[tuple[str, ...], Column("what the file says brings it in: packages, or the name it is used under")]
    origin: Annotated[str, Column("registry, git, url or path: where the file says it comes from")]
    source: Annotated[str, Column("address the file names, without credentials and query; empty: the ecosystem's usual registry")]
