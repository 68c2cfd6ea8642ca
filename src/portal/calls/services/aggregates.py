"""How do the scores of a phase become one number for each application, with every step written down?"""

from collections import defaultdict
from fractions import Fraction

from django.utils import timezone

from portal.calls.models import Aggregate, Call, Score
from portal.calls.selectors.reviews import REVIEW, asked_again, review_of
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import Actor
from xingtu.policy.aggregation import aggregate, alarm_reasons, total

HUNDRED = 100


def aggregates_make(*, call: Call, by: Actor) -> list[Aggregate]:
    """Of all applications in review in the present phase and round; called where a phase ends, in its transaction."""
    review = review_of(call)
    given = Score.objects.filter(
        assignment__application__call=call, assignment__application__step=REVIEW, phase=call.phase, round=call.round,
        submitted_at__isnull=False, late=False,
    )  # fmt: skip
    totals: dict[str, list[Fraction]] = defaultdict(list)
    absent: dict[str, int] = defaultdict(int)
    for score in given.select_related("assignment"):
        if score.abstained:
            absent[score.assignment.application_id] += 1
        else:
            totals[score.assignment.application_id].append(total(review, score.marks))
    concerned = list(call.applications.filter(step=REVIEW).values_list("pk", flat=True))
    if call.round > 1:
        again = asked_again(call)
        concerned = [ident for ident in concerned if ident in again]
    rows = []
    for ident in concerned:
        done = aggregate(review.aggregate, totals[ident])
        value = done.value if done.value is not None else Fraction(0)
        reasons = alarm_reasons(review, totals[ident])
        rows.append(
            Aggregate(
                application_id=ident, phase=call.phase, round=call.round, method=done.method,
                value=f"{value.numerator}/{value.denominator}", hundredths=round(value * HUNDRED), scores=len(totals[ident]),
                abstentions=absent[ident], alarm=bool(reasons), workings=[list(line) for line in (*done.workings, *reasons)],
                at=timezone.now(),
            )
        )  # fmt: skip
    Aggregate.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["application", "phase", "round"],
        update_fields=["method", "value", "hundredths", "scores", "abstentions", "alarm", "workings", "at"], batch_size=500,
    )  # fmt: skip
    record(
        event=Event.SCORES_AGGREGATED,
        by=by,
        subject_kind="call",
        subject=call.pk,
        details={"phase": call.phase, "round": call.round, "applications": len(rows), "alarms": sum(row.alarm for row in rows)},
    )
    return rows
