"""How do the versions of Dart packages order? Semantic versions whose build takes part."""

from xingtu.versions.scheme import Comparable, Scheme
from xingtu.versions.schemes.semver import VERSION, core, identifiers


def parse(text: str) -> Comparable | None:
    """Without a build comes before with one; builds order as pre-releases do."""
    found = VERSION.fullmatch(text)
    if not found:
        return None
    return core(found), identifiers(found["build"]) if found["build"] is not None else ()


SCHEME = Scheme(
    id="pub",
    name="pub_semver",
    source="https://pub.dev/packages/pub_semver#semantics (SemVer 2.0.0-rc.1: builds are ordered)",
    parse=parse,
    examples=[
        ("1.0.0-alpha", "<", "1.0.0-alpha.1"),
        ("1.0.0-alpha.1", "<", "1.0.0-beta.2"),
        ("1.0.0-beta.2", "<", "1.0.0-beta.11"),
        ("1.0.0-rc.1", "<", "1.0.0-rc.1+build.1"),
        ("1.0.0-rc.1+build.1", "<", "1.0.0"),
        ("1.0.0", "<", "1.0.0+0.3.7"),
        ("1.0.0+0.3.7", "<", "1.3.7+build"),
        ("1.3.7+build", "<", "1.3.7+build.2.b8f12d7"),
        ("1.3.7+build.2.b8f12d7", "<", "1.3.7+build.11.e0f985a"),
        ("1.0.0+build", "<", "2.0.0"),
        ("1.0.0+1", "=", "1.0.0+1"),
    ],
    unordered=["", "any", "1.0.0.0"],
)
