"""What does time do by itself: open and close calls, let late ones lapse, remind, end notices, measure milestones?

Each thing is done in a transaction of its own, so that one that fails holds up no other; what failed is tried again at the next tick.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.calls.calendar import calendar
from portal.calls.models import Application, Call, CallState
from portal.calls.programmes import programme_of
from portal.calls.services.freezing import call_close, freezes_settle
from portal.calls.services.moves import application_move, handlers_of
from portal.calls.steps import APPLICANT
from portal.errors import PortalError
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from portal.messages.services import notify

logger = logging.getLogger(__name__)
REMINDED_BEFORE = 2
"""Working days."""
REMINDED_OF_DEADLINE_DAYS = 3
OTHERS: tuple[str, ...] = (
    "portal.calls.services.phases.phases_close_due",
    "portal.calls.services.milestones.milestones_measure_due",
    "portal.calls.services.accounts.accounts_expire",
    "portal.calls.services.notices.notices_end",
    "portal.calls.services.notices.notices_expire",
)
"""Clocks of the other desks, named so that this file needs none of them to be read."""


def clock_tick() -> None:
    """One round; called once a minute by a worker."""
    for name, things, act in (
        ("call not opened", _to_open(), _open),
        ("call not closed", _to_close(), lambda call: call_close(call=call)),
        ("application did not lapse", _late(), _lapse),
        ("reminder not sent", _due_soon(), _remind),
        ("reminder of a deadline not sent", _drafts_before_the_deadline(), _remind_of_deadline),
    ):
        _each(name, things, act)
    freezes_settle()
    for dotted in OTHERS:
        _each(f"{dotted} failed", [import_string(dotted)], lambda clock: clock())


def _each(name: str, things: Iterable[object], act: Callable[..., object]) -> None:
    for thing in things:
        try:
            with transaction.atomic():
                act(thing)
        except PortalError as error:
            logger.warning(name, extra={"thing": str(getattr(thing, "pk", thing)), "reason": str(error)})


def _to_open() -> Iterable[Call]:
    return Call.objects.filter(state=CallState.PREPARED, opened_at__isnull=False, opens_at__lte=timezone.now())


def _open(call: Call) -> None:
    take_turn()
    call.state = CallState.OPEN
    call.save(update_fields=["state"])
    record(event=Event.CALL_OPENED, by=SYSTEM, subject_kind="call", subject=call.pk)


def _to_close() -> Iterable[Call]:
    return Call.objects.filter(state=CallState.OPEN, deadline_at__lte=timezone.now())


def _late() -> Iterable[Application]:
    return Application.objects.filter(due_on__lt=timezone.localdate()).select_related("call__version")


def _lapse(application: Application) -> None:
    late = programme_of(application.call.version).step(application.step).late
    if late:
        with override("zh-hans"):
            reason = _("期限 %(day)s 已过，未按期办理。") % {"day": application.due_on}
        application_move(application=application, to=late, by=SYSTEM, reason=reason)


def _due_soon() -> Iterable[Application]:
    today = timezone.localdate()
    until = calendar().after(today, REMINDED_BEFORE)
    return Application.objects.filter(due_on__gte=today, due_on__lte=until).select_related("call__version", "officer")


def _remind(application: Application) -> None:
    step = programme_of(application.call.version).step(application.step)
    people = handlers_of(application) if step.actor == APPLICANT else [application.officer] if application.officer else []
    with override("zh-hans"):
        for person in people:
            notify(
                person=person,
                event="application.due",
                subject_id=f"{application.pk}:{application.step}:{application.due_on}",
                subject=_("%(number)s 的“%(step)s”将于 %(day)s 到期")
                % {"number": application.number or application.title, "step": step.shown, "day": application.due_on},
                path=f"/applications/{application.pk}/",
            )


def _drafts_before_the_deadline() -> Iterable[Application]:
    soon = timezone.now() + timedelta(days=REMINDED_OF_DEADLINE_DAYS)
    drafts = Application.objects.filter(step="draft", call__state=CallState.OPEN, call__deadline_at__lte=soon)
    return drafts.select_related("call", "person", "organisation")


def _remind_of_deadline(application: Application) -> None:
    call = application.call
    with override("zh-hans"):
        at = timezone.localtime(call.deadline_at).strftime("%Y-%m-%d %H:%M") if call.deadline_at else ""
        for person in handlers_of(application):
            notify(
                person=person,
                event="application.deadline",
                subject_id=f"{application.pk}:{at}",
                subject=_("《%(title)s》还没有提交，%(at)s 截止") % {"title": application.title or call.name, "at": at},
                body=_("截止以后不能再提交。"),
                path=f"/applications/{application.pk}/",
            )
