"""What does Yarn's lock file hold? (version 1 in Yarn's own syntax, later ones in YAML)"""

import re
from urllib.parse import unquote

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.table import line_of, member, table, text
from xingtu.detect.lockfiles.yaml_text import read_yaml
from xingtu.errors import LockfileError
from xingtu.facts.components import GIT, REGISTRY, UNKNOWN, URL, Component

ECOSYSTEM = "npm"
HEAD = re.compile(r"""(?P<keys>("[^"]*"|[^\s",:#][^",]*)(,\s*("[^"]*"|[^\s",][^",]*))*):""")
FIELD = re.compile(r"""  (?P<name>version|resolved)\s+"?(?P<value>[^"]*)"?""")
INSIDE = re.compile(r"""  +("[^"]*"|[^\s"]+)(:|\s+("[^"]*"|\S+))?""")
OWN = ("workspace:", "link:", "portal:", "file:")
NPM = "npm:"


def parse(content: str) -> Found:
    """The file says no scope, and not what the project itself asks for; newer ones say it for the members of the workspace."""
    if "__metadata:" in content:
        return _berry(content)
    if "# yarn lockfile v1" not in content:
        raise LockfileError("既没有 __metadata 也没有“# yarn lockfile v1”，不是 yarn.lock。", 1)
    return Found(tuple(_classic(content)), notes=("yarn.lock 第 1 版不写明范围（运行或开发），也不写明哪些是直接依赖。",))


def _classic(content: str) -> list[Component]:
    rows: list[Component] = []
    keys, begin, fields = "", 0, dict[str, str]()
    for number, line in enumerate([*content.splitlines(), "end:"], 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0] != " ":
            rows += _block(keys, begin, fields) if keys else []
            head = HEAD.fullmatch(line.rstrip())
            if not head:
                raise LockfileError(f"{line[:80]!r} 不是一个条目的开头。", number)
            keys, begin, fields = head["keys"], number, {}
        elif not INSIDE.fullmatch(line.rstrip()) or not keys:
            raise LockfileError(f"{line[:80]!r} 不是条目里的一行。", number)
        elif field := FIELD.fullmatch(line.rstrip()):
            fields[field["name"]] = field["value"]
    return rows


def _block(keys: str, line: int, fields: dict[str, str]) -> list[Component]:
    asked = [key.strip().strip('"') for key in re.findall(r'"[^"]*"|[^",]+', keys) if key.strip()]
    used_as, _, wanted = _split(asked[0])
    if "version" not in fields:
        raise LockfileError(f"{asked[0][:80]!r} 没有 version。", line)
    if wanted.startswith(OWN):
        return []
    name = _split(wanted.removeprefix(NPM))[0] if wanted.startswith(NPM) and _split(wanted.removeprefix(NPM))[1] else used_as
    resolved = fields.get("resolved", "")
    origin = _origin(wanted, resolved)
    return [
        component(
            ECOSYSTEM,
            name,
            fields["version"],
            requirement=", ".join(_split(key)[2] for key in asked),
            scope=UNKNOWN,
            line=line,
            via=(used_as,) if name != used_as else (),
            origin=origin,
            source="" if resolved.startswith(("https://registry.yarnpkg.com/", "https://registry.npmjs.org/")) else resolved,
        )
    ]


def _split(key: str) -> tuple[str, str, str]:
    """Name, @, wanted: the first @ that does not begin a scope."""
    at = key.find("@", 1)
    return (key[:at], "@", key[at + 1 :]) if at > 0 else (key, "", "")


def _origin(wanted: str, resolved: str) -> str:
    told = wanted + " " + resolved
    if re.search(r"git\+|git@|git:|\.git\b|codeload\.github\.com|commit=", told):
        return GIT
    return URL if re.match("https?:", wanted) else REGISTRY


def _berry(content: str) -> Found:
    document = read_yaml(content)
    asked: set[str] = set()
    for key in document:
        if "@workspace:" in key:
            wanted = table(member(document, key), "dependencies")
            asked |= {f"{name}@{text(wanted, name)}" for name in wanted}
    rows = []
    for key in document:
        if key == "__metadata":
            continue
        entry = member(document, key)
        name, _, place = _split(text(entry, "resolution", required=True))
        if place.startswith("virtual:"):
            place = place.partition("#")[2]
        if place.startswith("patch:"):
            name, _, place = _split(unquote(place.removeprefix("patch:").partition("#")[0]))
        if place.startswith(OWN) or place.startswith("."):
            continue
        origin = REGISTRY if place.startswith(NPM) else _origin(place, "")
        asked_here = [one.strip() for one in key.split(",")]
        rows.append(
            component(
                ECOSYSTEM,
                name,
                text(entry, "version", required=True),
                requirement=", ".join(_split(one)[2].removeprefix(NPM) for one in asked_here),
                scope=UNKNOWN,
                direct=bool(asked & {*asked_here, *(one.replace("@npm:", "@") for one in asked_here)}) if asked else None,
                line=line_of(document, key),
                via=tuple(sorted({_split(one)[0] for one in asked_here} - {name})),
                origin=origin,
                source="" if origin == REGISTRY else place,
            )
        )
    return Found(tuple(rows), notes=("yarn.lock 不写明范围（运行或开发）。",))


FORMAT = Format(
    id="yarn_lock",
    version=1,
    name="yarn.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://yarnpkg.com/advanced/lexicon#lockfile and https://classic.yarnpkg.com/en/docs/yarn-lock",
    wants=lambda path: base(path) == "yarn.lock",
    parse=parse,
    examples=[
        (
            "yarn.lock",
            """\
# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
# yarn lockfile v1


"@a/b@^1.0.0", "@a/b@^1.1.0":
  version "1.2.0"
  resolved "https://registry.yarnpkg.com/@a/b/-/b-1.2.0.tgz#00"
  integrity sha512-x
  dependencies:
    c "^2.0.0"

c@^2.0.0:
  version "2.0.1"
  resolved "https://u:p@npm.example.org/c/-/c-2.0.1.tgz#00"

"foo@npm:bar@^1":
  version "1.5.0"
  resolved "https://registry.npmjs.org/bar/-/bar-1.5.0.tgz"

"g@git+ssh://git@example.org/g.git":
  version "0.1.0"
  resolved "git+ssh://git@example.org/g.git#abc"

"own@link:../own":
  version "0.0.0"
  uid ""
""",
            [
                component(ECOSYSTEM, "@a/b", "1.2.0", requirement="^1.0.0, ^1.1.0", scope=UNKNOWN, line=5),
                component(
                    ECOSYSTEM, "c", "2.0.1", requirement="^2.0.0", scope=UNKNOWN, line=12, source="https://npm.example.org/c/-/c-2.0.1.tgz"
                ),
                component(ECOSYSTEM, "bar", "1.5.0", requirement="npm:bar@^1", scope=UNKNOWN, line=16, via=("foo",)),
                component(
                    ECOSYSTEM,
                    "g",
                    "0.1.0",
                    requirement="git+ssh://example.org/g.git",
                    scope=UNKNOWN,
                    line=20,
                    origin=GIT,
                    source="git+ssh://example.org/g.git",
                ),
            ],
        ),
        (
            "yarn.lock",
            """\
# This file is generated by running "yarn install".

__metadata:
  version: 6
  cacheKey: 8

"@a/b@npm:^1.0.0, @a/b@npm:^1.1.0":
  version: 1.2.0
  resolution: "@a/b@npm:1.2.0"
  languageName: node
  linkType: hard

"foo@npm:bar@^1":
  version: 1.10
  resolution: "bar@npm:1.10"

"own@workspace:.":
  version: 0.0.0-use.local
  resolution: "own@workspace:."
  dependencies:
    "@a/b": ^1.0.0

"p@patch:p@^2.0.0#./p.patch":
  version: 2.0.0
  resolution: "p@patch:p@npm%3A2.0.0#./p.patch::version=2.0.0&hash=1"
""",
            [
                component(ECOSYSTEM, "@a/b", "1.2.0", requirement="^1.0.0, ^1.1.0", scope=UNKNOWN, direct=True, line=7),
                component(ECOSYSTEM, "bar", "1.10", requirement="bar@^1", scope=UNKNOWN, direct=False, line=13, via=("foo",)),
                component(ECOSYSTEM, "p", "2.0.0", requirement="patch:p@^2.0.0#./p.patch", scope=UNKNOWN, direct=False, line=23),
            ],
        ),
        ("yarn.lock", "# yarn lockfile v1\n", []),
    ],
    refused=[
        "",
        "{}",
        "# yarn lockfile v1\nx\n",
        "# yarn lockfile v1\na@1:\n  resolved x\n",
        "# yarn lockfile v1\n  a b\n",
        "__metadata:\n  version: 6\nx: 1\n",
    ],
)
