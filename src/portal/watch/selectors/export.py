"""What leaves the platform when officers take the list away? The rows of the page, as a sheet or as CSV, each with its commit."""

import csv
import io
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.evidence.models import LicenceReading
from portal.house.documents.excel import Kind, SheetColumn, TableSheet, Value, workbook
from portal.register.models import Repository

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""At the beginning of a cell a spreadsheet takes them for a formula."""


def columns() -> list[SheetColumn]:
    """As the file heads them."""
    titles: list[tuple[str, Kind]] = [
        (_("项目"), "text"),
        (_("仓库"), "text"),
        (_("所属单位"), "text"),
        (_("区县（园区）"), "text"),
        (pgettext("许可证", "认定"), "code"),
        (pgettext("许可证", "声明"), "code"),
        (pgettext("许可证", "检出"), "code"),
        (_("类别"), "code"),
        (_("不兼容"), "number"),
        (_("待专家复核"), "number"),
        (_("文件数"), "number"),
        (_("读完的文件"), "number"),
        (_("检测完整"), "text"),
        (pgettext("检测", "提交"), "code"),
        (_("检测时间"), "text"),
        (_("检测指纹"), "code"),
    ]
    return [SheetColumn(title, kind) for title, kind in titles]


def rows(listed: Iterable[tuple[Repository, LicenceReading | None]]) -> list[list[Value]]:
    """A row a repository; of one that was not examined nothing is known, which is not nothing."""
    return [_row(repository, reading) for repository, reading in listed]


def _row(repository: Repository, reading: LicenceReading | None) -> list[Value]:
    record = repository.record
    head: list[Value] = [
        record.name if record else "",
        repository.pk,
        record.organisation.name if record and record.organisation else "",
        record.district if record else "",
    ]
    if reading is None:
        return [*head, "", "", "", "", None, None, None, None, _("未检测"), "", "", ""]
    made = timezone.localtime(reading.made_at).strftime("%Y-%m-%d %H:%M") if reading.made_at else ""
    return [
        *head, reading.concluded, reading.declared, reading.detected, reading.licence_class, reading.incompatible, reading.review,
        reading.files, reading.scanned, _("是") if reading.complete else _("否"), reading.commit, made, reading.fingerprint,
    ]  # fmt: skip


def as_workbook(listed: Iterable[tuple[Repository, LicenceReading | None]], notes: Iterable[str]) -> bytes:
    """One sheet."""
    title = _("许可证")
    sheet = TableSheet(title, columns(), rows(listed), notes=tuple(notes))
    return workbook([sheet], title=title, meta={"kind": "licences"})


def as_csv(listed: Iterable[tuple[Repository, LicenceReading | None]]) -> bytes:
    """With the mark by which Excel knows UTF-8; no cell begins as a formula."""
    return csv_of(columns(), rows(listed))


def csv_of(heads: Iterable[SheetColumn], lines: Iterable[Iterable[Value]]) -> bytes:
    """Any table, in that form."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([str(column.title) for column in heads])
    for line in lines:
        writer.writerow(["" if value is None else _harmless(str(value)) for value in line])
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text
