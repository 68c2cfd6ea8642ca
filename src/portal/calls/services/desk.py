"""What do district and office do with an application besides moving it: look, stamp, hand up together, hand over to a colleague?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Person
from portal.accounts.roles import Act, Role, Scope
from portal.calls.models import Application, Attachment, AttachmentKind
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.stamps import stamped
from portal.calls.services.attachments import attachment_keep, looked_at
from portal.calls.services.checks import checks_judge, desk_act
from portal.calls.services.moves import application_move, held
from portal.calls.steps import DISTRICT_CHECK
from portal.errors import Invalid, PortalError, WrongState
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.journal.services import record, take_turn

SEEN_AGAIN = timedelta(hours=12)
SCANS = ("pdf", "jpg", "png")
LARGEST_SCAN = 50_000_000


@transaction.atomic
def application_look(*, application: Application, by: Acting) -> None:
    """Keep that an official has opened it: from now on it cannot simply be taken back."""
    if is_applicant(by, application) or not by.may(Act.APPLICATION_VIEW):
        return
    recently = Entry.objects.filter(
        event=Event.APPLICATION_SEEN, actor=by.actor_id, subject=application.pk, at__gte=timezone.now() - SEEN_AGAIN
    )
    if application.looked_at and recently.exists():
        return
    take_turn()
    if application.looked_at is None:
        application.looked_at = timezone.now()
        Application.objects.filter(pk=application.pk, looked_at=None).update(looked_at=application.looked_at)
        checks_judge(application=application)
    record(event=Event.APPLICATION_SEEN, by=by, subject_kind="application", subject=application.pk)


@dataclass(frozen=True, slots=True)
class HandedUp:
    """What became of a list that was handed up together."""

    done: tuple[Application, ...]
    refused: tuple[tuple[Application, str], ...]
    """Each with the reason."""


def applications_hand_up(*, applications: Iterable[Application], by: Acting) -> HandedUp:
    """Hand up to the city whatever the district may: each that has its stamped scan; the others stay, with the reason."""
    done: list[Application] = []
    refused: list[tuple[Application, str]] = []
    for application in applications:
        try:
            application_hand_up(application=application, by=by)
            done.append(application)
        except PortalError as error:
            refused.append((application, str(error)))
    return HandedUp(tuple(done), tuple(refused))


@transaction.atomic
def application_hand_up(*, application: Application, by: Acting, reason: str = "") -> Application:
    """The district passes it on.

    Raises:
        WrongState: the stamped scan is missing, or it stands elsewhere.
        NotAllowed: another district's.
    """
    if application.step == DISTRICT_CHECK and stamped(application) is None:
        raise WrongState(
            _("%(number)s 还没有盖章扫描件，或扫描件上的内容码与现在的申报内容不一致；请打印、盖章、扫描后上传。")
            % {"number": application.number}
        )
    moves = programme_of(application.call.version).step(application.step).moves
    onward = next((move for move in moves if move not in {"returned", "declined", "withdrawn", "lapsed"}), "")
    application_move(application=application, to=onward, by=by, reason=reason)
    return application


@transaction.atomic
def stamp_add(*, application: Application, code: str, scan: UploadedFile, by: Acting) -> Attachment:  # type: ignore[type-arg]
    """Keep the stamped scan of exactly the present content; ``code`` is what somebody read on the paper.

    Raises:
        Invalid: the code is another version's, or the file is none that may come in.
        WrongState: it is not at the district's desk.
        NotAllowed: another district's.
    """
    take_turn()
    now = held(application)
    by.prove(Act.APPLICATION_CHECK, district=now.district)
    if now.step != DISTRICT_CHECK:
        raise WrongState(_("%(number)s 现在不在区县初审，不能上传盖章扫描件。") % {"number": now.number or now.title})
    letters = "".join(code.upper().split()).replace("-", "")
    if letters != now.content_code.replace("-", ""):
        raise Invalid(
            {
                "code": _("扫描件上的内容码与现在的申报内容（%(code)s）不一致：盖章的是另一版内容。请打印最新的申报书重新盖章。")
                % {"code": now.content_code}
            }
        )
    content, seen = looked_at(scan, allowed=SCANS, max_bytes=LARGEST_SCAN, field="scan")
    kept = attachment_keep(content, seen, name=scan.name or "", kind=AttachmentKind.STAMPED, by=by, application=now)
    kept.content_code = now.content_code
    kept.save(update_fields=["content_code"])
    return kept


@transaction.atomic
def officer_assign(*, applications: Sequence[Application], officer: Person | None, by: Acting) -> int:
    """Hand applications to a colleague, for instance while somebody is away; how many changed hands.

    Raises:
        Invalid: the colleague sits at no desk of these applications.
    """
    take_turn()
    changed = 0
    for application in applications:
        by.prove(desk_act(by), district=application.district)
        if officer is not None and not _sits(officer, application, by):
            raise Invalid({"officer": _("%(name)s 没有办理这些申报的角色。") % {"name": officer.name}})
        before = application.officer_id
        if before == (officer.id if officer else None):
            continue
        application.officer = officer
        application.save(update_fields=["officer"])
        changed += 1
        record(
            event=Event.APPLICATION_ASSIGNED,
            by=by,
            subject_kind="application",
            subject=application.pk,
            details={"officer": [before, officer.id if officer else None]},
        )
    return changed


def _sits(officer: Person, application: Application, by: Acting) -> bool:
    held = Grant.objects.held_on(timezone.localdate()).filter(person=officer)
    if by.scope(Act.APPLICATION_CHECK) is Scope.DISTRICT:
        return held.filter(role=Role.DISTRICT_OFFICER, district=application.district).exists()
    return held.filter(role__in=(Role.OFFICE_CLERK, Role.OFFICE_HEAD)).exists()
