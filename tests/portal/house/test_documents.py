"""One paper, printed twice, says the same both times: nothing of it is lost, interpreted, or told by the file besides."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.house.documents import (
    PDF,
    Attachments,
    Column,
    Fields,
    Heading,
    NoFont,
    Note,
    Numbered,
    Opinion,
    PageBreak,
    Paper,
    Paragraph,
    Seal,
    SheetColumn,
    Signatures,
    Table,
    TableSheet,
    Unprintable,
    fonts,
    pdf,
    sent,
    text_of,
    word,
    workbook,
)
from portal.house.documents.layout import chinese, pieces
from portal.house.file_texts import text_in

MARKUP = '#let x = 1; #import "a" $x^2$ *a* _b_ `c` <甲> & "引号" \\u{41} // /* 1 */ = + - A&B <乙> -- ... ~ @x [] {}'
FOOTER = ("内容码 ABCD-EFGH-JKLM-NPQR", "运行 1f2e3d4c5b6a")


def declaration(**more: Any) -> Paper:
    return Paper(
        title="重庆市开源种子项目申报书",
        subtitle="（2026年度）",
        number="申报编号 CQ-2026-0042",
        blocks=(
            Heading("申报基本情况"),
            Fields(
                (("项目名称", "天启"), ("申报单位", "砺轴工业软件有限公司"), ("仓库", "甲\n乙"), ("备注", "")), columns=2, caption="表1"
            ),
            Heading("项目说明"),
            Heading("建设内容", 2),
            Paragraph(f"第一段{MARKUP}\n第二段"),
            Heading("步骤", 3),
            Numbered(("一步", MARKUP)),
            Note("小字"),
            Table((Column("序号", 1, "center"), Column("内容", 4)), tuple((str(n), f"第{n}行 {MARKUP}") for n in range(1, 40)), note="注"),
            PageBreak(),
            Opinion("初审意见", text="同意"),
            Signatures(("法定代表人（签字）",)),
            Attachments(("许可证.pdf", "声明.pdf")),
        ),
        footer=FOOTER,
        seal=Seal("砺轴工业软件有限公司", date(2026, 3, 2)),
        **more,
    )


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_text(content: bytes) -> str:
    """Without what stands at the foot of every page, and without headings repeated over a table that goes on."""
    said = []
    for number, page in enumerate(PdfReader(io.BytesIO(content)).pages, start=1):
        text = bare(page.extract_text())
        foot = bare(f"— {number} —{''.join(FOOTER)}")
        assert foot in text, (number, text)
        said.append(text.replace(foot, "", 1))
    return "".join(said)


def word_text(content: bytes) -> str:
    """As python-docx reads it, paragraphs and tables in their order."""
    said = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, docx.text.paragraph.Paragraph):
            said.append(part.text)
        else:
            for row in part.rows:
                cells = dict.fromkeys(row.cells)  # a cell that spans columns is listed once for each
                said.append("\t".join(cell.text for cell in cells))
    return bare("".join(said))


def test_word_and_pdf_say_the_same() -> None:
    paper = declaration()
    expected = bare(text_of(paper))
    printed = pdf_text(pdf(paper)).replace("序号内容", "", 99)

    assert word_text(word(paper)) == expected
    assert sorted(printed) == sorted(expected.replace("序号内容", ""))
    for line in text_of(paper).splitlines():
        for cell in line.split("\t"):
            assert bare(cell) in printed + "序号内容"


def test_a_value_that_looks_like_markup_is_printed_as_it_is_and_cuts_nothing() -> None:
    paper = Paper(title=MARKUP, blocks=(Paragraph(MARKUP), Fields(((MARKUP, MARKUP),)), Paragraph("还在")), footer=FOOTER)

    for text in (pdf_text(pdf(paper)), word_text(word(paper))):
        assert text.count(bare(MARKUP)) == 4
        assert text.endswith("还在")


def test_the_same_paper_is_the_same_bytes_whatever_the_language_and_the_hour() -> None:
    first = pdf(declaration()), word(declaration())
    with override("en"):
        assert (pdf(declaration()), word(declaration())) == first


def test_a_file_tells_nobodys_name_and_no_time_of_printing() -> None:
    paper = declaration(dated_on=date(2026, 3, 2))
    properties = docx.Document(io.BytesIO(word(paper))).core_properties
    about = PdfReader(io.BytesIO(pdf(paper))).metadata

    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", paper.title)
    assert (properties.created.date(), properties.modified.date()) == (date(2026, 3, 2), date(2026, 3, 2))
    assert about.author is None
    assert about.creation_date.date() == date(2026, 3, 2)
    with zipfile.ZipFile(io.BytesIO(word(paper))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_codes_stand_at_the_foot_of_every_page_of_the_word_file() -> None:
    footer = docx.Document(io.BytesIO(word(declaration()))).sections[0].footer

    assert all(code in "".join(paragraph.text for paragraph in footer.paragraphs) for code in FOOTER)


def test_a_pdf_carries_its_fonts_and_its_outline() -> None:
    reader = PdfReader(io.BytesIO(pdf(declaration())))

    assert [one["/Title"] for one in reader.outline if not isinstance(one, list)] == ["一、申报基本情况", "二、项目说明"]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_headings_are_numbered_by_their_place() -> None:
    blocks = (
        Heading("甲"),
        Heading("乙", 2),
        Heading("丙", 2),
        Heading("丁", 3),
        Heading("戊"),
        Heading("己", 2),
        Heading("序", numbered=False),
    )

    assert text_of(Paper(title="", blocks=blocks)).split("\n") == ["一、甲", "（一）乙", "（二）丙", "1. 丁", "二、戊", "（一）己", "序"]


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_numbers_of_headings_are_chinese(number: int, said: str) -> None:
    assert chinese(number) == said


def test_short_pairs_share_a_row_and_long_ones_have_their_own() -> None:
    (grid,) = pieces(Paper(title="", blocks=(Fields((("甲", "1"), ("乙", "2"), ("丙", "长" * 30), ("丁", "4"), ("戊", "")), columns=2),)))

    assert [[(cell.text[:2], cell.span) for cell in row] for row in grid.rows] == [
        [("甲", 1), ("1", 1), ("乙", 1), ("2", 1)],
        [("丙", 1), ("长长", 3)],
        [("丁", 1), ("4", 1), ("戊", 1), ("—", 1)],
    ]


def test_a_table_without_rows_says_so() -> None:
    assert "（无）" in text_of(Paper(title="", blocks=(Table((Column("甲"), Column("乙")), ()),)))


def test_a_character_without_a_glyph_is_named_before_anything_is_printed() -> None:
    with pytest.raises(Unprintable, match=r"U\+1F680 ROCKET.*生僻字"):
        pdf(Paper(title="火箭🚀", blocks=()))
    with pytest.raises(Unprintable, match=r"（U\+323AF）"):
        pdf(Paper(title="", blocks=(Fields((("姓名", "\U0002f81a\U000323af"),)),)))
    with pytest.raises(Unprintable):
        pdf(Paper(title="", blocks=(), footer=("🚀",)))


def test_a_rare_character_the_font_has_is_printed() -> None:
    paper = Paper(title="𬭩𫖯龘㙍", blocks=(), footer=FOOTER)

    assert pdf_text(pdf(paper)) == "𬭩𫖯龘㙍"


@pytest.mark.parametrize("printer", [pdf, word, text_of])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\u202e", "\ufffe", "\ud800"])
def test_a_control_character_is_refused_by_both(printer: Any, character: str) -> None:
    with pytest.raises(Unprintable, match=f"U.{ord(character):04X}"):
        printer(Paper(title="甲", blocks=(Paragraph(f"乙{character}丙"),)))


def test_invisible_joints_are_dropped_and_line_ends_become_paragraphs() -> None:
    assert text_of(Paper(title="", blocks=(Paragraph("\ufeff甲\u200b乙\r\n丙\u2028丁\n\n戊\t己"),))) == "甲乙\n丙\n丁\n戊 己"


letters = st.text(st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Co", "Cn"], max_codepoint=0x9FFF), max_size=40)


@settings(max_examples=15, deadline=None)
@given(title=letters, text=letters, value=letters)
def test_whatever_is_printed_reads_back_the_same_or_is_refused(title: str, text: str, value: str) -> None:
    paper = Paper(title=title, blocks=(Paragraph(text), Fields(((value, value),)), Paragraph("末")), footer=FOOTER)

    assert bare(text_of(paper)) in bare(text_in(word(paper), "docx"))
    try:
        printed = pdf(paper)
    except Unprintable:
        return
    assert len(PdfReader(io.BytesIO(printed)).pages) >= 1


def test_a_machine_without_a_chinese_font_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", ("/nowhere",))
    fonts.found_fonts.cache_clear()
    fonts._family.cache_clear()
    try:
        with pytest.raises(NoFont, match="apt install fonts-noto-cjk"):
            pdf(Paper(title="甲", blocks=()))
        assert word(Paper(title="甲", blocks=()))
    finally:
        fonts.found_fonts.cache_clear()
        fonts._family.cache_clear()


def test_an_opinion_longer_than_its_frame_is_printed_whole() -> None:
    paper = Paper(title="", blocks=(Opinion("意见", text="很长的意见。" * 600),), footer=FOOTER)

    assert pdf_text(pdf(paper)).count("很长的意见。") == 600


def test_a_wide_list_lies_across() -> None:
    page = PdfReader(io.BytesIO(pdf(declaration(landscape=True)))).pages[0].mediabox
    section = docx.Document(io.BytesIO(word(declaration(landscape=True)))).sections[0]

    assert page.width > page.height
    assert section.page_width > section.page_height


def test_a_paper_is_sent_as_a_download_of_our_name() -> None:
    answer = sent(b"%PDF", "公示/名单\r\n:2026", PDF)

    assert (
        answer["Content-Disposition"]
        == "attachment; filename=\"2026.pdf\"; filename*=UTF-8''%E5%85%AC%E7%A4%BA-%E5%90%8D%E5%8D%95-2026.pdf"
    )
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")


COLUMNS = (
    SheetColumn("序号", "number"),
    SheetColumn("单位"),
    SheetColumn("社会信用代码", "code"),
    SheetColumn("金额", "money"),
    SheetColumn("日期", "date"),
)


def cells(content: bytes, sheet: str = "清单") -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_a_workbook_keeps_codes_texts_and_fen() -> None:
    rows = ((1, "=1+1", "115000000092762810", 12_345_678_901, date(2026, 1, 1)), (2, "乙", None, 1, None))
    read = cells(workbook([TableSheet("清单", COLUMNS, rows, totals=True)], title="清单", meta={"run": "1f2e"}))

    assert read == [
        ["序号", "单位", "社会信用代码", "金额（元）", "日期"],
        [1.0, "=1+1", "115000000092762810", 123_456_789.01, date(2026, 1, 1)],
        [2.0, "乙", "", 0.01, ""],
        [3.0, "", "", 123_456_789.02, ""],
    ]


@settings(max_examples=30, deadline=None)
@given(fen=st.integers(-(10**13), 10**13))
def test_every_sum_of_fen_reads_back_exactly(fen: int) -> None:
    content = workbook([TableSheet("清单", (SheetColumn("金额", "money"),), ((fen,),))], title="", meta={})

    assert round(cells(content)[1][0] * 100) == fen


def test_a_workbook_is_the_same_bytes_and_says_what_it_is_on_a_hidden_sheet() -> None:
    def made() -> bytes:
        return workbook([TableSheet("清单", COLUMNS, ())], title="清单", meta={"run": "1f2e"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(made()))
    assert made() == made()
    assert cells(made(), "_meta") == [["run", "1f2e"]]
    assert "VeryHidden" in str({meta.name: meta.visible for meta in book.sheets_metadata}["_meta"])


@pytest.mark.parametrize(("kind", "value"), [("money", 1.5), ("money", "1.50"), ("number", True), ("text", 7)])
def test_a_value_of_another_kind_than_its_column_is_an_error(kind: Any, value: Any) -> None:
    with pytest.raises(TypeError):
        workbook([TableSheet("清单", (SheetColumn("甲", kind),), ((value,),))], title="", meta={})


def test_two_sheets_of_one_name_and_names_excel_refuses_are_mended() -> None:
    sheets = [TableSheet(name, (SheetColumn("甲"),), ()) for name in ("清单/一", "清单:一", "", "长" * 40)]

    names = CalamineWorkbook.from_filelike(io.BytesIO(workbook(sheets, title="", meta={}))).sheet_names
    assert names == ["清单 一", "清单 一 2", "表", "长" * 31, "_meta"]


def test_a_control_character_is_refused_in_a_workbook_too() -> None:
    with pytest.raises(Unprintable):
        workbook([TableSheet("清单", (SheetColumn("甲"),), (("a\x00b",),))], title="", meta={})
