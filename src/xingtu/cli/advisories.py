"""``xingtu advisories``: bring sources of advisories in, and say how fresh and complete they are."""

import sqlite3
import sys
from collections import Counter
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from xingtu.cli.console import Format, FormatOption, LanguageOption, language, messages, policy_text, print_json
from xingtu.cli.mirroring import is_bundle, register_mirroring, take_bundle
from xingtu.errors import CollectError
from xingtu.facts.freshness import Coverage, Source
from xingtu.policy.risk_policy import RiskPolicy, risk_policy
from xingtu.report.risk.imported import Evaluated, ImportReport, import_data, print_import
from xingtu.report.risk.source_table import alarms, freshness_data, print_freshness, print_refused, print_sources
from xingtu.report.terminal import new_console
from xingtu.report.text import Lang, Text
from xingtu.risk.coverage import coverage, sources
from xingtu.risk.importing import import_source, kind_of, note_failure
from xingtu.settings import now, settings
from xingtu.store.risk.advisories import Change
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.schema import open_risk

NAMELESS = {"", "repo", "all", "osv", "data", "main", "master", "advisories", "advisory-database", "advisory-db"}
"""What folders and archives are called that say nothing of their source."""
SHOWN = 5
BLOCKING = {"no_advisories", "nothing_covered", "source_never", "source_failed", "source_stale"}
"""Alarms that make ``status`` end with 1, so that a timer notices."""
READING = Text("读取公告", "reading")
FILES = Text("{n:,} 个文件", "{n:,} files")
NOTHING_HELD = Coverage(0, 0, 0, 0, 0, 0, ())


class Kind(StrEnum):
    """Kinds of sources."""

    OSV = "osv"
    KEV = "kev"
    EPSS = "epss"
    OPENEULER = "openeuler"
    OPENHARMONY = "openharmony"
    CNVD = "cnvd"
    CNNVD = "cnnvd"


def register(app: typer.Typer) -> None:
    """Add this file's verbs, and those of the mirror, below ``advisories``."""
    below = typer.Typer(
        help=(
            "漏洞公告：更新、导入、镜像、离线包、状态。Advisories: update, import, serve, carry over, and see how fresh they are.\n\n"
            "例 Example:  xingtu advisories import --help"
        ),
        no_args_is_help=True,
    )
    below.command("import")(import_)
    below.command("status")(status)
    register_mirroring(below)
    app.add_typer(below, name="advisories")


def import_(
    path: Annotated[Path, typer.Argument(help="文件夹、zip、gz、git 仓库或文件。A folder, zip, gz, git repository or file.", exists=True)],
    kind: Annotated[
        Kind | None, typer.Option("--kind", help="来源的种类；不写则从内容辨认。Recognised from the content by default.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="来源的名字；同名的内容被替换。The source; its content is replaced.")
    ] = None,
    under: Annotated[str, typer.Option("--under", metavar="FOLDER", help="只读其中这个文件夹。Read this folder of it only.")] = "",
    revision: Annotated[
        str, typer.Option("--revision", metavar="REV", help="git 仓库的版本，默认当前分支。Revision of a git repository.")
    ] = "",
    licence: Annotated[str, typer.Option("--licence", metavar="TEXT", help="数据的许可。Licence of the data.")] = "",
    accept_less: Annotated[  # noqa: FBT002 -- typer makes a switch of it
        bool, typer.Option("--accept-less", help="即使比原有的旧或少得多也导入。Even if it is older or much less than what is there.")
    ] = False,
    rollback: Annotated[
        str, typer.Option("--rollback", metavar="WHY", help="退回较旧的离线包，写明理由，会留下记录。Go back to an older bundle; says why.")
    ] = "",
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """导入一个来源的公告或信号，或一个离线包，随即重新评估。Import one source of advisories or a bundle, then evaluate anew.

    整个来源一次写入：中途断电、出错，原有内容不变。读不懂的单条记录另存，不影响其余。离线包须由信任的密钥签名（见 keys）。

    例 Example:  xingtu advisories import pypa-advisory-database.git --source pypa --licence CC-BY-4.0
    """
    here, chosen = settings(), language(lang)
    if is_bundle(path):
        take_bundle(path, rollback=rollback, form=form, lang=chosen)
        return
    policy = _policy(here.policy)
    with closing(open_risk(here.home)) as database:
        found = kind.value if kind else _recognised(database, path, name, revision, under)
        called = name or _name(path, found)
        with Bar(chosen) as bar:
            change = import_source(
                database, called, path, at=now(), kind=found, revision=revision, under=under, licence=licence,
                may_be_less=accept_less, read=bar.told,
            )  # fmt: skip
        done = _report(database, called, found, change, policy)
        told, covered = sources(database, now()), coverage(database)
    limit = policy.mirror_age_max_days
    if form is Format.JSON:
        print_json(import_data(done) | {"freshness": freshness_data(told, covered, chosen, oldest_days=limit)})
        return
    console = new_console(sys.stdout)
    print_import(console, done, chosen)
    print_freshness(console if console.is_terminal else messages(), told, covered, chosen, oldest_days=limit)


def status(
    refused: Annotated[  # noqa: FBT002 -- typer makes a switch of it
        bool, typer.Option("--refused", help="列出读不懂的记录和原因。List what was not understood, and why.")
    ] = False,
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """每个来源有多新、上次结果如何，城市的组件有多少被覆盖。How fresh each source is, and how much of the city is covered.

    没有公告、来源过期或上次未成功时以状态 1 结束：查不到不等于没有漏洞。

    例 Example:  xingtu advisories status --refused
    """
    here, chosen = settings(), language(lang)
    limit = _policy(here.policy).mirror_age_max_days
    told, covered, found = _state(here.home)
    if form is Format.JSON:
        listed = [{"source": source, "record": record, "reason": reason} for source, record, reason in found]
        data = freshness_data(told, covered, chosen, oldest_days=limit)
        print_json(data | {"addresses": {one.source: one.address for one in told}} | ({"refused": listed} if refused else {}))
    else:
        console = new_console(sys.stdout)
        print_sources(console, told, chosen)
        if refused:
            print_refused(console, found)
        # what is said of each source stands in the table already
        print_freshness(console if console.is_terminal else messages(), told, covered, chosen, oldest_days=limit, with_sources=False)
    if BLOCKING & {alarm.kind for alarm in alarms(told, covered, oldest_days=limit)}:
        raise typer.Exit(1)


class Bar:
    """How many files have been read, on a terminal; nothing into a pipe."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[files]}"), TimeElapsedColumn()
        self._progress = Progress(*columns, console=messages(), transient=True, disable=not messages().is_terminal)
        self._task = self._progress.add_task(READING.said(lang), total=None, files="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def told(self, files: int) -> None:
        """Show how many have been read."""
        self._progress.update(self._task, files=FILES.said(self._lang).format(n=files))


def _policy(folder: Path) -> RiskPolicy:
    return risk_policy(lambda name: policy_text(folder / name))


def _recognised(database: sqlite3.Connection, path: Path, name: str | None, revision: str, under: str) -> str:
    try:
        return kind_of(path, revision=revision, under=under)
    except CollectError as error:
        if name:
            note_failure(database, name, path, str(error))
        raise


def _name(path: Path, kind: str) -> str:
    if kind != Kind.OSV:
        return kind
    stem = path.resolve().name.removesuffix(".git").removesuffix(".zip")
    if stem.lower() in NAMELESS:
        raise typer.BadParameter(f"从 {path} 的名字看不出是哪个来源，请用 --source 写明，例如 --source pypa。Name it with --source.")
    return stem


def _state(home: Path) -> tuple[list[Source], Coverage, list[tuple[str, str, str]]]:
    """Sources, coverage and what was not understood; where there is no database yet, that there is nothing."""
    if not (home / "risk.sqlite").is_file():
        return [], NOTHING_HELD, []
    with closing(open_risk(home, create=False)) as database:
        return sources(database, now()), coverage(database), _refused(database)


def _report(database: sqlite3.Connection, source: str, kind: str, change: Change, policy: RiskPolicy) -> ImportReport:
    evaluated = None
    if database.execute("SELECT 1 FROM dependency LIMIT 1").fetchone() is not None:
        ended = evaluate(database, f"{now():%Y-%m-%dT%H:%M:%SZ}", epss_threshold=policy.epss_threshold)
        opened, closed = (dict(Counter(one.cause for one in found)) for found in (ended.opened, ended.closed))
        evaluated = Evaluated(ended.revision, ended.hits, opened, closed)
    return ImportReport(
        source, kind, added=len(change.added), changed=len(change.changed), removed=len(change.removed), unchanged=change.unchanged,
        older=change.older, refused=change.refused, packages=change.packages,
        first_refused=[(record, reason) for _, record, reason in _refused(database, source)[:SHOWN]], evaluated=evaluated,
    )  # fmt: skip


def _refused(database: sqlite3.Connection, source: str | None = None) -> list[tuple[str, str, str]]:
    return database.execute(
        "SELECT source, record, reason FROM refused WHERE ?1 IS NULL OR source = ?1 ORDER BY source, record", (source,)
    ).fetchall()
