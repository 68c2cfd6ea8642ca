"""How sure is a match, and may it block a decision?

A: whole text or SPDX tag. B: notice or declaration, may block once the owner was asked. C: a name, asks for evidence. D: never blocks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xingtu.detect.licences.zh_overlay import inside_known_texts

TEST_DATA, LICENCE_LIST = "test_data", "licence_list"

NO_LICENCE = frozenset({
    "unknown", "unknown-spdx", "unknown-license-reference", "free-unknown", "see-license", "license-file-reference",
    "proprietary", "proprietary-license", "commercial-license", "commercial-option", "other-permissive", "other-copyleft",
    "generic-amiwm", "generic-cla", "generic-exception", "generic-export-compliance", "generic-tos", "generic-trademark",
    "warranty-disclaimer", "patent-disclaimer",
})  # fmt: skip
"""ScanCode's keys for a guess that there is a licence: near 100 % of users' complaints about false alarms are these."""
BARE_WORDS = frozenset({"gpl-1.0-plus", "lgpl-2.0-plus", "agpl-3.0", "agpl-3.0-plus", "public-domain"})
"""What a single word or two may seem to be: a variable called gpl."""
FEW_WORDS = 2
WHOLE_TEXT = 95
"""Per cent of a text's words; what differs is the name of its holder, or a typing error (our own measure for Chinese texts)."""
TEXT_WORDS = 40
"""Words from which a text may lack some and still be that text; a shorter one must be there to the last word."""
NOTICE = 90
COMPLETE = 100
SURE_CONTAINMENT = 9_500
LISTED = 8
"""Different licences from which a file that is no legal file is taken for a list of licences."""

_TEST_DATA = re.compile(
    r"(?:^|/)(?:test[-_]?data|fixtures?|__fixtures__|__snapshots__|snapshots|golden|goldens|cassettes|test[-_]?(?:files|resources|corpus|cases))/"
    r"|(?:^|/)(?:tests?|testing|specs?|__tests__)/(?:[^/]+/)*(?:data|files|inputs?|expected|resources|samples|corpus|assets|cases)/",
    re.IGNORECASE,
)
_LOCK_FILE = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|composer\.lock|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|"
    r"Gemfile\.lock|go\.sum|oh-package-lock\.json5|[^/]*(?:\.spdx|\.spdx\.json|\.cdx\.json|bom\.json|bom\.xml))$",
    re.IGNORECASE,
)
"""Files that state the licences of others: locks and bills of materials."""
_LEGAL_FILE = re.compile(
    r"(?:^|/)(?:LICEN[CS]ES?|COPYING|COPYRIGHT|NOTICE|LEGAL|许可证|许可协议|版权|第三方)[^/]*$|(?:^|/)LICENSES/|third[-_ ]?party",
    re.IGNORECASE,
)
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]*")
_OPERATORS = frozenset({"AND", "OR", "WITH"})


@dataclass(frozen=True, slots=True)
class Judged:
    """One match of one layer, with its grade and why it counts for no conclusion, if it does not."""

    layer: str
    match: Mapping[str, Any]
    grade: str
    set_aside: str


def judged(path: str, answer: Mapping[str, Any]) -> Iterator[Judged]:
    """Every match in a file's answer: ScanCode's detections, its clues, the Chinese layer's."""
    scancode = [match for detection in answer["detections"] for match in detection["matches"]]
    clues = list(answer["clues"])
    chinese = list(answer["chinese"])
    whole_file = file_set_aside(path, (*scancode, *clues, *chinese))
    asides = (*inside_known_texts(scancode, chinese), *inside_known_texts(clues, chinese), *("" for _ in chinese))
    layers = (*("scancode" for _ in (*scancode, *clues)), *("chinese" for _ in chinese))
    for place, (layer, match, aside) in enumerate(zip(layers, (*scancode, *clues, *chinese), asides, strict=True)):
        is_clue = len(scancode) <= place < len(scancode) + len(clues)
        yield Judged(layer, match, "D" if is_clue or whole_file else grade(match), whole_file or aside)


def grade(match: Mapping[str, Any]) -> str:
    """A, B, C or D of one match, ScanCode's or the Chinese layer's."""
    keys = _keys(match["expression"])
    if match["kind"] == "clue" or not keys - NO_LICENCE or _is_bare_word(match, keys):
        return "D"
    if keys & NO_LICENCE:
        return "C"
    return _grade_of_chinese(match) if "containment" in match else _grade_of_scancode(match)


def file_set_aside(path: str, matches: Sequence[Mapping[str, Any]]) -> str:
    """test_data or licence_list where that is so of the whole file, else empty."""
    if _TEST_DATA.search(path):
        return TEST_DATA
    if _LOCK_FILE.search(path):
        return LICENCE_LIST
    named = frozenset().union(*(_keys(match["expression"]) for match in matches)) - NO_LICENCE
    whole = any(match["kind"] == "text" and grade(match) == "A" for match in matches)
    if len(named) >= LISTED and not whole and not _LEGAL_FILE.search(path):
        return LICENCE_LIST
    return ""


def _grade_of_chinese(match: Mapping[str, Any]) -> str:
    if match["kind"] == "text":
        return "A" if match["containment"] >= SURE_CONTAINMENT else "C"
    return {"tag": "A", "notice": "B"}.get(match["kind"], "C")


def _grade_of_scancode(match: Mapping[str, Any]) -> str:
    kind, score = match["kind"], match["score"]
    if kind == "text" and (
        score >= COMPLETE or (score >= WHOLE_TEXT and match["coverage"] >= WHOLE_TEXT and match["length"] >= TEXT_WORDS)
    ):
        return "A"
    if match["matcher"] == "1-spdx-id":
        return "A"
    return "B" if kind in {"text", "notice", "tag", "declaration"} and score >= NOTICE else "C"


def _is_bare_word(match: Mapping[str, Any], keys: frozenset[str]) -> bool:
    """One or two words that are no tag: of a kind that is prose more often than a licence, or of a rule its own authors doubt."""
    if "containment" in match or match["kind"] == "tag" or match["length"] > FEW_WORDS:
        return False
    return bool(keys & BARE_WORDS) or (match["length"] == 1 and match["rule_relevance"] < COMPLETE)


def _keys(expression: str) -> frozenset[str]:
    return frozenset(_KEY.findall(expression)) - _OPERATORS
