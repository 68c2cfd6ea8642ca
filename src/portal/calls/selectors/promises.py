"""What does the programme's file promise under a milestone, and which milestones are not settled yet?"""

from portal.calls.models import Milestone, MilestoneState
from portal.calls.programmes import programme_of
from xingtu.policy.milestone import Milestone as Promise

OPEN = (MilestoneState.WAITING, MilestoneState.WARNED)


def promise_of(milestone: Milestone) -> Promise:
    """What the programme's file says of it."""
    promises = programme_of(milestone.application.call.version).milestones
    return next(promise for promise in promises if promise.id == milestone.milestone)
