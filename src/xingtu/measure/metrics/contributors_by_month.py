"""每月贡献者：项目每个月有几位不同的人有变更合入？"""

import ibis

from xingtu.measure.inside import counted_changes, people_of
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.months import month
from xingtu.measure.samples import author, change, landed_on


def value(tables: Tables) -> ibis.Table:
    """Distinct people with a counted change per month in which it reached the default branch; bots and AI agents are left out."""
    people = people_of(tables, counted_changes(tables))
    dated = people.select("repository", "person", month=month(people.landed_at))
    return dated.group_by("repository", "month").aggregate(value=dated.person.nunique())


METRIC = Metric(
    id="contributors_by_month",
    version=1,
    name="每月贡献者",
    name_en="Contributors by month",
    unit="人",
    unit_en="people",
    grain=("repository", "month"),
    source="CHAOSS: Contributors, Activity Dates and Times",
    basis="社区是否有人持续参与",
    caveats=(
        "同一个人在几个月里都有变更，每个月都算一次；因此各月不可相加，各仓库也不可相加。",
        "月份取变更落入默认分支的时间（北京时间），不是写代码的时间；只做评审、答疑的人看不到。",
        "没有人的月份没有行；日期不在任何日历上的变更列在 (Unknown)。身份未合并会使此数偏高。机器人与 AI 代理不算人。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", landed_at=landed_on(2025, 1, 10)),
                change("tianqi", "c2", landed_at=landed_on(2025, 1, 31, 15)),
                change("tianqi", "c3", landed_at=landed_on(2025, 1, 31, 16)),  # already February in Shanghai
                change("tianqi", "c4", landed_at=landed_on(2025, 2, 4), taken_by="duplicate"),
                change("tianqi", "c5", landed_at=None),
            ],
            "authorship": [
                author("tianqi", "c1", "li"),
                author("tianqi", "c2", "li"),  # the same person again
                author("tianqi", "c2", "wu", share=0, role="co_author"),  # named, but nothing of it is theirs
                author("tianqi", "c3", "li", share=500_000),
                author("tianqi", "c3", "wu", share=500_000, role="co_author"),
                author("tianqi", "c4", "zhao"),  # nothing of theirs counts
                author("tianqi", "c5", "zheng"),
            ],
        },
        expect=[("tianqi", "(Unknown)", 1), ("tianqi", "2025-01", 1), ("tianqi", "2025-02", 2)],
    ),
    additive=False,
)
