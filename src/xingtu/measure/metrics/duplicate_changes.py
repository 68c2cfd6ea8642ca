"""重复变更：窗口内有多少变更只是别处同一补丁的副本？"""

import ibis

from xingtu.measure.inside import inside_changes
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import change


def value(tables: Tables) -> ibis.Table:
    """Changes of the window taken as duplicates: rebased, cherry-picked, or met again in a fork or mirror."""
    inside = inside_changes(tables)
    return inside.group_by("repository").aggregate(value=(inside.taken_by == "duplicate").fill_null(False).sum().cast("int64"))  # noqa: FBT003 - Ibis takes the filler by position


METRIC = Metric(
    id="duplicate_changes",
    version=1,
    name="重复变更",
    name_en="Duplicate changes",
    unit="个",
    unit_en="changes",
    grain=("repository",),
    source="xingtu (patch hash over paths and changed lines without white space; cf. git patch-id)",
    basis="防止同一工作在分叉、镜像和多个分支上重复计奖",
    caveats=(
        "挑选（cherry-pick）与变基是正常做法，有重复不等于作弊；原件照常计数。",
        "先被判为机器人或整体导入的提交不在此列。",
        "改动过内容再次提交的补丁找不出来；内容极短而恰好相同的补丁可能误判，可申诉。",
    ),
    value=value,
    example=Example(
        given={"changes": [change("tianqi", "c1"), change("tianqi-fork", "c1", taken_by="duplicate"), change("tianqi-fork", "c2")]},
        expect=[("tianqi", 0), ("tianqi-fork", 1)],
    ),
    additive=True,
)
