"""What does Conan's lock file hold? (Conan 1 and 2)"""

import re
from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.lockfiles.table import line_of, member, table, text, words
from xingtu.errors import LockfileError
from xingtu.facts.components import BUILD, RUNTIME, Component

ECOSYSTEM = "ConanCenter"
REFERENCE = re.compile(r"(?P<name>[^/@#%\s]+)/(?P<version>[^/@#%\s]+)(@(?P<channel>[^#%\s]*))?(#[^%\s]*)?(%.*)?")
LISTS = {"requires": RUNTIME, "build_requires": BUILD, "python_requires": BUILD, "config_requires": BUILD}


def parse(content: str) -> Found:
    """References name/version@user/channel#revision; a user and channel of one's own stand beside the row."""
    document = read_json(content)
    if "graph_lock" in document:
        return Found(tuple(_graph(table(document, "graph_lock"))))
    if "version" not in document or not set(LISTS) & set(document):
        raise LockfileError("没有 graph_lock，也没有 version 与 requires，不是 conan.lock。", 1)
    lines = _lines(content)
    rows = [_row(told, scope, None, lines.get(told)) for key, scope in LISTS.items() for told in words(document, key)]
    return Found(tuple(rows), notes=("Conan 2 的锁文件不写明哪些是直接依赖。",))


def _graph(graph: dict[str, Any]) -> list[Component]:
    """Conan 1: numbered nodes; the one without a reference, or with a path, is the project."""
    nodes = table(graph, "nodes", required=True)
    own = {key for key in nodes if not text(member(nodes, key), "ref") or "path" in nodes[key]}
    direct = {told for key in own for kind in ("requires", "build_requires") for told in words(nodes[key], kind)}
    rows = []
    for key in nodes:
        node = member(nodes, key)
        if key not in own:
            scope = BUILD if text(node, "context") == "build" else RUNTIME
            rows.append(_row(text(node, "ref"), scope, key in direct if own else None, line_of(nodes, key)))
    return rows


def _row(told: str, scope: str, direct: bool | None, line: int | None) -> Component:  # noqa: FBT001 -- a column of the row
    found = REFERENCE.fullmatch(told)
    if not found:
        raise LockfileError(f"{told[:80]!r} 不是“包名/版本”。", line)
    channel = (found["channel"] or "").replace("_/_", "")
    return component(
        ECOSYSTEM, found["name"], found["version"], requirement=f"@{channel}" if channel else "", scope=scope, direct=direct, line=line
    )


def _lines(content: str) -> dict[str, int]:
    """The line of each text in double quotes, where it first stands."""
    lines: dict[str, int] = {}
    for number, line in enumerate(content.splitlines(), 1):
        for told in re.findall(r'"([^"\\]*)"', line):
            lines.setdefault(told, number)
    return lines


FORMAT = Format(
    id="conan_lock",
    version=1,
    name="conan.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://docs.conan.io/2/tutorial/versioning/lockfiles.html",
    wants=lambda path: base(path) == "conan.lock",
    parse=parse,
    examples=[
        (
            "conan.lock",
            """\
{
 "version": "0.5",
 "requires": [
  "zlib/1.2.13#13c96f538b52e1600c40b88994de240f%1667396813.987",
  "own/1.0@me/testing#1"
 ],
 "build_requires": ["cmake/3.25.0"],
 "python_requires": []
}
""",
            [
                component(ECOSYSTEM, "zlib", "1.2.13", line=4),
                component(ECOSYSTEM, "own", "1.0", requirement="@me/testing", line=5),
                component(ECOSYSTEM, "cmake", "3.25.0", scope=BUILD, line=7),
            ],
        ),
        (
            "conan.lock",
            """\
{
 "graph_lock": {
  "nodes": {
   "0": {"ref": "app/0.1", "path": "conanfile.py", "requires": ["1"], "build_requires": ["3"]},
   "1": {"ref": "fmt/8.0.0#0", "requires": ["2"], "context": "host"},
   "2": {"ref": "zlib/1.2.11", "context": "host"},
   "3": {"ref": "cmake/3.20.0", "context": "build"}
  },
  "revisions_enabled": true
 },
 "version": "0.4"
}
""",
            [
                component(ECOSYSTEM, "fmt", "8.0.0", direct=True, line=5),
                component(ECOSYSTEM, "zlib", "1.2.11", direct=False, line=6),
                component(ECOSYSTEM, "cmake", "3.20.0", scope=BUILD, direct=True, line=7),
            ],
        ),
        ("conan.lock", '{"version": "0.5", "requires": []}', []),
    ],
    refused=[
        "",
        "{}",
        '{"version": "0.5", "requires": [1]}',
        '{"version": "0.5", "requires": ["zlib"]}',
        '{"graph_lock": {}}',
        '{"graph_lock": []}',
    ],
    caveats=["conan 中心以外的包与公告中的同名包不一定是同一个；带用户与通道的写在要求一栏。"],
)
