"""What does an official call each key of a programme's file, in which part of the editor does it stand, and what may it hold?

The loader of ``xingtu.policy`` alone says what is sound. What stands here is how the file is shown: forms, differences and messages
take their words from it. A key that is not named here is left as it is and is changed in the full text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.roles import Role
from portal.calls.flow_chart import ACTORS
from portal.calls.vocabulary import APPLICANTS, FIELD_KINDS, NEEDS
from portal.errors import Sentence
from portal.register.models import Kind
from xingtu.policy.form import MEDIA
from xingtu.policy.grant_kinds import KINDS

KeyKind = Literal[
    "text", "paragraph", "integer", "yuan", "share", "flag", "day", "instant", "choice", "several", "texts", "when", "options", "columns",
    "bounds", "steps", "step",
]  # fmt: skip
Choices = tuple[tuple[str, Sentence], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """``optional``: may be left out of the file; ``unit`` stands behind the number where it is read.

    only: kinds of the table (its ``kind`` or ``then``) that this key belongs to; empty: all
    """

    name: str
    label: Sentence
    kind: KeyKind = "text"
    help: Sentence = ""
    choices: Choices = ()
    optional: bool = False
    unit: Sentence = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stanza:
    """A table of the file. ``many``: a list of them; ``blank``: what a new one begins with; ``fresh``: id of a new one."""

    name: str
    label: Sentence
    keys: tuple[Key, ...]
    many: bool = False
    inside: "tuple[Stanza, ...]" = ()
    blank: Mapping[str, Any] = field(default_factory=dict)
    named_by: str = "id"
    rule: bool = False
    """Its further keys are the parameters of a rule."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the editor."""

    id: str
    label: Sentence
    about: Sentence
    stanzas: tuple[Stanza, ...]


def _choices(words: Mapping[str, Sentence]) -> Choices:
    return tuple(words.items())


ID = Key("id", _("编号"), help=_("小写字母、数字和连接号；发布以后不再改动。"))
NAME, NAME_EN = Key("name", _("名称")), Key("name_en", _("英文名称"))
VERIFIED = Key("verified", _("数字已经办公室核实"), "flag")
SOURCE = Key("source", _("出处"), help=_("数字从哪里来；未核实的写明是占位还是参照哪里。"))
_VERIFIED = (VERIFIED, SOURCE)
_OPTIONAL_SOURCE = (
    Key("verified", _("数字已经办公室核实"), "flag", optional=True), Key("source", _("出处"), optional=True),
)  # fmt: skip
_SUBJECTS: Choices = (("person", pgettext_lazy("申报对象", "个人")), *((kind.value, kind.label) for kind in Kind))
_ENTRIES: Choices = (("open_call", _("公开征集")), ("nominated", _("名单推荐后申领")), ("ranking", _("按事实排名，不申报")))
_APPROVERS: Choices = tuple((role.value, role.label) for role in (Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.FINANCE))
_UNITS: Choices = (("working", _("工作日")), ("calendar", _("自然日")))
_GRANT_KINDS: dict[str, Sentence] = {
    "fixed": _("定额"), "accepted_by": _("经外部机构接收后"), "share": _("按比例，有上限"), "tier": _("分档"),
        "per_item": _("按件，有上限"),
    "match": _("配套另一奖项"), "rank_top": _("按名次"), "up_to": _("合议核定，有上限"),
}  # fmt: skip

RULE = Stanza(
    "rule", _("条件"), (Key("id", _("规则"), "choice", help=_("规则决定下面要填什么；改了规则，保存后再填。")), *_OPTIONAL_SOURCE),
    many=True, blank={"id": "applicant_verified"}, rule=True,
)  # fmt: skip
ONE_RULE = Stanza("rule", _("核对的条件"), (Key("id", _("规则"), "choice"), *_OPTIONAL_SOURCE), rule=True)
PLACES = (
    Key("from_place", _("从第几名"), "integer"), Key("to_place", _("到第几名"), "integer"), Key("amount_fen", _("每名金额（元）"), "yuan"),
)  # fmt: skip
SHARED = Key(
    "shared_places", _("并列怎么发"), "choice", choices=(("split", _("平分所占名次的奖金")), ("each", _("各得全额"))), optional=True
)

BASICS = Part(
    "basics", _("基本信息"), _("项目叫什么、依据什么、谁可以申报、看哪段时间的证据。"),
    (
        Stanza("programme", _("项目"), (
            NAME, NAME_EN, Key("basis", _("依据"), "paragraph"),
            Key("summary", _("简介"), "paragraph", _("两三句话：给谁、做什么、得到什么。"), optional=True),
            Key("summary_en", _("英文简介"), "paragraph", optional=True),
            Key("entry", _("怎样进入"), "choice", choices=_ENTRIES, optional=True),
            Key("subject", _("申报的对象"), "choice", choices=_SUBJECTS, optional=True),
            Key("also_subjects", _("还可以是"), "several", choices=_SUBJECTS, optional=True),
            Key("applicants", _("谁可以申报"), "several", choices=_choices(APPLICANTS), optional=True),
            Key("co_applicants", _("联合申报方最多几家"), "integer", optional=True),
            Key("library", _("通过后列入的库"), "choice", optional=True),
            Key("valid_from", _("从哪天起有效"), "day", optional=True), Key("valid_until", _("有效到哪天（含）"), "day", optional=True),
        )),
        Stanza("repositories", _("证据看哪些仓库"), (
            Key("libraries", _("库"), "texts", _("一行一个：applicants 是申报所带的仓库，registered 是全部已登记的仓库，其余是库的编号。")),
        )),
        Stanza("window", _("证据看哪段时间"), (
            Key("from", _("从哪天起"), "day", optional=True), Key("until", _("到哪天止（当天不算）"), "day", optional=True),
        )),
        Stanza("evidence", _("给申报人和专家看的指标"), (Key("metrics", _("指标"), "texts", _("一行一个指标编号。")),)),
    ),
)  # fmt: skip
TIMES = Part(
    "times", _("申报时间"), _("什么时候开始、什么时候截止，按哪一刻的证据评。"),
    (
        Stanza("call", _("征集"), (
            Key("opens_at", _("开始受理"), "instant"), Key("deadline_at", _("截止时间"), "instant"),
            Key("freeze", _("证据冻结"), "choice", choices=(("deadline", _("截止时统一冻结")), ("acceptance",
                _("常年受理，逐件受理时冻结"))),
                optional=True),
        )),
    ),
)  # fmt: skip
QUESTION = Stanza(
    "field", _("栏目"),
    (
        ID, Key("label", _("问题")), Key("label_en", _("英文问题")),
        Key("kind", _("种类"), "choice", _("种类决定下面要填什么；改了种类，先保存。"), choices=_choices(FIELD_KINDS)),
        Key("help", _("填写说明"), "paragraph", optional=True), Key("help_en", _("英文填写说明"), "paragraph", optional=True),
        Key("required", _("必填"), "flag", optional=True),
        Key("when", _("什么时候才问"), "when", _("写成 licence = other, unknown：前面的栏目选了这些答案才问；是或否写 true、false。"),
            optional=True),
        Key("options", _("可选的答案"), "options", _("一行一个：编号 | 名称 | 英文名称。只用于单选和多选。"),
            optional=True, only=("choice", "choices")),
        Key("at_least", _("下限"), "integer", _("数字的最小值（金额以分计）、最少字数、最少行数或份数。"),
            optional=True, only=("text", "paragraph", "integer", "money", "percent", "choices", "table", "attachment")),
        Key("at_most", _("上限"), "integer",
            optional=True, only=("text", "paragraph", "integer", "money", "percent", "choices", "table", "attachment")),
        Key("fact", _("预填的事实"), help=_("如 project.licence；系统知道时替申报人先填好。"), optional=True),
        Key("identifies", _("会透露申报人是谁，匿名评审时隐去"), "flag", optional=True),
        Key("personal", _("个人信息，不公开"), "flag", optional=True),
        Key("media", _("可以上传的格式"), "several", choices=tuple((name, name.upper()) for name in MEDIA),
            optional=True, only=("attachment",)),
        Key("max_bytes", _("每个文件最大（字节）"), "integer", optional=True, only=("attachment",)),
        Key("columns", _("表格的列"), "columns", _("一行一列：编号 | 种类 | 名称 | 英文名称。列的其余属性在全文中修改。"),
            optional=True, only=("table",)),
    ),
    many=True, blank={"id": "new-question", "kind": "text", "label": "新问题", "label_en": "New question"},
)  # fmt: skip
FORM = Part(
    "form", _("表单"), _("申报人要填什么。发布以后，已经开始的征集不受影响。"),
    (
        Stanza("section", _("分组"), (ID, Key("title", _("标题")), Key("title_en", _("英文标题"))), many=True, inside=(QUESTION,),
               blank={"id": "new-section", "title": "新分组", "title_en": "New section"}),
    ),
)  # fmt: skip
RULES = Part("rules", _("资格规则"), _("每条规则只有符合、不符合、待查三种结果；待查不算通过。"), (RULE,))
REVIEW = Part(
    "review", _("评审"), _("抽几位专家、按什么打分、怎样合成总分、谁能看到谁。"),
    (
        Stanza(
            "review", _("评审办法"),
            (
                Key("experts", _("每份抽几位专家"), "integer", unit=_("位")), Key("at_least", _("至少收齐几份评分"), "integer",
                    unit=_("份")),
                Key("quorum", _("合议法定人数"), "integer", unit=_("位")),
                Key("aggregate", _("总分怎样合成"), "choice",
                    choices=(("mean", _("平均分")), ("median", _("中位数")), ("trimmed", _("去掉最高最低后平均")))),
                Key("spread_alarm", _("分歧预警"), "share", _("最高分与最低分之差占满分的比例，如 0.30。")),
                Key("recusal_years", _("回避往前看几年"), "integer", unit=_("年")), Key("load", _("每位专家最多评几份"), "integer",
                    unit=_("份")),
                Key("pass_mark", _("入围分数线"), "integer", optional=True, unit=_("分")), *_VERIFIED,
            ),
            inside=(
                Stanza("criterion", _("评分指标"), (
                    ID, NAME, NAME_EN, Key("help", _("打分说明"), "paragraph"), Key("help_en", _("英文打分说明"), "paragraph"),
                    Key("weight", _("权重（%）"), "integer", _("计分指标的权重合计 100。")), Key("scale", _("满分"), "integer",
                        unit=_("分")),
                    Key("counts", _("计入总分"), "flag", optional=True),
                ), many=True, blank={"id": "new-criterion", "name": "新指标", "name_en": "New criterion", "help": "怎样打分。",
                                     "help_en": "How to mark.", "weight": 10, "scale": 10}),
                Stanza("phase", _("评审阶段"), (
                    ID, NAME, NAME_EN, Key("applicant_names", _("显示申报人名称"), "flag"), Key("reviewer_names", _("显示专家姓名"),
                        "flag"),
                    Key("others", _("能否看到别人的评分"), "choice",
                        choices=(("never", _("不能")), ("after_own", _("自己评完以后")), ("always", _("随时")))),
                    Key("scores", _("本阶段可以打分"), "flag"), Key("working_days", _("多少个工作日"), "integer", unit=_("个工作日")),
                ), many=True, blank={"id": "new-phase", "name": "新阶段", "name_en": "New phase", "applicant_names": False,
                                     "reviewer_names": False, "others": "never", "scores": True, "working_days": 5}),
            ),
        ),
    ),
)  # fmt: skip
STEPS = Part(
    "steps", _("步骤"), _("从草稿到办结怎样走。入库、奖励和拨付必须先经过公示，评审必须先经过回避。"),
    (
        Stanza("step", _("步骤"), (
            ID, Key("shown", _("公开显示")), Key("shown_en", _("英文公开显示")), Key("staff", _("工作人员看到的")),
            Key("staff_en", _("工作人员看到的（英文）"), optional=True), Key("actor", _("谁办理"), "choice", choices=_choices(ACTORS)),
            Key("moves", _("可以转到"), "steps", _("一个也不选，就到此结束。"), optional=True),
            Key("due_days", _("几个工作日内办理"), "integer", optional=True, unit=_("个工作日")),
            Key("late", _("逾期自动转到"), "step", _("可以转到的步骤之一；不写则只标为逾期。"), optional=True),
        ), many=True, blank={"id": "new-step", "shown": "新步骤", "shown_en": "New step", "staff": "新步骤", "actor": "office",
            "moves": []}),
    ),
)  # fmt: skip
NOTICE = Part(
    "notice", _("公示"), _("公示多少天、谁可以怎样提异议、名单上显示什么。不得短于本市的下限。"),
    (
        Stanza("notice", _("公示"), (
            Key("length", _("公示期"), "integer"), Key("unit", _("公示期按"), "choice", choices=_UNITS),
            Key("count_from", _("从哪天起算"), "choice", choices=(("next_day", _("发布次日")), ("same_day", _("发布当日"))), optional=True),
            Key("objection_days", _("期满后还可提异议"), "integer", optional=True, unit=_("个工作日")),
            Key("anonymous", _("匿名异议"), "choice", choices=(("refuse", _("不受理")), ("record_only", _("只作记录"))), optional=True),
            Key("needs", _("异议须提供"), "several", choices=_choices(NEEDS), optional=True),
            Key("answer_within", _("多少个工作日内答复"), "integer", optional=True, unit=_("个工作日")),
            Key("masks", _("名单样式"), "choice", choices=(("award-list", _("奖励名单")), ("project-list", _("项目名单")),
                ("organisation-list", _("单位名单")), ("person-list", _("个人名单"))), optional=True),
            Key("keep_days", _("个人姓名公开几天"), "integer", optional=True, unit=_("天")), *_VERIFIED,
        )),
    ),
)  # fmt: skip
MONEY = Part(
    "money", _("资金"), _("给多少、怎样算、预算多少、几个人审批。最多可能发出的金额不得超过预算。"),
    (
        Stanza("programme", _("资金与审批"), (
            Key("money", _("发放资金"), "flag"), Key("approvals", _("依次由谁审批"), "several", choices=_APPROVERS, optional=True),
            Key("incomplete", _("证据不全时"), "choice", choices=(("refuse", _("不予公布")), ("allow", _("照常公布"))), optional=True),
            Key("coauthors", _("合写的变更"), "choice",
                choices=(("author", _("归第一作者")), ("split", _("均分")), ("each", _("各计全数"))), optional=True),
        )),
        Stanza("budget", _("预算"), (
            Key("amount_fen", _("预算（元）"), "yuan"), Key("awards_at_most", _("最多支持几项"), "integer", optional=True, unit=_("项")),
                *_VERIFIED,
        )),
        Stanza("stacking", _("与其他资金的关系"), (
            Key("grants", _("符合几项时"), "choice", choices=(("sum", _("合计")), ("highest", _("取最高"))), optional=True),
            Key("once_per", _("只支持一次"), "choice",
                choices=(("subject", _("每个对象")), ("year", _("每个对象每年")), ("project", _("每个项目"))), optional=True),
            Key("not_with", _("不与哪些项目重复"), "texts", _("一行一个项目编号。"), optional=True),
            Key("take", _("重复时"), "choice", choices=(("higher", _("就高，只发高出部分")), ("first", _("已获另一项则不发"))),
                optional=True),
            Key("max_per_subject_year_fen", _("每个对象每年最多（元）"), "yuan", optional=True),
            Key("overflow", _("超过预算时"), "choice", choices=(("refuse", _("按最高金额留足预算")), ("pro_rata", _("同比例减少")),
                ("by_rank", _("按名次用完为止")), ("next_year", _("转下一年度"))), optional=True), *_VERIFIED,
        )),
        Stanza(
            "grant", _("资助"),
            (
                ID, NAME, NAME_EN, Key("kind", _("怎样算"), "choice",
                    choices=tuple((kind, _GRANT_KINDS.get(kind, kind)) for kind in KINDS)),
                Key("then", _("接收后怎样算"), "choice", choices=tuple((kind, _GRANT_KINDS.get(kind, kind)) for kind in KINDS),
                    optional=True, only=("accepted_by",)),
                Key("amount_fen", _("金额（元）"), "yuan", optional=True, only=("fixed", "per_item")), Key("cap_fen", _("上限（元）"),
                    "yuan", optional=True, only=("share", "match", "up_to")),
                Key("rate", _("比例"), "share", _("如 0.30 即 30%。"), optional=True, only=("share", "match")),
                Key("base", _("按什么算"), "texts", _("一行一个事实，如 answer.operating_cost。"), optional=True, only=("share",)),
                Key("excludes", _("扣除什么"), "texts", optional=True, only=("share",)), Key("by", _("按什么分档"),
                    optional=True, only=("tier",)),
                Key("of", _("按什么计件或配套"), "texts", optional=True, only=("per_item", "match")), Key("max_items", _("最多几件"),
                    "integer", optional=True, only=("per_item",)),
                Key("per", _("件数按"), "choice", choices=(("application", _("每份申报")), ("year", _("每年"))),
                    optional=True, only=("per_item",)),
                Key("plus_fen", _("另加（元）"), "yuan", optional=True, only=("match",)), Key("body", _("接收机构写在哪一栏"),
                    optional=True, only=("accepted_by",)),
                Key("bodies", _("哪些机构接收才算"), "texts", optional=True, only=("accepted_by",)), Key("proof", _("须有的证明"),
                    "texts", optional=True, only=("accepted_by",)),
                replace(SHARED, only=("rank_top",)), Key("at_most", _("最多奖励几名"), "integer", optional=True, only=("rank_top",)),
                Key("when", _("只限"), "bounds", _("一行一个：answer.form = a, b，或 answer.staff >= 3。"), optional=True),
                Key("requested", _("不超过哪一栏申请的金额"), optional=True),
                Key("round", _("舍去到"), "choice", choices=(("fen", _("分")), ("yuan", _("元"))), optional=True), *_VERIFIED,
            ),
            many=True,
            inside=(
                Stanza("tier", _("档次"), (
                    NAME, NAME_EN, Key("value", _("选项编号"), optional=True), Key("at_least", _("不低于"), "integer", optional=True),
                    Key("amount_fen", _("金额（元）"), "yuan"),
                ), many=True, blank={"value": "a", "name": "新档次", "name_en": "New tier", "amount_fen": 1_000_000}, named_by="name"),
                Stanza("award", _("名次"), PLACES, many=True, blank={"from_place": 1, "to_place": 1, "amount_fen": 1_000_000},
                       named_by="from_place"),
            ),
            blank={"id": "new-grant", "name": "新资助", "name_en": "New grant", "kind": "fixed", "amount_fen": 1_000_000, "verified": False,
                   "source": "占位"},
        ),
        Stanza(
            "track", _("榜单"),
            (
                ID, NAME, NAME_EN, Key("subject", _("排什么"), "choice", choices=(("person", _("个人")), ("organisation", _("单位")))),
                Key("metric", _("按哪个指标")), Key("show", _("一并列出的指标"), "texts", optional=True),
                Key("places", _("取前几名"), "integer", optional=True), Key("minimum", _("达到多少"), "integer", optional=True),
                Key("ties", _("并列时"), "choice", choices=(("shared", _("共享名次")), ("by", _("依次比较其他指标")))),
                Key("tie_break", _("依次比较的指标"), "texts", optional=True), SHARED,
                Key("at_most", _("最多奖励几名"), "integer", optional=True), *_VERIFIED,
            ),
            many=True,
            inside=(
                RULE,
                Stanza("award", _("名次"), (*PLACES, *_VERIFIED), many=True, named_by="from_place",
                       blank={"from_place": 1, "to_place": 1, "amount_fen": 1_000_000, "verified": False, "source": "占位"}),
            ),
            blank={"id": "new-track", "name": "新榜单", "name_en": "New track", "subject": "person", "metric": "merged_changes",
                   "ties": "shared", "verified": False, "source": "占位"},
        ),
    ),
)  # fmt: skip
MILESTONES = Part(
    "milestones", _("绩效"), _("得到支持以后多久核对什么，没做到追回多少。"),
    (
        Stanza("milestone", _("节点"), (
            ID, NAME, NAME_EN, Key("months", _("满几个月核对"), "integer", unit=_("个月")),
            Key("warn_days", _("提前几天预警"), "integer", optional=True, unit=_("天")),
            Key("recover_share", _("未达到时追回的比例"), "share", _("0 是不追回，0.50 是一半。"), optional=True), *_VERIFIED,
        ), many=True, inside=(ONE_RULE,), blank={"id": "new-milestone", "name": "新节点", "name_en": "New milestone", "months": 12,
                                                  "verified": False, "source": "占位"}),
    ),
)  # fmt: skip
PARTS = (BASICS, TIMES, FORM, RULES, REVIEW, STEPS, NOTICE, MONEY, MILESTONES)

PART_OF_PLACE = {
    "programme": "basics", "repositories": "basics", "window": "basics", "evidence": "basics", "call": "times", "section": "form",
    "field": "form", "column": "form", "option": "form", "rule": "rules", "review": "review", "criterion": "review", "phase": "review",
    "step": "steps", "notice": "notice", "budget": "money", "stacking": "money", "grant": "money", "track": "money", "award": "money",
    "tier": "money", "milestone": "milestones",
}  # fmt: skip
"""The first word of a place that the loader names → the part of the editor."""


def part_of(ident: str) -> Part:
    """A part by its id.

    Raises:
        KeyError: there is none.
    """
    for part in PARTS:
        if part.id == ident:
            return part
    raise KeyError(ident)


def stanza_at(path: tuple[str, ...], part: Part | None = None) -> Stanza | None:
    """The stanza whose names lead down ``path``, e.g. ("section", "field"); None: not named here.

    part: where it is asked for; one table of the file, [programme], stands in two parts
    """
    for top in (stanza for one in ((part,) if part else PARTS) for stanza in one.stanzas if stanza.name == path[0]):
        found: Stanza | None = top
        for name in path[1:]:
            found = next((inner for inner in found.inside if inner.name == name), None) if found else None
        if found:
            return found
    return None


def keys_at(path: tuple[str, ...]) -> dict[str, Key]:
    """Every key of a table by name, from whatever part."""
    found: dict[str, Key] = {}
    for part in PARTS:
        if any(stanza.name == path[0] for stanza in part.stanzas) and (stanza := stanza_at(path, part)):
            found |= {key.name: key for key in stanza.keys}
    return found
