"""What may we do with a person's data, and what do we hold of them? Consent given and taken back, and everything in one file."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Consent, Grant, Person, Purpose
from portal.accounts.roles import Act
from portal.cases.models import Case, Step
from portal.errors import NotAllowed
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.journal.services import record
from portal.journal.services.recording import take_turn
from portal.messages.models import Message
from portal.register.models import Employment, HostAccount, Mailbox, Record

READ_ME = """这里是星图平台保存的、与您有关的全部个人数据。每个文件是一张表，JSON 格式，时间为 UTC。
account 账号 · sign_in 登录方式 · roles 角色 · mailboxes 邮箱认领 · host_accounts 平台账号 · employments 任职声明
consents 同意 · messages 消息 · cases 您提出或办理的工单 · case_steps 您在工单里的办理 · records 您登记的主体 · journal 您本人操作的留痕
applications 您以个人名义的申报及其版本、附件目录、联合申报和收款账户末四位 · reviews 您的评审席位、任务和评分
代码仓库里的提交是公开的事实，不在平台的个人数据之内；平台据此算出的结果见“我的贡献”。

Everything the platform keeps about you: one JSON file a table, instants in UTC. Commits in public repositories are not kept here
as personal data; what was computed from them is on the page "My work".
"""
HIDDEN = frozenset({"password", "code_hash", "data", "search_text", "sealed"})
"""Secrets and their hashes: they would help nobody but a thief of the file."""


Tables = dict[str, list[Model]]
_ALSO: list[Callable[[Person], Tables]] = []


def also_kept(tables: Callable[[Person], Tables]) -> None:
    """What an app above the register keeps about a person, for the export; said once, when the app is ready."""
    _ALSO.append(tables)


def consent_give(*, purpose: Purpose, by: Acting) -> Consent:
    """Allow one use; already allowed, nothing changes."""
    person = _self(by)
    with transaction.atomic():
        take_turn()
        consent, given_now = Consent.objects.get_or_create(person=person, purpose=purpose, withdrawn_at=None)
        if given_now:
            record(event=Event.CONSENT_GIVEN, by=by, subject_kind="person", subject=person.pk, details={"purpose": purpose.value})
    return consent


def consent_withdraw(*, purpose: Purpose, by: Acting) -> None:
    """Take it back: pages ask for open consents each time, so it holds at once."""
    person = _self(by)
    with transaction.atomic():
        take_turn()
        if Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
            record(event=Event.CONSENT_WITHDRAWN, by=by, subject_kind="person", subject=person.pk, details={"purpose": purpose.value})


def person_export(*, by: Acting) -> bytes:
    """A zip of JSON files with all that is kept about oneself."""
    person = _self(by)
    tables: Tables = {
        "account": [person],
        "sign_in": [
            *EmailAddress.objects.filter(user=person),
            *SocialAccount.objects.filter(user=person),
            *Authenticator.objects.filter(user=person),
        ],
        "roles": [*Grant.objects.filter(person=person)],
        "mailboxes": [*Mailbox.objects.filter(person=person)],
        "host_accounts": [*HostAccount.objects.filter(person=person)],
        "employments": [*Employment.objects.filter(person=person)],
        "consents": [*Consent.objects.filter(person=person)],
        "messages": [*Message.objects.filter(person=person)],
        "cases": [*(Case.objects.filter(opened_by=person) | Case.objects.filter(owner=person))],
        "case_steps": [*Step.objects.filter(person=person)],
        "records": [*Record.objects.filter(person=person)],
        "journal": [*Entry.objects.filter(actor=person.pk)],
    }
    for more in _ALSO:
        tables |= more(person)
    rows = {name: [_plain(row) for row in table] for name, table in tables.items()}
    with transaction.atomic():
        record(
            event=Event.PERSON_EXPORTED,
            by=by,
            subject_kind="person",
            subject=person.pk,
            details={"rows": {name: len(table) for name, table in rows.items()}, "purpose": "own data"},
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME)
        for name, table in rows.items():
            archive.writestr(f"{name}.json", json.dumps(table, ensure_ascii=False, indent=1, default=_text))
    return out.getvalue()


def _self(by: Acting) -> Person:
    if by.person is None:
        raise NotAllowed(Act.CLAIM_OWN)
    return by.person


def _plain(row: Model) -> dict[str, Any]:
    return {"kind": row._meta.model_name} | {  # noqa: SLF001 -- Django's own name for it
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields  # noqa: SLF001 -- likewise
        if field.name not in HIDDEN
    }


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
