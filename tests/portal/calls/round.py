"""One round of an invented programme for the tests of calls: its file, a version, an open call, applications at any step."""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from portal.accounts.models import Organisation, Person
from portal.calls.models import Application, ApplicationVersion, Call, CallState, Move, ProgrammeVersion
from portal.register.models import Project, State

PROGRAMME = "reading-room-2026"
HEAD = """
[programme]
id = "reading-room-2026"
version = 1
name = "开源阅览室补贴（2026）"
name_en = "Open source reading room subsidy 2026"
basis = "测试用：计划之外的项目"
summary = "资助面向公众的开源阅览室。"
summary_en = "Supports reading rooms open to the public."
entry = "open_call"
subject = "project"
applicants = ["organisation", "person"]
co_applicants = 2
money = true
approvals = ["office_clerk", "office_head", "finance"]

[call]
opens_at = 2026-10-12T09:00:00+08:00
deadline_at = 2026-11-30T18:00:00+08:00
freeze = "deadline"

[repositories]
libraries = ["applicants"]

[window]
kind = "dates"
from = 2025-01-01
until = 2026-01-01

[evidence]
metrics = ["merged_changes", "contributor_roles"]

[budget]
amount_fen = 100_000_000
awards_at_most = 10
verified = false
source = "占位"

[[grant]]
id = "rent"
name = "场地补贴"
name_en = "Rent subsidy"
kind = "share"
base = ["answer.rent"]
rate = "0.50"
cap_fen = 10_000_000
verified = false
source = "占位"

[[section]]
id = "room"
title = "阅览室"
title_en = "The room"

[[section.field]]
id = "name"
kind = "text"
label = "阅览室名称"
label_en = "Name of the room"
identifies = true
fact = "project.name"

[[section.field]]
id = "purpose"
kind = "paragraph"
label = "用途"
label_en = "Purpose"

[[section.field]]
id = "rent"
kind = "money"
label = "年租金"
label_en = "Yearly rent"

[[section.field]]
id = "shared"
kind = "yes_no"
label = "是否与其他单位合办"
label_en = "Run together with others"

[[section.field]]
id = "shared_with"
kind = "text"
label = "合办单位"
label_en = "With whom"
when = { field = "shared", one_of = ["true"] }
identifies = true

[[section.field]]
id = "contact_phone"
kind = "phone"
label = "联系电话"
label_en = "Telephone"
personal = true

[[section.field]]
id = "books"
kind = "table"
label = "藏书计划"
label_en = "Books"
at_most = 5
columns = [
  { id = "title", kind = "text", label = "书名", label_en = "Title" },
  { id = "copies", kind = "integer", label = "册数", label_en = "Copies" },
]

[[section.field]]
id = "lease"
kind = "attachment"
label = "租赁合同"
label_en = "Lease"
media = ["pdf", "docx"]
required = false

[review]
experts = 5
at_least = 3
quorum = 3
aggregate = "trimmed"
spread_alarm = "0.30"
recusal_years = 3
load = 20
pass_mark = 60
verified = false
source = "占位"

[[review.criterion]]
id = "use"
name = "公众受益"
name_en = "Use to the public"
help = "有多少人用得上。"
help_en = "How many people can use it."
weight = 60
scale = 10

[[review.criterion]]
id = "plan"
name = "计划可行"
name_en = "Feasible plan"
help = "计划能否完成。"
help_en = "Whether the plan can be carried out."
weight = 40
scale = 10

[[review.phase]]
id = "blind"
name = "匿名评分"
name_en = "Blind scoring"
applicant_names = false
reviewer_names = false
others = "never"
scores = true
working_days = 10

[[review.phase]]
id = "open"
name = "公开讨论"
name_en = "Open discussion"
applicant_names = true
reviewer_names = false
others = "after_own"
scores = true
working_days = 5

[notice]
length = 5
unit = "working"
answer_within = 10
masks = "award-list"
verified = false
source = "占位"

[[milestone]]
id = "half-year"
name = "半年后仍有更新"
name_en = "Still updated after half a year"
months = 6
warn_days = 30
recover_share = "0.50"
verified = false
source = "占位"

[milestone.rule]
id = "at_least"
metric = "merged_changes"
value = 1

"""
STEPS = (
    ("draft", "草稿", "Draft", "applicant", ("submitted", "abandoned"), 0, ""),
    ("submitted", "已提交", "Submitted", "system", ("district_check", "withdrawn"), 0, ""),
    ("district_check", "区县初审", "District check", "district", ("intake", "returned", "declined"), 10, ""),
    ("returned", "退回补正", "Returned", "applicant", ("district_check", "intake", "lapsed"), 5, "lapsed"),
    ("intake", "受理", "Intake", "office", ("frozen", "returned", "declined"), 5, ""),
    ("frozen", "证据冻结", "Evidence frozen", "system", ("clarify", "recusal"), 0, ""),
    ("clarify", "澄清", "Clarification", "office", ("recusal", "declined"), 10, ""),
    ("recusal", "专家抽取与回避", "Draw and recusal", "office", ("review",), 0, ""),
    ("review", "专家评审", "Review", "expert", ("panel",), 0, ""),
    ("panel", "合议", "Panel", "panel_chair", ("shortlist", "review", "declined"), 0, ""),
    ("shortlist", "拟定名单", "Shortlist", "office_head", ("approval", "panel", "declined"), 0, ""),
    ("approval", "资金审批", "Approval", "office", ("notice", "declined"), 0, ""),
    ("notice", "公示中", "Public notice", "clock", ("awarded", "objection"), 0, ""),
    ("objection", "异议核查", "Objection", "office", ("awarded", "notice", "review", "declined"), 10, ""),
    ("awarded", "已奖励", "Awarded", "finance", ("paid", "waived"), 0, ""),
    ("paid", "已拨付", "Paid", "finance", ("tracking",), 0, ""),
    ("tracking", "绩效跟踪", "Tracking", "office", ("accepted", "recovery"), 0, ""),
    ("accepted", "验收通过", "Accepted", "office", (), 0, ""),
    ("recovery", "追回", "Recovery", "office", ("recovered",), 0, ""),
    ("recovered", "已追回", "Recovered", "finance", (), 0, ""),
    ("declined", "未通过", "Declined", "office", (), 0, ""),
    ("withdrawn", "已撤回", "Withdrawn", "applicant", (), 0, ""),
    ("lapsed", "逾期", "Lapsed", "clock", (), 0, ""),
    ("abandoned", "已放弃", "Abandoned", "applicant", (), 0, ""),
    ("waived", "放弃", "Waived", "finance", (), 0, ""),
)  # fmt: skip


def _stanza(ident: str, shown: str, english: str, actor: str, moves: tuple[str, ...], due: int, late: str) -> str:
    lines = [
        "[[step]]", f'id = "{ident}"', f'shown = "{shown}"', f'shown_en = "{english}"', f'staff = "{shown}（办理）"',
        f'actor = "{actor}"', f"moves = {json.dumps(moves)}",
    ]  # fmt: skip
    lines += [f"due_days = {due}"] if due else []
    lines += [f'late = "{late}"'] if late else []
    return "\n".join(lines)


TEXT = "\n\n".join([HEAD, *(_stanza(*step) for step in STEPS)]) + "\n"
ANSWERS: dict[str, Any] = {
    "name": "江畔开源阅览室",
    "purpose": "供公众阅览开源图书。",
    "rent": 12_345_600,
    "shared": False,
    "contact_phone": "023-12345678",
    "books": [{"title": "开源之道", "copies": 3}],
}


def version(text: str = TEXT, *, programme: str = PROGRAMME, number: int = 1) -> ProgrammeVersion:
    """The programme as shipped."""
    made, _new = ProgrammeVersion.objects.get_or_create(
        programme=programme,
        version=number,
        defaults={
            "policy_hash": sha256(text.encode()).hexdigest(), "text": text, "name": "开源阅览室补贴（2026）",
            "name_en": "Open source reading room subsidy 2026", "in_force_on": date(2026, 1, 1),
        },
    )  # fmt: skip
    return made


def open_call(of: ProgrammeVersion | None = None, *, ident: str = PROGRAMME, **fields: Any) -> Call:
    """A call that is open now for another ten days."""
    now = timezone.now()
    given: dict[str, Any] = {
        "name": "开源阅览室补贴（2026）", "name_en": "Open source reading room subsidy 2026",
        "prefix": f"YL{Call.objects.count() + 1}", "state": CallState.OPEN,
        "opens_at": now - timedelta(days=20), "opened_at": now - timedelta(days=20), "deadline_at": now + timedelta(days=10),
    }  # fmt: skip
    return Call.objects.create(id=ident, version=of or version(), **given | fields)


def project(ident: str, organisation: Organisation | None = None, person: Person | None = None, *, district: str = "") -> Project:
    """A registered project to apply with."""
    return Project.objects.create(
        id=ident, kind="project", name=f"项目{ident}", serial=Project.objects.count() + 1, state=State.REGISTERED,
        organisation=organisation, person=person, district=district or (organisation.district if organisation else ""),
        registered_at=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def application(
    call: Call,
    *,
    organisation: Organisation | None = None,
    person: Person | None = None,
    step: str = "draft",
    answers: dict[str, Any] | None = None,
    **fields: Any,
) -> Application:
    """An application that has come as far as ``step``, by the way its first moves would have taken it."""
    given = dict(ANSWERS if answers is None else answers)
    made = Application.objects.create(
        call=call, organisation=organisation, person=person, step=step, answers=given, title=str(given.get("name", "")),
        district=fields.pop("district", organisation.district if organisation else "yinhan"), **fields,
    )  # fmt: skip
    if step not in {"draft", "abandoned"}:
        call.last_number += 1
        call.save(update_fields=["last_number"])
        made.number, made.submitted_at, made.content_code = f"{call.prefix}-{call.last_number:04}", timezone.now(), "ABCD-EFGH-JKLM-NPQR"
        made.save()
        Move.objects.create(application=made, from_step="draft", to_step="submitted", by=person.id if person else "", role="test")
    ApplicationVersion.objects.create(application=made, version=1, answers=given, submitted=step != "draft", content_code=made.content_code)
    return made
