"""How did an update of the sources go, and what came in or went out in a bundle?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from xingtu.report.risk.imported import CAUSES, Evaluated
from xingtu.report.text import Lang, Text

COUNTS = ("added", "changed", "removed", "unchanged", "refused")
HEADINGS = {
    "source": Text("来源", "source"),
    "how": Text("方式", "how"),
    "added": Text("新增", "added"),
    "changed": Text("改动", "changed"),
    "removed": Text("不再存在", "gone"),
    "unchanged": Text("未变", "as before"),
    "refused": Text("读不懂", "not understood"),
}
WAYS = {
    "whole": Text("整库", "whole"),
    "changes": Text("只取变化", "changes"),
    "unchanged": Text("没有变化", "unchanged"),
    "": Text("未成功", "failed"),
}
OPENED = Text(
    "重新评估：新出现 {opened:,} 项发现{causes}，结束 {closed:,} 项{ends}",
    "evaluated anew: {opened:,} findings opened{causes}, {closed:,} closed{ends}",
)
FAULT = Text("{source} 未更新，原有内容不变：{why}", "{source} was not updated, what was there stays: {why}")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How one source went. ``fault`` empty: well."""

    source: str
    how: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: int = 0
    fault: str = ""


def mirrored_data(rows: Sequence[SourceRow], evaluated: Evaluated | None) -> dict[str, object]:
    """For programs."""
    return {"sources": [asdict(row) for row in rows], "evaluated": asdict(evaluated) if evaluated else None}


def print_mirrored(console: Console, rows: Sequence[SourceRow], evaluated: Evaluated | None, lang: Lang) -> None:
    """A table on a terminal, tab-separated rows into a pipe."""
    columns = ["source", "how", *COUNTS]
    if not console.is_terminal:
        for cells in ([*columns, "fault"], *([str(getattr(row, name)) for name in (*columns, "fault")] for row in rows)):
            console.file.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        return
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(HEADINGS[name].said(lang), justify="right" if name in COUNTS else "left")
    for row in rows:
        counts = [f"{getattr(row, name):,}" if row.how else "—" for name in COUNTS]
        table.add_row(row.source, WAYS[row.how].said(lang), *counts)
    console.print(table)
    for row in rows:
        if row.fault:
            console.print(Styled(FAULT.said(lang).format(source=row.source, why=row.fault), style="yellow"), soft_wrap=True)
    if evaluated is not None:
        said = OPENED.said(lang).format(
            opened=sum(evaluated.opened.values()), causes=_causes(evaluated.opened, lang), closed=sum(evaluated.closed.values()),
            ends=_causes(evaluated.closed, lang),
        )  # fmt: skip
        console.print(said, soft_wrap=True)


def _causes(causes: Mapping[str, int], lang: Lang) -> str:
    words = " · ".join(f"{CAUSES[cause].said(lang) if cause in CAUSES else cause} {count:,}" for cause, count in sorted(causes.items()))
    return Text("（{words}）", " ({words})").said(lang).format(words=words) if words else ""
