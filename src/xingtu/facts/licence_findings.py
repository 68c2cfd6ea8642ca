"""One row per licence seen in a file: which, on which lines, by what, and how sure that is."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

LAYERS = ("scancode", "chinese", "reuse", "manifest")
KINDS = ("text", "notice", "tag", "reference", "clue", "declaration")
GRADES = ("A", "B", "C", "D")
"""A: whole text or SPDX tag; B: notice or declaration; C: reference or name; D: clue, never blocks anything."""


@dataclass(frozen=True, slots=True)
class LicenceFinding:
    """One match. ScanCode's own answer is never changed: what another layer says of it stands in ``set_aside``."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit whose tree was read")]
    path: Annotated[str, Column("path of the file")]
    blob: Annotated[str, Column("object id of the content")]
    number: Annotated[int, Column("place among the file's findings, from 0")]
    layer: Annotated[str, Column("who saw it: scancode, chinese, reuse, manifest")]
    kind: Annotated[str, Column("text, notice, tag, reference, clue, declaration")]
    expression: Annotated[str, Column("licence expression in ScanCode's keys")]
    spdx: Annotated[str, Column("the same as SPDX; what SPDX does not list is LicenseRef-…")]
    first_line: Annotated[int | None, Column("first line, from 1; None where a file as a whole says it")]
    last_line: Annotated[int | None, Column("last line")]
    score: Annotated[int, Column("how much of the known text is there, in hundredths of a per cent: 10000 is all of it")]
    matcher: Annotated[str, Column("which way of matching found it")]
    rule: Annotated[str, Column("identifier of the rule or text that matched")]
    grade: Annotated[str, Column("A, B, C or D")]
    set_aside: Annotated[
        str, Column("why it counts for no conclusion: inside_known_text, test_data, licence_list, not_a_licence, other_part; else empty")
    ]
