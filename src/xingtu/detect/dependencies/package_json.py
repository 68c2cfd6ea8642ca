"""What does an npm package ask for? A declaration: versions stand in the lock file."""

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.lockfiles.table import line_of, table, text
from xingtu.facts.components import DEV, GIT, OPTIONAL, REGISTRY, RUNTIME, URL, Component

ECOSYSTEM = "npm"
KINDS = {"dependencies": RUNTIME, "optionalDependencies": OPTIONAL, "peerDependencies": RUNTIME, "devDependencies": DEV}
OWN = ("file:", "link:", "workspace:", "portal:", ".", "/", "~/")
ALIAS = "npm:"


def parse(content: str) -> Found:
    """A folder or a member of the workspace is own code. An object without dependencies asks for nothing."""
    document = read_json(content)
    rows: list[Component] = []
    for kind, scope in KINDS.items():
        asked = table(document, kind)
        for used_as in asked:
            wanted = text(asked, used_as)
            if wanted.startswith(OWN):
                continue
            name = used_as
            if wanted.startswith(ALIAS):
                told = wanted.removeprefix(ALIAS)
                name = told[:at] if (at := told.find("@", 1)) > 0 else told
            git = wanted.startswith(("git", "github:", "gitlab:", "bitbucket:", "ssh:")) or (
                "/" in wanted and "://" not in wanted and not wanted.startswith(ALIAS)
            )
            origin = GIT if git else URL if "://" in wanted else REGISTRY
            rows.append(
                component(
                    ECOSYSTEM,
                    name,
                    requirement=wanted or "*",
                    scope=scope,
                    direct=True,
                    line=line_of(asked, used_as),
                    via=(used_as,) if name != used_as else (),
                    origin=origin,
                    source=wanted if origin != REGISTRY else "",
                )
            )
    return Found(tuple(rows))


FORMAT = Format(
    id="package_json",
    version=1,
    name="package.json",
    ecosystem=ECOSYSTEM,
    resolved=False,
    source="https://docs.npmjs.com/cli/configuring-npm/package-json",
    wants=lambda path: base(path) == "package.json",
    parse=parse,
    examples=[
        (
            "package.json",
            """\
{
  "name": "own",
  "dependencies": {
    "a": "^1.0.0",
    "alias": "npm:@s/b@^2",
    "own-part": "workspace:*",
    "g": "user/repo#main"
  },
  "devDependencies": {"d": "3.0.0"}
}
""",
            [
                component(ECOSYSTEM, "a", requirement="^1.0.0", direct=True, line=4),
                component(ECOSYSTEM, "@s/b", requirement="npm:@s/b@^2", direct=True, line=5, via=("alias",)),
                component(ECOSYSTEM, "g", requirement="user/repo#main", direct=True, line=7, origin=GIT, source="user/repo"),
                component(ECOSYSTEM, "d", requirement="3.0.0", scope=DEV, direct=True, line=9),
            ],
        ),
        ("package.json", '{"name": "own"}', []),
    ],
    refused=["", "[]", '{"dependencies": []}', '{"dependencies": {"a": 1}}', '{"a": 1, "a": 2}'],
)
