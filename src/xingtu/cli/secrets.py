"""``xingtu secrets``: which secrets were committed by mistake, and which commit brought each?"""

import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from xingtu.cli.console import LanguageOption, language, messages, print_json
from xingtu.collect.asked import asked
from xingtu.report.risk.secret_places import print_secrets, secrets_sarif, shown, to_json
from xingtu.report.terminal import new_console
from xingtu.report.text import Text
from xingtu.risk.secrets import secrets as looked_for
from xingtu.settings import settings

READING = Text("查找密钥", "looking for secrets")


class Level(StrEnum):
    """How much a find looks like a real secret, at least."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Output(StrEnum):
    """How the places are printed."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("secrets")(secrets)


def secrets(
    repository: Annotated[
        str,
        typer.Argument(
            metavar="REPO[@REV|A..B]",
            help="本地仓库、读过的仓库的标识或 https 地址；@版本 看一棵树，@A..B 看这段历史带来的内容（@..B 为全部）。A tree, or a range.",
        ),
    ],
    level: Annotated[
        Level, typer.Option("--level", help="至少这么像真的才列出：high、medium、low。List from this level on.")
    ] = Level.MEDIUM,
    form: Annotated[Output, typer.Option("--format", help="table、json、sarif。Output form.")] = Output.TABLE,
    fail_on: Annotated[
        Level | None, typer.Option("--fail-on", help="有这个程度或更高的命中，或没有读完，就以状态 1 结束。When to end with status 1.")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """查找误提交的密钥，只报规则与位置，从不显示密钥本身。Secrets committed by mistake: rule and place, never the secret.

    同样的内容只读一次；历史中已经删掉的也算泄露，用 A..B 查出是哪个提交带来的。

    例 Example:  xingtu secrets . --lang en
    """
    here, chosen = settings(), language(lang)
    found = asked(repository, home=here.home)
    console = messages()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[size]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(READING.said(chosen), total=None, size="")
        look = looked_for(
            found,
            home=here.home,
            listener=lambda done, total, size: progress.update(task, completed=done, total=total, size=f"{size / 1e6:,.1f} MB"),
        )
    if form is Output.JSON:
        print_json(to_json(look, level.value))
    elif form is Output.SARIF:
        sys.stdout.write(secrets_sarif(look, level.value, chosen))
    else:
        print_secrets(new_console(sys.stdout), look, level.value, chosen)
    if fail_on is not None and (shown(look, fail_on.value) or not look.complete):
        raise typer.Exit(1)
