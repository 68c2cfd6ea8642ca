"""One row per part of a tree that has a licence of its own: the project itself, and each copy of somebody else's."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class LicenceRoot:
    """Declared, detected and concluded are three things; only a named rule or person concludes. All expressions in SPDX form."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit whose tree was read")]
    root: Annotated[str, Column("folder; the project itself is the empty string")]
    vendored: Annotated[bool, Column("a copy of somebody else's work")]
    declared: Annotated[str, Column("what manifests, REUSE.toml and licence files declare, joined by AND; empty when nothing does")]
    declared_in: Annotated[tuple[str, ...], Column("where it is declared: path or path:line")]
    detected: Annotated[str, Column("what stands in the files of the root, as an expression; empty when nothing does")]
    concluded: Annotated[str, Column("the licence that counts; empty: nobody has concluded")]
    concluded_by: Annotated[str, Column("rule that concluded, or ruling:<id>; empty when nobody has")]
    reason: Annotated[str, Column("why, in Chinese")]
    reason_en: Annotated[str, Column("why, in English")]
    questions: Annotated[
        tuple[str, ...], Column("what a person has to look at, as ids: declared_differs, modified_text, no_licence, unknown_licence")
    ]
