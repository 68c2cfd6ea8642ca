import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.expressions import (
    canonical,
    conjunction,
    factors,
    in_scancode_keys,
    is_expression,
    licences,
    names_nothing,
    same,
    written_symbols,
)

ids = st.sampled_from(["MIT", "ISC", "Zlib", "GPL-2.0-only", "LicenseRef-x"])
expressions = st.recursive(
    ids,
    lambda inner: st.tuples(inner, st.sampled_from([" AND ", " OR "]), inner).map(lambda parts: f"({parts[0]}){parts[1]}({parts[2]})"),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mit", "MIT"),
        ("LicenseRef-scancode-mulanpsl-2.0-en OR MIT", "MulanPSL-2.0 OR MIT"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("gpl-2.0 with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("MIT AND (MIT OR Apache-2.0)", "MIT AND (MIT OR Apache-2.0)"),
        ("MulanPubL-2.0", "LicenseRef-scancode-mulanpubl-2.0"),
        ("MIT AND", ""),
        ("()", ""),
        ("BSD 3-Clause", ""),
        ("", ""),
        ("NONE", ""),
        ("A OR " * 2_000 + "A", ""),
    ],
    ids=lambda value: value[:30],
)  # fmt: skip
def test_an_expression_has_one_form(text: str, expected: str) -> None:
    assert canonical(text) == expected


def test_what_reuse_reads_stays_as_it_is_written() -> None:
    assert written_symbols("mit OR GPL-2.0+ WITH Foo") == {"mit", "GPL-2.0+", "Foo"}
    assert is_expression("NONE")
    assert not is_expression("MIT;")
    assert not is_expression("BSD 3-Clause")


@given(st.lists(expressions, max_size=5))
def test_a_conjunction_loses_no_licence_and_knows_no_order(texts: list[str]) -> None:
    joined = conjunction(texts)
    assert licences(joined) == frozenset().union(*map(licences, texts))
    assert conjunction([*reversed(texts), *texts]) == joined
    assert conjunction([joined]) == joined
    assert not texts or same(joined, " AND ".join(f"({text})" for text in texts))


@given(expressions)
def test_the_form_is_its_own_form(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert same(text, canonical(text))
    assert factors(text)


@given(st.text(max_size=60))
def test_no_text_stops_the_reading(text: str) -> None:
    assert is_expression(text) in {True, False}
    canonical(text)


def test_a_choice_is_the_same_in_any_order() -> None:
    assert same("MIT OR ISC", "ISC OR MIT")
    assert not same("MIT OR ISC", "MIT AND ISC")
    assert conjunction(["MIT OR ISC", "ISC OR MIT"]) == "ISC OR MIT"


def test_some_licence_unknown_which_is_known_as_such() -> None:
    assert names_nothing("MIT AND LicenseRef-scancode-unknown-license-reference")
    assert names_nothing("LicenseRef-xingtu-declared-ours")
    assert not names_nothing("MIT AND LicenseRef-scancode-public-domain")


def test_names_are_given_in_the_engines_keys() -> None:
    assert in_scancode_keys("BSD-3-Clause OR LicenseRef-Ours") == "bsd-new OR LicenseRef-Ours"
