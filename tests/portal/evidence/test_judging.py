from collections.abc import Callable
from datetime import date

from portal.evidence.models import Run, RunRepository
from portal.evidence.selectors.judging import Judged, judge_application, rule_of
from portal.evidence.selectors.milestones import milestone_measure
from portal.evidence.services.programme_texts import programme_of
from portal.evidence.services.publishing import run_publish
from portal.journal.services.recording import SYSTEM
from portal.register.models import Kind, Record, Repository, State
from tests.portal.evidence.call_texts import TEXT
from tests.stories.office import Office
from xingtu import catalogue
from xingtu.policy.rule_use import RuleUse

Carry = Callable[..., Run]
FLOOR = RuleUse("at_least", {"metric": "merged_changes", "value": 5})


def record_of(repository: str) -> str:
    found = Repository.objects.get(pk=repository).record_id
    assert found is not None
    return str(found)


def judged(run: Run | None, *records: str, rules: tuple[RuleUse, ...] = (FLOOR,), **facts: object) -> list[Judged]:
    return judge_application(rules, answers={}, facts=facts, record_ids=records, run=run)


def test_an_application_is_judged_by_the_programmes_rules_on_the_frozen_run(runs: Carry) -> None:
    run = runs()
    programme = programme_of(TEXT)
    found = judge_application(programme.rules, answers={}, facts={}, record_ids=[record_of("gearsim")], run=run, form=programme.form)
    assert [one.rule_id for one in found] == ["at_least", "evidence_complete"]
    assert {one.outcome for one in found} == {"pass"}
    assert "20" in found[0].condition
    assert found[0].condition_en
    assert found[0].reason != found[0].reason_en
    assert {one.run_id for one in found} == {run.run_id}
    assert not found[0].preliminary


def test_before_the_freeze_the_published_observation_answers_and_says_so(runs: Carry) -> None:
    run = runs()
    assert judged(None, record_of("gearsim"))[0].outcome == "unknown"
    run_publish(run=run, by=SYSTEM)
    (found,) = judged(None, record_of("gearsim"))
    assert (found.outcome, found.preliminary, found.run_id) == ("pass", True, run.run_id)


def test_without_any_run_nothing_passes(city: Office) -> None:
    found = judged(None, record_of("gearsim"), rules=(FLOOR, RuleUse("evidence_complete", {})))
    assert {one.outcome for one in found} == {"unknown"}
    assert found[0].run_id == ""


def test_what_was_not_measured_is_unknown_and_never_a_pass(runs: Carry) -> None:
    run = runs()
    nobody = RuleUse("at_least", {"metric": "stars", "value": 0})
    assert judged(run, record_of("gearsim"), rules=(nobody,))[0].outcome == "unknown"
    assert judged(run, rules=(FLOOR,))[0].outcome == "unknown"
    RunRepository.objects.filter(run=run, repository="newborn").update(tip="", missing=["读不到"])
    run.totals.filter(subject="newborn").delete()
    assert judged(run, record_of("newborn"))[0].outcome == "unknown"


def test_a_rule_this_engine_does_not_have_is_unknown(runs: Carry) -> None:
    run = runs()
    for ident in ("from_the_future", "../at_least", "os"):
        (found,) = judged(run, record_of("gearsim"), rules=(RuleUse(ident, {}),))
        assert found.outcome == "unknown"
        assert ident in found.reason


def test_several_records_are_one_application(runs: Carry) -> None:
    run = runs()
    values = {
        one: run.totals.get(metric="merged_changes", subject_kind="repository", subject=one).value or 0 for one in ("gearsim", "tideml")
    }
    together = sum(values.values()) // 1_000_000
    use = RuleUse("at_least", {"metric": "merged_changes", "value": together})
    assert judged(run, record_of("gearsim"), rules=(use,))[0].outcome == "fail"
    assert judged(run, record_of("gearsim"), record_of("tideml"), rules=(use,))[0].outcome == "pass"
    factor = RuleUse("at_least", {"metric": "contributor_absence_factor", "value": 1})
    assert judged(run, record_of("gearsim"), rules=(factor,))[0].outcome == "pass"
    assert judged(run, record_of("gearsim"), record_of("tideml"), rules=(factor,))[0].outcome == "unknown"


def test_evidence_is_complete_or_not_for_the_application_alone(runs: Carry) -> None:
    run = runs()
    complete = (RuleUse("evidence_complete", {}),)
    assert run.repositories.get(repository="seamount").missing
    assert judged(run, record_of("gearsim"), rules=complete)[0].outcome == "pass"
    assert judged(run, record_of("seamount"), rules=complete)[0].outcome != "pass"
    run.repositories.filter(repository="gearsim").delete()
    assert judged(run, record_of("gearsim"), rules=complete)[0].outcome != "pass"


def test_a_body_is_judged_by_the_work_done_for_it(runs: Carry) -> None:
    run = runs()
    Record.objects.create(id="ent", kind=Kind.ENTERPRISE, name="砺轴", serial=10_000, state=State.REGISTERED, organisation_id="lizhou")
    total = run.totals.get(metric="merged_changes", subject_kind="organisation", subject="lizhou").value or 0
    for floor, outcome in ((total // 1_000_000, "pass"), (total // 1_000_000 + 1, "fail")):
        assert judged(run, "ent", rules=(RuleUse("at_least", {"metric": "merged_changes", "value": floor}),))[0].outcome == outcome


def test_a_milestone_is_measured_like_any_rule(runs: Carry) -> None:
    run = runs()
    assert milestone_measure(FLOOR, record_of("gearsim"), run, on=date(2025, 12, 31)).outcome == "pass"
    assert milestone_measure(RuleUse("at_least", {"metric": "merged_changes", "value": 9999}), record_of("gearsim"), run).outcome == "fail"
    assert milestone_measure(FLOOR, "nowhere", run).outcome == "unknown"
    run_publish(run=run, by=SYSTEM)
    assert milestone_measure(FLOOR, record_of("gearsim")).preliminary


def test_every_rule_of_the_catalogue_is_found_without_loading_the_catalogue() -> None:
    assert {ident: rule_of(ident) for ident in catalogue.rules()} == catalogue.rules()
