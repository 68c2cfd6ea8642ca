"""Does the register go to Excel and come back whole, and is every mistake told by its cell?"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.acting import PUBLIC
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed
from portal.journal.models import Entry
from portal.register.cells import NO_REFERENCES, Cell, UnreadableError, read
from portal.register.columns import COLUMNS, Column, Plain, Shape
from portal.register.intake import read_intake
from portal.register.models import Kind, Project, Record, Repository, State
from portal.register.services.exports import records_export
from portal.register.services.imports import plan_import, records_import, returned_workbook
from portal.register.services.records import record_change, record_draft
from portal.register.sheets import read_sheets
from portal.register.workbook import Line, export, sheet_columns, template
from tests.portal.city import USCC, Town, town

HEADING = ("名称", "一句话介绍", "区县（园区）", "统一社会信用代码", "成立日期", "代码仓库")


@pytest.fixture
def here(db: None) -> Town:
    made = town(("yinhan", "lanyue"))
    Organisation.objects.filter(pk="lizhou").update(uscc=USCC["lizhou"])
    return made


def hand_made(rows: Iterable[Sequence[Cell]], *, above: Sequence[Sequence[str]] = (), name: str = "Sheet1") -> bytes:
    """A workbook as somebody makes it in WPS; a text that begins with "=" is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate((*above, *rows)):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and not cell.startswith("="):
                sheet.write_string(number, place, cell)
            elif cell is not None:
                sheet.write(number, place, cell)
    book.close()
    return out.getvalue()


def projects(rows: Iterable[Sequence[Cell]]) -> bytes:
    return hand_made([("名称", "一句话介绍", "区县（园区）", "统一社会信用代码", "编程语言", "代码仓库"), *rows])


def good(number: int) -> tuple[Cell, ...]:
    return (f"项目{number}", "一个项目", "银汉区", None, "Rust，Go", f"https://gitee.com/xinghe/p{number}")


def test_two_hundred_projects_with_three_bad_cells_each_named(here: Town) -> None:
    clerk = here.acting[Role.OFFICE_CLERK]
    rows: list[tuple[Cell, ...]] = [good(number) for number in range(1, 201)]
    rows[4] = (*rows[4][:2], "银河区", *rows[4][3:])
    rows[99] = (*rows[99][:3], "91500000MA5U000016", *rows[99][4:])
    rows[199] = (*rows[199][:5], "gitee.com/only-owner")
    plan = plan_import(content=projects(rows), by=clerk, kind=Kind.PROJECT)
    assert [problem.place for problem in plan.intake.problems] == ["Sheet1!C6", "Sheet1!D101", "Sheet1!F201"]
    assert "银河区" in plan.intake.problems[0].reason
    assert "银汉区" in plan.intake.problems[0].remedy
    with pytest.raises(Invalid, match="3 行"):
        records_import(content=projects(rows), by=clerk, kind=Kind.PROJECT)
    assert not Record.objects.exists()

    # the returned workbook can be put right and sent again
    sheets = {sheet.name: sheet for sheet in read_sheets(returned_workbook(plan))}
    assert [row[0] for row in sheets["错误"].rows] == ["位置", "登记!C6", "登记!D101", "登记!F201"]
    again = read_intake(returned_workbook(plan), dict.fromkeys(Kind.values, NO_REFERENCES))
    assert [problem.place for problem in again.problems] == ["登记!C6", "登记!D101", "登记!F201"]

    rows[4], rows[99], rows[199] = good(5), good(100), good(200)
    done = records_import(content=projects(rows), by=clerk, kind=Kind.PROJECT, target="register")
    assert (done.new, done.skipped) == (200, 0)
    assert Project.objects.filter(state=State.REGISTERED).count() == 200
    assert Repository.objects.count() == 200
    entry = Entry.objects.get(event="records.imported")
    assert entry.details["new"] == 200


def test_good_rows_alone_are_imported_when_the_user_says_so(here: Town) -> None:
    rows = [good(1), ("", "没有名称", "银汉区", None, None, "https://gitee.com/xinghe/p2"), good(3)]
    done = records_import(content=projects(rows), by=here.acting[Role.OFFICE_CLERK], kind=Kind.PROJECT, good_only=True)
    assert (done.new, done.skipped) == (2, 1)
    assert {record.state for record in done.records} == {State.SUBMITTED}


def test_what_was_exported_comes_back_without_a_difference(here: Town) -> None:
    clerk = here.acting[Role.OFFICE_CLERK]
    records_import(content=projects([good(1), good(2)]), by=clerk, kind=Kind.PROJECT)
    taken = records_export(kind=Kind.PROJECT, purpose="报送月报", by=clerk)
    plan = plan_import(content=taken.content, by=clerk)
    assert (plan.intake.kind, len(plan.of("same")), plan.intake.problems) == (Kind.PROJECT, 2, [])
    entry = Entry.objects.get(event="records.exported")
    assert (entry.details["rows"], entry.reason) == (2, "报送月报")
    assert "languages" in entry.details["columns"]


def test_an_edited_export_changes_its_records_and_only_those(here: Town) -> None:
    clerk = here.acting[Role.OFFICE_CLERK]
    records_import(content=projects([good(1), good(2)]), by=clerk, kind=Kind.PROJECT)
    one, two = Project.objects.order_by("serial")
    sheet = hand_made(
        [
            ("编号", "版本", "名称", "编程语言", "代码仓库"),
            (one.pk, one.version, "项目1", "Rust", "https://gitee.com/xinghe/p1\nhttps://gitee.com/xinghe/p1b"),
        ]
    )
    done = records_import(content=sheet, by=clerk, kind=Kind.PROJECT)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (done.changed, one.languages, two.version) == (1, ["Rust"], 1)
    assert one.summary == "一个项目"  # a column the sheet lacks stays
    assert one.repositories.count() == 2


def test_a_row_made_from_an_older_version_is_told(here: Town) -> None:
    clerk = here.acting[Role.OFFICE_CLERK]
    record = record_draft(kind=Kind.PROJECT, values={"name": "Tianqi"}, by=clerk)
    old = export(Kind.PROJECT, [Line(record.pk, 1, {"name": "Tianqi", "summary": "改了"})], {})
    record_change(record=record, version=1, values={"summary": "别人改了"}, by=clerk)
    (problem,) = plan_import(content=old, by=clerk, target="draft").intake.problems
    assert problem.place == "登记!B2"
    assert "第 2 版" in problem.reason


def test_ids_outside_the_own_district_do_not_exist(here: Town) -> None:
    record = record_draft(kind=Kind.PROJECT, values={"name": "Tianqi", "district": "yinhan"}, by=here.acting[Role.OFFICE_CLERK])
    sheet = export(Kind.PROJECT, [Line(record.pk, 1, {"name": "Mine"})], {})
    (problem,) = plan_import(content=sheet, by=here.elsewhere[Role.DISTRICT_OFFICER]).intake.problems
    assert problem.reason == "没有编号为 tianqi 的登记可改"


def test_a_district_officer_imports_into_the_own_district_only(here: Town) -> None:
    rows = [("甲", "介绍", "揽月区", None, None, "https://gitee.com/a/b"), ("乙", "介绍", None, None, None, "https://gitee.com/a/c")]
    plan = plan_import(content=projects(rows), by=here.acting[Role.DISTRICT_OFFICER], kind=Kind.PROJECT)
    assert [(problem.place, "本区" in problem.reason) for problem in plan.intake.problems] == [("Sheet1!C2", True)]


def test_the_same_project_twice_is_told_in_the_file_and_against_the_register(here: Town) -> None:
    clerk = here.acting[Role.OFFICE_CLERK]
    records_import(content=projects([good(1)]), by=clerk, kind=Kind.PROJECT)
    rows = [good(1), good(2), ("项目2", "又一次", "银汉区", None, None, "git@gitee.com:XingHe/P2.git")]
    places = [problem.place for problem in plan_import(content=projects(rows), by=clerk, kind=Kind.PROJECT).intake.problems]
    assert places == ["Sheet1!A2", "Sheet1!F2", "Sheet1!A4", "Sheet1!F4"]


def test_who_may_not_import_or_export_does_not(here: Town) -> None:
    with pytest.raises(NotAllowed):
        plan_import(content=b"", by=here.acting[Role.AUDITOR])
    with pytest.raises(NotAllowed):
        records_export(kind=Kind.PROJECT, purpose="想看看", by=PUBLIC)
    with pytest.raises(Invalid, match="用途"):
        records_export(kind=Kind.PROJECT, purpose=" ", by=here.acting[Role.AUDITOR])


def test_a_hand_made_table_below_a_title_with_merged_cells_is_read(here: Town) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.add_worksheet("封面").write_string(0, 0, "2025 年登记汇总")
    sheet = book.add_worksheet("汇总表")
    sheet.merge_range(1, 1, 1, 4, "星河市开源社区汇总表")
    for place, title in enumerate(("社区名称 *", "一句话介绍", "区 县", "成立日期"), start=1):
        sheet.write_string(2, place, title)
    sheet.write_string(3, 1, "　星河　")
    sheet.write_string(3, 2, "爱好者")
    sheet.merge_range(3, 3, 4, 3, "揽月区")
    sheet.write_string(3, 4, "２０２５年１０月１日")
    sheet.write_string(4, 1, "银河")
    sheet.write_string(4, 2, "爱好者")
    sheet.write_datetime(4, 4, datetime(2024, 2, 29))  # noqa: DTZ001 - as Excel keeps it
    book.close()
    plan = plan_import(content=out.getvalue(), by=here.acting[Role.OFFICE_CLERK], kind=Kind.COMMUNITY)
    assert [row.row.values for row in plan.rows] == [
        {"name": "星河", "summary": "爱好者", "district": "lanyue", "founded_on": "2025-10-01"},
        {"name": "银河", "summary": "爱好者", "district": "lanyue", "founded_on": "2024-02-29"},
    ]


def test_formulas_long_numbers_and_error_values_are_refused_by_cell(here: Town) -> None:
    rows = [
        ("=1+1", "介绍", "银汉区", None, None, "https://gitee.com/a/b"),
        ("乙", "#N/A", "银汉区", 115000000092762810, None, "https://gitee.com/a/c"),
    ]
    problems = plan_import(content=projects(rows), by=here.acting[Role.OFFICE_CLERK], kind=Kind.PROJECT).intake.problems
    assert [problem.place for problem in problems] == ["Sheet1!A2", "Sheet1!B3", "Sheet1!D3"]
    assert "公式" in problems[0].reason
    assert "文本" in problems[2].remedy


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("https://a.example")', "{=1}"])
def test_no_text_becomes_a_formula(text: str) -> None:
    written = export(Kind.PROJECT, [Line("a", 1, {"name": text, "summary": text})], {})
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert all(b"<f>" not in parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)
    assert read_sheets(written)[0].rows[1][2] == text


def test_the_form_says_what_it_is_and_holds_its_lists(here: Town) -> None:
    for kind in Kind.values:
        sheets = {sheet.name: sheet for sheet in read_sheets(template(kind))}
        assert list(sheets) == ["登记", "填写说明", "选项", "_meta"]
        assert [sheet.visible for sheet in sheets.values()] == [True, True, False, False]
        assert dict(row[:2] for row in sheets["_meta"].rows)["kind"] == kind
        with pytest.raises(Invalid, match="只有表头"):
            plan_import(content=template(kind), by=here.acting[Role.OFFICE_CLERK])


def test_a_form_of_another_kind_is_refused(here: Town) -> None:
    with pytest.raises(Invalid, match="开源企业"):
        plan_import(content=template(Kind.ENTERPRISE), by=here.acting[Role.OFFICE_CLERK], kind=Kind.PROJECT)


def _packed_otherwise(book: bytes) -> bytes:
    """The same workbook in a packing that unfolds whole blocks, however little is asked for."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
    return out.getvalue()


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def _with_sheet(sheet: bytes) -> bytes:
    """Our own form with its first sheet exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template(Kind.PROJECT))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, sheet if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
    return out.getvalue()


HEAD = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = b"</sheetData></worksheet>"
HOSTILE = {
    "empty": b"",
    "text": "名称,介绍".encode(),
    "an old .xls": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000,
    "a truncated zip": template(Kind.PROJECT)[:-200],
    "a zip of something else": _zip(**{"word__document.xml": b"<a/>"}),
    "another packing": _packed_otherwise(template(Kind.PROJECT)),
    "a bomb": _zip(**{"xl__workbook.xml": b"<a>" + b" " * (70 * 2**20)}),
    "too long a file": b"\0" * (5 * 2**20 + 1),
    "a cell at the far end": _with_sheet(HEAD + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + FOOT),
    "cells without places, without end": _with_sheet(HEAD + b"<row>" + b"<c/>" * 20_000 + b"</row>" + FOOT),
    "entities": _with_sheet(b'<!DOCTYPE a [<!ENTITY b "b">]>' + HEAD + b"<row><c><v>&b;</v></c></row>" + FOOT),
    "broken XML": _with_sheet(HEAD + b"<row><c>"),
    "a bad place": _with_sheet(HEAD + b'<row r="x"><c r="A1"/></row>' + FOOT),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_file_can_hurt_us(content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read_sheets(content)
    assert "file" in caught.value.problems


@pytest.mark.parametrize(
    ("shape", "cell", "expected"),
    [
        (Shape.DATE, "2025年10月1日", "2025-10-01"),
        (Shape.DATE, "2025.10.1", "2025-10-01"),
        (Shape.DATE, "2025/10/1", "2025-10-01"),
        (Shape.DATE, "２０２５－１０－０１", "2025-10-01"),
        (Shape.DATE, "20251001", "2025-10-01"),
        (Shape.NUMBER, "１，２００", 1200),
        (Shape.NUMBER, 120.0, 120),
        (Shape.FLAG, "√", True),
        (Shape.FLAG, "否", False),
        (Shape.WORDS, "Rust、Go；C++ ,Rust", ["Rust", "Go", "C++"]),
        (Shape.TEXT, "　天启\u00a0", "天启"),
        (Shape.TEXT, 2025.0, "2025"),
        (Shape.URL, "www.example.com/a", "https://www.example.com/a"),
        (Shape.LONG, "一\r\n二_x000D_", "一\n二"),
    ],
)
def test_one_normaliser_reads_what_people_type(shape: Shape, cell: Cell, expected: Plain) -> None:
    assert read(Column("x", "x", shape), cell) == expected


@pytest.mark.parametrize(
    ("shape", "cell"),
    [
        (Shape.DATE, "2025-02-30"), (Shape.DATE, "去年"), (Shape.DATE, 45931.0), (Shape.NUMBER, "三百"), (Shape.NUMBER, 1.5),
        (Shape.NUMBER, -1.0),
        (Shape.FLAG, "也许"), (Shape.TEXT, "写信给 a@b.example"), (Shape.TEXT, "a\x07b"), (Shape.URL, "javascript:alert(1)"),
        (Shape.URL, "https://user:pw@host.example"), (Shape.ORGANISATION, 9.15e16), (Shape.TEXT, 1.1500000092762810e17),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_remedy(shape: Shape, cell: Cell) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(Column("x", "x", shape), cell)
    assert str(caught.value.remedy)


PROSE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40).filter(lambda text: "@" not in text)


def _value(column: Column) -> st.SearchStrategy[Plain]:  # noqa: PLR0911 -- one line a shape
    options = [ident for ident, _label in column.options()]
    match column.shape:
        case Shape.CHOICE:
            return st.sampled_from(["", *options])
        case Shape.CHOICES:
            return st.lists(st.sampled_from(options), unique=True)
        case Shape.WORDS:
            return st.lists(st.sampled_from(["Rust", "C++", "汇编", "=1+1", "０"]), unique=True)
        case Shape.DATE:
            return st.none() | st.dates().map(lambda day: day.isoformat())
        case Shape.NUMBER:
            return st.none() | st.integers(0, 2_147_483_647)
        case Shape.FLAG:
            return st.booleans()
        case Shape.URL:
            return st.sampled_from(["", "https://example.com/中文?a=b"])
        case Shape.ORGANISATION | Shape.PROJECTS:
            return st.just([] if column.shape is Shape.PROJECTS else "")
        case Shape.LONG:
            return st.lists(PROSE, max_size=3).map("\n".join)
        case _:
            return PROSE


@st.composite
def _content(draw: st.DrawFn) -> tuple[str, dict[str, Plain]]:
    kind = draw(st.sampled_from(Kind.values))
    return kind, {column.name: draw(_value(column)) for column in COLUMNS[Kind(kind)]}


@given(_content())
def test_export_and_import_are_inverse(made: tuple[str, dict[str, Plain]]) -> None:
    kind, raw = made
    columns = {column.name: column for column in COLUMNS[Kind(kind)]}
    content = {}
    for name, value in raw.items():
        try:
            content[name] = read(columns[name], "、".join(value) if isinstance(value, list) else value)
        except UnreadableError:
            content[name] = columns[name].empty
    content["name"] = content["name"] or "名"
    intake = read_intake(export(kind, [Line("abc", 3, content)], {}), dict.fromkeys(Kind.values, NO_REFERENCES))
    (row,) = intake.rows
    assert row.problems == []
    assert (row.ident, row.version, row.values) == ("abc", 3, content)


def test_every_kind_has_its_columns_in_its_form() -> None:
    for kind in Kind.values:
        names = [column.name for column in sheet_columns(kind)]
        assert names[:3] == ["id", "version", "name"]
        assert len(names) == len(set(names))


def test_more_rows_than_a_reader_waits_for_are_refused(here: Town) -> None:
    rows = [(f"项目{number}", "介绍", "银汉区", None, None, f"https://gitee.com/a/b{number}") for number in range(1001)]
    with pytest.raises(Invalid, match="1000 行"):
        plan_import(content=projects(rows), by=here.acting[Role.OFFICE_CLERK], kind=Kind.PROJECT)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", Kind.values)
def test_no_two_columns_have_the_same_heading_and_a_form_of_either_language_is_read(kind: str, language: str) -> None:
    with translation.override(language):
        labels = [str(column.label) for column in sheet_columns(kind)]
        written = export(kind, [Line("abc", 3, {"name": "Tianqi", "district": "yinhan", "fields": ["industrial", "security"]})], {})
    assert len(labels) == len(set(labels))
    for reader in ("zh-hans", "en"):
        with translation.override(reader):
            (row,) = read_intake(written, dict.fromkeys(Kind.values, NO_REFERENCES)).rows
        assert row.problems == []
        assert (row.values["district"], row.values["fields"]) == ("yinhan", ["industrial", "security"])
