"""Does somebody already have another duty on an application? Nobody combines two of checking, scoring and deciding."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant
from portal.calls.models import Application, Assignment, AssignmentState, Move, PartyState
from portal.calls.steps import DUTY_OF_STEP
from portal.errors import WrongState

CHECK, SCORE, DECIDE = "check", "score", "decide"


def duties_of(person_id: str, application: Application) -> set[str]:
    """What the person has done on it so far."""
    steps = Move.objects.filter(application=application, by=person_id, undone_at=None).values_list("from_step", flat=True)
    held = {DUTY_OF_STEP[step] for step in steps if step in DUTY_OF_STEP}
    scoring = (AssignmentState.ASSIGNED, AssignmentState.DECLARED, AssignmentState.DONE)
    if Assignment.objects.filter(application=application, expert_id=person_id, state__in=scoring).exists():
        held.add(SCORE)
    return held


def prove_duty(acting: Acting, application: Application, duty: str) -> None:
    """Return when the person may take on the duty.

    Raises:
        WrongState: they have another one on this application, or it is their own application.
    """
    sentences = {
        CHECK: _("您审查过这份申报"),
        SCORE: _("您是这份申报的评审专家"),
        DECIDE: _("您参与拟定过这份申报所在的名单"),
    }
    for other in sorted(duties_of(acting.actor_id, application) - {duty}):
        raise WrongState(_("%(held)s，同一份申报的审查、评审和决定须由不同的人办理；请交给同事。") % {"held": sentences[other]})
    if application.person_id == acting.actor_id:
        raise WrongState(_("这是您自己经办的申报，须由别人办理。"))
    if stands_with(acting.actor_id, application):
        raise WrongState(_("您在这份申报的申报单位或联合申报方任职，须由别人办理。"))


def stands_with(person_id: str, application: Application) -> bool:
    """Whether somebody belongs to those who apply: handles it, has joined it, or holds a role in a body that applies."""
    if not person_id:
        return False
    joined = [party for party in application.parties.all() if party.state == PartyState.ACCEPTED]
    if person_id in {application.person_id, *(party.person_id for party in joined)}:
        return True
    bodies = {application.organisation_id, *(party.organisation_id for party in joined)} - {None}
    held = Grant.objects.held_on(timezone.localdate()).filter(person_id=person_id, organisation_id__in=bodies)
    return bool(bodies) and held.exists()
