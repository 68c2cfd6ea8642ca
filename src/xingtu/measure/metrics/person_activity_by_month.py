"""每月个人合入变更数：一个人在一个项目里的工作，一年里怎样起伏？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.inside import activity_by_month
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change, landed_on


def value(tables: Tables) -> ibis.Table:
    """Counted changes per person and month in which they reached the default branch, divided by share."""
    return activity_by_month(tables, "person")


METRIC = Metric(
    id="person_activity_by_month",
    version=1,
    name="每月个人合入变更数",
    name_en="Merged changes by person and month",
    unit="个",
    unit_en="changes",
    grain=("repository", "person", "month"),
    source="CHAOSS: Activity Dates and Times, by contributor",
    basis="实施方案 四（三）：以真实项目中的贡献认识人才；供本人核对",
    caveats=(
        "供本人核对自己的工作，不用于逐月考核：评审、答疑、文档等不产生提交的工作看不到。",
        "月份取变更落入默认分支的时间（北京时间），不是写代码的时间；一次合并会把数月的工作算在一个月。",
        "没有变更的月份没有行；日期不在任何日历上的变更列在 (Unknown) 月份。同一人用了尚未合并的几个邮箱，会分成几行。",
        "一个人各月相加，等于 merged_changes 中此人的数；机器人自己的提交不计，因此没有行。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", landed_at=landed_on(2025, 1, 31, 15)),
                change("tianqi", "c2", landed_at=landed_on(2025, 1, 31, 16)),  # already February in Shanghai
                change("tianqi", "c3", landed_at=landed_on(2025, 2, 3)),
                change("tianqi", "c4", landed_at=landed_on(2025, 2, 4), taken_by="bot"),
                change("yunfan", "d1", landed_at=None),
            ],
            "authorship": [
                author("tianqi", "c1", "li"),
                author("tianqi", "c2", "li", "lizhou", share=600_000),  # two employers, one person
                author("tianqi", "c2", "li", "xhut", share=400_000),
                author("tianqi", "c3", "li", share=500_000),
                author("tianqi", "c3", "wu", share=500_000, role="co_author"),
                author("tianqi", "c4", "robot", actor="bot"),
                author("yunfan", "d1", "li"),
            ],
        },
        expect=[
            ("tianqi", "li", "2025-01", 1_000_000),
            ("tianqi", "li", "2025-02", 1_500_000),
            ("tianqi", "wu", "2025-02", 500_000),
            ("yunfan", "li", "(Unknown)", 1_000_000),
        ],
    ),
    additive=True,
    scale=WHOLE,
)
