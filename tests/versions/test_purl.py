"""Does a package URL name the package that was meant?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import UnknownEcosystem
from xingtu.versions.ecosystems import SCHEME_OF
from xingtu.versions.purl import TYPE_OF, PurlError, normal_name, package_purl, parse_purl

ECOSYSTEMS_WITH_PLAIN_NAMES = [
    "npm",
    "PyPI",
    "crates.io",
    "NuGet",
    "RubyGems",
    "CRAN",
    "Hackage",
    "Hex",
    "opam",
    "Debian",
    "Alpine",
    "openEuler",
]


@pytest.mark.parametrize(
    ("text", "ecosystem", "package", "version"),
    [
        ("pkg:pypi/Foo_Bar.baz@1.0", "PyPI", "foo-bar-baz", "1.0"),
        ("pkg:npm/JSONStream@1.0.0", "npm", "JSONStream", "1.0.0"),
        ("pkg:npm/%40Scope/Name@1.0.0", "npm", "@Scope/Name", "1.0.0"),
        ("pkg:npm/%40babel/core", "npm", "@babel/core", ""),
        ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", "Maven", "org.apache.logging.log4j:log4j-core", "2.14.1"),
        ("pkg:gradle/a.b/c@1", "Maven", "a.b:c", "1"),
        ("pkg:golang/github.com/Masterminds/semver/v3@v3.1.0", "Go", "github.com/Masterminds/semver/v3", "v3.1.0"),
        ("pkg:golang/google.golang.org/genproto#googleapis/api", "Go", "google.golang.org/genproto/googleapis/api", ""),
        ("pkg:composer/Laravel/Framework@v1", "Packagist", "laravel/framework", "v1"),
        ("pkg:nuget/Newtonsoft.Json@13.0.1", "NuGet", "newtonsoft.json", "13.0.1"),
        ("pkg:cargo/serde@1.0.0", "crates.io", "serde", "1.0.0"),
        ("pkg:gem/RedCloth@1", "RubyGems", "RedCloth", "1"),
        ("pkg:swift/github.com/apple/swift-nio@2.0.0", "SwiftURL", "github.com/apple/swift-nio", "2.0.0"),
        ("pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie", "Debian", "curl", "7.50.3-1"),
        ("pkg:rpm/openEuler/kernel@1-2", "openEuler", "kernel", "1-2"),
        ("pkg:apk/wolfi/bash@5", "Wolfi", "bash", "5"),
    ],
)
def test_a_purl_is_a_package_of_an_ecosystem(text: str, ecosystem: str, package: str, version: str) -> None:
    purl = parse_purl(text)
    assert (purl.ecosystem, purl.package, purl.version) == (ecosystem, package, version)


@pytest.mark.parametrize("text", ["", "pypi/foo", "pkg:pypi", "pkg:/foo", "https://example.org", "pkg:npm/", "pkg:1type/x"])
def test_what_is_no_purl_is_refused(text: str) -> None:
    with pytest.raises(PurlError, match="purl"):
        parse_purl(text)


def test_a_type_nobody_knows_has_no_ecosystem() -> None:
    assert parse_purl("pkg:docker/nginx@1").ecosystem is None
    assert parse_purl("pkg:rpm/fedora/curl@1").ecosystem is None


def test_a_slash_in_a_qualifier_is_written_encoded() -> None:
    assert (
        str(parse_purl("pkg:hex/bar@1.2.3?repository_url=https://example.org"))
        == "pkg:hex/bar@1.2.3?repository_url=https:%2F%2Fexample.org"
    )


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "written"),
    [
        ("Maven", "a.b:c", "1.0", "pkg:maven/a.b/c@1.0"),
        ("npm", "@babel/core", "7.0.0", "pkg:npm/%40babel/core@7.0.0"),
        ("npm", "JSONStream", "1.0.0", "pkg:npm/JSONStream@1.0.0"),
        ("PyPI", "Foo_Bar", "1.0", "pkg:pypi/foo-bar@1.0"),
        ("Debian:12", "curl", "1:7.0", "pkg:deb/debian/curl@1:7.0"),
        ("SwiftURL", "https://github.com/a/b.git", "1", "pkg:swift/github.com/a/b@1"),
        ("ohpm", "@ohos/lottie", "2.0.0", "pkg:ohpm/%40ohos/lottie@2.0.0"),
    ],
)
def test_a_package_is_written_as_purl(ecosystem: str, name: str, version: str, written: str) -> None:
    assert package_purl(ecosystem, name, version) == written


def test_an_ecosystem_without_a_purl_type_is_refused() -> None:
    with pytest.raises(UnknownEcosystem, match="Android"):
        package_purl("Android", "x")


def test_every_ecosystem_named_is_one_of_osv() -> None:
    assert set(TYPE_OF) <= set(SCHEME_OF)
    assert len(set(TYPE_OF.values())) == len(TYPE_OF)


@given(
    st.sampled_from(ECOSYSTEMS_WITH_PLAIN_NAMES),
    st.from_regex(r"\A[a-z][a-z0-9]{0,5}([-.+~][a-z0-9]+){0,2}\Z"),
    st.from_regex(r"\A[0-9]+(\.[0-9]+){0,2}([-+~:][a-z0-9]+)?\Z"),
)
def test_what_is_written_is_read_again(ecosystem: str, name: str, version: str) -> None:
    read = parse_purl(package_purl(ecosystem, name, version))
    assert (read.ecosystem, read.package, read.version) == (ecosystem, normal_name(ecosystem, name), version)


@given(st.text(max_size=30).map("pkg:npm/".__add__) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        name = parse_purl(text).name
    except PurlError:
        return
    assert name
