"""What do npm's lock files hold? (package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3)"""

import re
from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.lockfiles.table import flag, line_of, member, table, text
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, OPTIONAL, PATH, REGISTRY, RUNTIME, URL, Component

ECOSYSTEM = "npm"
FOLDER = "node_modules/"
ALIAS = "npm:"
REGISTRIES = re.compile("/-/|/download/")
"""In the addresses of registries, npm's own and GitHub's."""
ASKED = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def parse(content: str) -> Found:
    """``packages`` where it is there (versions 2 and 3), else the tree of ``dependencies``."""
    document = read_json(content)
    if "packages" in document:
        return Found(tuple(_packages(table(document, "packages", required=True))))
    if "lockfileVersion" not in document:
        raise LockfileError("没有 lockfileVersion 也没有 packages，不是 npm 的锁文件。", 1)
    return Found(tuple(_tree(table(document, "dependencies"))), notes=("lockfileVersion 1 不写明哪些是直接依赖。",))


def _packages(packages: dict[str, Any]) -> list[Component]:
    """A key is a path: the root is "", members of a workspace have no node_modules in it, links point to them."""
    own = [member(packages, key) for key in packages if FOLDER not in key]
    asked = {name for package in own for kind in ASKED for name in table(package, kind)}
    rows = []
    for key in packages:
        package = member(packages, key)
        if FOLDER not in key or flag(package, "link"):
            continue
        used_as = key.rpartition(FOLDER)[2]
        name = text(package, "name") or used_as
        rows.append(
            component(
                ECOSYSTEM,
                name,
                _version(text(package, "version")),
                scope=_scope(package),
                direct=used_as in asked and key.count(FOLDER) == 1,
                line=line_of(packages, key),
                via=(used_as,) if name != used_as else (),
                origin=_origin(text(package, "resolved") if package.get("resolved") is not True else ""),
                source=_source(package),
            )
        )
    return rows


def _tree(dependencies: dict[str, Any]) -> list[Component]:
    """Version 1: packages inside packages."""
    rows = []
    waiting: list[tuple[dict[str, Any], tuple[str, ...], str]] = [(dependencies, (), RUNTIME)]
    while waiting:
        level, via, within = waiting.pop(0)
        for used_as in level:
            package = member(level, used_as)
            version = text(package, "version")
            name = used_as
            if version.startswith(ALIAS):
                name, _, version = version.removeprefix(ALIAS).rpartition("@")
            inner = table(package, "dependencies")
            # what is bundled in a package for development does not always say so itself
            scope = within if _scope(package) == RUNTIME else _scope(package)
            waiting += [(inner, (*via, used_as), scope)] if inner else []
            origin = URL if "://" in version and _origin(version) == REGISTRY else _origin(version)
            if origin == PATH:
                continue  # own code beside this one
            rows.append(
                component(
                    ECOSYSTEM,
                    name,
                    _version(version) if origin == REGISTRY else "",
                    requirement="" if origin == REGISTRY else version,
                    scope=scope,
                    direct=False if via else None,
                    line=line_of(level, used_as),
                    via=(used_as,) if name != used_as else via,
                    origin=origin,
                    source=_source(package) if origin == REGISTRY else version,
                )
            )
    return rows


def _scope(package: dict[str, Any]) -> str:
    if flag(package, "dev") or flag(package, "devOptional"):
        return DEV
    return OPTIONAL if flag(package, "optional") else RUNTIME


def _version(told: str) -> str:
    """Nothing for what is an address."""
    return "" if _origin(told) != REGISTRY or ":" in told else told


def _origin(told: str) -> str:
    if told.startswith(("git+", "git:", "git@", "github:", "gitlab:", "bitbucket:")):
        return GIT
    if told.startswith(("file:", "link:", ".")):
        return PATH
    return URL if "://" in told and not told.startswith("npm:") and not REGISTRIES.search(told) else REGISTRY


def _source(package: dict[str, Any]) -> str:
    """The usual registry is not worth repeating."""
    told = package.get("resolved")
    address = told if isinstance(told, str) else ""
    return "" if address.startswith("https://registry.npmjs.org/") else address


FORMAT = Format(
    id="package_lock_json",
    version=1,
    name="package-lock.json",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://docs.npmjs.com/cli/configuring-npm/package-lock-json",
    wants=lambda path: base(path) in {"package-lock.json", "npm-shrinkwrap.json"},
    parse=parse,
    examples=[
        (
            "package-lock.json",
            """\
{
 "name": "own", "lockfileVersion": 3,
 "packages": {
  "": {"dependencies": {"foo": "npm:bar@^1", "@a/b": "1"}, "devDependencies": {"d": "1"}},
  "node_modules/foo": {"name": "bar", "version": "1.2.3", "resolved": "https://registry.npmjs.org/bar/-/bar-1.2.3.tgz"},
  "node_modules/@a/b": {"version": "1.0.0", "resolved": "https://user:pw@npm.example.org/@a/b/-/b-1.0.0.tgz"},
  "node_modules/@a/b/node_modules/foo": {"version": "2.0.0", "optional": true},
  "node_modules/d": {"version": "1.0.0", "dev": true},
  "node_modules/own-part": {"resolved": "packages/own-part", "link": true},
  "packages/own-part": {"version": "0.0.1"},
  "node_modules/g": {"version": "1.0.0", "resolved": "git+ssh://git@example.org/g.git#abc"}
 }
}
""",
            [
                component(ECOSYSTEM, "bar", "1.2.3", direct=True, line=5, via=("foo",)),
                component(ECOSYSTEM, "@a/b", "1.0.0", direct=True, line=6, source="https://npm.example.org/@a/b/-/b-1.0.0.tgz"),
                component(ECOSYSTEM, "foo", "2.0.0", scope=OPTIONAL, direct=False, line=7),
                component(ECOSYSTEM, "d", "1.0.0", scope=DEV, direct=True, line=8),
                component(ECOSYSTEM, "g", "1.0.0", direct=False, line=11, origin=GIT, source="git+ssh://example.org/g.git"),
            ],
        ),
        (
            "npm-shrinkwrap.json",
            """\
{
 "lockfileVersion": 1,
 "dependencies": {
  "a": {"version": "1.0.0", "requires": {"b": "^1"},
   "dependencies": {
    "b": {"version": "1.5.0", "dev": true}
   }},
  "c": {"version": "npm:@x/c@3.0.0"},
  "e": {"version": "github:u/e#0"},
  "own": {"version": "file:own"},
  "t": {"version": "https://registry.npmjs.org/t/-/t-1.0.0.tgz"}
 }
}
""",
            [
                component(ECOSYSTEM, "a", "1.0.0", line=4),
                component(ECOSYSTEM, "@x/c", "3.0.0", line=8, via=("c",)),
                component(ECOSYSTEM, "e", requirement="github:u/e#0", line=9, origin=GIT, source="github:u/e"),
                component(
                    ECOSYSTEM,
                    "t",
                    requirement="https://registry.npmjs.org/t/-/t-1.0.0.tgz",
                    line=11,
                    origin=URL,
                    source="https://registry.npmjs.org/t/-/t-1.0.0.tgz",
                ),
                component(ECOSYSTEM, "b", "1.5.0", scope=DEV, direct=False, line=6, via=("a",)),
            ],
        ),
        ("package-lock.json", '{"lockfileVersion": 3, "packages": {"": {}}}', []),
        ("package-lock.json", '{"lockfileVersion": 1}', []),
    ],
    refused=["", "{}", "[]", '{"packages": []}', '{"packages": {"node_modules/a": 1}}', '{"packages": {"node_modules/a": {"version": 1}}}'],
)
