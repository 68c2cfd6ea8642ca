"""``xingtu new`` and ``xingtu doctor``: for those who extend the engine, and for those who set it up."""

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from xingtu.cli.console import Format, FormatOption, print_json
from xingtu.doctor import Finding, examine
from xingtu.report.terminal import new_console
from xingtu.settings import CHECKOUT, settings

MARKS = {"ok": "✔", "warning": "!", "missing": "✘"}
STYLES = {"ok": "green", "warning": "yellow", "missing": "red"}


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("new")(new)
    app.command("doctor")(doctor)


def new(
    kind: Annotated[str, typer.Argument(help="要新建什么；现有：metric。What to make.")],
    name: Annotated[str, typer.Argument(help="编号，即文件名，如 reviewed_changes。Its id, which is its file's name.")],
    into: Annotated[Path, typer.Option("--into", help="源码检出的根。Root of a checkout.")] = CHECKOUT,
) -> None:
    """新建一个指标文件和一个会失败的测试。Write a metric and its failing test.

    例 Example:  xingtu new metric reviewed_changes
    """
    from xingtu.catalogue import template_metric  # noqa: PLC0415 - the catalogue imports Ibis, which doctor need not wait for

    if kind != "metric":
        raise typer.BadParameter(f"还不会新建 {kind}；可以新建：metric")
    files = [(into / path, text) for path, text in template_metric(name)]
    for path, _ in files:
        if path.exists():
            raise typer.BadParameter(f"{path} 已经存在；请换一个名字")
    for path, text in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path)  # noqa: T201 - the result, for pipes


def doctor(
    form: FormatOption = Format.TABLE,
    *,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="再检查门户能否上线：设置、数据库、邮件、任务进程……Also whether the portal may go live.")
    ] = False,
) -> None:
    """检查这台机器缺什么、怎样补上。What is missing on this machine, and how to get it.

    例 Example:  xingtu doctor
    """
    findings = examine(settings())
    for extension in entry_points(group="xingtu.checks") if deploy else ():
        findings += extension.load()()
    if form is Format.JSON:
        print_json([{"name": f.name, "state": f.state, "said": f.said, "remedy": f.remedy} for f in findings])
    else:
        _print(findings)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)


def _print(findings: list[Finding]) -> None:
    console = new_console(sys.stdout)
    for finding in findings:
        console.print(f"{MARKS[finding.state]} {finding.name}：{finding.said}", style=STYLES[finding.state], soft_wrap=True)
        if finding.remedy:
            console.print(f"  → {finding.remedy}", soft_wrap=True)
