"""How are committed secrets told: on a terminal, to programs, to code hosts? Rule and place, never the secret."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from xingtu.facts.secrets import LEVELS, SecretLook, SecretPlace
from xingtu.report.licences.shown import shown_path, visible
from xingtu.report.risk.code_places import Log, Result, Rule, to_sarif
from xingtu.report.text import Lang, Text

SHORT = 12
SARIF_LEVELS = {"high": "error", "medium": "warning", "low": "note"}
STYLES = {"high": "bold red", "medium": "yellow", "low": "dim"}
LEVEL_NAMES = {"high": Text("高", "high"), "medium": Text("中", "medium"), "low": Text("低", "low")}
ROLE_NAMES = {
    "code": Text("代码", "code"),
    "document": Text("文档", "document"),
    "test": Text("测试", "test"),
    "example": Text("示例", "example"),
    "vendored": Text("第三方", "vendored"),
}
HEADINGS = (
    Text("程度", "level"),
    Text("类别", "kind"),
    Text("位置", "place"),
    Text("所在", "in"),
    Text("标记", "mark"),
    Text("提交", "commit"),
)
LOOKED = Text(
    "{repository} {commit}：按 {rules} 条规则读过 {blobs:,} 份内容，疑似泄露 {shown} 处（{counts}）",
    "{repository} {commit}: {blobs:,} contents read by {rules} rules, {shown} likely leaks ({counts})",
)
HIDDEN = Text(
    "另有 {count} 处程度更低（多在测试、示例、文档里），加 --level low 列出", "{count} more are less likely; --level low lists them"
)
UNREAD = Text("未读完：{what}", "Not read to the end: {what}")
STATES = {
    "too_large": Text("过大 {count}", "{count} too large"),
    "missing": Text("缺失 {count}", "{count} missing"),
    "stalled": Text("超时 {count}", "{count} timed out"),
}
MORE = Text("命中过多，只列前一部分：{paths}", "Too many finds, only the first are listed: {paths}")
ADVICE = Text(
    "先到对应平台吊销并更换，再从仓库移除；只删文件不够，历史里仍在。只按格式判断，没有向任何服务验证。",
    "Revoke and replace first, then remove; deleting the file leaves it in history. Judged by form only; no service was asked.",
)


def shown(look: SecretLook, level: str) -> list[SecretPlace]:
    """Places of that level or above."""
    return [place for place in look.places if LEVELS.index(place.level) <= LEVELS.index(level)]


def print_secrets(console: Console, look: SecretLook, level: str, lang: Lang) -> None:
    """The places; into a pipe the rows alone, tab-separated."""
    places = shown(look, level)
    rows = [_row(place, lang) for place in places]
    headings = [heading.said(lang) for heading in HEADINGS]
    if not console.is_terminal:
        console.file.write("\n".join("\t".join(row) for row in [headings, *rows]) + "\n")
        return
    counts = Counter(place.level for place in look.places)
    said = " · ".join(f"{LEVEL_NAMES[one].said(lang)} {counts[one]}" for one in LEVELS)
    console.print(
        LOOKED.said(lang).format(
            repository=visible(look.repository),
            commit=look.commit[:SHORT],
            rules=look.rules,
            blobs=look.blobs,
            shown=len(places),
            counts=said,
        ),
        style="bold",
    )
    if rows:
        table = Table(box=None, pad_edge=False)
        for heading in headings if look.since else headings[:-1]:
            table.add_column(heading, overflow="fold")
        for place, row in zip(places, rows, strict=True):
            table.add_row(*(row if look.since else row[:-1]), style=STYLES[place.level])
        console.print(table)
    _remarks(console, look, len(look.places) - len(places), lang)


def to_json(look: SecretLook, level: str) -> dict[str, Any]:
    """All that is known of the look, and the places asked for."""
    row = asdict(look) | {"complete": look.complete, "level": level}
    row["places"] = [asdict(place) | {"path": shown_path(place.path)} for place in shown(look, level)]
    row["more"] = [shown_path(path) for path in look.more]
    row["hidden"] = len(look.places) - len(row["places"])
    return row


def secrets_sarif(look: SecretLook, level: str, lang: Lang) -> str:
    """One rule a kind of secret; a result keeps its fingerprint as long as the content stays the same."""
    places = shown(look, level)
    rules = {place.rule: Rule(f"secret/{place.rule}", Text(place.name, place.name_en), "warning") for place in places}
    results = [
        Result(
            f"secret/{place.rule}",
            SARIF_LEVELS[place.level],
            f"{Text(place.name, place.name_en).said(lang)} · {LEVEL_NAMES[place.level].said(lang)} · {ROLE_NAMES[place.role].said(lang)}",
            [(place.path, place.line, place.column)],
            f"{place.fingerprint}\0{place.path}",
            {"mark": place.mark, "role": place.role, "blob": place.blob} | ({"commit": place.commit} if place.commit else {}),
        )
        for place in places
    ]
    properties = {"rules": look.rules, "blobs": look.blobs, "counts": look.counts, "since": look.since, "complete": look.complete}
    log = Log("secrets", look.repository, look.commit, look.complete, properties)
    return to_sarif(log, [rules[rule] for rule in sorted(rules)], results, lang)


def _row(place: SecretPlace, lang: Lang) -> tuple[str, ...]:
    return (
        LEVEL_NAMES[place.level].said(lang),
        Text(place.name, place.name_en).said(lang),
        f"{shown_path(place.path)}:{place.line}:{place.column}",
        ROLE_NAMES[place.role].said(lang),
        place.mark,
        place.commit[:SHORT],
    )


def _remarks(console: Console, look: SecretLook, hidden: int, lang: Lang) -> None:
    unread = [name.said(lang).format(count=look.counts[state]) for state, name in STATES.items() if look.counts.get(state)]
    remarks = [
        *([HIDDEN.said(lang).format(count=hidden)] if hidden else []),
        *([UNREAD.said(lang).format(what="、".join(unread))] if unread else []),
        *([MORE.said(lang).format(paths=" ".join(shown_path(path) for path in look.more))] if look.more else []),
        *([ADVICE.said(lang)] if look.places else []),
    ]
    for remark in remarks:
        console.print(remark, style="dim")
