"""How does a file come into an application, and who reads it? Looked at before it is kept; every reading by others is noted."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.calls.models import Application, Attachment, AttachmentKind
from portal.calls.selectors.answers import files_of
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.folder import Folder
from portal.calls.services.applications import answers_put, held_for_writing
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.uploads import Inspection, Remark, discard, inspect, is_kept, keep
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from xingtu.policy.form import Field

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 60
"""Of one application, those of older versions included."""
LONGEST_NAME = 200


@transaction.atomic
def attachment_add(*, application: Application, field: Field, file: "UploadedFile[Any]", by: Acting) -> Attachment:
    """Keep a file as part of an answer.

    Raises:
        Invalid: it may not come in, or there are enough; the problem names the field.
        NotAllowed: not the applicant's side. WrongState: it has been handed in.
    """
    take_turn()
    now = held_for_writing(application, by)
    given = _given(now, field)
    most = field.at_most or 1
    if len(given) >= most:
        raise Invalid({field.id: _("最多 %(n)d 个文件；请先移除一个，再上传新的。") % {"n": most}})
    if now.attachments.filter(kind=AttachmentKind.ANSWER).count() >= MOST_FILES:
        raise Invalid({field.id: _("一份申报最多上传 %(n)d 个文件；请合并后再上传。") % {"n": MOST_FILES}})
    content, seen = looked_at(file, allowed=field.media, max_bytes=field.max_bytes, field=field.id)
    if any(one.sha256 == seen.sha256 for one in now.attachments.filter(pk__in=given)):
        raise Invalid({field.id: _("这个文件已经上传过了。")})
    made = attachment_keep(content, seen, name=file.name or "", kind=AttachmentKind.ANSWER, by=by, application=now, field=field.id)
    answers_put(application=now, answers={**now.answers, field.id: [*given, made.pk]}, by=by)
    return made


def looked_at(file: "UploadedFile[Any]", *, allowed: Collection[str], max_bytes: int, field: str = "file") -> tuple[bytes, Inspection]:
    """Content and what was found.

    Raises:
        Invalid: it may not come in; every reason is said.
    """
    if (file.size or 0) > max_bytes:
        # refused by its size, without being read
        seen = inspect(file, file.name or "", allowed=tuple(allowed), max_bytes=max_bytes)  # type: ignore[arg-type] # size is a property
        raise Invalid({field: " ".join(str(remark) for remark in seen.refusals)})
    content = file.read()
    seen = inspect(content, file.name or "", allowed=tuple(allowed), max_bytes=max_bytes)
    if not seen.accepted:
        raise Invalid({field: " ".join(str(remark) for remark in seen.refusals)})
    return content, seen


def attachment_keep(
    content: bytes, seen: Inspection, *, name: str, kind: AttachmentKind, by: Acting, application: Application, field: str = ""
) -> Attachment:
    """Store it and write its row and entry; inside the caller's transaction."""
    made = Attachment.objects.create(
        kind=kind, application=application, field=field, name=_plain(name), media=seen.media, size_bytes=seen.size_bytes,
        sha256=keep(content), warnings=[_both(remark) for remark in seen.warnings], by=by.actor_id,
    )  # fmt: skip
    record(
        event=Event.ATTACHMENT_ADDED,
        by=by,
        subject_kind="application",
        subject=application.pk,
        details={"attachment": made.pk, "kind": kind.value, "field": field, "sha256": made.sha256},
    )
    return made


@transaction.atomic
def attachment_remove(*, application: Application, attachment: Attachment, by: Acting) -> None:
    """Take a file out of the answers; what was once handed in is kept with that version.

    Raises:
        NotAllowed: not the applicant's side, or no file of the answers. WrongState: it has been handed in.
    """
    take_turn()
    now = held_for_writing(application, by)
    field = next((field for field in Folder(now).form.fields if field.id == attachment.field), None)
    if field is None or attachment.application_id != now.pk or attachment.pk not in _given(now, field):
        raise NotAllowed(attachment.pk)
    answers_put(application=now, answers={**now.answers, field.id: [one for one in _given(now, field) if one != attachment.pk]}, by=by)
    if not _was_handed_in(now, attachment):
        Attachment.objects.filter(pk=attachment.pk).update(removed_at=timezone.now())
        if not Attachment.objects.filter(sha256=attachment.sha256, removed_at=None).exists():
            transaction.on_commit(lambda: discard(attachment.sha256))
    record(
        event=Event.ATTACHMENT_REMOVED,
        by=by,
        subject_kind="application",
        subject=now.pk,
        details={"attachment": attachment.pk, "field": field.id, "sha256": attachment.sha256},
    )


@transaction.atomic
def attachment_read(*, attachment: Attachment, by: Acting) -> None:
    """Note that somebody other than the applicant takes a file; a file that is gone is said to be.

    Raises:
        WrongState: its bytes are not here.
    """
    if not is_kept(attachment.sha256):
        raise WrongState(_("这个附件不在本机；若刚恢复过备份，请确认备份里有 attachments 文件夹。"))
    application = attachment.application
    if application is None or is_applicant(by, application):
        return
    take_turn()
    record(
        event=Event.ATTACHMENT_READ,
        by=by,
        subject_kind="application",
        subject=application.pk,
        details={"attachment": attachment.pk, "kind": attachment.kind, "sha256": attachment.sha256},
    )


@transaction.atomic
def attachments_taken(*, application: Application, attachments: Collection[Attachment], by: Acting) -> None:
    """Note that somebody other than the applicant takes several files at once."""
    if is_applicant(by, application) or not attachments:
        return
    take_turn()
    record(
        event=Event.ATTACHMENT_READ,
        by=by,
        subject_kind="application",
        subject=application.pk,
        details={"attachments": sorted(one.pk for one in attachments)},
    )


def _given(application: Application, field: Field) -> list[str]:
    """Ids of the field's files, as answered; those whose row is gone are no files."""
    answer = application.answers.get(field.id)
    known = files_of(application)
    return [ident for ident in answer if isinstance(ident, str) and ident in known] if isinstance(answer, list) else []


def _was_handed_in(application: Application, attachment: Attachment) -> bool:
    versions = application.versions.filter(submitted=True).values_list("answers", flat=True)
    return any(attachment.pk in (answers.get(attachment.field) or ()) for answers in versions)


def _plain(name: str) -> str:
    plain = name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip() or _("附件")
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= LONGEST_NAME else f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME]


def _both(remark: Remark) -> list[str]:
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(str(remark))
    return said
