"""Which state of a case leads to which, and which part may move it? W4 of the mission.

Three parts: the *desk* (city or district, whoever handles cases there), the *worker* (the owner, or the organisation whose affair
it is when nobody owns it by name) and the *opener*. ``retest`` is never made by the fixer, whatever other part they have.
"""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseKind(models.TextChoices):
    """What a case is about."""

    OBJECTION = "objection", _("对事实的异议")
    DISPUTE = "dispute", _("认领争议")
    TASK = "task", _("待办")
    FINDING = "finding", _("风险发现")
    RECOVERY = "recovery", _("追回")


class CaseState(models.TextChoices):
    """Where a case stands; the label is what everybody concerned sees."""

    FOUND = "found", _("已收到")
    ASSIGNED = "assigned", _("已指派")
    FIXING = "fixing", _("办理中")
    RETEST = "retest", _("复核")
    DISPUTED = "disputed", _("有争议")
    WAIVED = "waived", _("豁免")
    CLOSED = "closed", _("已办结")


class Part(Enum):
    """As what somebody has to do with a case."""

    DESK = "desk"
    WORKER = "worker"
    OPENER = "opener"


MOVES: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.FOUND: (CaseState.ASSIGNED, CaseState.DISPUTED),
    CaseState.ASSIGNED: (CaseState.FIXING, CaseState.DISPUTED, CaseState.WAIVED),
    CaseState.FIXING: (CaseState.RETEST,),
    CaseState.RETEST: (CaseState.CLOSED, CaseState.FIXING),
    CaseState.DISPUTED: (CaseState.ASSIGNED, CaseState.CLOSED),
    CaseState.WAIVED: (CaseState.FOUND,),
    CaseState.CLOSED: (CaseState.FOUND,),
}

_DESK, _WORK, _OPEN = Part.DESK, Part.WORKER, Part.OPENER
MOVERS: dict[tuple[CaseState, CaseState], frozenset[Part]] = {
    (CaseState.FOUND, CaseState.ASSIGNED): frozenset({_DESK}),
    (CaseState.FOUND, CaseState.DISPUTED): frozenset({_WORK}),
    (CaseState.ASSIGNED, CaseState.FIXING): frozenset({_DESK, _WORK}),
    (CaseState.ASSIGNED, CaseState.DISPUTED): frozenset({_WORK}),
    (CaseState.ASSIGNED, CaseState.WAIVED): frozenset({_DESK}),
    (CaseState.FIXING, CaseState.RETEST): frozenset({_DESK, _WORK}),
    (CaseState.RETEST, CaseState.CLOSED): frozenset({_DESK}),
    (CaseState.RETEST, CaseState.FIXING): frozenset({_DESK}),
    (CaseState.DISPUTED, CaseState.ASSIGNED): frozenset({_DESK}),
    (CaseState.DISPUTED, CaseState.CLOSED): frozenset({_DESK}),
    (CaseState.WAIVED, CaseState.FOUND): frozenset({_DESK}),
    (CaseState.CLOSED, CaseState.FOUND): frozenset({_DESK, _OPEN}),
}
"""Assigning is its own act: it names an owner."""

NEEDS_TEXT = frozenset({CaseState.DISPUTED, CaseState.WAIVED})
"""Reached only with a reason; sending back and reopening need one too."""


class Outcome(models.TextChoices):
    """How a closed case ended."""

    UPHELD = "upheld", _("异议成立，已更正")
    DISMISSED = "dismissed", _("异议不成立")
    WITHDRAWN = "withdrawn", _("已撤回")
    DONE = "done", _("已完成")


WATCHED = "finding"
"""Kind of subject the platform itself watches: whether such a thing is over, the next look says and no person, and two people sign
what is borne. Its case follows (``services/following.py``)."""
BY_HAND = frozenset({CaseState.ASSIGNED, CaseState.FIXING, CaseState.RETEST})
"""Where people may still move the case of a watched thing."""
FOLLOWED: dict[CaseState, frozenset[CaseState]] = {
    CaseState.FOUND: frozenset({CaseState.DISPUTED, CaseState.WAIVED, CaseState.CLOSED}),
    CaseState.ASSIGNED: frozenset({CaseState.DISPUTED}),
    CaseState.DISPUTED: frozenset({CaseState.FOUND, CaseState.ASSIGNED, CaseState.FIXING, CaseState.RETEST}),
    CaseState.WAIVED: frozenset({CaseState.FOUND, CaseState.ASSIGNED, CaseState.FIXING, CaseState.RETEST, CaseState.DISPUTED}),
    CaseState.CLOSED: frozenset(CaseState) - {CaseState.CLOSED},
}
"""State → from which a watched thing's case comes there by itself."""
