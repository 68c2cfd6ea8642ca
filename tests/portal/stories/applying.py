"""How does a firm of a story fill in what the story does not look at, and what does a page give it to keep?"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Grant, Person
from portal.calls.models import Application, Call, ProgrammeVersion
from portal.calls.selectors.contradictions import unanswered
from portal.calls.selectors.folder import Folder
from portal.calls.services.applications import answers_put, application_draft
from portal.calls.services.attachments import attachment_add
from portal.calls.services.calls import call_open, call_prepare
from portal.calls.services.checks import check_resolve
from portal.calls.services.clarifications import clarification_answer
from portal.calls.services.desk import application_hand_up, application_look, stamp_add
from portal.calls.services.freezing import application_accept
from portal.calls.services.programmes import programmes_take_in
from portal.calls.services.submission import application_submit
from portal.commands.demonstration_answers import plausible
from portal.house.documents import Paper, Paragraph, pdf
from portal.register.models import Record
from xingtu.policy.form import Field, shown_fields


def acting(person: Person) -> Acting:
    """As the one role somebody holds."""
    return acting_of(person, Grant.objects.filter(person=person).first())


def opened(programme: str, prefix: str, clerk: Person, head: Person, *, days: int | None = 20) -> Call:
    """The call of a shipped programme, open since three weeks; ``days`` until its deadline, None: all the year round."""
    programmes_take_in()
    version = ProgrammeVersion.objects.filter(programme=programme).latest("version")
    now = timezone.now()
    values = {
        "name": version.name, "name_en": version.name_en, "prefix": prefix, "opens_at": now - timedelta(days=20),
        "deadline_at": now + timedelta(days=days) if days else None, "announcement": f"现就{version.name}有关事项通知如下。",
    }  # fmt: skip
    return call_open(call=call_prepare(version=version, values=values, by=acting(clerk)), by=acting(head))


@transaction.atomic
def filled(draft: Application, by: Acting, **answers: Any) -> Application:
    """Everything that is still blank answered; ``answers`` are put over what was prefilled."""
    if answers:
        answers_put(application=draft, answers={**Folder(draft).answers, **answers}, by=by)
        draft.refresh_from_db()
    asked: set[str] = set()
    while missing := _blank(draft, asked):
        # what is asked depends on what was answered
        fills = Folder(draft).fills
        blanks = {
            field.id: fills[field.id].value if field.id in fills else plausible(field) for field in missing if field.kind != "attachment"
        }
        asked |= {field.id for field in missing}
        answers_put(application=draft, answers={**Folder(draft).answers, **blanks}, by=by)
        for field in missing:
            if field.kind == "attachment":
                attachment_add(application=draft, field=field, file=_file(f"{field.label}（材料）", field.media), by=by)
        draft.refresh_from_db()
    return draft


def _blank(draft: Application, asked: set[str]) -> list[Field]:
    folder = Folder(draft)
    answers = folder.answers
    return [
        field
        for field in shown_fields(folder.form, answers)
        if field.id not in asked and answers.get(field.id) in (None, "", []) and (field.required or field.kind != "attachment")
    ]


def _file(text: str, media: tuple[str, ...] = ("pdf",)) -> SimpleUploadedFile:
    assert "pdf" in media, media
    return SimpleUploadedFile("material.pdf", pdf(Paper(title=text, blocks=(Paragraph(text),))), "application/pdf")


def handed_in(call: Call, record: str, person: Person, **answers: Any) -> Application:
    """By a firm whose way nobody looks at."""
    by = acting(person)
    assert by.organisation_id
    organisation = Grant.objects.get(person=person).organisation
    draft = application_draft(call=call, organisation=organisation, record=Record.objects.get(pk=record), by=by)
    filled(draft, by, **answers)
    for one in unanswered(Folder(draft)):
        clarification_answer(application=draft, contradiction=one, answer="以平台登记的为准，本表所填是立项时的说法。", by=by)
    draft.refresh_from_db()
    application_submit(application=draft, version=draft.version, by=by)
    draft.refresh_from_db()
    return draft


def handed_up(application: Application, district: Person, clerk: Person) -> Application:
    """Looked at, stamped and handed up by the district, accepted by the office."""
    by = acting(district)
    application_look(application=application, by=by)
    for check in application.checks.filter(outcome="unknown"):
        check_resolve(check=check, outcome="pass", reason="已查询，符合规定。", by=by)
    application.refresh_from_db()
    stamp_add(application=application, code=application.content_code, scan=_file(application.content_code), by=by)
    application_hand_up(application=application, by=by)
    application.refresh_from_db()
    application_accept(application=application, by=acting(clerk))
    application.refresh_from_db()
    return application


def saved(page: Page, link: Locator, folder: Path) -> Path:
    """What a link or button gives to keep."""
    with page.expect_download() as wait:
        link.click()
    path = folder / wait.value.suggested_filename
    wait.value.save_as(path)
    return path
