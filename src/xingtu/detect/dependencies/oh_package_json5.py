"""What does an OpenHarmony module ask for? A declaration: versions stand in the lock file."""

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json5
from xingtu.detect.lockfiles.table import line_of, table, text
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, RUNTIME, Component

ECOSYSTEM = "ohpm"
KINDS = {"dependencies": RUNTIME, "dynamicDependencies": RUNTIME, "devDependencies": DEV}


def parse(content: str) -> Found:
    """A folder (file:…) is own code."""
    document = read_json5(content)
    if not {"name", "modelVersion", *KINDS} & set(document):
        raise LockfileError("没有 name、modelVersion 或 dependencies，不是 oh-package.json5。", 1)
    rows: list[Component] = []
    for kind, scope in KINDS.items():
        asked = table(document, kind)
        for name in asked:
            wanted = text(asked, name)
            if not wanted.startswith(("file:", ".", "/")):
                rows.append(component(ECOSYSTEM, name, requirement=wanted or "*", scope=scope, direct=True, line=line_of(asked, name)))
    return Found(tuple(rows))


FORMAT = Format(
    id="oh_package_json5",
    version=1,
    name="oh-package.json5",
    ecosystem=ECOSYSTEM,
    resolved=False,
    source="https://developer.huawei.com/consumer/cn/doc/harmonyos-guides/ide-oh-package-json5",
    wants=lambda path: base(path) == "oh-package.json5",
    parse=parse,
    examples=[
        (
            "oh-package.json5",
            """\
{
  modelVersion: '5.0.0',
  /* what runs */
  dependencies: {
    "@ohos/lottie": "^2.0.0",
    "own": "file:../own",
  },
  devDependencies: {'@ohos/hypium': '1.0.19'},
}
""",
            [
                component(ECOSYSTEM, "@ohos/lottie", requirement="^2.0.0", direct=True, line=5),
                component(ECOSYSTEM, "@ohos/hypium", requirement="1.0.19", scope=DEV, direct=True, line=8),
            ],
        ),
        ("oh-package.json5", '{"name": "own", "dependencies": {}}', []),
    ],
    refused=["", "{}", "{name: 'a', dependencies: []}", "{name: 'a', dependencies: {b: 1}}", "{name: 'a'} x", "{name: 'a', name: 'b'}"],
)
