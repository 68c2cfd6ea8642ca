"""What does the command line print of licence evidence?

On a terminal: what was looked at and how far, the licence in three columns, which licences stand in the files, what does not fit together,
what changed. Into a pipe: the same tables, tab-separated, one after the other. Long expressions are cut on a terminal only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.expressions import licences_in
from xingtu.report.licences.outline import SHORT_COMMIT, asked, concluder, coverage, incompleteness
from xingtu.report.licences.shown import shown, shown_place, visible
from xingtu.report.licences.wording import named, say
from xingtu.report.numbers import number
from xingtu.report.terminal import Next
from xingtu.report.text import Lang, Text

MANY = 6
"""Licences of one expression, and rows of one table, that a terminal shows before it says how many more there are."""
ROWS, INDENT, PLACES = 15, 4, 2
STYLES = {"incompatible": "red", "review": "yellow", "compatible": "green", "red": "bold red", "yellow": "yellow", "green": "green"}
ORDER = {"incompatible": 0, "review": 1, "compatible": 2}
SEVERITIES = ("red", "yellow", "green")
WORDS = {
    "expression.more": Text("{shown} …（共 {n} 个许可证）", "{shown} … ({n} licences in all)"),
    "more": Text("另有 {n} 行；全部见 --format html 或 xlsx", "{n} more rows; all of them with --format html or xlsx"),
    "nothing": Text("（没有）", "(nothing)"),
    "since": Text("与 {revision}（{commit}）相比", "Compared with {revision} ({commit})"),
    "counts": Text(
        "{incompatible} 处不兼容，{review} 处待专家复核，{compatible} 处兼容",
        "{incompatible} incompatible, {review} for expert review, {compatible} compatible",
    ),
    "changed": Text("改动", "Changed by"),
    "cause.unknown": Text("不能确定是哪个提交", "the commit cannot be told"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many files say one thing."""

    expression: str
    files: int
    vendored_files: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What was looked at before, and what differs."""

    revision: str
    commit: str
    alarms: tuple[LicenceAlarm, ...]


def print_licences(
    console: Console,
    evidence: LicenceEvidence,
    licences: Sequence[Counted],
    lang: Lang = "zh",
    *,
    compared: Compared | None = None,
    remarks: Sequence[str] = (),
    following: Next | None = None,
) -> None:
    """All of it. ``evidence`` needs no files and findings: they are counted in ``licences``."""
    if console.is_terminal:
        _print_head(console, evidence, lang)
    _print_roots(console, evidence.roots, lang)
    _print_counts(console, licences, lang)
    _print_conflicts(console, evidence.conflicts, lang)
    if console.is_terminal:
        for remark in remarks:
            console.print(Styled(f"! {remark}", style="yellow"))
        for root, question in asked(evidence):
            where = say("root.top", lang) if not root.root else visible(root.root)
            said = f"? {where}{say('colon', lang)}{named('question', question, lang)}{say('stop', lang)}{named('remedy', question, lang)}"
            console.print(Styled(said.strip(), style="yellow"))
    if compared is not None:
        _print_alarms(console, compared, lang)
    if following is not None and console.is_terminal:
        console.print()
        console.print(Styled(say("next", lang, where=following.where, command=following.command), style="bold"), soft_wrap=True)


def _print_head(console: Console, evidence: LicenceEvidence, lang: Lang) -> None:
    look, top = evidence.look, evidence.top
    licence = top.concluded or (say("which.undecided", lang) if top.declared or top.detected else say("which.nothing", lang))
    style = "bold green" if top.concluded else "bold yellow"
    console.print(Styled(f"{shown(look.name)} {visible(look.revision)}", style="bold").append(" · ").append(licence, style=style))
    by = f" · {say('which.by', lang, by=concluder(top, lang))}" if top.concluded else ""
    console.print(Styled(f"{look.commit[:SHORT_COMMIT]} · {look.committed_at[:10]}{by}", style="dim"))
    reason = top.reason_en if lang == "en" else top.reason
    if reason:
        console.print(Styled(visible(reason)))
    console.print(Styled(coverage(evidence, lang), style="dim"))
    if not evidence.complete:
        console.print(Styled(f"! {incompleteness(evidence, lang)}", style="bold red"))


def _print_roots(console: Console, roots: Sequence[LicenceRoot], lang: Lang) -> None:
    rows = [
        [
            Styled(visible(root.root) or say("root.top", lang)),
            _expression(console, root.declared, lang),
            _expression(console, root.detected, lang),
            _expression(console, root.concluded, lang, style="" if root.concluded else "yellow"),
        ]
        for root in roots
    ]
    _print_table(
        console, say("roots", lang), [(say(key, lang), False) for key in ("root", "declared", "detected", "concluded")], rows, lang
    )


def _print_counts(console: Console, licences: Sequence[Counted], lang: Lang) -> None:
    rows = [
        [_expression(console, count.expression, lang), *(Styled(number(n)) for n in (count.files, count.vendored_files))]
        for count in sorted(licences, key=lambda count: not count.expression)
    ]
    headings = [(say("licence", lang), False), (say("files", lang), True), (say("vendored_files", lang), True)]
    _print_table(console, say("licences", lang), headings, rows, lang)


def _print_conflicts(console: Console, conflicts: Sequence[LicenceConflict], lang: Lang) -> None:
    ordered = sorted(conflicts, key=lambda conflict: (ORDER.get(conflict.answer, 1), conflict.root, conflict.inbound))
    if not console.is_terminal:
        rows = [[Styled(text) for text in _conflict(conflict, lang)] for conflict in ordered]
        keys = ("answer", "root", "licence", "relation", "reason", "sources", "evidence")
        _print_table(console, say("conflicts", lang), [(say(key, lang), False) for key in keys], rows, lang)
        return
    if not conflicts:
        return
    counts = {answer: number(sum(conflict.answer == answer for conflict in conflicts)) for answer in ORDER}
    console.print()
    console.print(Styled(f"{say('conflicts', lang)}{say('colon', lang)}{WORDS['counts'].said(lang).format(**counts)}", style="bold"))
    told = [conflict for conflict in ordered if conflict.answer != "compatible"]
    for conflict in told[:ROWS]:
        answer, root, pair, relation, _, sources, places = _conflict(conflict, lang)
        console.print(Styled(f"{answer}  ", style=STYLES.get(conflict.answer, "")).append(f"{root} · {pair} · {relation}", style="default"))
        # the first reason decides; what else was said for and against stands in the reports
        first = visible(next(iter(conflict.reasons_en if lang == "en" else conflict.reasons), ""))
        where = f"{sources} · {' '.join(places.split(' ')[:PLACES])}".strip(" ·")
        console.print(Padding(Styled(first).append(f"\n{where}", style="dim"), (0, 0, 0, INDENT)))
    _print_more(console, len(told), lang)


def _conflict(conflict: LicenceConflict, lang: Lang) -> tuple[str, ...]:
    reasons = conflict.reasons_en if lang == "en" else conflict.reasons
    return (
        named("answer", conflict.answer, lang),
        visible(conflict.root) or say("single_files", lang),
        say("pair", lang, inbound=conflict.inbound, outbound=conflict.outbound),
        named("relation", conflict.relation, lang),
        visible((" " if lang == "en" else "").join(reasons)),
        " ".join(conflict.sources),
        " ".join(map(shown_place, conflict.evidence)),
    )


def _print_alarms(console: Console, compared: Compared, lang: Lang) -> None:
    title = WORDS["since"].said(lang).format(revision=visible(compared.revision), commit=compared.commit[:SHORT_COMMIT])
    ordered = sorted(compared.alarms, key=lambda alarm: SEVERITIES.index(alarm.severity))
    if not console.is_terminal:
        headings = [say("level", lang), say("alarm", lang), say("path", lang), WORDS["changed"].said(lang)]
        rows = [[Styled(text) for text in _alarm(alarm, lang)] for alarm in ordered]
        _print_table(console, title, [(heading, False) for heading in headings], rows, lang)
        return
    console.print()
    console.print(Styled(title, style="bold").append("" if ordered else f"{say('colon', lang)}{say('alarms.none', lang)}", style="default"))
    for alarm in ordered[:ROWS]:
        level, reason, place, who = _alarm(alarm, lang)
        console.print(Styled(f"{level}  ", style=STYLES.get(alarm.severity, "")).append(reason, style="default"))
        unknown = WORDS["cause.unknown"].said(lang) if alarm.path else ""
        console.print(Padding(Styled(" · ".join(filter(None, (place, who or unknown))), style="dim"), (0, 0, 0, INDENT)))
    _print_more(console, len(ordered), lang)


def _alarm(alarm: LicenceAlarm, lang: Lang) -> tuple[str, ...]:
    who = f"{alarm.changed_by_commit[:SHORT_COMMIT]} {alarm.changed_at[:10]} {shown(alarm.changed_by)}" if alarm.changed_by_commit else ""
    path, more = visible(alarm.path), len(alarm.paths) - 1
    reason = visible(alarm.reason_en if lang == "en" else alarm.reason)
    return named("level", alarm.severity, lang), reason, f"{path} +{more}" if more > 0 else path, who


def _print_more(console: Console, rows: int, lang: Lang) -> None:
    if rows > ROWS:
        console.print(Styled(WORDS["more"].said(lang).format(n=rows - ROWS), style="dim"))


def _expression(console: Console, expression: str, lang: Lang, *, style: str = "") -> Styled:
    if not expression:
        return Styled("—" if console.is_terminal else "", style=style)
    if console.is_terminal and len(expression.split(" ")) > MANY and len(names := licences_in(expression)) > MANY:
        return Styled(WORDS["expression.more"].said(lang).format(shown=" · ".join(names[:MANY]), n=len(names)), style=style)
    return Styled(visible(expression), style=style)


def _print_table(console: Console, title: str, headings: Iterable[tuple[str, bool]], rows: Sequence[Sequence[Styled]], lang: Lang) -> None:
    """``headings`` are (text, right-aligned)."""
    headings = list(headings)
    if not console.is_terminal:
        for line in ([heading for heading, _ in headings], *([cell.plain for cell in row] for row in rows)):
            console.file.write("\t".join(line) + "\n")
        return
    console.print()
    if not rows:
        console.print(Styled(title, style="bold"))
        return
    table = Table(title=Styled(title, style="bold"), title_justify="left", box=None, pad_edge=False, header_style="dim")
    for heading, right in headings:
        table.add_column(Styled(heading), justify="right" if right else "left", overflow="fold")
    for row in rows[:ROWS]:
        table.add_row(*row)
    console.print(table)
    _print_more(console, len(rows), lang)
