"""Do workflows have no more rights than they need?"""

from collections.abc import Iterator
from typing import Any

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.ci.file import GITHUB, CiFile
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

COSTS = {"checks": 5, "statuses": 5, "deployments": 10, "security-events": 10, "contents": 100, "packages": 100, "actions": 100}
"""Tenths of a point that a right to write costs when it is given to all jobs of a workflow."""
LITTLE = 5
ALL = 100
FEW_TENTHS = 10


def look(tree: Tree) -> Outcome:
    """As Scorecard reckons it: rights for the whole workflow cost, rights for one job do not, none stated at all is worst."""
    workflows = [file for file in tree.ci if file.system == GITHUB]
    if not workflows:
        return Outcome(
            None,
            "没有 GitHub 工作流；其他主机的构建文件里不写令牌权限",
            "no workflows of GitHub; build files of other hosts state no rights",
        )
    unread = [file for file in workflows if file.problem]
    costs = [cost for file in workflows if not file.problem for cost in _costs(file)]
    places = tuple(PosturePlace(path, line, note) for _, path, line, note in costs)
    tenths = max(BEST * FEW_TENTHS - sum(cost for cost, *_ in costs), 0)
    if unread and tenths:
        unreadable = tuple(PosturePlace(file.path, None, file.problem) for file in unread)
        return Outcome(None, f"{len(unread)} 个工作流读不懂", f"{len(unread)} workflows could not be read", unreadable)
    score = tenths // FEW_TENTHS
    if not costs:
        return Outcome(score, f"{len(workflows)} 个工作流只有所需的权限", f"{len(workflows)} workflows have least rights", places)
    return Outcome(
        score,
        f"{len({path for _, path, *_ in costs})} 个工作流在顶层未声明权限，或给了写权限",
        f"{len({path for _, path, *_ in costs})} workflows state no rights at the top, or give rights to write",
        places,
    )


def _costs(file: CiFile) -> Iterator[tuple[int, str, int | None, str]]:
    undeclared = [job for job in file.jobs if not job.has_permissions]
    writing = any(job.has_permissions and _writes(job.permissions) for job in file.jobs)
    if not file.has_permissions:
        note = "no permissions at the top" + (f", nor in the job {undeclared[0].name}" if undeclared else "")
        yield ALL if undeclared else LITTLE, file.path, undeclared[0].line if undeclared else 1, note
        return
    for name in _writes(file.permissions):
        if name == "all":
            yield ALL if undeclared or writing else LITTLE, file.path, file.permissions_line, "write-all"
        elif name in COSTS:
            yield COSTS[name], file.path, file.permissions_line, f"{name}: write"


def _writes(permissions: Any) -> list[str]:  # noqa: ANN401 -- whatever stands there
    """Names of the rights to write; ``all`` where everything is given."""
    if isinstance(permissions, str):
        return [] if permissions.lower() == "read-all" else ["all"]
    if not isinstance(permissions, dict):
        return []
    return [name for name, value in permissions.items() if isinstance(value, str) and value.lower() == "write"]


def _workflow(top: str, job: str = "") -> str:
    return f"on: push\n{top}jobs:\n  a:\n{job}    steps:\n      - run: x\n"


CHECK = Check(
    id="token_permissions",
    own_name="Token-Permissions",
    name="令牌权限",
    name_en="Token permissions",
    risk="high",
    look=look,
    examples=[
        (tree_of({"a": ""}), None),
        (tree_of({".github/workflows/a.yml": _workflow("permissions: read-all\n")}), 10),
        (tree_of({".github/workflows/a.yml": _workflow("permissions: {}\n", "    permissions:\n      contents: write\n")}), 10),
        (tree_of({".github/workflows/a.yml": _workflow("", "    permissions: {}\n")}), 9),
        (tree_of({".github/workflows/a.yml": _workflow("")}), 0),
        (tree_of({".github/workflows/a.yml": _workflow("permissions:\n  contents: write\n")}), 0),
        (tree_of({".github/workflows/a.yml": _workflow("permissions:\n  checks: write\n")}), 9),
        (tree_of({".github/workflows/a.yml": _workflow("permissions: write-all\n")}), 0),
        (tree_of({".github/workflows/a.yml": _workflow("permissions: read-all\n"), ".github/workflows/b.yml": ": ["}), None),
    ],
    differs=("有工作流读不懂时给“未知”（除非其余的已经是 0 分）。",),
    differs_en=("A workflow that cannot be read makes it unknown, unless the others already cost all points.",),
)
