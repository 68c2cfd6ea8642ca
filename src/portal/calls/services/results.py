"""When does a list come into force? After the time for objections, with none open: listed, or awarded, with the run it rests on."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Call, CallState, Notice, NoticeState, Result
from portal.calls.programmes import programme_of
from portal.calls.selectors.notices import ON_NOTICE, correction_waits, has_result, open_objections, superseded
from portal.calls.services.milestones import milestones_begin
from portal.calls.services.moves import application_move
from portal.calls.services.notices import notice_end
from portal.calls.steps import OVER, PRIVATE
from portal.errors import Invalid, WrongState
from portal.house.personal_data import findings
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.services.listings import listing_make

LISTED, AWARDED = "listed", "awarded"
DONE = OVER | PRIVATE | {LISTED, AWARDED, "paid", "tracking", "recovery", "recheck", "warned"}


@transaction.atomic
def result_publish(*, notice: Notice, by: Acting, text: str = "") -> Result:
    """Put the list in force: every application still on it is listed or awarded.

    Raises:
        Invalid: the text holds personal data.
        WrongState: the time for objections is not over, one is open, or a record of the list is not registered.
        NotAllowed: not the head of the office.
    """
    take_turn()
    by.prove(Act.NOTICE_PUBLISH)
    now = Notice.objects.select_for_update(of=("self",)).select_related("call__version", "run").get(pk=notice.pk)
    _prove_due(now)
    if found := findings(text):
        raise Invalid({"text": _("正文里有个人信息，不能公布：%(found)s。") % {"found": "；".join(one.excerpt for one in found)}})
    result = Result.objects.create(notice=now, text=text.strip(), decided_by=by.actor_id)
    lines = (
        now.lines.filter(application__step__in=ON_NOTICE)
        .exclude(pk__in=superseded(now))
        .select_related("application__call__version", "application__record")
    )
    put = [_put_in_force(now, line.application, by) for line in lines]
    notice_end(notice=now, by=by)
    record(
        event=Event.RESULT_PUBLISHED,
        by=by,
        subject_kind="notice",
        subject=str(now.pk),
        details={"call": now.call_id, "applications": put, "run": now.run.run_id if now.run else "", "digest": now.confirmed_digest},
    )
    _conclude(now.call)
    return result


def _prove_due(notice: Notice) -> None:
    if has_result(notice):
        raise WrongState(_("这份公示的结果已经发布。"))
    if notice.state not in {NoticeState.PUBLISHED, NoticeState.ENDED} or notice.objections_until is None:
        raise WrongState(_("这份名单没有在公示，不能发布结果。"))
    if timezone.localdate() <= notice.objections_until:
        raise WrongState(_("提出异议的期限到 %(day)s 为止，期满后才能发布结果。") % {"day": notice.objections_until})
    if open_objections(notice).exists():
        raise WrongState(_("还有没有答复的异议，全部答复后才能发布结果。"))
    if correction_waits(notice):
        raise WrongState(_("这份名单正在更正：更正后的名单重新公示期满，才能发布结果。"))


def _put_in_force(notice: Notice, application: Application, by: Acting) -> str:
    moves = programme_of(application.call.version).step(application.step).moves
    to = LISTED if LISTED in moves else AWARDED
    details = {"notice": notice.pk}
    application_move(application=application, to=to, by=by, details=details, at_desk=True)
    if to == LISTED:
        _list(notice, application, by)
    return application.pk


def _list(notice: Notice, application: Application, by: Acting) -> None:
    library = programme_of(application.call.version).library
    if library and application.record and not application.record.listings.filter(library=library, removed_on__isnull=True).exists():
        run_id = application.run.run_id if application.run else notice.run.run_id if notice.run else ""
        listing_make(record=application.record, library=library, basis=reverse("calls:notice", args=[notice.pk]), by=by, run_id=run_id)
    milestones_begin(application=application, from_on=timezone.localdate())


def _conclude(call: Call) -> None:
    """A call with a deadline is over when nothing of it is waited for any more."""
    if call.deadline_at is not None and call.state == CallState.CLOSED and not call.applications.exclude(step__in=DONE).exists():
        call.state = CallState.CONCLUDED
        call.save(update_fields=["state"])
