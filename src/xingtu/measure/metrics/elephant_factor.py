"""大象因子：最少几家单位合起来占项目变更的一半？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.concentration import change_volumes, fewest_holding_half
from xingtu.measure.metric import Beside, Example, Metric, Tables
from xingtu.measure.samples import author, change
from xingtu.measure.share import millionths


def value(tables: Tables) -> ibis.Table:
    """Smallest number of known organisations whose people's counted changes make up at least 50 % of all, unknown ones included."""
    held = fewest_holding_half(change_volumes(tables, "organisation"))
    return held.select("repository", "value", unknown_share=millionths(held.unknown_volume, held.whole))


METRIC = Metric(
    id="elephant_factor",
    version=1,
    name="大象因子",
    name_en="Elephant factor",
    unit="家",
    unit_en="organisations",
    grain=("repository",),
    source="CHAOSS: Elephant Factor",
    basis="项目是否依赖少数单位",
    caveats=(
        "“(Unknown)”不是单位，不参与计数，但留在总量里，不做归一：已知单位合起来不到一半时，此数未知。",
        "必须与未知单位的占比同看：占比高时，此数只反映看得见的部分。",
        "单位取提交当日的任职；同一人当日任职几家按比例分摊。机器人与 AI 代理不计。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [change("tianqi", f"c{n}") for n in range(4)] + [change("yunfan", "d1")],
            "authorship": [
                author("tianqi", "c0", "li", "tianqi"),
                author("tianqi", "c1", "wu", "yunfan"),
                author("tianqi", "c2", "zhao", "(Unknown)"),
                author("tianqi", "c3", "qian", "(Unknown)"),
                author("yunfan", "d1", "zhao", "(Unknown)"),  # nobody is known: no number
            ],
        },
        expect=[("tianqi", 2, 500_000), ("yunfan", None, 1_000_000)],
    ),
    additive=False,
    beside=(Beside("unknown_share", "未知单位占比", "Share of unknown organisations", "比例", "share", WHOLE),),
)
