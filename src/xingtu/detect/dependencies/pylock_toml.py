"""What does Python's own lock file (PEP 751) hold?"""

import re

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import table, tables, text
from xingtu.detect.lockfiles.toml_text import array_lines, read_toml
from xingtu.errors import LockfileError
from xingtu.facts.components import GIT, REGISTRY, UNKNOWN, URL, Component

ECOSYSTEM = "PyPI"
FILE = re.compile(r"pylock(\.[^.]+)?\.toml")


def parse(content: str) -> Found:
    """Groups and extras only stand in markers; the file does not say more about scope."""
    document = read_toml(content)
    if not text(document, "lock-version"):
        raise LockfileError("没有 lock-version，不是 pylock.toml。", 1)
    packages = tables(document, "packages")
    rows: list[Component] = []
    for package, line in zip(packages, array_lines(content, "packages", len(packages)), strict=True):
        if "directory" in package:
            continue  # own code
        vcs, archive = table(package, "vcs"), table(package, "archive")
        rows.append(
            component(
                ECOSYSTEM,
                text(package, "name", required=True),
                text(package, "version"),
                requirement=text(package, "marker"),
                scope=UNKNOWN,
                line=line,
                origin=GIT if vcs else URL if archive else REGISTRY,
                source=text(vcs, "url") or text(archive, "url"),
            )
        )
    return Found(tuple(rows), notes=("pylock.toml 不写明哪些是直接依赖；分组只出现在环境标记里。",))


FORMAT = Format(
    id="pylock_toml",
    version=1,
    name="pylock.toml",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://packaging.python.org/en/latest/specifications/pylock-toml/",
    wants=lambda path: bool(FILE.fullmatch(base(path))),
    parse=parse,
    examples=[
        (
            "pylock.dev.toml",
            """\
lock-version = "1.0"

[[packages]]
name = "attrs"
version = "25.1.0"
marker = "'dev' in dependency_groups"

[[packages]]
name = "own"
[packages.directory]
path = "."

[[packages]]
name = "x"
[packages.vcs]
type = "git"
url = "https://example.org/x"
""",
            [
                component(ECOSYSTEM, "attrs", "25.1.0", requirement="'dev' in dependency_groups", scope=UNKNOWN, line=3),
                component(ECOSYSTEM, "x", scope=UNKNOWN, line=13, origin=GIT, source="https://example.org/x"),
            ],
        ),
    ],
    refused=["", "lock-version = 1\n", 'lock-version = "1.0"\npackages = 1\n'],
)
