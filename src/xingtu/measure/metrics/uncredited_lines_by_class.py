"""未计入的行：毛行数里，各类各拿走了多少？"""

import ibis

from xingtu.facts.line_credit import LINE_CLASSES
from xingtu.measure.inside import inside_lines
from xingtu.measure.metric import Beside, Example, Metric, Tables
from xingtu.measure.samples import change, lines


def value(tables: Tables) -> ibis.Table:
    """Added lines of the window per class that takes them; with the credited ones they add up to gross, exactly."""
    files = inside_lines(tables)
    taken = files.filter(files.taken_by.notnull()).select("repository", "added", "deleted", line_class="taken_by")
    parts = [
        files.select("repository", added=files[f"{name}_added"], deleted=files[f"{name}_deleted"], line_class=ibis.literal(name))
        for name in LINE_CLASSES
    ]
    rows = taken.union(*(part.select(*taken.columns) for part in parts))
    sums = rows.group_by("repository", "line_class").aggregate(
        value=rows.added.sum().cast("int64"), deleted=rows.deleted.sum().cast("int64")
    )
    return sums.filter((sums.value > 0) | (sums.deleted > 0))


METRIC = Metric(
    id="uncredited_lines_by_class",
    version=1,
    name="未计入的行",
    name_en="Uncredited lines by class",
    unit="行",
    unit_en="lines",
    grain=("repository", "line_class"),
    source="xingtu (line classes of policy/crediting.toml); gross is CHAOSS: Code Changes Lines",
    basis="毛数与计入数之差，逐类说明",
    caveats=(
        "每一行只属于排在最前的一类：机器人、整体导入、重复、回退、第三方、生成、数据、空白、移动。",
        "各类之和加上计入行数等于毛行数；某类为 0 时没有行。",
        "不计入不等于没有价值：更新第三方库、重新排版都可能是必要的工作。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [change("tianqi", "c1"), change("tianqi", "c2", taken_by="bot")],
            "line_credit": [
                lines("tianqi", "c1", 10, 8, whitespace=2, moved=3),
                lines("tianqi", "c1", 90, number=1, taken_by="vendored"),
                lines("tianqi", "c2", 5, 1, taken_by="bot"),
            ],
        },
        expect=[
            ("tianqi", "bot", 5, 1),
            ("tianqi", "moved", 3, 3),
            ("tianqi", "vendored", 90, 0),
            ("tianqi", "whitespace", 2, 2),
        ],
    ),
    additive=True,
    beside=(Beside("deleted", "其中删除", "Deleted lines", "行", "lines"),),
)
