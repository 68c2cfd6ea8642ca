"""Does every version scheme order, whatever text it is given? A new scheme needs no line here."""

import pkgutil
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xingtu.versions.schemes
from xingtu.versions.ecosystems import SCHEME_OF, loaded
from xingtu.versions.scheme import LONGEST, Comparable, Order, Scheme

SCHEMES = {module.name: loaded(module.name) for module in pkgutil.iter_modules(xingtu.versions.schemes.__path__)}
ORDERS: dict[Order, int] = {"<": -1, "=": 0, ">": 1}

every_scheme = pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)
every_example = pytest.mark.parametrize(
    ("scheme", "left", "order", "right"),
    [pytest.param(scheme, *example, id=f"{scheme.id}: {' '.join(example)}") for scheme in SCHEMES.values() for example in scheme.examples],
)

PIECES = """
0 1 2 9 10 00 01 007 18446744073709551616 . .. - -- _ ~ ~~ ^ + ! : / @ # v V x a b m p r A rc RC cr alpha beta pre dev post ga final sp
patch release snapshot SNAPSHOT git foo zz é 版 ٣ ² \x00
"""
pieces = st.sampled_from(PIECES.split())
hostile = st.lists(pieces, max_size=8).map("".join) | st.text(max_size=12)


def order(left: Comparable, right: Comparable) -> int:
    return -1 if left < right else int(left != right)


def keys(scheme: Scheme, texts: list[str]) -> Iterator[Comparable]:
    return (key for text in texts if (key := scheme.parse(text)) is not None)


@every_example
def test_the_worked_example_holds(scheme: Scheme, left: str, order: Order, right: str) -> None:
    one, other = scheme.parse(left), scheme.parse(right)
    assert one is not None, left
    assert other is not None, right
    assert ((one > other) - (one < other), one == other) == (ORDERS[order], order == "=")  # type: ignore[operator]


@every_scheme
def test_what_is_no_version_has_no_place(scheme: Scheme) -> None:
    assert scheme.unordered
    assert [text for text in scheme.unordered if scheme.parse(text) is not None] == []


@every_scheme
def test_a_scheme_describes_itself_and_has_its_file_s_name(scheme: Scheme) -> None:
    assert SCHEMES[scheme.id] is scheme
    assert scheme.name
    assert re.search("https?://", scheme.source)
    assert scheme.id in SCHEME_OF.values()


@every_scheme
@given(texts=st.lists(hostile, min_size=3, max_size=3))
def test_three_texts_of_any_kind_are_in_one_order(scheme: Scheme, texts: list[str]) -> None:
    held = list(keys(scheme, texts))
    for one in held:
        assert order(one, one) == 0
        for other in held:
            assert order(one, other) == -order(other, one)
            assert (order(one, other) == 0) is (one == other)
            for third in held:
                if order(one, other) <= 0 and order(other, third) <= 0:
                    assert order(one, third) == min(order(one, other), order(other, third))


@every_scheme
@given(data=st.data())
def test_neighbours_of_real_versions_are_in_one_order(scheme: Scheme, data: st.DataObject) -> None:
    real = sorted({text for left, _, right in scheme.examples for text in (left, right)})
    texts = [data.draw(st.sampled_from(real)) + data.draw(st.just("") | pieces) for _ in range(3)]
    held = sorted(keys(scheme, texts), key=lambda key: key)
    assert all(order(one, other) <= 0 for place, one in enumerate(held) for other in held[place:])


@every_scheme
@given(text=hostile)
def test_the_same_text_is_the_same_version(scheme: Scheme, text: str) -> None:
    one, other = scheme.parse(text), scheme.parse(text)
    assert (one is None) is (other is None)
    assert one is None or one == other


@every_scheme
@pytest.mark.parametrize("piece", ["9", "1.", "a", "1a", "-", "1-", "_a", ".0", "~", "-1.a", "+1", "rc1-", "[", "0"])
def test_the_longest_texts_are_answered(scheme: Scheme, piece: str) -> None:
    # a regular expression that tries every way would not end
    for tail in ("", "!", "x"):
        long = ("1." + piece * LONGEST)[: LONGEST - 1] + tail
        key = scheme.parse(long)
        assert key is None or key == scheme.parse(long)
