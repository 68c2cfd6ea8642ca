"""Does every rule keep what a rule promises? A new rule needs no line here."""

import pytest

from xingtu import catalogue
from xingtu.decide.rule import Case, Outcome, Parameters, Rule

every_rule = pytest.mark.parametrize("rule", catalogue.rules().values(), ids=lambda rule: rule.id)
rules_with_a_metric = pytest.mark.parametrize(
    "rule", [rule for rule in catalogue.rules().values() if "metric" in rule.parameters.values()], ids=lambda rule: rule.id
)
every_example = pytest.mark.parametrize(
    ("rule", "case", "parameters", "outcome"),
    [
        pytest.param(rule, *example, id=f"{rule.id}-{place}")
        for rule in catalogue.rules().values()
        for place, example in enumerate(rule.examples)
    ],
)


@every_example
def test_the_worked_example_holds(rule: Rule, case: Case, parameters: Parameters, outcome: Outcome) -> None:
    assert rule.judge(case, parameters).outcome is outcome


@every_example
def test_an_answer_gives_its_reason_in_both_languages_and_its_evidence(
    rule: Rule, case: Case, parameters: Parameters, outcome: Outcome
) -> None:
    answer = rule.judge(case, parameters)
    assert answer.outcome is outcome
    assert answer.reason.endswith("。")
    assert answer.reason_en.endswith(".")
    assert answer.evidence.startswith(rule.id)


@every_rule
def test_examples_show_a_pass_and_what_does_not_pass(rule: Rule) -> None:
    shown = {outcome for _, _, outcome in rule.examples}
    assert Outcome.PASS in shown
    assert shown & {Outcome.FAIL, Outcome.UNKNOWN}


@every_rule
def test_examples_use_exactly_the_declared_parameters(rule: Rule) -> None:
    assert set(rule.parameters.values()) <= {"metric", "integer", "text"}
    assert all(set(parameters) == set(rule.parameters) for _, parameters, _ in rule.examples)


@rules_with_a_metric
def test_what_was_not_measured_never_passes(rule: Rule) -> None:
    for case, parameters, _ in rule.examples:
        assert rule.judge(Case(case.subject, scales=case.scales), parameters).outcome is Outcome.UNKNOWN


@every_rule
def test_a_rule_describes_itself_in_both_languages(rule: Rule) -> None:
    assert all(text.strip() for text in (rule.id, rule.name, rule.name_en, rule.basis))
    assert rule.version >= 1
