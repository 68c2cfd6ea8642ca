"""How bad does an advisory say it is? CVSS vectors become a score and a level; levels in words are taken as they are, and marked.

Scores are those of the specifications (CVSS 4.0, 3.1, 3.0, 2.0 of FIRST), computed by the library ``cvss``.
"""

from functools import lru_cache
from typing import Literal

from cvss import CVSS2, CVSS3, CVSS4
from cvss.exceptions import CVSSError

from xingtu.facts.advisories import Severity

TENTHS = 10
BANDS = (("critical", 90), ("high", 70), ("medium", 40), ("low", 1), ("none", 0))
"""Level and the least score in tenths: CVSS 3.1 §5, the same in 4.0."""
WORDS = {
    "critical": "critical", "严重": "critical", "超危": "critical",
    "high": "high", "important": "high", "高": "high", "高危": "high",
    "medium": "medium", "moderate": "medium", "中": "medium", "中危": "medium",
    "low": "low", "minor": "low", "negligible": "low", "unimportant": "low", "低": "low", "低危": "low",
    "none": "none", "无": "none",
}  # fmt: skip
KINDS: dict[str, tuple[Literal["cvss_v4", "cvss_v3", "cvss_v2"], type]] = {
    "CVSS_V4": ("cvss_v4", CVSS4),
    "CVSS_V3": ("cvss_v3", CVSS3),
    "CVSS_V2": ("cvss_v2", CVSS2),
}


@lru_cache(maxsize=65_536)
def severity_of_vector(kind: str, vector: str) -> Severity | None:
    """The base score of a vector; None: no CVSS, or a vector that is none (it says nothing, it is not "none")."""
    if kind not in KINDS:
        return None
    source, reader = KINDS[kind]
    try:
        read = reader(vector.strip())
    except CVSSError:
        return None
    score = round((read.scores()[0] if source != "cvss_v4" else read.base_score) * TENTHS)
    return Severity(level_of_score(score), score, vector.strip(), source)


def level_of_score(tenths: int) -> str:
    """The level of a score in tenths."""
    return next(level for level, least in BANDS if tenths >= least)


def level_of_text(words: str) -> Severity | None:
    """A level in words (Chinese or English) as databases write it; None: not a word we know."""
    level = WORDS.get(words.strip().lower())
    return Severity(level, None, "", "text") if level else None
