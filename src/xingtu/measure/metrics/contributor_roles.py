"""贡献者层次：核心、常规、偶尔参与的各有几人？"""

import ibis

from xingtu.measure.concentration import change_volumes, onion
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change


def value(tables: Tables) -> ibis.Table:
    """People by layer: core if those before them hold less than 80 % of the counted changes, regular below 95 %, else casual."""
    roles = onion(change_volumes(tables, "person"))
    return roles.group_by("repository", "role").aggregate(value=roles.count())


METRIC = Metric(
    id="contributor_roles",
    version=1,
    name="贡献者层次",
    name_en="Contributor roles (onion)",
    unit="人",
    unit_en="people",
    grain=("repository", "role"),
    source="GrimoireLab onion model; CHAOSS: Occasional Contributors (the casual layer)",
    basis="社区结构是否健康",
    caveats=(
        "按“在此人之前累计的份额”分层：一人独占 85% 时此人为核心；GrimoireLab 在累计之后切分，那样就没有核心。",
        "并列者按编号排序，可能因此分在不同层；层次只用于看结构，不用于评价个人。",
        "只看窗口内的合入变更；没有人的层没有行。机器人与 AI 代理不算人。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [change("tianqi", f"c{n:02}") for n in range(20)],
            "authorship": [
                *(author("tianqi", f"c{n:02}", "li") for n in range(17)),  # 85 %: nobody stands before them
                author("tianqi", "c17", "wu"),  # 85 % before them
                author("tianqi", "c18", "zhao"),  # 90 %
                author("tianqi", "c19", "zheng"),  # 95 %
            ],
        },
        expect=[("tianqi", "casual", 1), ("tianqi", "core", 1), ("tianqi", "regular", 2)],
    ),
    additive=False,
)
