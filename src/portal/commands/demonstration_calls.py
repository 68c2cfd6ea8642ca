"""Which calls does a demonstration show? Some that are open now, with a draft, an application at the district, one at the office."""

import logging
from datetime import timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Grant, Organisation, Person
from portal.calls.models import Application, Call, Check, ProgrammeVersion
from portal.calls.selectors.contradictions import unanswered
from portal.calls.selectors.folder import Folder
from portal.calls.services.applications import answers_put, application_draft
from portal.calls.services.attachments import attachment_add
from portal.calls.services.calls import call_open, call_prepare
from portal.calls.services.checks import check_resolve
from portal.calls.services.clarifications import clarification_answer
from portal.calls.services.desk import application_hand_up, application_look, stamp_add
from portal.calls.services.submission import application_submit
from portal.commands.demonstration_answers import plausible
from portal.commands.demonstration_city import SIGN_INS, SignIn
from portal.errors import PortalError
from portal.house.documents import NoFont, Paper, Paragraph, pdf
from portal.register.models import Record
from xingtu.policy.form import Field, shown_fields

logger = logging.getLogger(__name__)
OPEN = {
    "seed-projects-2026": ("ZZ2026", 12),
    "adopter-subsidy-2026": ("CN2026", None),
    "first-version-list-2026": ("SB2026", 20),
    "key-technology-award-2026": ("GJ2026", 8),
    "ospo-2026": ("KY2026", None),
}
"""Programme → prefix of the numbers, days until the deadline (None: all the year round)."""
OPENED_BEFORE = timedelta(days=20)


def calls_show() -> None:
    """Open the calls and bring applications as far as their desks; after the runs, so that there are facts to go by."""
    acting = {one.person: _acting(one) for one in SIGN_INS}
    clerk, head = acting["demo-clerk"], acting["demo-head"]
    for programme, (prefix, days) in OPEN.items():
        try:
            _opened(programme, prefix, days, clerk, head)
        except PortalError as error:
            logger.warning("a call of the demonstration is not open", extra={"programme": programme, "reason": str(error)})
    open_now = {call.pk: call for call in Call.objects.filter(opened_at__isnull=False)}
    if seed := open_now.get("seed-projects-2026"):
        _submitted(_applied(seed, acting["demo-xhut"], "newborn"), acting["demo-xhut"])
        handed_up = _applied(seed, acting["demo-xhut"], "starmap")
        if _submitted(handed_up, acting["demo-xhut"]):
            _stamped(handed_up, acting["demo-xingzhu"])
    if award := open_now.get("key-technology-award-2026"):
        _submitted(_applied(award, acting["demo-lizhou"], "gearsim"), acting["demo-lizhou"])
        _applied(award, acting["demo-lizhou"], "reedstore")


def _acting(one: SignIn) -> Acting:
    return acting_of(Person.objects.get(pk=one.person), Grant.objects.filter(person_id=one.person).first())


def _opened(programme: str, prefix: str, days: int | None, clerk: Acting, head: Acting) -> Call:
    version = ProgrammeVersion.objects.filter(programme=programme).order_by("-version").first()
    if version is None:
        raise PortalError(programme)
    now = timezone.now()
    values = {
        "name": version.name,
        "name_en": version.name_en,
        "prefix": prefix,
        "opens_at": now - OPENED_BEFORE,
        "deadline_at": now + timedelta(days=days) if days else None,
        "announcement": f"现就{version.name}有关事项通知如下。申报条件、材料、评审和公示办法见规则文件，规则在征集期间不变。",
        "document_number": "演示文件，无文号",
    }
    return call_open(call=call_prepare(version=version, values=values, by=clerk), by=head)


@transaction.atomic
def _applied(call: Call, by: Acting, record: str) -> Application:
    """A draft, filled in by the facts and by what an applicant would say."""
    organisation = Organisation.objects.get(pk=by.organisation_id)
    draft = application_draft(call=call, organisation=organisation, record=Record.objects.get(pk=record), by=by)
    asked: set[str] = set()
    while missing := _blank(draft, asked):
        # what is asked depends on what was answered
        field = missing[0]
        asked.add(field.id)
        if field.kind != "attachment":
            answers_put(application=draft, answers={**Folder(draft).answers, field.id: plausible(field)}, by=by)
        elif field.required:
            _attach(draft, field, by)
        draft.refresh_from_db()
    return draft


def _blank(draft: Application, asked: set[str]) -> list[Field]:
    folder = Folder(draft)
    answers = folder.answers
    return [field for field in shown_fields(folder.form, answers) if field.id not in asked and answers.get(field.id) in (None, "", [])]


_NUMBERS = count(1)


def _attach(draft: Application, field: Field, by: Acting) -> None:
    text = f"{field.label}（演示材料 {next(_NUMBERS)}）"
    try:
        content = pdf(Paper(title=field.label, blocks=(Paragraph(text),)))
    except NoFont:
        content = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    attachment_add(application=draft, field=field, file=SimpleUploadedFile("material.pdf", content, "application/pdf"), by=by)


def _submitted(draft: Application, by: Acting) -> bool:
    try:
        for one in unanswered(Folder(draft)):
            clarification_answer(application=draft, contradiction=one, answer="以平台登记的为准，本表所填是立项时的说法。", by=by)
        draft.refresh_from_db()
        application_submit(application=draft, version=draft.version, by=by)
    except PortalError as error:
        logger.warning("an application of the demonstration stays a draft", extra={"application": draft.pk, "reason": str(error)})
        return False
    draft.refresh_from_db()
    return True


def _stamped(application: Application, officer: Acting) -> None:
    """The district has looked, settled what only people can look up, and handed it up with its stamped scan."""
    application_look(application=application, by=officer)
    for check in Check.objects.filter(application=application, outcome="unknown", rule="no_penalty_within"):
        check_resolve(check=check, outcome="pass", reason="已在全国信用信息共享平台查询，无处罚记录（演示）。", by=officer)
    scan = pdf(Paper(title="盖章扫描件（演示）", blocks=(Paragraph(application.content_code),)))
    stamp_add(
        application=application, code=application.content_code, scan=SimpleUploadedFile("scan.pdf", scan, "application/pdf"), by=officer
    )
    application_hand_up(application=application, by=officer)
