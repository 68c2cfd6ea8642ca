"""``xingtu licences``: which licences stand in a tree, does it all fit together, and what has changed?"""

import shlex
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from xingtu.cli.console import CityOption, LanguageOption, language, messages
from xingtu.detect.licences.blobs import Progress as Done
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.licences import Examined, Form, Judging, Planned, Told, advised, asked, compare, examine, judged, judging, remarks_of, written
from xingtu.report.licences.terminal import Compared, Counted, print_licences
from xingtu.report.terminal import Next, new_console
from xingtu.report.text import Lang, Text
from xingtu.settings import now, settings
from xingtu.store.declared import known_city
from xingtu.store.files import write_whole

LOADING = Text("读取许可证索引", "loading the index")
SCANNING = Text("检测许可证", "scanning")
WRITTEN = Text("已写入 {where}（{size}）", "Written to {where} ({size})")


class Distribution(StrEnum):
    """How the whole is given on."""

    SOURCE = "source"
    BINARY = "binary"
    SAAS = "saas"
    INTERNAL = "internal"


class FailOn(StrEnum):
    """What makes the verb end with status 1."""

    RED = "red"
    YELLOW = "yellow"
    CONFLICT = "conflict"
    INCOMPLETE = "incomplete"


class Output(StrEnum):
    """What is printed or written: a table for people, or one of the kinds of file."""

    TABLE = "table"
    JSON = "json"
    SPDX = "spdx"
    SPDX_TV = "spdx-tv"
    CYCLONEDX = "cyclonedx"
    NOTICE = "notice"
    HTML = "html"
    XLSX = "xlsx"
    SARIF = "sarif"


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("licences")(licences)


def licences(
    repository: Annotated[
        str,
        typer.Argument(
            metavar="REPO[@REV]", help="本地仓库、读过的仓库的标识或 https 地址，可加 @版本。A repository, and a revision of it."
        ),
    ],
    diff: Annotated[
        str | None, typer.Option("--diff", metavar="REV", help="与这个较早的版本比较，列出告警。Compare with this earlier revision.")
    ] = None,
    form: Annotated[
        Output, typer.Option("--format", help="table、json、spdx、spdx-tv、cyclonedx、notice、html、xlsx、sarif。Output form.")
    ] = Output.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="写入这个文件；不写则到标准输出。File to write.", dir_okay=False)] = None,
    outbound: Annotated[
        str | None, typer.Option("--outbound", metavar="EXPR", help="打算以什么许可证发布整体。The licence planned for the whole.")
    ] = None,
    distribution: Annotated[
        Distribution, typer.Option("--distribution", help="怎样发布：source、binary、saas、internal。How it is given on.")
    ] = Distribution.SOURCE,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option(
            "--fail-on",
            help="何时以状态 1 结束：red、yellow 告警，conflict 不兼容，incomplete 证据不完整；可多次写。When to end with status 1.",
        ),
    ] = None,
    city_file: CityOption = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="同时检测的进程数。Processes at once.")] = None,
    lang: LanguageOption = None,
) -> None:
    """逐个文件检测许可证，给出声明、检出、认定和兼容性。Licences of every file; declared, detected, concluded; what fits together.

    同样的内容只检测一次，换版本、分支、派生仓库都不再重复；树没有变则什么都不装载。

    例 Example:  xingtu licences . --lang en
    """
    if diff is None and {FailOn.RED, FailOn.YELLOW}.intersection(fail_on or ()):
        raise typer.BadParameter("--fail-on red 和 yellow 看的是变化，请同时写 --diff REV。They need --diff.")
    if form is Output.XLSX and out is None and sys.stdout.isatty():
        raise typer.BadParameter("xlsx 不是文本，请加 --out 文件名。A workbook needs --out.")
    here, chosen = settings(), language(lang)
    found = asked(repository, home=here.home)
    # rulings stand in the declarations of the city scanned last, when there is one
    city = known_city(here.home, city_file) if city_file or (here.home / "city").is_file() else None
    rules = judging(here.policy, on=now().date(), city_file=city)
    with Bar(chosen) as bar:
        revisions = (found.revision, diff) if diff is not None else (found.revision,)
        examined = examine(found, revisions, home=here.home, rules=rules, workers=workers or here.workers, listener=bar.told)
        after, before = examined[0], examined[1] if diff is not None else None
        alarms = compare(before, after, rules=rules, workers=workers or here.workers, listener=bar.told) if before else None
    planned = Planned(distribution.value, outbound or "")
    if form is Output.TABLE:
        conflicts = _print(after, before, alarms, rules, planned, chosen)
    else:
        evidence = judged(after.evidence(), rules, planned)
        conflicts = evidence.conflicts
        told = Told(evidence, found, advised(evidence, rules, planned), alarms, _options(before, planned, chosen), chosen)
        _give(written(Form(form.value), told), out, chosen, is_text=form is not Output.XLSX)
    if _is_bad(set(fail_on or ()), after, conflicts, alarms or ()):
        raise typer.Exit(1)


class Bar:
    """Progress on the terminal: blobs, megabytes, rate and remaining time; nothing into a pipe.

    Without a thread of its own: the scan forks, and a thread might hold a lock at that moment.
    """

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[counts]}"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=messages(),
            transient=True,
            auto_refresh=False,
            disable=not messages().is_terminal,
        )
        self._task = self._progress.add_task("", total=None, visible=False, counts="", rate="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def told(self, done: Done) -> None:
        """Show how far the scan has come."""
        doing = (SCANNING if done.blobs else LOADING).said(self._lang)
        # large files come first: megabytes tell the remaining time better than files
        self._progress.update(self._task, description=doing, total=done.bytes_in_all, completed=done.bytes, visible=True)
        speed = next(task for task in self._progress.tasks if task.id == self._task).speed
        counts = f"{done.blobs:,}/{done.blobs_in_all:,} · {done.bytes / 1e6:,.1f}/{done.bytes_in_all / 1e6:,.1f} MB"
        self._progress.update(self._task, counts=counts, rate=f"{speed / 1e6:,.2f} MB/s" if speed else "", refresh=True)


def _print(
    after: Examined, before: Examined | None, alarms: Sequence[LicenceAlarm] | None, rules: Judging, planned: Planned, lang: Lang
) -> tuple[LicenceConflict, ...]:
    """The first screen, which needs no files and findings; the conflicts that were shown."""
    summary = after.summary
    known = LicenceEvidence(summary.look, (), (), summary.roots, summary.reuse, summary.conflicts)
    # what was not asked as the stored scan was asked has to be judged anew, and for that all rows are needed
    evidence = known if planned == Planned() else replace(known, conflicts=judged(after.evidence(), rules, planned).conflicts)
    counts = [Counted(count.expression, count.files, count.vendored_files) for count in summary.licences]
    compared = Compared(before.tree.asked.revision, before.tree.commit, tuple(alarms or ())) if before is not None else None
    asked_for = shlex.join([f"{after.tree.asked.path}@{after.tree.asked.revision}"])
    following = Next(str(after.folder), f"xingtu licences {asked_for} --format html --out licences.html")
    console = new_console(sys.stdout)
    remarks = remarks_of(rules, lang) if console.is_terminal and evidence.conflicts else ()
    print_licences(console, evidence, counts, lang, compared=compared, remarks=remarks, following=following)
    return evidence.conflicts


def _give(content: bytes, out: Path | None, lang: Lang, *, is_text: bool) -> None:
    if out is None and is_text:
        sys.stdout.write(content.decode("utf-8"))
        return
    if out is None:
        sys.stdout.buffer.write(content)
        return
    write_whole(out.absolute(), content)
    if messages().is_terminal:
        messages().print(WRITTEN.said(lang).format(where=out, size=f"{len(content) / 1e3:,.1f} kB"), soft_wrap=True)


def _options(before: Examined | None, planned: Planned, lang: Lang) -> tuple[str, ...]:
    """What was asked beside the tree, so that the command in a report makes that very report again."""
    options = ["--diff", before.tree.commit] if before is not None else []
    options += ["--outbound", planned.outbound] if planned.outbound else []
    options += ["--distribution", planned.distribution] if planned.distribution != Planned().distribution else []
    return (*options, "--lang", lang)


def _is_bad(asked_for: Collection[FailOn], after: Examined, conflicts: Sequence[LicenceConflict], alarms: Sequence[LicenceAlarm]) -> bool:
    severities = {alarm.severity for alarm in alarms}
    return bool(
        (FailOn.RED in asked_for and "red" in severities)
        or (FailOn.YELLOW in asked_for and severities & {"red", "yellow"})
        or (FailOn.CONFLICT in asked_for and any(conflict.answer == "incompatible" for conflict in conflicts))
        or (FailOn.INCOMPLETE in asked_for and not after.summary.complete)
    )
