"""Does a build publish packages?"""

import re

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.ci.file import CiFile, Job
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

ACTIONS = (
    *("docker/build-push-action", "pypa/gh-action-pypi-publish", "relekang/python-semantic-release", "goreleaser/goreleaser-action"),
    *(
        "imjasonh/setup-ko",
        "ko-build/setup-ko",
        "JS-DevTools/npm-publish",
        "python-semantic-release/publish-action",
        "cycjimmy/semantic-release-action",
    ),
    *("changesets/action", "katyo/publish-crates", "rubygems/release-gem"),
)
PLUGINS = ("publish@", "build@docker", "deploy@docker")
"""Of Gitee Go."""
COMMANDS = re.compile(
    r"\bnpm\b[^\n]{0,80}\bpublish\b|\bpnpm\b[^\n]{0,80}\bpublish\b|\byarn\b[^\n]{0,80}\bpublish\b|\bmvn[w]?\b[^\n]{0,200}\bdeploy\b"
    r"|\bgradlew?\b[^\n]{0,200}\bpublish|\bsbt\b[^\n]{0,80}\bci-release\b|\bgem\s{1,9}push\b|\bnuget\b[^\n]{0,80}\bpush\b|\bdocker\b[^\n]{0,80}\bpush\b"
    r"|\bbuildx\b[^\n]{0,200}--push\b|\bcargo\b[^\n]{0,80}\bpublish\b|\bsemantic-release\b|\bhex\.publish\b|\btwine\s{1,9}upload\b|\bpoetry\s{1,9}publish\b"
    r"|\b(?:uv|flit|hatch|pdm)\s{1,9}publish\b|\bohpm\s{1,9}publish\b|\bgoreleaser\s{1,9}release\b|\bpod\s{1,9}trunk\s{1,9}push\b"
)


def look(tree: Tree) -> Outcome:
    """All points for one job that does; nothing is known if there is none, for packages may be published by hand."""
    places = tuple(place for file in tree.ci for job in file.jobs if (place := _publishing(file, job)))
    if places:
        return Outcome(BEST, f"{len(places)} 个作业发布软件包", f"{len(places)} jobs publish packages", places)
    return Outcome(None, "没有看到发布软件包的作业；手工发布看不到", "no job that publishes packages; publishing by hand cannot be seen")


def _publishing(file: CiFile, job: Job) -> PosturePlace | None:
    for step in job.steps:
        action = step.uses.partition("@")[0]
        if action in ACTIONS or (file.system == "gitee" and step.uses.startswith(PLUGINS)):
            return PosturePlace(file.path, step.line, step.uses)
        found = COMMANDS.search(step.run)
        if found and "--dry-run" not in step.run[found.start() :].partition("\n")[0]:
            return PosturePlace(file.path, step.line_of(found.start()), found[0][:80])
    if job.uses.partition("@")[0] in ACTIONS:
        return PosturePlace(file.path, job.line, job.uses)
    return None


_STEPS = "on: push\njobs:\n  a:\n    steps:\n      - "

CHECK = Check(
    id="packaging",
    own_name="Packaging",
    name="自动发布软件包",
    name_en="Automated packaging",
    risk="medium",
    look=look,
    examples=[
        (tree_of({".github/workflows/a.yml": _STEPS + "uses: pypa/gh-action-pypi-publish@release/v1\n"}), 10),
        (tree_of({".github/workflows/a.yml": _STEPS + "run: cargo publish --locked\n"}), 10),
        (tree_of({".github/workflows/a.yml": _STEPS + "run: cargo test\n"}), None),
        (tree_of({".gitlab-ci.yml": "a:\n  script:\n    - twine upload dist/*\n"}), 10),
        (tree_of({".workflow/a.yml": "stages:\n  - name: b\n    steps:\n      - step: publish@general_artifacts\n"}), 10),
    ],
    differs=("也读 GitLab、GitCode、Gitee Go；命令按单词认，不要求同时有安装工具的动作。", "不查工作流是否成功运行过。"),
    differs_en=(
        "GitLab, GitCode and Gitee Go are read too; commands count without the action that sets the tool up.",
        "Whether it ever ran is not asked.",
    ),
)
