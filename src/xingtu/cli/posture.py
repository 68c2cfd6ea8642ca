"""``xingtu posture``: how safely is a project run, as far as a clone shows?"""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from xingtu.cli.console import LanguageOption, language, messages, policy_text, print_json
from xingtu.collect.asked import Asked, asked
from xingtu.facts.audit import Audit
from xingtu.policy.licence_policy import licence_policy
from xingtu.policy.risk_policy import risk_policy
from xingtu.report.risk.posture_table import posture_sarif, print_posture, to_json
from xingtu.report.terminal import new_console
from xingtu.risk.audit import audit
from xingtu.risk.posture import posture as looked_at
from xingtu.risk.stock import read_stock
from xingtu.settings import Settings, now, settings


class Output(StrEnum):
    """How the answers are printed."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("posture")(posture)


def posture(
    repository: Annotated[
        str,
        typer.Argument(
            metavar="REPO[@REV]", help="本地仓库、读过的仓库的标识或 https 地址，可加 @版本。A repository, and a revision of it."
        ),
    ],
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="“最近 90 天”截至哪一天（UTC 当日结束），默认此刻。Day that ends the last 90 days."
        ),
    ] = None,
    form: Annotated[Output, typer.Option("--format", help="table、json、sarif。Output form.")] = Output.TABLE,
    lang: LanguageOption = None,
) -> None:
    """按 OpenSSF Scorecard 的检查项看一个仓库，只凭克隆；看不到的就是未知。Scorecard's checks from a clone alone; the rest is unknown.

    读 GitHub、GitLab、GitCode、Gitee Go 的构建文件，每个答案给出文件和行。没有总分：未知不能当作 0，也不能当作满分。

    例 Example:  xingtu posture . --lang en
    """
    here, chosen = settings(), language(lang)
    found = asked(repository, home=here.home)
    at = as_of.replace(hour=23, minute=59, second=59, tzinfo=UTC) if as_of else now()
    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        answer = looked_at(
            found,
            home=here.home,
            as_of=at,
            licences=licence_policy(lambda name: policy_text(here.policy / name)),
            audit=_audit(found, here),
            listener=lambda check, done, total: progress.update(task, description=check, completed=done, total=total),
        )
    if form is Output.JSON:
        print_json(to_json(answer))
    elif form is Output.SARIF:
        sys.stdout.write(posture_sarif(answer, chosen))
    else:
        print_posture(new_console(sys.stdout), answer, chosen)


def _audit(found: Asked, here: Settings) -> Audit | None:
    """What the advisories of the home say of the tree; None: there are none yet."""
    if not (here.home / "risk.sqlite").is_file():
        return None
    policy = risk_policy(lambda name: policy_text(here.policy / name))
    return audit(read_stock(found, home=here.home), home=here.home, policy=policy, asked=policy.default_gate, at=now())
