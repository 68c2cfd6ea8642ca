"""``xingtu contributions``: who contributed what to a range of one repository, without any city or database."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from xingtu.cli.console import Format, FormatOption, Language, LanguageOption, language, messages, print_json
from xingtu.contributions import contributions as count_contributions
from xingtu.policy.crediting import parse_crediting
from xingtu.report.terminal import new_console
from xingtu.settings import settings

ROWS_SHOWN = 25
HEADINGS = {
    "zh": ("变更", "增", "删", "计入增"),
    "en": ("changesets", "added", "removed", "credited"),
}
TITLES = {"zh": ("贡献者", "单位"), "en": ("Developers", "Employers")}


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("contributions")(contributions)


def contributions(
    repository: Annotated[Path, typer.Argument(help="本地仓库（工作区或裸仓库）。A local repository, bare or not.")],
    revisions: Annotated[str, typer.Option("--range", help="A..B 或一个版本。A..B, or one revision.")],
    aliases: Annotated[
        Path | None, typer.Option("--aliases", help="别名表；gitdm 格式则按 gitdm 的规则合并。Alias file.", exists=True)
    ] = None,
    affiliations: Annotated[
        list[Path] | None, typer.Option("--affiliations", help="任职表：gitdm、CNCF JSON、CSV、XLSX。Affiliation map.", exists=True)
    ] = None,
    mailmap: Annotated[
        str | None, typer.Option("--mailmap", help="REV:PATH、文件或 none；默认取范围末端的 .mailmap。Mailmap to use.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="同时读取的进程数。Processes at once.")] = None,
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """统计一个仓库某一范围的贡献，与 git 逐行一致。Contributions to a range of one repository, equal to git's own counts.

    历史不完整时以非零状态结束并说明缺什么。

    例 Example:  xingtu contributions . --range HEAD --lang en
    """
    here = settings()
    crediting = parse_crediting((here.policy / "crediting.toml").read_text("utf-8"), file_name="policy/crediting.toml")
    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(str(repository))
        answer = count_contributions(
            repository,
            revisions,
            crediting=crediting,
            aliases=aliases,
            affiliations=affiliations,
            mailmap=mailmap,
            workers=workers or here.workers,
            on_progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    if form is Format.JSON:
        print_json(answer)
    else:
        _print(answer, lang)


def _print(answer: dict[str, Any], chosen: Language | None) -> None:
    lang = language(chosen)
    console = new_console(sys.stdout)
    head = answer["headline"]
    if lang == "zh":
        console.print(
            f"{head['changesets']} 个变更，{head['developers']} 位贡献者，{head['employers']} 个单位，"
            f"增 {head['added']:,} 行，删 {head['removed']:,} 行"
        )
    else:
        console.print(
            f"changesets {head['changesets']}, developers {head['developers']}, employers {head['employers']}, "
            f"lines added {head['added']:,}, removed {head['removed']:,}"
        )
    for title, rows in zip(TITLES[lang], (answer["developers"], answer["employers"]), strict=True):
        _print_rows(title, rows, HEADINGS[lang])
    if console.is_terminal:
        console.print("--format json 给出全部各表 for all tables", style="dim")


def _print_rows(title: str, rows: list[dict[str, Any]], headings: tuple[str, ...]) -> None:
    console = new_console(sys.stdout)
    keys = [key for key in ("changesets", "added", "removed", "credited_added") if rows and key in rows[0]]
    if not console.is_terminal:
        print("\t".join((title, *headings[: len(keys)])))  # noqa: T201 - the result, for pipes
        for row in rows:
            print("\t".join(str(row[key]) for key in ("name", *keys)))  # noqa: T201 - the result, for pipes
        return
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for heading in headings[: len(keys)]:
        table.add_column(heading, justify="right")
    for row in rows[:ROWS_SHOWN]:
        table.add_row(row["name"], *(f"{row[key]:,}" for key in keys))
    console.print(table)
    if len(rows) > ROWS_SHOWN:
        console.print(f"… {len(rows) - ROWS_SHOWN}", style="dim")
