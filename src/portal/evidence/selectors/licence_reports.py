"""Which reports of a reading are there to take home? Written by the worker beside the evidence, so that no page computes them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from portal.errors import Sentence
from portal.evidence.home import home
from portal.evidence.models import LicenceReading
from portal.house.charts import lang


@dataclass(frozen=True, slots=True)
class Form:
    """One form of report. ``spoken``: there is one for each language."""

    id: str
    name: Sentence
    note: Sentence
    file: str
    media: str
    spoken: bool = False


FORMS = (
    Form("html", _("合规报告"), _("可打印的网页，一个文件"), "report.{lang}.html", "text/html; charset=utf-8", spoken=True),
    Form(
        "xlsx", _("明细表"), _("各部分、冲突、文件和检出位置"), "licences.{lang}.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", spoken=True,
    ),
    Form(
        "notice", _("声明文件 NOTICE"), _("版权声明和许可证全文，发布产品时随附"), "NOTICE.{lang}.txt", "text/plain; charset=utf-8",
        spoken=True,
    ),
    Form("spdx", _("SPDX 2.3"), _("供别的工具读取"), "spdx.json", "application/spdx+json"),
    Form("cyclonedx", _("CycloneDX"), _("供别的工具读取"), "cyclonedx.json", "application/vnd.cyclonedx+json"),
    Form("json", _("JSON"), _("每个文件的检出结果"), "licences.json", "application/json"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is there."""

    form: Form
    path: Path
    size_bytes: int

    @property
    def ending(self) -> str:
        """Of its file."""
        return self.path.suffix.removeprefix(".")


def reports_folder(repository: str) -> Path:
    """Where the reports of a repository lie, a folder a scan."""
    name = quote(repository, safe="@+")
    return home() / "licence_reports" / (name.replace(".", "%2E") if name in {".", ".."} else name)


def reports_of(reading: LicenceReading) -> list[Report]:
    """Those that were written, in the reader's language."""
    folder = reports_folder(reading.repository_id) / reading.evidence
    found = []
    for form in FORMS:
        path = folder / form.file.format(lang=lang())
        if reading.evidence and path.is_file():
            found.append(Report(form, path, path.stat().st_size))
    return found
