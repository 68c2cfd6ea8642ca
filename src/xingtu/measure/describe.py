"""How do the metrics explain themselves to somebody who must answer for the numbers? (Markdown of docs/metrics.md)"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from xingtu.measure.metric import Metric

UNKNOWN_SHOWN = "未知 unknown"
EMPTY_SHOWN = "—"


def describe(metrics: Mapping[str, Metric]) -> str:
    """All metrics as one Markdown text: an overview, then definition, unit, grain, source, caveats and worked example of each."""
    overview = _table(
        ("指标 metric", "名称 name", "单位 unit", "每行一个 one row per"),
        [
            (f"[{metric.id}](#{metric.id})", f"{metric.name} {metric.name_en}", f"{metric.unit} {metric.unit_en}", ", ".join(metric.grain))
            for metric in metrics.values()
        ],
    )
    return "\n\n".join([overview, *(describe_one(metric) for metric in metrics.values())]) + "\n"


def describe_one(metric: Metric) -> str:
    """One metric as a Markdown section, headed by its id."""
    parts = [
        f"## {metric.id}",
        f"**{metric.name}** {metric.name_en} · 版本 version {metric.version}",
        metric.question,
        metric.definition,
        "\n".join(_facts(metric)),
        "注意 caveats：",
        "\n".join(f"- {caveat}" for caveat in metric.caveats),
        "算例 worked example：",
        *(_given(name, rows) for name, rows in metric.example.given.items()),
        "得到 gives：",
        _table(metric.columns, metric.example.expect),
    ]
    return "\n\n".join(parts)


def _facts(metric: Metric) -> Iterable[str]:
    yield f"- 单位 unit：{metric.unit} {metric.unit_en}" + (
        f"（表中为其 {metric.scale:,} 分之一 in parts of {metric.scale:,}）" if metric.scale > 1 else ""
    )
    yield f"- 每行一个 one row per：{', '.join(metric.grain)}"
    yield "- 可相加 may be summed：" + ("是 yes" if metric.additive else "否 no")
    yield f"- 来源 source：{metric.source}"
    yield f"- 用途 basis：{metric.basis}"
    for other in metric.beside:
        yield f"- 同看 beside：`{other.column}` {other.name} {other.name_en}（{other.unit} {other.unit_en}）"


def _given(name: str, rows: Sequence[Any]) -> str:
    """The rows of one table; columns that say the same in every row of several are left out, keys are kept."""
    names = [field.name for field in fields(rows[0])]
    keys = {"repository", "commit", "person", "organisation"}
    shown = [column for column in names if column in keys or len({repr(getattr(row, column)) for row in rows}) > 1]
    return f"`{name}`\n\n" + _table(shown, [tuple(getattr(row, column) for column in shown) for row in rows], null=EMPTY_SHOWN)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, null: str = UNKNOWN_SHOWN) -> str:
    lines = [heads, ["---"] * len(heads), *([null if value is None else _cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    match value:
        case bool():
            return "是 yes" if value else "否 no"
        case int():
            return f"{value:,}"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M UTC")
        case _:
            return str(value).replace("|", "\\|")
