"""What does a programme pay, in plain sentences with the arithmetic on an invented figure?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.accounts.roles import Role
from portal.calls.models import ProgrammeVersion
from portal.evidence.doors import said
from portal.evidence.selectors.rule_texts import metric_names
from xingtu.policy.form import Field, Form
from xingtu.policy.grant_kinds import AcceptedBy, Fixed, Match, PerItem, RankTop, Share, Tier, UpTo
from xingtu.policy.grant_kinds import Kind as GrantKind
from xingtu.policy.grants import Grant, amount
from xingtu.policy.money import AwardTable
from xingtu.policy.programme import Programme
from xingtu.report.numbers import yuan

OVERFLOWS: dict[str, str | Promise] = {
    "refuse": gettext_lazy("预算按全部名额的最高金额安排，不会不够。"),
    "pro_rata": gettext_lazy("合计超过预算时，各项按同一比例减少，合计不超过预算。"),
    "by_rank": gettext_lazy("合计超过预算时，按名次先后安排，用完为止。"),
    "next_year": gettext_lazy("合计超过预算时，排在后面的转到下一年度安排。"),
}
EXAMPLE_FEN = 123_456_789
"""1,234,567.89 yuan: shows where a rest goes."""


@dataclass(frozen=True, slots=True)
class MoneyRule:
    """One way to money. ``rows``: tiers or places with their amounts; ``example``: the arithmetic line by line."""

    name: str
    sentence: str
    rows: tuple[tuple[str, int], ...] = ()
    example: tuple[str, ...] = ()
    verified: bool = True
    source: str = ""


def money_rules(programme: Programme) -> tuple[MoneyRule, ...]:
    """Every way to money of a programme: its rankings, then its grants."""
    return (*_tracks(programme), *(money_rule(grant, programme.form) for grant in programme.grants))


def money_limits(programme: Programme) -> tuple[str, ...]:
    """What bounds all of them together."""
    return tuple(_limits(programme))


def _tracks(programme: Programme) -> Iterator[MoneyRule]:
    for track in programme.tracks:
        metric = metric_names().get(track.metric, (track.metric, track.metric))
        sentence = _("按“%(metric)s”排名") % {"metric": said(*metric)}
        if track.places:
            sentence += _("，取前 %(places)d 名") % {"places": track.places}
        if track.minimum is not None:
            sentence += _("，不少于 %(minimum)d 方可入选") % {"minimum": track.minimum}
        sentence += _("。") + (_sharing(track.table) if track.table.awards else "")
        yield MoneyRule(said(track.name, track.name_en), sentence, _places(track.table), (), track.verified, track.source)


def _sharing(table: AwardTable) -> str:
    return _("并列者平分所占名次的奖金。") if table.sharing == "split" else _("并列者各得全额。")


def _places(table: AwardTable) -> tuple[tuple[str, int], ...]:
    return tuple(
        (
            _("第 %(place)d 名") % {"place": award.from_place}
            if award.from_place == award.to_place
            else _("第 %(first)d 至 %(last)d 名，每名") % {"first": award.from_place, "last": award.to_place},
            award.amount_fen,
        )
        for award in table.awards
    )


def money_rule(grant: Grant, form: Form | None) -> MoneyRule:
    """One grant in words, with its arithmetic on invented figures."""
    sentence = _grant_sentence(grant.rule, form)
    if grant.when:
        sentence = _("只限：%(conditions)s。%(rule)s") % {
            "conditions": _("；").join(_grant_condition(one.fact, one.one_of, one.at_least, one.at_most, form) for one in grant.when),
            "rule": sentence,
        }
    if grant.requested:
        sentence += _("不超过申请的金额。")
    return MoneyRule(
        said(grant.name, grant.name_en), sentence, _grant_rows(grant.rule, form), _example(grant, form), grant.verified, grant.source
    )


def _grant_sentence(rule: GrantKind, form: Form | None) -> str:  # noqa: PLR0911 -- one sentence a kind
    match rule:
        case Fixed(amount_fen):
            return _("每项 %(amount)s。") % {"amount": yuan_said(amount_fen)}
        case Share():
            base = _("、").join(fact_word(fact, form) for fact in rule.base)
            if rule.excludes:
                base = _("%(base)s（扣除%(excludes)s）") % {
                    "base": base, "excludes": _("、").join(fact_word(fact, form) for fact in rule.excludes)
                }  # fmt: skip
            return _("按%(base)s的 %(rate)s 计算，最多 %(cap)s。") % {
                "base": base,
                "rate": percent(rule.rate),
                "cap": yuan_said(rule.cap_fen),
            }
        case Tier():
            return _("按“%(by)s”分档：") % {"by": fact_word(rule.by, form)}
        case PerItem():
            most = _("每年最多 %(count)d 项") if rule.per == "year" else _("最多 %(count)d 项")
            return _("“%(of)s”每一项 %(amount)s，%(most)s。") % {
                "of": fact_word(rule.of, form), "amount": yuan_said(rule.amount_fen), "most": most % {"count": rule.max_items}
            }  # fmt: skip
        case Match():
            plus = _("，另加 %(plus)s") % {"plus": yuan_said(rule.plus_fen)} if rule.plus_fen else ""
            return _("按%(of)s的 %(rate)s 配套%(plus)s，最多 %(cap)s。") % {
                "of": _("、").join(fact_word(fact, form) for fact in rule.of), "rate": percent(rule.rate), "plus": plus,
                "cap": yuan_said(rule.cap_fen),
            }  # fmt: skip
        case RankTop(table):
            return _("按名次：") + _sharing(table)
        case UpTo(cap_fen):
            return _("由合议在 %(cap)s 以内核定，须写明理由。") % {"cap": yuan_said(cap_fen)}
        case AcceptedBy():
            bodies = _("、").join(_fact_value(rule.body, body, form) for body in rule.bodies)
            return _("须经%(bodies)s接收，并提供%(proof)s。%(then)s") % {
                "bodies": bodies, "proof": _("、").join(fact_word(fact.replace("count.", "answer."), form) for fact in rule.proof),
                "then": _grant_sentence(rule.then, form),
            }  # fmt: skip


def _grant_rows(rule: GrantKind, form: Form | None) -> tuple[tuple[str, int], ...]:
    match rule:
        case Tier():
            return tuple((said(rung.name, rung.name_en), rung.amount_fen) for rung in rule.rungs)
        case RankTop(table):
            return _places(table)
        case AcceptedBy():
            return _grant_rows(rule.then, form)
        case _:
            return ()


def _example(grant: Grant, form: Form | None) -> tuple[str, ...]:
    """Worked on round-less figures, so that caps and roundings show; nothing where there is no arithmetic."""
    rule = grant.rule.then if isinstance(grant.rule, AcceptedBy) else grant.rule
    facts: Mapping[str, int]
    match rule:
        case Share():
            facts = dict.fromkeys((*rule.base, *rule.excludes), 0) | {rule.base[0]: EXAMPLE_FEN}
        case PerItem():
            facts = {rule.of: rule.max_items + 2, rule.already: 0}
        case Match():
            facts = dict.fromkeys(rule.of, 0) | {rule.of[0]: EXAMPLE_FEN}
        case _:
            return ()
    plain = Grant(grant.id, grant.name, grant.name_en, grant.kind, rule, (), "", grant.round, grant.verified, grant.source)
    labels = {fact: (fact_word(fact, form), fact_word(fact, form)) for fact in plain.reads}
    return tuple(said(chinese, english) for chinese, english in amount(plain, facts, labels).workings)


def _grant_condition(fact: str, one_of: tuple[str, ...], at_least: int | None, at_most: int | None, form: Form | None) -> str:
    word = fact_word(fact, form)
    if one_of:
        return _("%(fact)s为%(values)s") % {"fact": word, "values": _("、").join(_fact_value(fact, value, form) for value in one_of)}
    bounds = []
    if at_least is not None:
        bounds.append(_("不少于 %(bound)s") % {"bound": f"{at_least:,}"})
    if at_most is not None:
        bounds.append(_("不多于 %(bound)s") % {"bound": f"{at_most:,}"})
    return word + _("、").join(bounds)


def fact_word(fact: str, form: Form | None) -> str:
    """What people call a fact that money depends on: a question of the form, a count of its rows, an award elsewhere."""
    prefix, _dot, rest = fact.partition(".")
    if prefix in {"answer", "count", "sum"} and form is not None:
        name, _column_dot, column = rest.partition(".")
        found = next((one for one in form.fields if one.id == name), None)
        if found is None:
            return fact
        label = said(found.label, found.label_en)
        if prefix == "count":
            return _("%(label)s的数量") % {"label": label}
        if prefix == "sum":
            inner = next((one for one in found.columns if one.id == column), None)
            return _("%(label)s中%(column)s的合计") % {"label": label, "column": said(inner.label, inner.label_en) if inner else column}
        return label
    words = {"place": _("名次"), "panel": _("合议核定的金额"), "panel_grounds": _("合议写明的理由")}
    if prefix == "award":
        return _("已获“%(programme)s”的金额") % {"programme": programme_called(rest)}
    return words.get(fact, fact)


def programme_called(programme: str) -> str:
    """What another programme is called; one that is not published here goes by its id."""
    found = ProgrammeVersion.objects.filter(programme=programme).order_by("-version").first()
    return said(found.name, found.name_en) if found else programme


def _fact_value(fact: str, value: str, form: Form | None) -> str:
    prefix, _dot, rest = fact.partition(".")
    found = next((one for one in form.fields if one.id == rest), None) if form is not None and prefix == "answer" else None
    return option_said(found, value) if found else value


def percent(rate: str) -> str:
    """A share written "0.30" as people read it."""
    whole, _dot, decimals = rate.partition(".")
    digits = f"{whole}{decimals.ljust(2, '0')[:2]}".lstrip("0") or "0"
    rest = decimals[2:].rstrip("0")
    return f"{digits}.{rest}%" if rest else f"{digits}%"


def _limits(programme: Programme) -> Iterator[str]:
    if not programme.money:
        return
    yield _("本期预算 %(budget)s。") % {"budget": yuan_said(programme.budget_fen)}
    if programme.awards_at_most:
        yield _("最多支持 %(count)d 项。") % {"count": programme.awards_at_most}
    stacking = programme.stacking
    if len(programme.grants) > 1:
        yield _("符合几项的，取最高一项。") if stacking.grants == "highest" else _("符合几项的，合计计算。")
    if stacking.once_per:
        once = {"subject": _("每个对象只支持一次。"), "year": _("每个对象每年只支持一次。"), "project": _("每个项目只支持一次。")}
        yield once[stacking.once_per]
    if stacking.not_with:
        others = _("、").join(f"“{programme_called(programme)}”" for programme in stacking.not_with)
        yield (_("与%(others)s不重复享受，就高不重复。") if stacking.take == "higher" else _("已获%(others)s的不再支持。")) % {
            "others": others
        }
    if stacking.max_per_subject_year_fen:
        yield _("每个对象每年从各项目获得的资金合计不超过 %(cap)s。") % {"cap": yuan_said(stacking.max_per_subject_year_fen)}
    if programme.grants:
        yield str(OVERFLOWS[stacking.overflow])
    yield _("资金须经%(roles)s依次审批，公示无异议后拨付。") % {
        "roles": _("、").join(str(Role(role).label) for role in programme.approvals)
    }


def yuan_said(amount_fen: int) -> str:
    """An amount as a sentence says it."""
    return yuan(amount_fen, "en" if (get_language() or "").startswith("en") else "zh")


def option_said(one: Field, value: str) -> str:
    """An answer by its id, as it is called."""
    if one.kind == "yes_no":
        return _("是") if value == "true" else _("否")
    option = one.option(value)
    return said(option.label, option.label_en) if option else value
