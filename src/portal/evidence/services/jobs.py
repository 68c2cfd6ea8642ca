"""How is a run asked for, called off, asked for again, and taken up after its worker was killed?

One job at a time: repositories are locked while they are read, and two runs of one city would only wait for each other. Whoever
carries a job out holds a lock of the operating system, which goes with the process however it ends; a job that says it is under
way while nobody holds the lock was left behind and is taken up where the lake stands.
"""

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed, WrongState
from portal.evidence.home import home, programme_file, programme_files
from portal.evidence.models import Backtest, BacktestState, Job, JobRepository, JobState, Snapshot
from portal.evidence.models.job import OVER
from portal.evidence.selectors.runs import STANDING, published_runs
from portal.evidence.services.licence_requests import readings_take_up
from portal.evidence.services.risk_requests import risks_take_up
from portal.evidence.tasks import carry_out, compute_backtests
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor

UNDER_WAY = (JobState.SCANNING, JobState.COMPUTING, JobState.LOADING)


@transaction.atomic
def run_request(
    *,
    programme: str,
    policy_hash: str = "",
    applicants: Mapping[str, Sequence[str]] | None = None,
    snapshot: Snapshot | None = None,
    by: Actor = SYSTEM,
    only: Sequence[str] = (),
    publish: bool = False,
) -> Job:
    """Ask for a run. The same request that still waits in the queue is not queued twice.

    policy_hash: of the published version to use (``programme_texts``); empty: the file of the policy folder
    applicants:  number of an application → the records it is about; ``services.freezing.call_freeze`` asks so
    snapshot:    the register as it is to be used; none: as it stands when the work begins
    only:        repositories to fetch anew; empty: all of the programme's

    Raises:
        Invalid: there is no such programme.
        NotAllowed: a person asks who may not, or who may not publish.
    """
    programme_file(programme, policy_hash)
    if isinstance(by, Acting):
        if by.scope(Act.RUN_REQUEST) is not Scope.CITY and not only:
            raise NotAllowed(Act.RUN_REQUEST)
        if publish and by.scope(Act.RUN_PUBLISH) is not Scope.CITY:
            raise NotAllowed(Act.RUN_PUBLISH)
    brought = {number: sorted(records) for number, records in sorted((applicants or {}).items())}
    queued = Job.objects.filter(
        programme=programme, policy_hash=policy_hash, state=JobState.QUEUED, publish=publish, only=sorted(only), snapshot=snapshot
    )
    waiting = next((job for job in queued if job.applicants == brought), None)
    if waiting is not None:
        _enqueue()
        return waiting
    job = Job.objects.create(
        programme=programme,
        policy_hash=policy_hash,
        applicants=brought,
        snapshot=snapshot,
        only=sorted(only),
        publish=publish,
        requested_by_id=by.actor_id or None,
    )
    details = {"programme": programme, "only": sorted(only), "publish": publish}
    if policy_hash:
        details["policy"] = policy_hash
    if brought:
        details["applications"] = list(brought)
    record(event=Event.RUN_REQUESTED, by=by, subject_kind="job", subject=str(job.pk), details=details)
    _enqueue()
    return job


@transaction.atomic
def observation_refresh(*, repositories: Sequence[str]) -> Job | None:
    """Have the standing observation made anew with these repositories; a request that still waits takes them in.

    Where the head of the office has published the observation, the new one is published too; where not, it stays internal.
    None: the city has no standing observation.
    """
    standing = [programme for programme in programme_files() if programme.startswith(STANDING)]
    if not standing:
        return None
    programme = standing[-1]
    take_turn()
    waiting = Job.objects.filter(programme=programme, policy_hash="", state=JobState.QUEUED).first()
    if waiting is not None:
        if waiting.only:
            waiting.only = sorted({*waiting.only, *repositories})
            waiting.save(update_fields=["only"])
        _enqueue()
        return waiting
    return run_request(programme=programme, only=repositories, publish=published_runs().filter(programme=programme).exists())


@transaction.atomic
def job_cancel(*, job: Job, by: Actor) -> Job:
    """Call a job off. What was read of the repositories stays and is not read again.

    Raises:
        NotAllowed: it is somebody else's, and not the office that asks.
        WrongState: it is over.
    """
    _prove_own(job, by)
    here = Job.objects.select_for_update().get(pk=job.pk)
    if here.over:
        raise WrongState(_("这个任务已经结束，无法取消；可以重新请求一次运行。"))
    here.state, here.ended_at = JobState.CANCELLED, timezone.now()
    here.save(update_fields=["state", "ended_at"])
    record(event=Event.RUN_CANCELLED, by=by, subject_kind="job", subject=str(here.pk))
    return here


def job_retry(*, job: Job, by: Actor) -> Job:
    """Ask for the same run again; after a run with failed repositories only those are fetched anew.

    Raises:
        NotAllowed: it is somebody else's, and not the office that asks.
        WrongState: it is not over yet.
    """
    _prove_own(job, by)
    if not job.over:
        raise WrongState(_("这个任务还没有结束；请先等它结束或取消它。"))
    failed = list(job.repositories.exclude(problem="").values_list("repository", flat=True)) if job.state == JobState.DONE else job.only
    return run_request(
        programme=job.programme,
        policy_hash=job.policy_hash,
        applicants=job.applicants,
        # what a call froze stays as it was; what nobody froze is looked at anew
        snapshot=job.snapshot,
        by=by,
        only=failed,
        publish=job.publish,
    )


def _prove_own(job: Job, by: Actor) -> None:
    if isinstance(by, Acting) and by.scope(Act.RUN_REQUEST) is not Scope.CITY and job.requested_by_id != by.actor_id:
        raise NotAllowed(Act.RUN_REQUEST)


def jobs_take_up() -> None:
    """Have a worker look for jobs that wait or were left behind; called when a worker starts, and harmless at any time."""
    if Job.objects.exclude(state__in=OVER).exists():
        _enqueue()
    if Backtest.objects.filter(state__in=(BacktestState.QUEUED, BacktestState.COMPUTING)).exists():
        transaction.on_commit(compute_backtests.enqueue)
    readings_take_up()
    risks_take_up()


def next_job() -> Job | None:
    """What to do now, for whoever holds the lock: a job left behind first, then the oldest that waits."""
    left_behind = Job.objects.filter(state__in=UNDER_WAY).order_by("requested_at", "id").first()
    return left_behind or Job.objects.filter(state=JobState.QUEUED).order_by("requested_at", "id").first()


def is_left_behind(job: Job) -> bool:
    """Whether a job says it is under way although nobody works on it."""
    if job.state not in UNDER_WAY:
        return False
    with working() as alone:
        return alone


@contextmanager
def working(name: str = "jobs.lock") -> Iterator[bool]:
    """The lock of whoever carries jobs out; False when somebody else holds it."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def job_begun(*, job: Job, repositories: Sequence[tuple[str, str]]) -> bool:
    """Mark a job as begun, or begun again; False when it was called off meanwhile. ``repositories``: (id, name)."""
    with transaction.atomic():
        begun = Job.objects.filter(pk=job.pk).exclude(state__in=OVER)
        now = timezone.now()
        if not begun.update(state=JobState.SCANNING, beat_at=now, problem=""):
            return False
        Job.objects.filter(pk=job.pk, started_at=None).update(started_at=now)
        JobRepository.objects.filter(job=job).delete()
        JobRepository.objects.bulk_create(JobRepository(job=job, repository=ident, name=name[:200]) for ident, name in repositories)
    return True


def job_moved(*, job: Job, state: JobState) -> bool:
    """Say what is being done now; False when the job was called off."""
    return bool(Job.objects.filter(pk=job.pk).exclude(state__in=OVER).update(state=state, beat_at=timezone.now()))


@transaction.atomic
def job_failed(*, job: Job, problem: str) -> None:
    """End a job without a run; the sentence says why and what to do."""
    ended = Job.objects.filter(pk=job.pk).exclude(state__in=OVER)
    if ended.update(state=JobState.FAILED, problem=problem, ended_at=timezone.now()):
        record(event=Event.RUN_FAILED, by=SYSTEM, subject_kind="job", subject=str(job.pk), reason=problem[:300])


def _enqueue() -> None:
    transaction.on_commit(carry_out.enqueue)
