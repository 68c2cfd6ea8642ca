"""贡献者缺席因子：最少几个人离开，项目就失去一半的变更？"""

import ibis

from xingtu.measure.concentration import change_volumes, fewest_holding_half
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change


def value(tables: Tables) -> ibis.Table:
    """Smallest number of people whose counted changes make up at least 50 % of the repository's."""
    return fewest_holding_half(change_volumes(tables, "person")).select("repository", "value")


METRIC = Metric(
    id="contributor_absence_factor",
    version=1,
    name="贡献者缺席因子",
    name_en="Contributor absence factor",
    unit="人",
    unit_en="people",
    grain=("repository",),
    source="CHAOSS: Contributor Absence Factor",
    basis="项目是否依赖少数人",
    caveats=(
        "取“达到 50%”（≥）；OSS Compass 取“超过 50%”（>），两人平分时本指标为 1，它为 2。",
        "按窗口内合入变更数计，不看行数、评审和其他工作；身份未合并会使此数偏高。",
        "机器人与 AI 代理不算人，也不计入总量。数字小不等于项目不好，只说明需要有人接得住。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [change("tianqi", f"c{n}") for n in range(4)] + [change("yunfan", "d1"), change("yunfan", "d2")],
            "authorship": [
                author("tianqi", "c0", "li"),
                author("tianqi", "c1", "li"),  # half of four
                author("tianqi", "c2", "wu"),
                author("tianqi", "c3", "zhao"),
                author("yunfan", "d1", "li", share=400_000),
                author("yunfan", "d1", "wu", share=600_000, role="co_author"),
                author("yunfan", "d2", "bot", actor="bot"),
            ],
        },
        expect=[("tianqi", 1), ("yunfan", 1)],
    ),
    additive=False,
)
