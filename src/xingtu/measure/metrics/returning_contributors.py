"""回归与持续的贡献者：窗口之前就有变更、窗口内又有变更合入的人有几位？"""

import ibis

from xingtu.measure.inside import counted_changes, people_of
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change


def value(tables: Tables) -> ibis.Table:
    """People with a counted change in the window and at least one of any kind before it in the same repository."""
    changes = tables["changes"]
    before = people_of(tables, changes.filter(changes.period == "before"))
    people = people_of(tables, counted_changes(tables)).semi_join(before, ["repository", "person"])
    return people.group_by("repository").aggregate(value=people.person.nunique())


METRIC = Metric(
    id="returning_contributors",
    version=1,
    name="持续贡献者",
    name_en="Returning contributors",
    unit="人",
    unit_en="people",
    grain=("repository",),
    source="CHAOSS: Contributors (those known from before the window); complement of New Contributors",
    basis="衡量社区留住贡献者的能力",
    caveats=(
        "与 first_time_contributors 相加，等于该仓库窗口内的全部贡献者；不可跨仓库相加。",
        "隔了十年再来与上个月刚来过，在此都算持续；时间上的连续性看 retention。",
        "机器人与 AI 代理不算人；身份未合并会使此数偏低。",
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
