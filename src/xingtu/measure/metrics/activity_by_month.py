"""每月合入变更数：项目在一年里怎样起伏？"""

import ibis

from xingtu.measure.inside import counted_changes
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.months import month
from xingtu.measure.samples import change, landed_on


def value(tables: Tables) -> ibis.Table:
    """Counted changes per month in which they reached the default branch, on the office's calendar."""
    counted = counted_changes(tables)
    dated = counted.select("repository", month=month(counted.landed_at))
    return dated.group_by("repository", "month").aggregate(value=dated.count())


METRIC = Metric(
    id="activity_by_month",
    version=1,
    name="每月合入变更数",
    name_en="Merged changes by month",
    unit="个",
    unit_en="changes",
    grain=("repository", "month"),
    source="CHAOSS: Activity Dates and Times",
    basis="培育库、种子库项目的活跃情况",
    caveats=(
        "月份取变更落入默认分支的时间（北京时间），不是写代码的时间；一次合并会把数月的工作算在一个月。",
        "没有变更的月份没有行；日期不在任何日历上的变更列在 (Unknown)。",
        "窗口不从月初开始时，首尾月份不完整。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", landed_at=landed_on(2025, 1, 31, 15)),
                change("tianqi", "c2", landed_at=landed_on(2025, 1, 31, 16)),  # already February in Shanghai
                change("tianqi", "c3", landed_at=landed_on(2025, 2, 3)),
                change("tianqi", "c4", landed_at=landed_on(2025, 2, 4), taken_by="bot"),
                change("tianqi", "c5", landed_at=None),
            ],
        },
        expect=[("tianqi", "(Unknown)", 1), ("tianqi", "2025-01", 1), ("tianqi", "2025-02", 2)],
    ),
    additive=True,
)
