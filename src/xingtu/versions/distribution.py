"""Which package of which release of a distribution does a package URL name, as advisories write it?"""

import re
from dataclasses import dataclass

from xingtu.versions.purl import TYPE_OF, Purl

DISTRIBUTION = re.compile(r"(?:[A-Za-z][A-Za-z_]*-)?(?P<release>[0-9][0-9A-Za-z.+-]{0,40})")


@dataclass(frozen=True, slots=True)
class Spoken:
    """``release``: what OSV writes after the colon; empty: every release."""

    release: str
    package: str
    version: str


def spoken_of(purl: Purl, ecosystem: str, version: str) -> Spoken:
    """What advisories of an ecosystem call it. ``version``: the one held, without what a qualifier adds to it."""
    name, held = purl.package, version
    upstream = purl.qualifiers.get("upstream", "")
    if purl.type in {"deb", "apk"} and upstream:
        # advisories of these distributions name the source package
        name, _, built = upstream.partition("@")
        held = built or held
    if ecosystem == "Go":
        held = held.removeprefix("v")
    if purl.type == "rpm" and purl.qualifiers.get("epoch", "0") != "0":
        held = f"{purl.qualifiers['epoch']}:{held}"
    return Spoken(_release(ecosystem, purl.qualifiers.get("distro", "")), name, held)


def _release(ecosystem: str, distro: str) -> str:
    """``distro=debian-12.5`` -> ``12``; empty where the package URL does not tell it in a form we know."""
    if "/" not in TYPE_OF[ecosystem] or not (found := DISTRIBUTION.fullmatch(distro)):
        return ""
    told = found["release"]
    if ecosystem == "Alpine":
        return "v" + ".".join(told.split(".")[:2])
    if ecosystem in {"Debian", "AlmaLinux", "Rocky Linux"}:
        return told.partition(".")[0]
    return told if ecosystem == "openEuler" else ""
