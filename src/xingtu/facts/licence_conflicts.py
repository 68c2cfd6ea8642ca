"""One row per part that goes into a whole: may it, under which conditions, and who says so?"""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

ANSWERS = ("compatible", "review", "incompatible")
RELATIONS = ("copied", "static_link", "dynamic_link", "separate_process", "build_or_test_only", "data_or_docs", "unknown")
DISTRIBUTIONS = ("source", "binary", "saas", "internal")


@dataclass(frozen=True, slots=True)
class LicenceConflict:
    """The answer to one question of compatibility; ``review`` (专家复核) whenever sources are silent or contradict one another."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit whose tree was read")]
    root: Annotated[str, Column("folder of the part; empty where single files of the project differ")]
    outbound: Annotated[str, Column("expression of the whole")]
    inbound: Annotated[str, Column("expression of the part")]
    relation: Annotated[
        str, Column("how the part is used: copied, static_link, dynamic_link, separate_process, build_or_test_only, data_or_docs, unknown")
    ]
    modified: Annotated[bool | None, Column("the part was changed; None: not known")]
    distribution: Annotated[str, Column("how the whole is given on: source, binary, saas, internal")]
    answer: Annotated[str, Column("compatible, review or incompatible")]
    sources: Annotated[
        tuple[str, ...], Column("who was asked and answered, with version: ruling:<id>, osadl@2024-05-22, mulan@1, category@1")
    ]
    reasons: Annotated[tuple[str, ...], Column("why, in Chinese, clause by clause")]
    reasons_en: Annotated[tuple[str, ...], Column("why, in English")]
    conditions: Annotated[tuple[str, ...], Column("under which conditions it holds, in Chinese")]
    conditions_en: Annotated[tuple[str, ...], Column("the same in English")]
    obligations: Annotated[tuple[str, ...], Column("what has to be done when giving it on: ids of policy/licences.toml")]
    evidence: Annotated[tuple[str, ...], Column("path:first-last of what the inbound expression rests on, at most ten")]
