import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.versions.vers import Vers, VersError, parse_vers, scheme_name


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("vers:pypi/*", ["0", "nothing like a version"], []),
        ("vers:pypi/>=1.0|<2.0", ["1", "1.9.9"], ["0.9", "2.0", "2.0.0"]),
        ("vers:pypi/<1.2|>=2.0|<2.3", ["1.0", "2.0", "2.2"], ["1.2", "1.9", "2.3"]),
        ("vers:pypi/1.0|2.0", ["1.0", "1.0.0", "2"], ["1.1"]),
        ("vers:pypi/>1.0", ["1.0.1"], ["1.0", "0.9"]),
        ("vers:pypi/<=1.0", ["1.0", "0.1"], ["1.0.post1"]),
        ("vers:pypi/!=1.5", ["1.0", "2.0"], ["1.5", "1.5.0"]),
        ("vers:pypi/>=1.0|!=1.5|<2.0", ["1.4", "1.6"], ["1.5", "0.9", "2.0"]),
        ("vers:pypi/<2.0|>=1.0", ["1.5"], ["0.9"]),
        ("VERS:pypi/1.0".replace("VERS", "vers"), ["1.0"], ["2.0"]),
    ],
)
def test_a_range_holds_what_it_says(text: str, inside: list[str], outside: list[str]) -> None:
    read = parse_vers(text)
    assert [read.holds("PyPI", version) for version in inside] == [True] * len(inside)
    assert [read.holds("PyPI", version) for version in outside] == [False] * len(outside)


@pytest.mark.parametrize(
    ("text", "ecosystem", "version"),
    [
        ("vers:npm/<2.0", "PyPI", "1.0"),
        ("vers:pypi/<2.0", "PyPI", "no version"),
        ("vers:pypi/<no version", "PyPI", "1.0"),
        ("vers:generic/<2", "GIT", "1"),
    ],
)
def test_what_cannot_be_told_is_neither(text: str, ecosystem: str, version: str) -> None:
    assert parse_vers(text).holds(ecosystem, version) is None


def test_a_scheme_may_be_called_by_its_purl_type_or_its_order() -> None:
    assert parse_vers("vers:golang/<1.2").holds("Go", "1.1.0")
    assert parse_vers("vers:semver/<1.2").holds("Go", "1.1.0")
    assert parse_vers("vers:alpine/<1.2").holds("Alpine:v3.17", "1.1-r0")
    assert (scheme_name("Debian:12"), scheme_name("crates.io"), scheme_name("Android")) == ("deb", "cargo", "generic")


@pytest.mark.parametrize("text", ["", "1.0", "vers:", "vers:pypi", "vers:pypi/", "vers:/1", "vers:pypi/>=", "pkg:pypi/a", "vers:pypi/1|*"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(VersError):
        parse_vers(text)


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(VersError):
        parse_vers("vers:pypi/" + "|".join(str(number) for number in range(3000)))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_range_written_is_read_as_it_was(constraints: list[tuple[str, str]]) -> None:
    written = Vers("npm", tuple((sign, version) for sign, version in constraints if version != "*"))
    assert parse_vers(str(written)) == written
