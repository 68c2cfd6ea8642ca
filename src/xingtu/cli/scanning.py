"""``xingtu scan``: read repositories into the lake."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from xingtu import city
from xingtu.cli.console import CityOption, Format, FormatOption, LanguageOption, language, messages, policy_text, print_json
from xingtu.collect.git import PARTIAL_CLONE, open_git_directory
from xingtu.collect.mirror import Mirrors
from xingtu.collect.scan import Listener, Located, Outcome, scan_all
from xingtu.collect.source import Source, id_of_clone, id_of_url, is_remote
from xingtu.errors import CollectError
from xingtu.policy.crediting import parse_crediting
from xingtu.policy.office import parse_office
from xingtu.report.terminal import Next, ScanLine, new_console, print_scan
from xingtu.resolve.declarations import read_city
from xingtu.settings import Settings, settings
from xingtu.store.declared import remember_city
from xingtu.store.lake import Lake

MILLIONTHS = 1_000_000


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("scan")(scan)


def scan(
    repositories: Annotated[
        list[str] | None, typer.Argument(help="本地仓库、bundle 文件或 https 地址。Local repositories, bundles or https addresses.")
    ] = None,
    city_file: CityOption = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d"], help="只比较这一天（办公室时区）起的提交；其余标为未读。Diff only commits from this day on."
        ),
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="同时读取的进程数。Processes at once.")] = None,
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """读取仓库历史，存为可复算的事实。Read histories into recomputable facts.

    只读取新提交；中断后再运行会接着做。一个仓库有问题不会中断其余仓库。

    例 Example:  xingtu scan . ../another --lang en
    """
    here = settings()
    located = _asked_for(repositories or [], here)
    if city_file is not None:
        declarations = read_city(city_file)
        located += city.sources(declarations, Mirrors(here.home / "mirrors"), production=here.production)
        remember_city(here.home, city_file)
    if not located:
        raise typer.BadParameter("请给出仓库路径或地址，或用 --city city.toml。Name repositories or a city.")
    _refuse_twins(located)
    if since is not None:
        office = parse_office(policy_text(here.policy / "office.toml"), file_name="policy/office.toml")
        instant = int(since.replace(tzinfo=ZoneInfo(office.time_zone)).timestamp())
        located = [replace(each, source=replace(each.source, since=instant)) for each in located]
    crediting = parse_crediting(policy_text(here.policy / "crediting.toml"), file_name="policy/crediting.toml")
    lake = Lake(here.home)
    with Bars() as bars:
        outcomes = scan_all(lake, located, crediting, workers=workers or here.workers, listener=bars.listener)
    if form is Format.JSON:
        print_json([_outcome_json(outcome) for outcome in outcomes])
    else:
        following = Next(str(lake.facts), "xingtu rank contribution-award-2025" if city_file else "xingtu contributions PATH --range HEAD")
        print_scan(new_console(sys.stdout), [_scan_line(lake, outcome) for outcome in outcomes], language(lang), following=following)
    if any(outcome.problem for outcome in outcomes):
        raise typer.Exit(1)


class Bars:
    """Progress on the terminal: one bar a repository being read, with rate and remaining time; nothing into a pipe."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=messages(),
            transient=True,
            disable=not messages().is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self.listener = Listener(planned=self._planned, advanced=self._advanced, finished=self._finished)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def _planned(self, repository: str, commits: int) -> None:
        self._tasks[repository] = self._progress.add_task(repository, total=commits, rate="")

    def _advanced(self, repository: str, commits: int) -> None:
        task = self._tasks[repository]
        self._progress.advance(task, commits)
        speed = next(known.speed for known in self._progress.tasks if known.id == task)
        self._progress.update(task, rate=f"{speed:,.0f}/s" if speed else "")

    def _finished(self, outcome: Outcome) -> None:
        task = self._tasks.pop(outcome.source.repository, None)
        if task is not None:
            self._progress.remove_task(task)


def _asked_for(addresses: Sequence[str], here: Settings) -> list[Located]:
    mirrors = Mirrors(here.home / "mirrors")
    return [_located(address, mirrors) for address in addresses]


def _located(address: str, mirrors: Mirrors) -> Located:
    if is_remote(address):
        source = Source(id_of_url(address), address, id_of_url(address), address)
    else:
        path = Path(address).expanduser()
        try:
            name = id_of_clone(path, open_git_directory(path))
        except CollectError:
            # a bundle, or something that is no repository: locating it later says which
            name = "local/" + "/".join(part for part in path.absolute().parts[-2:] if part != "/").removesuffix(".bundle")
        source = Source(name, address, name)
    return Located(source, lambda: mirrors.locate(source))


def _refuse_twins(located: Sequence[Located]) -> None:
    seen: dict[str, str] = {}
    for here in located:
        twin = seen.setdefault(here.source.repository, here.source.address)
        if twin is not here.source.address:
            raise CollectError(f"{twin} 和 {here.source.address} 的标识都是 {here.source.repository}；请在 city.toml 中分别给出 id")


def _scan_line(lake: Lake, outcome: Outcome) -> ScanLine:
    scan_ = outcome.scan
    if scan_ is None:
        cause, _, remedy = (outcome.problem or "").partition("；")
        return ScanLine(outcome.source.repository, None, None, None, outcome.seconds, cause, remedy)
    rows = pq.read_metadata(lake.folder(scan_.repository) / scan_.scan / "file_changes.parquet").num_rows
    completeness = scan_.measured_commits * MILLIONTHS // scan_.expected_commits if scan_.expected_commits else MILLIONTHS
    # a partial clone in which nothing is missing asks nothing of anybody
    said = "\n".join(scan_.missing or [note for note in scan_.notes if note != PARTIAL_CLONE])
    cause, _, remedy = said.partition("；")
    return ScanLine(outcome.source.repository, scan_.expected_commits, rows, completeness, outcome.seconds, cause, remedy)


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    return {
        "repository": outcome.source.repository,
        "problem": outcome.problem,
        "read_commits": outcome.read_commits,
        "taken_over_from_forks": outcome.taken_over,
        "unchanged": outcome.unchanged,
        "seconds": round(outcome.seconds, 3),
        "scan": asdict(outcome.scan) if outcome.scan else None,
    }
