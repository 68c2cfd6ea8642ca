"""What does a demonstration show? The example city in the register, somebody in every role, and something true on every page.

Everything goes through the services that pages use, so the journal tells how it came about. Refused in production.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Grant, Organisation, Person, Standing
from portal.accounts.models.consent import Purpose
from portal.accounts.roles import HELD_IN_DISTRICT, HELD_IN_ORGANISATION, Role
from portal.accounts.services.grants import role_grant
from portal.accounts.services.people import person_joined
from portal.calls.services.programmes import programmes_take_in
from portal.cases.models import CaseKind
from portal.cases.services.handling import case_assign
from portal.cases.services.opening import case_open
from portal.commands.appointing import administrator_appoint
from portal.commands.demonstration_city import (
    NO_DECISION,
    ORGANISATIONS,
    OURSELVES,
    PASSWORD,
    PROJECTS,
    RECORDS,
    SIGN_INS,
    SIGNBOARD,
    SIGNBOARD_URL,
    VULNERABLE,
    WAITING,
    XINGTU,
    SignIn,
)
from portal.evidence.home import invented_hosts
from portal.evidence.models import Run
from portal.evidence.services.city_loading import city_load
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from portal.register.models import Lead, LeadKind, LeadState, Record
from portal.register.services.employments import Period, employment_claim
from portal.register.services.leads import LeadContent, lead_contact, lead_move, lead_open, lead_target_add
from portal.register.services.listings import listing_make, listing_warn
from portal.register.services.mailboxes import mailbox_claim
from portal.register.services.moves import record_move
from portal.register.services.privacy import consent_give
from portal.register.services.promises import PromisedFact, promise_make
from portal.register.services.records import record_change, record_draft
from portal.register.services.repositories import repository_add
from xingtu.errors import XingtuError
from xingtu.settings import settings as engine_settings

DAYS_FOR_A_NEXT_STEP = 14
MILLIONTHS = 1_000_000
"""Shares of changes are stored so."""


def sign_ins_text() -> str:
    """The invented sign-ins, a line each."""
    lines = [f"  {_wide(f'{one.role.label} {one.place}', 34)}{_wide(one.name, 10)}{one.email}" for one in SIGN_INS]
    return "\n".join([f"演示账号 demonstration sign-ins（密码 password：{PASSWORD}）", *lines])


def _wide(text: str, columns: int) -> str:
    """Filled up to a width of the terminal, in which a Chinese character takes two columns."""
    return text + " " * max(1, columns - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text))


@transaction.atomic
def demonstration_load(*, city: Path) -> None:
    """Bring the example city and everything around it into an empty register.

    Raises:
        XingtuError: this is production, or not an empty register.
    """
    if engine_settings().production or not settings.ENVIRONMENT.demonstration:
        raise XingtuError("演示数据只装入演示环境：不设 XINGTU_PRODUCTION，并设 PORTAL_DEMONSTRATION=1")
    if Person.objects.exists():
        raise XingtuError("登记库里已有人员；演示数据只装入空的登记库，请用 XINGTU_HOME 或 DATABASE_URL 另指一个")
    city_load(path=city)
    programmes_take_in()
    _organisations()
    acting = _people()
    clerk, head = acting["demo-clerk"], acting["demo-head"]
    _projects(clerk, head)
    _by_address(clerk)
    _records(clerk, head)
    _claims(acting)
    _leads(clerk, head)
    case = case_open(
        kind=CaseKind.TASK,
        title="核对砺轴工业软件有限公司的营业执照",
        statement="单位改了英文名称，请区里核对营业执照后在单位页确认。",
        subject_kind="organisation",
        subject="lizhou",
        by=clerk,
        organisation=Organisation.objects.get(id="lizhou"),
    )
    case_assign(case_id=case.pk, owner=Person.objects.get(id="demo-yinhan"), by=clerk, text="请在到期日前回复。")


def objection_open(*, run: Run) -> None:
    """One objection to a fact of a run, as its developer would make it."""
    shen = Person.objects.get(id="citizen-02")
    case_open(
        kind=CaseKind.OBJECTION,
        title="一处变更算在了旧单位",
        statement="2025 年 7 月 1 日以后我已到澄纲研究院，旧电脑上的一次提交仍用砺轴的邮箱署名，请按任职日期归属。",
        subject_kind="person",
        subject=shen.id,
        by=acting_of(shen, None),
        evidence={"run": run.run_id, "repository": "gearsim"},
    )


def _organisations() -> None:
    with transaction.atomic():
        take_turn()
        for ident, content in ORGANISATIONS.items():
            Organisation.objects.update_or_create(id=ident, defaults=content | {"standing": Standing.VERIFIED})
            record(event=Event.ORGANISATION_VERIFIED, by=SYSTEM, subject_kind="organisation", subject=ident, reason=NO_DECISION)


def _people() -> dict[str, Acting]:
    """Somebody in every role, signed in as that."""
    administrator = SIGN_INS[0]
    acting = {administrator.person: acting_of(_joined(administrator), administrator_appoint(email=administrator.email, reason=NO_DECISION))}
    for one in SIGN_INS[1:]:
        person = _joined(one)
        given = _granted(one, person, acting[administrator.person]) if one.role is not Role.DEVELOPER else None
        acting[one.person] = acting_of(person, given)
    return acting


@transaction.atomic
def _joined(one: SignIn) -> Person:
    take_turn()
    person, _new = Person.objects.update_or_create(id=one.person, defaults={"name": one.name, "name_en": one.name_en, "email": one.email})
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=one.email, verified=True, primary=True)
    person_joined(person=person, through="password")
    return person


def _granted(one: SignIn, person: Person, by: Acting) -> Grant:
    return role_grant(
        by=by,
        person=person,
        role=one.role,
        organisation=Organisation.objects.get(id=one.place) if one.role in HELD_IN_ORGANISATION else None,
        district=one.place if one.role in HELD_IN_DISTRICT else "",
        reason=NO_DECISION,
    )


def _projects(clerk: Acting, head: Acting) -> None:
    for ident, values in PROJECTS.items():
        project = Record.objects.get(id=ident)
        record_change(record=project, version=project.version, values=_coded(values), by=clerk, reason=NO_DECISION)
    seamount = Record.objects.get(id="seamount").listings.get()
    listing_warn(listing=seamount, reason="仓库的历史被截短，运行无法核对全部提交；请重新镜像。", by=head)


def _by_address(clerk: Acting) -> None:
    """Repositories the city does not declare: our own, of which ``make run`` lays a clone there, and those that show a trouble each."""
    _registered(clerk, "xingtu", OURSELVES, "星图 xingtu", XINGTU)
    _registered(clerk, "signboard", SIGNBOARD_URL, "电子站牌 signboard", SIGNBOARD)
    for ident, (url, values) in VULNERABLE.items():
        _registered(clerk, ident, url, f"{values['name']} {ident}", values)


def _registered(clerk: Acting, ident: str, url: str, name: str, values: Mapping[str, Any]) -> None:
    host, path = url.removeprefix("https://").split("/", 1)
    if not (Path(invented_hosts().get(host, "")) / f"{path}.git").is_dir():
        return
    made = record_draft(kind="project", values=_coded(values), by=clerk, ident=ident)
    repository_add(record=made, url=url, name=name, ident=ident, by=clerk)
    for move in ("submit", "register"):
        made.refresh_from_db()
        record_move(record=made, move=move, version=made.version, by=clerk)


def _records(clerk: Acting, head: Acting) -> None:
    for kind, ident, library, values in RECORDS:
        made = record_draft(kind=kind, values=_coded(values), by=clerk, ident=ident)
        made = record_move(record=made, move="submit", version=made.version, by=clerk)
        made = record_move(record=made, move="register", version=made.version, by=clerk)
        if library:
            listing_make(record=made, library=library, basis=NO_DECISION, by=head)
    waiting = record_draft(kind="project", values=_coded(WAITING), by=clerk, ident="tide-board")
    repository_add(record=waiting, url="https://hub.yunfan.example/xhut/tide-board", by=clerk)
    waiting.refresh_from_db()
    record_move(record=waiting, move="submit", version=waiting.version, by=clerk)


def _coded(values: Mapping[str, Any]) -> dict[str, Any]:
    """As a form gives them: dates and numbers as text."""
    return {name: str(value) if isinstance(value, int) and not isinstance(value, bool) else value for name, value in values.items()}


def _claims(acting: Mapping[str, Acting]) -> None:
    consent_give(purpose=Purpose.PUBLIC_NAME, by=acting["citizen-01"])
    consent_give(purpose=Purpose.EMPLOYER_VIEW, by=acting["citizen-01"])
    consent_give(purpose=Purpose.PUBLIC_NAME, by=acting["citizen-02"])
    consent_give(purpose=Purpose.PUBLIC_PROFILE, by=acting["citizen-02"])
    mailbox_claim(address="ye@mail.example", by=acting["demo-ye"])
    lizhou = Organisation.objects.get(id="lizhou")
    employment_claim(organisation=lizhou, period=Period(date(2024, 3, 1), None), by=acting["demo-ye"], note="兼职参与 gearsim 的文档。")


def _leads(clerk: Acting, head: Acting) -> None:
    soon = timezone.localdate() + timedelta(days=DAYS_FOR_A_NEXT_STEP)
    lead_open(
        content=LeadContent(
            kind=LeadKind.FOUNDATION,
            name="天启开源基金会",
            name_en="Tianqi Foundation",
            source="2025 年开源大会上的交流",
            next_step="约谈分支机构",
            next_on=soon,
        ),
        by=clerk,
    )
    project = lead_open(
        content=LeadContent(
            kind=LeadKind.KNOWN_PROJECT, name="小鱼内核社区", name_en="Minnow community", source="澄纲研究院推荐", district="tianshu-park",
            next_step="商定落地条件", next_on=soon,
        ),
        by=clerk,
    )  # fmt: skip
    lead_target_add(lead_id=project.pk, url="https://code.tianqi.example/chenggang/minnow", by=clerk)
    lead_contact(
        lead_id=project.pk, on=timezone.localdate(), who="社区维护者", summary="对方关心本地维护者的人数和持续集成环境。", by=clerk
    )
    lead_move(lead_id=project.pk, version=_version(project.pk), to=LeadState.TALKS, by=clerk)
    company = lead_open(
        content=LeadContent(
            kind=LeadKind.LEADING_COMPANY, name="曜桥研发中心", name_en="Yaoqiao R&D centre", source="揽月区招商", district="lanyue",
            organisation=Organisation.objects.get(id="yaoqiao"), next_step="核对承诺", next_on=soon,
        ),
        by=clerk,
    )  # fmt: skip
    promise_make(
        lead_id=company.pk,
        text="一年内向公开仓库合入不少于 20 个变更",
        due_on=soon,
        by=clerk,
        fact=PromisedFact(metric="merged_changes", subject_kind="organisation", subject="yaoqiao", at_least=20 * MILLIONTHS),
    )
    lead_move(lead_id=company.pk, version=_version(company.pk), to=LeadState.TALKS, by=head)
    lead_move(lead_id=company.pk, version=_version(company.pk), to=LeadState.SIGNED, by=head)


def _version(lead_id: int) -> int:
    return Lead.objects.get(pk=lead_id).version
