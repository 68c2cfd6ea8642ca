"""What does the worker do with a job? Freeze, read, compute, save, load, check promises, tell people.

Imports the engine whole: only the worker loads this file. Killed at any point it leaves whole files and an unfinished job; done
again, the same inputs give the same run, which is saved once and loaded once.
"""

import logging
from collections.abc import Sequence
from time import monotonic

from django.db import transaction
from django.utils import timezone

from portal.errors import PortalError
from portal.evidence.home import home, programme_file
from portal.evidence.models import Job, JobRepository, JobState, Run
from portal.evidence.models.job import OVER
from portal.evidence.selectors.judging import rule_of
from portal.evidence.services import licence_requests
from portal.evidence.services.jobs import job_begun, job_failed, job_moved
from portal.evidence.services.kinship import kinships_propose
from portal.evidence.services.loading import run_load
from portal.evidence.services.promises import promises_check
from portal.evidence.services.publishing import run_publish
from portal.evidence.services.risk_requests import risks_refresh
from portal.evidence.services.snapshot import city_file, snapshot_freeze
from portal.evidence.services.telling import tell_corrected, tell_of_run
from portal.house.context import office
from portal.journal.services.recording import SYSTEM
from xingtu import city
from xingtu.collect.mirror import Mirrors
from xingtu.collect.scan import Listener, Located, Outcome, scan_all
from xingtu.errors import XingtuError
from xingtu.resolve.declarations import Declarations, read_city
from xingtu.run import Evidence, Rules, city_key, rank, rules_on_disk
from xingtu.settings import settings
from xingtu.store.lake import Lake
from xingtu.store.ledger import Ledger

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_WRITES = 0.5
WHOLE = 1_000_000


class CalledOff(BaseException):  # like KeyboardInterrupt: a scan survives every Exception of one repository
    """Somebody cancelled the job."""


def job_carry_out(*, job: Job) -> None:
    """Carry a job out to its end, whatever that is."""
    try:
        _carry_out(job)
    except CalledOff:
        logger.info("job called off", extra={"job": job.pk})
    except (PortalError, XingtuError) as error:
        job_failed(job=job, problem=str(error))
    except Exception as error:
        logger.exception("job failed", extra={"job": job.pk})
        job_failed(job=job, problem=f"程序出错（{type(error).__name__}）；详情在日志中，请把任务编号 {job.pk} 告知维护者")


def _carry_out(job: Job) -> None:
    here = settings()
    rules = rules_on_disk(programme_file(job.programme, job.policy_hash), here.policy)
    snapshot = job.snapshot or snapshot_freeze()
    declarations = read_city(city_file(snapshot))
    lake = Lake(home())
    located = _located(declarations, rules, only=job.only)
    if not job_begun(job=job, repositories=[(one.source.repository, one.source.name) for one in located]):
        return
    progress = Progress(job)
    scan_all(lake, located, rules.crediting, workers=here.workers, listener=progress.listener)
    progress.write()
    kinships_propose(lake=lake)
    risks_refresh()
    if job.freezes and _asks_for_licences(rules):
        licence_requests.tips_examine(repositories=[one.source.repository for one in located], snapshot=snapshot)
    _go_on(job, JobState.COMPUTING)
    facts, repositories = city.evidence(lake, declarations, rules.programme, rules.crediting)
    run = rank(rules, Evidence(facts, repositories), declarations, city_key(home()))
    Ledger(home()).save(run)
    _go_on(job, JobState.LOADING)
    with transaction.atomic():
        loaded = run_load(run=run, snapshot=snapshot, notes=[tips_read(job)] if job.freezes else [])
        licence_requests.readings_speak(run=loaded)
        ended = Job.objects.filter(pk=job.pk).exclude(state__in=OVER)
        if not ended.update(state=JobState.DONE, run=loaded, ended_at=timezone.now()):
            raise CalledOff
    # what follows may fail without taking the run back
    promises_check(run=loaded)
    _publish(job, loaded)
    tell_of_run(job=job, run=loaded)
    tell_corrected(run=loaded)


def _located(declarations: Declarations, rules: Rules, *, only: Sequence[str]) -> list[Located]:
    wanted = {repository.id for repository in city.taking_part(declarations, rules.programme)}
    found = city.sources(declarations, Mirrors(home() / "mirrors"), production=settings().production)
    return [one for one in found if one.source.repository in wanted and (not only or one.source.repository in only)]


def _asks_for_licences(rules: Rules) -> bool:
    found = [rule_of(use.id) for use in rules.programme.rules]
    return any(need.startswith("project.licence.") for rule in found if rule is not None for need in rule.needs)


def tips_read(job: Job) -> tuple[str, str]:
    """When the repositories of a call were read, for whoever reads its numbers."""
    job.refresh_from_db(fields=["started_at", "beat_at"])
    first, last = (timezone.localtime(instant or timezone.now()) for instant in (job.started_at, job.beat_at))
    frozen = timezone.localtime(job.snapshot.frozen_at if job.snapshot else job.requested_at)
    clock, zone = "%Y-%m-%d %H:%M", office().time_zone
    return (
        f"登记信息冻结于 {frozen:{clock}}；各仓库默认分支的末端读取于 {first:{clock}} 至 {last:{clock}}（{zone}）。统计期外的提交不计入。",
        f"Register frozen {frozen:{clock}}; default branches read {first:{clock}} to {last:{clock}} ({zone}); only the window counts.",
    )


def _go_on(job: Job, state: JobState) -> None:
    if not job_moved(job=job, state=state):
        raise CalledOff


class Progress:
    """What a scan says of itself, written at most twice a second; notices there that the job was called off."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.rows = {row.repository: row for row in job.repositories.all()}
        self.changed: set[str] = set()
        self.written_at = monotonic()
        self.listener = Listener(planned=self.planned, advanced=self.advanced, finished=self.finished)

    def planned(self, repository: str, commits: int) -> None:
        """A repository was looked at."""
        self.rows[repository].planned = commits
        self._note(repository)

    def advanced(self, repository: str, commits: int) -> None:
        """Some commits were read."""
        self.rows[repository].done += commits
        self._note(repository)

    def finished(self, outcome: Outcome) -> None:
        """A repository is done, or cannot be read."""
        row = self.rows[outcome.source.repository]
        row.ended, row.problem = True, outcome.problem or ""
        if outcome.scan is not None:
            expected = outcome.scan.expected_commits
            row.completeness = outcome.scan.measured_commits * WHOLE // expected if expected else WHOLE
        self._note(row.repository)

    def _note(self, repository: str) -> None:
        self.changed.add(repository)
        if monotonic() - self.written_at >= SECONDS_BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        """Write what has changed.

        Raises:
            CalledOff: somebody cancelled the job.
        """
        with transaction.atomic():
            JobRepository.objects.bulk_update(
                [self.rows[name] for name in sorted(self.changed)], ["planned", "done", "ended", "problem", "completeness"]
            )
        self.changed.clear()
        self.written_at = monotonic()
        _go_on(self.job, JobState.SCANNING)


def _publish(job: Job, loaded: Run) -> None:
    if job.publish and loaded.published_at is None and loaded.publishable:
        run_publish(run=loaded, by=SYSTEM)
