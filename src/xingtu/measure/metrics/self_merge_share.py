"""自合并占比：经合并进入的变更里，有多少由作者自己合入？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.inside import counted_changes
from xingtu.measure.metric import Beside, Example, Metric, Tables
from xingtu.measure.samples import change
from xingtu.measure.share import millionths


def value(tables: Tables) -> ibis.Table:
    """Of the counted changes landed by a merge commit, the part merged by their own author; unknown where nothing came by a merge."""
    counted = counted_changes(tables)
    sums = counted.group_by("repository").aggregate(own=counted.self_merged.sum(), merged=counted.self_merged.count())
    return sums.select("repository", value=millionths(sums.own, sums.merged), merged=sums.merged)


METRIC = Metric(
    id="self_merge_share",
    version=1,
    name="自合并占比",
    name_en="Self-merge share",
    unit="比例",
    unit_en="share",
    grain=("repository",),
    source="CHAOSS: Self-Merge Rates",
    basis="是否有人复核；发放奖励前的提示，不是定论",
    caveats=(
        "只看得到留下合并提交的变更；直接推送、变基合入、压缩合并看不出是谁合入的，不在分母里。",
        "由托管平台代为合并时，合并提交的作者可能是平台上点按钮的人，也可能是机器人，因平台而异。",
        "一人维护的项目自合并占比自然高，不等于舞弊。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", self_merged=True),
                change("tianqi", "c2", self_merged=False),
                change("tianqi", "c3", self_merged=False),
                change("tianqi", "c4"),  # pushed without a merge
                change("yunfan", "d1"),
            ],
        },
        expect=[("tianqi", 333_333, 3), ("yunfan", None, 0)],
    ),
    additive=False,
    scale=WHOLE,
    beside=(Beside("merged", "经合并进入的变更", "Changes landed by a merge", "个", "changes"),),
)
