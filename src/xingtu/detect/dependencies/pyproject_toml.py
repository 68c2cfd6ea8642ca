"""What does a Python project ask for? A declaration: versions stand in the lock file."""

import re
from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import table, text, words
from xingtu.detect.lockfiles.toml_text import key_line, read_toml
from xingtu.errors import LockfileError
from xingtu.facts.components import BUILD, DEV, GIT, OPTIONAL, PATH, REGISTRY, RUNTIME, URL, Component

ECOSYSTEM = "PyPI"
REQUIREMENT = re.compile(r"\s*(?P<name>[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*(?P<wanted>.*)", re.DOTALL)


def parse(content: str) -> Found:
    """PEP 621, dependency groups (PEP 735), the build system, and Poetry's own tables."""
    document = read_toml(content)
    project = table(document, "project")
    rows = _rows(content, words(project, "dependencies"), RUNTIME)
    extras = table(project, "optional-dependencies")
    for extra in extras:
        rows += _rows(content, words(extras, extra), OPTIONAL)
    groups = table(document, "dependency-groups")
    for group in groups:
        # {include-group = "…"} repeats what stands in another group
        rows += _rows(content, [one for one in _list(groups, group) if isinstance(one, str)], DEV)
    rows += _rows(content, words(table(document, "build-system"), "requires"), BUILD)
    poetry = table(table(document, "tool"), "poetry")
    rows += _poetry(content, table(poetry, "dependencies"), RUNTIME)
    rows += _poetry(content, table(poetry, "dev-dependencies"), DEV)
    own = table(poetry, "group")
    for group in own:
        rows += _poetry(content, table(table(own, group), "dependencies"), DEV)
    return Found(tuple(rows))


def _list(holder: dict[str, Any], key: str) -> list[Any]:
    value = holder[key]
    if not isinstance(value, list):
        raise LockfileError(f"{key[:80]!r} 应为一个列表。")
    return value


def _rows(content: str, requirements: list[str], scope: str) -> list[Component]:
    rows = []
    for told in requirements:
        found = REQUIREMENT.fullmatch(told)
        if not found:
            raise LockfileError(f"{told[:80]!r} 不是一条依赖。", _line(content, told))
        wanted = found["wanted"].strip()
        address = wanted.removeprefix("@").partition(";")[0].strip() if wanted.startswith("@") else ""
        origin = GIT if address.startswith("git+") else PATH if address.startswith("file:") else URL if address else REGISTRY
        if origin != PATH:
            line = _line(content, told)
            rows.append(
                component(
                    ECOSYSTEM, found["name"], requirement=wanted or "*", scope=scope, direct=True, line=line, origin=origin, source=address
                )
            )
    return rows


def _line(content: str, told: str) -> int | None:
    place = next((place for quote in "\"'" if (place := content.find(quote + told + quote)) >= 0), -1)
    return content.count("\n", 0, place) + 1 if place >= 0 else None


def _poetry(content: str, asked: dict[str, Any], scope: str) -> list[Component]:
    rows = []
    for name, wanted in asked.items():
        told = wanted if isinstance(wanted, dict) else {}
        if name == "python" or "path" in told:
            continue
        version = wanted if isinstance(wanted, str) else text(told, "version")
        origin = GIT if "git" in told else URL if "url" in told else REGISTRY
        rows.append(
            component(
                ECOSYSTEM,
                name,
                requirement=version or "*",
                scope=OPTIONAL if told.get("optional") is True else scope,
                direct=True,
                line=key_line(content, name),
                origin=origin,
                source=text(told, "git") or text(told, "url"),
            )
        )
    return rows


FORMAT = Format(
    id="pyproject_toml",
    version=1,
    name="pyproject.toml",
    ecosystem=ECOSYSTEM,
    resolved=False,
    source="https://packaging.python.org/en/latest/specifications/pyproject-toml/",
    wants=lambda path: base(path) == "pyproject.toml",
    parse=parse,
    examples=[
        (
            "pyproject.toml",
            """\
[build-system]
requires = ["hatchling>=1.27"]

[project]
name = "own"
dependencies = [
  "Django>=5.2,<5.3",
  "x @ git+https://u:p@example.org/x.git",
]
optional-dependencies.docs = ["sphinx"]

[dependency-groups]
test = ["pytest==9.0", { include-group = "lint" }]

[tool.poetry.dependencies]
python = "^3.11"
attrs = { version = "^23", optional = true }

[tool.poetry.group.dev.dependencies]
ruff = "*"
""",
            [
                component(ECOSYSTEM, "django", requirement=">=5.2,<5.3", direct=True, line=7),
                component(
                    ECOSYSTEM,
                    "x",
                    requirement="@ git+https://example.org/x.git",
                    direct=True,
                    line=8,
                    origin=GIT,
                    source="git+https://example.org/x.git",
                ),
                component(ECOSYSTEM, "sphinx", requirement="*", scope=OPTIONAL, direct=True, line=10),
                component(ECOSYSTEM, "pytest", requirement="==9.0", scope=DEV, direct=True, line=13),
                component(ECOSYSTEM, "hatchling", requirement=">=1.27", scope=BUILD, direct=True, line=2),
                component(ECOSYSTEM, "attrs", requirement="^23", scope=OPTIONAL, direct=True, line=17),
                component(ECOSYSTEM, "ruff", requirement="*", scope=DEV, direct=True, line=20),
            ],
        ),
        ("pyproject.toml", "[tool.ruff]\nline-length = 140\n", []),
    ],
    refused=[
        "[project]\ndependencies = 1\n",
        "project = 1\n",
        '[project]\ndependencies = ["=="]\n',
        "[project\n",
        "[dependency-groups]\na = 1\n",
    ],
)
