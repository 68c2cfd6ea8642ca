"""How does a finding become somebody's work, and when is it over? The serious ones by themselves, the others when somebody begins.

Each case moves in a transaction of its own, to where its finding stands: killed in the middle, the next round does the rest.
"""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.cases.flow import WATCHED
from portal.cases.models import Case, CaseKind, CaseState
from portal.cases.services import case_open
from portal.cases.services.following import case_follow
from portal.errors import NotAllowed, PortalError, WrongState
from portal.evidence.models import RiskFinding, Standing, Urgency
from portal.evidence.risk_words import cause_text
from portal.evidence.selectors.ownership import person_answering
from portal.evidence.services.risk_standing import standings_settle, statements_expire
from portal.journal.services.recording import SYSTEM, Actor

logger = logging.getLogger(__name__)
SETTLED = (Standing.NOT_AFFECTED, Standing.FIXED, Standing.WAIVED)
LONGEST_STATEMENT = 2_000


def findings_follow() -> None:
    """Let statements and cases follow the findings as they now stand; told in digests and not one by one."""
    standings_settle()
    related = ("record__organisation", "record__person", "case", "statement")
    for number in _behind():
        finding = RiskFinding.objects.select_related(*related).get(pk=number)
        try:
            finding_follow(finding=finding)
        except PortalError as error:
            logger.warning("case does not follow", extra={"thing": finding.pk, "reason": str(error)})


def cases_hasten(findings: Iterable[RiskFinding]) -> None:
    """What became worse is due earlier; a day the desk set that is earlier still stays."""
    for finding in findings:
        if finding.case_id is not None and finding.due_on is not None:
            Case.objects.filter(pk=finding.case_id, due_on__gt=finding.due_on).update(due_on=finding.due_on)


def waivers_expire() -> None:
    """Once a day: what ran out is open again."""
    findings_follow()
    statements_expire()


def _behind() -> list[int]:
    """Numbers of those whose case is not where they are, in order of work."""
    over = Q(closed_at__isnull=False, case__isnull=False) & ~Q(case__state=CaseState.CLOSED)
    settled = Q(closed_at=None, standing__in=SETTLED, case__isnull=False) & ~Q(case__state=CaseState.WAIVED)
    again = Q(closed_at=None, case__state__in=(CaseState.WAIVED, CaseState.CLOSED)) & ~Q(standing__in=SETTLED)
    new = Q(closed_at=None, case=None, urgency__lte=Urgency.SERIOUS, record__isnull=False) & ~Q(standing__in=SETTLED)
    ours, theirs = "case__organisation", "record__organisation"
    either = Q(**{f"{ours}__isnull": True, f"{theirs}__isnull": False}) | Q(**{f"{ours}__isnull": False, f"{theirs}__isnull": True})
    another = Q(**{f"{ours}__isnull": False, f"{theirs}__isnull": False}) & ~Q(**{ours: F(theirs)})
    moved = Q(closed_at=None, case__isnull=False, record__isnull=False) & (either | another)
    rows = RiskFinding.objects.filter(over | settled | again | new | moved).order_by("urgency", "pk")
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def finding_follow(*, finding: RiskFinding, by: Acting | Actor = SYSTEM, quiet: bool = True) -> Case | None:
    """Bring the case of one finding to where it is.

    by, quiet: who moved it, and whether those concerned read of it at once
    """
    with override("zh-hans"):
        if finding.case is not None and finding.closed_at is None and not _is_theirs(finding.case, finding):
            _handed_over(finding)
        if finding.case is None:
            if finding.closed_at is not None or finding.standing in SETTLED:
                return None
            return case_of(finding=finding)
        if finding.closed_at is not None:
            to, text = CaseState.CLOSED, _("复测：%(cause)s") % {"cause": cause_text(finding.close_cause)}
        elif finding.standing in SETTLED:
            to, text = CaseState.WAIVED, _waived_text(finding)
        else:
            to, text = CaseState.FOUND, _again_text(finding)
        return case_follow(case_id=finding.case.pk, to=to, by=by, text=text, subject=str(finding.pk), quiet=quiet)


@transaction.atomic
def finding_begin(*, finding: RiskFinding, by: Acting) -> Case:
    """Make work of a finding that had no case yet, because somebody begins with it.

    Raises:
        NotAllowed: it is not open to this person, or they only read.
        WrongState: it is over.
    """
    here = prove_may_work(finding=finding, by=by)
    if here.closed_at is not None:
        raise WrongState(_("这处发现已经消失，不用再办理。"))
    return case_of(finding=here)


def prove_may_work(*, finding: RiskFinding, by: Acting) -> RiskFinding:
    """The row as it stands now, locked; owners work on their own, watch officers on all, the auditor reads.

    Raises:
        NotAllowed: somebody else.
    """
    here = RiskFinding.objects.select_for_update(of=("self",)).select_related("record", "case").get(pk=finding.pk)
    person, body = person_answering(here.record, by), here.record.organisation_id if here.record else None
    if not all(by.reaches(act, person_id=person, organisation_id=body) for act in (Act.FINDING_VIEW, Act.CASE_ACT)):
        raise NotAllowed(Act.CASE_ACT)
    return here


def case_of(*, finding: RiskFinding) -> Case:
    """Its case; that of the same flaw in the same package of the same project is taken up again, unless the project changed hands."""
    if finding.case is not None:
        if _is_theirs(finding.case, finding):
            return finding.case
        _handed_over(finding)
    before = (
        RiskFinding.objects.filter(project=finding.project, ecosystem=finding.ecosystem, package=finding.package, group=finding.group)
        .exclude(pk=finding.pk)
        .exclude(case=None)
        .order_by("-opened_at", "-pk")
        .select_related("case")
        .first()
    )
    with override("zh-hans"):
        if before is not None and before.case is not None and _is_theirs(before.case, finding):
            again = _("同一漏洞又出现：%(cause)s") % {"cause": cause_text(finding.open_cause)}
            case = before.case
            if case.state in {CaseState.CLOSED, CaseState.WAIVED}:
                case = case_follow(case_id=case.pk, to=CaseState.FOUND, by=SYSTEM, text=again, subject=str(finding.pk), quiet=True)
            else:
                Case.objects.filter(pk=case.pk).update(subject=str(finding.pk))
            Case.objects.filter(pk=case.pk).update(due_on=finding.due_on)
        else:
            case = _opened(finding)
    RiskFinding.objects.filter(pk=finding.pk).update(case=case)
    finding.case = case
    return case


def _is_theirs(case: Case, finding: RiskFinding) -> bool:
    """Whether the case is that of the organisation whose project it is now."""
    return finding.record is None or case.organisation_id == finding.record.organisation_id


def _handed_over(finding: RiskFinding) -> None:
    """End the case of the organisation that had the project before: what it wrote there stays with it."""
    if finding.case is None:
        return
    with override("zh-hans"):
        text = _("项目已转到其他单位，工单就此办结；漏洞仍在的，由现在的单位另行办理。")
        case_follow(case_id=finding.case.pk, to=CaseState.CLOSED, by=SYSTEM, text=text, quiet=True)
    RiskFinding.objects.filter(pk=finding.pk).update(case=None)
    finding.case = None


def _opened(finding: RiskFinding) -> Case:
    record = finding.record
    said = [
        finding.summary,
        _("组件 %(package)s %(versions)s") % {"package": finding.package, "versions": "、".join(finding.versions)},
        _("修复版本：%(versions)s") % {"versions": "、".join(finding.fixed)} if finding.fixed else _("公告没有给出修复版本"),
    ]
    return case_open(
        kind=CaseKind.FINDING,
        title=_("%(name)s 的组件 %(package)s 有漏洞 %(group)s")
        % {"name": record.name if record else finding.project, "package": finding.package, "group": finding.group},
        statement="\n".join(part for part in said if part)[:LONGEST_STATEMENT],
        subject_kind=WATCHED,
        subject=str(finding.pk),
        by=SYSTEM,
        evidence={"repository": finding.project, "commit": finding.seen_commit},
        organisation=record.organisation if record else None,
        district=record.district if record else "",
        due_on=finding.due_on,
        owner=record.person if record is not None and record.organisation_id is None else None,
        quiet=True,
    )


def _waived_text(finding: RiskFinding) -> str:
    return _("声明 %(id)s 生效：%(standing)s，有效期至 %(until)s") % {
        "id": finding.statement_id,
        "standing": Standing(finding.standing).label,
        "until": finding.until_on,
    }


def _again_text(finding: RiskFinding) -> str:
    if finding.statement is not None and finding.statement.end_reason:
        return _("声明 %(id)s 不再适用：%(reason)s") % {"id": finding.statement_id, "reason": finding.statement.end_reason}
    return _("声明不再适用，重新打开")
