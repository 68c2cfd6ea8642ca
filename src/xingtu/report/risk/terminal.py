"""What does the command line print of an audit, and of who is affected?

On a terminal: the gate's answer and its reasons, the findings in order of work, what could not be read or compared, and how fresh and
complete all of this is. Into a pipe: the findings tab-separated, then the same remarks as lines that begin with ``#``.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from xingtu.facts.audit import Audit
from xingtu.facts.risk_gate import Judged
from xingtu.facts.signals import Note
from xingtu.report.licences.outline import SHORT_COMMIT
from xingtu.report.licences.shown import line_range, visible
from xingtu.report.numbers import exact_decimal
from xingtu.report.risk.outline import (
    days_words,
    few,
    fixed_words,
    gate_lines,
    level_words,
    named_flaw,
    newest,
    other_names,
    place_name,
    place_words,
    signals,
    standing_words,
)
from xingtu.report.risk.source_table import freshness_lines, print_freshness
from xingtu.report.risk.wording import named, say
from xingtu.report.text import Lang

ROWS, PLACES, SUMMARY, INDENT = 30, 4, 160, 4
LEVEL_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim", "none": "dim", "": "magenta"}
GATE_STYLES = {"pass": ("✓", "green"), "fail": ("✕", "bold red"), "insufficient": ("?", "bold yellow")}
COLUMNS = (
    "urgency", "level", "score", "severity_source", "group", "ids", "ecosystem", "package", "versions", "fixed", "places", "scope",
    "direct", "via", "kev", "epss", "epss_on", "days", "state", "counted",
)  # fmt: skip


def print_audit(console: Console, audit: Audit, lang: Lang = "zh") -> None:
    """All of it."""
    if not console.is_terminal:
        _pipe(console, audit, lang)
        return
    _print_head(console, audit, lang)
    console.print()
    main = [row for row in audit.rows if not row.is_sample and not row.is_minimum]
    console.print(Styled(verdict_on_findings(audit, lang), style="bold"), soft_wrap=True)
    groups = by_package(main)
    for rows in groups[:ROWS]:
        if len(rows) == 1:
            _print_row(console, rows[0], audit.notes, lang)
        else:
            _print_package(console, rows, audit.notes, lang)
    if len(groups) > ROWS:
        console.print(Styled(say("more", lang, n=len(groups) - ROWS), style="dim"))
    for line in _aside(audit, lang):
        console.print(Styled(line, style="dim"))
    console.print()
    for line in remarks(audit, lang):
        console.print(Styled(f"! {line}", style="yellow"), soft_wrap=True)
    print_freshness(console, audit.sources, audit.coverage, lang, oldest_days=audit.oldest_days)


def verdict_on_findings(audit: Audit, lang: Lang) -> str:
    """How many there are; where there are none, of how much that is said, and never a bare nought."""
    if audit.rows:
        main = [row for row in audit.rows if not row.is_sample and not row.is_minimum]
        still_open = f"{sum(row.is_open for row in main):,}"
        if len(main) == len(audit.rows):
            return say("findings", lang, n=f"{len(main):,}", open=still_open)
        return say("findings.aside", lang, open=still_open, aside=f"{len(audit.rows) - len(main):,}")
    if not audit.coverage.components:
        return say("findings.nothing_held", lang)
    if not audit.coverage.covered:
        return say("findings.blind", lang)
    return say("findings.clean", lang, covered=f"{audit.coverage.covered:,}")


def remarks(audit: Audit, lang: Lang) -> list[str]:
    """What could not be read, what is open, and what was not compared."""
    stock = audit.stock
    said = [
        say("fault", lang, place=visible(fault.path) + line_range(fault.line, fault.line),
            words=visible(fault.words) if lang == "zh" else say("fault.short", lang))
        for fault in stock.faults
    ]  # fmt: skip
    named_in = {ident: named_flaw(row.finding) for row in reversed(audit.rows) for ident in row.finding.ids}
    said += [say("related", lang, flaws=named_in[one.id], cve=one.cve, on=one.added_on) for one in audit.related if one.id in named_in]
    said += [say("vex.fault", lang, words=visible(words)) for words in audit.vex_faults]
    still_open = [say("file.open", lang, path=visible(file.path), n=file.unresolved) for file in stock.files if file.unresolved]
    if still_open:
        said.append(say("open", lang, names=few(still_open, lang)))
    if stock.vendored:
        said.append(say("copies", lang, n=len(stock.vendored), names=few(map(visible, stock.vendored), lang)))
    return said


def _print_head(console: Console, audit: Audit, lang: Lang) -> None:
    stock, gate = audit.stock, audit.gate
    console.print(Styled(visible(audit.asked or stock.project), style="bold"), soft_wrap=True)
    counts = {"files": f"{len(stock.files):,}", "components": f"{stock.components:,}"}
    console.print(Styled(say("head", lang, commit=stock.tip[:SHORT_COMMIT], at=audit.at, **counts), style="dim"))
    mark, style = GATE_STYLES[gate.result]
    name = gate.name_en if lang == "en" else gate.name
    console.print(Styled(f"{mark} {say(f'gate.{gate.result}', lang, gate=gate.gate, name=name)}", style=style))
    for result, line in gate_lines(audit, lang):
        console.print(Padding(Styled(line, style=GATE_STYLES[result][1].removeprefix("bold ")), (0, 0, 0, 2)))


def by_package(rows: Sequence[Judged]) -> list[list[Judged]]:
    """Findings that one upgrade mends stand together, where the first of them would stand."""
    groups: dict[tuple[object, ...], list[Judged]] = {}
    for row in rows:
        finding = row.finding
        key = row.is_open, row.urgency, finding.project, finding.ecosystem, finding.package, finding.versions, finding.places
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _print_row(console: Console, row: Judged, notes: Sequence[Note], lang: Lang) -> None:
    finding = row.finding
    head = _head(row, lang).append(f"  {visible(finding.group)}", style="default" if row.is_open else "dim")
    names = other_names(finding)
    if names:
        head.append(f" ({few(names, lang, most=2)})", style="dim")
    console.print(head)
    body = Styled(" · ".join(_told(row, lang)), style="" if row.is_open else "dim")
    standing = standing_words(row, lang)
    if standing:
        body.append("\n" + " · ".join(standing), style="cyan")
    body.append("\n" + _where(row, lang), style="dim")
    summary = _summary(row, notes, lang)
    if summary:
        body.append("\n" + summary, style="dim italic")
    console.print(Padding(body, (0, 0, 0, INDENT)))


def _print_package(console: Console, rows: Sequence[Judged], notes: Sequence[Note], lang: Lang) -> None:
    """One package with several findings: what mends all of them, then a line for each."""
    mended = [row for row in rows if row.finding.fixed]
    fixed = newest(rows[0].finding.ecosystem, [row.finding.fixed[-1] for row in mended]) if len(mended) == len(rows) else ""
    counted = say("fixed.all", lang, n=len(rows), fixed=fixed) if fixed else say("fixed.some", lang, n=len(rows), mended=len(mended))
    console.print(_head(rows[0], lang).append(f"  {counted}", style="default"))
    body = Styled(_where(rows[0], lang), style="dim")
    for row in rows:
        told = [level_words(row.finding, lang), visible(row.finding.group), *_told(row, lang), *standing_words(row, lang)]
        body.append("\n").append(" · ".join(told), style=LEVEL_STYLES.get(row.finding.level, "") if row.is_open else "dim")
        summary = _summary(row, notes, lang)
        body.append(f"  {summary}" if summary else "", style="dim italic")
    console.print(Padding(body, (0, 0, 0, INDENT)))


def _head(row: Judged, lang: Lang) -> Styled:
    finding = row.finding
    head = Styled(f"{level_words(finding, lang)}  ", style=LEVEL_STYLES.get(finding.level, ""))
    return head.append(f"{visible(finding.package)} {say('comma', lang).join(map(visible, finding.versions))}", style="bold")


def _told(row: Judged, lang: Lang) -> list[str]:
    urgent = [named("urgency", row.urgency, lang)] if row.urgency == "malicious" else []
    return [*urgent, fixed_words(row.finding, lang), *signals(row.finding, lang), *([days_words(row, lang)] if row.is_open else [])]


def _where(row: Judged, lang: Lang) -> str:
    return few([place_words(one, lang) for one in row.finding.places], lang, most=PLACES)


def _summary(row: Judged, notes: Sequence[Note], lang: Lang) -> str:
    """In Chinese what CNVD or CNNVD calls it, else the record's own words."""
    finding = row.finding
    title = next((note.title for note in notes if note.cve in {finding.group, *finding.ids} and note.title), "") if lang == "zh" else ""
    summary = " ".join(visible(title or finding.summary).split())
    return summary if len(summary) <= SUMMARY else summary[: SUMMARY - 1] + "…"


def _aside(audit: Audit, lang: Lang) -> list[str]:
    """Findings the gate does not count, a line for all of a kind."""
    said = []
    minimum = [row for row in audit.rows if row.is_minimum and not row.is_sample]
    by_place: dict[tuple[str, tuple[str, ...]], list[Judged]] = {}
    for row in minimum:
        by_place.setdefault((", ".join(map(place_name, row.finding.places)), row.finding.versions), []).append(row)
    for (place, versions), rows in by_place.items():
        fixed = newest(rows[0].finding.ecosystem, [one for row in rows for one in row.finding.fixed[-1:]])
        whole = bool(fixed) and all(row.finding.fixed for row in rows)
        more = say("minimum.fixed", lang, fixed=fixed) if whole else ""
        said.append(say("minimum.many", lang, place=place, version=say("comma", lang).join(versions), n=len(rows), fixed=more).strip())
    samples = [row for row in audit.rows if row.is_sample]
    if samples:
        said.append(say("samples.many", lang, n=len(samples), names=few((named_flaw(row.finding) for row in samples), lang)))
    return said


def _pipe(console: Console, audit: Audit, lang: Lang) -> None:
    lines = ["\t".join(say(f"column.{name}", lang) for name in COLUMNS)]
    lines += ["\t".join(_cell(text) for text in cells(row, lang)) for row in audit.rows]
    gate = audit.gate
    name = gate.name_en if lang == "en" else gate.name
    told = [visible(audit.asked or audit.stock.project), say(f"gate.{gate.result}", lang, gate=gate.gate, name=name)]
    told += [line for _, line in gate_lines(audit, lang)]
    told += [verdict_on_findings(audit, lang), *remarks(audit, lang)]
    told += freshness_lines(audit.sources, audit.coverage, lang, oldest_days=audit.oldest_days)
    console.file.write("".join(f"{line}\n" for line in (*lines, *(f"# {_cell(line)}" for line in told))))


def cells(row: Judged, lang: Lang) -> list[str]:
    """One finding as a row; empty where nothing is known."""
    finding, comma = row.finding, " "
    direct = {one.direct for one in finding.places}
    return [
        named("urgency", row.urgency, lang),
        named("level", finding.level, lang),
        "" if finding.score is None else f"{finding.score // 10}.{finding.score % 10}",
        named("severity", finding.severity_source, lang),
        finding.group,
        comma.join(finding.ids),
        finding.ecosystem,
        finding.package,
        comma.join(finding.versions),
        comma.join(finding.fixed),
        comma.join(map(place_name, finding.places)),
        comma.join(dict.fromkeys(one.scope for one in finding.places)),
        say("yes", lang) if True in direct else say("no", lang) if False in direct else "",
        comma.join(dict.fromkeys(one.via for one in finding.places if one.via)),
        finding.kev_added_on,
        "" if finding.epss is None else exact_decimal(finding.epss, 1_000_000),
        finding.epss_on,
        str(row.days),
        named("state", row.state, lang),
        say("no" if row.is_sample or row.is_minimum else "yes", lang),
    ]


def _cell(text: str) -> str:
    return " ".join(visible(text).split())
