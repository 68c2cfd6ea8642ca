"""各目录的合入变更数：变更落在代码库的哪些部分？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.inside import UNKNOWN_AREA, counted_changes
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change, lines


def value(tables: Tables) -> ibis.Table:
    """Counted changes per first folder they touch, divided by share; a change counts once in each folder it touches."""
    shares = tables["authorship"].select("repository", "commit", "person", "organisation", "share")
    counted = counted_changes(tables)
    touched = tables["line_credit"].select("repository", "commit", "area").distinct().semi_join(counted, ["repository", "commit"])
    unread = counted.filter(~counted.measured).select("repository", "commit", area=ibis.literal(UNKNOWN_AREA))
    placed = touched.union(unread).join(shares, ["repository", "commit"])
    return placed.group_by("repository", "area", "person", "organisation").aggregate(value=placed["share"].sum().cast("int64"))


METRIC = Metric(
    id="changes_by_area",
    version=1,
    name="各目录的合入变更数",
    name_en="Merged changes by area",
    unit="个",
    unit_en="changes",
    grain=("repository", "area", "person", "organisation"),
    source="CHAOSS: Types of Contributions (by first folder of the changed paths)",
    basis="看清一个人或一家单位在项目的哪一部分工作",
    caveats=(
        "一个变更涉及几个目录，就在每个目录各计一次，因此各目录之和大于合入变更数，不可跨目录相加。",
        "目录取路径的第一级，根目录下的文件记作“.”；目录改名后是新目录。",
        "差异未能读取的变更落在 (Unknown) 目录；没有文件变化的空提交不属于任何目录。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [change("tianqi", "c1"), change("tianqi", "c2"), change("tianqi", "c3", measured=False)],
            "line_credit": [
                lines("tianqi", "c1", 5),
                lines("tianqi", "c1", 5, number=1),  # two files of one folder: once
                lines("tianqi", "c1", 5, number=2, area="docs"),
                lines("tianqi", "c2", 1, area="docs"),
            ],
            "authorship": [author("tianqi", "c1", "li"), author("tianqi", "c2", "wu"), author("tianqi", "c3", "wu")],
        },
        expect=[
            ("tianqi", "(Unknown)", "wu", "tianqi", 1_000_000),
            ("tianqi", "docs", "li", "tianqi", 1_000_000),
            ("tianqi", "docs", "wu", "tianqi", 1_000_000),
            ("tianqi", "src", "li", "tianqi", 1_000_000),
        ],
    ),
    additive=False,
    scale=WHOLE,
)
