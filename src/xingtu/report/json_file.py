"""How is a run given to a program? As one JSON document with a published schema.

The document is the report, field by field; every wording is ``{"zh", "en"}``, every value the exact integer with its
metric's ``scale`` beside it, unknown is ``null``. ``schemas/run.schema.json`` is the promise; ``format`` names its version.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from xingtu.report.privacy import published
from xingtu.report.ranking import RunReport

FORMAT = "xingtu-run/1"


def run_json(report: RunReport) -> str:
    """The document, with sorted keys and a final newline: the same report gives the same bytes.

    Raises:
        EvidenceError: an identifier holds a mailbox.
    """
    return json.dumps({"format": FORMAT, **_plain(published(report))}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_run_json(report: RunReport, path: Path) -> None:
    """Write the document as UTF-8."""
    path.write_text(run_json(report), encoding="utf-8", newline="\n")


def run_schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12)."""
    text = resources.files("xingtu.report").joinpath("schemas/run.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a walk over every type a report holds
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
