"""Does a tool propose updates of dependencies?"""

import re

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.tree import Commit, Known, Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

FILES = {
    "Dependabot": (".github/dependabot.yml", ".github/dependabot.yaml"),
    "Renovate": (
        *("renovate.json", "renovate.json5", ".github/renovate.json", ".github/renovate.json5", ".gitlab/renovate.json"),
        *(".gitlab/renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5", ".gitee/renovate.json"),
    ),
    "Scala Steward": (
        *(".scala-steward.conf", "scala-steward.conf", ".github/.scala-steward.conf", ".github/scala-steward.conf"),
        *(".config/.scala-steward.conf", ".config/scala-steward.conf"),
    ),
    "PyUp": (".pyup.yml",),
}
BOTS = re.compile(r"(?i)^(?:dependabot|dependabot-preview|renovate|renovate-bot|scala-steward|pyup-bot)(?:\[bot\])?$")
LOOKED_BACK = 30
"""Commits among which a tool's own would show."""


def look(tree: Tree) -> Outcome:
    """Its settings, or its commits."""
    places, tools = [], []
    for tool, paths in FILES.items():
        for path in paths:
            if entry := tree.by_lower_path.get(path):
                places.append(PosturePlace(entry.path, None, tool))
                tools.append(tool)
    if tools:
        named = "、".join(dict.fromkeys(tools))
        return Outcome(BEST, f"配置了 {named}", f"{', '.join(dict.fromkeys(tools))} set up", tuple(places))
    recent = (tree.known.commits or ())[:LOOKED_BACK]
    bots = sorted({commit.author for commit in recent if BOTS.match(commit.author)})
    if bots:
        return Outcome(BEST, f"最近 {len(recent)} 次提交中有 {'、'.join(bots)}", f"{', '.join(bots)} among the last {len(recent)} commits")
    return Outcome(0, "没有依赖更新工具的配置，近期提交中也没有", "no tool set up, and none among the recent commits")


CHECK = Check(
    id="dependency_update_tool",
    own_name="Dependency-Update-Tool",
    name="依赖更新工具",
    name_en="Dependency update tool",
    risk="high",
    look=look,
    examples=[
        (tree_of({".github/dependabot.yml": "version: 2\n"}), 10),
        (tree_of({"renovate.json": "{}"}), 10),
        (tree_of({"docs/renovate.json": "{}"}), 0),
        (tree_of({"a": ""}, Known(commits=(Commit(None, "renovate[bot]", ""),))), 10),  # type: ignore[arg-type] # the instant does not matter
    ],
    differs=("机器人按最近 30 次提交的作者名认出，不查主机。",),
    differs_en=("Bots are known by the authors of the last 30 commits; no host is asked.",),
)
