import csv
import io
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from xingtu.errors import EvidenceError
from xingtu.facts.changes import Change
from xingtu.facts.column import Column
from xingtu.facts.commits import Commit
from xingtu.report.plain_files import csv_text, write_csv, write_parquet
from xingtu.report.private import private_workbook
from xingtu.report.ranking import RunReport
from xingtu.report.tables import ExportColumn, ExportTable, facts_table, tables_of
from xingtu.report.text import Text
from xingtu.report.workbook import workbook, workbook_of
from xingtu.store.schema import arrow_schema, arrow_table

COMMIT = "0a1b2c3d" * 5
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "  =1", "＝1+1"]
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), exclude_characters="@＠﹫%&\ufffe\uffff"), min_size=1, max_size=30
)


def change(**given: object) -> Change:
    whole: dict[str, Any] = {
        "repository": "zhixing",
        "commit": COMMIT,
        "landed_at": datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC),
        "position": 3,
        "period": "inside",
        "counted": True,
        "taken_by": None,
        "reason": None,
        "bulk": False,
        "self_merged": None,
        "measured": True,
    }
    return Change(**{**whole, **given})


def changes(**given: object) -> ExportTable:
    return facts_table("changes", arrow_table(Change, [change(**given)]), Change, Text("变更", "Changes"))


def named(*names: str | None) -> ExportTable:
    return ExportTable(
        "names", Text("名单"), (ExportColumn("name", Text("名称"), "text"),), pa.table({"name": pa.array(names, pa.string())})
    )


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_the_workbook_holds_what_the_tables_hold(run: RunReport) -> None:
    read = sheets(workbook(run))
    for table in tables_of(run):
        rows = read[table.name.zh]
        assert rows[0] == [column.name.zh for column in table.columns]
        for place, column in enumerate(table.columns):
            scale = {"millionths": 1_000_000, "fen": 100, "value": column.scale}.get(column.kind, 1)
            for row, value in enumerate(table.rows[column.id].to_pylist(), start=1):
                meant = "" if value is None else pytest.approx(value / scale) if isinstance(value, int) else value
                assert rows[row][place] == meant, (table.id, column.id, row)


def test_the_workbook_begins_with_what_it_is(refused_run: RunReport) -> None:
    read = sheets(workbook(refused_run))
    assert next(iter(read)) == "说明"
    about = " ".join(str(cell) for row in read["说明"] for cell in row)
    for said in (refused_run.run_id, "不得公示", "河空/飞控", refused_run.window.zh, "xingtu replay", refused_run.inputs[0].hash):
        assert said in about


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5))
def test_any_text_read_back_from_the_workbook_is_the_text(names: list[str]) -> None:
    read = sheets(workbook_of([], [named(*names)]))["名单"]
    assert [row[0] for row in read[1:]] == names


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_name_never_becomes_a_formula(formula: str) -> None:
    read = sheets(workbook_of([], [named(formula)]))["名单"]
    assert read[1] == [formula]
    assert b"<f>" not in workbook_of([], [named(formula)])
    assert list(csv.reader(io.StringIO(csv_text(named(formula)))))[1] == [f"'{formula}"]


def test_numbers_below_zero_stay_numbers() -> None:
    table = ExportTable("n", Text("n"), (ExportColumn("n", Text("n"), "count"),), pa.table({"n": [-5]}))
    assert csv_text(table) == "n\r\n-5\r\n"


def test_the_workbook_is_the_same_bytes_each_time(run: RunReport) -> None:
    assert workbook(run) == workbook(run)
    core = zipfile.ZipFile(io.BytesIO(workbook(run))).read("docProps/core.xml")
    assert core.count(b"2000-01-01T00:00:00Z") == 2


def test_a_table_longer_than_excel_is_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xingtu.report.workbook.LAST_ROW", 1)
    read = sheets(workbook_of([], [named("a", "b")]))
    assert list(read) == ["说明"]
    assert "名单" in str(read["说明"])


def test_sheet_names_excel_would_refuse_are_made_to_fit() -> None:
    twins = [replace(named("a"), name=Text("[x]:*?/\\" + "长" * 40)), replace(named("b"), name=Text("[X]:*?/\\" + "长" * 40))]
    assert [len(name) for name in sheets(workbook_of([], twins))] == [2, 31, 29]


def test_csv_opens_in_excel_in_china_and_reads_back(run: RunReport, tmp_path: Path) -> None:
    table = tables_of(run)[0]
    write_csv(table, tmp_path / "ranking.csv")
    assert (tmp_path / "ranking.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO((tmp_path / "ranking.csv").read_text(encoding="utf-8-sig"))))
    assert rows[1][:6] == ["1", "lin-yue", "林月", "星河软件", "27", "3120"]
    assert rows[2][5] == "1904.333333"
    assert rows[6][4] == ""


def test_parquet_reads_back_equal_and_explains_itself(run: RunReport, tmp_path: Path) -> None:
    for table in (*tables_of(run), changes()):
        write_parquet(table, tmp_path / "t.parquet")
        read = pq.read_table(tmp_path / "t.parquet")
        assert read.to_pylist() == table.rows.to_pylist()
        assert read.schema.field(0).metadata[b"name"]
        first = (tmp_path / "t.parquet").read_bytes()
        write_parquet(table, tmp_path / "t.parquet")
        assert (tmp_path / "t.parquet").read_bytes() == first


def test_a_reference_to_a_commit_is_no_mailbox() -> None:
    assert changes(reason=f"hekong@{COMMIT}").rows["reason"].to_pylist() == [f"hekong@{COMMIT}"]


def test_a_mailbox_in_an_id_is_refused_with_table_and_column() -> None:
    with pytest.raises(EvidenceError, match="表 changes 的列 repository") as refused:
        changes(repository="li@example.cn")
    assert "li@example.cn" not in str(refused.value)


def test_a_table_of_private_columns_is_refused() -> None:
    empty = pa.Table.from_pylist([], schema=arrow_schema(Commit))
    with pytest.raises(EvidenceError, match="author_name"):
        facts_table("commits", empty, Commit, Text("提交"))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.emails())
def test_a_mailbox_never_gets_through_any_writer(run: RunReport, address: str, tmp_path: Path) -> None:
    track = run.tracks[0]
    leaky = replace(run, tracks=(replace(track, rows=(replace(track.rows[0], name=Text(address), reasons=(Text(f"“{address}”"),)),)),))
    table = tables_of(leaky)[0]
    write_parquet(table, tmp_path / "t.parquet")
    assert address not in csv_text(table)
    assert address not in str(pq.read_table(tmp_path / "t.parquet").to_pylist())
    assert address not in str(sheets(workbook(leaky)))
    assert address not in str(changes(taken_by=address, period=f"x {address}").rows.to_pylist())


@dataclass(frozen=True, slots=True)
class _Listed:
    joined_by: Annotated[tuple[str, ...], Column("reasons")]
    day: Annotated[date | None, Column("a day")]


def test_lists_become_one_masked_text() -> None:
    rows = arrow_table(_Listed, [_Listed(("same-address", "li@example.cn"), None), _Listed((), date(2025, 1, 1))])
    assert facts_table("people", rows, _Listed, Text("人员")).rows["joined_by"].to_pylist() == ["same-address；〔邮箱已隐去〕", ""]


def test_only_the_private_workbook_holds_mailboxes_and_it_says_so() -> None:
    identities = pa.table({"person": ["lin-yue"], "email": pa.array([b"lin\xff@example.cn"], pa.binary())})
    read = sheets(private_workbook("run-1", identities))
    assert read["身份"][1] == ["lin-yue", "lin\N{REPLACEMENT CHARACTER}@example.cn"]
    assert "不得外传" in str(read["说明"])
