"""What does a programme's file say to somebody who wants to apply, in plain sentences?

Every sentence is made from the file, so that page, notice and Word say the same and none can promise more than the rules do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.calls.selectors.money_words import MoneyRule, money_limits, money_rules, option_said, percent
from portal.calls.vocabulary import AGGREGATES, APPLICANTS, FIELD_KINDS, NEEDS
from portal.evidence.doors import said
from portal.evidence.selectors.rule_texts import Condition, conditions_of, metric_names, rules_told
from portal.house.context import office
from portal.register.models import Kind
from xingtu.policy.form import Field, Form
from xingtu.policy.libraries import parse_libraries
from xingtu.policy.notice import NoticeRules
from xingtu.policy.programme import Programme
from xingtu.policy.window import DatesWindow
from xingtu.settings import settings

PLACES: dict[str, str | Promise] = {
    "budget": gettext_lazy("预算"),
    "review": gettext_lazy("评审"),
    "notice": gettext_lazy("公示"),
    "stacking": gettext_lazy("与其他资金的关系"),
    "rule": gettext_lazy("条件"),
    "grant": gettext_lazy("资助"),
    "track": gettext_lazy("榜单"),
    "milestone": gettext_lazy("节点"),
}
"""The first word of a place in the file → what people call it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form as an applicant is told of it beforehand."""

    label: str
    kind: str
    required: bool
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """The questions under one heading."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """All that the page of a programme says of its rules."""

    gives: str
    who: tuple[str, ...]
    conditions: tuple[Condition, ...]
    groups: tuple[QuestionGroup, ...]
    review: tuple[str, ...]
    notice: tuple[str, ...]
    money: tuple[MoneyRule, ...]
    limits: tuple[str, ...]
    milestones: tuple[tuple[str, str], ...]
    evidence: tuple[str, ...]
    window: str
    unverified: tuple[tuple[str, str], ...] = field(default=())
    """Place in words, and where its numbers come from."""


def words_of(programme: Programme) -> Words:
    """In the reader's language."""
    names = library_names()
    return Words(
        gives=said(programme.summary, programme.summary_en),
        who=tuple(_who(programme)),
        conditions=tuple(conditions_of(programme.rules, form=programme.form, names=names)),
        groups=_groups(programme.form),
        review=tuple(_review(programme)),
        notice=tuple(_notice(programme.notice)) if programme.notice else (),
        money=money_rules(programme),
        limits=money_limits(programme),
        milestones=tuple(_milestones(programme, names)),
        evidence=_evidence(programme),
        window=_window(programme),
        unverified=tuple(unverified_said(line, programme) for line in programme.unverified),
    )


def unverified_said(line: str, programme: Programme) -> tuple[str, str]:
    """A place the loader names (``grant "rent"：source``) as people call it."""
    place, _colon, source = line.partition("：")
    words = [PLACES.get(kind, kind) for kind in [place.strip("[]").split(" ")[0].split(".")[0]]]
    named = {grant.id: said(grant.name, grant.name_en) for grant in programme.grants}
    named |= {track.id: said(track.name, track.name_en) for track in programme.tracks}
    named |= {milestone.id: said(milestone.name, milestone.name_en) for milestone in programme.milestones}
    named |= {rule.id: said(rule.name, rule.name_en) for rule in rules_told()}
    names = [named.get(name, name) for name in re.findall(r'"([^"]+)"', place)]
    return " ".join([*(str(word) for word in words), *(_("“%(name)s”") % {"name": name} for name in names)]), source


def library_names() -> dict[str, tuple[str, str]]:
    """What the city's libraries are called."""
    text = (settings().policy / "libraries.toml").read_text("utf-8")
    return {library.id: (library.name, library.name_en) for library in parse_libraries(text, file_name="policy/libraries.toml")}


def _who(programme: Programme) -> Iterator[str]:
    if not programme.applies:
        yield _("不需要申报：按统计期内的事实排名，由系统算出。")
        return
    kinds = _("、").join(str(APPLICANTS[one]) for one in programme.applicants)
    subjects = _("、").join(_subject(one) for one in programme.subjects)
    if programme.entry == "nominated":
        yield _("由推荐或评选产生的名单确定，再由%(kinds)s填写申领材料。") % {"kinds": kinds}
    else:
        yield _("%(kinds)s可以申报。") % {"kinds": kinds}
    yield _("申报的对象是：%(subjects)s。") % {"subjects": subjects}
    if programme.co_applicants:
        yield _("可以联合申报，除牵头方外最多 %(count)d 家。") % {"count": programme.co_applicants}


def _subject(kind: str) -> str:
    if kind == "person":
        return pgettext("申报对象", "个人")
    return str(Kind(kind).label)


def _groups(form: Form | None) -> tuple[QuestionGroup, ...]:
    if form is None:
        return ()
    return tuple(
        QuestionGroup(said(section.title, section.title_en), tuple(_question(one, form) for one in section.fields))
        for section in form.sections
    )


def _question(one: Field, form: Form) -> Question:
    notes = []
    if one.when:
        asked = form.field(one.when.field)
        wanted = _("、").join(option_said(asked, value) for value in one.when.one_of)
        notes.append(_("只在“%(field)s”选“%(values)s”时填写") % {"field": said(asked.label, asked.label_en), "values": wanted})
    if one.kind == "attachment":
        notes.append(
            _("%(media)s，每个不超过 %(size)d MB，最多 %(count)d 个")
            % {"media": _("、").join(media.upper() for media in one.media), "size": one.max_bytes // 1_000_000, "count": one.at_most or 1}
        )
    if one.options:
        notes.append(_("可选：%(options)s") % {"options": _("、").join(said(option.label, option.label_en) for option in one.options)})
    if one.fact:
        notes.append(_("由系统按已有事实预填，请核对"))
    if one.personal:
        notes.append(_("个人信息，不公开"))
    return Question(
        label=said(one.label, one.label_en),
        kind=str(FIELD_KINDS[one.kind]),
        required=one.required,
        notes=tuple(notes),
        columns=tuple(said(column.label, column.label_en) for column in one.columns),
        help=said(one.help, one.help_en),
    )


def _review(programme: Programme) -> Iterator[str]:
    review = programme.review
    if review is None:
        return
    yield _("每份申报由随机抽取的 %(experts)d 位专家独立评分，至少收齐 %(at_least)d 份才进入合议。") % {
        "experts": review.experts, "at_least": review.at_least
    }  # fmt: skip
    yield _("总分满分 100 分，%(how)s。") % {"how": AGGREGATES[review.aggregate]}
    if review.pass_mark is not None:
        yield _("总分不低于 %(mark)d 分方可入围。") % {"mark": review.pass_mark}
    yield _("专家须先声明并经系统核对利益关系，近 %(years)d 年同单位任职等情形必须回避。") % {"years": review.recusal_years}
    if any(not phase.applicant_names for phase in review.phases):
        blind = _("、").join(said(phase.name, phase.name_en) for phase in review.phases if not phase.applicant_names)
        yield _("%(phases)s阶段隐去申报人名称。") % {"phases": blind}


def _notice(rules: NoticeRules) -> Iterator[str]:
    unit = _("个工作日") if rules.unit == "working" else _("个自然日")
    begin = _("自发布次日起算") if rules.count_from == "next_day" else _("自发布当日起算")
    yield _("拟定名单公示 %(length)d %(unit)s，%(begin)s。") % {"length": rules.length, "unit": unit, "begin": begin}
    if rules.objection_days:
        yield _("公示期满后 %(days)d 个工作日内仍可提出异议。") % {"days": rules.objection_days}
    else:
        yield _("对名单有异议的，在公示期内提出。")
    yield _("异议须提供：%(needs)s；%(anonymous)s") % {
        "needs": _("、").join(str(NEEDS[need]) for need in rules.needs),
        "anonymous": _("不受理匿名异议。") if rules.anonymous == "refuse" else _("匿名异议只作记录。"),
    }
    yield _("%(days)d 个工作日内书面答复；异议人的身份保密。") % {"days": rules.answer_within}
    yield _("公示期满 %(days)d 天后，名单中的个人姓名改以编号显示。") % {"days": rules.keep_days}


def _milestones(programme: Programme, names: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for milestone in programme.milestones:
        condition = conditions_of([milestone.rule], form=programme.form, names=names)[0]
        after = _("拨付后") if programme.money else _("入库后")
        sentence = _("%(after)s满 %(months)d 个月核对：%(condition)s") % {
            "after": after, "months": milestone.months, "condition": said(condition.text, condition.text_en)
        }  # fmt: skip
        if milestone.recover_share.strip("0."):
            sentence += _("；未达到的，经核实后追回 %(share)s") % {"share": percent(milestone.recover_share)}
        yield said(milestone.name, milestone.name_en), sentence + _("。")


def _evidence(programme: Programme) -> tuple[str, ...]:
    names = metric_names()
    return tuple(said(*names.get(metric, (metric, metric))) for metric in programme.evidence)


def _window(programme: Programme) -> str:
    if isinstance(programme.window, DatesWindow):
        return _("%(first)s 至 %(until)s（不含），%(zone)s") % {
            "first": programme.window.from_on.isoformat(), "until": programme.window.until_on.isoformat(), "zone": office().time_zone
        }  # fmt: skip
    return str(programme.window)
