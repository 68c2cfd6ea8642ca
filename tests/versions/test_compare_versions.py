"""Does the public function order by ecosystem, and refuse in words?"""

import subprocess
import sys

import pytest

import xingtu
from xingtu.errors import UnknownEcosystem, UnorderedEcosystem, UnorderedVersion
from xingtu.versions.ecosystems import SCHEME_OF
from xingtu.versions.scheme import LONGEST

SCHEMA_1_7_5 = {
    "AlmaLinux", "Alpaquita", "Alpine", "Android", "Azure Linux", "BellSoft Hardened Containers", "Bioconductor", "Bitnami", "Chainguard",
    "CleanStart", "ConanCenter", "CRAN", "crates.io", "Debian", "Docker Hardened Images", "Echo", "FreeBSD", "GHC", "GitHub Actions", "Go",
    "Hackage", "Hex", "Julia", "Kubernetes", "Linux", "Mageia", "Maven", "MinimOS", "npm", "NuGet", "opam", "openEuler", "openSUSE",
    "OSS-Fuzz", "Packagist", "Photon OS", "Pub", "PyPI", "Red Hat", "Rocky Linux", "Root", "RubyGems", "SUSE", "SwiftURL", "TuxCare",
    "Ubuntu", "VSCode", "Wolfi",
}  # fmt: skip


def test_every_ecosystem_of_the_osv_schema_is_known_and_no_other() -> None:
    assert set(SCHEME_OF) - {"GIT", "ohpm", "OpenHarmony"} == SCHEMA_1_7_5


@pytest.mark.parametrize(
    ("ecosystem", "left", "right", "order"),
    [
        ("PyPI", "1.0", "1.0.0", 0),
        ("npm", "1.10.0", "1.9.0", 1),
        ("Go", "v1.2.3", "1.2.4", -1),
        ("crates.io", "1.0.0-rc.1", "1.0.0", -1),
        ("Maven", "1.0-SNAPSHOT", "1.0", -1),
        ("Maven:https://maven.google.com", "1.0.0", "1", 0),
        ("Packagist", "1.0.0-RC1", "1.0.0-beta2", 1),
        ("RubyGems", "1.0.a", "1.0", -1),
        ("NuGet", "1.0.0.1", "1.0.0", 1),
        ("Debian", "1:1.0", "2.0", 1),
        ("Debian:12", "1.0~rc1-1", "1.0-1", -1),
        ("Ubuntu:Pro:18.04:LTS", "1.0-1ubuntu1", "1.0-1ubuntu1.1", -1),
        ("Alpine:v3.17", "1.2.3-r1", "1.2.3-r10", -1),
        ("Red Hat:rhel_aus:8.4::appstream", "0:1.0-1.el8", "1.0-1.el8", 0),
        ("openEuler:24.03-LTS-SP1", "4.15.1-64.oe2003sp4", "4.15.1-63.oe2003sp4", 1),
        ("Hex", "1.0.0", "1.0.0+build", 0),
        ("Pub", "1.0.0", "1.0.0+build", -1),
        ("ohpm", "2.0.1", "2.0.1-rc.0", 1),
        ("TuxCare:Red Hat", "1.0-1", "1.0-2", -1),
        ("TuxCare:Alpine:v3.16", "1.0_rc1", "1.0", -1),
        ("Echo", "1.0-1", "1.0-1+e1", -1),
        ("Echo:npm", "1.2.3+echo.1", "1.2.3+echo.2", -1),
        ("Root:npm", "1.0.0.root.io.1", "1.0.0", 1),
        ("Root:PyPI", "1.0.0+root.io.1", "1.0.0+root.io.2", -1),
        ("PyPI", " 1.0 ", "1.0", 0),
    ],
)
def test_versions_order_as_their_ecosystem_says(ecosystem: str, left: str, right: str, order: int) -> None:
    assert xingtu.compare_versions(ecosystem, left, right) == order
    assert xingtu.compare_versions(ecosystem, right, left) == -order


def test_an_unknown_ecosystem_is_named_and_the_near_one_suggested() -> None:
    with pytest.raises(UnknownEcosystem, match=r"'pypi'.*PyPI"):
        xingtu.compare_versions("pypi", "1", "2")
    with pytest.raises(UnknownEcosystem, match="Fedora"):
        xingtu.compare_versions("Fedora:40", "1", "2")


@pytest.mark.parametrize("ecosystem", ["GIT", "Android", "Linux", "TuxCare", "Root", "TuxCare:TuxCare:npm", "TuxCare:Nix"])
def test_what_has_no_order_is_not_ordered(ecosystem: str) -> None:
    with pytest.raises(UnorderedEcosystem, match=ecosystem):
        xingtu.compare_versions(ecosystem, "1", "2")


@pytest.mark.parametrize(("left", "right", "named"), [("dog", "1.0", "dog"), ("1.0", "2004d-x", "2004d-x")])
def test_what_is_no_version_is_named(left: str, right: str, named: str) -> None:
    with pytest.raises(ValueError, match=named) as caught:
        xingtu.compare_versions("PyPI", left, right)
    assert isinstance(caught.value, UnorderedVersion)
    assert caught.value.version == named


def test_a_text_too_long_for_a_version_is_refused_without_repeating_it() -> None:
    with pytest.raises(UnorderedVersion, match="513 个字符") as caught:
        xingtu.compare_versions("npm", "1.0.0-" + "9" * (LONGEST - 5), "1.0.0")
    assert len(str(caught.value)) < 200


def test_importing_xingtu_loads_no_order() -> None:
    told = "import sys, xingtu; print([name for name in sys.modules if name.startswith(('xingtu.', 'packaging', 'univers'))])"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip() == "[]"
