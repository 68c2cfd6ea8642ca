"""``xingtu replay`` and ``xingtu diff``: recompute a run, and compare two."""

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from xingtu.cli.console import Format, FormatOption, print_json
from xingtu.cli.ranking import find_run
from xingtu.cli.scanning import Bars
from xingtu.collect.mirror import Mirrors
from xingtu.collect.source import Source
from xingtu.comparison import compare
from xingtu.replay import clones_from_addresses, clones_under
from xingtu.replay import replay as replay_run
from xingtu.report.terminal import new_console
from xingtu.settings import settings
from xingtu.store.lake import Lake

LONGEST_ROW = 400


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("replay")(replay)
    app.command("diff")(diff)


def replay(
    run: Annotated[str, typer.Argument(help="运行编号或公开运行包。A run's id or its open bundle.")],
    repositories: Annotated[
        Path | None,
        typer.Option("--repositories", help="存放克隆的文件夹；不写则从公开地址取。Folder of clones; else the public addresses."),
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="同时读取的进程数。Processes at once.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """从仓库重新计算一次运行，逐字节比较。Recompute a run from the repositories, to the byte.

    相同则状态 0；不同则指出第一处差别，状态 1；仓库或提交已不公开则说明是哪个，状态 2。

    例 Example:  xingtu replay bundle.zip --repositories ~/clones
    """
    here = settings()
    wanted = find_run(run)
    if repositories is not None:
        clones = clones_under(repositories)
    else:
        lake = Lake(here.home)

        def known(source: Source) -> Path | None:
            scan = lake.latest(source.repository)
            return Path(scan.path) if scan else None

        clones = clones_from_addresses(Mirrors(here.home / "mirrors"), known)
    with tempfile.TemporaryDirectory(prefix="xingtu-replay-") as folder, Bars() as bars:
        result = replay_run(wanted, clones, Lake(Path(folder)), workers=workers or here.workers, listener=bars.listener)
    if form is Format.JSON:
        print_json(
            {
                "identical": result.identical,
                "run_id": wanted.run_id,
                "recomputed_run_id": result.run_id,
                "results_hash": result.results_hash,
                "differences": [
                    {"table": d.table, "row": d.row, "written": d.written, "recomputed": d.recomputed} for d in result.differences
                ],
            }
        )
    else:
        console = new_console(sys.stdout)
        if result.identical:
            console.print(f"完全一致 identical\n运行 run       {result.run_id}\n结果 results   {result.results_hash}", soft_wrap=True)
        for difference in result.differences[:1]:
            console.print(f"不一致 different：{difference.table} 第 {difference.row} 行", soft_wrap=True)
            console.print(f"  运行所记 written     {(difference.written or '（无）')[:LONGEST_ROW]}", soft_wrap=True)
            console.print(f"  重算所得 recomputed  {(difference.recomputed or '（无）')[:LONGEST_ROW]}", soft_wrap=True)
        if len(result.differences) > 1:
            console.print("另有差别的表 other tables: " + ", ".join(d.table for d in result.differences[1:]), soft_wrap=True)
    if not result.identical:
        raise typer.Exit(1)


def diff(
    before: Annotated[str, typer.Argument(help="先前的运行。The earlier run.")],
    after: Annotated[str, typer.Argument(help="后来的运行。The later run.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """比较两次运行：输入变了什么，谁的数字和名次因此变了。What changed between two runs, in inputs, numbers and places.

    例 Example:  xingtu diff 6b07e0c0456f 91c2d3e4f5a6
    """
    changed = compare(find_run(before), find_run(after))
    if form is Format.JSON:
        print_json(changed.to_json())
        return
    console = new_console(sys.stdout)
    for line in changed.lines():
        console.print(line, soft_wrap=True)
