from collections.abc import Callable
from pathlib import Path

import pytest

from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed
from portal.evidence.home import programme_files, programme_names
from portal.evidence.models import Job, JobState, Run
from portal.evidence.selectors.freezing import repositories_of, unread
from portal.evidence.selectors.judging import judge_application
from portal.evidence.selectors.record_values import speaking_run
from portal.evidence.services import carrying_out
from portal.evidence.services.bundle import bundle_of
from portal.evidence.services.freezing import call_freeze, run_of
from portal.evidence.services.jobs import job_retry, run_request
from portal.evidence.services.programme_texts import programme_put
from portal.evidence.services.snapshot import city_file, snapshot_freeze
from portal.evidence.tasks import carry_out
from portal.journal.models import Entry
from portal.journal.services.recording import SYSTEM
from portal.register.models import Kind, Product, Record, Repository, State
from tests.portal.city import developer, grant, person
from tests.portal.evidence.call_texts import OPEN_CALL, TEXT, with_floor
from tests.portal.evidence.conftest import AWARD, OBSERVATION
from tests.stories.office import Office
from xingtu.policy.rule_use import RuleUse
from xingtu.replay import clones_under, replay
from xingtu.store.lake import Lake
from xingtu.store.ledger import read_bundle

Carry = Callable[..., Run]


def record_of(repository: str) -> Record:
    found = Repository.objects.select_related("record").get(pk=repository).record
    assert found is not None
    return found


def frozen(*repositories: str, programme: str = OPEN_CALL, text: str = TEXT) -> Job:
    """Each repository's project applies; its number is that of the call."""
    records = {f"N{number:03}": [record_of(one).pk] for number, one in enumerate(repositories, 1)}
    return call_freeze(programme=programme, policy_hash=programme_put(programme, text), records=records)


def done(job: Job) -> Job:
    carry_out.func()
    return Job.objects.get(pk=job.pk)


def test_a_call_runs_on_exactly_what_its_applications_bring(runs: Carry, city: Office) -> None:
    job = done(frozen("gearsim", "tideml"))
    run = run_of(job)
    assert run is not None, job.problem
    assert set(run.repositories.values_list("repository", flat=True)) == {"gearsim", "tideml"}
    assert run.programme == OPEN_CALL
    assert run.policy_hash == job.policy_hash
    assert run.metrics.filter(metric="merged_changes").exists()
    assert not run.tracks.exists()
    asked = Entry.objects.get(event="run.requested").details
    assert asked["applications"] == ["N001", "N002"]
    assert asked["policy"] == job.policy_hash


def test_a_project_that_is_not_registered_yet_is_frozen_too(runs: Carry, city: Office) -> None:
    Record.objects.filter(pk=record_of("gearsim").pk).update(state=State.DRAFT)
    run = run_of(done(frozen("gearsim")))
    assert run is not None
    assert list(run.repositories.values_list("repository", flat=True)) == ["gearsim"]


def test_a_snapshot_without_a_call_says_nothing_of_applicants(city: Office) -> None:
    before = snapshot_freeze()
    record = record_of("gearsim")
    job = call_freeze(programme=OPEN_CALL, policy_hash=programme_put(OPEN_CALL, TEXT), records={"N001": [record.pk]})
    assert job.snapshot is not None
    assert "applicants" in city_file(job.snapshot).read_text("utf-8")
    assert "applicants" not in city_file(before).read_text("utf-8")
    assert snapshot_freeze() == before


def test_what_is_registered_after_the_freeze_does_not_change_it(runs: Carry, city: Office) -> None:
    job = frozen("gearsim", "tideml")
    Repository.objects.filter(pk="tideml").update(record=None)
    run = run_of(done(job))
    assert run is not None
    assert run.snapshot == job.snapshot
    assert run.repositories.count() == 2


def test_a_freeze_says_when_register_and_tips_were_read(runs: Carry, city: Office) -> None:
    run = run_of(done(frozen("gearsim")))
    assert run is not None
    (zh, en) = run.notes[-1]
    assert "登记信息冻结于" in zh
    assert "Register frozen" in en


def test_a_repository_that_cannot_be_read_is_named_and_the_run_is_made(scanned_runs: Carry, city: Office, home: Path) -> None:
    Repository.objects.filter(pk="tideml").update(url="https://git.xinghe.example/nobody/nothing")
    (home / "facts").unlink()
    job = done(frozen("gearsim", "tideml"))
    run = run_of(job)
    assert run is not None, job.problem
    assert [row.repository for row in unread(job)] == ["tideml"]
    assert unread(job)[0].problem
    assert run.repositories.get(repository="tideml").missing


def test_a_freeze_whose_worker_was_killed_goes_on_with_the_same_register(
    runs: Carry, city: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = frozen("gearsim")

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(carrying_out, "rank", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out.func()
    Record.objects.filter(pk=record_of("gearsim").pk).update(name="改了名字")
    after = done(job)
    assert after.state == JobState.DONE
    assert after.run is not None
    assert after.run.snapshot == job.snapshot


def test_asking_again_freezes_the_same_call_under_the_same_register(runs: Carry, city: Office) -> None:
    job = done(frozen("gearsim"))
    again = job_retry(job=job, by=SYSTEM)
    assert (again.policy_hash, again.applicants, again.snapshot) == (job.policy_hash, job.applicants, job.snapshot)
    assert done(again).run == job.run


def test_the_same_freeze_that_waits_is_not_queued_twice(city: Office) -> None:
    assert frozen("gearsim") == frozen("gearsim")
    assert frozen("gearsim", "tideml") != frozen("gearsim")
    assert frozen("gearsim", text=with_floor(3)) != frozen("gearsim")


def test_a_bundle_of_a_freeze_is_recomputed_to_the_same_hash(scanned_runs: Carry, city: Office, tmp_path: Path) -> None:
    run = run_of(done(frozen("gearsim", "sealbox")))
    assert run is not None
    again = replay(read_bundle(bundle_of(run)), clones_under(city.city_file.parent), Lake(tmp_path / "lake"), workers=1)
    assert again.identical
    assert (again.run_id, again.results_hash) == (run.run_id, run.results_hash)


def test_a_programme_that_looks_elsewhere_cannot_freeze_a_call(city: Office) -> None:
    elsewhere = TEXT.replace('["applicants"]', '["registered"]')
    with pytest.raises(Invalid, match="applicants"):
        frozen("gearsim", text=elsewhere)


def test_a_call_without_any_repository_has_nothing_to_freeze(city: Office) -> None:
    community = Record.objects.create(id="hoops", kind=Kind.COMMUNITY, name="社区", serial=10_000, state=State.REGISTERED)
    policy_hash = programme_put(OPEN_CALL, TEXT)
    with pytest.raises(Invalid):
        call_freeze(programme=OPEN_CALL, policy_hash=policy_hash, records={"N001": [community.pk]})
    with pytest.raises(Invalid, match="nowhere"):
        call_freeze(programme=OPEN_CALL, policy_hash=policy_hash, records={"N001": ["nowhere"]})
    assert not Job.objects.exists()


def test_a_product_brings_the_repositories_of_what_it_builds_on(city: Office) -> None:
    product = Product.objects.create(id="box", kind=Kind.PRODUCT, name="一体机", serial=10_001, state=State.REGISTERED)
    project = record_of("gearsim")
    product.builds_on.add(project.pk)
    assert repositories_of(["box", project.pk, "nowhere"]) == {"box": ["gearsim"], project.pk: ["gearsim"]}


def test_of_a_body_the_observation_speaks_and_not_the_frozen_call(runs: Carry, city: Office) -> None:
    observed = runs(OBSERVATION)
    enterprise = Record.objects.create(
        id="ent", kind=Kind.ENTERPRISE, name="砺轴", serial=10_002, state=State.REGISTERED, organisation_id="lizhou"
    )
    job = done(frozen("tideml"))
    run = run_of(job)
    assert run is not None
    assert speaking_run(run, [enterprise]) == observed
    assert speaking_run(run, [record_of("tideml")]) == run
    assert speaking_run(run, []) == run
    assert speaking_run(observed, [enterprise]) == observed
    total = observed.totals.get(metric="merged_changes", subject_kind="organisation", subject="lizhou").value or 0
    use = RuleUse("at_least", {"metric": "merged_changes", "value": total // 1_000_000})
    (judged,) = judge_application([use], answers={}, facts={}, record_ids=["ent"], run=run)
    assert (judged.outcome, judged.run_id, judged.preliminary) == ("pass", observed.run_id, False)


def test_a_programme_of_a_call_is_not_run_without_its_call(city: Office) -> None:
    names = programme_names()
    assert AWARD in names
    assert not [ident for ident in names if '["applicants"]' in programme_files()[ident].read_text("utf-8")]


def test_only_the_office_freezes_a_call(city: Office) -> None:
    policy_hash = programme_put(OPEN_CALL, TEXT)
    records = {"N001": [record_of("gearsim").pk]}
    clerk = grant(person("经办"), Role.OFFICE_CLERK)
    with pytest.raises(NotAllowed):
        call_freeze(programme=OPEN_CALL, policy_hash=policy_hash, records=records, by=developer(person("开发者")))
    assert call_freeze(programme=OPEN_CALL, policy_hash=policy_hash, records=records, by=clerk).requested_by_id


def test_programmes_of_the_policy_folder_run_as_before(runs: Carry, city: Office) -> None:
    job = run_request(programme=AWARD)
    assert (job.policy_hash, job.applicants, job.snapshot) == ("", {}, None)
    assert runs(OBSERVATION).repositories.count() == 11
