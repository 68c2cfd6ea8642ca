"""How is it said what a firm has declared, and where code says otherwise?

On a terminal a sentence and a table; into a pipe rows under one heading line, then remarks that begin with ``#``.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from xingtu.facts.declarations import Declaration, Difference, Differing
from xingtu.report.licences.shown import shown, visible
from xingtu.report.text import Lang, Text, said

WORDS = {
    "declared": Text(
        "{name}（{project}）声明的物料清单已记入城市，由 {by} 提交", "{name} ({project}): the bill declared is kept, handed in by {by}"
    ),
    "document": Text("文档：{format} {version}，{author}，{created}", "document: {format} {version}, {author}, {created}"),
    "counts": Text(
        "{components:,} 个组件将持续监测；{unresolved:,} 个没有可用的 purl 或版本，无法监测；{refused:,} 处有误，未采用",
        "{components:,} components are watched from now on; {unresolved:,} without a usable purl or version cannot be; "
        "{refused:,} places were not taken",
    ),
    "incomplete": Text("清单自称不完整", "the bill itself says that it is not complete"),
    "nobody": Text("未写作者", "no author"),
    "undated": Text("未写日期", "no date"),
    "same": Text("清单与代码一致：{agreed:,} 个软件包", "the bill and the code agree: {agreed:,} packages"),
    "apart": Text(
        "{agreed:,} 个软件包一致；代码里有而清单没有 {left_out:,} 个，清单有而代码没有 {invented:,} 个，版本不同 {other_version:,} 个",
        "{agreed:,} packages agree; {left_out:,} in the code and not declared, {invented:,} declared and not in the code, "
        "{other_version:,} at other versions",
    ),
    "left_out": Text("清单没有", "not declared"),
    "invented": Text("代码没有", "not in the code"),
    "other_version": Text("版本不同", "other version"),
    "head.kind": Text("差别", "difference"),
    "head.ecosystem": Text("生态", "ecosystem"),
    "head.package": Text("软件包", "package"),
    "head.declared": Text("清单", "declared"),
    "head.shown": Text("代码", "code"),
    "head.scopes": Text("范围", "scope"),
}
KINDS = ("left_out", "other_version", "invented")
HEADS = ("kind", "ecosystem", "package", "declared", "shown", "scopes")


def declaration_lines(made: Declaration, lang: Lang) -> Iterator[str]:
    """What was taken, one sentence a line."""
    yield _say("declared", lang, name=shown(made.name), project=visible(made.project), by=shown(made.declared_by))
    author = shown(made.author) or _say("nobody", lang)
    created = visible(made.created_at) or _say("undated", lang)
    yield _say("document", lang, format=made.format, version=made.spec_version, author=author, created=created)
    yield _say("counts", lang, components=made.components, unresolved=made.unresolved, refused=made.refused)
    if made.says_incomplete:
        yield _say("incomplete", lang)


def declaration_data(made: Declaration) -> dict[str, Any]:
    """For JSON."""
    return {"format": "xingtu-declaration/1", **asdict(made), "name": shown(made.name), "author": shown(made.author)}


def difference_data(told: Difference) -> dict[str, Any]:
    """For JSON."""
    return {"format": "xingtu-sbom-difference/1", **asdict(told)}


def print_difference(console: Console, told: Difference, lang: Lang) -> None:
    """The sentence and the table."""
    sentence = _sentence(told, lang)
    rows = [_cells(kind, one, lang) for kind in KINDS for one in getattr(told, kind)]
    heads = [_say(f"head.{head}", lang) for head in HEADS]
    if not console.is_terminal:
        console.file.write("".join("\t".join(row) + "\n" for row in (heads, *rows)) + f"# {sentence}\n")
        return
    console.print(Styled(sentence, style="bold"), soft_wrap=True)
    if rows:
        table = Table(*heads, box=None, pad_edge=False)
        for row in rows:
            table.add_row(*map(Styled, row))
        console.print(table)


def _sentence(told: Difference, lang: Lang) -> str:
    if told.is_none:
        return _say("same", lang, agreed=told.agreed)
    return _say("apart", lang, agreed=told.agreed, **{kind: len(getattr(told, kind)) for kind in KINDS})


def _cells(kind: str, one: Differing, lang: Lang) -> list[str]:
    told = (_say(kind, lang), one.ecosystem, one.package, " ".join(one.declared), " ".join(one.shown), " ".join(one.scopes))
    return [" ".join(visible(cell).split()) for cell in told]


def _say(key: str, lang: Lang, **values: object) -> str:
    return said(WORDS, key, lang, **values)
