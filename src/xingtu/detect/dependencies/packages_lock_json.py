"""What does NuGet's lock file hold?"""

from xingtu.detect.lockfiles.format import Format, Found, component
from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.lockfiles.table import line_of, member, table, text
from xingtu.errors import LockfileError
from xingtu.facts.components import UNKNOWN, Component

ECOSYSTEM = "NuGet"
DIRECT = {"Direct": True, "Transitive": False, "CentralTransitive": False}


def wants(path: str) -> bool:
    """packages.lock.json, or packages.NAME.lock.json where a folder holds several projects."""
    name = path.rpartition("/")[2]
    return name == "packages.lock.json" or (name.startswith("packages.") and name.endswith(".lock.json"))


def parse(content: str) -> Found:
    """One list for each target framework, which stands beside each row; a Project is own code."""
    document = read_json(content)
    if "version" not in document or "dependencies" not in document:
        raise LockfileError("没有 version 或 dependencies，不是 packages.lock.json。", 1)
    rows: list[Component] = []
    frameworks = table(document, "dependencies")
    for framework in frameworks:
        packages = member(frameworks, framework)
        for name in packages:
            package = member(packages, name)
            kind = text(package, "type", required=True)
            if kind == "Project":
                continue
            rows.append(
                component(
                    ECOSYSTEM,
                    name,
                    text(package, "resolved", required=True),
                    requirement=framework,
                    scope=UNKNOWN,
                    direct=DIRECT.get(kind),
                    line=line_of(packages, name),
                )
            )
    return Found(tuple(rows))


FORMAT = Format(
    id="packages_lock_json",
    version=1,
    name="packages.lock.json",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://learn.microsoft.com/en-us/nuget/consume-packages/package-references-in-project-files#locking-dependencies",
    wants=wants,
    parse=parse,
    examples=[
        (
            "src/packages.lock.json",
            """\
{
  "version": 1,
  "dependencies": {
    "net6.0": {
      "Newtonsoft.Json": {"type": "Direct", "requested": "[13.0.1, )", "resolved": "13.0.1", "contentHash": "x"},
      "System.Memory": {"type": "Transitive", "resolved": "4.5.4"},
      "own.part": {"type": "Project"}
    },
    "net6.0/win-x64": {"System.Memory": {"type": "Transitive", "resolved": "4.5.5"}}
  }
}
""",
            [
                component(ECOSYSTEM, "Newtonsoft.Json", "13.0.1", requirement="net6.0", scope=UNKNOWN, direct=True, line=5),
                component(ECOSYSTEM, "System.Memory", "4.5.4", requirement="net6.0", scope=UNKNOWN, direct=False, line=6),
                component(ECOSYSTEM, "System.Memory", "4.5.5", requirement="net6.0/win-x64", scope=UNKNOWN, direct=False, line=9),
            ],
        ),
        ("packages.App.lock.json", '{"version": 2, "dependencies": {"net8.0": {}}}', []),
    ],
    refused=["", "{}", '{"version": 1, "dependencies": []}', '{"version": 1, "dependencies": {"a": {"b": {}}}}'],
)
