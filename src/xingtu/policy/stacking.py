"""What does one application get in all, when its programme has several rules and its subject got money elsewhere?

The order is fixed: rules of the programme are added (or the highest taken), then once-only, then other programmes (就高不重复), then the
cap of the year. Each step can only lower the amount, so none of them can be played against another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from xingtu.policy.budget import OVERFLOWS, Overflow
from xingtu.policy.grant_facts import Facts, Labels, Reading, Workings, yuan
from xingtu.policy.grants import Amount, Grant, amount, worst_case_fen
from xingtu.policy.stanza import Stanza

Together = Literal["sum", "highest"]
Once = Literal["", "subject", "year", "project"]
Take = Literal["higher", "first"]


@dataclass(frozen=True, slots=True)
class Stacking:
    """``not_with``: ids of programmes that exclude this one; ``max_per_subject_year_fen``: 0 is no cap."""

    grants: Together = "sum"
    once_per: Once = ""
    not_with: tuple[str, ...] = ()
    take: Take = "higher"
    max_per_subject_year_fen: int = 0
    overflow: Overflow = "refuse"
    verified: bool = True
    source: str = ""

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the facts it may need, all of the ledger."""
        once = (f"earlier.{self.once_per}",) if self.once_per else ()
        year = ("year_total",) if self.max_per_subject_year_fen else ()
        return (*once, *(f"award.{programme}" for programme in self.not_with), *year)


def read_stacking(root: Stanza) -> Stacking:
    """The ``[stacking]`` of a programme file; without it amounts add up and nothing is capped.

    Raises:
        PolicyError: a key is unknown or its value is none of the choices.
    """
    if not root.has("stacking"):
        return Stacking()
    stanza = root.inner("stacking")
    stacking = Stacking(
        grants=cast("Together", stanza.text("grants", default="sum", one_of=("sum", "highest"))),
        once_per=cast("Once", stanza.text("once_per", default="", one_of=("", "subject", "year", "project"))),
        not_with=stanza.texts("not_with", default=()),
        take=cast("Take", stanza.text("take", default="higher", one_of=("higher", "first"))),
        max_per_subject_year_fen=stanza.integer("max_per_subject_year_fen", default=0),
        overflow=cast("Overflow", stanza.text("overflow", default="refuse", one_of=OVERFLOWS)),
        verified=stanza.flag("verified"),
        source=stanza.text("source"),
    )
    stanza.close()
    if len(set(stacking.not_with)) < len(stacking.not_with):
        stanza.refuse("not_with 中有项目写了两次；请只留一个。")
    if stanza.has("take") and not stacking.not_with:
        stanza.refuse("写了 take 却没有 not_with；请写明与哪些项目不能同时享受，或删去 take。")
    return stacking


def award(grants: Sequence[Grant], stacking: Stacking, facts: Facts, labels: Labels | None = None) -> Amount:
    """What one application gets under all rules of its programme.

    labels: the words people know facts by, name -> (Chinese, English), for the workings
    """
    reading = Reading(facts, labels or {})
    if refusal := _had_before(stacking, reading):
        return refusal
    together = _together(grants, stacking, facts, labels)
    for step in (_beside_others, _within_year):
        together = step(together, stacking, reading)
    return together


def worst_case_of_application_fen(grants: Sequence[Grant], stacking: Stacking) -> int:
    """No facts whatsoever give one application more under all rules together."""
    each = [worst_case_fen(grant) for grant in grants]
    most = max(each, default=0) if stacking.grants == "highest" else sum(each)
    return min(most, stacking.max_per_subject_year_fen) if stacking.max_per_subject_year_fen else most


def _had_before(stacking: Stacking, reading: Reading) -> Amount | None:
    if not stacking.once_per:
        return None
    fact = f"earlier.{stacking.once_per}"
    times = reading.number(fact)
    if times is None:
        answer = reading.unknown([fact])
        return Amount(None, answer.workings, answer.missing)
    if times > 0:
        chinese, english = reading.label(fact)
        return Amount(
            0, ((f"{chinese}：{times}；只能获得一次，不再发。", f"{english[:1].upper()}{english[1:]}: {times}; it is given once only."),)
        )
    return None


def _together(grants: Sequence[Grant], stacking: Stacking, facts: Facts, labels: Labels | None) -> Amount:
    amounts = [amount(grant, facts, labels) for grant in grants]
    workings: Workings = ()
    for grant, each in zip(grants, amounts, strict=True):
        head = ((f"【{grant.name}】", f"[{grant.name_en}]"),) if len(grants) > 1 else ()
        workings += head + each.workings
    missing = tuple(dict.fromkeys(name for each in amounts for name in each.missing))
    known = [each.amount_fen for each in amounts if each.amount_fen is not None]
    if len(known) < len(amounts):
        return Amount(None, workings, missing)
    if stacking.grants == "highest":
        fen, how = max(known, default=0), ("取最高一项", "The highest counts")
    else:
        fen, how = sum(known), ("合计", "Together")
    if len(grants) > 1:
        workings += ((f"{how[0]}：{yuan(fen)} 元。", f"{how[1]}: {yuan(fen)} yuan."),)
    return Amount(fen, workings)


def _beside_others(here: Amount, stacking: Stacking, reading: Reading) -> Amount:
    """Paying only the difference keeps the sum of both at the higher of the two, whichever was decided first."""
    if not stacking.not_with or not here.amount_fen:
        return here
    others, lines, missing = reading.total(tuple(f"award.{programme}" for programme in stacking.not_with))
    if others is None:
        answer = reading.unknown(missing)
        return Amount(None, here.workings + answer.workings, missing)
    if others <= 0:
        return here
    workings = here.workings + tuple((f"不重复享受：{zh}。", f"Not together with: {en}.") for zh, en in lines)
    if stacking.take == "first":
        return Amount(0, (*workings, ("已获另一项，本项不发。", "The other was awarded first, nothing is given here.")))
    rest = max(here.amount_fen - others, 0)
    line = (
        f"就高不重复，只发高出部分：{yuan(here.amount_fen)} 元 − {yuan(others)} 元，计 {yuan(rest)} 元。",
        f"Only what is above the other is given: {yuan(here.amount_fen)} − {yuan(others)}, {yuan(rest)} yuan.",
    )
    return Amount(rest, (*workings, line))


def _within_year(here: Amount, stacking: Stacking, reading: Reading) -> Amount:
    if not stacking.max_per_subject_year_fen or not here.amount_fen:
        return here
    received = reading.number("year_total")
    if received is None:
        answer = reading.unknown(["year_total"])
        return Amount(None, here.workings + answer.workings, answer.missing)
    left = max(stacking.max_per_subject_year_fen - received, 0)
    if here.amount_fen <= left:
        return here
    line = (
        f"每年最多 {yuan(stacking.max_per_subject_year_fen)} 元，本年度已获 {yuan(received)} 元，还可发 {yuan(left)} 元。",
        f"At most {yuan(stacking.max_per_subject_year_fen)} yuan a year, {yuan(received)} received, {yuan(left)} left.",
    )
    return Amount(left, (*here.workings, line))
