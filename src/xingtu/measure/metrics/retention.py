"""留存率：一个季度的贡献者，有多少在下一个季度还在？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.inside import counted_changes, people_of
from xingtu.measure.metric import Beside, Example, Metric, Tables
from xingtu.measure.months import quarter_number, quarter_text
from xingtu.measure.samples import author, change, landed_on
from xingtu.measure.share import millionths


def value(tables: Tables) -> ibis.Table:
    """Of the people with a counted change in a quarter, the part that has one in the next quarter too.

    The window's last quarter in which anything landed anywhere has no next one yet: unknown.
    """
    counted = counted_changes(tables).filter(lambda change: change.landed_at.notnull())
    last = counted.aggregate(last=quarter_number(counted.landed_at).max())
    people = people_of(tables, counted)
    active = people.select("repository", "person", quarter=quarter_number(people.landed_at)).distinct()
    again = active.select("repository", "person", quarter=active.quarter - 1).mutate(stayed=ibis.literal(1, "int64"))
    joined = active.left_join(again, ["repository", "person", "quarter"])
    sums = joined.group_by("repository", "quarter").aggregate(people=joined.count(), stayed=joined.stayed.sum().fill_null(0))
    known = sums.cross_join(last)
    share = millionths(known.stayed, known.people)
    return known.select(
        "repository",
        quarter=quarter_text(known.quarter),
        value=ibis.ifelse(known.quarter < known["last"], share, ibis.null("int64")),
        people=known.people,
    )


METRIC = Metric(
    id="retention",
    version=1,
    name="季度留存率",
    name_en="Retention by quarter",
    unit="比例",
    unit_en="share",
    grain=("repository", "quarter"),
    source="GrimoireLab demography; cf. CHAOSS: Inactive Contributors (here: who stays from one quarter to the next)",
    basis="衡量社区能否留住人",
    caveats=(
        "只看窗口内的季度（按办公室所在时区的日历）；窗口不从季初开始或不在季末结束时，首尾季度不完整，数字偏低。",
        "最后一个季度还没有“下一季度”，显示为未知，不是 0。",
        "人数少的项目一两个人就会让比例大起大落，须与人数同看。",
        "机器人与 AI 代理不算人；只做评审、文档翻译平台等不产生提交的工作看不到。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", landed_at=landed_on(2025, 1, 10)),
                change("tianqi", "c2", landed_at=landed_on(2025, 3, 31, 15)),  # 23:00 on 31 March
                change("tianqi", "c3", landed_at=landed_on(2025, 3, 31, 16)),  # midnight: April has begun
            ],
            "authorship": [author("tianqi", "c1", "li"), author("tianqi", "c2", "wu"), author("tianqi", "c3", "li")],
        },
        expect=[("tianqi", "2025-Q1", 500_000, 2), ("tianqi", "2025-Q2", None, 1)],
    ),
    additive=False,
    scale=WHOLE,
    beside=(Beside("people", "该季度贡献者", "Contributors of the quarter", "人", "people"),),
)
