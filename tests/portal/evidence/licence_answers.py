"""What a licence process would have answered, without scanning: stored evidence of a tree made by hand, and the line beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.accounts.models import Organisation
from portal.evidence.home import home
from portal.evidence.models import LicenceReading, Run, RunRepository, RunState
from portal.evidence.selectors.licence_reports import FORMS, reports_folder
from portal.evidence.services.licence_loading import reading_load
from portal.evidence.services.licence_requests import reading_begun, reading_request
from portal.register.models import Project, Record, Repository
from xingtu.facts.licence_evidence import LicenceEvidence, Look, ReuseScore
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.licence_evidence import LicenceStore

BEFORE, AFTER = "a" * 40, "b" * 40
BLOB = "f" * 40
GPL_RULE = "gpl-2.0_7.RULE"
CONFLICT: dict[str, Any] = {
    "repository": "gearsim", "commit": AFTER, "root": "third_party/gears", "outbound": "MIT", "inbound": "GPL-2.0-only",
    "relation": "copied", "modified": None, "distribution": "source", "answer": "incompatible", "sources": ["osadl@2024-05-22"],
    "reasons": ["GPL-2.0-only 要求整体以同一许可证提供（第 2 条 b 款），MIT 做不到。"],
    "reasons_en": ["GPL-2.0-only asks that the whole is licensed alike (section 2 b), which MIT is not."], "conditions": [],
    "conditions_en": [], "obligations": [], "evidence": ["third_party/gears/gear.c:1-3"],
}  # fmt: skip
ALARM: dict[str, Any] = {
    "repository": "gearsim", "before_commit": BEFORE, "after_commit": AFTER, "kind": "headline_worse", "severity": "red",
    "path": "LICENSE",
    "paths": ["LICENSE"], "before": "BSD-3-Clause", "after": "SSPL-1.0",
    "reason": "许可证由 BSD-3-Clause 改为 SSPL-1.0，不再是开源许可证。",
    "reason_en": "The licence changed from BSD-3-Clause to SSPL-1.0, which is not open source.", "evidence": ["LICENSE:1"],
    "changed_by_commit": AFTER, "changed_at": "2025-06-12T00:00:00Z",
}  # fmt: skip


def project(ident: str, organisation: Organisation, *, repositories: int = 1, state: str = "registered") -> Record:
    """A registered project with repositories of the same name."""
    serial = Project.objects.count() + 1
    made = Project.objects.create(
        id=ident, kind="project", name=f"项目 {ident}", name_en=f"Project {ident}", serial=serial, organisation=organisation,
        district=organisation.district, state=state, licence="MIT",
    )  # fmt: skip
    for place in range(repositories):
        name = ident if not place else f"{ident}-{place}"
        Repository.objects.create(
            id=name, record=made, name=name, url=f"https://host.example/x/{name}", serial=Repository.objects.count() + 1
        )
    return made


def run(tips: Mapping[str, str], *, programme: str = "city-evidence-2025", state: str = RunState.LOADED) -> Run:
    """A loaded run over some repositories."""
    number = Run.objects.count()
    made = Run.objects.create(
        run_id=f"{number:064x}", results_hash="0" * 64, programme=programme, programme_name="示例", policy_hash="0" * 64, window="2025",
        engine="0", declarations="0" * 64, completeness=1_000_000, publishable=True, state=state,
    )  # fmt: skip
    RunRepository.objects.bulk_create(
        RunRepository(run=made, repository=ident, name=ident, tip=tip, expected_commits=1, measured_commits=1, completeness=1_000_000)
        for ident, tip in tips.items()
    )
    return made


def evidence(
    repository: str, commit: str, *, concluded: str, declared: str = "", complete: bool = True, fingerprint: str = "print-1"
) -> LicenceEvidence:
    """A tree of a licence file, a source file, a copy of somebody else's file and a binary."""
    where = {"repository": repository, "commit": commit}
    rows = [
        ("LICENSE", concluded or declared, "", "legal", "scanned"),
        ("src/main.c", "", "", "source", "scanned"),
        ("third_party/gears/gear.c", "GPL-2.0-only", "third_party/gears", "source", "scanned"),
        ("data.bin", "", "", "other", "scanned" if complete else "unfinished"),
    ]
    files = tuple(
        LicenceFile(
            **where, path=path, blob=BLOB if "gear" in path else f"{place:040x}", size_bytes=10, state=state, root=root, role=role,
            detected=spdx, effective=spdx, reuse_covered=bool(spdx), copyrights=("Copyright 2024 Somebody",) if spdx else (),
        )
        for place, (path, spdx, root, role, state) in enumerate(rows)
    )  # fmt: skip
    finding = LicenceFinding(
        **where, path="third_party/gears/gear.c", blob=BLOB, number=0, layer="scancode", kind="notice", expression="gpl-2.0",
        spdx="GPL-2.0-only", first_line=1, last_line=3, score=10_000, matcher="2-aho", rule=GPL_RULE, grade="B", set_aside="",
    )  # fmt: skip
    top = LicenceRoot(
        **where, root="", vendored=False, declared=declared or concluded, declared_in=("LICENSE",), detected=concluded or declared,
        concluded=concluded, concluded_by="declared_agrees" if concluded else "",
        reason="声明与检出一致" if concluded else "声明与检出不一致",
        reason_en="", questions=() if concluded else ("declared_differs",),
    )  # fmt: skip
    copied = LicenceRoot(
        **where, root="third_party/gears", vendored=True, declared="", declared_in=(), detected="GPL-2.0-only", concluded="GPL-2.0-only",
        concluded_by="only_one", reason="只检出一种", reason_en="", questions=(),
    )  # fmt: skip
    counts = {"scanned": 4} if complete else {"scanned": 3, "unfinished": 1}
    look = Look(
        repository=repository, name=repository, url="", revision=commit, commit=commit, tree="t" * 40, committed_at="2025-06-12T00:00:00Z",
        fingerprint=fingerprint, tools={"scancode-toolkit": "32.5.0"}, accelerated=True, counts=counts,
    )  # fmt: skip
    return LicenceEvidence(look, files, (finding,), (top, copied), ReuseScore(4, 2, ("GPL-2.0-only",), (), ()))


def answer(
    kept: LicenceEvidence, *, conflicts: Sequence[Mapping[str, Any]] = (), alarms: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Keep the evidence and its reports; what the process would say of it."""
    named = [kept.look.repository, kept.look.commit, kept.look.fingerprint, kept.top.concluded, kept.complete]
    scan = digest(canonical_json(named))[:16]
    LicenceStore(home()).keep(scan, kept)
    folder = reports_folder(kept.look.repository) / scan
    folder.mkdir(parents=True, exist_ok=True)
    for form in FORMS:
        for lang in ("zh", "en"):
            (folder / form.file.format(lang=lang)).write_text(f"{form.id} {kept.look.repository}", "utf-8")
    concluded = kept.top.concluded
    open_source = {"": None, "SSPL-1.0": False}.get(concluded, True)
    return {
        "scan": scan,
        "rulings": "r" * 64,
        "conflicts": [{**row, "repository": kept.look.repository, "commit": kept.look.commit} for row in conflicts],
        "alarms": [{**row, "repository": kept.look.repository} for row in alarms],
        "open": open_source,
        "class": "Permissive" if open_source else ("Source-available" if concluded else ""),
        "judged": {
            "policy": "policy/licences.toml@1",
            "uses": [
                {
                    "use": {"zh": "算作开源", "en": "Counts as open source"},
                    "answer": "allowed" if open_source else "refused",
                    "reason": {"zh": f"{concluded}：经认可的开源许可证", "en": f"{concluded}: an approved open source licence"},
                }
            ],
            "duties": [{"id": "x", "name": {"zh": "x", "en": "x"}, "sentence": {"zh": "随附许可证全文。", "en": "Hand over the text."}}],
            "class": {"zh": "宽松", "en": "Permissive"} if open_source else {},
        },
    }


def read(repository: str, commit: str = AFTER, *, concluded: str = "MIT", **more: Any) -> LicenceReading:
    """Ask for a reading and have it answered."""
    rows = {name: more.pop(name) for name in ("conflicts", "alarms") if name in more}
    asked = reading_request(repository=repository, commit=commit)
    reading_begun(reading=asked)
    asked.refresh_from_db()
    return reading_load(reading=asked, told=answer(evidence(repository, commit, concluded=concluded, **more), **rows))
