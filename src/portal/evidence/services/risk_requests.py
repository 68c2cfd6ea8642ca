"""When are risks looked at anew? When commits were read, when advisories came in, once a day, and when somebody asks."""

from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.evidence.models import RiskWatch
from portal.evidence.selectors.ownership import person_answering
from portal.evidence.tasks import watch_risks
from portal.journal.events import Event
from portal.journal.services import record
from portal.register.models import Record, Repository

ONLY = 1
"""There is one row."""


def watch_state() -> RiskWatch:
    """Where the watch stands."""
    return RiskWatch.objects.get_or_create(pk=ONLY)[0]


@transaction.atomic
def risks_refresh() -> None:
    """Have a worker look at everything anew, after the commit. Asked again while it is under way, it goes round once more."""
    watch_state()
    RiskWatch.objects.filter(pk=ONLY).update(asked=F("asked") + 1)
    wake()


@transaction.atomic
def project_ask_again(*, project: Record, by: Acting) -> None:
    """Have a project's repositories fetched and looked at anew.

    Raises:
        NotAllowed: its findings are not open to this person, or they only read.
    """
    for act in (Act.FINDING_VIEW, Act.CASE_ACT):
        by.prove(act, person_id=person_answering(project, by), organisation_id=project.organisation_id)
    repositories = list(Repository.objects.filter(record=project, removed_at=None).values_list("id", flat=True))
    if repositories:
        import_string("portal.evidence.services.jobs.observation_refresh")(repositories=repositories)
    record(event=Event.RISKS_ASKED, by=by, subject_kind="record", subject=project.pk, details={"repositories": len(repositories)})
    risks_refresh()


def risks_take_up() -> None:
    """When a worker starts: go on with what waits or was left behind."""
    if RiskWatch.objects.filter(asked__gt=F("done")).exists():
        wake()


def wake() -> None:
    """Have a worker go round, after the commit."""
    transaction.on_commit(watch_risks.enqueue)


def risks_notice() -> bool:
    """Ask for a round where advisories came in by another door, e.g. ``xingtu advisories update``; whether that was so."""
    changed: bool = import_string("portal.evidence.services.risk_watching.mirror_changed")()
    if changed:
        risks_refresh()
    return changed
