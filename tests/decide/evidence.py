"""Licence evidence written file by file, as a scan would leave it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xingtu.facts.licence_evidence import LicenceEvidence, Look, ReuseScore
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot

REPOSITORY, COMMIT = "gitee.com/xinghe/gearsim", "a" * 40
Seen = tuple[str, str]
"""(expression, grade); a grade with a line behind it, as A@3, stands there."""


def finding(path: str, number: int, seen: Seen, *, commit: str = COMMIT, set_aside: str = "", layer: str = "scancode") -> LicenceFinding:
    """One match: whole text for A, notice for B, name for C, clue for D."""
    grade, _, line = seen[1].partition("@")
    first = int(line or 1)
    kind = {"A": "text", "B": "notice", "C": "reference", "D": "clue"}[grade]
    return LicenceFinding(
        repository=REPOSITORY, commit=commit, path=path, blob="b" * 40, number=number, layer=layer, kind=kind, expression=seen[0].lower(),
        spdx=seen[0], first_line=first, last_line=first + 1, score=10_000, matcher="2-aho", rule="rule", grade=grade, set_aside=set_aside,
    )  # fmt: skip


def file(path: str, role: str, effective: str, *, root: str = "", commit: str = COMMIT, covered: bool = False) -> LicenceFile:
    """A file that was read to its end."""
    return LicenceFile(
        repository=REPOSITORY, commit=commit, path=path, blob="b" * 40, size_bytes=100, state="scanned", root=root, role=role,
        detected=effective, effective=effective, reuse_covered=covered, copyrights=(),
    )  # fmt: skip


def root(
    name: str, concluded: str = "", *, declared: str | None = None, questions: Sequence[str] = (), vendored: bool = True
) -> LicenceRoot:
    """A part with a licence of its own, declared as concluded unless said otherwise."""
    return LicenceRoot(
        repository=REPOSITORY, commit=COMMIT, root=name, vendored=vendored and bool(name),
        declared=concluded if declared is None else declared, declared_in=(),
        detected=concluded, concluded=concluded, concluded_by="declared_agrees@1" if concluded else "",
        reason="", reason_en="", questions=tuple(questions),
    )  # fmt: skip


def evidence(
    headline: str,
    files: Mapping[tuple[str, str], Sequence[Seen]] | None = None,
    *,
    declared: str | None = None,
    roots: Sequence[LicenceRoot] = (),
    commit: str = COMMIT,
    fingerprint: str = "f1",
    covered: int = 0,
    questions: Sequence[str] = (),
) -> LicenceEvidence:
    """A tree: (path, role) -> what stands in it; files below a root belong to it."""
    folders = sorted((one.root for one in roots), key=len, reverse=True)
    rows, findings = [], []
    for (path, role), seen in (files or {}).items():
        inside = next((folder for folder in folders if path.startswith(f"{folder}/")), "")
        rows.append(file(path, role, " AND ".join(dict.fromkeys(one for one, _ in seen)), root=inside, commit=commit))
        findings += [finding(path, number, one, commit=commit) for number, one in enumerate(seen)]
    look = Look(
        repository=REPOSITORY, name="gearsim", url="", revision="HEAD", commit=commit, tree="t" * 40, committed_at="2026-01-01T00:00:00Z",
        fingerprint=fingerprint, tools={}, accelerated=True, counts={"scanned": len(rows)},
    )  # fmt: skip
    rows = [replace(one, reuse_covered=place < covered) for place, one in enumerate(rows)]
    top = replace(root("", headline, declared=declared, questions=questions), commit=commit)
    return LicenceEvidence(
        look=look, files=tuple(rows), findings=tuple(findings), roots=(top, *roots), reuse=ReuseScore(len(rows), covered, (), (), ()),
    )  # fmt: skip
