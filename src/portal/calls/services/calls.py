"""How is a call prepared from a version of a programme, opened and, if it must be, cancelled?

Opening publishes it: from then on it goes by exactly that version. When its time comes the clock turns it to open and closed.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Call, CallState, ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.calls.services.moves import handlers_of
from portal.calls.steps import OVER
from portal.errors import Invalid, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.messages.services import notify
from portal.register.moves import SHORTEST_REASON

PREFIX = re.compile(r"[A-Z]{1,6}[0-9]{2,4}")
COLUMNS = ("name", "name_en", "prefix", "opens_at", "deadline_at", "document_number", "announcement")


IN_PUBLIC = ("notice", "objection", "listed", "awarded", "paid", "tracking", "accepted", "recheck", "warned", "recovery", "recovered")
"""Steps in which something has been said to the public, or paid, that a cancelled call would take back."""


@transaction.atomic
def call_prepare(*, version: ProgrammeVersion, values: Mapping[str, Any], by: Acting) -> Call:
    """A call nobody sees yet.

    values: of ``COLUMNS``

    Raises:
        Invalid: a value cannot be so; each problem names its field.
        WrongState: nobody applies to this programme.
    """
    by.prove(Act.CALL_RUN)
    take_turn()
    if not programme_of(version).called:
        raise WrongState(_("这个项目按事实排名，不接受申报，不需要征集。"))
    _prove(values)
    call = Call.objects.create(
        id=_free_id(version.programme), version=version, **{name: values.get(name) for name in COLUMNS if name in values}
    )
    record(
        event=Event.CALL_PREPARED,
        by=by,
        subject_kind="call",
        subject=call.pk,
        details={"programme": version.programme, "version": version.version, "policy_hash": version.policy_hash},
    )
    return call


@transaction.atomic
def call_change(*, call: Call, values: Mapping[str, Any], by: Acting) -> Call:
    """Put dates and text right until it is published.

    Raises:
        Invalid: a value cannot be so.
        WrongState: it has been published.
    """
    by.prove(Act.CALL_RUN)
    take_turn()
    now = Call.objects.select_for_update().get(pk=call.pk)
    if now.opened_at is not None or now.state != CallState.PREPARED:
        raise WrongState(_("通知已经发布，不能再改；需要改期或更正的，请取消后重新发布。"))
    _prove(values, besides=now)
    changed = [name for name in COLUMNS if name in values and getattr(now, name) != values[name]]
    for name in changed:
        setattr(now, name, values[name])
    now.save()
    if changed:
        record(event=Event.CALL_PREPARED, by=by, subject_kind="call", subject=now.pk, details={"changed": changed})
    call.refresh_from_db()
    return now


@transaction.atomic
def call_open(*, call: Call, by: Acting) -> Call:
    """Publish the call; the head of the office does.

    Raises:
        WrongState: it was published before, its deadline has passed, or its version is not in force when it opens.
    """
    by.prove(Act.CALL_OPEN)
    take_turn()
    now = Call.objects.select_for_update(of=("self",)).select_related("version").get(pk=call.pk)
    if now.opened_at is not None or now.state != CallState.PREPARED:
        raise WrongState(_("这次征集已经发布或取消。"))
    moment = timezone.now()
    if now.deadline_at and now.deadline_at <= moment:
        raise WrongState(_("截止时间 %(at)s 已经过去，请先改期。") % {"at": f"{timezone.localtime(now.deadline_at):%Y-%m-%d %H:%M}"})
    if not now.announcement.strip():
        raise WrongState(_("还没有通知正文，请先写好。"))
    opens_on = timezone.localdate(max(now.opens_at, moment))
    if now.version.in_force_on > opens_on or (now.version.ended_on and now.version.ended_on <= opens_on):
        raise WrongState(
            _("规则第 %(version)d 版在 %(day)s 不生效，不能按它征集；请改开始时间，或改用当时生效的版本。")
            % {"version": now.version.version, "day": opens_on.isoformat()}
        )
    now.opened_at = moment
    now.state = CallState.OPEN if now.opens_at <= moment else CallState.PREPARED
    now.save()
    record(
        event=Event.CALL_OPENED,
        by=by,
        subject_kind="call",
        subject=now.pk,
        details={
            "policy_hash": now.version.policy_hash,
            "opens_at": now.opens_at.isoformat(),
            "deadline_at": now.deadline_at.isoformat() if now.deadline_at else "",
        },
    )
    call.refresh_from_db()
    return now


@transaction.atomic
def call_cancel(*, call: Call, reason: str, by: Acting) -> Call:
    """Call it off; the reason is published, and whoever has begun an application is told.

    Raises:
        Invalid: nobody would learn why.
        WrongState: it is decided or called off already.
    """
    by.prove(Act.CALL_OPEN)
    take_turn()
    now = Call.objects.select_for_update().get(pk=call.pk)
    if now.state in {CallState.CANCELLED, CallState.CONCLUDED}:
        raise WrongState(_("这次征集已经办结或取消。"))
    if now.applications.filter(step__in=IN_PUBLIC).exists():
        raise WrongState(_("这次征集的名单已经公示或生效，不能取消；个别申报可以在公示和异议环节办理。"))
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明取消的理由，将随通知公布。")})
    now.state, now.closed_at = CallState.CANCELLED, timezone.now()
    now.save(update_fields=["state", "closed_at"])
    record(event=Event.CALL_CANCELLED, by=by, subject_kind="call", subject=now.pk, reason=reason)
    _tell(now, reason)
    call.refresh_from_db()
    return now


def _tell(call: Call, reason: str) -> None:
    with override("zh-hans"):
        for application in Application.objects.filter(call=call).exclude(step__in=OVER).select_related("person", "organisation"):
            for person in handlers_of(application):
                notify(
                    person=person,
                    event=str(Event.CALL_CANCELLED),
                    subject_id=call.pk,
                    subject=_("征集取消：%(call)s") % {"call": call.name},
                    body=reason,
                    path=f"/calls/{call.pk}/",
                )


def _prove(values: Mapping[str, Any], besides: Call | None = None) -> None:
    problems: dict[str, str] = {}
    prefix = str(values.get("prefix", besides.prefix if besides else ""))
    if not PREFIX.fullmatch(prefix):
        problems["prefix"] = _("前缀写成大写字母加年份，如 ZZ2026。")
    elif Call.objects.filter(prefix=prefix).exclude(pk=besides.pk if besides else "").exists():
        problems["prefix"] = _("另一次征集已经用了 %(prefix)s；申报编号不能重复，请换一个。") % {"prefix": prefix}
    opens_at = values.get("opens_at", besides.opens_at if besides else None)
    deadline_at = values.get("deadline_at", besides.deadline_at if besides else None)
    if opens_at and deadline_at and deadline_at <= opens_at:
        problems["deadline_at"] = _("截止时间须晚于开始时间。")
    if problems:
        raise Invalid(problems)


def _free_id(programme: str) -> str:
    """A programme's first call has its id; a second one in the same year has a number behind it."""
    taken = set(Call.objects.filter(pk__startswith=programme).values_list("pk", flat=True))
    number = 1
    while (ident := programme if number == 1 else f"{programme}-{number}") in taken:
        number += 1
    return ident
