"""Would a workflow run what a stranger wrote, with the project's own rights?"""

import re
from collections.abc import Iterator

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.ci.file import CiFile
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

EXPRESSION = re.compile(r"\$\{\{(.{0,2000}?)\}\}", re.DOTALL)
OF_STRANGERS = re.compile(
    r"(?:github|atomgit)\.event\.(?:[\w.*\[\]'\"-]{0,200}\.)?(?:issue\.title|issue\.body|pull_request\.title|pull_request\.body"
    r"|discussion\.title|discussion\.body|comment\.body|review\.body|review_comment\.body|page_name|message|head_commit\.message"
    r"|author\.email|author\.name|blocked_user\.name|blocked_user\.email|head\.ref|head\.label|head\.repo\.default_branch)"
    r"|(?:github|atomgit)\.head_ref|(?i:tojson)\s{0,20}\(\s{0,20}(?:github|atomgit)(?:\.event)?\s{0,20}\)"
)
"""What somebody outside can write: titles, texts, branch names, mailboxes."""
OUTSIDE_CODE = re.compile(r"(?:github|atomgit)\.event\.(?:pull_request|workflow_run)|(?:github|atomgit)\.head_ref|refs/pull/")
TRUSTED_EVENTS = frozenset({"pull_request_target", "workflow_run"})


def look(tree: Tree) -> Outcome:
    """All or nothing: one dangerous place costs everything."""
    workflows = [file for file in tree.ci if file.like_github]
    if not workflows:
        return Outcome(
            None,
            "没有 GitHub 或 GitCode 工作流；GitLab、Gitee Go 以环境变量传值，不在此项之内",
            "no workflows of GitHub or GitCode; GitLab and Gitee Go pass values as variables, which this check does not judge",
        )
    places = tuple(place for file in workflows for place in (*_checkouts(file), *_injections(file)))
    unread = [file for file in workflows if file.problem]
    if places:
        return Outcome(0, f"有 {len(places)} 处危险写法", f"{len(places)} dangerous places", places)
    if unread:
        unreadable = tuple(PosturePlace(file.path, None, file.problem) for file in unread)
        return Outcome(None, f"{len(unread)} 个工作流读不懂", f"{len(unread)} workflows could not be read", unreadable)
    return Outcome(BEST, f"{len(workflows)} 个工作流都没有危险写法", f"no dangerous place in {len(workflows)} workflows")


def _checkouts(file: CiFile) -> Iterator[PosturePlace]:
    """A stranger's code checked out where the project's secrets are at hand."""
    if not file.triggers & TRUSTED_EVENTS:
        return
    for _, step in file.steps():
        if "checkout" in step.uses.partition("@")[0] and OUTSIDE_CODE.search(step.given.get("ref", "")):
            yield PosturePlace(file.path, step.line, step.given["ref"][:120])


def _injections(file: CiFile) -> Iterator[PosturePlace]:
    """A stranger's words become part of a script before the shell sees it."""
    for _, step in file.steps():
        script = step.run or (step.given.get("script", "") if step.uses.startswith("actions/github-script") else "")
        for found in EXPRESSION.finditer(script):
            if OF_STRANGERS.search(found[1]):
                line = step.line_of(found.start()) if step.run else step.line
                yield PosturePlace(file.path, line, found[1].strip()[:120])


def _workflow(on: str, step: str) -> str:
    return f"on: {on}\njobs:\n  a:\n    steps:\n      - {step}\n"


CHECK = Check(
    id="dangerous_workflow",
    own_name="Dangerous-Workflow",
    name="危险的工作流",
    name_en="Dangerous workflows",
    risk="critical",
    look=look,
    examples=[
        (tree_of({"a.py": ""}), None),
        (tree_of({".github/workflows/a.yml": _workflow("push", "run: echo ${{ github.sha }}")}), 10),
        (tree_of({".github/workflows/a.yml": _workflow("issues", "run: echo ${{ github.event.issue.title }}")}), 0),
        (tree_of({".gitcode/workflows/a.yml": _workflow("issues", "run: echo ${{ atomgit.event.issue.title }}")}), 0),
        (
            tree_of(
                {
                    ".github/workflows/a.yml": _workflow(
                        "pull_request_target",
                        "uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}",
                    )
                }
            ),
            0,
        ),
        (tree_of({".github/workflows/a.yml": "on: ["}), None),
    ],
    differs=("也读 GitCode 工作流（atomgit 上下文）和 actions/github-script 里的脚本。", "有工作流读不懂时给“未知”。"),
    differs_en=(
        "Workflows of GitCode and scripts of actions/github-script are read too.",
        "A workflow that cannot be read makes it unknown.",
    ),
)
