"""首次贡献者：窗口内第一次在该仓库有变更合入的人有几位？"""

import ibis

from xingtu.measure.inside import counted_changes, people_of
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change


def value(tables: Tables) -> ibis.Table:
    """People with a counted change in the window and none of any kind before it in the same repository."""
    changes = tables["changes"]
    before = people_of(tables, changes.filter(changes.period == "before"))
    people = people_of(tables, counted_changes(tables)).anti_join(before, ["repository", "person"])
    return people.group_by("repository").aggregate(value=people.person.nunique())


METRIC = Metric(
    id="first_time_contributors",
    version=1,
    name="首次贡献者",
    name_en="First-time contributors",
    unit="人",
    unit_en="people",
    grain=("repository",),
    source="CHAOSS: New Contributors",
    basis="衡量社区吸引新人的能力",
    caveats=(
        "“首次”是对该仓库而言：可能早已是别的仓库的老贡献者，因此不可跨仓库相加。",
        "以变更落入默认分支的先后为准，不看可以伪造的作者日期；窗口之前的历史若不完整，新人会偏多。",
        "同一人若用了尚未合并的多个邮箱，会被当作几位新人。机器人与 AI 代理不算人。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1", period="before"),
                change("tianqi", "c2"),
                change("tianqi", "c3"),
                change("tianqi", "c4"),
                change("tianqi", "c5", taken_by="duplicate"),
            ],
            "authorship": [
                author("tianqi", "c1", "li"),
                author("tianqi", "c2", "li"),  # was here before
                author("tianqi", "c3", "wu"),  # first time
                author("tianqi", "c4", "wu"),  # the same person again
                author("tianqi", "c5", "zhao"),  # nothing of theirs counts
            ],
        },
        expect=[("tianqi", 1)],
    ),
    additive=False,
)
