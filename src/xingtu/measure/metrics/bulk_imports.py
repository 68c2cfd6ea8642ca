"""整体导入：窗口内有多少提交是整批搬进来的代码？"""

import ibis

from xingtu.measure.inside import inside_changes
from xingtu.measure.metric import Beside, Example, Metric, Tables
from xingtu.measure.samples import change


def value(tables: Tables) -> ibis.Table:
    """Changes of the window taken as imports; beside it those over the policy's size, which a person is to review."""
    inside = inside_changes(tables)
    imported = (inside.taken_by == "import").fill_null(False)  # noqa: FBT003 - Ibis takes the filler by position
    return inside.group_by("repository").aggregate(
        value=imported.sum().cast("int64"), to_review=(imported & inside.bulk).sum().cast("int64")
    )


METRIC = Metric(
    id="bulk_imports",
    version=1,
    name="整体导入",
    name_en="Bulk imports",
    unit="个",
    unit_en="changes",
    grain=("repository",),
    source="xingtu (policy/crediting.toml: size and part of new files; second roots of history)",
    basis="防止一次提交搬入的存量代码改变名次",
    caveats=(
        "超过政策规定的规模且几乎全是新文件的提交先不计入，交人工复核；确属新写的，可由人恢复计入。",
        "项目的第一个提交也常在此列：它可能就是作者多年的工作。",
        "低于规模的分批导入找不出来。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", taken_by="import", bulk=True),
                change("tianqi", "c2", taken_by="import"),  # history with a root of its own
                change("tianqi", "c3", taken_by="bot", bulk=True),  # a bot's already
                change("yunfan", "d1"),
            ],
        },
        expect=[("tianqi", 2, 1), ("yunfan", 0, 0)],
    ),
    additive=True,
    beside=(Beside("to_review", "其中待复核", "Of these, to be reviewed", "个", "changes"),),
)
