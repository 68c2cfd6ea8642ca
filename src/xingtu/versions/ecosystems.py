"""Which version scheme does each ecosystem of the OSV schema use?

The names are those of ``ecosystems.json`` in OSV schema 1.7.5, verbatim, and those we add ourselves. A release, a repository or
another ecosystem may follow after a colon (``Debian:12``, ``TuxCare:npm``).
"""

import re
from dataclasses import replace
from functools import cache
from importlib import import_module

from xingtu.errors import UnknownEcosystem, UnorderedEcosystem
from xingtu.versions.scheme import Comparable, Scheme

SCHEME_OF: dict[str, str | None] = {
    "AlmaLinux": "rpm",
    "Alpaquita": "alpine",
    "Alpine": "alpine",
    "Android": None,
    "Azure Linux": "rpm",
    "BellSoft Hardened Containers": "alpine",
    "Bioconductor": "cran",
    "Bitnami": "semver",
    "CRAN": "cran",
    "Chainguard": "alpine",
    "CleanStart": "alpine",
    "ConanCenter": "conan",
    "Debian": "debian",
    "Docker Hardened Images": "semver",
    "Echo": "debian",
    "FreeBSD": None,
    "GHC": "semver",
    "GIT": None,
    "GitHub Actions": None,
    "Go": "semver",
    "Hackage": "hackage",
    "Hex": "semver",
    "Julia": "semver",
    "Kubernetes": None,
    "Linux": None,
    "Mageia": "rpm",
    "Maven": "maven",
    "MinimOS": "alpine",
    "NuGet": "nuget",
    "OSS-Fuzz": None,
    "OpenHarmony": None,
    "Packagist": "packagist",
    "Photon OS": "rpm",
    "Pub": "pub",
    "PyPI": "pep440",
    "Red Hat": "rpm",
    "Rocky Linux": "rpm",
    "Root": None,
    "RubyGems": "rubygems",
    "SUSE": "rpm",
    "SwiftURL": "semver",
    "TuxCare": None,
    "Ubuntu": "debian",
    "VSCode": "semver",
    "Wolfi": "alpine",
    "crates.io": "semver",
    "npm": "semver",
    "ohpm": "semver",
    "openEuler": "rpm",
    "openSUSE": "rpm",
    "opam": "opam",
}
"""None: known, and without an order we could compute. GIT is not in ecosystems.json but in records; ohpm and OpenHarmony are ours."""

REBUILDERS = {"Echo", "Root", "TuxCare"}
"""They patch the packages of another ecosystem, which follows after the colon, and number their own builds."""
REBUILD = re.compile(r"(?P<version>.+)[.+](root\.io|echo)\.(?P<build>[0-9]+)")
ORDERED_REBUILDS = {"pep440", "debian"}
"""Schemes that order what a rebuilder appends as they order everything else."""


def base_name(ecosystem: str) -> str:
    """The ecosystem without what follows the first colon."""
    return ecosystem.partition(":")[0]


def scheme_of(ecosystem: str) -> Scheme:
    """The scheme an ecosystem's versions are of.

    Raises:
        UnknownEcosystem: OSV has no such ecosystem, and we add none.
        UnorderedEcosystem: it is known, but its versions have no order that could be computed.
    """
    base, _, suffix = ecosystem.partition(":")
    if base not in SCHEME_OF:
        near = next((name for name in SCHEME_OF if name.lower() == base.lower()), None)
        raise UnknownEcosystem(
            f"没有名为 {base!r} 的生态；{f'是否指 {near}？' if near else ''}名称须与 OSV 规范的 ecosystems.json 一致（区分大小写）。"
        )
    if base in REBUILDERS and base_name(suffix) in SCHEME_OF and base_name(suffix) not in REBUILDERS:
        return _rebuilt(scheme_of(suffix))
    scheme = SCHEME_OF[base]
    if scheme is None:
        raise UnorderedEcosystem(f"生态 {ecosystem} 的版本没有可计算的次序；只能与公告逐一列出的版本比对。")
    return loaded(scheme)


@cache
def loaded(scheme: str) -> Scheme:
    """A scheme by its id; a scheme and the library it needs are imported when first asked for."""
    found: Scheme = import_module(f"xingtu.versions.schemes.{scheme}").SCHEME
    return found


def _rebuilt(scheme: Scheme) -> Scheme:
    """The scheme with ``.root.io.N`` or ``+echo.N`` deciding between builds of one version."""
    if scheme.id in ORDERED_REBUILDS:
        return scheme

    def parse(text: str) -> Comparable | None:
        found = REBUILD.fullmatch(text)
        key = scheme.parse(found["version"] if found else text)
        return None if key is None else (key, int(found["build"]) if found else 0)

    return replace(scheme, parse=parse)
