"""What is known of a project's licences, and who sees how much of it? The headline and its coverage are public, findings are not.

Findings are for the owners, the watch officers and the auditor; what stands here are rows, the files themselves stay in the lake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.evidence.models import LicenceAlarm, LicenceConflict, LicenceReading, ReadingState, Run, RunLicence
from portal.evidence.selectors.ownership import own, person_answering
from portal.evidence.selectors.runs import STANDING, observation
from portal.register.models import Record, Repository

UNDER_WAY = (ReadingState.WAITING, ReadingState.EXAMINING)
MOST_ALARMS = 20
OPEN_ANSWERS = ("incompatible", "review")


@dataclass(frozen=True, slots=True)
class RepositoryLicences:
    """One repository of a project; ``reading`` is None where nothing was read of it, ``attempt`` what is under way or failed since."""

    repository: Repository
    reading: LicenceReading | None
    attempt: LicenceReading | None
    conflicts: list[LicenceConflict]
    alarms: list[LicenceAlarm]


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What rules and forms ask of a project's licences, over all its repositories."""

    values: Mapping[str, object]
    expression: str
    """Concluded where all of it is, else declared; empty where neither is."""
    concluded: bool
    complete: bool
    scanned: int
    files: int
    commits: tuple[str, ...]
    readings: tuple[int, ...]


def sees_findings(acting: Acting, record: Record) -> bool:
    """Whether the findings of a project are open to somebody: to its owners, and to officers of the whole city."""
    return acting.reaches(Act.FINDING_VIEW, person_id=person_answering(record, acting), organisation_id=record.organisation_id)


def projects_of_findings(acting: Acting) -> QuerySet[Record]:
    """Projects whose findings are open to somebody."""
    projects = Record.objects.filter(kind="project")
    match acting.scope(Act.FINDING_VIEW):
        case Scope.CITY:
            return projects.exclude(state="draft")
        case Scope.OWN:
            return projects.filter(Q(organisation_id=acting.organisation_id) | own(acting))
        case Scope.NONE:
            return projects.none()
        case _:
            return projects.filter(own(acting))


def licences_of_project(acting: Acting, record: Record) -> list[RepositoryLicences]:
    """Each repository, in order of registration. Who does not see findings gets what speaks for the published observation, and no more."""
    rows = list(Repository.objects.filter(record=record, removed_at=None).order_by("serial"))
    ids = [row.pk for row in rows]
    if not sees_findings(acting, record):
        public = spoken(observation(), ids)
        return [RepositoryLicences(row, public.get(row.pk), None, [], []) for row in rows]
    current = {one.repository_id: one for one in LicenceReading.objects.filter(repository__in=ids, current=True)}
    attempts = _attempts(ids, current)
    conflicts = LicenceConflict.objects.filter(repository__in=ids, resolved_at=None)
    alarms = LicenceAlarm.objects.filter(repository__in=ids).select_related("before", "after")[: MOST_ALARMS * max(1, len(ids))]
    listed = sorted(conflicts, key=lambda one: (one.answer != "incompatible", one.answer != "review", one.root, one.pk))
    every = list(alarms)
    return [
        RepositoryLicences(
            row,
            current.get(row.pk),
            attempts.get(row.pk),
            [one for one in listed if one.repository == row.pk],
            [one for one in every if one.repository == row.pk][:MOST_ALARMS],
        )
        for row in rows
    ]


def spoken(run: Run | None, repositories: Sequence[str]) -> dict[str, LicenceReading]:
    """Repository → the reading that speaks for it in a run."""
    if run is None:
        return {}
    rows = RunLicence.objects.filter(run=run, repository__in=list(repositories)).select_related("reading")
    return {row.repository: row.reading for row in rows}


def project_facts(repositories: Sequence[str], run: Run | None) -> ProjectFacts | None:
    """Of a run; None where not all repositories of the project were read at its commits.

    An observation is preliminary anyway: where it was not examined yet, the newest reading speaks, which names its commit.
    """
    found = spoken(run, repositories)
    if run is None or run.programme.startswith(STANDING):
        missing = [one for one in repositories if one not in found]
        found |= {one.repository_id: one for one in LicenceReading.objects.filter(repository__in=missing, current=True)}
    if not repositories or len(found) < len(repositories):
        return None
    readings = [found[one] for one in repositories]
    concluded, declared, detected = (joined([getattr(one, name) for one in readings]) for name in ("concluded", "declared", "detected"))
    values = {
        "project.licence.concluded": concluded,
        "project.licence.declared": declared,
        "project.licence.detected": detected,
        "project.licence.open": _all_open([one.open for one in readings]),
        "project.licence.conflicts": {
            "incompatible": sum(one.incompatible for one in readings),
            "review": sum(one.review for one in readings),
        },
        "project.licence.complete": all(one.complete for one in readings),
        "project.licence.commit": " ".join(one.commit for one in readings),
        "project.licence.fingerprint": " ".join(dict.fromkeys(one.fingerprint for one in readings)),
    }
    return ProjectFacts(
        values,
        concluded or declared,
        bool(concluded),
        all(one.complete for one in readings),
        sum(one.scanned for one in readings),
        sum(one.files for one in readings),
        tuple(one.commit for one in readings),
        tuple(one.pk for one in readings),
    )


def joined(expressions: Sequence[str]) -> str:
    """Of several repositories all hold together; empty where one of them is not known."""
    if not all(expressions):
        return ""
    distinct = list(dict.fromkeys(expressions))
    return distinct[0] if len(distinct) == 1 else " AND ".join(f"({one})" if " " in one else one for one in distinct)


def _all_open(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else (None if None in answers else True)


def _attempts(ids: Sequence[str], current: Mapping[str, LicenceReading]) -> dict[str, LicenceReading]:
    """The newest request of each repository that is under way, or failed since the current reading was made."""
    found: dict[str, LicenceReading] = {}
    rows = LicenceReading.objects.filter(repository__in=list(ids)).exclude(state=ReadingState.DONE).order_by("requested_at", "id")
    for row in rows:
        made = current.get(row.repository_id)
        if row.state in UNDER_WAY or made is None or made.requested_at < row.requested_at:
            found[row.repository_id] = row
    return found
