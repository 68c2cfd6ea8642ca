"""Which roles are there, which acts, and how far does each role reach in each act?

The table is the one of the mission (roles × capabilities): every page and action asks it, tests walk it cell by cell.
A scope is a filter in a selector: what lies outside is "not found", never "forbidden".
"""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """As what somebody acts. All but the first two are granted, with dates."""

    PUBLIC = "public", _("公众")
    DEVELOPER = "developer", _("开发者")
    """Everybody who has signed in."""
    OFFICE_CLERK = "office_clerk", _("市项目办经办")
    OFFICE_HEAD = "office_head", _("市项目办负责人")
    WATCH_OFFICER = "watch_officer", _("风险监测员")
    FINANCE = "finance", _("财务")
    AUDITOR = "auditor", _("纪检审计")
    DISTRICT_OFFICER = "district_officer", _("区县经信部门")
    PARK_OFFICER = "park_officer", _("园区")
    ORG_ADMIN = "org_admin", _("单位管理员")
    ORG_MEMBER = "org_member", _("单位成员")
    EXPERT = "expert", _("专家")
    ASSESSOR = "assessor", _("第三方机构")
    COMMUNITY_OPERATOR = "community_operator", _("社区运营者")
    DEPARTMENT = "department", _("其他部门")
    PLATFORM_ADMIN = "platform_admin", _("平台管理员")


HELD_IN_DISTRICT = frozenset({Role.DISTRICT_OFFICER, Role.PARK_OFFICER})
HELD_IN_ORGANISATION = frozenset({Role.ORG_ADMIN, Role.ORG_MEMBER, Role.ASSESSOR, Role.COMMUNITY_OPERATOR, Role.DEPARTMENT})


class Scope(Enum):
    """How far an act reaches."""

    NONE = "none"
    SELF = "self"
    """What is the person's own."""
    OWN = "own"
    """What is the organisation's own."""
    DISTRICT = "district"
    """What lies in the district or park."""
    ASSIGNED = "assigned"
    """What was handed to this person or organisation."""
    CITY = "city"
    """Everything."""


class Act(models.TextChoices):
    """What may be done; the label completes "您可以……"."""

    RECORD_VIEW = "record.view", _("查看未公开的登记")
    RECORD_EDIT = "record.edit", _("起草和修改登记")
    RECORD_CONFIRM = "record.confirm", _("核对、退回、予以登记")
    RECORD_REMOVE = "record.remove", _("暂停和注销登记")
    RECORD_IMPORT = "record.import", _("批量导入登记")
    RECORD_EXPORT = "record.export", _("导出登记")
    LISTING_DECIDE = "listing.decide", _("列入和移出名录")
    LEAD_VIEW = "lead.view", _("查看线索台账")
    LEAD_EDIT = "lead.edit", _("登记和推进线索")
    CLAIM_OWN = "claim.own", _("认领自己的邮箱、账号和任职")
    EMPLOYMENT_CONFIRM = "employment.confirm", _("确认本单位人员的任职")
    PERSON_FACTS = "person.facts", _("查看个人的贡献事实")
    FACT_OBJECT = "fact.object", _("对事实提出异议")
    CASE_VIEW = "case.view", _("查看工单")
    CASE_ACT = "case.act", _("办理工单")
    RUN_VIEW = "run.view", _("查看运行")
    RUN_REQUEST = "run.request", _("请求运行")
    RUN_PUBLISH = "run.publish", _("公布运行")
    ORGANISATION_VIEW = "organisation.view", _("查看单位内部资料")
    ORGANISATION_EDIT = "organisation.edit", _("修改单位资料")
    ORGANISATION_VERIFY = "organisation.verify", _("核实单位")
    MEMBER_MANAGE = "member.manage", _("邀请和管理本单位成员")
    ROLE_GRANT = "role.grant", _("授予角色")
    JOURNAL_VIEW = "journal.view", _("查看留痕")
    JOURNAL_EXPORT = "journal.export", _("导出留痕")
    PROGRAMME_DRAFT = "programme.draft", _("起草和修改项目规则")
    PROGRAMME_SIGN = "programme.sign", _("签署项目规则")
    CALL_RUN = "call.run", _("组织征集、受理和评审")
    CALL_OPEN = "call.open", _("发布征集通知")
    APPLICATION_VIEW = "application.view", _("查看申报材料")
    APPLICATION_EDIT = "application.edit", _("填写和提交申报")
    APPLICATION_CHECK = "application.check", _("初审申报并上报")
    APPLICATION_RECOMMEND = "application.recommend", _("推荐申报")
    APPLICATION_SCORE = "application.score", _("评审打分")
    SCORES_VIEW = "scores.view", _("查看评分和汇总")
    LIST_DECIDE = "list.decide", _("拟定名单")
    NOTICE_PUBLISH = "notice.publish", _("发布公示和结果")
    OBJECTION_HANDLE = "objection.handle", _("受理和答复异议")
    LEDGER_VIEW = "ledger.view", _("查看兑现台账")
    AWARD_APPROVE = "award.approve", _("审批奖励资金")
    AWARD_PAY = "award.pay", _("拨付和追回资金")
    CALL_EXPORT = "call.export", _("导出申报和评审汇总")
    FINDING_VIEW = "finding.view", _("查看风险发现")
    FINDING_EXPORT = "finding.export", _("导出风险发现")
    FINDING_DECIDE = "finding.decide", _("签署风险声明和豁免")
    CHANNEL_MANAGE = "channel.manage", _("管理通知渠道")
    DELIVERY_VIEW = "delivery.view", _("查看通知投递记录")
    ADVISORY_ENTER = "advisory.enter", _("录入和复核漏洞公告")
    RULING_VIEW = "ruling.view", _("查看专家裁定")
    RULING_DRAFT = "ruling.draft", _("起草专家裁定")
    RULING_SIGN = "ruling.sign", _("签署专家裁定")


_S, _O, _D, _X, _C = Scope.SELF, Scope.OWN, Scope.DISTRICT, Scope.ASSIGNED, Scope.CITY

_EVERYBODY: dict[str, Scope] = {
    Act.RECORD_VIEW: _S, Act.RECORD_EDIT: _S, Act.CLAIM_OWN: _S, Act.PERSON_FACTS: _S, Act.FACT_OBJECT: _S,
    Act.CASE_VIEW: _S, Act.CASE_ACT: _S, Act.RUN_REQUEST: _S, Act.RUN_VIEW: _S, Act.RECORD_EXPORT: _S, Act.JOURNAL_VIEW: _S,
    Act.APPLICATION_VIEW: _S, Act.APPLICATION_EDIT: _S, Act.LEDGER_VIEW: _S, Act.FINDING_VIEW: _S,
}  # fmt: skip
"""What a person may do whatever the role: their own affairs."""

TABLE: dict[Role, dict[str, Scope]] = {
    Role.PUBLIC: {},
    Role.DEVELOPER: {},
    Role.OFFICE_CLERK: {
        Act.RECORD_VIEW: _C, Act.RECORD_EDIT: _C, Act.RECORD_CONFIRM: _C, Act.RECORD_IMPORT: _C, Act.RECORD_EXPORT: _C,
        Act.LEAD_VIEW: _C, Act.LEAD_EDIT: _C, Act.CASE_VIEW: _C, Act.CASE_ACT: _C, Act.RUN_VIEW: _C, Act.RUN_REQUEST: _C,
        Act.ORGANISATION_VIEW: _C, Act.ORGANISATION_VERIFY: _C, Act.PERSON_FACTS: _X,
        Act.PROGRAMME_DRAFT: _C, Act.PROGRAMME_SIGN: _C, Act.CALL_RUN: _C, Act.APPLICATION_VIEW: _C, Act.SCORES_VIEW: _C,
        Act.OBJECTION_HANDLE: _C, Act.LEDGER_VIEW: _C, Act.AWARD_APPROVE: _C, Act.CALL_EXPORT: _C,
    },
    Role.OFFICE_HEAD: {
        Act.RECORD_VIEW: _C, Act.RECORD_CONFIRM: _C, Act.RECORD_REMOVE: _C, Act.RECORD_EXPORT: _C, Act.LISTING_DECIDE: _C,
        Act.LEAD_VIEW: _C, Act.LEAD_EDIT: _C, Act.CASE_VIEW: _C, Act.CASE_ACT: _C, Act.RUN_VIEW: _C, Act.RUN_REQUEST: _C,
        Act.RUN_PUBLISH: _C, Act.ORGANISATION_VIEW: _C, Act.ORGANISATION_VERIFY: _C, Act.PERSON_FACTS: _X, Act.JOURNAL_VIEW: _C,
        Act.ROLE_GRANT: _C,
        Act.PROGRAMME_DRAFT: _C, Act.PROGRAMME_SIGN: _C, Act.CALL_RUN: _C, Act.CALL_OPEN: _C, Act.APPLICATION_VIEW: _C,
        Act.SCORES_VIEW: _C, Act.LIST_DECIDE: _C, Act.NOTICE_PUBLISH: _C, Act.OBJECTION_HANDLE: _C, Act.LEDGER_VIEW: _C,
        Act.AWARD_APPROVE: _C, Act.CALL_EXPORT: _C,
    },
    Role.WATCH_OFFICER: {
        Act.RECORD_VIEW: _C, Act.CASE_VIEW: _C, Act.CASE_ACT: _C, Act.RUN_VIEW: _C,
        Act.FINDING_VIEW: _C, Act.FINDING_EXPORT: _C, Act.FINDING_DECIDE: _C,
        Act.CHANNEL_MANAGE: _C, Act.DELIVERY_VIEW: _C, Act.ADVISORY_ENTER: _C,
        Act.RULING_VIEW: _C, Act.RULING_DRAFT: _C, Act.RULING_SIGN: _C,
    },
    Role.FINANCE: {
        Act.RUN_VIEW: _C, Act.CASE_VIEW: _X, Act.CASE_ACT: _X,
        Act.APPLICATION_VIEW: _X, Act.LEDGER_VIEW: _C, Act.AWARD_APPROVE: _C, Act.AWARD_PAY: _C,
    },
    Role.AUDITOR: {
        Act.RECORD_VIEW: _C, Act.RECORD_EXPORT: _C, Act.LEAD_VIEW: _C, Act.CASE_VIEW: _C, Act.RUN_VIEW: _C, Act.PERSON_FACTS: _C,
        Act.ORGANISATION_VIEW: _C, Act.JOURNAL_VIEW: _C, Act.JOURNAL_EXPORT: _C,
        # the auditor reads all and changes nothing but what is the person's own
        Act.APPLICATION_VIEW: _C, Act.SCORES_VIEW: _C, Act.LEDGER_VIEW: _C, Act.CALL_EXPORT: _C,
        Act.FINDING_VIEW: _C, Act.FINDING_EXPORT: _C, Act.DELIVERY_VIEW: _C, Act.RULING_VIEW: _C,
    },
    Role.DISTRICT_OFFICER: {
        Act.RECORD_VIEW: _D, Act.RECORD_EDIT: _D, Act.RECORD_CONFIRM: _D, Act.RECORD_IMPORT: _D, Act.RECORD_EXPORT: _D,
        Act.LEAD_VIEW: _D, Act.LEAD_EDIT: _D, Act.CASE_VIEW: _D, Act.CASE_ACT: _D, Act.RUN_VIEW: _D,
        Act.ORGANISATION_VIEW: _D, Act.ORGANISATION_VERIFY: _D, Act.ROLE_GRANT: _D,
        Act.APPLICATION_VIEW: _D, Act.APPLICATION_CHECK: _D, Act.LEDGER_VIEW: _D, Act.CALL_EXPORT: _D,
    },
    Role.PARK_OFFICER: {
        Act.RECORD_VIEW: _D, Act.RECORD_EXPORT: _D, Act.LEAD_VIEW: _D, Act.LEAD_EDIT: _D, Act.CASE_VIEW: _D, Act.CASE_ACT: _D,
        Act.ORGANISATION_VIEW: _D,
        Act.APPLICATION_VIEW: _D, Act.APPLICATION_RECOMMEND: _D,
    },
    Role.ORG_ADMIN: {
        Act.RECORD_VIEW: _O, Act.RECORD_EDIT: _O, Act.RECORD_EXPORT: _O, Act.EMPLOYMENT_CONFIRM: _O, Act.PERSON_FACTS: _O,
        Act.CASE_VIEW: _O, Act.CASE_ACT: _O, Act.RUN_VIEW: _O, Act.RUN_REQUEST: _O, Act.ORGANISATION_VIEW: _O,
        Act.ORGANISATION_EDIT: _O, Act.MEMBER_MANAGE: _O, Act.FACT_OBJECT: _O, Act.JOURNAL_VIEW: _O, Act.LEAD_VIEW: _X,
        Act.APPLICATION_VIEW: _O, Act.APPLICATION_EDIT: _O, Act.LEDGER_VIEW: _O, Act.FINDING_VIEW: _O, Act.CHANNEL_MANAGE: _O,
    },
    Role.ORG_MEMBER: {
        Act.RECORD_VIEW: _O, Act.RECORD_EDIT: _O, Act.CASE_VIEW: _X, Act.CASE_ACT: _X, Act.RUN_VIEW: _O, Act.ORGANISATION_VIEW: _O,
        Act.APPLICATION_VIEW: _O, Act.APPLICATION_EDIT: _O,
    },
    Role.EXPERT: {
        Act.CASE_VIEW: _X, Act.CASE_ACT: _X,
        Act.APPLICATION_VIEW: _X, Act.APPLICATION_SCORE: _X,
        Act.RULING_VIEW: _X, Act.RULING_DRAFT: _X, Act.RULING_SIGN: _X,
    },
    Role.ASSESSOR: {
        Act.CASE_VIEW: _X, Act.CASE_ACT: _X, Act.ORGANISATION_VIEW: _O,
        Act.APPLICATION_VIEW: _X,
    },
    Role.COMMUNITY_OPERATOR: {
        Act.RECORD_VIEW: _O, Act.RECORD_EDIT: _O, Act.RECORD_EXPORT: _O, Act.CASE_VIEW: _O, Act.CASE_ACT: _O, Act.RUN_VIEW: _O,
        Act.RUN_REQUEST: _O, Act.ORGANISATION_VIEW: _O, Act.MEMBER_MANAGE: _O, Act.LEAD_VIEW: _X,
        Act.APPLICATION_VIEW: _O, Act.APPLICATION_EDIT: _O, Act.LEDGER_VIEW: _O, Act.FINDING_VIEW: _O, Act.CHANNEL_MANAGE: _O,
    },
    Role.DEPARTMENT: {Act.ORGANISATION_VIEW: _O},
    Role.PLATFORM_ADMIN: {Act.ROLE_GRANT: _C, Act.JOURNAL_VIEW: _C, Act.RUN_VIEW: _C, Act.RUN_REQUEST: _C},
}  # fmt: skip


def scope_of(role: Role, act: str) -> Scope:
    """How far ``act`` reaches in ``role``; whoever has signed in may at least do what concerns only themselves."""
    granted = TABLE[role].get(act)
    if granted is not None:
        return granted
    return Scope.NONE if role is Role.PUBLIC else _EVERYBODY.get(act, Scope.NONE)


GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.PLATFORM_ADMIN: frozenset(Role) - {Role.PUBLIC, Role.DEVELOPER},
    Role.OFFICE_HEAD: frozenset({Role.OFFICE_CLERK, Role.EXPERT, Role.DISTRICT_OFFICER, Role.PARK_OFFICER, Role.ASSESSOR, Role.DEPARTMENT}),
    Role.DISTRICT_OFFICER: frozenset({Role.DISTRICT_OFFICER, Role.PARK_OFFICER}),
    Role.ORG_ADMIN: frozenset({Role.ORG_ADMIN, Role.ORG_MEMBER}),
    Role.COMMUNITY_OPERATOR: frozenset({Role.COMMUNITY_OPERATOR}),
}
"""Who may hand which role to somebody else, within their own scope. Nobody hands a role to themselves."""
