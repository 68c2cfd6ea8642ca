import io
from dataclasses import replace

from python_calamine import CalamineWorkbook

from tests.report.licences.examples import ADVICE, ALARMS, EVIDENCE, INCOMPLETE, PUBL, file, finding
from xingtu.report.licences.workbook import to_workbook


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def test_every_row_is_there() -> None:
    book = sheets(to_workbook(EVIDENCE, advice=ADVICE, alarms=ALARMS))
    assert list(book) == [
        "说明",
        "声明、检出、认定",
        "兼容性",
        "待澄清的问题",
        "与上次相比的告警",
        "检出了哪些许可证",
        "检出的位置",
        "文件",
    ]
    assert [row[0] for row in book["检出的位置"][1:]] == [found.path for found in EVIDENCE.findings]
    assert book["检出的位置"][3][6] == 95.12
    assert [row[0] for row in book["文件"][1:]] == [one.path for one in EVIDENCE.files]
    assert book["兼容性"][1][:4] == ["不兼容", "third_party/publ", PUBL, "MulanPSL-2.0"]
    assert book["与上次相比的告警"][1][:2] == ["红", "项目许可证变得更严"]


def test_the_first_sheet_says_first_that_evidence_is_incomplete() -> None:
    about = sheets(to_workbook(INCOMPLETE))["说明"]
    assert about[1][0] == "!!"
    assert str(about[1][1]).startswith("证据不完整：")


def test_no_text_becomes_a_formula() -> None:
    armed = replace(EVIDENCE, files=(file("=cmd|' /C calc'!A0"),), findings=(finding("=1+1", "MIT", rule="@SUM(A1)"),))
    book = sheets(to_workbook(armed))
    assert book["文件"][1][0] == "=cmd|' /C calc'!A0"
    content = io.BytesIO(to_workbook(armed))
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(content) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets/" in name)


def test_english_sheets_are_named_in_english() -> None:
    assert list(sheets(to_workbook(EVIDENCE, lang="en")))[:3] == ["About", "Declared, detected, concluded", "Compatibility"]
