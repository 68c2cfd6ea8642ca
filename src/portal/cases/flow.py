"""Which state of a case leads to which, and who may move it? W4 of the mission; ``retest`` is never made by the fixer."""

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


MOVES: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.FOUND: (CaseState.ASSIGNED, CaseState.DISPUTED),
    CaseState.ASSIGNED: (CaseState.FIXING, CaseState.DISPUTED, CaseState.WAIVED),
    CaseState.FIXING: (CaseState.RETEST,),
    CaseState.RETEST: (CaseState.CLOSED, CaseState.FIXING),
    CaseState.DISPUTED: (CaseState.ASSIGNED, CaseState.CLOSED),
    CaseState.WAIVED: (CaseState.FOUND,),
    CaseState.CLOSED: (CaseState.FOUND,),
}


class Outcome(models.TextChoices):
    """How a closed case ended."""

    UPHELD = "upheld", _("异议成立，已更正")
    DISMISSED = "dismissed", _("异议不成立")
    WITHDRAWN = "withdrawn", _("已撤回")
    DONE = "done", _("已完成")
