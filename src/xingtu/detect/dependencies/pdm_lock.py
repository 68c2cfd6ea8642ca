"""What does PDM's lock file hold?"""

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import flag, tables, text, words
from xingtu.detect.lockfiles.toml_text import array_lines, read_toml
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, OPTIONAL, PATH, REGISTRY, RUNTIME, TEST, UNKNOWN, URL

ECOSYSTEM = "PyPI"


def parse(content: str) -> Found:
    """Which groups are extras and which for development stands in pyproject.toml: other groups than the usual ones are optional."""
    document = read_toml(content)
    if "package" not in document and "metadata" not in document:
        raise LockfileError("没有 [[package]] 也没有 [metadata]，不是 pdm.lock。", 1)
    packages = tables(document, "package")
    rows = [
        component(
            ECOSYSTEM,
            text(package, "name", required=True),
            text(package, "version"),
            requirement=text(package, "marker"),
            scope=_scope(words(package, "groups")),
            line=line,
            origin=GIT if "git" in package else URL if "url" in package else PATH if "path" in package else REGISTRY,
            source=text(package, "git") or text(package, "url"),
        )
        for package, line in zip(packages, array_lines(content, "package", len(packages)), strict=True)
        # a package met a second time is the same with its extras
        if not flag(package, "editable") and not words(package, "extras")
    ]
    return Found(tuple(rows), notes=("pdm.lock 不写明哪些是直接依赖。",))


def _scope(groups: list[str]) -> str:
    if not groups:
        return UNKNOWN
    if "default" in groups:
        return RUNTIME
    return TEST if set(groups) <= {"test", "tests"} else DEV if set(groups) <= {"dev", "test", "tests", "lint", "doc", "docs"} else OPTIONAL


FORMAT = Format(
    id="pdm_lock",
    version=1,
    name="pdm.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://pdm-project.org/en/latest/usage/lockfile/",
    wants=lambda path: base(path) == "pdm.lock",
    parse=parse,
    examples=[
        (
            "pdm.lock",
            """\
[metadata]
groups = ["default", "test"]

[[package]]
name = "attrs"
version = "23.1.0"
groups = ["default", "test"]

[[package]]
name = "coverage"
version = "7.3.0"
groups = ["test"]
marker = "os_name == 'nt'"

[[package]]
name = "coverage"
version = "7.3.0"
extras = ["toml"]
groups = ["test"]

[[package]]
name = "x"
version = "1"
git = "https://example.org/x.git"
""",
            [
                component(ECOSYSTEM, "attrs", "23.1.0", line=4),
                component(ECOSYSTEM, "coverage", "7.3.0", requirement="os_name == 'nt'", scope=TEST, line=9),
                component(ECOSYSTEM, "x", "1", scope=UNKNOWN, origin=GIT, source="https://example.org/x.git", line=21),
            ],
        ),
    ],
    refused=["", "x = 1\n", "[[package]]\nversion = 1\n"],
)
