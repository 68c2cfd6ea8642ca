"""What does uv's lock file hold?"""

from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import items, table, tables, text
from xingtu.detect.lockfiles.toml_text import array_lines, read_toml
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, OPTIONAL, PATH, REGISTRY, RUNTIME, TEST, UNKNOWN, URL, Component

ECOSYSTEM = "PyPI"
OWN = {"editable", "virtual", "directory", "workspace"}
"""Kinds of source that are code of this repository."""
GROUPS = {"test": TEST, "tests": TEST}


def parse(content: str) -> Found:
    """Scopes follow the dependencies from the repository's own packages: reached at run time, by an extra, or by a group only."""
    document = read_toml(content)
    if "version" not in document:
        raise LockfileError("没有 version，不是 uv.lock。", 1)
    packages = tables(document, "package")
    own = [package for package in packages if OWN & set(table(package, "source"))]
    reached = _reached(packages, own)
    direct = {name for package in own for names in _asked(package).values() for name in names}
    rows: list[Component] = []
    for package, line in zip(packages, array_lines(content, "package", len(packages)), strict=True):
        source = table(package, "source")
        name = text(package, "name", required=True)
        if OWN & set(source):
            continue
        origin = next((kind for key, kind in {"git": GIT, "url": URL, "path": PATH}.items() if key in source), REGISTRY)
        rows.append(
            component(
                ECOSYSTEM,
                name,
                text(package, "version"),
                scope=reached.get(name, UNKNOWN),
                direct=name in direct if own else None,
                line=line,
                origin=origin,
                source=next((text(source, key) for key in ("git", "url") if key in source), ""),
            )
        )
    return Found(tuple(rows))


def _asked(package: dict[str, Any]) -> dict[str, list[str]]:
    """What a package asks for, by scope."""
    asked = {RUNTIME: _names(package, "dependencies")}
    extras = table(package, "optional-dependencies")
    asked[OPTIONAL] = [name for extra in extras for name in _names(extras, extra)]
    groups = table(package, "dev-dependencies")
    for group in groups:
        asked.setdefault(GROUPS.get(group, DEV), []).extend(_names(groups, group))
    return asked


def _names(holder: dict[str, Any], key: str) -> list[str]:
    return [text(item, "name", required=True) if isinstance(item, dict) else "" for item in items(holder, key)]


def _reached(packages: list[dict[str, Any]], own: list[dict[str, Any]]) -> dict[str, str]:
    """Name -> the first scope, from runtime to dev, by which own code reaches it."""
    needs: dict[str, list[str]] = {}
    for package in packages:
        extras = table(package, "optional-dependencies")
        wanted = _names(package, "dependencies") + [name for extra in extras for name in _names(extras, extra)]
        if package not in own:
            needs.setdefault(text(package, "name", required=True), []).extend(wanted)
    reached: dict[str, str] = {}
    for scope in (RUNTIME, OPTIONAL, TEST, DEV):
        waiting = [name for package in own for name in _asked(package).get(scope, [])]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached[name] = scope
                waiting += needs.get(name, [])
    return reached


FORMAT = Format(
    id="uv_lock",
    version=1,
    name="uv.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile",
    wants=lambda path: base(path) == "uv.lock",
    parse=parse,
    examples=[
        (
            "uv.lock",
            """\
version = 1

[[package]]
name = "anyio"
version = "4.0.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "idna" }]

[[package]]
name = "idna"
version = "3.4"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "own"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "anyio" }]

[package.dev-dependencies]
dev = [{ name = "ruff" }]

[[package]]
name = "ruff"
version = "0.1.0"
source = { git = "https://u:p@example.org/ruff?rev=1#2" }
""",
            [
                component(ECOSYSTEM, "anyio", "4.0.0", direct=True, line=3),
                component(ECOSYSTEM, "idna", "3.4", direct=False, line=9),
                component(ECOSYSTEM, "ruff", "0.1.0", scope=DEV, direct=True, line=23, origin=GIT, source="https://example.org/ruff"),
            ],
        ),
        ("uv.lock", "version = 1\n", []),
    ],
    refused=["", "[[package]]\n", 'version = 1\n[[package]]\nversion = "1"\n', "version = 1\npackage = 3\n"],
)
