"""Which kinds of money rule are there, and how is each written in a programme file?

These are the kinds that real programmes were found to use. How each is worked out stands in ``grant_amounts``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, cast

from xingtu.policy.money import SHARINGS, Award, AwardTable, Sharing, fault_of_table
from xingtu.policy.stanza import Stanza, distinct

Per = Literal["application", "year"]
MOST_MATCHED = "10"
"""A match may double and more, but a slip of the decimal point must not pass."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same amount."""

    amount_fen: int


@dataclass(frozen=True, slots=True)
class Share:
    """``rate`` of the sum of ``base`` less ``excludes``, at most ``cap_fen``."""

    base: tuple[str, ...]
    excludes: tuple[str, ...]
    rate: str
    cap_fen: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One tier: chosen by its ``value``, or reached from ``at_least`` on."""

    name: str
    name_en: str
    amount_fen: int
    value: str = ""
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """The amount of the rung ``by`` stands on; numeric rungs rise."""

    by: str
    rungs: tuple[Rung, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether a number is compared, or a choice looked up."""
        return self.rungs[0].at_least is not None


@dataclass(frozen=True, slots=True)
class PerItem:
    """So much for each of ``of``, at most ``max_items``; ``already``: the fact with the fen given for earlier ones of the year."""

    of: str
    amount_fen: int
    max_items: int
    per: Per
    already: str


@dataclass(frozen=True, slots=True)
class Match:
    """``rate`` of what was awarded elsewhere plus ``plus_fen``; nothing elsewhere, nothing here."""

    of: tuple[str, ...]
    rate: str
    plus_fen: int
    cap_fen: int


@dataclass(frozen=True, slots=True)
class RankTop:
    """By place, with the award tables of ``money``."""

    table: AwardTable


@dataclass(frozen=True, slots=True)
class UpTo:
    """The panel sets the amount and writes why; never above ``cap_fen``."""

    cap_fen: int


@dataclass(frozen=True, slots=True)
class AcceptedBy:
    """``then``, but only when one of ``bodies`` accepted and every ``proof`` is there."""

    body: str
    bodies: tuple[str, ...]
    proof: tuple[str, ...]
    then: "Kind"


Kind = Fixed | Share | Tier | PerItem | Match | RankTop | UpTo | AcceptedBy


def read_kind(stanza: Stanza, name: str, grant_id: str) -> Kind:
    """The keys of one kind; closes nothing.

    Raises:
        PolicyError: a key is missing or cannot be carried out.
    """
    return _READERS[name](stanza, grant_id)


def _fixed(stanza: Stanza, _grant_id: str) -> Fixed:
    return Fixed(stanza.integer("amount_fen", at_least=1))


def _share(stanza: Stanza, _grant_id: str) -> Share:
    share = Share(
        base=_facts(stanza, "base"),
        excludes=stanza.texts("excludes", default=()),
        rate=_rate(stanza, "1"),
        cap_fen=stanza.integer("cap_fen", at_least=1),
    )
    if both := set(share.base) & set(share.excludes):
        stanza.refuse(f"excludes 中的 “{min(both)}” 也在 base 中；请只留一处。")
    return share


def _tier(stanza: Stanza, _grant_id: str) -> Tier:
    inner = stanza.inners("tier", label="tier", named_by="name")
    rungs = tuple(_rung(each) for each in inner)
    if not rungs:
        stanza.refuse("没有任何档次；请至少写一段 [[grant.tier]]。")
    bounds = [rung.at_least for rung in rungs if rung.at_least is not None]
    if bounds and len(bounds) < len(rungs):
        stanza.refuse("各档要么都写 value（选项），要么都写 at_least（数值）；请改成同一种。")
    distinct(inner, [rung.value if rung.at_least is None else str(rung.at_least) for rung in rungs])
    if bounds:
        rungs = tuple(sorted(rungs, key=lambda rung: rung.at_least or 0))
        if any(higher.amount_fen < lower.amount_fen for lower, higher in pairwise(rungs)):
            stanza.refuse("数值更高的档次金额反而更低；请检查金额（单位是分）。")
    return Tier(stanza.text("by"), rungs)


def _rung(stanza: Stanza) -> Rung:
    rung = Rung(
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        amount_fen=stanza.integer("amount_fen"),
        value=stanza.text("value", default=""),
        at_least=stanza.integer("at_least") if stanza.has("at_least") else None,
    )
    stanza.close()
    if bool(rung.value) == (rung.at_least is not None):
        stanza.refuse("请写 value（选项的编号）或 at_least（不低于多少），只写其中一个。")
    return rung


def _per_item(stanza: Stanza, grant_id: str) -> PerItem:
    return PerItem(
        of=stanza.text("of"),
        amount_fen=stanza.integer("amount_fen", at_least=1),
        max_items=stanza.integer("max_items", at_least=1, at_most=1_000_000),
        per=cast("Per", stanza.text("per", default="application", one_of=("application", "year"))),
        already=f"this_year.{grant_id}",
    )


def _match(stanza: Stanza, _grant_id: str) -> Match:
    return Match(
        of=_facts(stanza, "of"),
        rate=_rate(stanza, MOST_MATCHED),
        plus_fen=stanza.integer("plus_fen", default=0),
        cap_fen=stanza.integer("cap_fen", at_least=1),
    )


def _rank_top(stanza: Stanza, _grant_id: str) -> RankTop:
    awards = []
    for award in stanza.inners("award", label="award", named_by="from_place"):
        places = award.integer("from_place", at_least=1), award.integer("to_place", at_least=1)
        awards.append(Award(*places, award.integer("amount_fen", at_least=1)))
        award.close()
    if not awards:
        stanza.refuse("没有任何名次的奖金；请至少写一段 [[grant.award]]。")
    sharing = cast("Sharing", stanza.text("shared_places", one_of=SHARINGS))
    table = AwardTable(tuple(awards), sharing, stanza.integer("at_most", at_least=1) if stanza.has("at_most") else None)
    if fault := fault_of_table(table):
        stanza.refuse(fault)
    return RankTop(table)


def _up_to(stanza: Stanza, _grant_id: str) -> UpTo:
    return UpTo(stanza.integer("cap_fen", at_least=1))


def _accepted_by(stanza: Stanza, grant_id: str) -> AcceptedBy:
    bodies, proof = stanza.texts("bodies"), stanza.texts("proof")
    if not bodies:
        stanza.refuse("bodies 是空的；请写明被哪些机构接受才算，如 [“openatom”]。")
    if not proof:
        stanza.refuse("proof 是空的；没有证明就发放，等于没有条件。请写明须有哪些证明。")
    then = stanza.text("then", one_of=sorted(set(_READERS) - {"accepted_by"}))
    return AcceptedBy(stanza.text("body"), bodies, proof, read_kind(stanza, then, grant_id))


def _facts(stanza: Stanza, key: str) -> tuple[str, ...]:
    names = stanza.texts(key)
    if not names or len(set(names)) < len(names):
        stanza.refuse(f"{key} 须写至少一项，且不重复。")
    return names


def _rate(stanza: Stanza, most: str) -> str:
    rate = stanza.decimal("rate", at_most=most)
    if not Fraction(rate):
        stanza.refuse("rate 是 0，永远不发；请写比例，如 “0.30”。")
    return rate


_READERS: Mapping[str, Callable[[Stanza, str], Kind]] = {
    "fixed": _fixed,
    "share": _share,
    "tier": _tier,
    "per_item": _per_item,
    "match": _match,
    "rank_top": _rank_top,
    "up_to": _up_to,
    "accepted_by": _accepted_by,
}
KINDS: tuple[str, ...] = tuple(_READERS)
