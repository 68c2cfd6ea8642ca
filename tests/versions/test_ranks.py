"""Is the comparison of positions the same as the comparison of versions?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu import compare_versions
from xingtu.errors import UnknownEcosystem, UnorderedEcosystem
from xingtu.versions.ranks import OPEN, START, boundaries

NUMBERS = st.lists(st.sampled_from(["0", "1", "2", "10"]), min_size=1, max_size=4).map(".".join)
VERSIONS = st.builds(str.__add__, NUMBERS, st.sampled_from(["", "-alpha", "-rc1", "rc2", "-p1"]))
SIMPLE = st.sampled_from(["0.9", "1.0", "1.0.0", "1.0a1", "1.0rc1", "1.1", "1.1.post1", "1.2.dev1", "1.2", "2", "2.0", "1!0"])


def test_a_position_is_odd_at_a_boundary_and_even_between() -> None:
    held = boundaries("PyPI", ["2.0", "1.0", "1.0.0"])
    assert held.versions == ("1.0", "2.0")
    assert [held.position(version) for version in ("0.1", "1", "1.5", "2.0.0", "3")] == [0, 1, 2, 3, 4]


def test_what_is_no_version_has_no_position_and_is_named() -> None:
    held = boundaries("PyPI", ["1.0", "2004d-x"])
    assert held.unplaceable == {"2004d-x"}
    assert held.position("dog") is None
    assert held.introduced("2004d-x") is None
    assert held.fixed("2004d-x") is None
    assert held.last_affected("2004d-x") is None


def test_a_range_may_only_name_what_is_a_boundary() -> None:
    assert boundaries("PyPI", ["1.0"]).introduced("0.5") is None


def test_a_listed_zero_is_one_version_and_not_everything_below_the_next() -> None:
    held = boundaries("npm", ["0", "1.0.0"], ["0"])
    assert held.versions == ("0", "1.0.0")
    assert [held.position(version) for version in ("0.0.0-alpha", "0.0.0", "0.1.0")] == [0, 1, 2]


@pytest.mark.parametrize(("ecosystem", "why"), [("GitHub Actions", UnorderedEcosystem), ("Xinghe", UnknownEcosystem)])
def test_an_ecosystem_without_order_has_none_also_before_anything_is_said_of_it(ecosystem: str, why: type[Exception]) -> None:
    with pytest.raises(why):
        boundaries(ecosystem, [])


def test_zero_comes_before_everything() -> None:
    held = boundaries("npm", ["0", "1.0.0"])
    assert held.versions == ("1.0.0",)
    assert held.introduced("0") == START
    position = held.position("0.0.0-alpha")
    assert position is not None
    assert START <= position < (held.fixed("1.0.0") or 0)


def test_a_range_that_ends_where_it_begins_holds_nothing() -> None:
    held = boundaries("crates.io", ["0.23.0"])
    assert held.introduced("0.23.0") == held.fixed("0.23.0")


@given(st.lists(SIMPLE, min_size=1), SIMPLE, SIMPLE, SIMPLE)
def test_positions_say_what_brute_force_says(others: list[str], low: str, high: str, version: str) -> None:
    held = boundaries("PyPI", [*others, low, high])
    position = held.position(version)
    introduced, fixed, last = held.introduced(low), held.fixed(high), held.last_affected(high)
    assert position is not None
    assert introduced is not None
    assert fixed is not None
    assert last is not None
    from_low, to_high = compare_versions("PyPI", version, low), compare_versions("PyPI", version, high)
    assert (introduced <= position < fixed) is (from_low >= 0 and to_high < 0)
    assert (introduced <= position < last) is (from_low >= 0 and to_high <= 0)
    assert (introduced <= position < OPEN) is (from_low >= 0)


@pytest.mark.parametrize("ecosystem", ["npm", "PyPI", "Maven", "Debian:12", "RubyGems", "Alpine:v3.17", "openEuler:24.03-LTS", "Packagist"])
@given(data=st.data())
def test_the_order_of_the_boundaries_changes_nothing(ecosystem: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(VERSIONS, min_size=1, max_size=8))
    shuffled = data.draw(st.permutations(texts))
    one, other = boundaries(ecosystem, texts), boundaries(ecosystem, shuffled)
    assert (one.versions, one.unplaceable) == (other.versions, other.unplaceable)
    assert [one.position(text) for text in texts] == [other.position(text) for text in texts]
