"""What does Poetry's lock file hold?"""

import re
from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import flag, table, tables, text, words
from xingtu.detect.lockfiles.toml_text import array_lines, read_toml
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, OPTIONAL, PATH, RUNTIME, TEST, UNKNOWN, URL, Component

ECOSYSTEM = "PyPI"
ORIGINS = {"git": GIT, "url": URL, "file": PATH, "directory": PATH}


def parse(content: str) -> Found:
    """Which packages were asked for stands in pyproject.toml, not here."""
    document = read_toml(content)
    if "package" not in document and "metadata" not in document:
        raise LockfileError("没有 [[package]] 也没有 [metadata]，不是 poetry.lock。", 1)
    packages = tables(document, "package")
    rows = [_row(package, line) for package, line in zip(packages, array_lines(content, "package", len(packages)), strict=True)]
    return Found(tuple(row for row in rows if row), notes=("poetry.lock 不写明哪些是直接依赖。",))


def _row(package: dict[str, Any], line: int | None) -> Component | None:
    source = table(package, "source")
    origin = ORIGINS.get(text(source, "type"), "registry")
    if text(source, "type") == "directory":
        return None  # a folder beside this one: own code
    markers = package.get("markers", "")
    return component(
        ECOSYSTEM,
        text(package, "name", required=True),
        text(package, "version", required=True),
        requirement=markers if isinstance(markers, str) else "",
        scope=_scope(package),
        line=line,
        origin=origin,
        source=text(source, "url"),
    )


def _scope(package: dict[str, Any]) -> str:
    """By group since version 2.1, by category before 1.5, not said between."""
    groups = words(package, "groups")
    if flag(package, "optional") and (not groups or "main" in groups):
        return OPTIONAL
    if groups:
        return RUNTIME if "main" in groups else TEST if all(re.fullmatch("tests?", group) for group in groups) else DEV
    return {"main": RUNTIME, "dev": DEV}.get(text(package, "category"), UNKNOWN)


FORMAT = Format(
    id="poetry_lock",
    version=1,
    name="poetry.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock",
    wants=lambda path: base(path) == "poetry.lock",
    parse=parse,
    examples=[
        (
            "poetry.lock",
            """\
[[package]]
name = "Attrs"
version = "23.1.0"
optional = false
groups = ["main", "dev"]

[[package]]
name = "pytest"
version = "8.0.0"
optional = false
groups = ["test"]
markers = "python_version > '3.8'"

[[package]]
name = "own"
version = "1.0"
optional = false

[package.source]
type = "directory"
url = "../own"

[metadata]
lock-version = "2.1"
""",
            [
                component(ECOSYSTEM, "attrs", "23.1.0", line=1),
                component(ECOSYSTEM, "pytest", "8.0.0", requirement="python_version > '3.8'", scope=TEST, line=7),
            ],
        ),
        (
            "a/poetry.lock",
            """\
[[package]]
name = "six"
version = "1.16.0"
category = "dev"
optional = false

[[package]]
name = "x"
version = "1"
optional = true

[package.source]
type = "git"
url = "https://u:p@example.org/x.git"
""",
            [
                component(ECOSYSTEM, "six", "1.16.0", scope=DEV, line=1),
                component(ECOSYSTEM, "x", "1", scope=OPTIONAL, line=7, origin=GIT, source="https://example.org/x.git"),
            ],
        ),
        ("poetry.lock", 'package = []\n\n[metadata]\nlock-version = "2.0"\n', []),
    ],
    refused=["", "[[package]]\nname = 1\n", '[[package]]\nname = "x"\n', "package = 1\n", "[[package]\n"],
)
