"""What does an expert give, and from when does it count? Saved while writing, counted once submitted in time, never changed by others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.calls.models import Assignment, AssignmentState, Score
from portal.calls.selectors.reviews import READING, assignments_of, is_open, may_score, review_of, sight_of
from portal.errors import Invalid, WrongState
from portal.evidence.doors import said
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.moves import SHORTEST_REASON
from xingtu.policy.rubric import Review

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Given:
    """What stands on the page; a criterion without a mark has none."""

    marks: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""
    abstained: bool = False
    abstain_reason: str = ""


@transaction.atomic
def score_save(*, assignment: Assignment, given: Given, by: Acting) -> Score:
    """Keep what is written so far; nothing counts yet.

    Raises:
        Invalid: a mark off its scale.
        WrongState: it was submitted, or nothing is asked for now.
    """
    now = _held(assignment, by)
    score, problems = _written(now, given), _faults(review_of(now.application.call), given, complete=False)
    if problems:
        raise Invalid(problems)
    score.save()
    return score


@transaction.atomic
def score_submit(*, assignment: Assignment, given: Given, by: Acting) -> Score:
    """Give the score; after the end of the phase it is kept and marked, and not counted.

    Raises:
        Invalid: a criterion without a mark, or an abstention without a reason.
        WrongState: it was submitted, or nothing is asked for now.
    """
    take_turn()
    now = _held(assignment, by)
    score, problems = _written(now, given), _faults(review_of(now.application.call), given, complete=True)
    if problems:
        raise Invalid(problems)
    if given.abstained:
        score.marks = {}
    score.submitted_at, score.late = timezone.now(), not is_open(now.application.call)
    score.save()
    now.state = AssignmentState.DONE
    now.save(update_fields=["state"])
    record(
        event=Event.SCORE_SUBMITTED,
        by=by,
        subject_kind="assignment",
        subject=str(now.pk),
        details={"phase": score.phase, "round": score.round, "late": score.late, "abstained": score.abstained},
    )
    return score


@transaction.atomic
def score_withdraw(*, assignment: Assignment, by: Acting) -> Score:
    """Take a submitted score back to go on writing, until the phase closes.

    Raises:
        WrongState: the phase is over, or nothing was submitted.
    """
    take_turn()
    now = _mine(assignment, by)
    call = now.application.call
    score = now.scores.select_for_update().filter(phase=call.phase, round=call.round, submitted_at__isnull=False).first()
    if score is None or not is_open(call):
        raise WrongState(_("评审阶段已经结束，或没有已提交的评分，不能撤回。"))
    score.submitted_at, score.revision = None, score.revision + 1
    score.save(update_fields=["submitted_at", "revision"])
    now.state = AssignmentState.DECLARED
    now.save(update_fields=["state"])
    record(
        event=Event.SCORE_SUBMITTED,
        by=by,
        subject_kind="assignment",
        subject=str(now.pk),
        details={"phase": score.phase, "round": score.round, "withdrawn": True},
    )
    return score


def _mine(assignment: Assignment, by: Acting) -> Assignment:
    now = assignments_of(by).select_for_update(of=("self",)).filter(pk=assignment.pk, state__in=READING).first()
    if now is None:
        raise WrongState(_("请先声明有无利益关系，再评分。"))
    return now


def _held(assignment: Assignment, by: Acting) -> Assignment:
    now = _mine(assignment, by)
    if not may_score(now, sight_of(now)):
        raise WrongState(_("现在不是评分的时候：没有开着的评分阶段，或这份材料不在本轮评分之列。"))
    return now


def _written(assignment: Assignment, given: Given) -> Score:
    call = assignment.application.call
    score = assignment.scores.filter(phase=call.phase, round=call.round).first()
    if score is None:
        score = Score(assignment=assignment, phase=call.phase, round=call.round, revision=0)
    if score.submitted_at is not None:
        raise WrongState(_("评分已经提交。要修改，请先撤回。"))
    score.marks, score.comments = dict(given.marks), {name: text for name, text in given.comments.items() if text}
    score.opinion, score.abstained, score.abstain_reason = given.opinion, given.abstained, given.abstain_reason.strip()
    score.revision, score.saved_at = score.revision + 1, timezone.now()
    return score


def _faults(review: Review, given: Given, *, complete: bool) -> dict[str, str]:
    problems = {}
    known = {criterion.id: criterion for criterion in review.criteria}
    for name, mark in given.marks.items():
        if name not in known or not 0 <= mark <= known[name].scale:
            most = known[name].scale if name in known else 0
            problems[f"mark_{name}"] = _("请打 0 到 %(most)d 之间的整数分。") % {"most": most}
    if max((len(text) for text in (given.opinion, given.abstain_reason, *given.comments.values())), default=0) > LONGEST:
        problems["opinion"] = _("每段文字最多 4000 字。")
    if not complete:
        return problems
    if given.abstained:
        if len(given.abstain_reason.strip()) < SHORTEST_REASON:
            problems["abstain_reason"] = _("请写明弃权的理由。弃权不是零分，不计入汇总。")
        return problems
    for criterion in review.criteria:
        if criterion.counts and criterion.id not in given.marks:
            problems.setdefault(f"mark_{criterion.id}", _("“%(name)s”还没有打分。") % {"name": said(criterion.name, criterion.name_en)})
    return problems
