"""Which files does a run give away, and which stay in the office?"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xingtu import catalogue
from xingtu.dossier import Dossier
from xingtu.errors import ReplayError, XingtuError
from xingtu.report.html import write_pages
from xingtu.report.json_file import write_run_json
from xingtu.report.plain_files import write_csv, write_parquet
from xingtu.report.private import private_workbook
from xingtu.report.ranking import FileLine
from xingtu.report.tables import ExportTable, facts_table, tables_of
from xingtu.report.text import Text
from xingtu.report.workbook import workbook
from xingtu.store.files import write_whole
from xingtu.store.lake import Lake
from xingtu.store.ledger import Run, write_bundle

SIGNATURE = ("author_name_mapped", "author_email_mapped", "author_name", "author_email")
FACTS = {
    "authorship": Text("署名与单位", "Authorship"),
    "changes": Text("变更", "Changes"),
    "line_credit": Text("逐文件计入", "Line credit"),
    "people": Text("人员", "People"),
    "verdicts": Text("结论", "Verdicts"),
}
"""Tables of the run published as they are, under the meanings their row types give."""


def write_report(run: Run, folder: Path) -> Path:
    """Write pages, tables and the open bundle; returns the page to open first. An earlier report there is replaced.

    Raises:
        XingtuError: the folder holds something else, which is left as it is.
    """
    folder = folder.expanduser().resolve()
    _prove_ours(folder)
    report = Dossier(run).report(files=list(_files()))
    beside = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    (beside / "tables").mkdir(parents=True)
    tables = [*tables_of(report), *_facts(run)]
    for table in tables:
        write_csv(table, beside / "tables" / f"{table.id}.csv")
        write_parquet(table, beside / "tables" / f"{table.id}.parquet")
    write_whole(beside / "report.xlsx", workbook(report))
    write_run_json(report, beside / "run.json")
    write_bundle(run, beside / "bundle.zip")
    write_pages(report, beside)
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)
    return folder / "index.html"


def _prove_ours(folder: Path) -> None:
    """Only an earlier report may be overwritten: a slip of the pen must not cost anybody their files."""
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() and not (folder.is_dir() and {"index.html", "run.json", "bundle.zip"} <= {entry.name for entry in folder.iterdir()}):
        raise XingtuError(f"{folder} 已经存在，而且不是星图的报告，未作改动；请用 --out 给出一个新的或空的文件夹")


def private_export(run: Run, lake: Lake, path: Path) -> None:
    """The office's own workbook of names and mailboxes, from the lake; never part of a report.

    Raises:
        ReplayError: the run's repositories are not in this lake.
    """
    authorship = run.tables["authorship"]
    authors = (
        authorship.filter(pc.equal(authorship["role"], "author"))
        .select(["repository", "commit", "person"])
        .group_by(["repository", "commit", "person"])
        .aggregate([])
    )
    signatures = []
    for entry in run.manifest.repositories:
        scan = lake.latest(entry.id)
        if scan is None and entry.tip:
            raise ReplayError(f"本机没有 {entry.id} 的扫描结果，无法给出邮箱；请在扫描过它的机器上运行")
        if scan is not None and entry.tip:
            signatures.append(lake.table(scan, "commits", ["repository", "commit", *SIGNATURE]))
    named = authors.join(pa.concat_tables(signatures), ["repository", "commit"], join_type="inner")
    rows = named.group_by(["person", *SIGNATURE]).aggregate([("commit", "count")])
    rows = rows.rename_columns(["person", "name", "email", "name_in_git", "email_in_git", "commits"])
    rows = rows.sort_by([(column, "ascending") for column in ("person", "email", "name", "email_in_git", "name_in_git")])
    write_whole(path, private_workbook(run.run_id, rows))


def _files() -> Iterator[FileLine]:
    yield FileLine("report.xlsx", Text("Excel 工作簿", "Excel workbook"))
    yield FileLine("run.json", Text("JSON", "JSON"))
    yield FileLine("tables/", Text("CSV 与 Parquet", "CSV and Parquet"))
    yield FileLine("bundle.zip", Text("公开运行包：用它重算", "Open bundle: recompute with it"))


def _facts(run: Run) -> Iterator[ExportTable]:
    row_types = catalogue.tables()
    for name, title in FACTS.items():
        yield facts_table(name, run.tables[name], row_types[name], title)
