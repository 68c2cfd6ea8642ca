"""What does a reader want first of licence evidence: how far it got, which licences there are, and what is open?"""

from collections.abc import Sequence
from dataclasses import dataclass

from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_files import STATES
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.wording import named, say
from xingtu.report.numbers import number
from xingtu.report.text import Lang

UNREAD = ("missing", "unfinished", "too_large")
"""States that make evidence incomplete: there was something to read, and it was not read to its end."""
HUNDREDTHS = 100
SHORT_COMMIT = 12


@dataclass(frozen=True, slots=True)
class LicenceSeen:
    """One expression as it was found, and everywhere it was found. Files are counted without what was set aside."""

    spdx: str
    grade: str
    set_aside: bool
    """All of it was set aside: it counts for no conclusion."""
    own_files: int
    vendored_files: int
    findings: tuple[LicenceFinding, ...]


def coverage(evidence: LicenceEvidence, lang: Lang) -> str:
    """How many entries were read, and which were not and why."""
    counts = evidence.look.counts
    unread = _states(evidence, [state for state in counted_states(evidence) if state != "scanned"], lang)
    rest = say("coverage.rest", lang, gaps=unread) if unread else ""
    total, scanned = number(sum(counts.values())), number(counts.get("scanned", 0))
    return say("coverage.sentence", lang, total=total, scanned=scanned, rest=rest)


def incompleteness(evidence: LicenceEvidence, lang: Lang) -> str:
    """Why no decision may rest on this evidence; empty when it is complete."""
    said = gaps(evidence, lang)
    return f"{say('state.incomplete', lang)}{say('colon', lang)}{said}" if said else ""


def gaps(evidence: LicenceEvidence, lang: Lang) -> str:
    """The same for those who have said that it is incomplete."""
    return "" if evidence.complete else say("state.incomplete.sentence", lang, gaps=_states(evidence, UNREAD, lang))


def counted_states(evidence: LicenceEvidence) -> list[str]:
    """The states that occur, in their order; one nobody foresaw comes last."""
    counts = evidence.look.counts
    known = [state for state in STATES if counts.get(state)]
    return [*known, *sorted(state for state in counts if state not in STATES and counts[state])]


def licences_seen(evidence: LicenceEvidence) -> tuple[LicenceSeen, ...]:
    """Every expression found; the surest and the most frequent first."""
    vendored = {root.root for root in evidence.roots if root.vendored}
    in_copy = {file.path for file in evidence.files if file.root in vendored}
    groups: dict[str, list[LicenceFinding]] = {}
    for finding in evidence.findings:
        groups.setdefault(finding.spdx, []).append(finding)
    seen = [_seen(spdx, findings, in_copy) for spdx, findings in groups.items()]
    return tuple(
        sorted(seen, key=lambda licence: (licence.set_aside, licence.grade, -licence.own_files, -licence.vendored_files, licence.spdx))
    )


def findings_by_path(evidence: LicenceEvidence) -> dict[str, list[LicenceFinding]]:
    """The findings of each file, in their order."""
    groups: dict[str, list[LicenceFinding]] = {}
    for finding in evidence.findings:
        groups.setdefault(finding.path, []).append(finding)
    for findings in groups.values():
        findings.sort(key=lambda finding: finding.number)
    return groups


def answered(evidence: LicenceEvidence, answer: str) -> tuple[LicenceConflict, ...]:
    """The questions of compatibility with that answer."""
    return tuple(conflict for conflict in evidence.conflicts if conflict.answer == answer)


def asked(evidence: LicenceEvidence) -> tuple[tuple[LicenceRoot, str], ...]:
    """Every question a person has to look at, with the root it is about."""
    return tuple((root, question) for root in evidence.roots for question in root.questions)


def open_points(evidence: LicenceEvidence, lang: Lang, *, alarms: int = 0) -> list[str]:
    """What is not decided, in a few words each; empty when nothing is open."""
    unread = sum(evidence.look.counts.get(state, 0) for state in UNREAD)
    points = (
        ("open.incompatible", len(answered(evidence, "incompatible"))),
        ("open.review", len(answered(evidence, "review"))),
        ("open.questions", len(asked(evidence))),
        ("open.alarms", alarms),
        ("open.unread", unread),
    )
    return [say(key, lang, n=number(n)) for key, n in points if n]


def concluder(root: LicenceRoot, lang: Lang) -> str:
    """Who concluded, as a reader meets it."""
    kind, _, ident = root.concluded_by.partition(":")
    if kind == "ruling" and ident:
        return say("by.ruling", lang, rule=ident)
    rule = root.concluded_by.partition("@")[0]
    name = named("rule", rule, lang)
    return say("by.rule", lang, rule=root.concluded_by) if name == rule else say("by.named_rule", lang, name=name, rule=root.concluded_by)


def score(hundredths: int) -> str:
    """Hundredths of a per cent as per cent with two decimals."""
    return f"{hundredths // HUNDREDTHS}.{hundredths % HUNDREDTHS:02d}"


def reuse_share(evidence: LicenceEvidence) -> str:
    """The share of covered files, rounded down so that one missing file never reads as all of them."""
    files, covered = evidence.reuse.files, evidence.reuse.covered
    return f"{score(covered * HUNDREDTHS * HUNDREDTHS // files)}%" if files else ""


def _states(evidence: LicenceEvidence, states: Sequence[str], lang: Lang) -> str:
    counts = evidence.look.counts
    return say("comma", lang).join(
        say("coverage.gap", lang, state=named("state", state, lang), n=number(counts[state])) for state in states if counts.get(state)
    )


def _seen(spdx: str, findings: list[LicenceFinding], in_copy: set[str]) -> LicenceSeen:
    counted = [finding for finding in findings if not finding.set_aside]
    paths = {finding.path for finding in counted}
    vendored = len(paths & in_copy)
    return LicenceSeen(
        spdx, min(finding.grade for finding in counted or findings), not counted, len(paths) - vendored, vendored, tuple(findings)
    )
