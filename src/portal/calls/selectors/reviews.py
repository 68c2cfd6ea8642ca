"""What may an expert see of a review: which assignments are theirs, and what does the phase that is open now show of each?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role
from portal.calls.models import Aggregate, Application, Assignment, AssignmentState, Call, ItemOutcome, PanelItem, Score
from portal.calls.programmes import programme_of
from portal.errors import NotAllowed, WrongState
from xingtu.policy.rubric import Phase, Review

RECUSAL, REVIEW, PANEL = "recusal", "review", "panel"
LIVE = (AssignmentState.ASSIGNED, AssignmentState.DECLARED, AssignmentState.DONE)
"""Of those who judge an application, or will."""
READING = (AssignmentState.DECLARED, AssignmentState.DONE)


def review_of(call: Call) -> Review:
    """How the call's programme reviews.

    Raises:
        WrongState: it has no review.
    """
    review = programme_of(call.version).review
    if review is None:
        raise WrongState(_("《%(name)s》的规则里没有专家评审。") % {"name": call.name})
    return review


@dataclass(frozen=True, slots=True)
class Sight:
    """What is shown of one application now. ``file``: any of it; ``names``: of the applicant; ``open``: scores count."""

    phase: Phase | None = None
    open: bool = False
    file: bool = False
    names: bool = False


def phase_now(call: Call) -> Phase | None:
    """The phase that is open, or the last that was."""
    return next((phase for phase in review_of(call).phases if phase.id == call.phase), None) if call.phase else None


def is_open(call: Call, at: datetime | None = None) -> bool:
    """Whether a phase is running."""
    return bool(call.phase) and call.phase_ends_at is not None and call.phase_ends_at > (at or timezone.now())


def sight_of(assignment: Assignment) -> Sight:
    """What the assignment's expert sees now. After a phase its names are hidden again."""
    call = assignment.application.call
    phase = phase_now(call)
    if phase is None:
        return Sight()
    running = is_open(call)
    file = assignment.state in READING and assignment.application.step == REVIEW
    return Sight(phase, running, file, file and running and phase.applicant_names)


def label_of(assignment: Assignment, *, names: bool) -> str:
    """What the application is called: in a blind phase by the assignment's number, which leads nowhere."""
    if names:
        return f"{assignment.application.number} {assignment.application.title}".strip()
    return _("评审材料 %(n)s") % {"n": assignment.pk}


def assignments_of(acting: Acting) -> QuerySet[Assignment]:
    """The expert's own; nobody else has any."""
    if acting.role is not Role.EXPERT or not acting.may(Act.APPLICATION_SCORE):
        return Assignment.objects.none()
    related = ("application__call__version", "application__run", "application__record", "draw")
    return Assignment.objects.filter(expert_id=acting.actor_id).select_related(*related).order_by("application__call_id", "id")


def assignment_of(acting: Acting, ident: int) -> Assignment:
    """One of one's own.

    Raises:
        NotAllowed: it is somebody else's, or there is none.
    """
    found = assignments_of(acting).exclude(state=AssignmentState.REPLACED).filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.APPLICATION_SCORE)
    return found


def may_score(assignment: Assignment, sight: Sight) -> bool:
    """Whether marks are asked for: in a scoring phase, in a later round only where experts disagreed or the panel sent it back."""
    if not sight.file or sight.phase is None or not sight.phase.scores:
        return False
    return assignment.application.call.round == 1 or assignment.application_id in asked_again(assignment.application.call)


def asked_again(call: Call, *, in_round: int | None = None) -> frozenset[str]:
    """Ids of the applications that are scored once more in the present round, or would be in the next one."""
    former = (in_round or call.round) - 1
    alarmed = Aggregate.objects.filter(application__call=call, round=former, phase=call.phase, alarm=True)
    sent_back = PanelItem.objects.filter(panel__call=call, outcome=ItemOutcome.AGAIN, application__step=REVIEW)
    return frozenset(alarmed.values_list("application_id", flat=True)) | frozenset(sent_back.values_list("application_id", flat=True))


def own_score(assignment: Assignment) -> Score | None:
    """Of the present phase and round."""
    call = assignment.application.call
    return assignment.scores.filter(phase=call.phase, round=call.round).first()


def others_scores(assignment: Assignment, sight: Sight) -> list[Score]:
    """What others have submitted so far, as far as the phase shows it."""
    phase = sight.phase
    if phase is None or not sight.file or not sight.open or phase.others == "never":
        return []
    if phase.others == "after_own":
        mine = own_score(assignment)
        if mine is None or mine.submitted_at is None:
            return []
    given = Score.objects.filter(assignment__application_id=assignment.application_id, submitted_at__isnull=False, late=False)
    return list(given.exclude(assignment=assignment).select_related("assignment__expert").order_by("assignment__id", "round", "id"))


def final_aggregates(applications: Iterable[Application], review: Review) -> dict[str, Aggregate]:
    """Of each the aggregate that counts: of the newest phase and round in which enough experts scored; else the newest there is."""
    place = {phase.id: n for n, phase in enumerate(review.phases)}
    best: dict[str, tuple[bool, int, int, Aggregate]] = {}
    for row in Aggregate.objects.filter(application__in=[one.pk for one in applications]).order_by("application_id", "id"):
        key = (row.scores >= review.at_least, row.round, place.get(row.phase, -1))
        if row.scores and (row.application_id not in best or key > best[row.application_id][:3]):
            best[row.application_id] = (*key, row)
    return {ident: found[3] for ident, found in best.items()}
