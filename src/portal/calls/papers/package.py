"""What is in the package of an application? The paper as Word and as PDF, the stamped scan, the attachments with their list, the evidence.

The same application gives the same bytes. Files are called by numbers: a name somebody gave a file stays in their own list.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from portal.calls.models import Attachment
from portal.calls.papers.declaration import answers_on_paper, attachments_of, declaration_paper
from portal.calls.selectors.contradictions import contradictions
from portal.calls.selectors.folder import Folder
from portal.calls.selectors.stamps import stamped
from portal.evidence.models import Run
from portal.house.documents import SheetColumn, TableSheet, pdf, word, workbook
from portal.house.uploads import is_kept, open_stored

MADE_AT = (1980, 1, 1, 0, 0, 0)
"""The oldest moment a zip knows: when it was packed is nobody's business and would change its bytes."""
READABLE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Package:
    """The zip, and the files of other people that are in it."""

    content: bytes
    files: tuple[Attachment, ...]


def package(folder: Folder, *, own: bool) -> Package:
    """Put together what is there; a file whose bytes are not on this machine is named in the list and left out."""
    answers = answers_on_paper(folder, own=own)
    paper = declaration_paper(folder, own=own)
    listed = attachments_of(folder, answers)
    scan = stamped(folder.application)
    entries: list[tuple[str, bytes]] = [("01-申报书.docx", word(paper)), ("02-申报书.pdf", pdf(paper))]
    if scan is not None and is_kept(scan.sha256):
        entries.append((f"03-盖章扫描件.{scan.media}", open_stored(scan.sha256)))
    rows = _rows(listed)
    entries += [
        ("04-附件清单.xlsx", _list(folder, rows)),
        ("04-附件清单.json", _json(rows)),
        ("05-证据档案.json", _json(dossier(folder, answers))),
    ]
    kept = [(row["file"], file) for row, (_label, file) in zip(rows, listed, strict=True) if is_kept(file.sha256)]
    entries += [(str(name), open_stored(file.sha256)) for name, file in kept]
    files = (*(file for _name, file in kept), *((scan,) if scan is not None else ()))
    return Package(_zipped(entries), files)


def dossier(folder: Folder, answers: Mapping[str, object]) -> dict[str, object]:
    """What the application is judged on, and how to compute it again."""
    application, call = folder.application, folder.application.call
    run = application.run or call.run
    return {
        "application": application.number or "",
        "call": call.pk,
        "programme": {"id": call.version.programme, "version": call.version.version, "policy_hash": call.version.policy_hash},
        "content_code": folder.content_code(answers),
        "submitted_at": timezone.localtime(application.submitted_at).isoformat(timespec="seconds") if application.submitted_at else None,
        "record": application.record_id or "",
        "answers": dict(answers),
        "attachments": folder.digests(answers),
        "evidence": _run(run) if run else None,
        "rules": [
            {"rule": one.rule_id, "condition": one.condition, "outcome": one.outcome, "reason": one.reason, "run": one.run_id}
            for one in folder.judged(answers)
        ],
        "contradictions": [
            {
                "about": one.about,
                "label": one.label,
                "question": one.question,
                "answer": one.clarification.answer if one.clarification else "",
            }
            for one in contradictions(folder)
        ],
    }


def _run(run: Run) -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "results_hash": run.results_hash,
        "policy_hash": run.policy_hash,
        "engine": run.engine,
        "window": run.window,
        "replay": f"xingtu replay xingtu-{run.short}.zip",
    }


def _rows(listed: Sequence[tuple[str, Attachment]]) -> list[dict[str, str | int]]:
    return [
        {
            "number": place,
            "material": label,
            "file": f"附件/{place:02}.{file.media}",
            "format": file.media,
            "size_bytes": file.size_bytes,
            "sha256": file.sha256,
            "warnings": "；".join(str(zh) for zh, _en in file.warnings),
        }
        for place, (label, file) in enumerate(listed, start=1)
    ]


def _list(folder: Folder, rows: Sequence[Mapping[str, str | int]]) -> bytes:
    application = folder.application
    columns = (
        SheetColumn("序号", "number"), SheetColumn("材料"), SheetColumn("文件"), SheetColumn("格式"), SheetColumn("字节数", "number"),
        SheetColumn("SHA-256", "code"), SheetColumn("提示"),
    )  # fmt: skip
    keys = ("number", "material", "file", "format", "size_bytes", "sha256", "warnings")
    sheet = TableSheet("附件清单", columns, [tuple(row[key] for key in keys) for row in rows])
    meta = {"application": application.number or "", "call": application.call_id, "policy_hash": application.call.version.policy_hash}
    return workbook([sheet], title="附件清单", meta=meta)


def _json(told: object) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _zipped(entries: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, MADE_AT)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, 3
            made.writestr(entry, content)
    return out.getvalue()
