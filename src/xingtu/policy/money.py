"""How much does each place earn, also when places are shared, and can the budget ever be exceeded?

All amounts are integer fen. Two rules for shared places, chosen in the programme file:

``split``  those who share a place pool the amounts of the places they fill and divide them: two people at place 1 get half of
           (first + second) each. A rest of fen that cannot be divided is not paid, because equal work earns equal money.
           The list can never cost more than its table.
``each``   everyone at a place gets that place's whole amount (并列第一都得一等奖); the places they fill stay vacant.
           Ties can then cost more than the table, so the file must say ``at_most`` how many may be awarded. A group of equals that
           does not fit any more is left to people to decide (None), never cut by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Sharing = Literal["split", "each"]
SHARINGS: tuple[Sharing, ...] = ("split", "each")


@dataclass(frozen=True, slots=True)
class Award:
    """Every place from ``from_place`` to ``to_place``, both included, earns ``amount_fen``."""

    from_place: int
    to_place: int
    amount_fen: int
    verified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class AwardTable:
    """The awards of one track, best place first; ``at_most`` (people or organisations) belongs to ``each``."""

    awards: tuple[Award, ...]
    sharing: Sharing = "split"
    at_most: int | None = None

    @property
    def last_place(self) -> int:
        """The last place that earns anything; 0 for an empty table."""
        return max((award.to_place for award in self.awards), default=0)


def amount_of_place(table: AwardTable, place: int) -> int:
    """What a place earns when nobody shares it, in fen; 0 outside the table."""
    return sum(award.amount_fen for award in table.awards if award.from_place <= place <= award.to_place)


def worst_case_fen(table: AwardTable) -> int:
    """No ranking whatsoever costs more than this."""
    if table.sharing == "split":
        return sum(award.amount_fen * (award.to_place - award.from_place + 1) for award in table.awards)
    most = max((award.amount_fen for award in table.awards), default=0)
    return most * (table.at_most or 0)


def amounts_by_place(table: AwardTable, holders: Mapping[int, int]) -> dict[int, int | None]:
    """What each holder of a place gets, in fen; None: the group does not fit into ``at_most``, people must decide.

    holders: place -> how many share it, as a competition ranking gives them (1, 1, 3); places outside the table get no entry
    """
    amounts: dict[int, int | None] = {}
    awarded = 0
    for place, count in sorted(holders.items()):
        if place > table.last_place:
            break
        awarded += count
        if table.sharing == "split":
            amounts[place] = sum(amount_of_place(table, filled) for filled in range(place, place + count)) // count
        else:
            amounts[place] = amount_of_place(table, place) if awarded <= (table.at_most or 0) else None
    return amounts


def fault_of_table(table: AwardTable) -> str:
    """Why the table cannot be carried out, in one sentence; empty when it can."""
    before: Award | None = None
    for award in table.awards:
        if award.from_place > award.to_place:
            return f"奖项 {award.from_place}—{award.to_place}：起始名次在终止名次之后；请对调。"
        if award.from_place != (before.to_place + 1 if before else 1):
            return f"奖项 {award.from_place}—{award.to_place}：名次应从 1 起、依次相接，不重叠、不跳过。"
        if before and award.amount_fen > before.amount_fen:
            return f"奖项 {award.from_place}—{award.to_place}：金额比前面的名次还高；请检查金额（单位是分）。"
        before = award
    return _fault_of_sharing(table)


def _fault_of_sharing(table: AwardTable) -> str:
    if table.sharing == "each" and table.awards and table.at_most is None:
        return "并列者各得全额（each）时须写 at_most（最多奖励多少名），否则花费没有上限；或改用 split。"
    if table.sharing == "each" and (table.at_most or 0) < table.last_place:
        return f"at_most = {table.at_most} 少于奖项表的 {table.last_place} 个名次；即使没有并列也发不完。"
    if table.sharing == "split" and table.at_most is not None:
        return "at_most 只用于 each；split 的花费不会超过奖项表。"
    return ""
