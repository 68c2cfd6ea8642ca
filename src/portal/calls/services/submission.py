"""How is an application handed in: complete, every contradiction answered, everybody joined; numbered, kept, and on its way?

Also how that is taken back: an undo within ten minutes, and a withdrawal until its notice.
"""

from contextlib import suppress
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.calls.models import Application, ApplicationVersion, Move, Party, PartyState
from portal.calls.selectors.contradictions import Contradiction, unanswered
from portal.calls.selectors.folder import Folder
from portal.calls.services.applications import answers_put, held_for_writing, prove_open
from portal.calls.services.moves import application_move, held, move_undo, undoable
from portal.calls.services.numbers import number_next
from portal.errors import Invalid, PortalError, WrongState
from portal.house.search import search_text
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from portal.register.models import State
from portal.register.moves import UNDO_WITHIN
from portal.register.services.moves import record_submit
from xingtu.policy.form import Fault

SUBMITTED, DISTRICT_CHECK, WITHDRAWN, CLAIMED = "submitted", "district_check", "withdrawn", "payment_request"


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands in the way of handing in; nothing when all are empty."""

    faults: tuple[Fault, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    parties: tuple[Party, ...] = ()
    others: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.faults or self.contradictions or self.parties or self.others)


def obstacles(folder: Folder) -> Obstacles:
    """All of them at once, so that nobody mends one to meet the next."""
    application = folder.application
    others = []
    if application.step == "draft":
        try:
            prove_open(application.call)
        except WrongState as error:
            others.append(str(error))
        if not _way(folder):
            others.append(_("这个项目由区县初审，申报单位还没有登记所在的区县（园区）。请先到“我的单位”补上。"))
    pending = tuple(application.parties.filter(state=PartyState.INVITED).select_related("organisation", "person"))
    return Obstacles(folder.faults(), tuple(unanswered(folder)), pending, tuple(others))


def _way(folder: Folder) -> str:
    """Where it goes once it is in: to its district, if the file asks one and it lies in one."""
    submitted = folder.programme.step(SUBMITTED)
    onward = [to for to in submitted.moves if to != WITHDRAWN]
    if not _district(folder.application):
        onward = [to for to in onward if folder.programme.step(to).actor != "district"]
    return DISTRICT_CHECK if DISTRICT_CHECK in onward else next(iter(onward), "")


def _district(application: Application) -> str:
    """As registered today; a person's is what was chosen at the beginning."""
    of_body = application.organisation.district if application.organisation else ""
    return of_body or (application.record.district if application.record else "") or application.district


@transaction.atomic
def application_submit(*, application: Application, version: int, by: Acting, content_code: str = "") -> Application:
    """Hand it in, or hand in again what was returned.

    version, content_code: what the applicant has read and confirmed; a measured fact that changed since makes another code

    Raises:
        Invalid: something is missing or unanswered; look at ``obstacles``.
        WrongState: changed since it was read, or handed in already. NotAllowed: not the applicant's side.
    """
    take_turn()
    now = held_for_writing(application, by)
    folder = Folder(now)
    if now.version != version or content_code not in {"", folder.content_code()}:
        raise WrongState(_("内容在您打开提交页之后又有改动。请重新核对后再提交。"))
    if obstacles(folder):
        raise Invalid(_("还有内容没有填完或没有说明，不能提交。"))
    # measured facts are what they are at the moment of handing in
    answers_put(application=now, answers=folder.answers, by=by)
    kept = _keep_version(folder)
    changes = {"content_code": kept.content_code, "submitted_at": timezone.now(), "district": _district(now), "looked_at": None}
    details = {"version": kept.version, "content_code": kept.content_code}
    if now.step == "returned":
        del changes["looked_at"]
        application_move(application=now, to=now.return_to, by=by, changes=changes, details=details, at_desk=True)
        application.refresh_from_db()
        return application
    if now.step == CLAIMED:
        onward = next(to for to in folder.step.moves if to != "waived")
        application_move(application=now, to=onward, by=by, changes=changes, details=details, at_desk=True)
        application.refresh_from_db()
        return application
    if now.number is None:
        now.number = number_next(application=now)
        body = now.organisation.name if now.organisation else ""
        now.search_text = search_text(now.title, now.number, body)
        now.save(update_fields=["number", "search_text"])
    _hand_in_record(now, by)
    application_move(application=now, to=SUBMITTED, by=by, changes=changes, details=details, at_desk=True)
    application_move(application=now, to=_way(Folder(now)), by=SYSTEM)
    application.refresh_from_db()
    return application


def _keep_version(folder: Folder) -> ApplicationVersion:
    """The version that was handed in stays for ever, with its code and the digests of its files."""
    now = folder.application
    kept = now.versions.filter(version=now.version).first() or ApplicationVersion(application=now, version=now.version)
    kept.answers, kept.autosaved, kept.submitted = now.answers, False, True
    kept.content_code, kept.attachments = folder.content_code(now.answers), folder.digests(now.answers)
    kept.save()
    return kept


def _hand_in_record(application: Application, by: Acting) -> None:
    """A record that was drafted for this application goes to its own check beside it; what it still lacks is asked there."""
    about = application.record
    if about is not None and about.state == State.DRAFT:
        with suppress(PortalError), transaction.atomic():
            record_submit(record=about, version=about.version, by=by)


@transaction.atomic
def application_withdraw(*, application: Application, by: Acting, reason: str = "") -> Move:
    """Take it back for good; a draft is given up.

    Raises:
        WrongState: it is too late. NotAllowed: not the applicant's side.
    """
    to = "abandoned" if held(application).step == "draft" else WITHDRAWN
    return application_move(application=application, to=to, by=by, reason=reason or _("申报人撤回"))


def submission_undoable(application: Application, by: Acting) -> Move | None:
    """The person's own move that can still be taken back: the newest, or the submission that the system has only passed on."""
    if (own := undoable(application, by)) is not None:
        return own
    newest = list(application.moves.filter(undone_at=None).order_by("-at", "-id")[:2])
    if len(newest) != 2 or not by.actor_id:  # noqa: PLR2004 -- the submission and its passing on
        return None
    passed_on, handed_in = newest
    whole = not passed_on.by and passed_on.from_step == SUBMITTED and handed_in.to_step == SUBMITTED and handed_in.by == by.actor_id
    fresh = timezone.now() - handed_in.at < UNDO_WITHIN and application.step == passed_on.to_step and application.looked_at is None
    return handed_in if whole and fresh else None


@transaction.atomic
def submission_undo(*, application: Application, by: Acting) -> Application:
    """Take back one's own act of the last ten minutes.

    Raises:
        WrongState: too late, or somebody has acted since. NotAllowed: nothing of theirs.
    """
    take_turn()
    now = held(application)
    if undoable(now, by) is not None:
        return move_undo(application=now, by=by)
    handed_in = submission_undoable(now, by)
    if handed_in is None:
        raise WrongState(_("已经过了 10 分钟，或此后又有新的办理，不能撤销。可以按流程另行办理。"))
    columns = {column.name: column for column in Application._meta.concrete_fields}  # noqa: SLF001 -- Django's documented way to its fields
    for name, value in handed_in.before.items():
        setattr(now, name, columns[name].to_python(value))
    left, now.step, now.updated_at = now.step, handed_in.from_step, timezone.now()
    now.save()
    now.moves.filter(undone_at=None, at__gte=handed_in.at).update(undone_at=now.updated_at)
    record(
        event=Event.APPLICATION_UNDONE,
        by=by,
        subject_kind="application",
        subject=now.pk,
        details={"step": [left, now.step], "undone": handed_in.journal_sequence},
    )
    return now
