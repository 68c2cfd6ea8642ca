"""共同贡献者：两个项目之间有几位共同的贡献者？"""

import ibis

from xingtu.measure.inside import counted_changes, people_of
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change


def value(tables: Tables) -> ibis.Table:
    """People with a counted change in both repositories of a pair; each pair stands once, ordered by id, bots and AI agents left out."""
    people = people_of(tables, counted_changes(tables)).select("repository", "person").distinct()
    others = people.select("person", other_repository="repository")
    pairs = people.join(others, "person")
    pairs = pairs.filter(pairs.repository < pairs.other_repository)
    return pairs.group_by("repository", "other_repository").aggregate(value=pairs.count())


METRIC = Metric(
    id="shared_contributors",
    version=1,
    name="共同贡献者",
    name_en="Shared contributors",
    unit="人",
    unit_en="people",
    grain=("repository", "other_repository"),
    source="CHAOSS: Contributors; project network of Madey, Freeh & Tynan (2002): projects linked by the developers they share",
    basis="看项目之间怎样相连，社区怎样形成",
    caveats=(
        "每一对项目只有一行，编号小的在前；没有共同贡献者的一对没有行。一个人会出现在多对之中，因此不可相加。",
        "镜像、复刻里的相同提交只计在先登记的仓库，所以镜像与原项目之间不因相同的提交而相连。",
        "身份未合并会使此数偏低；人多的项目更容易相连。机器人与 AI 代理不算人。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1"),
                change("tianqi", "c2"),
                change("tianqi", "c3"),
                change("yunfan", "d1"),
                change("yunfan", "d2"),
                change("yunfan", "d3", taken_by="duplicate"),
                change("minghe", "e1"),
                change("minghe", "e2", period="before"),
            ],
            "authorship": [
                author("tianqi", "c1", "li"),
                author("tianqi", "c2", "li"),  # the same person again
                author("tianqi", "c3", "wu"),
                author("tianqi", "c3", "robot", share=0, role="co_author", actor="ai_agent"),
                author("yunfan", "d1", "li"),
                author("yunfan", "d2", "robot", actor="bot"),
                author("yunfan", "d3", "wu"),  # nothing of theirs counts here
                author("minghe", "e1", "li", share=500_000),
                author("minghe", "e1", "zhao", share=500_000, role="co_author"),
                author("minghe", "e2", "wu"),  # before the window
            ],
        },
        expect=[("minghe", "tianqi", 1), ("minghe", "yunfan", 1), ("tianqi", "yunfan", 1)],
    ),
    additive=False,
)
