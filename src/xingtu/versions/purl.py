"""Which package of which ecosystem does a package URL name, and how is a package written as one?

Reading and normalising is ``packageurl-python``'s; kept from it are two of its habits: it lower-cases npm names, though npm told
JSONStream from jsonstream, and it leaves a slash in a qualifier as it is, which the specification wants encoded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from packageurl import PackageURL

from xingtu.errors import UnknownEcosystem, VersionError
from xingtu.versions.ecosystems import base_name
from xingtu.versions.percent import quote, unquote

TYPE_OF: Mapping[str, str] = {
    "AlmaLinux": "rpm/almalinux",
    "Alpaquita": "apk/alpaquita",
    "Alpine": "apk/alpine",
    "Azure Linux": "rpm/azure-linux",
    "BellSoft Hardened Containers": "apk/bellsoft-hardened-containers",
    "Bitnami": "bitnami",
    "CRAN": "cran",
    "Chainguard": "apk/chainguard",
    "ConanCenter": "conan",
    "Debian": "deb/debian",
    "Docker Hardened Images": "dhi",
    "Echo": "deb/echo",
    "Go": "golang",
    "Hackage": "hackage",
    "Hex": "hex",
    "Julia": "julia",
    "Mageia": "rpm/mageia",
    "Maven": "maven",
    "MinimOS": "apk/minimos",
    "NuGet": "nuget",
    "OSS-Fuzz": "generic",
    "Packagist": "composer",
    "Pub": "pub",
    "PyPI": "pypi",
    "Red Hat": "rpm/redhat",
    "Rocky Linux": "rpm/rocky-linux",
    "RubyGems": "gem",
    "SUSE": "rpm/suse",
    "SwiftURL": "swift",
    "Ubuntu": "deb/ubuntu",
    "Wolfi": "apk/wolfi",
    "crates.io": "cargo",
    "npm": "npm",
    "ohpm": "ohpm",
    "openEuler": "rpm/openeuler",
    "openSUSE": "rpm/opensuse",
    "opam": "opam",
}
"""OSV's ecosystem -> purl type, with the namespace where the namespace is the distribution; ohpm is ours and not registered.

Not here: ecosystems for which OSV gives no purl (Android, GIT, GitHub Actions, GHC, Kubernetes, Linux, Root, TuxCare, …).
"""
ECOSYSTEM_OF = {purl_type: ecosystem for ecosystem, purl_type in TYPE_OF.items()} | {"gradle": "Maven"}
JOINED_BY = {"maven": ":", "gradle": ":"}
"""What stands between namespace and name in OSV's name; a slash where nothing is said."""
LOWERED = {"NuGet", "Packagist", "Hex", "Pub"}
PYPI_RUNS = re.compile(r"[-_.]+")
DISTRO = "distro"
"""The qualifier that names a release of a distribution."""
NO_QUALIFIERS: Mapping[str, str] = MappingProxyType({})


class PurlError(VersionError, ValueError):
    """A text is no package URL."""


@dataclass(frozen=True, slots=True)
class Purl:
    """A package URL, normalised."""

    type: str
    namespace: str
    name: str
    version: str = ""
    qualifiers: Mapping[str, str] = field(default_factory=lambda: NO_QUALIFIERS)
    subpath: str = ""

    @property
    def ecosystem(self) -> str | None:
        """OSV's ecosystem without release; None: none is known for this type."""
        return ECOSYSTEM_OF.get(f"{self.type}/{self.namespace.lower()}") or ECOSYSTEM_OF.get(self.type)

    @property
    def package(self) -> str:
        """The package's name as OSV writes it, normalised as its ecosystem compares names."""
        ecosystem = self.ecosystem
        if not self.namespace or (ecosystem and "/" in TYPE_OF[ecosystem]):
            name = self.name
        else:
            name = f"{self.namespace}{JOINED_BY.get(self.type, '/')}{self.name}"
        if self.type == "golang" and self.subpath:
            name = f"{name}/{self.subpath}"
        return normal_name(ecosystem, name) if ecosystem else name

    def __str__(self) -> str:
        written: str = PackageURL(self.type, self.namespace or None, self.name, self.version or None).to_string()
        if self.type == "npm":  # packageurl has lower-cased it
            head, at, version = written.partition("@") if not self.version else written.rpartition("@")
            written = (head if at else written)[: -len(quote(self.name))] + quote(self.name) + (at + version if at else "")
        pairs = [f"{key}={quote(value, safe=':')}" for key, value in sorted(self.qualifiers.items())]
        return written + ("?" + "&".join(pairs) if pairs else "") + (f"#{quote(self.subpath, safe='/:')}" if self.subpath else "")


def parse_purl(text: str) -> Purl:
    """Read a package URL.

    Raises:
        PurlError: it is none; the message says why.
    """
    try:
        read = PackageURL.from_string(text)
    except ValueError as reason:
        raise PurlError(f"{text[:200]!r} 不是合法的 purl：{reason}") from None
    name = read.name
    if read.type == "npm":
        path = re.split("[?#]", text, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
        name = unquote(path.rpartition("@")[0] or path)
    qualifiers = dict(read.qualifiers or {})
    return Purl(read.type, read.namespace or "", name, read.version or "", MappingProxyType(qualifiers), read.subpath or "")


def normal_name(ecosystem: str, name: str) -> str:
    """A package's name as its ecosystem compares names: equal exactly when they name the same package."""
    base = base_name(ecosystem)
    if base == "PyPI":
        return PYPI_RUNS.sub("-", name).lower()
    return name.lower() if base in LOWERED else name


def package_purl(ecosystem: str, name: str, version: str = "") -> str:
    """A package as a package URL.

    Raises:
        UnknownEcosystem: no purl type is known for the ecosystem.
    """
    kind = TYPE_OF.get(base_name(ecosystem))
    if kind is None:
        raise UnknownEcosystem(f"生态 {ecosystem} 没有对应的 purl 类型，无法写成 purl。")
    purl_type, _, distribution = kind.partition("/")
    namespace, _, rest = name.rpartition(JOINED_BY.get(purl_type, "/"))
    if distribution:
        namespace, rest = distribution, name
    if base_name(ecosystem) == "SwiftURL":
        namespace = namespace.removeprefix("https://").removeprefix("http://")
        rest = rest.removesuffix(".git")
    return str(Purl(purl_type, namespace, normal_name(ecosystem, rest), version))
