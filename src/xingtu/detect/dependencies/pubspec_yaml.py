"""What does a Dart package ask for? A declaration: versions stand in the lock file."""

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import line_of, table, text
from xingtu.detect.lockfiles.yaml_text import read_yaml
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, REGISTRY, RUNTIME, Component

ECOSYSTEM = "Pub"
KINDS = {"dependencies": RUNTIME, "dev_dependencies": DEV}


def parse(content: str) -> Found:
    """A path is own code, what comes with the SDK is no package of Pub."""
    document = read_yaml(content)
    if not {"name", *KINDS} & set(document):
        raise LockfileError("没有 name 也没有 dependencies，不是 pubspec.yaml。", 1)
    rows: list[Component] = []
    for kind, scope in KINDS.items():
        asked = table(document, kind)
        for name, wanted in asked.items():
            told = wanted if isinstance(wanted, dict) else {}
            if "path" in told or "sdk" in told:
                continue
            git = told.get("git")
            rows.append(
                component(
                    ECOSYSTEM,
                    name,
                    requirement=(text(told, "version") if told else text(asked, name)) or "any",
                    scope=scope,
                    direct=True,
                    line=line_of(asked, name),
                    origin=GIT if git else REGISTRY,
                    source=git if isinstance(git, str) else text(git, "url") if isinstance(git, dict) else "",
                )
            )
    return Found(tuple(rows))


FORMAT = Format(
    id="pubspec_yaml",
    version=1,
    name="pubspec.yaml",
    ecosystem=ECOSYSTEM,
    resolved=False,
    source="https://dart.dev/tools/pub/pubspec",
    wants=lambda path: base(path) == "pubspec.yaml",
    parse=parse,
    examples=[
        (
            "pubspec.yaml",
            """\
name: own
dependencies:
  flutter:
    sdk: flutter
  http: ^1.0.0
  g:
    git: {url: 'https://u:p@example.org/g.git', ref: main}
  part: {path: ../part}
dev_dependencies:
  test:
""",
            [
                component(ECOSYSTEM, "http", requirement="^1.0.0", direct=True, line=5),
                component(ECOSYSTEM, "g", requirement="any", direct=True, line=6, origin=GIT, source="https://example.org/g.git"),
                component(ECOSYSTEM, "test", requirement="any", scope=DEV, direct=True, line=10),
            ],
        ),
        ("pubspec.yaml", "name: own\n", []),
    ],
    refused=["", "- a\n", "x: 1\n", "name: a\ndependencies: 1\n", "name: a\ndependencies: [a]\n"],
)
