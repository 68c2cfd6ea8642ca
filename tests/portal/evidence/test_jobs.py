import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.errors import NotAllowed, WrongState
from portal.evidence.models import Job, JobState, Run, RunNumber, RunPerson, RunTotal, RunVerdict
from portal.evidence.services import carrying_out
from portal.evidence.services.jobs import job_cancel, job_retry, next_job, run_request, working
from portal.evidence.services.loading import run_load
from portal.evidence.tasks import carry_out
from portal.journal.models import Entry
from portal.journal.services.recording import SYSTEM
from tests.portal.city import Town, developer, grant, person, town
from tests.portal.evidence.conftest import AWARD, OBSERVATION
from tests.stories.office import Office
from xingtu.store.ledger import Ledger

Carry = Callable[..., Run]


def test_a_run_that_was_asked_for_becomes_rows(runs: Carry, home: object) -> None:
    run = runs()
    manifest = Ledger(home).load(run.run_id).manifest  # type: ignore[arg-type]
    assert run.declarations == manifest.declarations
    assert run.repositories.count() == 11
    assert set(run.tracks.values_list("track", flat=True)) == {"people", "organisations"}
    assert RunPerson.objects.get(run=run, person="citizen-01").name == "林知远"
    assert RunVerdict.objects.filter(run=run, track="people", place=1).exists()
    merged = RunNumber.objects.filter(run=run, metric="merged_changes")
    total = RunTotal.objects.filter(run=run, metric="merged_changes")
    for kind in ("repository", "person", "organisation"):
        assert sum(total.filter(subject_kind=kind).values_list("value", flat=True)) == sum(merged.values_list("value", flat=True))
    assert run.metrics.get(metric="merged_changes").scale == 1_000_000


def test_a_job_tells_what_became_of_each_repository(scanned_runs: Carry) -> None:
    scanned_runs()
    rows = {row.repository: row for row in Job.objects.get().repositories.all()}
    assert len(rows) == 11
    assert all(row.ended for row in rows.values())
    assert rows["gearsim"].completeness == 1_000_000
    assert rows["seamount"].completeness < 1_000_000


def test_the_same_register_and_facts_give_the_same_run_once(runs: Carry) -> None:
    assert runs() == runs()
    assert Run.objects.count() == 1
    assert Entry.objects.filter(event="run.loaded").count() == 1
    assert Job.objects.filter(state=JobState.DONE).count() == 2


def test_loading_a_run_twice_is_loading_it_once(runs: Carry, home: object) -> None:
    run = runs()
    before = RunNumber.objects.count()
    assert run_load(run=Ledger(home).load(run.run_id)) == run  # type: ignore[arg-type]
    assert RunNumber.objects.count() == before


def test_a_waiting_request_is_not_queued_twice(city: Office) -> None:
    assert run_request(programme=OBSERVATION) == run_request(programme=OBSERVATION)
    assert run_request(programme=AWARD).pk != Job.objects.earliest("id").pk


def test_only_one_worker_works_at_a_time(city: Office) -> None:
    run_request(programme=OBSERVATION)
    with working() as alone:
        assert alone
        carry_out.func()
        assert Job.objects.get().state == JobState.QUEUED
    carry_out.func()
    assert Job.objects.get().state == JobState.DONE


def test_a_job_whose_worker_was_killed_is_taken_up_and_nothing_is_doubled(runs: Carry, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = run_request(programme=OBSERVATION)
    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "rank", _killed)
        with pytest.raises(SystemExit):
            carry_out.func()
    killed.refresh_from_db()
    assert killed.state == JobState.COMPUTING
    assert next_job() == killed
    carry_out.func()
    killed.refresh_from_db()
    assert (killed.state, Run.objects.count()) == (JobState.DONE, 1)
    assert killed.repositories.count() == 11


def _killed(*_arguments: object) -> None:
    raise SystemExit(137)


def test_a_cancelled_job_stops_and_can_be_asked_for_again(city: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = run_request(programme=OBSERVATION)
    real = carrying_out.scan_all

    def cancelled_meanwhile(*arguments: object, **named: object) -> object:
        job_cancel(job=job, by=SYSTEM)
        return real(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "scan_all", cancelled_meanwhile)
        carry_out.func()
    job.refresh_from_db()
    assert (job.state, Run.objects.count()) == (JobState.CANCELLED, 0)
    with pytest.raises(WrongState):
        job_cancel(job=job, by=SYSTEM)
    again = job_retry(job=job, by=SYSTEM)
    carry_out.func()
    again.refresh_from_db()
    assert again.state == JobState.DONE


def test_a_failed_job_says_why(db: None, home: object) -> None:
    job = run_request(programme=OBSERVATION)
    carry_out.func()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "没有一个仓库在其中" in job.problem


def test_a_repository_that_is_gone_is_named_and_fetched_again_alone(scanned_runs: Carry, example: Office, home: Path) -> None:
    from portal.register.models import Repository  # noqa: PLC0415

    # that a scan failed stays in the facts, and those of the session are everybody's
    (home / "facts").unlink()
    shutil.copytree(example.home / "facts", home / "facts")
    Repository.objects.filter(id="tideml").update(url="https://hub.yunfan.example/xhut/moved", name="搬走了")
    run = scanned_runs()
    failed = Job.objects.get().repositories.exclude(problem="").get()
    assert failed.repository == "tideml"
    assert "请" in failed.problem
    assert run.publishable
    assert job_retry(job=Job.objects.get(), by=SYSTEM).only == ["tideml"]


def test_who_may_ask_for_a_run(db: None, districts: tuple[str, str]) -> None:
    here: Town = town(districts)
    run_request(programme=OBSERVATION, by=here.acting[Role.OFFICE_CLERK])
    for role in (Role.DEVELOPER, Role.ORG_ADMIN, Role.AUDITOR, Role.DISTRICT_OFFICER):
        with pytest.raises(NotAllowed):
            run_request(programme=OBSERVATION, by=here.acting[role])
    with pytest.raises(NotAllowed):
        run_request(programme=OBSERVATION, by=here.acting[Role.OFFICE_CLERK], publish=True)


def test_whoever_asked_is_told(runs: Carry) -> None:
    clerk = grant(person("经办"), Role.OFFICE_CLERK)
    run = runs(by=clerk)
    letter = clerk.person.letters.get()
    assert run.short in letter.body
    assert developer(person("旁人")).person.letters.count() == 0


def test_rows_of_a_run_are_few_questions(runs: Carry, django_assert_max_num_queries: Callable[..., object], home: object) -> None:
    run = Ledger(home).load(runs().run_id)  # type: ignore[arg-type]
    Job.objects.update(run=None)
    Run.objects.all().delete()
    with django_assert_max_num_queries(90):
        run_load(run=run)
    assert connection.vendor in {"sqlite", "postgresql"}
    assert Person.objects.exists()
