"""What does a PHP package ask for? A declaration: versions stand in the lock file."""

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json
from xingtu.detect.lockfiles.table import line_of, table, text
from xingtu.facts.components import DEV, RUNTIME

ECOSYSTEM = "Packagist"
KINDS = {"require": RUNTIME, "require-dev": DEV}


def parse(content: str) -> Found:
    """What has no vendor (php, ext-…) is the platform, no package."""
    document = read_json(content)
    return Found(
        tuple(
            component(ECOSYSTEM, name, requirement=text(asked, name) or "*", scope=scope, direct=True, line=line_of(asked, name))
            for kind, scope in KINDS.items()
            for asked in (table(document, kind),)
            for name in asked
            if "/" in name
        )
    )


FORMAT = Format(
    id="composer_json",
    version=1,
    name="composer.json",
    ecosystem=ECOSYSTEM,
    resolved=False,
    source="https://getcomposer.org/doc/04-schema.md",
    wants=lambda path: base(path) == "composer.json",
    parse=parse,
    examples=[
        (
            "composer.json",
            """\
{
 "require": {"php": ">=8.1", "ext-json": "*",
  "Laravel/framework": "^10.0"},
 "require-dev": {"phpunit/phpunit": "^9"}
}
""",
            [
                component(ECOSYSTEM, "laravel/framework", requirement="^10.0", direct=True, line=3),
                component(ECOSYSTEM, "phpunit/phpunit", requirement="^9", scope=DEV, direct=True, line=4),
            ],
        ),
        ("composer.json", "{}", []),
    ],
    refused=["", "[]", '{"require": ["a/b"]}', '{"require": {"a/b": 1}}'],
)
