"""``xingtu audit``, ``affected``, ``match``: which known flaws touch this, who holds that, and what is known of a list of packages?"""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from enum import StrEnum
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import IO, Annotated, Self

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from xingtu.cli.console import Format, FormatOption, LanguageOption, language, messages, policy_text, print_json
from xingtu.cli.documents import whole
from xingtu.collect.asked import asked
from xingtu.collect.statements.documents import read_statements
from xingtu.detect.lockfiles.formats import format_of
from xingtu.detect.sbom.formats import recognise
from xingtu.facts.findings import Place
from xingtu.policy.risk_policy import Gate, RiskPolicy, risk_policy
from xingtu.policy.stanza import near_zh
from xingtu.report.risk.holders import Held, Holders, Record, holders_data, print_holders
from xingtu.report.risk.terminal import print_audit
from xingtu.report.terminal import new_console
from xingtu.report.text import Lang, Text
from xingtu.risk.affected import Holder, affected
from xingtu.risk.audit import audit as audited
from xingtu.risk.audit_files import Form, written
from xingtu.risk.coverage import coverage, sources
from xingtu.risk.matching import match
from xingtu.risk.stock import Reading, keep_stock, read_bill, read_file, read_stock
from xingtu.settings import now, settings
from xingtu.store.files import write_whole
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.lookups import Entry
from xingtu.store.risk.schema import open_risk

READING = Text("读取依赖文件", "reading dependency files")
WRITTEN = Text("已写入 {where}（{size}）", "Written to {where} ({size})")
KEPT = Text("已记入城市的组件清单：{project}", "Kept in the city's inventory: {project}")
PASSED, FAILED, INSUFFICIENT = 0, 1, 3
EXIT = {"pass": PASSED, "fail": FAILED, "insufficient": INSUFFICIENT}
LONGEST_PURL = 4096
SNIFFED = 65536


class Output(StrEnum):
    """What is printed or written: a table for people, or one of the kinds of file."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"
    OPENVEX = "openvex"
    CYCLONEDX_VEX = "cyclonedx-vex"


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("audit")(audit)
    app.command("affected")(who_is_affected)
    app.command("match")(match_purls)


def audit(
    target: Annotated[
        str,
        typer.Argument(
            metavar="REPO[@REV]|SBOM|LOCKFILE",
            help="仓库（可加 @版本）、物料清单或一个依赖文件。A repository and a revision of it, a bill of materials, a dependency file.",
        ),
    ],
    form: Annotated[
        Output,
        typer.Option("--format", help="table、json、sarif，物料清单 cyclonedx、spdx，声明 openvex、cyclonedx-vex。Output form."),
    ] = Output.TABLE,
    gate: Annotated[
        str | None,
        typer.Option("--gate", metavar="ID", help="用哪一道门禁（policy/risk.toml），默认第一道。Which gate; the first by default."),
    ] = None,
    vex: Annotated[
        list[Path] | None,
        typer.Option(
            "--vex",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="声明文件（OpenVEX 或 CycloneDX），可多次写；作者须在 policy/risk.toml 的 trusted_authors 中才采用。"
            "Statements; applied if the policy trusts their author.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写入这个文件；不写则到标准输出。File to write.", dir_okay=False)] = None,
    lang: LanguageOption = None,
    *,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="同时记入城市的组件清单，以后持续监测。Keep it in the city's inventory, to be watched from now on."),
    ] = False,
) -> None:
    """按处置顺序列出触及其组件的已知漏洞，并给出门禁结论。Known flaws that touch its components, in order of work, and a gate's answer.

    结束状态：0 通过，1 未通过，2 用法或输入有误，3 依据不足（公告缺失或过旧、覆盖太低）——不足不是通过。
    Status: 0 passed, 1 failed, 2 wrong usage or input, 3 too little is known, which is no pass.

    例 Example:  xingtu audit . --lang en
    """
    here, chosen = settings(), language(lang)
    policy = risk_policy(lambda name: policy_text(here.policy / name))
    wanted = _gate(policy, gate)
    with _Bar(chosen) as bar:
        reading = _reading(target, here.home, bar)
    documents = [read_statements(whole(file), days=policy.waiver.default, project=reading.stock.project) for file in vex or ()]
    answer = audited(
        reading,
        home=here.home,
        policy=policy,
        asked=wanted,
        at=now(),
        statements=[statement for document in documents for statement in document.statements],
        name=target,
    )
    answer = replace(answer, vex_faults=tuple(f"{one.place}：{one.words}" for document in documents for one in document.refused))
    if form is Output.TABLE and out is None:
        print_audit(new_console(sys.stdout), answer, chosen)
    elif form is Output.TABLE:
        lines = StringIO()
        print_audit(new_console(lines), answer, chosen)
        _give(lines.getvalue(), out, chosen)
    else:
        _give(written(Form(form.value), answer, reading, chosen), out, chosen)
    if keep:
        with closing(open_risk(here.home)) as database:
            keep_stock(database, reading, at=answer.at)
            evaluate(database, answer.at, epss_threshold=policy.epss_threshold)
        messages().print(KEPT.said(chosen).format(project=reading.stock.project), soft_wrap=True)
    raise typer.Exit(EXIT[answer.gate.result])


def who_is_affected(
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="ADVISORY|PURL", help="公告编号（任一别名）或 package URL。An advisory by any of its ids, or a package URL."
        ),
    ],
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """哪些项目受这条公告影响，或持有这个软件包：版本、修复版本、文件和行。Which projects an advisory affects, or which hold a package.

    例 Example:  xingtu affected pkg:maven/org.apache.logging.log4j/log4j-core
    """
    here, chosen = settings(), language(lang)
    policy = risk_policy(lambda name: policy_text(here.policy / name))
    with closing(open_risk(here.home, create=False)) as database:
        answer = affected(database, wanted)
        told = Holders(
            asked=wanted,
            is_package=wanted.startswith("pkg:"),
            records=tuple(map(_record, answer.entries)),
            held=tuple(map(_held, answer.holders)),
            coverage=coverage(database),
            sources=tuple(sources(database, now())),
            oldest_days=policy.mirror_age_max_days,
        )
    if form is Format.JSON:
        print_json(holders_data(told, chosen))
    else:
        print_holders(new_console(sys.stdout), told, chosen)


def match_purls(
    purls: Annotated[
        Path,
        typer.Option("--purls", metavar="FILE", help="每行一个 package URL；- 为标准输入。One package URL a line; - for standard input."),
    ],
    form: Annotated[Format, typer.Option("--format", help="json：每行一个对象。One object a line.")] = Format.JSON,
) -> None:
    """逐个给出触及这些软件包的公告编号，供独立核对。Ids of the advisories that touch each package, for anybody to check.

    每行 {"purl", "ids", "status"}；只有 status 为 evaluated 时，空的 ids 才表示没有已知公告触及。
    Only where status is evaluated does an empty list mean that nothing is known against it.

    例 Example:  xingtu match --purls purls.txt
    """
    here = settings()
    with closing(open_risk(here.home, create=False)) as database, _lines(purls) as lines:
        write = sys.stdout.write
        for answer in match(database, lines):
            if form is Format.TABLE:
                write(f"{answer.purl}\t{answer.status}\t{' '.join(answer.ids)}\n")
                continue
            row = {"purl": answer.purl, "ids": answer.ids, "status": answer.status}
            write(json.dumps(row | {"reason": answer.reason} if answer.reason else row, ensure_ascii=False) + "\n")


def _reading(target: str, home: Path, bar: "_Bar") -> Reading:
    """A file that holds a bill of materials or dependencies; everything else is a repository."""
    path = Path(target).expanduser()
    if path.is_file():
        with path.open("rb") as file:
            begin = file.read(SNIFFED)
        # a document whose keys are sorted names its format at the end
        if recognise(begin) or (format_of(path.name) is None and recognise(whole(path))):
            return read_bill(whole(path), name=path.name)
        if format_of(path.name) is not None:
            return read_file(path, home=home)
    return read_stock(asked(target, home=home), home=home, listener=bar.told)


def _gate(policy: RiskPolicy, ident: str | None) -> Gate:
    if ident is None:
        return policy.default_gate
    if ident not in policy.gates:
        raise typer.BadParameter(f"--gate {ident}：policy/risk.toml 里没有这道门禁{near_zh(ident, policy.gates)}。There is no such gate.")
    return policy.gates[ident]


def _record(one: Entry) -> Record:
    return Record(one.id, one.group, one.source, one.published, one.modified, one.withdrawn, one.level, one.score, one.summary)


def _held(one: Holder) -> Held:
    places = tuple(Place(place.path, place.line, place.scope, place.direct, place.via) for place in one.places)
    return Held(one.project, one.name, one.ecosystem, one.package, one.version, one.ids, one.fixed, places)


def _give(text: str, out: Path | None, lang: Lang) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    content = text.encode("utf-8")
    write_whole(out.absolute(), content)
    if messages().is_terminal:
        messages().print(WRITTEN.said(lang).format(where=out, size=f"{len(content) / 1e3:,.1f} kB"), soft_wrap=True)


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    # bytes that are no UTF-8 are written out: they can be no package's name, and the line still gets its answer
    if str(path) == "-":
        yield _purls(TextIOWrapper(sys.stdin.buffer, "utf-8", errors="backslashreplace"))
        return
    with path.open(encoding="utf-8", errors="backslashreplace") as file:
        yield _purls(file)


def _purls(file: IO[str]) -> Iterator[str]:
    """Lines that say something; one longer than any package URL is cut, and then is none."""
    while line := file.readline(LONGEST_PURL):
        while not line.endswith("\n") and (rest := file.readline(LONGEST_PURL)):
            line = line[:LONGEST_PURL] + ("\n" if rest.endswith("\n") else "")
        if line.strip():
            yield line.strip()


class _Bar:
    """Progress on the terminal; nothing into a pipe."""

    def __init__(self, lang: Lang) -> None:
        self._progress = Progress(
            TextColumn(READING.said(lang)),
            BarColumn(),
            MofNCompleteColumn(),
            console=messages(),
            transient=True,
            disable=not messages().is_terminal,
        )
        self._task = self._progress.add_task("", total=None, visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def told(self, done: int, in_all: int) -> None:
        """How many contents of how many have been read."""
        self._progress.update(self._task, total=in_all, completed=done, visible=True)
