"""What stands on an expert's own pages: tasks by call, the reading, others' marks as far as the phase shows them?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.acting import Acting
from portal.calls.models import Assignment, AssignmentState, Call, Score
from portal.calls.selectors.reading import Reading, reading_of, words_of
from portal.calls.selectors.reviews import (
    Sight,
    assignments_of,
    is_open,
    label_of,
    may_score,
    others_scores,
    own_score,
    phase_now,
    review_of,
    sight_of,
)
from portal.evidence.doors import said
from portal.evidence.selectors.redaction import redacted
from xingtu.policy.aggregation import points, total
from xingtu.policy.rubric import Review


@dataclass(frozen=True, slots=True)
class Task:
    """One assignment in the list."""

    assignment: Assignment
    label: str
    open: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A call with what one has of it."""

    call: Call
    phase: str
    ends_at: datetime | None
    tasks: tuple[Task, ...]


def tasks_of(acting: Acting) -> list[Group]:
    """By call, what waits first."""
    order = {AssignmentState.ASSIGNED: 0, AssignmentState.DECLARED: 1, AssignmentState.DONE: 2}
    held: dict[str, list[Assignment]] = defaultdict(list)
    calls: dict[str, Call] = {}
    for one in assignments_of(acting).exclude(state=AssignmentState.REPLACED):
        calls.setdefault(one.application.call_id, one.application.call)
        held[one.application.call_id].append(one)
    groups = []
    for ident, call in calls.items():
        phase = phase_now(call)
        rows = sorted(held[ident], key=lambda one: (order.get(AssignmentState(one.state), 3), one.pk))
        tasks = tuple(Task(one, label_of(one, names=sight.names), sight.file) for one in rows for sight in (sight_of(one),))
        running = is_open(call)
        groups.append(
            Group(call, said(phase.name, phase.name_en) if phase and running else "", call.phase_ends_at if running else None, tasks)
        )
    return groups


@dataclass(frozen=True, slots=True)
class Other:
    """Another expert's score as this one may read it."""

    who: str
    total: str
    abstained: bool
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """``reading`` None: nothing of the file is shown now."""

    label: str
    sight: Sight
    phase: str
    reading: Reading | None
    scoring: bool
    score: Score | None
    submitted: tuple[Score, ...]
    others: tuple[Other, ...]


def own_page_of(assignment: Assignment) -> OwnPage:
    """The page of one assignment."""
    sight = sight_of(assignment)
    return OwnPage(
        label=label_of(assignment, names=sight.names),
        sight=sight,
        phase=said(sight.phase.name, sight.phase.name_en) if sight.phase else "",
        reading=reading_of(assignment, sight) if sight.file else None,
        scoring=may_score(assignment, sight),
        score=own_score(assignment),
        submitted=tuple(assignment.scores.filter(submitted_at__isnull=False)),
        others=tuple(_others(assignment, sight)),
    )


def _others(assignment: Assignment, sight: Sight) -> list[Other]:
    rows = others_scores(assignment, sight)
    if not rows or sight.phase is None:
        return []
    review = review_of(assignment.application.call)
    words = () if sight.names else words_of(assignment, assignment.application.answers)
    return [
        Other(
            who=score.assignment.expert.name if sight.phase.reviewer_names else score.assignment.alias,
            total=points(total(review, score.marks)) if score.marks and not score.abstained else "",
            abstained=score.abstained,
            lines=tuple((name, text if sight.names else redacted(text, words)) for name, text in _lines(review, score)),
        )
        for score in rows
    ]


def _lines(review: Review, score: Score) -> list[tuple[str, str]]:
    rows = [
        (said(one.name, one.name_en), " ".join(part for part in (str(score.marks.get(one.id, "")), score.comments.get(one.id, "")) if part))
        for one in review.criteria
    ]
    return [*[(name, text) for name, text in rows if text], *([("", score.opinion)] if score.opinion else [])]
