"""How is a posture told: on a terminal, to programs, to code hosts? What is unknown is never a number, and there is no total."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from xingtu.facts.posture import BEST, CheckResult, Posture, PosturePlace
from xingtu.report.licences.shown import shown_path, visible
from xingtu.report.risk.code_places import Log, Result, Rule, to_sarif
from xingtu.report.text import Lang, Text

SHORT = 12
PLACES_SHOWN = 3
PLACE_WIDTH = 80
"""Of a terminal; into pipes and files places go whole."""
RISK_NAMES = {"critical": Text("严重", "critical"), "high": Text("高", "high"), "medium": Text("中", "medium"), "low": Text("低", "low")}
SARIF_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
UNKNOWN = Text("未知", "unknown")
HEADINGS = (Text("检查", "check"), Text("风险", "risk"), Text("得分", "score"), Text("理由", "reason"), Text("依据", "places"))
HEAD = Text(
    "{repository} {commit}（提交于 {committed}），截至 {as_of}：{known} 项有答案，{unknown} 项未知；未知不是 0，也不计总分",
    "{repository} {commit} ({committed}), as of {as_of}: {known} answered, {unknown} unknown; unknown is not 0, and there is no total",
)
MORE = Text("等 {count} 处", "… {count} in all")
GOOD, FAIR = 8, 5


def print_posture(console: Console, posture: Posture, lang: Lang) -> None:
    """A row a check; into a pipe the rows alone, tab-separated, with every place."""
    headings = [heading.said(lang) for heading in HEADINGS]
    if not console.is_terminal:
        rows = [[*_row(result, lang), " ".join(_place(place) for place in result.places)] for result in posture.results]
        console.file.write("\n".join("\t".join(row) for row in [headings, *rows]) + "\n")
        return
    counts = Counter(result.score is None for result in posture.results)
    console.print(
        HEAD.said(lang).format(
            repository=visible(posture.repository),
            commit=posture.commit[:SHORT],
            committed=posture.committed_at[:10],
            as_of=posture.as_of[:10],
            known=counts[False],
            unknown=counts[True],
        ),
        style="bold",
    )
    table = Table(box=None, pad_edge=False)
    for heading in headings[:3]:
        table.add_column(heading, no_wrap=True)
    table.add_column(headings[3], overflow="fold")
    for result in posture.results:
        shown = [f"  {_place(place)[:PLACE_WIDTH]}" for place in result.places[:PLACES_SHOWN]]
        more = [f"  {MORE.said(lang).format(count=result.place_count)}"] if result.place_count > PLACES_SHOWN else []
        name, risk, score, reason = _row(result, lang)
        table.add_row(
            name.replace(" ", "\n", 1) if lang == "zh" else name, risk, score, "\n".join([reason, *shown, *more]), style=_style(result)
        )
    console.print(table)


def to_json(posture: Posture) -> dict[str, Any]:
    """All of it, with which checks have an answer."""
    row = asdict(posture) | {"known": [result.own_name for result in posture.known]}
    for result in row["results"]:
        result["places"] = [
            {"path": shown_path(place["path"]), "line": place["line"], "note": visible(place["note"])} for place in result["places"]
        ]
    return row


def posture_sarif(posture: Posture, lang: Lang) -> str:
    """One result for each check that is answered with less than all points; what is unknown stands among the properties."""
    bad = [result for result in posture.results if result.score is not None and result.score < BEST]
    rules = [
        Rule(f"posture/{result.own_name}", Text(result.name, result.name_en), SARIF_LEVELS[result.risk])
        for result in sorted(bad, key=lambda result: result.own_name)
    ]
    results = [
        Result(
            f"posture/{result.own_name}",
            SARIF_LEVELS[result.risk],
            f"{Text(result.name, result.name_en).said(lang)} {result.score}/{BEST}: {Text(result.reason, result.reason_en).said(lang)}",
            [(place.path, place.line, None) for place in result.places],
            f"{posture.repository}\0{result.own_name}",
            {"score": result.score, "risk": result.risk},
        )
        for result in bad
    ]
    properties = {
        "asOf": posture.as_of,
        "scores": {result.own_name: result.score for result in posture.results if result.score is not None},
        "unknown": {
            result.own_name: Text(result.reason, result.reason_en).said(lang) for result in posture.results if result.score is None
        },
    }
    return to_sarif(Log("posture", posture.repository, posture.commit, complete=True, properties=properties), rules, results, lang)


def _row(result: CheckResult, lang: Lang) -> list[str]:
    name = result.own_name if lang == "en" else f"{result.name} {result.own_name}"
    score = UNKNOWN.said(lang) if result.score is None else str(result.score)
    return [name, RISK_NAMES[result.risk].said(lang), score, visible(Text(result.reason, result.reason_en).said(lang))]


def _place(place: PosturePlace) -> str:
    where = f"{shown_path(place.path)}:{place.line}" if place.line else shown_path(place.path)
    return f"{where} {visible(' '.join(place.note.split()))}" if place.note else where


def _style(result: CheckResult) -> str:
    if result.score is None:
        return "dim"
    return "green" if result.score >= GOOD else "yellow" if result.score >= FAIR else "red"
