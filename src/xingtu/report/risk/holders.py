"""How is it printed who is affected by an advisory, or holds a package?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from xingtu.facts.findings import Place
from xingtu.facts.freshness import Coverage, Source
from xingtu.report.licences.shown import visible
from xingtu.report.risk.outline import few, place_name, place_words
from xingtu.report.risk.source_table import freshness_data, freshness_lines, print_freshness
from xingtu.report.risk.wording import named, say
from xingtu.report.text import Lang

PLACES, INDENT = 4, 4
COLUMNS = ("project", "ecosystem", "package", "versions", "fixed", "ids", "places", "scope", "direct")


@dataclass(frozen=True, slots=True)
class Record:
    """One advisory, as asked about."""

    id: str
    group: str
    source: str
    published: str
    modified: str
    withdrawn: str
    level: str
    score: int | None
    summary: str


@dataclass(frozen=True, slots=True)
class Held:
    """One project and one version it holds. ``fixed``: first versions after it that a record does not touch."""

    project: str
    name: str
    ecosystem: str
    package: str
    version: str
    ids: tuple[str, ...]
    fixed: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Holders:
    """The answer, and how much it is worth."""

    asked: str
    is_package: bool
    records: tuple[Record, ...]
    held: tuple[Held, ...]
    coverage: Coverage
    sources: tuple[Source, ...]
    oldest_days: int

    @property
    def projects(self) -> int:
        """How many."""
        return len({one.project for one in self.held})


def print_holders(console: Console, answer: Holders, lang: Lang = "zh") -> None:
    """On a terminal the records, then project by project; into a pipe rows, then remarks that begin with ``#``."""
    if not console.is_terminal:
        _pipe(console, answer, lang)
        return
    console.print(Styled(_title(answer, lang), style="bold"), soft_wrap=True)
    for record in answer.records:
        level = named("level", record.level, lang)
        score = "" if record.score is None else f" {record.score // 10}.{record.score % 10}"
        gone = f" · {say('withdrawn', lang, on=record.withdrawn[:10])}" if record.withdrawn else ""
        console.print(Styled(f"{visible(record.id)}  {level}{score} · {visible(record.source)}{gone}", style="dim"))
        if record.summary:
            console.print(Padding(Styled(" ".join(visible(record.summary).split()), style="dim italic"), (0, 0, 0, INDENT)))
    for one in answer.held:
        head = Styled(visible(one.name), style="bold").append(f"  {visible(one.project)}", style="dim")
        console.print(head)
        touched = say("comma", lang).join(map(visible, one.ids)) or say("not_touched", lang)
        fixed = say("fixed", lang, fixed=say("comma", lang).join(map(visible, one.fixed))) if one.fixed else say("fixed.unknown", lang)
        said = f"{visible(one.package)} {visible(one.version)} · {touched}" + (f" · {fixed}" if one.ids else "")
        where = few((place_words(place, lang) for place in one.places), lang, most=PLACES)
        console.print(Padding(Styled(said).append(f"\n{where}", style="dim"), (0, 0, 0, INDENT)))
    console.print()
    print_freshness(console, answer.sources, answer.coverage, lang, oldest_days=answer.oldest_days)


def holders_data(answer: Holders, lang: Lang = "zh") -> dict[str, Any]:
    """For JSON."""
    return {
        "format": "xingtu-affected/1",
        "asked": visible(answer.asked),
        "freshness": freshness_data(answer.sources, answer.coverage, lang, oldest_days=answer.oldest_days),
        "records": [asdict(one) | {"level": one.level or None} for one in answer.records],
        "projects": answer.projects if answer.coverage.loaded else None,
        "holders": [asdict(one) for one in answer.held],
    }


def _title(answer: Holders, lang: Lang) -> str:
    kind = "affected.package" if answer.is_package else "affected.title"
    if not answer.held:
        kind = "affected.package.none" if answer.is_package else "affected.none"
    return say(kind, lang, asked=visible(answer.asked), projects=f"{answer.projects:,}")


def _pipe(console: Console, answer: Holders, lang: Lang) -> None:
    lines = ["\t".join(say(f"column.{name}", lang) for name in COLUMNS)]
    lines += ["\t".join(" ".join(visible(cell).split()) for cell in _cells(one, lang)) for one in answer.held]
    told = [_title(answer, lang), *freshness_lines(answer.sources, answer.coverage, lang, oldest_days=answer.oldest_days)]
    console.file.write("".join(f"{line}\n" for line in (*lines, *(f"# {line}" for line in told))))


def _cells(one: Held, lang: Lang) -> Sequence[str]:
    direct = {place.direct for place in one.places}
    return (
        one.project,
        one.ecosystem,
        one.package,
        one.version,
        " ".join(one.fixed),
        " ".join(one.ids),
        " ".join(map(place_name, one.places)),
        " ".join(dict.fromkeys(place.scope for place in one.places)),
        say("yes", lang) if True in direct else say("no", lang) if False in direct else "",
    )
