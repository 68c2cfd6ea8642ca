"""``xingtu journal``: does the chain hold, and how does somebody outside check it?"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from portal.commands.starting import with_django
from xingtu.errors import XingtuError


class Action(StrEnum):
    """What to do with the journal."""

    VERIFY = "verify"
    EXPORT = "export"


def register(app: typer.Typer) -> None:
    """Add this file's verb."""
    app.command("journal")(journal)


@with_django
def journal(
    action: Annotated[Action, typer.Argument(help="verify 核对，export 导出。Check the chain, or write it to a file.")],
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", help="导出到，或核对这个导出文件（不用数据库）。Where to export to, or an export to check offline.", dir_okay=False
        ),
    ] = None,
) -> None:
    """核对留痕：有没有被改、被删、被调换、被截断。Is the journal unchanged, complete and in order?

    例 Example:  xingtu journal verify
    """
    from portal.evidence.models import Run  # noqa: PLC0415 - Django has started only now
    from portal.journal.verification import KnownHead, export, verify, verify_export  # noqa: PLC0415 - as above

    if action is Action.EXPORT:
        if file is None:
            raise XingtuError("请用 --file 指定导出到哪个文件，例如 xingtu journal export --file journal.jsonl")
        report, said = export(file), f"，已写入 {file}"
    elif file is not None:
        report, said = verify_export(file), f"（{file}）"
    else:
        published = Run.objects.filter(journal_sequence__isnull=False).order_by("journal_sequence")
        report = verify(KnownHead(run.journal_sequence or 0, run.journal_digest, f"运行 {run.short}") for run in published)
        said = f"，与 {len(published)} 次运行公布的校验值相符" if report.holds and published else ""
    if not report.holds:
        raise XingtuError("留痕的链对不上：\n" + "\n".join(f"- {problem}" for problem in report.problems))
    typer.echo(f"留痕完好 intact：{report.entries} 条，末条校验值 {report.head}{said}")
