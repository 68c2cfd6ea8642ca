"""Invented evidence of an invented project, complete enough to fill every part of a report."""

from dataclasses import replace
from hashlib import sha1

from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence, Look, ReuseScore
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.advice import Advice, Duty, UseAnswer
from xingtu.report.text import Text

REPOSITORY, COMMIT, TREE = "git.xinghe.com/zhixing/middleware", "4f" * 20, "a1" * 20
PUBL = "LicenseRef-scancode-mulanpubl-2.0"
TEXTS = {
    "MulanPSL-2.0": "木兰宽松许可证，第2版\n\n1. 授予版权许可权利\n……\n",
    "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy\n",
    PUBL: "木兰公共许可证，第2版\n……\n",
}


def blob(path: str) -> str:
    return sha1(f"blob {path}".encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def digest(blob: str) -> str | None:
    """What stands for the SHA-1 of a content in these tests."""
    return sha1(blob.encode(), usedforsecurity=False).hexdigest()


def file(path: str, effective: str = "", **rest: object) -> LicenceFile:
    given: dict[str, object] = {
        "size_bytes": 100, "state": "scanned", "root": "", "role": "source", "detected": effective, "reuse_covered": False,
        "copyrights": (),
    } | rest  # fmt: skip
    return LicenceFile(REPOSITORY, COMMIT, path, blob(path), effective=effective, **given)  # type: ignore[arg-type]


def finding(path: str, spdx: str, number: int = 0, **rest: object) -> LicenceFinding:
    given: dict[str, object] = {
        "layer": "scancode", "kind": "notice", "expression": spdx.lower(), "first_line": 1, "last_line": 3, "score": 10000,
        "matcher": "2-aho", "rule": f"{spdx.lower()}_1.RULE", "grade": "B", "set_aside": "",
    } | rest  # fmt: skip
    return LicenceFinding(REPOSITORY, COMMIT, path, blob(path), number, spdx=spdx, **given)  # type: ignore[arg-type]


def root(path: str = "", declared: str = "", detected: str = "", concluded: str = "", **rest: object) -> LicenceRoot:
    given: dict[str, object] = {
        "vendored": bool(path), "declared_in": (), "concluded_by": "declared_agrees@1" if concluded else "",
        "reason": "清单、许可证文件与各文件一致。" if concluded else "声明与检出不一致，尚无人认定。",
        "reason_en": "Manifest, licence file and files agree." if concluded else "Declared and detected differ; nobody has concluded.",
        "questions": (),
    } | rest  # fmt: skip
    return LicenceRoot(REPOSITORY, COMMIT, path, declared=declared, detected=detected, concluded=concluded, **given)  # type: ignore[arg-type]


def conflict(inbound: str, answer: str, path: str = "", **rest: object) -> LicenceConflict:
    given: dict[str, object] = {
        "outbound": "MulanPSL-2.0", "relation": "copied", "modified": None, "distribution": "source",
        "sources": ("osadl@2024-05-22", "mulan@1"),
        "reasons": ("木兰公共许可证第四条要求衍生作品以同一许可证发布。",), "reasons_en": ("Clause 4 asks for the same licence.",),
        "conditions": (), "conditions_en": (), "obligations": ("licence_text",), "evidence": (f"{path}/LICENSE:1-40",),
    } | rest  # fmt: skip
    return LicenceConflict(REPOSITORY, COMMIT, path, inbound=inbound, answer=answer, **given)  # type: ignore[arg-type]


LOOK = Look(
    repository=REPOSITORY,
    name="智行/车控中间件",
    url="https://git.xinghe.com/zhixing/middleware",
    revision="v2.1.0",
    commit=COMMIT,
    tree=TREE,
    committed_at="2025-06-30T08:15:00Z",
    fingerprint="9c" * 32,
    tools={"scancode-toolkit": "32.5.0", "zh_text": "3", "license-expression": "30.4.4"},
    accelerated=True,
    counts={"scanned": 6, "symlink": 1, "submodule": 1},
)

FILES = (
    file("LICENSE", "MulanPSL-2.0", role="legal", copyrights=("Copyright (c) 2024 星河软件",), reuse_covered=True),
    file("pyproject.toml", "MulanPSL-2.0", role="manifest"),
    file("src/main.c", "MulanPSL-2.0", copyrights=("Copyright (c) 2024 星河软件",), reuse_covered=True),
    file("src/plain.c"),
    file("third_party/publ/LICENSE", PUBL, role="legal", root="third_party/publ", copyrights=("版权所有 (c) 2023 河图智能",)),
    file("third_party/publ/文件.c", f"{PUBL} OR MIT", root="third_party/publ"),
    file("link", state="symlink"),
    file("sub", state="submodule", size_bytes=None),
)
FINDINGS = (
    finding("LICENSE", "MulanPSL-2.0", kind="text", grade="A", last_line=127, matcher="1-hash"),
    finding(
        "pyproject.toml", "MulanPSL-2.0", layer="manifest", kind="declaration", first_line=None, last_line=None, rule="project.license"
    ),
    finding("src/main.c", "MulanPSL-2.0", score=9512),
    finding(
        "src/main.c", "LicenseRef-scancode-unknown-license-reference", 1, kind="clue", grade="D", first_line=7, last_line=7, score=5000
    ),
    finding("third_party/publ/LICENSE", PUBL, layer="chinese", kind="text", grade="A", rule="mulanpubl-2.0-zh", last_line=90),
    finding("third_party/publ/LICENSE", "AGPL-3.0-only", 1, first_line=60, last_line=60, grade="C", set_aside="inside_known_text"),
    finding("third_party/publ/文件.c", f"{PUBL} OR MIT", score=9999),
)
EVIDENCE = LicenceEvidence(
    look=LOOK,
    files=FILES,
    findings=FINDINGS,
    roots=(
        root(declared="MulanPSL-2.0", detected="MulanPSL-2.0", concluded="MulanPSL-2.0", declared_in=("pyproject.toml:7", "LICENSE")),
        root(
            "third_party/publ",
            declared=PUBL,
            detected=f"{PUBL} AND ({PUBL} OR MIT)",
            declared_in=("third_party/publ/LICENSE",),
            questions=("declared_differs",),
        ),
    ),
    reuse=ReuseScore(files=6, covered=2, missing_texts=("MIT",), unused_texts=(), bad_texts=()),
    conflicts=(
        conflict(PUBL, "incompatible", "third_party/publ"),
        conflict("MIT", "compatible", "third_party/publ", modified=False),
        conflict("LicenseRef-scancode-unknown-license-reference", "review", evidence=("src/main.c:7",), relation="unknown", sources=()),
    ),
)
ADVICE = Advice(
    policy="licences@1",
    uses=(
        UseAnswer(Text("内部使用", "Internal use"), "allowed", Text("")),
        UseAnswer(Text("随产品发布源代码", "Ship as source"), "allowed", Text("须随附许可证。", "With the licence.")),
        UseAnswer(Text("闭源商用", "Closed commercial product"), "questioned", Text("先由法务确认。", "Ask counsel first.")),
        UseAnswer(Text("申报种子项目", "Seed project"), "refused", Text("含不兼容的部分。", "Holds an incompatible part.")),
    ),
    duties=(
        Duty("licence_text", Text("随附全文", "Licence text"), Text("随附许可证全文。", "Hand over the licence text."), ("MulanPSL-2.0",)),
        Duty("notices", Text("保留声明", "Notices"), Text("保留版权声明。", "Keep the copyright lines."), ()),
    ),
    obligations={"licence_text": Text("随附许可证全文。", "Hand over the licence text.")},
    alarms={"headline_worse": Text("项目许可证变得更严", "The project's licence became stricter")},
)
ALARMS = (
    LicenceAlarm(
        REPOSITORY, "00" * 20, COMMIT, "reuse_up", "green", "", (), "", "", "REUSE 覆盖率提高。", "REUSE coverage went up.", (),
    ),
    LicenceAlarm(
        REPOSITORY, "00" * 20, COMMIT, "headline_worse", "red", "LICENSE", ("LICENSE",), "BSD-3-Clause", "SSPL-1.0",
        "项目许可证由 BSD-3-Clause 变为 SSPL-1.0。", "The licence went from BSD-3-Clause to SSPL-1.0.", ("LICENSE:1-80",),
        "77" * 20, "Wang Private", "2025-05-01T00:00:00Z",
    ),
)  # fmt: skip
UNREAD = (file("huge.bin", state="too_large"), file("slow.c", state="unfinished"))
INCOMPLETE = replace(EVIDENCE, files=FILES + UNREAD, look=replace(LOOK, counts={**LOOK.counts, "too_large": 1, "unfinished": 1}))
"""The same tree, two of its files not read."""
NOTHING = LicenceEvidence(
    replace(LOOK, counts={"scanned": 1}, url="/srv/mirrors/secret.git", name=""),
    (file("README"),),
    (),
    (root(questions=("no_licence",), reason="没有找到许可证。", reason_en="No licence was found."),),
    ReuseScore(0, 0, (), (), ()),
)
"""A tree in which nothing stands."""
