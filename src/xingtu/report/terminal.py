"""What does the command line print?

On a terminal: Rich tables of correct width for Chinese, colours unless ``NO_COLOR``, and a last line that says where the
result is and which command comes next. Into a pipe: the rows alone, tab-separated under one heading line, no colour, no
last line. Names are printed as plain text: markup in them is not obeyed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from xingtu.facts.authorship import UNKNOWN_ORGANISATION
from xingtu.report.numbers import number, percent, yuan
from xingtu.report.privacy import published
from xingtu.report.ranking import RunReport, SetAside, SetAsideGroup, SubjectReport, TrackReport
from xingtu.report.text import Lang
from xingtu.report.texts import outcome, say

OUTCOME_STYLES = {"awarded": "green", "ranked": "blue", "excluded": "dim", "unresolved": "yellow"}
COMMITS_SHOWN = 10
SHORT_COMMIT = 12


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One repository of a scan. ``problem`` is empty when all went well; ``remedy`` says what to do about it."""

    repository: str
    commits: int | None
    files: int | None
    completeness: int | None
    seconds: float
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """Where the result is and which command comes next."""

    where: str
    command: str


def new_console(stream: IO[str] | None = None) -> Console:
    """A console that never guesses: no highlighting, no markup, no emoji codes in other people's names."""
    return Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)


def print_ranking(
    console: Console, report: RunReport, lang: Lang = "zh", *, limit: int | None = None, following: Next | None = None
) -> None:
    """Every track of a run; ``limit`` rows each on a terminal, all of them into a pipe."""
    report = published(report)
    if console.is_terminal:
        console.print(Styled(f"{report.programme.name.said(lang)} · {report.window.said(lang)}", style="bold"))
        _print_state(console, report, lang)
    for track in report.tracks:
        rows = [_rank_cells(track, place, lang) for place in range(len(track.rows))]
        shown = rows[:limit] if console.is_terminal else rows
        _print_table(console, track.name.said(lang), _rank_headings(track, lang), shown)
        if console.is_terminal and len(shown) < len(rows):
            console.print(Styled(say("more", lang, n=len(rows) - len(shown)), style="dim"))
    _print_next(console, following, lang)


def print_explanation(console: Console, subject: SubjectReport, lang: Lang = "zh", *, following: Next | None = None) -> None:
    """What was counted for a subject, what was not and why, and where the lines went."""
    subject = published(subject)
    everything = None if not console.is_terminal else COMMITS_SHOWN
    if console.is_terminal:
        console.print(Styled(subject.name.said(lang), style="bold"))
        for sentence in subject.identity:
            console.print(Styled(sentence.said(lang), style="dim"))
    headings = [(say(key, lang), key in {"share", "gross_lines", "credited_lines"}) for key in _COUNTED_COLUMNS]
    counted = [
        [
            Styled(change.commit[:SHORT_COMMIT]),
            Styled(change.repository),
            Styled(change.landed_on.isoformat() if change.landed_on else say("unknown", lang)),
            Styled(percent(change.share)),
            Styled(_lines(change.gross_added, change.gross_deleted, lang)),
            Styled(_lines(change.credited_added, change.credited_deleted, lang)),
        ]
        for change in subject.counted
    ]
    _print_table(console, say("counted", lang), headings, counted[:everything])
    if everything is not None and len(counted) > everything:
        console.print(Styled(say("more", lang, n=len(counted) - everything), style="dim"))
    aside = [
        [Styled(text) for text in (group.name.said(lang), change.commit[:SHORT_COMMIT], change.repository, _why(group, change, lang))]
        for group in subject.set_aside
        for change in group.changes[:everything]
    ]
    _print_table(console, say("set_aside", lang), [(say(key, lang), False) for key in ("class", "commit", "repository", "why")], aside)
    lines = [
        [Styled(line.name.said(lang)), *(Styled(number(lines, scale=line.scale)) for lines in (line.added, line.deleted))]
        for line in subject.lines
    ]
    lines.append(
        [
            Styled(say("total", lang)),
            *(Styled(number(lines, scale=subject.scale)) for lines in (subject.gross_added, subject.gross_deleted)),
        ]
    )
    _print_table(
        console, say("lines", lang), [(say("class", lang), False), (say("added", lang), True), (say("deleted", lang), True)], lines
    )
    _print_next(console, following, lang)


def print_scan(console: Console, scans: Sequence[ScanLine], lang: Lang = "zh", *, following: Next | None = None) -> None:
    """One line a repository, then each problem with its remedy."""
    scans = published(tuple(scans))
    headings = [
        (say("repository", lang), False),
        (say("scan.commits", lang), True),
        (say("scan.files", lang), True),
        (say("completeness.column", lang), True),
        (say("scan.seconds", lang), True),
    ]
    piped = not console.is_terminal
    if piped:
        headings.append((say("scan.problems", lang), False))
    rows = [
        [
            Styled(scan.repository),
            Styled(number(scan.commits, lang=lang)),
            Styled(number(scan.files, lang=lang)),
            Styled(percent(scan.completeness, lang), style="yellow" if scan.problem else ""),
            Styled(f"{scan.seconds:.1f}"),
            *([Styled(f"{scan.problem} {scan.remedy}".strip())] if piped else []),
        ]
        for scan in scans
    ]
    _print_table(console, say("scan.title", lang), headings, rows)
    for scan in scans:
        if scan.problem and not piped:
            problem = say("scan.problem", lang, repository=scan.repository, problem=scan.problem, remedy=scan.remedy)
            console.print(Styled(problem, style="yellow"), soft_wrap=True)
    _print_next(console, following, lang)


_COUNTED_COLUMNS = ("commit", "repository", "landed", "share", "gross_lines", "credited_lines")


def _lines(added: int | None, deleted: int | None, lang: Lang) -> str:
    return say("unknown", lang) if added is None or deleted is None else f"+{added} -{deleted}"


def _rank_headings(track: TrackReport, lang: Lang) -> list[tuple[str, bool]]:
    with_organisations = track.subject_kind == "person"
    measured = [say("with_unit", lang, name=metric.name.said(lang), unit=metric.unit.said(lang)) for metric in (track.metric, *track.shown)]
    return [
        (say("place", lang), True),
        (say(track.subject_kind, lang), False),
        *([(say("organisations", lang), False)] if with_organisations else []),
        *((heading, True) for heading in measured),
        (say("outcome", lang), False),
        *([(say("amount", lang), True)] if track.pays else []),
    ]


def _rank_cells(track: TrackReport, place: int, lang: Lang) -> list[Styled]:
    row = track.rows[place]
    organisations = say("comma", lang).join(
        say("unknown", lang) if name.zh == UNKNOWN_ORGANISATION else name.said(lang) for name in row.organisations
    )
    metrics = (track.metric, *track.shown)
    return [
        Styled(str(row.place) if row.place is not None else "—"),
        Styled(say("unknown.organisation", lang) if row.subject == UNKNOWN_ORGANISATION else row.name.said(lang)),
        *([Styled(organisations or "—")] if track.subject_kind == "person" else []),
        *(
            Styled(number(value, scale=metric.scale, lang=lang), style="yellow" if value is None else "")
            for metric, value in zip(metrics, (row.value, *row.shown), strict=True)
        ),
        Styled(outcome(row.outcome, lang), style=OUTCOME_STYLES[row.outcome]),
        *([Styled(yuan(row.amount_fen, lang))] if track.pays else []),
    ]


def _print_state(console: Console, report: RunReport, lang: Lang) -> None:
    if report.publishable:
        console.print(Styled(f"✓ {say('state.publishable', lang)}", style="green"))
    else:
        console.print(Styled(f"✕ {say('state.refused', lang)}{say('colon', lang)}{say('state.refused.sentence', lang)}", style="bold red"))
        for reason in report.refusal:
            console.print(Styled(f"  · {reason.said(lang)}", style="red"))
    for note in report.notes:
        console.print(Styled(f"! {note.said(lang)}", style="yellow"))


def _print_table(console: Console, title: str, headings: Sequence[tuple[str, bool]], rows: Sequence[Sequence[Styled]]) -> None:
    """The table; ``headings`` are (text, right-aligned)."""
    if not console.is_terminal:
        for line in ([heading for heading, _ in headings], *([cell.plain for cell in row] for row in rows)):
            console.file.write("\t".join(line) + "\n")
        return
    table = Table(title=Styled(title, style="bold"), title_justify="left", box=None, pad_edge=False, header_style="dim")
    for heading, right in headings:
        table.add_column(Styled(heading), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print()
    console.print(table)


def _print_next(console: Console, following: Next | None, lang: Lang) -> None:
    if following is not None and console.is_terminal:
        console.print()
        console.print(Styled(say("next", lang, where=following.where, command=following.command), style="bold"), soft_wrap=True)


def _why(group: SetAsideGroup, change: SetAside, lang: Lang) -> str:
    """The commit's own reason, else that of its group with the commit's evidence."""
    return change.sentence.said(lang) or f"{group.sentence.said(lang)} {change.evidence}".strip()
