"""每月各单位合入变更数：一个项目里，各单位的投入在一年里怎样起伏？"""

import ibis

from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE
from xingtu.measure.inside import activity_by_month
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change, landed_on


def value(tables: Tables) -> ibis.Table:
    """Counted changes per organisation and month in which they reached the default branch, divided by share."""
    return activity_by_month(tables, "organisation")


METRIC = Metric(
    id="organisation_activity_by_month",
    version=1,
    name="每月各单位合入变更数",
    name_en="Merged changes by organisation and month",
    unit="个",
    unit_en="changes",
    grain=("repository", "organisation", "month"),
    source="CHAOSS: Organizational Diversity (contributions by organization over time); Activity Dates and Times",
    basis="实施方案 三（三）：看企业对项目的持续投入，而不是一时的名次",
    caveats=(
        "单位以作者写下提交那一天的任职为准，月份以变更落入默认分支的时间（北京时间）为准：换了单位的人，前一家写的可能在后来的月份合入。",
        "没有登记任职的人归入 (Unknown)，不抹去；任职登记得越全，各单位的数字越高。",
        "没有变更的月份没有行；日期不在任何日历上的变更列在 (Unknown) 月份。窗口不从月初开始时，首尾月份不完整。",
        "份额之和等于变更数；一个单位各月相加，等于 merged_changes 中该单位的数。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", landed_at=landed_on(2025, 1, 31, 15)),
                change("tianqi", "c2", landed_at=landed_on(2025, 1, 31, 16)),  # already February in Shanghai
                change("tianqi", "c3", landed_at=landed_on(2025, 2, 3)),
                change("tianqi", "c4", landed_at=landed_on(2025, 2, 4), taken_by="duplicate"),
                change("tianqi", "c5", landed_at=landed_on(2025, 2, 5), period="after"),
            ],
            "authorship": [
                author("tianqi", "c1", "li", "lizhou"),
                author("tianqi", "c2", "li", "lizhou", share=600_000),  # 60 % at one employer
                author("tianqi", "c2", "li", "xhut", share=400_000),  # and 40 % at another
                author("tianqi", "c3", "wu", UNKNOWN_ORGANISATION),
                author("tianqi", "c4", "wu", "xhut"),
                author("tianqi", "c5", "wu", "xhut"),
            ],
        },
        expect=[
            ("tianqi", "(Unknown)", "2025-02", 1_000_000),
            ("tianqi", "lizhou", "2025-01", 1_000_000),
            ("tianqi", "lizhou", "2025-02", 600_000),
            ("tianqi", "xhut", "2025-02", 400_000),
        ],
    ),
    additive=True,
    scale=WHOLE,
)
