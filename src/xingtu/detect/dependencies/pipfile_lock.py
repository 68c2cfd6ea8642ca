"""What does Pipenv's lock file hold?"""

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.lockfiles.table import flag, line_of, member, table, text
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, OPTIONAL, PATH, REGISTRY, RUNTIME, URL, Component

ECOSYSTEM = "PyPI"
SCOPES = {"default": RUNTIME, "develop": DEV}


def parse(content: str) -> Found:
    """Categories beside default and develop are optional."""
    document = read_json(content)
    if "_meta" not in document or "default" not in document:
        raise LockfileError("没有 _meta 或 default，不是 Pipfile.lock。", 1)
    rows: list[Component] = []
    for category in document:
        if category == "_meta":
            continue
        packages = table(document, category)
        for name in packages:
            package = member(packages, name)
            version = text(package, "version")
            origin = GIT if "git" in package else URL if "file" in package or "url" in package else PATH if "path" in package else REGISTRY
            if origin == PATH and flag(package, "editable"):
                continue  # own code
            pinned = version.startswith("==") and "*" not in version
            rows.append(
                component(
                    ECOSYSTEM,
                    name,
                    version.lstrip("=") if pinned else "",
                    requirement=text(package, "markers") if pinned else version,
                    scope=SCOPES.get(category, OPTIONAL),
                    line=line_of(packages, name),
                    origin=origin,
                    source=text(package, "git") or text(package, "file") or text(package, "url"),
                )
            )
    return Found(tuple(rows), notes=("Pipfile.lock 不写明哪些是直接依赖。",))


FORMAT = Format(
    id="pipfile_lock",
    version=1,
    name="Pipfile.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://pipenv.pypa.io/en/latest/pipfile.html",
    wants=lambda path: base(path) == "Pipfile.lock",
    parse=parse,
    examples=[
        (
            "Pipfile.lock",
            """\
{
 "_meta": {"pipfile-spec": 6},
 "default": {
  "requests": {"version": "==2.31.0", "markers": "python_version >= '3.7'"},
  "own": {"editable": true, "path": "."}
 },
 "develop": {
  "pytest": {"version": "==7.4.0"},
  "x": {"git": "https://u@example.org/x", "ref": "0"}
 }
}
""",
            [
                component(ECOSYSTEM, "requests", "2.31.0", requirement="python_version >= '3.7'", line=4),
                component(ECOSYSTEM, "pytest", "7.4.0", scope=DEV, line=8),
                component(ECOSYSTEM, "x", scope=DEV, line=9, origin=GIT, source="https://example.org/x"),
            ],
        ),
        ("Pipfile.lock", '{"_meta": {}, "default": {}, "develop": {}}', []),
    ],
    refused=[
        "",
        "{}",
        "[]",
        '{"_meta": {}, "default": []}',
        '{"_meta": {}, "default": {"a": 1}}',
        '{"_meta": {}, "default": {"a": {}, "a": {}}}',
    ],
)
