"""Which licences does a file mean by "see COPYING", as ScanCode's own command line resolves it?

What ``scancode --license`` does after its scan, in the same order and with the same outcome, from kept answers and without its index:
a detection whose rules name other files takes in what was detected there. ScanCode's rules of thumb are kept as they are; what a person
would conclude from a reference is not decided here.
"""

import hashlib
import posixpath
import uuid
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from commoncode.text import python_safe_name
from license_expression import LicenseSymbolLike, Licensing, combine_expressions

EXACT, WHOLE = "2-aho", 100
UNKNOWN = "unknown"
FOLLOWED = "unknown-reference-to-local-file"
MANY = 5
"""With more licences than these in the file referred to, ScanCode leaves a known licence as it is."""
IGNORED = frozenset(
    {".bzr", ".bzrignore", ".git", ".gitignore", ".gitattributes", ".hg", ".hgignore", ".repo", ".svn", ".svnignore", ".tfignore"}
    | {"vssver.scc", "CVS", ".cvsignore", "_MTN", "_darcs", "{arch}"}
)
"""Names ScanCode leaves out of a tree."""
ROOT = "\0"
"""Stands for the folder ScanCode was given; no path can step over it."""

Answer = Mapping[str, Any]
Found = dict[str, Any]


def follow(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """Path -> answer of a whole tree, with references followed; answers that say the same as before are the same objects."""
    if not any(_refers(answer) for answer in answers.values()):
        return answers
    tree = _Tree({path: answer for path, answer in answers.items() if not IGNORED.intersection(path.split("/"))})
    followed = {path: tree.follow(path) for path in sorted(tree.answers, key=_place) if _refers(tree.answers[path])}
    return {path: followed.get(path, answer) for path, answer in answers.items()}


def as_scancode(path: str, answer: Answer) -> dict[str, Any]:
    """What stands under ``files`` in the JSON of ``scancode --license`` for a path of the tree, but its paths start at the tree."""
    return {
        "detected_license_expression": answer["expression"] or None,
        "detected_license_expression_spdx": answer["spdx"] or None,
        "license_detections": [
            {
                "license_expression": found["expression"],
                "license_expression_spdx": found["spdx"],
                "matches": [_match_as_scancode(match, path) for match in found["matches"]],
                **({"detection_log": found["log"]} if "followed" in found else {}),
                "identifier": found["identifier"],
            }
            for found in answer["detections"]
        ],
        "license_clues": [_match_as_scancode(match, path) for match in answer["clues"]],
        "percentage_of_license_text": answer["percentage"],
    }


class _Tree:
    """The detections of a tree, which change while references are followed: later files see what earlier ones took in."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self._there = {_below_root(path) for path in answers}
        for path in answers:
            folder = _below_root(path)
            while folder != ROOT:
                folder = posixpath.dirname(folder)
                self._there.add(folder)
        self._found: dict[str, list[Found]] = {}
        keys = {key: about for answer in answers.values() for key, about in answer["raw"]["keys"].items()}
        self._licensing = Licensing(
            [
                LicenseSymbolLike(SimpleNamespace(key=key, spdx=spdx, is_exception=exception, aliases=()))
                for key, (spdx, exception) in sorted(keys.items())
            ]
        )

    def follow(self, path: str) -> Answer:
        """Take in what the files say that detections of this one refer to."""
        answer, changed = self.answers[path], False
        for found in self._detections(path):
            names = _names(found["matches"])
            if names and len({match["from_file"] for match in found["matches"]}) == 1 and self._take_in(path, found, names):
                changed = True
        if not changed:
            return answer
        found_here = [{**found, "matches": [dict(match) for match in found["matches"]]} for found in self._detections(path)]
        expression = self._combined([found["expression"] for found in found_here])
        return {**answer, "expression": expression, "spdx": self._spdx(expression), "detections": found_here}

    def _take_in(self, path: str, found: Found, names: Iterable[str]) -> bool:
        there: list[Found] = []
        for name in names:
            referred = self._referred(path, name)
            if referred in self.answers and (detections := self._detections(referred)):
                there.extend(detections)
                for match in (match for detection in detections for match in detection["matches"]):
                    match["from_file"] = match["from_file"] or referred
        if not there:
            return False
        said_there = self._combined([detection["expression"] for detection in there])
        if not _counts(said_there, found["expression"]):
            return False
        found["matches"].extend([match for detection in there for match in detection["matches"]])
        counting = _without_references(_without_intros(found["matches"]))
        expression = self._combined([match["expression"] for match in counting])
        identifiers = sorted([*(detection["identifier"] for detection in there), found["identifier"]])
        digest = hashlib.sha1(repr(tuple(identifiers)).encode()).hexdigest()  # noqa: S324 -- ScanCode names detections so
        found.update(
            expression=expression,
            spdx=self._spdx(expression),
            log=[FOLLOWED],
            followed=True,
            identifier=f"{python_safe_name(s=expression)}-{uuid.UUID(hex=digest[:32])}",
        )
        return True

    def _detections(self, path: str) -> list[Found]:
        if path not in self._found:
            self._found[path] = [
                {**found, "matches": [{**match, "from_file": None} for match in found["matches"]]}
                for found in self.answers[path]["detections"]
            ]
        return self._found[path]

    def _referred(self, path: str, name: str) -> str:
        """The file beside this one, or else at the top, that a rule names; empty when there is none. A folder hides a file at the top."""
        cleaned = _clean(name)
        for folder in (posixpath.dirname(_below_root(path)), ROOT):
            place = _clean(posixpath.join(folder, cleaned))
            if place in self._there:
                return place.removeprefix(ROOT).removeprefix("/")
        return ""

    def _combined(self, expressions: Sequence[str]) -> str:
        return str(combine_expressions(list(expressions), licensing=self._licensing))

    def _spdx(self, expression: str) -> str:
        parsed = self._licensing.parse(expression)
        return "" if parsed is None else parsed.render(template="{symbol.wrapped.spdx}")


def _refers(answer: Answer) -> bool:
    return any(match["references"] for found in answer["detections"] for match in found["matches"])


def _names(matches: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(name for match in matches for name in match["references"]))


def _counts(said_there: str, said_here: str) -> bool:
    """Whether ScanCode takes what stands in the file referred to for what is meant here."""
    if UNKNOWN in said_here or said_there == said_here:
        return True
    plain = Licensing()
    here, there = set(plain.license_keys(said_here)), set(plain.license_keys(said_there))
    return here != there and len(there) <= MANY


def _without_intros(matches: list[Found]) -> list[Found]:
    left = [match for match in matches if not (match["intro"] and (match["matcher"] == EXACT or match["coverage"] == WHOLE))]
    return left or matches


def _without_references(matches: list[Found]) -> list[Found]:
    return [match for match in matches if not match["references"]] or matches


def _below_root(path: str) -> str:
    return f"{ROOT}/{path}"


def _clean(path: str) -> str:
    cleaned = posixpath.normpath(path.replace("\\", "/").rstrip("/"))
    return "" if cleaned == "." else cleaned


def _place(path: str) -> list[tuple[bool, str, str]]:
    """Where a file comes when a tree is walked: files of a folder first, then its folders, each by name in small letters."""
    *folders, name = path.split("/")
    return [*((True, folder.lower(), folder) for folder in folders), (False, name.lower(), name)]


def _match_as_scancode(match: Found, path: str) -> dict[str, Any]:
    return {
        "license_expression": match["expression"],
        "license_expression_spdx": match["spdx"],
        "from_file": match.get("from_file") or path,
        "start_line": match["first_line"],
        "end_line": match["last_line"],
        "matcher": match["matcher"],
        "score": match["score"],
        "matched_length": match["length"],
        "match_coverage": match["coverage"],
        "rule_relevance": match["rule_relevance"],
        "rule_identifier": match["rule"],
        "rule_url": match["url"],
    }
