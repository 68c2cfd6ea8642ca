"""How are the parts of an audit put into words: a place, what is said of a finding, why a gate answered so?"""

from collections.abc import Iterable, Sequence

from xingtu.facts.audit import Audit
from xingtu.facts.findings import Finding, Place
from xingtu.facts.risk_gate import GateReason, Judged
from xingtu.report.licences.shown import line_range, visible
from xingtu.report.numbers import percent
from xingtu.report.risk.wording import named, say
from xingtu.report.text import Lang
from xingtu.versions import parse

FIRST_YEAR = "1970"
NAMES = 5


def place_name(place: Place) -> str:
    """``path:line``."""
    return f"{visible(place.path)}{line_range(place.line, place.line)}"


def place_words(place: Place, lang: Lang) -> str:
    """The place, in which scope, direct or through what."""
    said = [place_name(place), named("scope", place.scope, lang)]
    if place.direct is not None:
        said.append(say("direct.yes" if place.direct else "direct.no", lang))
    if place.via:
        said.append(say("via", lang, via=visible(place.via)))
    return " ".join(said)


def level_words(finding: Finding, lang: Lang) -> str:
    """``high 7.5``."""
    level = named("level", finding.level, lang)
    return level if finding.score is None else f"{level} {finding.score // 10}.{finding.score % 10}"


def signals(finding: Finding, lang: Lang) -> list[str]:
    """Exploitation and probability, each with its day; nothing where no source speaks."""
    said = []
    if finding.kev_added_on:
        said.append(say("kev", lang, on=finding.kev_added_on))
    if finding.ransomware:
        said.append(say("ransomware", lang))
    if finding.epss is not None:
        said.append(say("epss", lang, share=percent(finding.epss, lang), on=finding.epss_on or say("unknown", lang)))
    return said


def fixed_words(finding: Finding, lang: Lang) -> str:
    """In which versions it is mended."""
    if not finding.fixed:
        return say("fixed.unknown", lang)
    return say("fixed", lang, fixed=say("comma", lang).join(visible(one) for one in finding.fixed))


def other_names(finding: Finding) -> list[str]:
    """Ids of the records beside the name of the group."""
    return [visible(one) for one in finding.ids if one != finding.group]


def standing_words(row: Judged, lang: Lang) -> list[str]:
    """What somebody said about it, or why that does not hold any more."""
    said = []
    if row.state != "open":
        said.append(named("state", row.state, lang))
    if row.reopened_because:
        said.append(say("reopened", lang, why=say("comma", lang).join(named("reopened", one, lang) for one in row.reopened_because)))
    if row.statement is not None and (row.state != "open" or row.reopened_because):
        said.append(say("by", lang, who=visible(row.statement.author)))
    if row.reason and row.state != "open":
        said.append(visible(row.reason))
    if row.until is not None:
        said.append(say("until", lang, on=row.until.isoformat()))
    said += [say("unapplied", lang, who=visible(author)) for author in dict.fromkeys(one.author for one in row.unapplied)]
    return said


def days_words(row: Judged, lang: Lang) -> str:
    """Within how many days, and because of what."""
    because = named("because", row.days_because, lang)
    return say("days", lang, n=row.days, because=because if because != row.days_because else named("level", row.days_because, lang))


def named_flaw(finding: Finding) -> str:
    """``package CVE-…``, for lists in a sentence."""
    return f"{visible(finding.package)} {visible(finding.group)}"


def few(names: Iterable[str], lang: Lang, *, most: int = NAMES) -> str:
    """Some names, and how many there are where that is not all."""
    told = list(dict.fromkeys(names))
    shown = say("comma", lang).join(told[:most])
    return shown if len(told) <= most else f"{shown} {say('and_more', lang, n=len(told))}"


def gate_lines(audit: Audit, lang: Lang) -> list[tuple[str, str]]:
    """(result, sentence) of each kind of reason, what fails first."""
    flaws = {row.finding.fid: row.finding for row in audit.rows}
    kinds: dict[tuple[str, str], list[GateReason]] = {}
    for reason in audit.gate.reasons:
        kinds.setdefault((reason.result, reason.kind), []).append(reason)
    return [(result, _gate_line(kind, reasons, flaws, lang)) for (result, kind), reasons in kinds.items()]


def _gate_line(kind: str, reasons: Sequence[GateReason], flaws: dict[int, Finding], lang: Lang) -> str:
    first = reasons[0]
    shares = {"epss", "uncovered", "unresolved"}
    limit = percent(int(first.limit), lang) if kind in shares else named("level", first.limit, lang) if kind == "severity" else first.limit
    value = percent(int(first.value), lang) if kind in {"uncovered", "unresolved"} else visible(first.value)
    names = [named_flaw(flaws[one.fid]) if one.fid is not None else visible(one.value) for one in reasons]
    return say(f"reason.{kind}", lang, n=len(reasons), names=few(names, lang), limit=limit, value=value)


def newest(ecosystem: str, versions: Iterable[str]) -> str:
    """The highest of some versions; empty when there is none, or one of them cannot be ordered."""
    keys = [(parse(ecosystem, one), one) for one in versions]
    if not keys or any(key is None for key, _ in keys):
        return ""
    return max(keys, key=lambda one: one[0])[1]  # type: ignore[arg-type,return-value]
