"""How does a test make licence evidence of a few rows?"""

from collections.abc import Sequence

from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence, Look, ReuseScore
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot

REPOSITORY, COMMIT = "local/a/b", "c" * 40


def look(revision: str = "HEAD", commit: str = COMMIT, fingerprint: str = "f1", counts: dict[str, int] | None = None) -> Look:
    return Look(
        REPOSITORY, "b", "", revision, commit, "d" * 40, "2025-01-01T00:00:00Z", fingerprint, {"tool": "1"},
        accelerated=True, counts=counts or {"scanned": 1},
    )  # fmt: skip


def file(path: str, effective: str, *, root: str = "", state: str = "scanned", copyrights: tuple[str, ...] = ()) -> LicenceFile:
    role = "legal" if path.endswith("LICENSE") else "source"
    return LicenceFile(
        REPOSITORY, COMMIT, path, "b" * 40, 10, state, root, role, effective, effective,
        reuse_covered=False, copyrights=copyrights,
    )  # fmt: skip


def finding(path: str, spdx: str = "MIT", *, grade: str = "A", set_aside: str = "", layer: str = "scancode") -> LicenceFinding:
    return LicenceFinding(
        REPOSITORY, COMMIT, path, "b" * 40, 0, layer, "text", spdx.lower(), spdx, 1, 3, 10000, "1-hash", "mit.LICENSE", grade, set_aside
    )  # fmt: skip


def root(
    path: str,
    declared: str = "MIT",
    detected: str = "MIT",
    concluded: str = "MIT",
    *,
    vendored: bool = False,
    questions: tuple[str, ...] = (),
) -> LicenceRoot:
    return LicenceRoot(
        REPOSITORY, COMMIT, path, vendored, declared, ("LICENSE",), detected, concluded, "agreement" if concluded else "",
        "声明与检出一致", "declared and detected agree", questions,
    )  # fmt: skip


def evidence(
    *,
    files: Sequence[LicenceFile] = (),
    findings: Sequence[LicenceFinding] | None = None,
    roots: Sequence[LicenceRoot] | None = None,
    conflicts: Sequence[LicenceConflict] = (),
    look_: Look | None = None,
) -> LicenceEvidence:
    return LicenceEvidence(
        look=look_ or look(),
        files=tuple(files),
        findings=tuple(findings if findings is not None else (finding(each.path, each.effective) for each in files if each.effective)),
        roots=tuple(roots or (root(""),)),
        reuse=ReuseScore(len(files), 0, (), (), ()),
        conflicts=tuple(conflicts),
    )
