"""How fresh and how complete is this answer? Stands beside everything that is said of vulnerabilities, so that there is no bare zero.

Plain data for JSON and pages, lines for text, colours and a table for the terminal. Addresses are left out: they may name folders of
this machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from xingtu.facts.freshness import Coverage, Source
from xingtu.report.text import Lang, Text, said

OK = "ok"
SHOWN_RESULT = 200
UNDATED = "0001-"
WORDS = {
    "comma": Text("、", ", "),
    "unknown": Text("未知", "unknown"),
    "never": Text("从未载入", "never loaded"),
    "coverage": Text(
        "共 {components:,} 个组件，其中 {covered:,} 个属于已覆盖生态；{unplaced:,} 个版本无法排序；{unresolved:,} 个清单条目未解析；"
        "{projects:,} 个项目中 {without:,} 个无清单",
        "{components:,} components, {covered:,} of them in ecosystems that are covered; {unplaced:,} versions cannot be ordered; "
        "{unresolved:,} entries of dependency files are unresolved; {without:,} of {projects:,} projects have no lock file",
    ),
    "uncovered": Text("没有任何来源涉及的生态：{names}", "ecosystems no source speaks of: {names}"),
    "source": Text(
        "{source}：{records:,} 条，最新一条 {newest}，取得于 {fetched}（{age}），{result}",
        "{source}: {records:,} records, newest {newest}, fetched {fetched} ({age}), {result}",
    ),
    "source.never": Text("{source}：从未载入（{result}）", "{source}: never loaded ({result})"),
    "refused": Text("；{n:,} 条读不懂，未采用", "; {n:,} not understood, left out"),
    "age.today": Text("不到一天", "less than a day ago"),
    "age": Text("{n:,} 天前", "{n:,} days ago"),
    "result.ok": Text("成功", "ok"),
    "result.bad": Text("最近一次未成功：{why}", "last try failed: {why}"),
    "no_advisories": Text(
        "没有载入任何漏洞公告：查不到不等于没有漏洞。请先运行 xingtu advisories import 导入公告",
        "No advisories are loaded: finding nothing does not mean there is nothing. Run xingtu advisories import first",
    ),
    "no_components": Text(
        "还没有读过任何项目的依赖清单：没有组件可供比对，不等于没有漏洞",
        "No project's dependency files have been read: with no components to compare, finding nothing means nothing",
    ),
    "nothing_covered": Text(
        "已载入的来源都不涉及这 {components:,} 个组件的生态：查不到不等于没有漏洞",
        "No loaded source speaks of the ecosystems of these {components:,} components: finding nothing does not mean there is nothing",
    ),
    "source_never": Text("来源 {source} 从未成功载入：{why}", "Source {source} was never loaded: {why}"),
    "source_failed": Text(
        "来源 {source} 最近一次更新未成功，仍用 {fetched} 取得的内容：{why}",
        "The last update of source {source} failed; what was fetched at {fetched} is still used: {why}",
    ),
    "source_stale": Text(
        "来源 {source} 已有 {age:,} 天没有更新（规则允许 {limit:,} 天）",
        "Source {source} has not been updated for {age:,} days (the policy allows {limit:,})",
    ),
    "title": Text("公告来源", "Sources"),
    "head.source": Text("来源", "source"),
    "head.records": Text("条数", "records"),
    "head.refused": Text("读不懂", "refused"),
    "head.newest": Text("最新一条", "newest"),
    "head.fetched": Text("取得于", "fetched at"),
    "head.age": Text("距今", "age"),
    "head.result": Text("结果", "result"),
    "head.licence": Text("数据许可", "licence of the data"),
    "head.covers": Text("涉及的生态", "ecosystems"),
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why an answer may be worth nothing, or less than it seems. ``source`` is empty where it is not about one.

    kind: no_advisories, no_components, nothing_covered, source_never, source_failed, source_stale
    """

    kind: str
    source: str
    text: Text


def alarms(sources: Iterable[Source], coverage: Coverage, *, oldest_days: int | None = None) -> tuple[Alarm, ...]:
    """What has to be said in red, the worst first; ``oldest_days`` is the policy's limit of a source's age."""
    sources = list(sources)
    found = []
    if not any(source.records and source.ecosystems for source in sources):
        found.append(_alarm("no_advisories"))
    elif not coverage.components:
        found.append(_alarm("no_components"))
    elif not coverage.covered:
        found.append(_alarm("nothing_covered", components=coverage.components))
    for source in sources:
        why = source.result[:SHOWN_RESULT]
        if not source.fetched_at:
            found.append(_alarm("source_never", source.source, why=why))
            continue
        if source.result != OK:
            found.append(_alarm("source_failed", source.source, fetched=source.fetched_at, why=why))
        if oldest_days is not None and source.age_days is not None and source.age_days > oldest_days:
            found.append(_alarm("source_stale", source.source, age=source.age_days, limit=oldest_days))
    return tuple(found)


def source_line(source: Source, lang: Lang = "zh") -> str:
    """One source: newest record, when it was fetched, how long ago, how the last try went."""
    result = _result(source, lang)
    if not source.fetched_at:
        return _say("source.never", lang, source=source.source, result=result)
    shown = _say(
        "source", lang, source=source.source, records=source.records, newest=_newest(source, lang),
        fetched=source.fetched_at, age=_age(source, lang), result=result,
    )  # fmt: skip
    return shown + (_say("refused", lang, n=source.refused) if source.refused else "")


def coverage_line(coverage: Coverage, lang: Lang = "zh") -> str:
    """How much of what is held could be compared at all, each with its denominator."""
    return _say(
        "coverage", lang, components=coverage.components, covered=coverage.covered, unplaced=coverage.unplaced,
        unresolved=coverage.unresolved, projects=coverage.projects, without=coverage.without_lockfile,
    )  # fmt: skip


def uncovered_line(coverage: Coverage, lang: Lang = "zh") -> str:
    """Names of the ecosystems held of which nothing is known; empty if there are none."""
    names = _say("comma", lang).join(coverage.uncovered_ecosystems)
    return _say("uncovered", lang, names=names) if names else ""


def freshness_lines(sources: Sequence[Source], coverage: Coverage, lang: Lang = "zh", *, oldest_days: int | None = None) -> list[str]:
    """All of it as text: what is wrong, how complete, then each source."""
    lines = [alarm.text.said(lang) for alarm in alarms(sources, coverage, oldest_days=oldest_days)]
    lines += [line for line in (coverage_line(coverage, lang), uncovered_line(coverage, lang)) if line]
    return lines + [source_line(source, lang) for source in sources]


def freshness_data(
    sources: Sequence[Source], coverage: Coverage, lang: Lang = "zh", *, oldest_days: int | None = None
) -> dict[str, object]:
    """All of it for JSON; numbers that are not known are null."""
    return {
        "alarms": [
            {"kind": alarm.kind, "source": alarm.source, "text": alarm.text.said(lang)}
            for alarm in alarms(sources, coverage, oldest_days=oldest_days)
        ],
        "coverage": asdict(coverage),
        "sources": [{name: value for name, value in asdict(source).items() if name != "address"} for source in sources],
    }


def print_freshness(
    console: Console,
    sources: Sequence[Source],
    coverage: Coverage,
    lang: Lang = "zh",
    *,
    oldest_days: int | None = None,
    with_sources: bool = True,
) -> None:
    """The banner of every answer on a terminal. Beside a pipe as well: a number without it misleads."""
    for alarm in alarms(sources, coverage, oldest_days=oldest_days):
        console.print(Styled(f"✕ {alarm.text.said(lang)}", style="bold red"), soft_wrap=True)
    console.print(Styled(coverage_line(coverage, lang), style="yellow" if _is_partial(coverage) else ""), soft_wrap=True)
    if coverage.uncovered_ecosystems:
        console.print(Styled(uncovered_line(coverage, lang), style="yellow"), soft_wrap=True)
    for source in sources if with_sources else ():
        console.print(Styled(source_line(source, lang), style="dim" if source.result == OK else "red"), soft_wrap=True)


def print_sources(console: Console, sources: Iterable[Source], lang: Lang = "zh") -> None:
    """The sources as a table; tab-separated into a pipe."""
    columns = ("source", "records", "refused", "newest", "fetched", "age", "result", "licence", "covers")
    headings = [_say(f"head.{name}", lang) for name in columns]
    rows = [(source, _cells(source, lang)) for source in sources]
    if not console.is_terminal:
        for line in (headings, *(cells for _, cells in rows)):
            console.file.write("\t".join(line) + "\n")
        return
    table = Table(title=Styled(_say("title", lang), style="bold"), title_justify="left", box=None, pad_edge=False, header_style="dim")
    for name, heading in zip(columns, headings, strict=True):
        table.add_column(Styled(heading), justify="right" if name in {"records", "refused"} else "left", overflow="fold")
    for source, cells in rows:
        table.add_row(*(Styled(cell) for cell in cells), style="" if source.result == OK and source.fetched_at else "red")
    console.print(table)


def print_refused(console: Console, rows: Iterable[tuple[str, str, str]]) -> None:
    """What was not understood: source, record or place, and why; tab-separated into a pipe."""
    for row in rows:
        source, record, reason = (" ".join(cell.split()) for cell in row)
        if console.is_terminal:
            console.print(Styled(f"{source} · {record} · {reason}", style="yellow"), soft_wrap=True)
        else:
            console.file.write(f"{source}\t{record}\t{reason}\n")


def _cells(source: Source, lang: Lang) -> list[str]:
    return [
        source.source,
        f"{source.records:,}" if source.fetched_at else _say("unknown", lang),
        f"{source.refused:,}",
        _newest(source, lang),
        source.fetched_at or _say("never", lang),
        _age(source, lang),
        " ".join(_result(source, lang).split()),
        " ".join(source.licence.split()) or _say("unknown", lang),
        _say("comma", lang).join(source.ecosystems) or "—",
    ]


def _is_partial(coverage: Coverage) -> bool:
    return coverage.covered < coverage.components or bool(coverage.unplaced or coverage.unresolved or coverage.without_lockfile)


def _newest(source: Source, lang: Lang) -> str:
    """Go's records have the year 1 where no history gives them a date."""
    return source.newest if source.newest and not source.newest.startswith(UNDATED) else _say("unknown", lang)


def _age(source: Source, lang: Lang) -> str:
    if source.age_days is None:
        return _say("never", lang)
    return _say("age", lang, n=source.age_days) if source.age_days >= 1 else _say("age.today", lang)


def _result(source: Source, lang: Lang) -> str:
    return _say("result.ok", lang) if source.result == OK else _say("result.bad", lang, why=source.result[:SHOWN_RESULT])


def _alarm(kind: str, source: str = "", **values: object) -> Alarm:
    words = WORDS[kind]
    given = values | {"source": source}
    return Alarm(kind, source, Text(words.zh.format(**given), words.en.format(**given)))


def _say(key: str, lang: Lang, **values: object) -> str:
    return said(WORDS, key, lang, **values)
