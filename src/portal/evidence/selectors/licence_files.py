"""Which files of a tree hold which licence, on which lines, and what stands there? Read from the stored evidence when somebody asks.

Only the rows of the page leave the Parquet files; the lines themselves are read from the clone, mailboxes taken out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from portal.errors import WrongState
from portal.evidence.home import home
from portal.evidence.models import LicenceReading
from portal.house.charts import lang
from xingtu.collect.git import open_git_directory
from xingtu.errors import XingtuError
from xingtu.report.licences.shown import shown, shown_path
from xingtu.report.licences.wording import named
from xingtu.store.lake import Lake
from xingtu.store.licence_evidence import LicenceStore

PER_PAGE = 50
MOST_LINES = 40
"""Of one match that are shown; a whole licence text says nothing new after its beginning."""
LONGEST_LINE = 300
LARGEST_BYTES = 4_000_000
HUNDREDTHS = 100
GRADE_TONES = {"A": "good", "B": "good", "C": "warn", "D": "plain"}


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """How the list is narrowed; empty narrows nothing."""

    text: str = ""
    """Part of a path."""
    expression: str = ""
    root: str | None = None
    gaps: bool = False
    """Only what was not read."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a tree."""

    path: str
    shown: str
    expression: str
    detected: str
    state: str
    role: str
    root: str
    read: bool


@dataclass(frozen=True, slots=True)
class FilesPage:
    """One page of them, and how many there are in all."""

    lines: list[FileLine]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One match; ``excerpt`` is (line number, text) of its lines."""

    spdx: str
    layer: str
    kind: str
    grade: str
    grade_text: str
    tone: str
    first_line: int | None
    last_line: int | None
    score: str
    matcher: str
    rule: str
    set_aside: str
    excerpt: list[tuple[int, str]]
    more: int


@dataclass(frozen=True, slots=True)
class FileFindings:
    """Everything seen in one file."""

    path: str
    shown: str
    blob: str
    state: str
    expression: str
    copyrights: list[str]
    findings: list[FindingLine]


def files_page(reading: LicenceReading, wanted: WantedFiles, number: str) -> FilesPage:
    """One page of the files of a tree, in the tree's order.

    Raises:
        WrongState: the stored evidence is not on this machine.
    """
    conditions, given = ["true"], []
    if wanted.text:
        conditions.append("contains(lower(path), lower(?))")
        given.append(wanted.text)
    if wanted.expression:
        conditions.append("effective = ?")
        given.append(wanted.expression)
    if wanted.root is not None:
        conditions.append("root = ?")
        given.append(wanted.root)
    if wanted.gaps:
        conditions.append("state <> 'scanned'")
    where = " AND ".join(conditions)
    table = str(_table(reading, "licence_files"))
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        # the conditions are our own words; every value is a parameter
        total = database.execute(f"SELECT count(*) FROM read_parquet(?) WHERE {where}", [table, *given]).fetchall()[0][0]  # noqa: S608
        pages = max(1, -(-total // PER_PAGE))
        page = min(max(1, int(number)), pages) if number.isdecimal() and len(number) < len(str(10**9)) else 1
        columns = "path, effective, detected, state, role, root"
        query = f"SELECT {columns} FROM read_parquet(?) WHERE {where} ORDER BY path LIMIT ? OFFSET ?"  # noqa: S608
        rows = database.execute(query, [table, *given, PER_PAGE, (page - 1) * PER_PAGE]).fetchall()
    return FilesPage([_file_line(*row) for row in rows], total, page, pages)


def findings_of(reading: LicenceReading, path: str) -> FileFindings | None:
    """All matches in one file, with their lines; None when the tree has no such file.

    Raises:
        WrongState: the stored evidence is not on this machine.
    """
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        columns = "blob, state, effective, copyrights"
        query = f"SELECT {columns} FROM read_parquet(?) WHERE path = ?"  # noqa: S608 - own names
        files = database.execute(query, [str(_table(reading, "licence_files")), path]).fetchall()
        if not files:
            return None
        names = ("layer", "kind", "spdx", "first_line", "last_line", "score", "matcher", "rule", "grade", "set_aside")
        query = f"SELECT {', '.join(names)} FROM read_parquet(?) WHERE path = ? ORDER BY number"  # noqa: S608 - own names
        rows = database.execute(query, [str(_table(reading, "licence_findings")), path]).fetchall()
    blob, state, expression, copyrights = files[0]
    lines = _lines(reading.repository_id, blob) if rows else []
    findings = [_finding(dict(zip(names, row, strict=True)), lines) for row in rows]
    return FileFindings(
        path, shown_path(path), blob, state, expression or "", [shown(line) for line in copyrights or ()], findings
    )  # fmt: skip


def grade_of(reading: LicenceReading, blob: str, rule: str) -> str:
    """The best grade a rule's match has in a content; empty where it matched nothing there.

    Raises:
        WrongState: the stored evidence is not on this machine.
    """
    with duckdb.connect() as database:
        query = "SELECT min(grade) FROM read_parquet(?) WHERE blob = ? AND rule = ?"
        found = database.execute(query, [str(_table(reading, "licence_findings")), blob, rule]).fetchall()
    return str(found[0][0] or "")


def _table(reading: LicenceReading, name: str) -> Path:
    path = LicenceStore(home()).folder(reading.repository_id) / reading.evidence / f"{name}.parquet"
    if not reading.evidence or not path.is_file():
        raise WrongState(_("这次检测的明细不在本机；请告知维护者从备份恢复，或重新请求检测。"))
    return path


def _file_line(path: str, effective: str, detected: str, state: str, role: str, root: str) -> FileLine:
    return FileLine(
        path, shown_path(path), effective or "", detected or "", named("state", state, lang()), named("role", role, lang()), root,
        state == "scanned",
    )  # fmt: skip


def _finding(row: dict[str, Any], lines: list[str]) -> FindingLine:
    first, last = row["first_line"], row["last_line"]
    numbers = range(first, min(last or first, first + MOST_LINES - 1) + 1) if first else range(0)
    excerpt = [(number, lines[number - 1]) for number in numbers if number <= len(lines)]
    return FindingLine(
        spdx=row["spdx"],
        layer=named("layer", row["layer"], lang()),
        kind=named("kind", row["kind"], lang()),
        grade=row["grade"],
        grade_text=named("grade", row["grade"], lang()),
        tone=GRADE_TONES.get(row["grade"], "plain"),
        first_line=first,
        last_line=last,
        score=f"{row['score'] // HUNDREDTHS}.{row['score'] % HUNDREDTHS:02d}",
        matcher=row["matcher"],
        rule=row["rule"],
        set_aside=named("aside", row["set_aside"], lang()) if row["set_aside"] else "",
        excerpt=excerpt,
        more=max(0, (last or 0) - (first or 0) + 1 - len(excerpt)) if excerpt else 0,
    )


def _lines(repository: str, blob: str) -> list[str]:
    """The text of a content, line by line; empty where it cannot be read."""
    try:
        scan = Lake(home()).latest(repository)
        if scan is None:
            return []
        git = open_git_directory(Path(scan.path))
        size = git.output("cat-file", "-s", blob, accept=(0, 128))
        if not size.strip() or int(size) > LARGEST_BYTES:
            return []
        content = git.output("cat-file", "blob", blob)
    except (XingtuError, OSError, ValueError):
        return []
    return list(_shown_lines(content))


def _shown_lines(content: bytes) -> Iterator[str]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        # older Chinese files; what is neither stands with marks
        text = content.decode("gb18030", "replace")
    for line in text.splitlines():
        yield shown(line[:LONGEST_LINE])
