"""Does every rule keep what a rule promises? A new rule needs no line here."""

import re
import string

import pytest

from xingtu import catalogue
from xingtu.decide.case import Case
from xingtu.decide.rule import Outcome, Parameters, Rule

KINDS = {"metric", "integer", "text", "day", "field", "fields", "texts", "library", "programme"}
FACT = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*)+(\.<[a-z]+>)?")

every_rule = pytest.mark.parametrize("rule", catalogue.rules().values(), ids=lambda rule: rule.id)
rules_with_a_metric = pytest.mark.parametrize(
    "rule", [rule for rule in catalogue.rules().values() if "metric" in rule.parameters.values()], ids=lambda rule: rule.id
)
rules_that_ask = pytest.mark.parametrize(
    "rule", [rule for rule in catalogue.rules().values() if rule.parameters or rule.needs], ids=lambda rule: rule.id
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
    assert answer.evidence.split()[0] == rule.id


@every_rule
def test_examples_show_a_pass_and_what_does_not_pass(rule: Rule) -> None:
    shown = {outcome for _, _, outcome in rule.examples}
    assert Outcome.PASS in shown
    assert shown & {Outcome.FAIL, Outcome.UNKNOWN}


@every_rule
def test_examples_use_exactly_the_declared_parameters(rule: Rule) -> None:
    assert {kind.partition(":")[0] for kind in rule.parameters.values()} <= KINDS
    assert all(set(parameters) == set(rule.parameters) for _, parameters, _ in rule.examples)


@rules_with_a_metric
def test_what_was_not_measured_never_passes(rule: Rule) -> None:
    for case, parameters, _ in rule.examples:
        assert rule.judge(Case(case.subject, scales=case.scales), parameters).outcome is Outcome.UNKNOWN


@rules_that_ask
def test_who_brings_nothing_never_passes(rule: Rule) -> None:
    for case, parameters, _ in rule.examples:
        assert rule.judge(Case(case.subject, questions=case.questions), parameters).outcome is not Outcome.PASS


@rules_that_ask
def test_an_answer_or_fact_of_the_wrong_kind_breaks_nothing(rule: Rule) -> None:
    for case, parameters, _ in rule.examples:
        for nonsense in (None, "", "？", -1, True, False, 1.5, [], [""], {}, {"a": ""}, [{}]):
            told = Case(case.subject, answers=dict.fromkeys(case.answers, nonsense), facts=dict.fromkeys(case.facts, nonsense))
            assert rule.judge(told, parameters).reason


@every_rule
def test_the_condition_is_said_with_every_parameter(rule: Rule) -> None:
    for _, parameters, _ in rule.examples:
        zh, en = rule.told(parameters, names={})
        assert zh
        assert en
    for text in (rule.condition, rule.condition_en):
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert named <= set(rule.parameters)
        assert named == set(rule.parameters) or not text


@every_rule
def test_a_rule_says_which_facts_it_reads(rule: Rule) -> None:
    assert all(FACT.fullmatch(fact) for fact in rule.needs)
    read = {fact for case, _, _ in rule.examples for fact in case.facts}
    families = tuple(fact.partition("<")[0] for fact in rule.needs if "<" in fact)
    assert all(fact in rule.needs or fact.startswith(families or "\0") for fact in read)


@every_rule
def test_a_rule_describes_itself_in_both_languages(rule: Rule) -> None:
    assert all(text.strip() for text in (rule.id, rule.name, rule.name_en, rule.basis))
    assert rule.version >= 1
