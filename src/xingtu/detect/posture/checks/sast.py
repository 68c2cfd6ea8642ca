"""Is the code analysed by a tool in the build?"""

import re

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.tree import GITHUB, Known, Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

ACTIONS = re.compile(
    r"github/codeql-action/analyze|snyk/actions/.{1,60}|facebook/pysa-action|JetBrains/qodana-action|hadolint/hadolint-action"
    r"|SonarSource/(?:sonarqube-scan-action|sonarcloud-github-action)|(?:returntocorp|semgrep)/semgrep-action|zizmorcore/zizmor-action"
)
COMMANDS = re.compile(
    r"\b(?:semgrep\s{1,9}(?:ci|scan|--)|codeql\s{1,9}database|sonar-scanner|mvnw?\b[^\n]{0,200}\bsonar:sonar|gradlew?\b[^\n]{0,200}\bsonar(?:qube)?\b|bandit\s{1,9}-"
    r"|gosec\s{1,9}|brakeman\b|flawfinder\s|infer\s{1,9}run|coverity|cov-build|snyk\s{1,9}(?:code|test)|zizmor\b)"
)
TEMPLATES = re.compile(r"(?i)SAST(?:-IaC)?\.(?:latest\.)?gitlab-ci\.yml|components/sast")
SONAR = re.compile(r"<sonar\.host\.url>\s{0,99}\S{1,400}\s{0,99}</sonar\.host\.url>")


def look(tree: Tree) -> Outcome:
    """All points for a tool that is set up."""
    places = []
    for file in tree.ci:
        for _, step in file.steps():
            if ACTIONS.fullmatch(step.uses.partition("@")[0]):
                places.append(PosturePlace(file.path, step.line, step.uses.partition("@")[0]))
            elif found := COMMANDS.search(step.run):
                places.append(PosturePlace(file.path, step.line_of(found.start()), found[0].strip()[:60]))
    for entry in tree.ending("pom.xml", "sonar-project.properties", ".gitlab-ci.yml"):
        text, name = tree.text(entry), entry.path.rpartition("/")[2].lower()
        pattern = {"pom.xml": SONAR, ".gitlab-ci.yml": TEMPLATES}.get(name)
        if name == "sonar-project.properties":
            places.append(PosturePlace(entry.path, None, "Sonar"))
        elif pattern and (found := pattern.search(text)):
            places.append(PosturePlace(entry.path, text.count("\n", 0, found.start()) + 1, found[0].strip()[:60]))
    if places:
        tools = sorted({place.note for place in places})
        return Outcome(BEST, f"配置了静态分析：{'、'.join(tools)}", f"static analysis set up: {', '.join(tools)}", tuple(places))
    if tree.known.host in {GITHUB, ""}:
        return Outcome(
            None,
            "构建文件里没有静态分析；GitHub 的默认扫描在主机设置里，看不到",
            "none in the build files; GitHub's default scanning is a setting of the host and cannot be seen",
        )
    return Outcome(0, "构建文件里没有静态分析", "none in the build files")


_STEPS = "on: push\njobs:\n  a:\n    steps:\n      - "

CHECK = Check(
    id="sast",
    own_name="SAST",
    name="静态分析",
    name_en="Static analysis",
    risk="medium",
    look=look,
    examples=[
        (tree_of({".github/workflows/a.yml": _STEPS + "uses: github/codeql-action/analyze@v3\n"}), 10),
        (tree_of({".github/workflows/a.yml": _STEPS + "uses: github/codeql-action/init@v3\n"}), None),
        (tree_of({".gitlab-ci.yml": "include:\n  - template: Jobs/SAST.gitlab-ci.yml\n"}), 10),
        (tree_of({".gitlab-ci.yml": "a:\n  script: [semgrep ci]\n"}), 10),
        (tree_of({"a.py": ""}, Known(host="gitee.com")), 0),
    ],
    differs=(
        "不查每次合并是否都跑过；认得的工具更多，也读 GitLab 的 SAST 模板。",
        "可能在 GitHub 设置里开了扫描而仓库里看不到时给“未知”。",
    ),
    differs_en=(
        "Whether it ran on every merge is not asked; more tools are known, and GitLab's SAST templates.",
        "Unknown where GitHub's own scanning may be on.",
    ),
)
