"""How does "I worked there from … to …" come to count? The person claims, the organisation agrees; only then does a run read it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Organisation, Person, Standing
from portal.accounts.roles import Act, Role
from portal.cases.models import Case, CaseKind
from portal.cases.services import case_open
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import take_turn
from portal.messages.services import notify
from portal.register.employment_days import Stretch, overfull
from portal.register.models import Employment, EmploymentState

STANDING = (EmploymentState.CLAIMED, EmploymentState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Period:
    """``until_on`` is the first day on which the person no longer works there; None: still does."""

    from_on: date | None
    until_on: date | None
    percent: int = 100


def employment_claim(
    *, organisation: Organisation, period: Period, by: Acting, note: str = "", corrects_id: int | None = None
) -> Employment:
    """Claim an employment of one's own; the organisation's administrators are told once.

    corrects_id: one's earlier claim whose place this takes once it is confirmed.

    Raises:
        Invalid: the period is upside down or in the future, or shares add up to more than 100 % (the days are named).
        NotAllowed: the corrected claim is not one's own.
    """
    person = _person(by)
    with transaction.atomic():
        take_turn()
        corrected = None
        if corrects_id is not None:
            corrected = Employment.objects.filter(pk=corrects_id, person=person).exclude(state=EmploymentState.WITHDRAWN).first()
            if corrected is None:
                raise NotAllowed(Act.CLAIM_OWN)
        if organisation.standing == Standing.CLOSED:
            raise Invalid({"organisation": _("这个单位已注销，不能再声明任职；请核对单位名称。")})
        _sound(period)
        _fits(person, period, but=corrected)
        claimed = Employment.objects.create(
            person=person,
            organisation=organisation,
            from_on=period.from_on,
            until_on=period.until_on,
            percent=period.percent,
            note=note[:300],
            corrects=corrected,
        )
        record(
            event=Event.EMPLOYMENT_CLAIMED,
            by=by,
            subject_kind="employment",
            subject=str(claimed.pk),
            details={"person": person.pk, "organisation": organisation.pk, "corrects": corrects_id} | _told(period),
        )
        for admin in admins(organisation.pk).exclude(pk=person.pk):
            notify(
                person=admin,
                event=Event.EMPLOYMENT_CLAIMED,
                subject_id=claimed.pk,
                subject=f"{person.name}声明在贵单位任职，请确认",
                body=f"期间：{_days(period)}，工作量占比 {period.percent}%。属实请确认；不属实请写明意见，将转为争议工单。",
                path=f"/organisations/{organisation.pk}/employments/",
            )
    return claimed


def employment_withdraw(*, employment_id: int, by: Acting) -> Employment:
    """Take one's own claim back; it counts no more from the next run.

    Raises:
        NotAllowed: not one's own.
        WrongState: it is withdrawn already.
    """
    with transaction.atomic():
        claimed = _locked(employment_id)
        if claimed.person_id != by.actor_id:
            raise NotAllowed(Act.CLAIM_OWN)
        if claimed.state == EmploymentState.WITHDRAWN:
            raise WrongState(_("这条任职声明已经撤回。"))
        _set(claimed, EmploymentState.WITHDRAWN, by)
        record(event=Event.EMPLOYMENT_WITHDRAWN, by=by, subject_kind="employment", subject=str(claimed.pk))
    return claimed


def employment_confirm(*, employment_id: int, by: Acting, answer: str = "") -> Employment:
    """The organisation agrees; what it corrects is withdrawn.

    Raises:
        NotAllowed: another organisation's.
        WrongState: it is confirmed or withdrawn already, or one's own although others could confirm it.
    """
    with transaction.atomic():
        claimed = _of_organisation(employment_id, by)
        if claimed.state not in {EmploymentState.CLAIMED, EmploymentState.CONTESTED}:
            raise WrongState(_("这条任职声明现为“%(state)s”，不用再确认。") % {"state": claimed.get_state_display()})
        if claimed.person_id == by.actor_id and admins(claimed.organisation_id).exclude(pk=by.actor_id).exists():
            raise WrongState(_("本人的任职请由本单位另一位管理员确认。"))
        _set(claimed, EmploymentState.CONFIRMED, by, answer)
        record(
            event=Event.EMPLOYMENT_CONFIRMED,
            by=by,
            subject_kind="employment",
            subject=str(claimed.pk),
            details={"own": claimed.person_id == by.actor_id},
        )
        _take_place(claimed, by)
        notify(
            person=claimed.person,
            event=Event.EMPLOYMENT_CONFIRMED,
            subject_id=claimed.pk,
            subject=f"{claimed.organisation.name}已确认您的任职",
            body="从下一次运行起，任职期间的贡献计入该单位。",
            path="/me/identities/",
        )
    return claimed


def employment_contest(*, employment_id: int, by: Acting, answer: str) -> Case:
    """The organisation disagrees, with its reason; a case with both sides opens and the claim does not count.

    Raises:
        NotAllowed: another organisation's.
        WrongState: it is contested or withdrawn already.
        Invalid: no reason was given.
    """
    if not answer.strip():
        raise Invalid({"answer": _("请写明不同意的理由，如“此人从未在本单位任职”或“离任日应为某年某月某日”。")})
    with transaction.atomic():
        claimed = _of_organisation(employment_id, by)
        if claimed.state not in STANDING:
            raise WrongState(_("这条任职声明现为“%(state)s”，不能再提异议。") % {"state": claimed.get_state_display()})
        _set(claimed, EmploymentState.CONTESTED, by, answer)
        record(event=Event.EMPLOYMENT_CONTESTED, by=by, subject_kind="employment", subject=str(claimed.pk))
        period = Period(claimed.from_on, claimed.until_on, claimed.percent)
        return case_open(
            kind=CaseKind.DISPUTE,
            title=f"任职争议：{claimed.organisation.name}",
            statement=(
                f"本人声明：{_days(period)}，在{claimed.organisation.name}任职，工作量占比 {claimed.percent}%。"
                f"{claimed.note or '（没有补充说明）'}\n\n单位意见：{claimed.answer}\n\n"
                "在争议解决之前，这段任职不计入任何运行。本人可以在此补充说明，或提交更正后的声明。"
            ),
            subject_kind="employment",
            subject=str(claimed.pk),
            evidence={"organisation": claimed.organisation_id} | _told(period),
            organisation=claimed.organisation,
            by=by,
            opener=claimed.person,
        )


def employment_propose_end(*, employment_id: int, until_on: date, by: Acting) -> Employment:
    """The organisation says when a confirmed employment ended; the person accepts it, or leaves it as it is.

    Raises:
        NotAllowed: another organisation's.
        WrongState: it is not confirmed.
        Invalid: the day lies before the beginning or after what was confirmed.
    """
    with transaction.atomic():
        claimed = _of_organisation(employment_id, by)
        if claimed.state != EmploymentState.CONFIRMED:
            raise WrongState(_("只能对已确认的任职提出离任日。"))
        if (claimed.from_on and until_on <= claimed.from_on) or (claimed.until_on and until_on >= claimed.until_on):
            raise Invalid({"until_on": _("离任日应晚于开始日，早于现在的离任日。")})
        claimed.proposed_until_on = until_on
        claimed.save(update_fields=["proposed_until_on"])
        record(
            event=Event.EMPLOYMENT_CONTESTED,
            by=by,
            subject_kind="employment",
            subject=str(claimed.pk),
            details={"proposed_until_on": str(until_on)},
        )
        notify(
            person=claimed.person,
            event="employment.end_proposed",
            subject_id=f"{claimed.pk}.{until_on}",
            subject=f"{claimed.organisation.name}提出您的离任日为 {until_on}",
            body="同意即按此更正，从下一次运行起生效；不同意可以不处理，或提交更正后的声明。",
            path=f"/me/identities/employments/{claimed.pk}/",
        )
    return claimed


def employment_accept_end(*, employment_id: int, by: Acting) -> Employment:
    """The person agrees with the proposed day: both sides have spoken, so the corrected claim is confirmed at once.

    Raises:
        NotAllowed: not one's own.
        WrongState: nothing is proposed.
    """
    with transaction.atomic():
        claimed = _locked(employment_id)
        if claimed.person_id != by.actor_id:
            raise NotAllowed(Act.CLAIM_OWN)
        if claimed.proposed_until_on is None or claimed.state != EmploymentState.CONFIRMED:
            raise WrongState(_("没有待同意的离任日。"))
        corrected = Employment.objects.create(
            person=claimed.person,
            organisation=claimed.organisation,
            from_on=claimed.from_on,
            until_on=claimed.proposed_until_on,
            percent=claimed.percent,
            note=claimed.note,
            answer=claimed.answer,
            corrects=claimed,
            state=EmploymentState.CONFIRMED,
            decided_at=timezone.now(),
            decided_by=claimed.decided_by,
        )
        record(
            event=Event.EMPLOYMENT_CONFIRMED,
            by=by,
            subject_kind="employment",
            subject=str(corrected.pk),
            details={"corrects": claimed.pk, "until_on": str(corrected.until_on)},
        )
        _take_place(corrected, by)
    return corrected


def admins(organisation_id: str) -> QuerySet[Person]:
    """Who speaks for an organisation today."""
    held = Grant.objects.held_on(timezone.localdate()).filter(role=Role.ORG_ADMIN, organisation_id=organisation_id)
    return Person.objects.filter(is_active=True, pk__in=held.values("person_id"))


def _person(by: Acting) -> Person:
    by.prove(Act.CLAIM_OWN, person_id=by.actor_id)
    if by.person is None:
        raise NotAllowed(Act.CLAIM_OWN)
    return by.person


def _locked(employment_id: int) -> Employment:
    take_turn()
    claimed = Employment.objects.select_for_update(of=("self",)).select_related("organisation", "person").filter(pk=employment_id).first()
    if claimed is None:
        raise NotAllowed(Act.CLAIM_OWN)
    return claimed


def _of_organisation(employment_id: int, by: Acting) -> Employment:
    claimed = _locked(employment_id)
    by.prove(Act.EMPLOYMENT_CONFIRM, organisation_id=claimed.organisation_id)
    return claimed


def _set(claimed: Employment, state: EmploymentState, by: Acting, answer: str = "") -> None:
    claimed.state, claimed.decided_at, claimed.decided_by = state, timezone.now(), by.actor_id
    claimed.answer = answer[:300] or claimed.answer
    claimed.proposed_until_on = None
    claimed.save(update_fields=["state", "decided_at", "decided_by", "answer", "proposed_until_on"])


def _take_place(claimed: Employment, by: Acting) -> None:
    old = claimed.corrects
    if old is not None and old.state != EmploymentState.WITHDRAWN:
        Employment.objects.filter(pk=old.pk).update(state=EmploymentState.WITHDRAWN, decided_at=timezone.now(), proposed_until_on=None)
        record(
            event=Event.EMPLOYMENT_WITHDRAWN,
            by=by,
            subject_kind="employment",
            subject=str(old.pk),
            details={"corrected_by": claimed.pk},
        )


def _sound(period: Period) -> None:
    today = timezone.localdate()
    if period.from_on is not None and period.from_on > today:
        raise Invalid({"from_on": _("开始日不能晚于今天；入职以后再来声明。")})
    if period.until_on is not None and period.from_on is not None and period.until_on <= period.from_on:
        raise Invalid({"until_on": _("离任日应晚于开始日。")})
    if not 1 <= period.percent <= 100:  # noqa: PLR2004 -- per cent
        raise Invalid({"percent": _("占比应在 1 与 100 之间。")})


def _fits(person: Person, period: Period, *, but: Employment | None) -> None:
    others = Employment.objects.filter(Q(person=person) & Q(state__in=STANDING))
    if but is not None:
        others = others.exclude(pk=but.pk)
    stretches = [Stretch(one.from_on, one.until_on, one.percent) for one in others]
    too_much = overfull([*stretches, Stretch(period.from_on, period.until_on, period.percent)])
    # what was too much before this claim is not this claim's fault
    new = [one for one in too_much if one not in overfull(stretches)]
    if new:
        named = "；".join(
            _("%(days)s 合计 %(percent)s%%") % {"days": _days(Period(one.from_on, one.until_on)), "percent": one.percent} for one in new
        )
        raise Invalid({"percent": _("与您已有的任职重叠，占比之和超过 100%%：%(named)s。请改小占比或更正日期。") % {"named": named}})


def _days(period: Period) -> str:
    return _("%(from)s 至 %(until)s") % {"from": period.from_on or _("最早"), "until": period.until_on or _("今")}


def _told(period: Period) -> dict[str, str | int]:
    return {"from_on": str(period.from_on or ""), "until_on": str(period.until_on or ""), "percent": period.percent}
