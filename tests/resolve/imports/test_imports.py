import io
import json
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from xingtu.facts.authorship import UNKNOWN_ORGANISATION
from xingtu.resolve.imports.imported import Imported
from xingtu.resolve.imports.reader import read_affiliations, read_aliases


def read(content: bytes | str, name: str = "map") -> Imported:
    return read_affiliations(content if isinstance(content, bytes) else content.encode(), name, lambda called: called)


def said(imported: Imported) -> list[tuple[str, ...]]:
    assert not imported.problems
    return [(a.subject, a.object, a.since, a.until) for a in imported.assertions]


def workbook(rows: list[list[object]], sheet: str = "任职") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet("说明").write(0, 0, "请填写“任职”表")
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif cell is not None:
                    page.write(number, column, cell)
    return content.getvalue()


class TestGitdm:
    def test_an_alias_line_maps_a_mailbox_even_a_broken_one(self) -> None:
        imported = read_aliases(b'# comment\nli@\tli@x.example # tail\n"Joe Hacker" joe@x.example\n', "aliases")
        assert [(a.subject, a.object) for a in imported.assertions] == [
            ("address:li@", "address:li@x.example"),
            ("address:joe hacker", "address:joe@x.example"),
        ]

    def test_a_dated_line_holds_before_its_day(self) -> None:
        imported = read("Li@X.example  Tianqi Co. < 2020-02-01\nli@x.example Yunfan\nx.example X # y\n")
        assert said(imported) == [
            ("address:li@x.example", "Tianqi Co.", "", "2020-02-01"),
            ("address:li@x.example", "Yunfan", "2020-02-01", ""),
            ("domain:x.example", "X", "", ""),
        ]

    def test_every_bad_line_is_told(self) -> None:
        assert read("only\nli@x Tianqi < never\nx.example X\n").problems == (
            "map 第 1 行：应是“地址或域名 单位 [< YYYY-MM-DD]”，实际是“only”；请改正该行。",
            "map 第 2 行：应是“地址或域名 单位 [< YYYY-MM-DD]”，实际是“li@x Tianqi < never”；请改正该行。",
        )

    def test_a_virtual_employer_is_divided(self) -> None:
        imported = read('VirtualEmployer "Joint"\n60% A Co\n 40 % B\nend\n')
        assert [(a.kind, a.subject, a.object, a.share) for a in imported.assertions] == [
            ("split", "Joint", "A Co", 600_000),
            ("split", "Joint", "B", 400_000),
        ]

    def test_a_virtual_employer_that_is_not_whole_is_told(self) -> None:
        problems = read("VirtualEmployer J\n60% A\nend\nEmailMap x\nVirtualEmployer K\n0% B\n").problems
        assert [text.split("：")[0] for text in problems] == ["map 第 1 行", "map 第 4 行", "map 第 6 行", "map 第 5 行"]


class TestCncfJson:
    ROWS = (
        {"login": "li", "email": "li!x.example", "affiliation": "Tianqi < 2019-05-01, Yunfan", "name": "Li", "country_id": None},
        {"login": "Li", "email": "li!home.example", "affiliation": "NotFound"},
        {"login": "wu", "email": "wu!x.example", "affiliation": None},
    )

    def test_employers_by_day_and_addresses_of_one_login(self) -> None:
        imported = read(json.dumps(self.ROWS))
        assert said(imported) == [
            ("address:li@x.example", "Tianqi", "", "2019-05-01"),
            ("address:li@x.example", "Yunfan", "2019-05-01", ""),
            ("address:li@home.example", UNKNOWN_ORGANISATION, "", ""),
            ("address:li@x.example", "address:li@home.example", "", ""),
        ]

    def test_every_bad_item_is_told(self) -> None:
        rows = [
            {"login": "x"},
            *self.ROWS,
            {"email": "li!x.example", "affiliation": "Other"},
            {"email": "a!b", "affiliation": "C < soon"},
            {"email": "a!c", "login": 3},
        ]
        problems = read(json.dumps(rows), "users.json").problems
        assert [text.split("：")[0] for text in problems] == [
            "users.json 第 1 项", "users.json 第 5 项", "users.json 第 6 项 affiliation", "users.json 第 7 项",
        ]  # fmt: skip

    def test_what_is_no_list_is_told(self) -> None:
        assert "应是人员列表" in read("{}").problems[0]
        assert "不是可读的 JSON" in read("[").problems[0]


class TestSpreadsheet:
    def test_a_workbook_with_dates_and_percentages_is_read(self) -> None:
        content = workbook([
            ["姓名", "邮箱", "单位", "起", "止", "比例"],
            ["李明", "li@x.example", "天启", date(2024, 7, 1), None, 0.6],
            ["李明", "li@x.example", "云帆", "2024年7月1日", "2025/1/1", "40%"],
            [None, None, None, None, None, None],
        ])  # fmt: skip
        imported = read(content, "人员.xlsx")
        assert said(imported) == [
            ("address:li@x.example", "天启", "2024-07-01", ""),
            ("address:li@x.example", "云帆", "2024-07-01", "2025-01-01"),
        ]
        assert [a.share for a in imported.assertions] == [600_000, 400_000]

    def test_every_bad_cell_is_told_with_its_sheet_and_its_letters(self) -> None:
        content = workbook([["邮箱", "单位", "起", "至", "比例"], ["li", "天启", "昨天", None, 140], [None, None, None, None, 50]])
        assert read(content, "人员.xlsx").problems == (
            "人员.xlsx 工作表“任职” C2：“昨天”不是日期；请写成 2024-07-01。",
            "人员.xlsx 工作表“任职” E2：比例“140”应大于 0 且不超过 100%；请改正。",
            "人员.xlsx 工作表“任职” A2：“li”不是邮箱；请改正。",
            "人员.xlsx 工作表“任职” B3：单位为空；请填写单位，或删除该行。",
            "人员.xlsx 工作表“任职” B3：没有说明是谁：人员、邮箱、域名三列都为空；请至少填写一列。",
        )

    def test_a_column_nobody_knows_is_told_with_the_near_one(self) -> None:
        assert read("emall,单位\n", "x.csv").problems == ("x.csv A1：不认识列名“emall”；是否为“email”？",)

    def test_a_csv_in_gb18030_with_semicolons_is_read(self) -> None:
        imported = read("域名；单位\nx.example；天启\n".replace("；", ";").encode("gb18030"), "x.csv")
        assert said(imported) == [("domain:x.example", "天启", "", "")]

    def test_a_person_with_a_mailbox_is_claimed_too(self) -> None:
        assert [a.kind for a in read("person,email,company\nli,li@x.example,天启\n", "x.csv").assertions] == ["affiliated", "same"]

    def test_a_table_without_an_organisation_is_told(self) -> None:
        assert "第一行没有“单位”列" in read("a,b\n1,2\n", "x.csv").problems[0]

    def test_a_broken_workbook_is_told(self) -> None:
        assert "无法作为电子表格打开" in read(b"PK\x03\x04 nonsense", "x.xlsx").problems[0]


@pytest.mark.parametrize("name", ["x", "x.csv", "x.json", "x.xlsx"])
@given(content=st.one_of(st.binary(max_size=80), st.text(alphabet='邮箱单位起,<%#"\n\r -:[]{}0129ab@.', max_size=80).map(str.encode)))
def test_whatever_the_bytes_a_file_is_read_or_its_problems_are_told(name: str, content: bytes) -> None:
    assert isinstance(read(content, name), Imported)
    assert isinstance(read_aliases(content, name), Imported)
