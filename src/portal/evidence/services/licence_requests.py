"""When is a repository examined for licences? When a published observation has a new tip of it, when a ruling touches it, when asked."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed, WrongState
from portal.evidence.models import LicenceReading, LicenceRuling, ReadingState, Run, RunLicence, Snapshot
from portal.evidence.selectors.ownership import person_answering
from portal.evidence.selectors.runs import STANDING, observation
from portal.evidence.tasks import examine_licences
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM, Actor
from portal.register.models import Record, Repository
from portal.register.models.record import SHOWN

OPEN = (ReadingState.WAITING, ReadingState.EXAMINING)


@transaction.atomic
def observation_examine(*, run: Run) -> int:
    """Have every registered repository of a published observation examined whose tip was not yet; how many were asked for."""
    if not run.programme.startswith(STANDING):
        return 0
    registered = set(Repository.objects.filter(record__isnull=False, record__state__in=SHOWN, removed_at=None).values_list("id", flat=True))
    tips = dict(run.repositories.exclude(tip="").values_list("repository", "tip"))
    seen = _current(tips)
    asked = 0
    for repository, tip in tips.items():
        if repository not in registered:
            continue
        reading = seen.get(repository)
        if reading is not None and reading.commit == tip:
            RunLicence.objects.get_or_create(run=run, repository=repository, defaults={"reading": reading})
            continue
        asked += reading_request(repository=repository, commit=tip) is not None
    return asked


@transaction.atomic
def reading_request(*, repository: str, commit: str, by: Actor = SYSTEM, awake: bool = True) -> LicenceReading:
    """Ask for a reading of one commit; a request of the same repository that still waits takes the newer commit."""
    waiting = LicenceReading.objects.select_for_update().filter(repository=repository, state=ReadingState.WAITING).first()
    if waiting is None:
        waiting = LicenceReading.objects.create(repository_id=repository, commit=commit, requested_by=by.actor_id)
    elif waiting.commit != commit:
        waiting.commit = commit
        waiting.save(update_fields=["commit"])
    if awake:
        wake()
    return waiting


def tips_examine(*, repositories: Collection[str], snapshot: Snapshot) -> None:
    """Have some repositories examined at the commits that were just read, now: what is frozen rests on these commits alone.

    Only a worker calls this: it takes as long as it takes. What cannot be examined stays unknown.
    """
    import_string("portal.evidence.services.licence_examining.tips_carry_out")(repositories=repositories, snapshot=snapshot)


@transaction.atomic
def readings_speak(*, run: Run) -> int:
    """Let the newest readings of a run's commits speak for it; how many there are. A frozen run keeps what spoke first."""
    tips = dict(run.repositories.exclude(tip="").values_list("repository", "tip"))
    count = 0
    for repository, reading in _current(tips).items():
        if reading.commit == tips[repository]:
            RunLicence.objects.get_or_create(run=run, repository=repository, defaults={"reading": reading})
            count += 1
    return count


def wake() -> None:
    """Have a worker look for readings that wait, after the commit."""
    transaction.on_commit(examine_licences.enqueue)


def readings_take_up() -> None:
    """When a worker starts: go on with what waits or was left behind."""
    if LicenceReading.objects.filter(state__in=OPEN).exists():
        wake()


@transaction.atomic
def readings_ask_again(*, project: Record, by: Acting) -> int:
    """Have a project's repositories examined anew, at the tips everybody sees; how many.

    Raises:
        NotAllowed: the project is not within reach.
        WrongState: nothing was read of it yet, or it is being examined.
    """
    prove_may_act(project=project, by=by)
    repositories = list(Repository.objects.filter(record=project, removed_at=None).values_list("id", flat=True))
    if LicenceReading.objects.filter(repository__in=repositories, state__in=OPEN).exists():
        raise WrongState(_("正在检测，请稍后再看；不用重复请求。"))
    run = observation()
    tips = dict(run.repositories.filter(repository__in=repositories).exclude(tip="").values_list("repository", "tip")) if run else {}
    if not tips:
        raise WrongState(_("还没有公布过包含这个项目的观测，没有可以检测的内容。"))
    for repository, tip in tips.items():
        reading_request(repository=repository, commit=tip, by=by)
    record(event=Event.LICENCES_ASKED, by=by, subject_kind="record", subject=project.pk, details={"repositories": len(tips)})
    return len(tips)


def prove_may_act(*, project: Record, by: Acting) -> None:
    """Owners act on their own findings, watch officers on all; the auditor reads all and changes nothing.

    Raises:
        NotAllowed: somebody else.
    """
    by.prove(Act.FINDING_VIEW, person_id=person_answering(project, by), organisation_id=project.organisation_id)
    if by.scope(Act.FINDING_VIEW) is Scope.CITY and not by.may(Act.RULING_DRAFT):
        raise NotAllowed(Act.FINDING_VIEW)


def rulings_apply(*, ruling: LicenceRuling) -> int:
    """Conclude anew what a ruling touches; contents are not scanned again. How many repositories."""
    touched = Q(repository=ruling.repository) if ruling.repository else Q()
    if ruling.blob:
        touched &= Q(holdings__blob=ruling.blob)
    elif not ruling.repository:
        touched &= Q(conflicts__outbound=ruling.outbound, conflicts__inbound=ruling.inbound)
    current = LicenceReading.objects.filter(touched, current=True).distinct().values_list("repository", "commit")
    return _again(current)


def readings_refresh(*, fingerprint: str) -> int:
    """After an upgrade of the tools: examine anew what was examined with others. How many repositories."""
    older = LicenceReading.objects.filter(current=True).exclude(fingerprint=fingerprint).values_list("repository", "commit")
    return _again(older)


def _again(wanted: Iterable[tuple[str, str]]) -> int:
    count = 0
    for repository, commit in wanted:
        reading_request(repository=repository, commit=commit, awake=False)
        count += 1
    if count:
        wake()
    return count


def _current(repositories: Iterable[str]) -> dict[str, LicenceReading]:
    return {one.repository_id: one for one in LicenceReading.objects.filter(current=True, repository__in=list(repositories))}


def reading_begun(*, reading: LicenceReading) -> None:
    """The worker has taken it up."""
    LicenceReading.objects.filter(pk=reading.pk).update(state=ReadingState.EXAMINING, beat_at=timezone.now(), problem="")


@transaction.atomic
def reading_failed(*, reading: LicenceReading, problem: str) -> None:
    """End it without a result; the sentence says why and what to do. What was known before stays in force."""
    being = LicenceReading.objects.filter(pk=reading.pk, state=ReadingState.EXAMINING)
    if being.update(state=ReadingState.FAILED, problem=problem[:2000], made_at=timezone.now()):
        details = {"repository": reading.repository_id, "commit": reading.commit}
        record(
            event=Event.LICENCES_FAILED,
            by=SYSTEM,
            subject_kind="repository",
            subject=reading.repository_id,
            reason=problem[:300],
            details=details,
        )
