"""How does a list become public: drafted, looked at masked, confirmed, published, corrected, ended, and emptied of personal data?

Only exactly what the head of the office confirmed in the preview is published, and nothing in which a number or mailbox of somebody
is found. A changed list is a new notice whose time starts again.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Call, Move, Notice, NoticeLine, NoticeState
from portal.calls.papers.notice import default_introduction, default_title, leaks
from portal.calls.programmes import programme_of
from portal.calls.selectors.notices import (
    NOTICE,
    ON_NOTICE,
    applications_of_new_version,
    applications_ready,
    columns_of,
    dates_of,
    differs,
    digest_of,
    draft_of,
    masked,
    people_columns,
    rows_of,
    rules_of,
    run_of,
)
from portal.calls.services.moves import application_move, held, move_put_back
from portal.errors import Invalid, WrongState
from portal.evidence.models import RunState
from portal.evidence.selectors.freezing import repositories_of
from portal.evidence.selectors.record_values import missing_of
from portal.evidence.services.publishing import run_publish
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.register.moves import UNDO_WITHIN


@transaction.atomic
def notice_draft(
    *, call: Call, by: Acting, title: str = "", introduction: str = "", replaces: Notice | None = None, reason: str = ""
) -> Notice:
    """Make the draft of a call, or bring it up to what is ready now; what was confirmed of it before no longer counts.

    replaces: the list it corrects, with the reason; the draft keeps what it was begun with

    Raises:
        WrongState: nothing is ready for a notice. NotAllowed: not the office's, or the programme has no notice.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    rules = rules_of(call)
    draft = draft_of(call)
    if replaces is not None and draft is not None and draft.replaces_id != replaces.pk:
        raise WrongState(_("这次征集已有一份待公示的名单，请先发布或删除它，再更正已公示的名单。"))
    replaced = replaces or (draft.replaces if draft else None)
    applications = applications_of_new_version(replaced) if replaced else applications_ready(call)
    if not applications:
        raise WrongState(_("还没有可以公示的申报：须先拟定名单；发放资金的，须先完成全部审批。"))
    if draft is None:
        last = call.notices.aggregate(last=Max("version"))["last"] or 0
        draft = Notice(call=call, version=last + 1, replaces=replaced, change_reason=reason.strip())
    given = title.strip() or draft.title or default_title(call)
    draft.title, draft.introduction = (
        given[:200],
        introduction.strip() or draft.introduction or default_introduction(call, len(applications)),
    )
    draft.mask, draft.confirmed_digest, draft.run = rules.masks, "", run_of(call, applications)
    _lay_lines(draft, applications)
    record(
        event=Event.NOTICE_DRAFTED,
        by=by,
        subject_kind="notice",
        subject=str(draft.pk),
        reason=draft.change_reason,
        details={"call": call.pk, "version": draft.version, "lines": len(applications), "replaces": draft.replaces_id},
    )
    return draft


def _lay_lines(draft: Notice, applications: Sequence[Application]) -> None:
    rows = rows_of(programme_of(draft.call.version), applications)
    draft.columns = columns_of(draft.mask, rows)
    draft.save()
    draft.lines.all().delete()
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=draft, application=application, position=position, shown=masked(draft.mask, row, draft.columns),
            code=application.number or application.pk,
        )
        for position, (application, row) in enumerate(zip(applications, rows, strict=True), start=1)
    )  # fmt: skip


@transaction.atomic
def notice_discard(*, notice: Notice, by: Acting) -> None:
    """Throw a draft away.

    Raises:
        WrongState: it has been published. NotAllowed: not the office's.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = _held(notice)
    _prove_draft(now)
    record(event=Event.NOTICE_WITHDRAWN, by=by, subject_kind="notice", subject=str(now.pk), details={"call": now.call_id, "draft": True})
    now.lines.all().delete()
    now.delete()


@transaction.atomic
def notice_confirm(*, notice: Notice, digest: str, by: Acting) -> Notice:
    """The head of the office has seen exactly this, masked, and answers for it.

    digest: of the preview that was looked at

    Raises:
        Invalid: personal data would be published; every place is named.
        WrongState: the list has changed since. NotAllowed: not the head of the office.
    """
    take_turn()
    by.prove(Act.NOTICE_PUBLISH)
    now = _held(notice)
    _prove_draft(now)
    dates = dates_of(rules_of(now.call), timezone.localdate())
    if digest != digest_of(now, dates) or differs(now):
        raise WrongState(_("预览之后名单或日期又有变化，请重新核对后确认。"))
    if found := leaks(now, dates):
        raise Invalid({"": _("发现个人信息，不能公示：%(found)s。请先改正。") % {"found": "；".join(found)}})
    now.confirmed_digest = digest
    now.save(update_fields=["confirmed_digest"])
    record(
        event=Event.NOTICE_CONFIRMED,
        by=by,
        subject_kind="notice",
        subject=str(now.pk),
        details={"call": now.call_id, "version": now.version, "digest": digest},
    )
    return now


@transaction.atomic
def notice_publish(*, notice: Notice, by: Acting) -> Notice:
    """Publish what was confirmed, from today, and move every application on it to the notice.

    Raises:
        Invalid: personal data would be published.
        WrongState: not confirmed, changed since, an application has left, the calendar of a year in it is not known, or a list for
            money rests on incomplete evidence.
        NotAllowed: not the head of the office.
    """
    take_turn()
    by.prove(Act.NOTICE_PUBLISH)
    now = _held(notice)
    _prove_draft(now)
    dates = dates_of(rules_of(now.call), timezone.localdate())
    if dates.provisional:
        raise WrongState(
            _("公示期到 %(day)s，这一年度的放假和调休安排还没有公布，期限不能确定；请补充工作日历后再公示。")
            % {"day": dates.objections_until}
        )
    if not now.confirmed_digest or now.confirmed_digest != digest_of(now, dates) or differs(now):
        raise WrongState(_("公示前须确认脱敏预览；预览之后名单或日期有变化的，须重新确认。"))
    if found := leaks(now, dates):
        raise Invalid({"": _("发现个人信息，不能公示：%(found)s。请先改正。") % {"found": "；".join(found)}})
    _prove_evidence(now)
    now.state, now.published_at, now.published_by = NoticeState.PUBLISHED, timezone.now(), by.actor_id
    now.starts_on, now.ends_on, now.objections_until, now.expires_on = (
        dates.starts_on, dates.ends_on, dates.objections_until, dates.expires_on,
    )  # fmt: skip
    now.save()
    entry = record(
        event=Event.NOTICE_PUBLISHED,
        by=by,
        subject_kind="notice",
        subject=str(now.pk),
        details={
            "call": now.call_id, "version": now.version, "digest": now.confirmed_digest, "ends_on": str(dates.ends_on),
            "objections_until": str(dates.objections_until), "lines": now.lines.count(), "run": now.run.run_id if now.run else "",
            "policy_hash": now.call.version.policy_hash,
        },
    )  # fmt: skip
    if now.run is not None and now.run.state == RunState.LOADED and now.run.publishable:
        # whoever reads the list can recompute it from today on
        run_publish(run=now.run, by=by)
    for line in now.lines.select_related("application__call__version"):
        _to_notice(now, line.application, by)
    if now.replaces_id:
        Notice.objects.filter(pk=now.replaces_id).update(state=NoticeState.REPLACED)
        record(
            event=Event.NOTICE_REPLACED,
            by=by,
            subject_kind="notice",
            subject=str(now.replaces_id),
            reason=now.change_reason,
            details={"by": now.pk, "published": entry.sequence},
        )
    return now


def _prove_evidence(notice: Notice) -> None:
    """A list for money never goes out on evidence that could not be read in full; what is missing is named."""
    programme = programme_of(notice.call.version)
    if not programme.money or programme.incomplete != "refuse":
        return
    lacking = []
    for line in notice.lines.select_related("application__record", "application__run"):
        about = line.application.record
        if about is not None and any(repositories_of([about.pk]).values()):
            lacking += [f"{line.application.number}：{sentence}" for sentence in missing_of(line.application.run, [about])]
    if lacking:
        raise WrongState(_("证据不全，发放资金的名单不能公示：%(what)s。请补全证据、重新冻结后再公示。") % {"what": "；".join(lacking)})


def _to_notice(notice: Notice, application: Application, by: Acting) -> None:
    """On to the notice; what stays on a corrected list is there already, unless its file lets it come back from an objection."""
    if application.step == NOTICE:
        return
    here = programme_of(application.call.version).step(application.step)
    if application.step in ON_NOTICE and NOTICE not in here.moves:
        return
    application_move(application=application, to=NOTICE, by=by, details={"notice": notice.pk}, at_desk=True)


def withdrawable(notice: Notice, acting: Acting) -> bool:
    """Whether this person may take the publication back: their own, within ten minutes, and nobody has objected."""
    fresh = notice.published_at is not None and timezone.now() - notice.published_at < UNDO_WITHIN
    mine = bool(acting.actor_id) and notice.published_by == acting.actor_id and acting.may(Act.NOTICE_PUBLISH)
    return notice.state == NoticeState.PUBLISHED and fresh and mine and not notice.objections.exists()


@transaction.atomic
def notice_withdraw(*, notice: Notice, by: Acting) -> Notice:
    """Take one's own publication of the last ten minutes back; every application returns to where it was.

    Raises:
        WrongState: it is too late, or somebody has objected. NotAllowed: not the head of the office.
    """
    take_turn()
    by.prove(Act.NOTICE_PUBLISH)
    now = _held(notice)
    if not withdrawable(now, by):
        raise WrongState(_("已经过了 10 分钟，或已有人提出异议，不能撤下；名单有误的，请更正后重新公示。"))
    for line in now.lines.select_related("application"):
        application = held(line.application)
        move = Move.objects.filter(application=application, undone_at=None).order_by("-at", "-id").first()
        if move is not None and move.to_step == NOTICE and now.published_at and move.at >= now.published_at:
            move_put_back(application=application, move=move, by=by)
    now.state = NoticeState.WITHDRAWN
    now.save(update_fields=["state"])
    if now.replaces_id:
        Notice.objects.filter(pk=now.replaces_id).update(state=NoticeState.PUBLISHED)
    record(event=Event.NOTICE_WITHDRAWN, by=by, subject_kind="notice", subject=str(now.pk), details={"call": now.call_id})
    return now


def notices_end() -> int:
    """End the notices whose last day has passed; how many."""
    past = Notice.objects.filter(state=NoticeState.PUBLISHED, ends_on__lt=timezone.localdate())
    return sum(notice_end(notice=notice) for notice in past)


@transaction.atomic
def notice_end(*, notice: Notice, by: Actor = SYSTEM) -> bool:
    """Say that its days are over; False when it had ended before."""
    take_turn()
    ended = Notice.objects.filter(pk=notice.pk, state=NoticeState.PUBLISHED).update(state=NoticeState.ENDED)
    if ended:
        record(event=Event.NOTICE_ENDED, by=by, subject_kind="notice", subject=str(notice.pk), details={"ends_on": str(notice.ends_on)})
    return bool(ended)


def notices_expire() -> int:
    """Put codes in the place of people's names once the file's days are over, whatever became of the list; how many notices."""
    expired = 0
    for notice in Notice.objects.filter(expires_on__lt=timezone.localdate(), expired_at=None):
        with transaction.atomic():
            take_turn()
            now = Notice.objects.select_for_update().get(pk=notice.pk)
            if now.expired_at is not None:
                continue
            _names_to_codes(now)
            now.expired_at = timezone.now()
            now.save(update_fields=["expired_at"])
            record(
                event=Event.NOTICE_EXPIRED,
                by=SYSTEM,
                subject_kind="notice",
                subject=str(now.pk),
                details={"expires_on": str(now.expires_on)},
            )
            expired += 1
    return expired


def _names_to_codes(notice: Notice) -> None:
    people = people_columns(notice.mask)
    for line in notice.lines.all():
        line.shown = {key: line.code if key in people and text else text for key, text in line.shown.items()}
        line.save(update_fields=["shown"])


def _held(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).select_related("call__version", "run", "replaces").get(pk=notice.pk)


def _prove_draft(notice: Notice) -> None:
    if notice.state != NoticeState.DRAFT:
        raise WrongState(_("这份公示已经发布。"))
