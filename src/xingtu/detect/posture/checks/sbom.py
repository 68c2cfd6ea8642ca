"""Does the project keep or make a bill of materials?"""

import re

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.ci.file import Step
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import PosturePlace

FILE = re.compile(
    r"(?i)[^./][^/]*\.(?:cdx\.json|cdx\.xml|spdx|spdx\.json|spdx\.xml|spdx\.ya?ml|spdx\.rdf|spdx\.rdf\.xml)|bom\.(?:json|xml)"
)
MAKING = re.compile(
    r"anchore/sbom-action|cyclonedx/gh-|advanced-security/spdx|aquasecurity/trivy-action"
    r"|\bsyft\s{1,9}\S|\bcyclonedx-(?:py|npm|bom|gomod|maven)\b|\bcyclonedx-gomod\b|cargo\s{1,9}(?:cyclonedx|sbom)\b|cyclonedx:make\w{0,20}bom\b"
    r"|\bcdxgen\b|\bsbom-tool\b|npm\s{1,9}sbom\b|--format[= ](?:cyclonedx|spdx)\b|uses: actions/attest-sbom|sbom: true|--sbom(?:=true)?\b"
)
HALF = 5


def look(tree: Tree) -> Outcome:
    """Half of the points for one in the tree or made by the build; the other half is for one beside every release, which the host holds."""
    places = [PosturePlace(entry.path) for entry in tree.files if FILE.fullmatch(entry.path)]
    for file in tree.ci:
        for _, step in file.steps():
            given = f"sbom: {step.given['sbom']}" if "sbom" in step.given else ""
            if (found := MAKING.search(step.run)) and not step.uses:
                places.append(PosturePlace(file.path, step.line_of(found.start()), found[0].strip()[:60]))
            elif (found := MAKING.search(step.uses) or MAKING.search(given)) and _makes_one(step):
                places.append(PosturePlace(file.path, step.line, step.uses or found[0]))
    if places:
        zh, en = (
            "有物料清单，或由构建生成；发布附件里有没有，在主机上看不到",
            "one is kept or made by the build; whether releases carry it, only the host knows",
        )
        return Outcome(HALF, zh, en, tuple(places))
    return Outcome(None, "仓库和构建里没有物料清单；发布附件里有没有，看不到", "none in the tree or the build; releases cannot be seen")


def _makes_one(step: Step) -> bool:
    """Trivy's action scans for flaws unless it is told to write a bill."""
    return not step.uses.startswith("aquasecurity/") or step.given.get("format", "") in {"cyclonedx", "spdx", "spdx-json", "github"}


CHECK = Check(
    id="sbom",
    own_name="SBOM",
    name="物料清单",
    name_en="Bill of materials",
    risk="medium",
    look=look,
    examples=[
        (tree_of({"app.spdx.json": "{}"}), 5),
        (tree_of({"docs/app.spdx.json": "{}"}), None),
        (tree_of({".github/workflows/a.yml": "on: push\njobs:\n  a:\n    steps:\n      - uses: anchore/sbom-action@v0\n"}), 5),
        (tree_of({".gitlab-ci.yml": "a:\n  script: [syft . -o spdx-json]\n"}), 5),
    ],
    differs=("最多 5 分：另一半看发布附件，在主机上。没找到给“未知”。", "构建里生成的也算。"),
    differs_en=("At most 5: the other half is for releases, which the host holds. Not found is unknown.", "One made by the build counts."),
)
