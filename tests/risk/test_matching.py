"""Are a million package URLs answered as one alone is, each with whether it could be judged at all?"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.risk.advisory_texts import read as records
from tests.store.risk.advisory_texts import record, state, touches
from xingtu.risk import matching
from xingtu.risk.matching import match
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.lookups import Matcher
from xingtu.store.risk.schema import open_risk
from xingtu.versions.purl import PurlError, parse_purl

VERSIONS = ["0", "1.0", "1.0.0", "1.5", "1.9rc1", "2.0", "2.1", "3", "word", "9!1"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = open_risk(Path(tmp_path_factory.mktemp("home")))
    take_in(opened, state(), records(
        record("A-1", touches("lantern", {"introduced": "1.0"}, {"fixed": "1.5"}, {"introduced": "1.9"}, {"last_affected": "2.0"})),
        record("A-2", touches("lantern", versions=["1.5", "word"])),
        record("A-3", touches("gears", {"introduced": "0"}, {"fixed": "no version"})),
        record("A-4", touches("gears", {"introduced": "0"}, {"fixed": "2"})),
        record("MAL-5", touches("trap", {"introduced": "0"})),
        record("A-6", touches("lamp", {"introduced": "0"}, {"fixed": "2"}, ecosystem="Debian:12")),
        record("A-8", touches("kernel", {"introduced": "0"}, {"fixed": "6.6-90"}, ecosystem="openEuler:24.03-LTS-SP1"),
               touches("kernel", {"introduced": "0"}, {"fixed": "5.10-9"}, ecosystem="openEuler:22.03-LTS")),
        record("A-9", touches("curl", {"introduced": "0"}, {"fixed": "7.81.0-1ubuntu1.20"}, ecosystem="Ubuntu:22.04:LTS")),
        record("A-10", touches("curl", {"introduced": "0"}, {"fixed": "8.9.0-r0"}, ecosystem="Alpine:v3.18")),
        record("A-11", touches("other", {"introduced": "0"}, ecosystem="Debian:13")),
        record("A-7", touches("lantern", {"introduced": "0"}), withdrawn="2026-01-02T00:00:00Z"),
    ), {}, whole=True)  # fmt: skip
    yield opened
    opened.close()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["pypi/lantern", "pypi/gears", "pypi/trap", "pypi/nobody", "deb/debian/lamp"]), st.sampled_from(VERSIONS)
        ),
        max_size=8,
    ),
    st.sampled_from(["", "?distro=debian-12", "?distro=debian-11"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_are_answered_as_each_alone(database: sqlite3.Connection, asked: list[tuple[str, str]], more: str) -> None:
    purls = [f"pkg:{name}@{version}{more}" for name, version in asked]
    for answer in match(database, purls):
        purl = parse_purl(answer.purl)
        release = purl.qualifiers.get("distro", "").removeprefix("debian-")
        found, evaluated = Matcher(database).matches(purl.ecosystem or "", release, purl.package, purl.version)
        assert answer.ids == tuple(one.id for one in found)
        assert (answer.status == "evaluated") == evaluated
    assert [answer.purl for answer in match(database, purls)] == purls


@pytest.mark.parametrize(
    ("purl", "ids", "status"),
    [
        ("pkg:pypi/Lantern@1.2", ("A-1",), "evaluated"),
        ("pkg:pypi/lantern@word", ("A-2",), "unplaced"),
        ("pkg:pypi/gears@1", ("A-4",), "unplaced"),
        ("pkg:pypi/trap@word", ("MAL-5",), "unplaced"),
        ("pkg:pypi/lantern@3", (), "evaluated"),
        ("pkg:rpm/openeuler/kernel@6.6-1?distro=openEuler-24.03-LTS-SP1", ("A-8",), "evaluated"),
        ("pkg:rpm/openeuler/kernel@6.6-1?distro=openEuler-24.03", ("A-8",), "evaluated"),
        ("pkg:rpm/openeuler/kernel@6.6-1?distro=openEuler-22.03-LTS", (), "evaluated"),
        ("pkg:rpm/openeuler/kernel@6.6-1?distro=openEuler-24.03-LTS-SP1&epoch=1", (), "evaluated"),
        ("pkg:deb/ubuntu/curl@7.81.0-1ubuntu1.1?distro=ubuntu-22.04", ("A-9",), "evaluated"),
        ("pkg:apk/alpine/curl@8.0.0-r0?distro=alpine-3.18.4", ("A-10",), "evaluated"),
        ("pkg:apk/alpine/libcurl@8.0.0-r0?distro=alpine-3.18.4&upstream=curl", ("A-10",), "evaluated"),
        ("pkg:deb/debian/lamp@1?distro=debian-12.5", ("A-6",), "evaluated"),
        ("pkg:deb/debian/lamp@1?distro=bookworm", ("A-6",), "evaluated"),
        ("pkg:deb/debian/lamp@1?distro=debian-13", (), "evaluated"),
        ("pkg:npm/lantern@1.2", (), "uncovered"),
        ("pkg:pypi/lantern", (), "invalid"),
        ("lantern 1.2", (), "invalid"),
        ("", (), "invalid"),
    ],
)
def test_an_empty_list_means_something_only_where_it_was_judged(
    database: sqlite3.Connection, purl: str, ids: tuple[str, ...], status: str
) -> None:
    (answer,) = match(database, [purl])
    assert (answer.ids, answer.status) == (ids, status)
    assert bool(answer.reason) == (status != "evaluated")


PARTS = st.text("abcZ09._-%@/~+ ?#:é", max_size=8)


@given(st.sampled_from(["pypi", "npm", "golang", "cargo", "maven", "deb", "oci", "Pypi", ""]), PARTS, PARTS)
def test_the_short_way_of_reading_says_what_the_long_one_says(kind: str, name: str, version: str) -> None:
    for text in (f"pkg:{kind}/{name}@{version}", f"pkg:{kind}/%40a/{name}@{version}", f"pkg:{kind}/{name}"):
        try:
            expected = parse_purl(text)
        except PurlError:
            with pytest.raises(PurlError, match="不是合法的 purl"):
                matching.read(text)
        else:
            assert matching.read(text) == expected
