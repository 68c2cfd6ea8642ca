"""What do a programme's rules answer of one application: condition by condition, with the reason and what it rests on?

Before the freeze the newest published observation speaks, and every answer is preliminary; after it the frozen run does. A number
nobody measured, a rule this engine does not have and an answer nobody gave are all unknown, which is no pass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from portal.evidence.home import series_name
from portal.evidence.models import Run, RunMetric
from portal.evidence.selectors.record_values import measured_of, missing_of, speaking_run
from portal.evidence.selectors.runs import observation
from portal.register.models import Record
from portal.register.vocabulary import libraries
from xingtu.decide.case import Case, Question
from xingtu.decide.rule import Judgement, Outcome, Rule

if TYPE_CHECKING:
    from xingtu.policy.form import Form
    from xingtu.policy.rule_use import RuleUse

Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule's answer to one application; ``run_id`` is empty where no run was asked."""

    rule_id: str
    name: str
    name_en: str
    condition: str
    condition_en: str
    outcome: str
    """pass, fail or unknown."""
    reason: str
    reason_en: str
    evidence: str
    run_id: str
    preliminary: bool = False
    """Made before the freeze: the frozen run may answer otherwise."""

    @property
    def said(self) -> tuple[str, str]:
        """Condition and reason in the reader's language."""
        english = (get_language() or "").startswith("en")
        return (self.condition_en, self.reason_en) if english else (self.condition, self.reason)


def judge_application(
    rules: Sequence["RuleUse"],
    *,
    answers: Mapping[str, object],
    facts: Mapping[str, object],
    record_ids: Sequence[str],
    run: Run | None,
    form: "Form | None" = None,
) -> list[Judged]:
    """Each rule's answer, in the file's order.

    facts: fact id → value (of ``application_facts.facts_of`` take ``known(…)``); absent is not known
    run:   the frozen run; None: the newest published observation, preliminary
    """
    records = list(Record.objects.filter(pk__in=list(record_ids)).select_related("organisation"))
    spoken = speaking_run(run, records) if run else observation()
    asked = questions_of(form)
    wanted = sorted({metric for use in rules for metric in _metrics_of(use)})
    case = _case(spoken, wanted, records, answers=answers, facts=facts, questions=asked)
    known = {**case.names, **city_names(rules), **_option_names(form)}
    case = replace(case, names=known)
    return [_judged(use, case, known, run=spoken, preliminary=run is None) for use in rules]


def questions_of(form: "Form | None") -> dict[str, Question]:
    """What a form asks under each id."""
    return {field.id: Question(field.label, field.label_en, field.kind) for field in form.fields} if form is not None else {}


def city_names(rules: "Sequence[RuleUse]") -> dict[str, tuple[str, str]]:
    """What the libraries are called, and the programmes these rules speak of."""
    called = {library.id: (library.name, library.name_en) for library in libraries()}
    for use in rules:
        rule = rule_of(use.id)
        for name, kind in rule.parameters.items() if rule else ():
            if kind == "programme":
                called[str(use.parameters[name])] = series_name(str(use.parameters[name]))
    return called


def rule_of(ident: str) -> Rule | None:
    """A rule of this engine; the catalogue knows them too, and loads Ibis for it."""
    try:
        found = import_module(f"xingtu.decide.rules.{ident}").RULE if ident.isidentifier() else None
    except ModuleNotFoundError:
        return None
    return found if isinstance(found, Rule) else None


def _metrics_of(use: "RuleUse") -> list[str]:
    rule = rule_of(use.id)
    return (
        [str(use.parameters[name]) for name, kind in rule.parameters.items() if kind == "metric" and name in use.parameters] if rule else []
    )


def _case(
    run: Run | None,
    metrics: Sequence[str],
    records: Sequence[Record],
    *,
    answers: Mapping[str, object],
    facts: Mapping[str, object],
    questions: Mapping[str, Question],
) -> Case:
    definitions = list(RunMetric.objects.filter(run=run, metric__in=metrics)) if run else []
    return Case(
        subject=records[0].pk if records else "",
        values=measured_of(run, metrics, records) if run else {},
        name="、".join(record.name for record in records),
        scales={one.metric: one.scale for one in definitions},
        names={one.metric: (one.name, one.name_en) for one in definitions},
        missing=missing_of(run, records),
        answers=answers,
        facts=facts,
        questions=questions,
    )


def _judged(use: "RuleUse", case: Case, names: Names, *, run: Run | None, preliminary: bool) -> Judged:
    rule = rule_of(use.id)
    if rule is None:
        answer = Judgement(
            Outcome.UNKNOWN,
            f"本机的星图没有 {use.id} 这条规则，无法判断。",
            f"This version of Xingtu has no rule {use.id}, so it cannot be judged.",
            use.id,
        )
        return _row(use.id, (use.id, use.id), (use.id, use.id), answer, run, preliminary=preliminary)
    condition = rule.told(use.parameters, names=names, questions=case.questions)
    return _row(rule.id, (rule.name, rule.name_en), condition, rule.judge(case, use.parameters), run, preliminary=preliminary)


def _row(ident: str, name: tuple[str, str], condition: tuple[str, str], answer: Judgement, run: Run | None, *, preliminary: bool) -> Judged:
    return Judged(
        rule_id=ident,
        name=name[0],
        name_en=name[1],
        condition=condition[0],
        condition_en=condition[1],
        outcome=str(answer.outcome),
        reason=answer.reason,
        reason_en=answer.reason_en,
        evidence=answer.evidence,
        run_id=run.run_id if run else "",
        preliminary=preliminary,
    )


def _option_names(form: "Form | None") -> dict[str, tuple[str, str]]:
    fields = form.fields if form is not None else ()
    return {f"{field.id}.{option.id}": (option.label, option.label_en) for field in fields for option in field.options}
