"""What does a back-test say to the two people who are asked to sign: who wins, who just misses, what it costs, what changes?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.calls.selectors.money_words import yuan_said
from portal.evidence.doors import said
from portal.house.context import office

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Won:
    """One subject in a list; ``why`` says what stood against it, or how far it came."""

    name: str
    district: str
    place: str
    amount_fen: int | None
    why: tuple[str, ...] = ()
    before_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list with its heading."""

    title: str
    rows: tuple[Won, ...]
    money: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """``sentences`` first: they say it all in short. ``against``: lists of who is newly in, newly out, and paid otherwise."""

    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    lists: tuple[Listed, ...]
    against: tuple[Listed, ...]
    compared: str
    shares: tuple[tuple[str, int, int], ...]
    set_aside: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]


def report_of(result: Mapping[str, Any]) -> Report:
    """In the reader's language, from the JSON that was kept."""
    ranking = result.get("kind") == "ranking"
    against = result.get("against") or {}
    return Report(
        sentences=tuple(_ranking_sentences(result) if ranking else _application_sentences(result)),
        warnings=tuple(_warnings(result)),
        lists=tuple(_ranking_lists(result) if ranking else _application_lists(result)),
        against=tuple(_against(against)),
        compared=_compared(against),
        shares=tuple((_district(str(row.get("id", ""))), int(row.get("count") or 0), int(row.get("amount_fen") or 0))
                     for row in result.get("by_district", ())),
        set_aside=tuple(said(zh, en) for zh, en in result.get("set_aside", ())),
        unread=tuple((str(name), str(why)) for name, why in result.get("unread", ())),
    )  # fmt: skip


def _ranking_sentences(result: Row) -> list[str]:
    awarded = sum(len(track["awarded"]) for track in result["tracks"])
    return [
        _window(result),
        _("按这份草稿会奖励 %(count)d 个，花费 %(cost)s，预算 %(budget)s。")
        % {"count": awarded, "cost": yuan_said(result.get("cost_fen") or 0), "budget": yuan_said(result.get("budget_fen") or 0)},
    ]


def _application_sentences(result: Row) -> list[str]:
    counts = {name: len(result.get(name, ())) for name in ("passes", "just_misses", "unknowns")}
    sentences = [
        _window(result),
        _("已登记的对象中，%(passes)d 个全部符合能自动核对的条件，%(misses)d 个只差一条，%(unknowns)d 个有待查，%(fails)d 个不符合。")
        % {
            "passes": counts["passes"],
            "misses": counts["just_misses"],
            "unknowns": counts["unknowns"],
            "fails": int(result.get("fails") or 0),
        },
    ]
    bound = result.get("bound") or {}
    if bound.get("passes_fen") is not None:
        sentences.append(
            _("每项最多 %(one)s；符合的都申报且都得最高金额时花费 %(cost)s，连同待查的 %(more)s，预算 %(budget)s。")
            % {
                "one": yuan_said(bound["one_fen"]),
                "cost": yuan_said(bound["passes_fen"]),
                "more": yuan_said(bound["with_unknowns_fen"]),
                "budget": yuan_said(result.get("budget_fen") or 0),
            }
        )
    return sentences


def _window(result: Row) -> str:
    window = result.get("window") or []
    if not window:
        return _("按现有的事实计算。")
    sentence = _("用 %(first)s 至 %(until)s（不含）的事实计算") % {"first": window[0], "until": window[1]}
    if result.get("years_back"):
        sentence += _("（草稿的统计期还没有结束，往前移了 %(years)d 年）") % {"years": result["years_back"]}
    return sentence + _("。")


def _warnings(result: Row) -> list[str]:
    warnings = []
    if (result.get("bound") or {}).get("fits") is False:
        warnings.append(_("如果符合的都申报，预算可能不够；超出时按规则中写明的办法处理。"))
    if result.get("cost_fen") is not None and result.get("budget_fen") and result["cost_fen"] > result["budget_fen"]:
        warnings.append(_("花费超过预算。"))
    if result.get("unresolved"):
        warnings.append(_("有 %(count)d 个并列在名额边上，规则没有说怎样取舍，须由人决定。") % {"count": result["unresolved"]})
    if result.get("unread"):
        warnings.append(_("有 %(count)d 个仓库没有读全，结果可能偏少。") % {"count": len(result["unread"])})
    return warnings


def _ranking_lists(result: Row) -> list[Listed]:
    lists = []
    for track in result["tracks"]:
        name = said(str(track["name"]), str(track["name_en"]))
        lists.append(Listed(_("%(track)s：会获奖的") % {"track": name}, _rows(track["awarded"]), money=True))
        if track["missed"]:
            lists.append(Listed(_("%(track)s：排在后面的") % {"track": name}, _rows(track["missed"])))
    return lists


def _application_lists(result: Row) -> list[Listed]:
    named = ((_("全部符合的"), "passes"), (_("只差一条的"), "just_misses"), (_("有待查的"), "unknowns"))
    return [Listed(title, _rows(result[key])) for title, key in named if result.get(key)]


def _against(against: Row) -> list[Listed]:
    if not against:
        return []
    named = ((_("新入选的"), "won"), (_("不再入选的"), "lost"), (_("金额有变化的"), "changed"))
    return [Listed(title, _rows(against[key]), money=True) for title, key in named if against.get(key)]


def _compared(against: Row) -> str:
    if not against:
        return ""
    if against.get("before_fen") is None or against.get("cost_fen") is None:
        return _("与现行规则相比：新入选 %(won)d 个，不再入选 %(lost)d 个。") % {"won": len(against["won"]), "lost": len(against["lost"])}
    return _("与现行规则相比：新入选 %(won)d 个，不再入选 %(lost)d 个；花费从 %(before)s 变为 %(after)s。") % {
        "won": len(against["won"]),
        "lost": len(against["lost"]),
        "before": yuan_said(against["before_fen"]),
        "after": yuan_said(against["cost_fen"]),
    }


def _rows(rows: Sequence[Row]) -> tuple[Won, ...]:
    return tuple(
        Won(
            name=said(str(row.get("name") or row.get("subject") or ""), str(row.get("name_en") or "")),
            district=_district(str(row.get("district") or "")),
            place=str(row["place"]) if row.get("place") else "",
            amount_fen=row.get("amount_fen"),
            why=tuple(said(str(zh), str(en)) for zh, en in row.get("reasons", ())),
            before_fen=row.get("before_fen"),
        )
        for row in rows
    )


def _district(ident: str) -> str:
    found = next((one for one in office().districts if one.id == ident), None)
    return said(found.name, found.name_en) if found else (ident or _("未知"))
