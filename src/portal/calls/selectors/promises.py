"""What does the programme's file promise under a milestone, and which milestones are not settled yet?"""

from fractions import Fraction

from portal.calls.models import Application, Milestone, MilestoneState
from portal.calls.programmes import programme_of
from xingtu.policy.milestone import Milestone as Promise

OPEN = (MilestoneState.WAITING, MilestoneState.WARNED)


def promise_of(milestone: Milestone) -> Promise:
    """What the programme's file says of it."""
    promises = programme_of(milestone.application.call.version).milestones
    return next(promise for promise in promises if promise.id == milestone.milestone)


def due_back(application: Application) -> int:
    """What still has to come back: the shares of the milestones it is recovered for, or all where the office decided it; less what did."""
    paid = sum(award.paid_fen for award in application.awards.all())
    back = sum(award.recovered_fen for award in application.awards.all())
    missed = list(application.milestones.filter(state__in=(MilestoneState.RECOVERING, MilestoneState.CLOSED)))
    shares = sum(int(paid * Fraction(promise_of(milestone).recover_share)) for milestone in missed) if missed else paid
    return max(0, min(paid, shares) - back)
