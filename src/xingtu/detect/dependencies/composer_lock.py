"""What does Composer's lock file hold?"""

from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.lockfiles.table import line_of, table, tables, text
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, REGISTRY, RUNTIME, URL, Component

ECOSYSTEM = "Packagist"
KINDS = {"packages": RUNTIME, "packages-dev": DEV}


def parse(content: str) -> Found:
    """A branch (dev-main) is written as it is; it stands for one commit, but has no place in the order of versions."""
    document = read_json(content)
    if "packages" not in document:
        raise LockfileError("没有 packages，不是 composer.lock。", 1)
    rows = [row for kind, scope in KINDS.items() for package in tables(document, kind) if (row := _row(package, scope))]
    return Found(tuple(rows), notes=("composer.lock 不写明哪些是直接依赖。",))


def _row(package: dict[str, Any], scope: str) -> Component | None:
    dist, source = table(package, "dist"), table(package, "source")
    if text(dist, "type") == "path":
        return None  # own code
    branch = text(package, "version", required=True).startswith("dev-")
    return component(
        ECOSYSTEM,
        text(package, "name", required=True),
        text(package, "version"),
        requirement=text(source, "reference") if branch else "",
        scope=scope,
        line=line_of(package, "name"),
        origin=REGISTRY if "notification-url" in package or dist else GIT if source else URL,
        source="" if "notification-url" in package else text(source, "url") or text(dist, "url"),
    )


FORMAT = Format(
    id="composer_lock",
    version=1,
    name="composer.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control",
    wants=lambda path: base(path) == "composer.lock",
    parse=parse,
    examples=[
        (
            "composer.lock",
            """\
{
 "content-hash": "0",
 "packages": [
  {"name": "Laravel/framework", "version": "v10.0.0", "notification-url": "https://packagist.org/downloads/"},
  {
   "name": "a/b",
   "version": "dev-main",
   "source": {"type": "git", "url": "https://u:p@example.org/a/b.git", "reference": "0123"}
  },
  {"name": "own/part", "version": "1.0.0", "dist": {"type": "path", "url": "../part"}}
 ],
 "packages-dev": [
  {"name": "phpunit/phpunit", "version": "9.6.0", "notification-url": "https://packagist.org/downloads/"}
 ]
}
""",
            [
                component(ECOSYSTEM, "laravel/framework", "v10.0.0", line=4),
                component(ECOSYSTEM, "a/b", "dev-main", requirement="0123", line=6, origin=GIT, source="https://example.org/a/b.git"),
                component(ECOSYSTEM, "phpunit/phpunit", "9.6.0", scope=DEV, line=13),
            ],
        ),
        ("composer.lock", '{"packages": [], "packages-dev": []}', []),
    ],
    refused=[
        "",
        "{}",
        '{"packages": {}}',
        '{"packages": [1]}',
        '{"packages": [{"name": "a"}]}',
        '{"packages": [{"name": 1, "version": "1"}]}',
    ],
)
