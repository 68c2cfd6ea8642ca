"""How much does an application get under each money rule of its programme, and what is still missing to say so?

One ``[[grant]]`` stanza is one rule. Whether amounts of several rules and programmes may be added is ``stacking``; whether the budget
carries them is ``budget``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from xingtu.policy import grant_amounts
from xingtu.policy.grant_facts import Exact, Fact, Facts, Labels, Reading, Workings, at_most, yuan
from xingtu.policy.grant_kinds import KINDS, AcceptedBy, Kind, RankTop, read_kind
from xingtu.policy.money import AwardTable
from xingtu.policy.stanza import Stanza, distinct

Round = Literal["fen", "yuan"]
ROUNDS: Mapping[Round, int] = {"fen": 1, "yuan": 100}
FACT_KINDS = ("answer", "count", "sum", "award", "this_year")
FACTS = ("place", "place_shared_by", "panel", "panel_grounds")


@dataclass(frozen=True, slots=True)
class Amount:
    """``amount_fen`` None: it cannot be said yet, and ``missing`` names the facts nobody knows."""

    amount_fen: int | None
    workings: Workings
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactCondition:
    """Holds when the fact is one of the values, or between the bounds."""

    fact: str
    one_of: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """``when``: all must hold, or it is 0; ``requested``: the fact with what was applied for, "" when nobody is asked."""

    id: str
    name: str
    name_en: str
    kind: str
    rule: Kind
    when: tuple[FactCondition, ...]
    requested: str
    round: Round
    verified: bool
    source: str

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of all facts it may need, each once."""
        own = (*(condition.fact for condition in self.when), *grant_amounts.reads(self.rule))
        return tuple(dict.fromkeys((*own, self.requested) if self.requested else own))

    @property
    def table(self) -> AwardTable | None:
        """The awards by place, when places decide."""
        rule = self.rule.then if isinstance(self.rule, AcceptedBy) else self.rule
        return rule.table if isinstance(rule, RankTop) else None


def read_grants(root: Stanza) -> tuple[Grant, ...]:
    """The ``[[grant]]`` stanzas of a programme file, none or many.

    Raises:
        PolicyError: a key is unknown or missing, a fact has no such name, a rate is no decimal, a table cannot be carried out.
    """
    stanzas = root.inners("grant", label="grant")
    grants = tuple(_grant(stanza) for stanza in stanzas)
    distinct(stanzas, [grant.id for grant in grants])
    set_by_panel = [(stanza, grant) for stanza, grant in zip(stanzas, grants, strict=True) if "panel" in grant_amounts.reads(grant.rule)]
    for stanza, grant in set_by_panel:
        # the panel sets one amount for an application; two rules giving it would pay it twice
        if len(set_by_panel) > 1 and not grant.when:
            stanza.refuse("有几条规则都由评审组核定金额（up_to）；请给每条写 when，使一份申报只适用其中一条。")
    return grants


def amount(grant: Grant, facts: Facts, labels: Labels | None = None) -> Amount:
    """What one application gets under one rule.

    labels: the words people know facts by, name -> (Chinese, English), for the workings
    """
    reading = Reading(facts, labels or {})
    if refusal := _outside(grant.when, reading):
        return refusal
    worked = _limited(grant, grant_amounts.exact(grant.rule, reading), reading)
    if worked.fen is None:
        return Amount(None, worked.workings, worked.missing)
    unit = ROUNDS[grant.round]
    rounded = worked.fen // unit * unit
    workings = worked.workings
    if rounded != worked.fen:
        whole = "元" if grant.round == "yuan" else "分"
        workings += ((f"不足一{whole}的部分舍去：{yuan(rounded)} 元。", f"Rounded down to the {grant.round}: {yuan(rounded)} yuan."),)
    return Amount(rounded, workings)


def worst_case_fen(grant: Grant) -> int:
    """No facts whatsoever give one application more; a whole ranking is bounded by ``money.worst_case_fen(grant.table)``."""
    return grant_amounts.worst_case_fen(grant.rule)


def facts_of(answers: Mapping[str, object], lists: Collection[str] = ()) -> dict[str, Fact]:
    """What the answers of a form say, as facts.

    lists: fields that hold rows, attachments or ticks and were asked: left blank they count 0
    """
    facts: dict[str, Fact] = {f"count.{name}": 0 for name in lists}
    for name, answer in answers.items():
        if isinstance(answer, bool):
            facts[f"answer.{name}"] = "true" if answer else "false"
        elif isinstance(answer, int | str):
            facts[f"answer.{name}"] = answer
        elif isinstance(answer, Sequence):
            facts[f"count.{name}"] = len(answer)
            if all(isinstance(item, str) for item in answer):
                facts[f"answer.{name}"] = ",".join(answer)
            facts.update(_column_sums(name, answer))
    return facts


def _column_sums(name: str, rows: Sequence[object]) -> dict[str, Fact]:
    tables = [row for row in rows if isinstance(row, Mapping)]
    sums: dict[str, Fact] = {}
    for column in {column: None for row in tables for column in row}:
        cells = [row.get(column) for row in tables]
        numbers = [cell for cell in cells if isinstance(cell, int) and not isinstance(cell, bool)]
        if numbers:
            sums[f"sum.{name}.{column}"] = sum(numbers) if len(numbers) == len(cells) else None
    return sums


def _outside(conditions: tuple[FactCondition, ...], reading: Reading) -> Amount | None:
    """The amount when a condition does not hold or is not known; a condition that fails settles it whatever is unknown."""
    verdicts = {condition: _holds(condition, reading) for condition in conditions}
    for condition, holds in verdicts.items():
        if holds is False:
            chinese, english = reading.label(condition.fact)
            shown, (asked, asked_en) = reading.text(condition.fact) or "", _asked(condition)
            line = f"不适用：{chinese}为“{shown}”，须{asked}。", f"Does not apply: {english} is “{shown}”, {asked_en} is needed."
            return Amount(0, (line,))
    if unknown := [condition.fact for condition, holds in verdicts.items() if holds is None]:
        answer = reading.unknown(unknown)
        return Amount(None, answer.workings, answer.missing)
    return None


def _holds(condition: FactCondition, reading: Reading) -> bool | None:
    if condition.one_of:
        text = reading.text(condition.fact)
        return None if text is None else not {text, *text.split(",")}.isdisjoint(condition.one_of)
    number = reading.number(condition.fact)
    if number is None:
        return None
    return (condition.at_least is None or number >= condition.at_least) and (condition.at_most is None or number <= condition.at_most)


def _asked(condition: FactCondition) -> tuple[str, str]:
    if condition.one_of:
        return f"为{'、'.join(condition.one_of)}之一", f"one of {', '.join(condition.one_of)}"
    chinese, english = [], []
    if condition.at_least is not None:
        chinese.append(f"不低于 {condition.at_least:,}")
        english.append(f"at least {condition.at_least:,}")
    if condition.at_most is not None:
        chinese.append(f"不高于 {condition.at_most:,}")
        english.append(f"at most {condition.at_most:,}")
    return "、".join(chinese), " and ".join(english)


def _limited(grant: Grant, worked: Exact, reading: Reading) -> Exact:
    """Never more than was applied for."""
    if not grant.requested or worked.fen is None:
        return worked
    requested = reading.number(grant.requested)
    if requested is None:
        return reading.unknown([grant.requested])
    return at_most(worked, max(requested, 0), "申请金额", "The amount applied for")


def _grant(stanza: Stanza) -> Grant:
    name, kind = stanza.identifier("id"), stanza.text("kind", one_of=KINDS)
    grant = Grant(
        id=name,
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        kind=kind,
        rule=read_kind(stanza, kind, name),
        when=tuple(_condition(inner) for inner in stanza.inners("when", label="when", named_by="fact")),
        requested=stanza.text("requested", default=""),
        round=cast("Round", stanza.text("round", default="fen", one_of=ROUNDS)),
        verified=stanza.flag("verified"),
        source=stanza.text("source"),
    )
    stanza.close()
    for fact in grant.reads:
        prefix, dot, rest = fact.partition(".")
        if fact not in FACTS and not (prefix in FACT_KINDS and dot and rest):
            shown = "、".join([*(f"{kind}.…" for kind in FACT_KINDS), *FACTS])
            stanza.refuse(f"“{fact}” 不是事实的名称；请写成 {shown} 之一，如 answer.operating_cost。")
    return grant


def _condition(stanza: Stanza) -> FactCondition:
    condition = FactCondition(
        fact=stanza.text("fact"),
        one_of=stanza.texts("one_of", default=()),
        at_least=stanza.integer("at_least") if stanza.has("at_least") else None,
        at_most=stanza.integer("at_most") if stanza.has("at_most") else None,
    )
    stanza.close()
    bounded = condition.at_least is not None or condition.at_most is not None
    if bool(condition.one_of) == bounded:
        stanza.refuse("条件须写 one_of（可选的值），或 at_least、at_most（数值范围），两种只写一种。")
    return condition
