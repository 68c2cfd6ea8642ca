"""``xingtu rank``, ``explain``, ``report``: freeze a run of a programme, and tell what it says."""

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from xingtu import city
from xingtu.catalogue import programmes
from xingtu.cli.console import CityOption, Format, FormatOption, LanguageOption, language, messages, print_json
from xingtu.decide.publish import prove_publishable
from xingtu.dossier import Dossier
from xingtu.errors import PolicyError, ReplayError
from xingtu.exports import private_export, write_report
from xingtu.report.json_file import run_json
from xingtu.report.terminal import Next, new_console, print_explanation, print_ranking
from xingtu.resolve.declarations import read_city
from xingtu.run import Evidence, city_key, rules_on_disk
from xingtu.run import rank as rank_run
from xingtu.settings import settings
from xingtu.store.declared import known_city
from xingtu.store.lake import Lake
from xingtu.store.ledger import Ledger, Run, read_bundle, read_run

SHORT_ID = 12
ROWS_SHOWN = 20
SUBJECTS_NAMED = 8
NEAR = 0.5


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("rank")(rank)
    app.command("explain")(explain)
    app.command("report")(report)


def rank(
    programme: Annotated[str, typer.Argument(help="项目编号（policy/programmes 中）或规则文件路径。A programme's id or file.")],
    city_file: CityOption = None,
    publish: Annotated[  # noqa: FBT002 - typer makes a switch of it
        bool, typer.Option("--publish", help="要公示：证据不全则拒绝，以状态 2 结束。Refuse, with status 2, on incomplete evidence.")
    ] = False,
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """按规则文件排名，并把全部输入冻结为一次运行。Rank by a programme file and freeze a run.

    同样的输入总是得到同样的运行编号；旧的运行从不改动。

    例 Example:  xingtu rank contribution-award-2025 --city city.toml
    """
    here = settings()
    city_path = known_city(here.home, city_file)
    rules = rules_on_disk(_programme_file(programme, here.policy, city_path.parent), here.policy)
    declarations = read_city(city_path)
    city.refuse_invented_hosts(declarations, production=here.production)
    facts, repositories = city.evidence(Lake(here.home), declarations, rules.programme, rules.crediting)
    run = rank_run(rules, Evidence(facts, repositories), declarations, city_key(here.home))
    Ledger(here.home).save(run)
    dossier = Dossier(run)
    if form is Format.JSON:
        sys.stdout.write(run_json(dossier.report()))
    else:
        following = Next(str(Ledger(here.home).path(run.run_id)), f"xingtu report {run.run_id[:SHORT_ID]}")
        print_ranking(new_console(sys.stdout), dossier.report(subjects=False), language(lang), limit=ROWS_SHOWN, following=following)
    if form is Format.TABLE and not sys.stdout.isatty():
        messages().print(f"运行 run {run.run_id}：xingtu report {run.run_id[:SHORT_ID]}", soft_wrap=True)
    if publish:
        prove_publishable(rules.programme, dossier.repositories, dossier.verdicts)


def explain(
    run: Annotated[str, typer.Argument(help="运行编号（开头几位即可）或运行包。A run's id or bundle.")],
    subject: Annotated[
        str | None, typer.Argument(help="人员或单位的编号或名称；不写则列出全部。A person or organisation; all are listed when left out.")
    ] = None,
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """说明某人或某单位哪些计入、哪些未计入、为什么。What was counted for a subject, what was not, and why.

    例 Example:  xingtu explain 6b07e0c0456f 林知远
    """
    dossier = Dossier(find_run(run))
    if subject is None:
        _list_subjects(dossier, form)
        return
    told = dossier.subject(subject)
    if told is None:
        raise _not_found(subject, dossier, run)
    if form is Format.JSON:
        only = dossier.report(subjects=False)
        sys.stdout.write(
            run_json(only.__class__(**{**{name: getattr(only, name) for name in only.__dataclass_fields__}, "subjects": (told,)}))
        )
        return
    print_explanation(new_console(sys.stdout), told, language(lang))


def report(
    run: Annotated[str, typer.Argument(help="运行编号（开头几位即可）或运行包。A run's id or bundle.")],
    out: Annotated[Path | None, typer.Option("--out", help="写到哪个文件夹，默认在运行旁边。Folder to write to.")] = None,
    private: Annotated[
        Path | None,
        typer.Option(
            "--private", help="另写一份含姓名邮箱的内部工作簿（仅供办公室）。Also write the office's own workbook with mailboxes."
        ),
    ] = None,
) -> None:
    """写出网页、CSV、XLSX、Parquet、JSON 和公开运行包。Write pages, tables and the open bundle of a run.

    例 Example:  xingtu report 6b07e0c0456f --out public/
    """
    here = settings()
    found = find_run(run)
    folder = out or here.home / "reports" / found.run_id[:SHORT_ID]
    index = write_report(found, folder)
    console = messages()
    if private is not None:
        private_export(found, Lake(here.home), private)
        console.print(f"内部工作簿（含邮箱，请勿外传）：{private}")
    print(index)  # noqa: T201 - the result, for pipes
    if console.is_terminal:
        console.print(f"用浏览器打开它；任何人都可以重算：xingtu replay {folder / 'bundle.zip'} --repositories DIR")


def find_run(reference: str) -> Run:
    """A run by id, by the beginning of its id, or by the path of its folder or open bundle."""
    path = Path(reference)
    if path.is_file():
        return read_bundle(path)
    return read_run(path) if (path / "manifest.json").is_file() else Ledger(settings().home).load(reference)


def _programme_file(reference: str, policy: Path, city_folder: Path) -> Path:
    """The file of a programme: by its path, in the policy folder, or in ``programmes/`` beside the city's declarations."""
    path = Path(reference)
    if path.suffix == ".toml":
        if not path.is_file():
            raise PolicyError(f"找不到规则文件 {reference}；请检查路径")
        return path
    known = programmes(city_folder) | programmes(policy)
    if reference not in known:
        raise PolicyError(
            f"没有编号为 {reference} 的项目；{policy / 'programmes'} 和 {city_folder / 'programmes'} 中有：{'、'.join(known) or '（空）'}"
        )
    return known[reference]


def _not_found(subject: str, dossier: Dossier, run: str) -> ReplayError:
    names = dict(dossier.subjects())
    if several := dossier.found(subject):
        listed = "、".join(f"{names[ident]}（{ident}）" for ident in several[:SUBJECTS_NAMED])
        return ReplayError(f"这次运行中叫 {subject} 或编号以它开头的有 {len(several)} 个：{listed}；请写完整的编号")
    near = get_close_matches(subject, [*names, *names.values()], n=SUBJECTS_NAMED, cutoff=NEAR)
    hint = f"是否想写 {'、'.join(near)}？" if near else ""
    return ReplayError(f"这次运行中没有 {subject}；{hint}xingtu explain {run} 列出全部人员和单位")


def _list_subjects(dossier: Dossier, form: Format) -> None:
    if form is Format.JSON:
        print_json([{"subject": ident, "name": name} for ident, name in dossier.subjects()])
        return
    for ident, name in dossier.subjects():
        print(f"{ident}\t{name}")  # noqa: T201 - the result, for pipes
