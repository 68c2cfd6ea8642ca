"""What does pnpm's lock file hold? (lockfileVersion 5, 6 and 9)"""

import re
from typing import Any

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import flag, line_of, member, table, text
from xingtu.detect.lockfiles.yaml_text import read_yaml
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, GIT, OPTIONAL, REGISTRY, RUNTIME, UNKNOWN, URL, Component

ECOSYSTEM = "npm"
KINDS = {"dependencies": RUNTIME, "optionalDependencies": OPTIONAL, "devDependencies": DEV}
RELEASE = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
OWN = ("link:", "workspace:")
GITS = ("git+", "git@", "git:", "github.com/", "gitlab.com/", "bitbucket.org/", "https://codeload.github.com/", "ssh:")

Key = tuple[str, str]
"""Name and version; the version is an address for what comes from no registry."""


def parse(content: str) -> Found:
    """Keys of ``packages`` name package and version; what follows in brackets, or after _ in version 5, is about its peers."""
    document = read_yaml(content)
    if not text(document, "lockfileVersion"):
        raise LockfileError("没有 lockfileVersion，不是 pnpm 的锁文件。", 1)
    importers = table(document, "importers") or {".": document}
    asked = _asked(importers)
    snapshots = table(document, "snapshots")
    reached = _reached(asked, snapshots) if snapshots else {}
    packages = table(document, "packages")
    rows = []
    for written in packages:
        package = packages[written] if packages[written] is not None else {}
        if not isinstance(package, dict):
            raise LockfileError(f"{written[:80]!r} 应为一组键值。", line_of(packages, written))
        key = _key(written)
        if not key:
            raise LockfileError(f"{written[:80]!r} 不是“包名@版本”。", line_of(packages, written))
        if "file:" not in written:
            rows.append(
                _row(key, package, line_of(packages, written), asked, reached.get(key, UNKNOWN) if snapshots else _flagged(package))
            )
    return Found(tuple(rows))


def _row(key: Key, package: dict[str, Any], line: int | None, asked: dict[Key, str], scope: str) -> Component:
    name, version = key
    resolution = table(package, "resolution")
    origin = GIT if version.startswith(GITS) or "repo" in resolution else URL if "://" in version else REGISTRY
    return component(
        ECOSYSTEM,
        text(package, "name") or name,
        text(package, "version") or ("" if origin != REGISTRY else version),
        requirement=version if origin != REGISTRY else "",
        scope=scope,
        direct=key in asked,
        line=line,
        origin=origin,
        source=text(resolution, "repo") or text(resolution, "tarball") or (version if origin != REGISTRY else ""),
    )


def _flagged(package: dict[str, Any]) -> str:
    """Versions 5 and 6 say it at each package."""
    return DEV if flag(package, "dev") else OPTIONAL if flag(package, "optional") else RUNTIME


def _asked(importers: dict[str, Any]) -> dict[Key, str]:
    """What the members of the workspace ask for, each with its strongest scope."""
    asked: dict[Key, str] = {}
    for importer in importers:
        for kind, scope in KINDS.items():
            wanted = table(member(importers, importer), kind)
            for name, told in wanted.items():
                version = text(told, "version") if isinstance(told, dict) else text(wanted, name)
                if not version.startswith(OWN):
                    asked.setdefault(_target(name, version), scope)
    return dict(sorted(asked.items(), key=lambda pair: list(KINDS.values()).index(pair[1])))


def _target(name: str, version: str) -> Key:
    """Which package a name and a version mean: an alias says another package's name in its version."""
    plain = version.partition("(")[0]
    elsewhere = plain.startswith(GITS) or "://" in plain.partition("@")[0]
    if not elsewhere and (plain.startswith("/") or (plain.find("@", 1) > 0 and not RELEASE.match(plain))):
        return _key(version) or (name, plain)
    return name, plain if "://" in plain else plain.partition("_")[0]


def _key(written: str) -> Key | None:
    """/n/1.0.0_peer (version 5), /n@1.0.0(peer) (6), n@1.0.0 (9)."""
    plain = written.partition("(")[0].removeprefix("/")
    at = plain.find("@", 1)
    slash = plain.rfind("/")
    if at > 0 and not (slash > 0 and plain[slash + 1 : slash + 2].isdigit() and "_" in plain[slash:]):
        return plain[:at], plain[at + 1 :]
    if slash <= 0:
        return None
    name, version = plain[:slash], plain[slash + 1 :].partition("_")[0]
    return (name, plain) if name.startswith(GITS) else (name, version)


def _reached(asked: dict[Key, str], snapshots: dict[str, Any]) -> dict[Key, str]:
    """Version 9 says no scope: each package has the strongest one by which it is reached."""
    needs: dict[Key, set[Key]] = {}
    for written, held in snapshots.items():
        snapshot = held if isinstance(held, dict) else {}
        found = needs.setdefault(_key(written) or (written, ""), set())
        for kind in ("dependencies", "optionalDependencies"):
            wanted = table(snapshot, kind)
            found.update(_target(name, text(wanted, name)) for name in wanted)
    reached: dict[Key, str] = {}
    for start, scope in asked.items():
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key not in reached:
                reached[key] = scope
                waiting += needs.get(key, ())
    return reached


FORMAT = Format(
    id="pnpm_lock_yaml",
    version=1,
    name="pnpm-lock.yaml",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://github.com/pnpm/spec/tree/master/lockfile",
    wants=lambda path: base(path) == "pnpm-lock.yaml",
    parse=parse,
    examples=[
        (
            "pnpm-lock.yaml",
            """\
lockfileVersion: 5.4
specifiers:
  a: ^1.0.0
dependencies:
  a: 1.0.0_b@2.0.0
devDependencies:
  '@s/d': 3.0.0
  own: link:../own
packages:
  /a/1.0.0_b@2.0.0:
    resolution: {integrity: sha512-x}
    dev: false
  /b/2.0.0:
    resolution: {integrity: sha512-x}
    dev: false
    optional: true
  /@s/d/3.0.0:
    resolution: {integrity: sha512-x}
    dev: true
  github.com/u/e/0123abc:
    resolution: {tarball: https://codeload.github.com/u/e/tar.gz/0123abc}
    name: e
    version: 4.0.0
    dev: true
""",
            [
                component(ECOSYSTEM, "a", "1.0.0", direct=True, line=10),
                component(ECOSYSTEM, "b", "2.0.0", scope=OPTIONAL, direct=False, line=13),
                component(ECOSYSTEM, "@s/d", "3.0.0", scope=DEV, direct=True, line=17),
                component(
                    ECOSYSTEM,
                    "e",
                    "4.0.0",
                    requirement="github.com/u/e/0123abc",
                    scope=DEV,
                    direct=False,
                    line=20,
                    origin=GIT,
                    source="https://codeload.github.com/u/e/tar.gz/0123abc",
                ),
            ],
        ),
        (
            "pnpm-lock.yaml",
            """\
lockfileVersion: '6.0'
importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0)
      alias:
        specifier: npm:@s/c@^1
        version: /@s/c@1.1.0
packages:
  /a@1.0.0(b@2.0.0):
    resolution: {integrity: sha512-x}
    dev: false
  /@s/c@1.1.0:
    resolution: {integrity: sha512-x}
    dev: false
  file:../own:
    resolution: {directory: ../own, type: directory}
    name: own
""",
            [
                component(ECOSYSTEM, "a", "1.0.0", direct=True, line=12),
                component(ECOSYSTEM, "@s/c", "1.1.0", direct=True, line=15),
            ],
        ),
        (
            "pnpm-lock.yaml",
            """\
lockfileVersion: '9.0'
importers:
  .:
    devDependencies:
      a: {specifier: ^1.0.0, version: 1.0.0(b@2.0.0)}
  p/q:
    dependencies:
      b: {specifier: ^2.0.0, version: 2.0.0}
packages:
  a@1.0.0:
    resolution: {integrity: sha512-x}
  b@2.0.0:
    resolution: {integrity: sha512-x}
  c@3.0.0:
    resolution: {integrity: sha512-x}
snapshots:
  a@1.0.0(b@2.0.0):
    dependencies:
      b: 2.0.0
      c: 3.0.0
  b@2.0.0: {}
  c@3.0.0: {}
""",
            [
                component(ECOSYSTEM, "a", "1.0.0", scope=DEV, direct=True, line=10),
                component(ECOSYSTEM, "b", "2.0.0", direct=True, line=12),
                component(ECOSYSTEM, "c", "3.0.0", scope=DEV, direct=False, line=14),
            ],
        ),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n", []),
    ],
    refused=[
        "",
        "a: b\n",
        "- a\n",
        "lockfileVersion: 5\npackages:\n  x: {}\n",
        "lockfileVersion: 5\npackages: 1\n",
        "lockfileVersion: &a 5\nx: *a\n",
    ],
)
