"""How is an objection received, admitted, looked into and answered, without the objector ever being known to the other side?

Name and address of the objector lie sealed; each opening of them is journalled. The journal knows an objection by a digest of its
receipt, because the receipt opens the objector's page.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.models import Grant
from portal.accounts.roles import Act, Role
from portal.calls.calendar import calendar
from portal.calls.models import (
    Application,
    Attachment,
    AttachmentKind,
    Notice,
    NoticeLine,
    Objection,
    ObjectionOutcome,
    ObjectionState,
)
from portal.calls.models.notice import new_receipt
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.duties import stands_with
from portal.calls.selectors.notices import NOTICE, OBJECTION, REVIEWED_AGAIN, UNSETTLED, rules_of, takes_objections
from portal.calls.services.attachments import looked_at
from portal.calls.services.awards import award_release
from portal.calls.services.moves import application_move, handlers_of, held
from portal.calls.services.notices import notice_draft
from portal.calls.steps import OVER
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.personal_data import findings
from portal.house.sealing import seal, unseal
from portal.house.uploads import Inspection, keep
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.messages.services import notify
from portal.register.models import Repository

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from portal.evidence.models import Provenance

PURPOSE = "objector"
ON_PAPER = frozenset({"stamp", "signature"})
"""Needs that are fulfilled by an attached scan."""
COPIED = "copied"
MEDIA = ("pdf", "jpg", "png", "docx", "zip")
LARGEST, MOST_FILES = 20_000_000, 5
SHORTEST = 10


@transaction.atomic
def objection_receive(
    *,
    notice: Notice,
    line: NoticeLine | None,
    grounds: str,
    statement: str,
    objector: dict[str, str],
    files: "Sequence[UploadedFile[Any]]" = (),
    compared: str = "",
    anonymous: bool = False,
) -> Objection:
    """Keep what anybody has against the list or a line of it.

    objector:  {"name", "phone", "address", "organisation"}, sealed at once
    anonymous: recorded where the file says so, and owed no answer

    Raises:
        Invalid: something the file asks for is missing, a file may not come in, or the text tells who objects.
        WrongState: the time for objections is over.
    """
    take_turn()
    now = Notice.objects.select_for_update(of=("self",)).select_related("call__version").get(pk=notice.pk)
    if not takes_objections(now, timezone.localdate()):
        raise WrongState(_("提出异议的期限已过，或名单已经更新；请查看公示页面。"))
    rules = rules_of(now.call)
    recorded = anonymous and rules.anonymous == "record_only"
    _prove_complete(statement, objector, files, () if recorded else rules.needs)
    kept = _looked_at_all(files)
    today = timezone.localdate()
    objection = Objection(
        receipt=new_receipt(), notice=now, application=line.application if line else None, statement=statement.strip(), grounds=grounds,
        compared=compared.strip()[:300], due_on=None if recorded else calendar().after(today, rules.answer_within),
    )  # fmt: skip
    objection.sealed = seal(json.dumps({} if recorded else objector, ensure_ascii=False), PURPOSE, about=_about(objection))
    if recorded:
        with override("zh-hans"):
            objection.state, objection.public_answer = ObjectionState.REFUSED, ""
            objection.answer = _("匿名异议只作记录，供核查参考，不予答复。")
    objection.save()
    for content, seen, name in kept:
        Attachment.objects.create(
            kind=AttachmentKind.OBJECTION, objection=objection, name=name[:200], media=seen.media, size_bytes=seen.size_bytes,
            sha256=keep(content), warnings=[],
        )  # fmt: skip
    _journal(objection, Event.OBJECTION_RECEIVED, SYSTEM, {"grounds": grounds, "files": len(kept), "anonymous": recorded})
    if not recorded:
        _tell_office(objection)
    return objection


def _prove_complete(statement: str, objector: dict[str, str], files: "Sequence[UploadedFile[Any]]", needs: Sequence[str]) -> None:
    problems: dict[str, str] = {}
    for need in needs:
        if need in ON_PAPER and not files:
            problems["files"] = _("须附单位盖章或本人签名的扫描件。")
        elif need not in ON_PAPER and not objector.get(need, "").strip():
            problems[need] = _("须填写这一项，否则无法受理。")
    if len(statement.strip()) < SHORTEST:
        problems["statement"] = _("请写明事实和理由，至少 %(n)d 个字。") % {"n": SHORTEST}
    elif findings(statement) or any(len(value.strip()) > 1 and value.strip() in statement for value in objector.values()):
        problems["statement"] = _(
            "异议内容会转给被异议方，其中不能有您的姓名、单位、电话、证件号码或邮箱；请删去，它们只填在下面的保密栏里。"
        )
    if len(files) > MOST_FILES:
        problems["files"] = _("最多 %(n)d 个文件。") % {"n": MOST_FILES}
    if problems:
        raise Invalid(problems)


def _looked_at_all(files: "Sequence[UploadedFile[Any]]") -> list[tuple[bytes, Inspection, str]]:
    return [(*looked_at(file, allowed=MEDIA, max_bytes=LARGEST, field="files"), file.name or "") for file in files]


@transaction.atomic
def objection_withdraw(*, objection: Objection) -> Objection:
    """The holder of the receipt takes it back, as long as nobody has taken it up.

    Raises:
        WrongState: it is being handled.
    """
    take_turn()
    now = _held(objection)
    if now.state != ObjectionState.RECEIVED:
        raise WrongState(_("这件异议已经开始办理，不能撤回。"))
    now.state = ObjectionState.WITHDRAWN
    now.save(update_fields=["state"])
    _journal(now, Event.OBJECTION_MOVED, SYSTEM, {"state": ObjectionState.WITHDRAWN.value})
    if now.application is not None:
        _back_to_notice(held(now.application), SYSTEM, "")
    return now


@transaction.atomic
def objection_admit(*, objection: Objection, by: Acting) -> Objection:
    """Take it up: the application waits for the answer, and its applicant is asked about what is said, not told by whom.

    Raises:
        WrongState: it was taken up before. NotAllowed: not the office's, or one's own application.
    """
    take_turn()
    now = _handled(objection, by, ObjectionState.RECEIVED)
    now.state, now.handler = ObjectionState.ADMITTED, by.actor_id
    now.save(update_fields=["state", "handler"])
    _journal(now, Event.OBJECTION_MOVED, by, {"state": ObjectionState.ADMITTED.value})
    if now.application is not None:
        application = held(now.application)
        if application.step == NOTICE:
            with override("zh-hans"):
                reason = _("公示期间收到异议，正在核查。")
            application_move(application=application, to=OBJECTION, by=SYSTEM, reason=reason, at_desk=True)
        _ask_applicant(now, application)
    return now


@transaction.atomic
def objection_refuse(*, objection: Objection, reason: str, by: Acting) -> Objection:
    """Do not take it up, and tell the objector why.

    Raises:
        Invalid: no reason. WrongState: it was taken up before. NotAllowed: not the office's.
    """
    take_turn()
    if len(reason.strip()) < SHORTEST:
        raise Invalid({"reason": _("请写明不予受理的理由，异议人会看到。")})
    now = _handled(objection, by, ObjectionState.RECEIVED)
    now.state, now.answer, now.handler, now.answered_at = ObjectionState.REFUSED, reason.strip(), by.actor_id, timezone.now()
    now.save(update_fields=["state", "answer", "handler", "answered_at"])
    _journal(now, Event.OBJECTION_MOVED, by, {"state": ObjectionState.REFUSED.value}, reason=reason)
    if now.application is not None:
        _back_to_notice(held(now.application), SYSTEM, "")
    return now


@transaction.atomic
def objection_reply(*, objection: Objection, reply: str, by: Acting) -> Objection:
    """The applicant says what there is to say to it.

    Raises:
        Invalid: nothing is said. WrongState: it is not being looked into. NotAllowed: not the applicant's side.
    """
    take_turn()
    now = _held(objection)
    if now.application is None or not is_applicant(by, now.application):
        raise NotAllowed(Act.APPLICATION_EDIT)
    if now.state not in {ObjectionState.ADMITTED, ObjectionState.INVESTIGATED}:
        raise WrongState(_("这件异议现在不需要说明。"))
    if len(reply.strip()) < SHORTEST:
        raise Invalid({"reply": _("请写明情况，至少 %(n)d 个字。") % {"n": SHORTEST}})
    now.reply, now.replied_by, now.replied_at = reply.strip(), by.actor_id, timezone.now()
    now.save(update_fields=["reply", "replied_by", "replied_at"])
    _journal(now, Event.OBJECTION_MOVED, by, {"replied": True})
    return now


@transaction.atomic
def objection_find(*, objection: Objection, findings: str, opinion: str, by: Acting) -> Objection:
    """Write down what was found, with the opinion of an expert where there is one.

    Raises:
        Invalid: nothing was found. WrongState: it was not taken up, or is answered. NotAllowed: not the office's.
    """
    take_turn()
    if len(findings.strip()) < SHORTEST:
        raise Invalid({"findings": _("请写明查了什么、看到什么。")})
    now = _handled(objection, by, ObjectionState.ADMITTED, ObjectionState.INVESTIGATED)
    now.findings, now.opinion, now.state = findings.strip(), opinion.strip(), ObjectionState.INVESTIGATED
    now.save(update_fields=["findings", "opinion", "state"])
    _journal(now, Event.OBJECTION_MOVED, by, {"state": ObjectionState.INVESTIGATED.value})
    return now


@transaction.atomic
def objection_answer(*, objection: Objection, outcome: str, answer: str, public_answer: str, by: Acting) -> Objection:
    """Answer it, and do to the list what the answer says.

    answer:        what the objector reads
    public_answer: what the applicant and everybody read; nothing in it may tell who objected

    Raises:
        Invalid: an answer is missing, or tells who objected. WrongState: nothing has been found yet, or the file knows no such way.
        NotAllowed: not the office's; the list itself only its head changes.
    """
    take_turn()
    now = _handled(objection, by, ObjectionState.INVESTIGATED)
    if outcome != ObjectionOutcome.DISMISSED:
        by.prove(Act.LIST_DECIDE)
    _prove_answer(now, outcome, answer, public_answer)
    now.state, now.outcome, now.answered_at = ObjectionState.ANSWERED, outcome, timezone.now()
    now.answer, now.public_answer = answer.strip(), public_answer.strip()
    now.save(update_fields=["state", "outcome", "answered_at", "answer", "public_answer"])
    _journal(now, Event.OBJECTION_ANSWERED, by, {"outcome": outcome})
    if now.application is not None:
        _carry_out(now, held(now.application), outcome, by)
    if outcome == ObjectionOutcome.CORRECTED:
        notice_draft(call=now.notice.call, by=by, replaces=now.notice, reason=now.public_answer)
    return now


def _prove_answer(objection: Objection, outcome: str, answer: str, public_answer: str) -> None:
    problems: dict[str, str] = {}
    if outcome not in ObjectionOutcome.values:
        problems["outcome"] = _("请选择处理结果。")
    elif objection.application is None and outcome in {ObjectionOutcome.REMOVED, ObjectionOutcome.REVIEWED}:
        problems["outcome"] = _("这件异议针对整个名单，只能是不成立，或更正名单。")
    if len(answer.strip()) < SHORTEST:
        problems["answer"] = _("请写明答复，至少 %(n)d 个字。") % {"n": SHORTEST}
    if len(public_answer.strip()) < SHORTEST:
        problems["public_answer"] = _("请写明公开的答复，至少 %(n)d 个字。") % {"n": SHORTEST}
    elif findings(public_answer) or any(len(value) > 1 and value in public_answer for value in _opened(objection).values()):
        problems["public_answer"] = _("公开的答复里有异议人的信息或个人信息，请删去。")
    if problems:
        raise Invalid(problems)


def _carry_out(objection: Objection, application: Application, outcome: str, by: Acting) -> None:
    """Removed: off the list, its money free again. Reviewed: back to those who decide. Else back to the notice, if nothing is open."""
    moves = programme_of(application.call.version).step(application.step).moves
    if application.step != OBJECTION:
        if outcome in {ObjectionOutcome.REMOVED, ObjectionOutcome.REVIEWED} and application.step not in OVER:
            raise WrongState(_("这份申报已经不在公示，不能由这件异议再移出或退回；请在它现在的环节办理，这里只作答复。"))
        return
    if outcome == ObjectionOutcome.REMOVED:
        application_move(application=application, to="declined", by=by, reason=objection.public_answer)
    elif outcome == ObjectionOutcome.REVIEWED:
        to = next((step for step in REVIEWED_AGAIN if step in moves), "")
        if not to:
            raise WrongState(_("这个项目的规则里不能从异议退回评审；请选择其他结果。"))
        award_release(application=application, by=by, reason=objection.public_answer)
        application_move(application=application, to=to, by=by, reason=objection.public_answer, at_desk=True)
    else:
        _back_to_notice(application, by, objection.public_answer)


def _back_to_notice(application: Application, by: Acting | Actor, reason: str) -> None:
    """When nothing stands against it any more, however the last objection ended."""
    moves = programme_of(application.call.version).step(application.step).moves
    if application.step == OBJECTION and NOTICE in moves and not application.objections.filter(state__in=UNSETTLED).exists():
        application_move(application=application, to=NOTICE, by=by, reason=reason, at_desk=True)


@transaction.atomic
def objector_open(*, objection: Objection, by: Acting) -> dict[str, str]:
    """Who objects, for the handlers; every look is journalled.

    Raises:
        NotAllowed: not the office's, or one's own application.
    """
    take_turn()
    now = _handled(objection, by, *ObjectionState)
    _journal(now, Event.OBJECTOR_SEEN, by, {})
    return _opened(now)


@transaction.atomic
def objection_compare(*, objection: Objection, by: Acting) -> "list[Provenance]":
    """Ask where the content of the application's repositories was seen first.

    Raises:
        Invalid: nothing of it has been read. WrongState: it is not being looked into. NotAllowed: not the office's.
    """
    from portal.evidence.services.provenance import provenance_request  # noqa: PLC0415 -- reads the lake's engine, seldom asked for

    take_turn()
    now = _handled(objection, by, ObjectionState.ADMITTED, ObjectionState.INVESTIGATED)
    record_id = now.application.record_id if now.application else None
    subjects = list(Repository.objects.filter(record_id=record_id, removed_at=None).values_list("pk", flat=True)) if record_id else []
    if not subjects:
        raise Invalid({"": _("这份申报没有登记仓库，无从核对来源。")})
    said = now.compared.rstrip("/").removesuffix(".git")
    others = list(Repository.objects.filter(url__in=(said, f"{said}.git", f"{said}/")).values_list("pk", flat=True)) if said else []
    asked = [provenance_request(subject=subject, others=others, by=by) for subject in subjects]
    now.provenance = {"keys": [one.key for one in asked]}
    now.save(update_fields=["provenance"])
    return asked


def _opened(objection: Objection) -> dict[str, str]:
    opened: dict[str, str] = json.loads(unseal(objection.sealed, PURPOSE, about=_about(objection)))
    return opened


def _about(objection: Objection) -> str:
    return f"objection:{objection.receipt}"


def _held(objection: Objection) -> Objection:
    related = ("notice__call__version", "application__call__version", "application__organisation", "application__person")
    return Objection.objects.select_for_update(of=("self",)).select_related(*related).get(pk=objection.pk)


def _handled(objection: Objection, by: Acting, *states: str) -> Objection:
    by.prove(Act.OBJECTION_HANDLE)
    now = _held(objection)
    if now.application is not None and stands_with(by.actor_id, now.application):
        raise NotAllowed(Act.OBJECTION_HANDLE)
    if now.state not in states:
        raise WrongState(_("这件异议现在是“%(state)s”，请按现在的状态办理。") % {"state": now.get_state_display()})
    return now


def _journal(objection: Objection, event: Event, by: Acting | Actor, details: dict[str, object], reason: str = "") -> None:
    record(
        event=event,
        by=by,
        subject_kind="objection",
        subject=sha256(objection.receipt.encode()).hexdigest()[:16],
        reason=reason.strip(),
        details={"notice": objection.notice_id, "application": objection.application_id, **details},
    )


def _ask_applicant(objection: Objection, application: Application) -> None:
    with override("zh-hans"):
        for person in handlers_of(application):
            notify(
                person=person,
                event=str(Event.OBJECTION_MOVED),
                subject_id=sha256(objection.receipt.encode()).hexdigest()[:16],
                subject=_("请对异议作出说明：%(number)s") % {"number": application.number},
                body=objection.statement,
                path=f"/applications/{application.pk}/objections/",
            )


def _tell_office(objection: Objection) -> None:
    grants = Grant.objects.held_on(timezone.localdate()).filter(role__in=(Role.OFFICE_CLERK, Role.OFFICE_HEAD)).select_related("person")
    with override("zh-hans"):
        for person in {grant.person_id: grant.person for grant in grants}.values():
            notify(
                person=person,
                event=str(Event.OBJECTION_RECEIVED),
                subject_id=sha256(objection.receipt.encode()).hexdigest()[:16],
                subject=_("收到异议：%(title)s") % {"title": objection.notice.title},
                body=_("请在 %(day)s 前核查答复。") % {"day": objection.due_on},
                path=f"/desk/objections/{objection.receipt}/",
            )
