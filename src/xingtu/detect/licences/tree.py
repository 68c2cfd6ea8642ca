"""What do all files of a tree say together: per file, per part, and for the project as a whole?

Nothing here is kept by blob, for everything looks at more than one file. The order is: what each file says, REUSE, manifests, which
folders are parts with a licence of their own, and then what may be concluded of each.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xingtu.detect.licences import conclusion, copyrights, legal_files, reuse, vendored
from xingtu.detect.licences.blobs import LARGEST_BYTES
from xingtu.detect.licences.declaration import Declaration, Manifest
from xingtu.detect.licences.expressions import canonical, conjunction, in_scancode_keys, keys, licences, names_nothing
from xingtu.detect.licences.grades import Judged, judged
from xingtu.detect.licences.manifests import declared, described_folder, is_manifest
from xingtu.detect.licences.roles import role
from xingtu.facts.licence_evidence import LicenceEvidence, Look
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.tree_entries import SUBMODULE, SYMLINK, TreeEntry
from xingtu.policy.licence_rulings import Ruling

LFS_POINTER = b"version https://git-lfs.github.com/spec/"
LARGEST_POINTER_BYTES = 1024
WHOLE = 10_000
NOT_A_LICENCE, LICENCE_LIST, OTHER_PART = "not_a_licence", "licence_list", "other_part"
LONGEST_WORDS = 200

Answer = Mapping[str, Any]
Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class _Row:
    """A finding before it has a number: what, where, how sure."""

    layer: str
    kind: str
    spdx: str
    expression: str
    lines: tuple[int | None, int | None]
    score: int
    matcher: str
    rule: str
    grade: str
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """All that one file says."""

    entry: TreeEntry
    state: str
    role: str
    legal: str
    detected: str
    effective: str
    rows: tuple[_Row, ...]
    manifest: Manifest
    holders: tuple[str, ...]
    copyrights: tuple[str, ...]
    refers: bool
    """Something it says stands in another file, which it names."""


def conclude(
    look: Look, entries: Sequence[TreeEntry], answers: Mapping[str, Answer], read: Read, rulings: Sequence[Ruling] = ()
) -> LicenceEvidence:
    """The evidence of one tree, but for conflicts.

    answers:  path -> what the detectors say of the file, references already followed; a file without one is unfinished
    rulings:  those in force
    """
    ordered = sorted(entries, key=lambda entry: entry.path)
    examined = reuse.examine(ordered, read)
    dismissed = _dismissed(look, rulings)
    said = [_said(entry, answers.get(entry.path), examined, read, dismissed) for entry in ordered]
    found = vendored.roots((one.entry.path for one in said), _legal_texts(said))
    said = [
        _said(one.entry, answers.get(one.entry.path), examined, read, dismissed, found) if one.refers and len(found) > 1 else one
        for one in said
    ]
    by_root: dict[str, list[_Said]] = {folder: [] for folder in found}
    files = []
    for one in said:
        root = vendored.root_of(one.entry.path, found)
        by_root[root].append(one)
        files.append(_file(look, one, root, examined))
    roots = [
        conclusion.root_row(
            look.repository, look.commit, _seen(root, copied=found[root], said=of_root, everything=by_path, examined=examined), rulings
        )
        for by_path in ({one.entry.path: one for one in said},)
        for root, of_root in by_root.items()
        if of_root or not root
    ]
    return LicenceEvidence(
        look=replace(look, counts=dict(sorted(Counter(one.state for one in said).items()))),
        files=tuple(files),
        findings=tuple(finding for one in said for finding in _findings(look, one)),
        roots=tuple(roots),
        reuse=examined.score,
    )


def _dismissed(look: Look, rulings: Sequence[Ruling]) -> frozenset[tuple[str, str]]:
    """(rule, blob) of what a reviewer ruled to be no licence."""
    return frozenset(
        (ruling.not_a_licence, ruling.blob)
        for ruling in rulings
        if ruling.not_a_licence and ruling.blob and ruling.signed_by and ruling.repository in {"", look.repository}
    )


def _said(
    entry: TreeEntry,
    answer: Answer | None,
    examined: reuse.ReuseTree,
    read: Read,
    dismissed: frozenset[tuple[str, str]],
    found: Mapping[str, bool] | None = None,
) -> _Said:
    """``found``: the roots, once they are known; what a copied file takes from a licence file outside its root then counts no more."""
    state, legal, purpose = _state(entry, answer, read), legal_files.kind(entry.path), role(entry.path)
    rows: list[_Row] = []
    detected = effective = ""
    manifest = Manifest()
    if state == "scanned" and answer is not None:
        listed = LICENCE_LIST if legal in {"texts", "bundled"} else ""
        judgements = list(judged(entry.path, answer))
        reasons = [
            one.set_aside or listed or _ruled_out(one, entry, dismissed) or _of_other_part(one, entry.path, found) for one in judgements
        ]
        rows += [_row(one, reason, entry.path) for one, reason in zip(judgements, reasons, strict=True)]
        detected = canonical(answer["spdx"]) or answer["spdx"]
        effective = _effective(answer, judgements, reasons)
        if is_manifest(entry.path):
            manifest = declared(entry.path, read(entry.blob) or b"")
    association = examined.files.get(entry.path)
    borrowed = [_lent(one) for one in association.licences if one.source != entry.path] if association else []
    named = [_named(one) for one in manifest.declarations if one.meanings or not one.file]
    flaws = [_flaw(*flaw) for flaw in _flaws(entry.path, manifest, examined)]
    rows += [*borrowed, *named, *flaws]
    certain = [row.spdx for row in (*borrowed, *named) if row.grade != "D"]
    lines = [line["text"] for line in answer["copyrights"]] if answer is not None and state == "scanned" else []
    return _Said(
        entry=entry,
        state=state,
        role=purpose,
        legal=legal,
        detected=detected,
        effective=conjunction([effective, *certain]) if certain else effective,
        rows=tuple(rows),
        manifest=manifest,
        holders=tuple(answer.get("holders", ())) if answer is not None and state == "scanned" else (),
        copyrights=copyrights.shown([*lines, *(association.lent if association else ())]),
        refers=any(row.kind == "reference" and row.lines[0] is None for row in rows),
    )


def _state(entry: TreeEntry, answer: Answer | None, read: Read) -> str:
    by_mode = {SYMLINK: "symlink", SUBMODULE: "submodule"}.get(entry.mode)
    if by_mode:
        return by_mode
    if entry.size_bytes is None:
        return "missing"
    if 0 < entry.size_bytes <= LARGEST_POINTER_BYTES:
        content = read(entry.blob)
        if content is None:
            return "missing"
        if content.startswith(LFS_POINTER):
            return "lfs_pointer"
    if answer is None:
        return "too_large" if entry.size_bytes > LARGEST_BYTES else "unfinished"
    return str(answer.get("state", "scanned"))


def _ruled_out(one: Judged, entry: TreeEntry, dismissed: frozenset[tuple[str, str]]) -> str:
    return NOT_A_LICENCE if dismissed and (one.match.get("rule", one.match.get("text", "")), entry.blob) in dismissed else ""


def _taken_from(match: Mapping[str, Any], path: str) -> str:
    """The other file a reference led to, whose lines the match has; empty when it stands in this one."""
    other = str(match.get("from_file") or "")
    return "" if other == path else other


def _of_other_part(one: Judged, path: str, found: Mapping[str, bool] | None) -> str:
    other = _taken_from(one.match, path)
    crosses = found is not None and bool(other) and vendored.root_of(other, found) != vendored.root_of(path, found)
    return OTHER_PART if crosses else ""


def _effective(answer: Answer, judgements: Sequence[Judged], reasons: Sequence[str]) -> str:
    """What counts of a file's answer: its detections, as ScanCode joined them, without clues and without what was set aside.

    A detection of clues alone says nothing. In one that says more, "some licence, unknown which" stays: half of a sentence was understood,
    and the half that was not may change the other.
    """
    counted: list[str] = []
    place = 0
    for detection in answer["detections"]:
        size = len(detection["matches"])
        own, why = judgements[place : place + size], reasons[place : place + size]
        place += size
        kept = [one for one, reason in zip(own, why, strict=True) if not reason]
        if all(one.grade == "D" for one in kept):
            continue
        whole = detection["spdx"]
        if len(kept) == len(own):
            solid = [one.match["spdx"] for one in kept if one.grade != "D" or names_nothing(one.match["spdx"])]
            if all(one.grade != "D" for one in kept) or licences(whole) <= frozenset().union(*map(licences, solid)):
                counted.append(whole)
                continue
            counted += solid
            continue
        counted += [one.match["spdx"] for one in kept if one.grade != "D"]
    chinese = [
        one.match["spdx"]
        for one, reason in zip(judgements, reasons, strict=True)
        if one.layer == "chinese" and not reason and one.grade != "D"
    ]
    return conjunction([*counted, *chinese])


def _row(one: Judged, reason: str, path: str) -> _Row:
    match = one.match
    if other := _taken_from(match, path):
        grade = "C" if one.grade in {"A", "B"} else one.grade
        score = round(match["score"] * 100)
        return _Row(
            "scancode", "reference", match["spdx"], match["expression"], (None, None), score, f"see {other}", match["rule"], grade, reason
        )
    is_chinese = one.layer == "chinese"
    return _Row(
        layer=one.layer,
        kind="text" if match["kind"] == "modified_text" else match["kind"],
        spdx=match["spdx"],
        expression=match["expression"],
        lines=(match["first_line"], match["last_line"]),
        score=match["containment"] if is_chinese else round(match["score"] * 100),
        matcher=match["kind"] if is_chinese else match["matcher"],
        rule=match["text"] if is_chinese else match["rule"],
        grade=one.grade,
        set_aside=reason,
    )


def _lent(one: reuse.Statement) -> _Row:
    """A licence that another file gives this one."""
    spdx = canonical(one.expression) or one.expression
    place = f"{one.source}:{one.line}" if one.line else one.source
    return _Row("reuse", "tag", spdx, in_scancode_keys(spdx), (None, None), WHOLE, one.source.rpartition("/")[2], place, "A")


def _named(one: Declaration) -> _Row:
    """A licence that a manifest declares."""
    certain = len(one.meanings) == 1
    words = one.words[:LONGEST_WORDS]
    score = WHOLE if certain else 0
    return _Row(
        "manifest",
        "declaration",
        one.expression,
        in_scancode_keys(one.expression),
        (one.line, one.line),
        score,
        one.field,
        words,
        "B" if certain else "D",
    )


def _flaws(path: str, manifest: Manifest, examined: reuse.ReuseTree) -> Iterator[tuple[str, int | None]]:
    if manifest.flaw:
        yield manifest.flaw, manifest.flaw_line
    if path in examined.flaws:
        yield examined.flaws[path], None


def _flaw(words: str, line: int | None) -> _Row:
    """A file that declares licences and cannot be read: shown with its place, counted nowhere."""
    return _Row("manifest", "declaration", "", "", (line, line), 0, "unreadable", words[:LONGEST_WORDS], "D", NOT_A_LICENCE)


def _legal_texts(said: Sequence[_Said]) -> Mapping[str, vendored.LegalText]:
    stated: dict[str, list[_Said]] = {}
    for one in said:
        if one.legal == "licence" and one.state == "scanned":
            stated.setdefault(one.entry.path.rpartition("/")[0], []).append(one)
    return {
        folder: vendored.LegalText(
            frozenset().union(*(keys(one.effective) for one in files)),
            frozenset(" ".join(holder.lower().split()) for one in files for holder in one.holders),
        )
        for folder, files in stated.items()
    }


def _file(look: Look, one: _Said, root: str, examined: reuse.ReuseTree) -> LicenceFile:
    association = examined.files.get(one.entry.path)
    return LicenceFile(
        repository=look.repository,
        commit=look.commit,
        path=one.entry.path,
        blob=one.entry.blob,
        size_bytes=one.entry.size_bytes,
        state=one.state,
        root=root,
        role=one.role,
        detected=one.detected,
        effective=one.effective,
        reuse_covered=bool(association and association.complete),
        copyrights=one.copyrights,
    )


def _findings(look: Look, one: _Said) -> Iterator[LicenceFinding]:
    for number, row in enumerate(one.rows):
        yield LicenceFinding(
            repository=look.repository,
            commit=look.commit,
            path=one.entry.path,
            blob=one.entry.blob,
            number=number,
            layer=row.layer,
            kind=row.kind,
            expression=row.expression,
            spdx=row.spdx,
            first_line=row.lines[0],
            last_line=row.lines[1],
            score=row.score,
            matcher=row.matcher,
            rule=row.rule,
            grade=row.grade,
            set_aside=row.set_aside,
        )


def _seen(root: str, *, copied: bool, said: Sequence[_Said], everything: Mapping[str, _Said], examined: reuse.ReuseTree) -> conclusion.Seen:
    """What the conclusion on one root rests on."""
    manifests, unreadable = [], []
    for one in said:
        if not is_manifest(one.entry.path) or described_folder(one.entry.path) != root:
            continue
        if one.manifest.flaw:
            unreadable.append(f"{one.entry.path}:{one.manifest.flaw_line}" if one.manifest.flaw_line else one.entry.path)
        manifests += [
            conclusion.DeclaredIn(one.entry.path, declaration, _pointed_at(root, declaration, everything))
            for declaration in one.manifest.declarations
        ]
    return conclusion.Seen(
        root=root,
        vendored=copied,
        legal=tuple(
            _legal_file(one)
            for one in said
            if one.legal == "licence" and one.entry.path.rpartition("/")[0] == root and one.state == "scanned"
        ),
        manifests=tuple(manifests),
        for_all=tuple(_for_all(root, examined)),
        parts=tuple(conclusion.Part(one.entry.path, one.role, one.effective) for one in said if one.state == "scanned"),
        unreadable=tuple(unreadable),
        complete=all(one.state not in {"missing", "unfinished", "too_large"} for one in said),
    )


def _pointed_at(root: str, declaration: Declaration, everything: Mapping[str, _Said]) -> str | None:
    if not declaration.file:
        return None
    meant = everything.get(f"{root}/{declaration.file}" if root else declaration.file)
    return meant.effective if meant is not None and not names_nothing(meant.effective) else None


def _legal_file(one: _Said) -> conclusion.LegalFile:
    counted = [row for row in one.rows if not row.set_aside]
    return conclusion.LegalFile(
        path=one.entry.path,
        blob=one.entry.blob,
        expression=one.effective,
        modified=any(row.matcher == "modified_text" for row in counted),
        texts=len({row.spdx for row in counted if row.kind == "text" and row.grade in {"A", "B"}}),
    )


def _for_all(root: str, examined: reuse.ReuseTree) -> Iterator[tuple[str, str]]:
    """Tables of the root's own ``REUSE.toml`` that fit whatever lies below it."""
    anything = ("\0", "\0/\0", "\0/\0/\0.\0")
    for one in examined.annotations:
        if one.folder.removesuffix("/") != root:
            continue
        for row in one.rows:
            if all(row.fits.fullmatch(path) for path in anything):
                yield from ((f"{row.source}:{row.line}" if row.line else row.source, canonical(one) or one) for one in row.licences)
