"""One row per file of a tree: was it read, which licence and which copyright lines stand in it?"""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

STATES = ("scanned", "symlink", "submodule", "lfs_pointer", "missing", "unfinished", "too_large")
"""All but the first are gaps, and are counted in the coverage line."""


@dataclass(frozen=True, slots=True)
class LicenceFile:
    """``detected`` is ScanCode's answer after its references were followed; ``effective`` is what all layers together say."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit whose tree was read")]
    path: Annotated[str, Column("path of the file")]
    blob: Annotated[str, Column("object id of the content")]
    size_bytes: Annotated[int | None, Column("size of the content")]
    state: Annotated[str, Column("scanned, or why not: symlink, submodule, lfs_pointer, missing, unfinished, too_large")]
    root: Annotated[str, Column("folder whose licence it belongs to; the top is the empty string, a vendored copy has its own")]
    role: Annotated[str, Column("legal, manifest, readme, source, test, docs, build or other")]
    detected: Annotated[str, Column("expression as ScanCode says it, in SPDX form; empty when it found none")]
    effective: Annotated[str, Column("expression of all layers, without what was set aside, in SPDX form; empty when there is none")]
    reuse_covered: Annotated[bool, Column("has both a licence and a copyright line in the sense of REUSE 3.3")]
    copyrights: Annotated[tuple[str, ...], Column("copyright lines, in order; mailboxes taken out")]
