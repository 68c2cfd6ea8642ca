"""Does a finding stand open today, or has somebody said with good reason that it need not?

For each version held that is touched, the newest statement that is about it decides; what it has replaced does not come back when it
ends. The finding stands as its worst version stands. A statement no longer holds after its last day, when the flaw has become worse
than its author knew, is exploited now, or touches what it did not touch then; that is said as the reason why the finding is open again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from xingtu.facts.advisories import LEVELS
from xingtu.facts.findings import Finding
from xingtu.facts.statements import AFFECTED, CHINA, CITY, NOT_AFFECTED, PROJECT, UNDER_INVESTIGATION, WAIVER, Statement
from xingtu.versions import key_of
from xingtu.versions.purl import DISTRO, PurlError, normal_name, parse_purl
from xingtu.versions.vers import VersError, parse_vers

OPEN, INVESTIGATED, WAIVED, MENDED, NOT_TOUCHED = STATES = ("open", "under_investigation", "waived", "fixed", "not_affected")
"""Worst first."""
COUNTED_OPEN = frozenset({OPEN, INVESTIGATED})
"""States in which there is still something to be done."""

EXPIRED, WORSE, EXPLOITED, WIDENED, OTHER_VERSION = CAUSES = ("expired", "severity", "kev", "widened", "version")
"""Why a statement does not hold any more: its last day is over; a higher level; listed as exploited (KEV) since; versions touched that
were not; another version is held, and the reason lay in the one before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a finding stands on one day.

    statement:        the one that decides; None: nobody has said anything that applies
    reason:           what it says, in its own words or as the key of its justification
    until:            the last day it holds, as long as it holds
    reopened_because: causes, in the order of CAUSES, for which ``statement`` does not hold any more
    unapplied:        statements of others that would apply if their author were trusted, or that speak of one release of a distribution
    """

    state: str
    statement: Statement | None = None
    reason: str = ""
    until: date | None = None
    reopened_because: tuple[str, ...] = ()
    unapplied: tuple[Statement, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """There is still something to be done."""
        return self.state in COUNTED_OPEN


def standing(
    finding: Finding, statements: Iterable[Statement], trusted: Collection[str], on: date, *, organisations: Collection[str] = ()
) -> Standing:
    """How a finding stands, whatever order the statements come in.

    trusted:        those whose documents are applied
    organisations:  ids of those the finding's project belongs to
    """
    about = sorted(
        {one for one in statements if is_about(one, finding, organisations) and one.issued_on <= on},
        key=lambda one: (one.issued_at, one.id),
    )
    ours = [one for one in about if _is_applied(one, trusted)]
    unapplied = tuple(one for one in about if not _is_applied(one, trusted))
    told = [_of_version(finding, version, ours, on) for version in finding.versions or ("",)]
    worst = max(told, key=_badness)
    return Standing(worst.state, worst.statement, worst.reason, worst.until, worst.reopened_because, unapplied)


def standings(
    findings: Iterable[Finding],
    statements: Iterable[Statement],
    trusted: Collection[str],
    on: date,
    *,
    organisations: Mapping[str, Collection[str]] | None = None,
) -> Iterator[tuple[Finding, Standing]]:
    """The same for many findings; ``organisations``: project -> ids of those it belongs to."""
    by_name: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for name in statement.names:
            by_name[name].append(statement)
    for finding in findings:
        about = [one for name in {finding.group, *finding.ids} for one in by_name.get(name, ())]
        yield finding, standing(finding, about, trusted, on, organisations=(organisations or {}).get(finding.project, ()))


def is_about(statement: Statement, finding: Finding, organisations: Collection[str] = ()) -> bool:
    """The same flaw by any of its names, the same package, and a project it is said of; versions are not asked."""
    if statement.names.isdisjoint((finding.group, *finding.ids)):
        return False
    if statement.reach == PROJECT:
        reached = statement.reach_id == finding.project
    else:
        reached = statement.reach == CITY or statement.reach_id in organisations
    return reached and _is_of_package(statement.package, finding)


def _is_applied(statement: Statement, trusted: Collection[str]) -> bool:
    """What others say of one release is only shown: a finding does not tell of which release the package is."""
    return not statement.is_foreign or (statement.vouched_by in trusted and not _names_release(statement.package))


def _names_release(package: str) -> bool:
    try:
        return bool(package) and DISTRO in parse_purl(package).qualifiers
    except PurlError:
        return False


def _is_of_package(package: str, finding: Finding) -> bool:
    if not package:
        return True
    try:
        purl = parse_purl(package)
    except PurlError:
        return False
    base = finding.ecosystem.partition(":")[0]
    return purl.ecosystem == base and purl.package == normal_name(base, finding.package)


def _of_version(finding: Finding, version: str, statements: Sequence[Statement], on: date) -> Standing:
    """How the finding would stand if this were the only version; ``statements`` from old to new."""
    named = [one for one in statements if _names(one, finding, version)]
    if not named:
        # somebody judged another version, and that judgement says nothing of this one
        former = next((one for one in reversed(statements) if one.closes and not _has_ended(one, finding, version, on, EXPIRED)), None)
        return Standing(OPEN, former, "", None, (OTHER_VERSION,)) if former else Standing(OPEN)
    newest = [one for one in named if one.issued_at == named[-1].issued_at]
    return max((_as_said(one, finding, version, on) for one in newest), key=_badness)


def _as_said(statement: Statement, finding: Finding, version: str, on: date) -> Standing:
    ended = tuple(cause for cause in CAUSES if _has_ended(statement, finding, version, on, cause))
    reason = statement.justification or statement.impact or statement.action or statement.evidence
    if ended:
        return Standing(OPEN, statement, reason, None, ended)
    if statement.kind == WAIVER:
        return Standing(WAIVED, statement, reason, statement.expires_on)
    if statement.status == AFFECTED:
        return Standing(OPEN, statement, reason, statement.expires_on)
    if statement.status == UNDER_INVESTIGATION:
        return Standing(INVESTIGATED, statement, reason, statement.expires_on)
    return Standing(NOT_TOUCHED if statement.status == NOT_AFFECTED else MENDED, statement, reason, statement.expires_on)


def _has_ended(statement: Statement, finding: Finding, version: str, on: date, cause: str) -> bool:
    if cause == EXPIRED:
        return statement.expires_on is None or on > statement.expires_on
    if cause == WORSE:
        return statement.seen_level is not None and _height(finding.level) > _height(statement.seen_level)
    if cause == EXPLOITED:
        # who wrote nothing down cannot have known what was listed later
        later = statement.seen_kev is None and finding.kev_added_on > statement.issued_on.isoformat()
        return later or (statement.seen_kev is False and bool(finding.kev_added_on))
    return cause == WIDENED and _is_widened(statement, finding, version)


def _height(level: str) -> int:
    """A level nobody has told yet is the lowest: whatever is told later is news."""
    return LEVELS.index(level) if level in LEVELS else -1


def _names(statement: Statement, finding: Finding, version: str) -> bool:
    """Whether it is said of this version at all."""
    if statement.versions:
        return _is_among(version, statement.versions, finding.ecosystem)
    if statement.version_range:
        return _is_inside(statement.version_range, finding.ecosystem, version) is True
    if statement.lasts or statement.seen_versions is None:
        return True
    return _is_among(version, statement.seen_versions, finding.ecosystem)


def _is_widened(statement: Statement, finding: Finding, version: str) -> bool:
    """The version was not touched when the statement was made, and its author did not name it."""
    if statement.versions or statement.version_range or _is_among(version, statement.seen_versions or (), finding.ecosystem):
        return False
    if statement.seen_range:
        # what cannot be placed counts as new: somebody has to look
        return _is_inside(statement.seen_range, finding.ecosystem, version) is not True
    if statement.seen_versions is None:
        return False
    if finding.open_cause == "advisory_widened" and _day(finding.opened_at) >= statement.issued_on:
        return True
    # one version in the place of another is a bump; one on top of all those seen is something nobody has looked at
    return all(_is_among(seen, finding.versions, finding.ecosystem) for seen in statement.seen_versions)


def _is_among(version: str, versions: Collection[str], ecosystem: str) -> bool:
    if version in versions:
        return True
    key = key_of(ecosystem, version)
    return key is not None and any(key_of(ecosystem, one) == key for one in versions)


def _is_inside(text: str, ecosystem: str, version: str) -> bool | None:
    try:
        return parse_vers(text).holds(ecosystem, version)
    except VersError:
        return None


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(CHINA).date() if instant else date.min


def _badness(one: Standing) -> tuple[int, str, str]:
    """Sorts the worst last; of equals the newest statement, then by id, so that one is chosen whatever came first."""
    said = one.statement
    return -STATES.index(one.state), said.issued_at if said else "", said.id if said else ""
