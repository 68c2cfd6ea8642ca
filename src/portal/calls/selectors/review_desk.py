"""How far is the review of a call, and how do its scores look from above: agreement, bias, how much hangs on one expert?

For the office and auditors. Whatever the number of applications and experts, the number of queries stays the same.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Role
from portal.calls.models import Aggregate, Application, Assignment, AssignmentState, Call, Conflict, ConflictKind, Score
from portal.calls.selectors.reviews import LIVE, PANEL, READING, RECUSAL, REVIEW, final_aggregates, review_of
from portal.errors import NotAllowed
from portal.evidence.doors import said
from xingtu.policy.aggregation import points, total, without_each, workings_of_total
from xingtu.policy.rubric import Review

BEFORE = ("draft", "abandoned", "submitted", "district_check", "returned", "intake", "frozen", "clarify", "withdrawn", "lapsed")


def call_for_review(acting: Acting, ident: str) -> Call:
    """A call to those who see scores.

    Raises:
        NotAllowed: not the office's or an auditor's, or there is none.
    """
    found = Call.objects.select_related("version", "run").filter(pk=ident).first() if acting.may(Act.SCORES_VIEW) else None
    if found is None:
        raise NotAllowed(Act.SCORES_VIEW)
    return found


def application_for_review(acting: Acting, ident: str) -> Application:
    """An application to those who see scores.

    Raises:
        NotAllowed: not the office's or an auditor's, or there is none.
    """
    related = ("call__version", "call__run", "organisation", "person", "record", "run")
    found = Application.objects.filter(pk=ident, number__isnull=False).select_related(*related).first()
    if found is None or not acting.may(Act.SCORES_VIEW):
        raise NotAllowed(Act.SCORES_VIEW)
    return found


def rows_of(call: Call) -> QuerySet[Application]:
    """Everything that has come as far as review, with counts of its assignments."""
    n = {
        "asked": Count("assignments", filter=Q(assignments__state__in=LIVE), distinct=True),
        "ready": Count("assignments", filter=Q(assignments__state__in=READING), distinct=True),
        "done": Count("assignments", filter=Q(assignments__state=AssignmentState.DONE), distinct=True),
        "recused": Count("assignments", filter=Q(assignments__state=AssignmentState.RECUSED), distinct=True),
    }
    held = call.applications.exclude(step__in=BEFORE).filter(Q(step__in=(RECUSAL, REVIEW, PANEL)) | Q(assignments__isnull=False))
    return held.annotate(**n).select_related("organisation", "person").order_by("number").distinct()


@dataclass(frozen=True, slots=True)
class Row:
    """An application on the desk."""

    application: Application
    final: Aggregate | None


def board(applications: Sequence[Application], review: Review) -> list[Row]:
    """With the aggregates that count."""
    finals = final_aggregates(applications, review)
    return [Row(one, finals.get(one.pk)) for one in applications]


@dataclass(frozen=True, slots=True)
class Bias:
    """How far an expert's totals lie above the others' on the same applications, on average."""

    expert: Person
    items: int
    difference: Fraction

    @property
    def shown(self) -> str:
        """For people."""
        return points(self.difference)


def bias_of(call: Call) -> list[Bias]:
    """Of every expert who scored something others scored too; the strictest first."""
    review = review_of(call)
    given = Score.objects.filter(assignment__application__call=call, submitted_at__isnull=False, late=False, abstained=False)
    by_item: dict[tuple[str, str, int], list[tuple[str, Fraction]]] = defaultdict(list)
    columns = ("assignment__application_id", "phase", "round", "assignment__expert_id", "marks")
    for application, phase, number, expert, marks in given.order_by().values_list(*columns):
        by_item[application, phase, number].append((expert, total(review, marks)))
    people = Person.objects.in_bulk({expert for totals in by_item.values() for expert, _value in totals})
    apart: dict[str, list[Fraction]] = defaultdict(list)
    for totals in by_item.values():
        whole = sum((value for _expert, value in totals), Fraction(0))
        if len(totals) > 1:
            for expert, value in totals:
                apart[expert].append(value - (whole - value) / (len(totals) - 1))
    rows = [Bias(people[ident], len(found), sum(found, Fraction(0)) / len(found)) for ident, found in apart.items()]
    return sorted(rows, key=lambda row: (row.difference, row.expert.pk))


@dataclass(frozen=True, slots=True)
class Scored:
    """A score with its arithmetic."""

    score: Score
    alias: str
    expert: str
    phase: str
    total: str
    workings: tuple[tuple[str, str], ...]


def scores_of(application: Application) -> list[Scored]:
    """Everything experts have given, late and earlier rounds included, in the order of aliases."""
    review = review_of(application.call)
    given = Score.objects.filter(assignment__application=application, submitted_at__isnull=False).select_related("assignment__expert")
    phases = {phase.id: said(phase.name, phase.name_en) for phase in review.phases}
    rows = []
    for score in given.order_by("round", "phase", "assignment__id"):
        counts = not score.abstained and bool(score.marks)
        rows.append(
            Scored(
                score, score.assignment.alias, score.assignment.expert.name, phases.get(score.phase, score.phase),
                points(total(review, score.marks)) if counts else "", workings_of_total(review, score.marks) if counts else (),
            )
        )  # fmt: skip
    return rows


def stability_of(acting: Acting, application: Application, scored: Sequence[Scored]) -> list[tuple[str, str]]:
    """What the result would be without each expert; for auditors only."""
    review = review_of(application.call)
    final = final_aggregates([application], review).get(application.pk)
    if acting.role is not Role.AUDITOR or final is None:
        return []
    counted = [
        row for row in scored
        if row.total and not row.score.late and (row.score.phase, row.score.round) == (final.phase, final.round)
    ]  # fmt: skip
    totals = [total(review, row.score.marks) for row in counted]
    left = without_each(review.aggregate, totals)
    return [(row.alias, points(one.value) if one.value is not None else "—") for row, one in zip(counted, left, strict=True)]


def unexplained(call: Call) -> QuerySet[Conflict]:
    """Relations that keep somebody out until a reason is written down."""
    held = Conflict.objects.filter(application__call=call, kind=ConflictKind.ASK, application__step__in=(RECUSAL, REVIEW))
    return held.select_related("expert", "application").order_by("kept_reason", "application__number", "expert__name")


def recusals_of(call: Call) -> QuerySet[Assignment]:
    """回避登记: who stepped back from what, or was replaced."""
    out = (AssignmentState.RECUSED, AssignmentState.REPLACED)
    return Assignment.objects.filter(application__call=call, state__in=out).select_related("expert", "application").order_by("id")
