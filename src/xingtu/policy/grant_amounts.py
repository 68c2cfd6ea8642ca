"""How much does each kind of money rule give, from which facts, and never more than what?

Nothing is rounded here; every function shows its arithmetic in yuan, in Chinese and in English.
"""

from fractions import Fraction
from typing import assert_never

from xingtu.policy.grant_facts import Exact, Reading, at_most, yuan
from xingtu.policy.grant_kinds import AcceptedBy, Fixed, Kind, Match, PerItem, RankTop, Share, Tier, UpTo
from xingtu.policy.money import amount_of_place, amounts_by_place


def reads(kind: Kind) -> tuple[str, ...]:
    """Names of all facts the kind may need."""
    match kind:
        case Fixed():
            names: tuple[str, ...] = ()
        case Share():
            names = (*kind.base, *kind.excludes)
        case Tier():
            names = (kind.by,)
        case PerItem():
            names = (kind.of, kind.already) if kind.per == "year" else (kind.of,)
        case Match():
            names = kind.of
        case RankTop():
            names = ("place", "place_shared_by")
        case UpTo():
            names = ("panel", "panel_grounds")
        case AcceptedBy():
            names = (kind.body, *kind.proof, *reads(kind.then))
        case _:
            assert_never(kind)
    return names


def worst_case_fen(kind: Kind) -> int:
    """No facts whatsoever give one applicant more."""
    match kind:
        case Fixed():
            most = kind.amount_fen
        case Share() | Match() | UpTo():
            most = kind.cap_fen
        case Tier():
            most = max(rung.amount_fen for rung in kind.rungs)
        case PerItem():
            most = kind.amount_fen * kind.max_items
        case RankTop():
            most = max(award.amount_fen for award in kind.table.awards)
        case AcceptedBy():
            most = worst_case_fen(kind.then)
        case _:
            assert_never(kind)
    return most


def exact(kind: Kind, reading: Reading) -> Exact:
    """What the facts give, before rounding."""
    match kind:
        case Fixed():
            shown = yuan(kind.amount_fen)
            worked = _sum(kind.amount_fen, f"定额 {shown} 元。", f"A fixed amount of {shown} yuan.")
        case Share():
            worked = _share(kind, reading)
        case Tier():
            worked = _tier(kind, reading)
        case PerItem():
            worked = _per_item(kind, reading)
        case Match():
            worked = _match(kind, reading)
        case RankTop():
            worked = _rank_top(kind, reading)
        case UpTo():
            worked = _up_to(kind, reading)
        case AcceptedBy():
            worked = _accepted_by(kind, reading)
        case _:
            assert_never(kind)
    return worked


def _sum(fen: Fraction | int, chinese: str, english: str) -> Exact:
    return Exact(Fraction(fen), ((chinese, english),))


def _share(share: Share, reading: Reading) -> Exact:
    base, lines, missing = reading.total(share.base)
    excluded, _, missing_excludes = reading.total(share.excludes)
    if base is None or excluded is None:
        return reading.unknown((*missing, *missing_excludes))
    counted = max(base - excluded, 0)
    workings = [(f"基数：{zh}。", f"Base: {en}.") for zh, en in lines]
    if share.excludes:
        zh, en = zip(*(reading.label(name) for name in share.excludes), strict=True)
        workings.append(
            (
                f"扣除{'、'.join(zh)}：{yuan(base)} 元 − {yuan(excluded)} 元 = {yuan(counted)} 元。",
                f"Less {', '.join(en)}: {yuan(base)} − {yuan(excluded)} = {yuan(counted)} yuan.",
            )
        )
    part = counted * Fraction(share.rate)
    workings.append((f"{yuan(counted)} 元 × {share.rate} = {yuan(part)} 元。", f"{yuan(counted)} × {share.rate} = {yuan(part)} yuan."))
    return at_most(Exact(part, tuple(workings)), share.cap_fen)


def _tier(tier: Tier, reading: Reading) -> Exact:
    chinese, english = reading.label(tier.by)
    if tier.is_numeric:
        number = reading.number(tier.by)
        if number is None:
            return reading.unknown([tier.by])
        reached = [rung for rung in tier.rungs if number >= (rung.at_least or 0)]
        shown = f"{number:,}"
    else:
        text = reading.text(tier.by)
        if text is None:
            return reading.unknown([tier.by])
        reached = [rung for rung in tier.rungs if rung.value == text]
        shown = text
    if not reached:
        return _sum(0, f"{chinese}：{shown}，不在任何档次，不发。", f"{english}: {shown} is in no tier, nothing is given.")
    rung = reached[-1]
    return _sum(
        rung.amount_fen,
        f"{chinese}：{shown}，属{rung.name}，{yuan(rung.amount_fen)} 元。",
        f"{english}: {shown}, {rung.name_en}, {yuan(rung.amount_fen)} yuan.",
    )


def _per_item(rule: PerItem, reading: Reading) -> Exact:
    count, already = reading.number(rule.of), reading.number(rule.already) if rule.per == "year" else 0
    if count is None or already is None:
        return reading.unknown([name for name, value in ((rule.of, count), (rule.already, already)) if value is None])
    # a part of an item given before has used the whole item
    used = min(-(-max(already, 0) // rule.amount_fen), rule.max_items)
    items = min(max(count, 0), rule.max_items - used)
    chinese, english = reading.label(rule.of)
    workings = []
    if rule.per == "year":
        workings.append(
            (
                f"每年最多 {rule.max_items} 项，本年度已用 {used} 项，还可计 {rule.max_items - used} 项。",
                f"At most {rule.max_items} items a year; {used} used this year, {rule.max_items - used} left.",
            )
        )
    elif items < count:
        workings.append((f"最多计 {rule.max_items} 项。", f"At most {rule.max_items} items count."))
    fen = items * rule.amount_fen
    workings.append(
        (
            f"{chinese} {count} 项，计 {items} 项 × {yuan(rule.amount_fen)} 元 = {yuan(fen)} 元。",
            f"{english}: {count}, of which {items} count × {yuan(rule.amount_fen)} = {yuan(fen)} yuan.",
        )
    )
    return Exact(Fraction(fen), tuple(workings))


def _match(rule: Match, reading: Reading) -> Exact:
    elsewhere, lines, missing = reading.total(rule.of)
    if elsewhere is None:
        return reading.unknown(missing)
    workings = tuple((f"已获：{zh}。", f"Awarded elsewhere: {en}.") for zh, en in lines)
    if elsewhere <= 0:
        return Exact(Fraction(0), (*workings, ("没有可配套的奖励，不发。", "There is nothing to match, nothing is given.")))
    fen = elsewhere * Fraction(rule.rate) + rule.plus_fen
    plus = f" + {yuan(rule.plus_fen)}" if rule.plus_fen else ""
    line = (
        f"{yuan(elsewhere)} 元 × {rule.rate}{plus}{' 元' if plus else ''} = {yuan(fen)} 元。",
        f"{yuan(elsewhere)} × {rule.rate}{plus} = {yuan(fen)} yuan.",
    )
    return at_most(Exact(fen, (*workings, line)), rule.cap_fen)


def _rank_top(rule: RankTop, reading: Reading) -> Exact:
    place, table = reading.number("place"), rule.table
    if place is None:
        return reading.unknown(["place"])
    if not 1 <= place <= table.last_place:
        shown = (f"第 {place} 名", f"Place {place}") if place > 0 else ("没有名次", "No place")
        return _sum(0, f"{shown[0]}，前 {table.last_place} 名才发。", f"{shown[1]}; only the first {table.last_place} are awarded.")
    shared_by = reading.number("place_shared_by")
    if shared_by is None:
        return reading.unknown(["place_shared_by"])
    count, whole = max(shared_by, 1), amount_of_place(table, place)
    ahead = {1: place - 1} if place > 1 else {}
    fen = amounts_by_place(table, {**ahead, place: count})[place]
    if fen is None:
        return _people_decide(rule, reading, place, count)
    if count == 1 or table.sharing == "each":
        return _sum(fen, f"第 {place} 名，{yuan(whole)} 元。", f"Place {place}, {yuan(whole)} yuan.")
    last, pool = place + count - 1, sum(amount_of_place(table, filled) for filled in range(place, place + count))
    return _sum(
        fen,
        f"{count} 名并列第 {place} 名，平分第 {place} 至 {last} 名的奖金：{yuan(pool)} 元 ÷ {count}，舍去不足一分的部分 = {yuan(fen)} 元。",
        f"{count} share place {place} and divide what places {place} to {last} earn: {yuan(pool)} ÷ {count}, "
        f"less what is below a fen = {yuan(fen)} yuan.",
    )


def _people_decide(rule: RankTop, reading: Reading, place: int, count: int) -> Exact:
    """More equals than the file lets be awarded: no arithmetic may choose among them."""
    most, whole = rule.table.at_most or 0, amount_of_place(rule.table, place)
    line = (
        f"{count} 名并列第 {place} 名，但最多奖励 {most} 名；由评审组决定，每名不超过 {yuan(whole)} 元。",
        f"{count} share place {place}, but at most {most} may be awarded; the panel decides, up to {yuan(whole)} yuan each.",
    )
    decided = _up_to(UpTo(whole), reading)
    return Exact(decided.fen, (line, *decided.workings), decided.missing)


def _up_to(rule: UpTo, reading: Reading) -> Exact:
    amount, grounds = reading.number("panel"), reading.holds("panel_grounds")
    if amount is None or not grounds:
        return reading.unknown([name for name, known in (("panel", amount is not None), ("panel_grounds", grounds)) if not known])
    chinese, english = reading.label("panel")
    line = f"{chinese}：{yuan(amount)} 元。", f"{english[:1].upper()}{english[1:]}: {yuan(amount)} yuan."
    return at_most(Exact(Fraction(max(amount, 0)), (line,)), rule.cap_fen)


def _accepted_by(rule: AcceptedBy, reading: Reading) -> Exact:
    body, (chinese, english) = reading.text(rule.body), reading.label(rule.body)
    proven = {name: reading.holds(name) for name in rule.proof}
    if body is not None and body not in rule.bodies:
        return _sum(
            0, f"{chinese}：{body or '无'}，不在认可的机构之内，不发。", f"{english}: {body or 'none'} is not among the bodies named."
        )
    if absent := [reading.label(name) for name, holds in proven.items() if holds is False]:
        zh, en = zip(*absent, strict=True)
        return _sum(0, f"缺少证明：{'、'.join(zh)}，不发。", f"Proof is missing: {', '.join(en)}; nothing is given.")
    if unknown := [name for name, known in ((rule.body, body), *proven.items()) if known is None]:
        return reading.unknown(unknown)
    then = exact(rule.then, reading)
    line = (f"{chinese}：{body}，已被接受并有证明。", f"{english}: {body}, accepted and proven.")
    return Exact(then.fen, (line, *then.workings), then.missing)
