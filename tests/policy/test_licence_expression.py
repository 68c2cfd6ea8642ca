"""Does an expression keep every licence it names, and does its answer not depend on how it is written?"""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import EvidenceError
from xingtu.policy.licence_expression import (
    Choice,
    Expression,
    Licence,
    LicenceNames,
    Together,
    answered,
    expression_or_none,
    licences,
    normalised,
    read_expression,
    together,
    unknown,
    written,
)

NAMES = LicenceNames(
    ["MIT", "Apache-2.0", "GPL-2.0-only", "GPL-2.0-or-later", "Classpath-exception-2.0", "LicenseRef-scancode-rsalv2"],
    {
        "GPL-2.0": "GPL-2.0-only",
        "GPL-2.0+": "GPL-2.0-or-later",
        "GPL-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    },
)
ANSWERS = {f"L{number}": number % 3 for number in range(7)}
"""0 no, 1 a person must look, 2 yes."""
LICENCES = st.sampled_from(sorted(ANSWERS)).map(Licence) | st.builds(Licence, st.sampled_from(sorted(ANSWERS)), st.just("E1"))
EXPRESSIONS = st.recursive(
    LICENCES,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=4).map(tuple).flatmap(lambda parts: st.sampled_from([Together(parts), Choice(parts)]))
    ),
    max_leaves=12,
)


def kleene(expression: Expression) -> int:
    return answered(expression, lambda one: ANSWERS[one.id], all_hold=min, one_is_enough=max)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("mit", "MIT"),
        ("gpl-2.0 or MIT", "GPL-2.0-only OR MIT"),
        ("GPL-2.0+ AND mit", "GPL-2.0-or-later AND MIT"),
        ("Apache-2.0+", "Apache-2.0+"),
        ("MIT AND (MIT OR Apache-2.0)", "MIT AND (MIT OR Apache-2.0)"),
        ("MIT AND (Apache-2.0 AND MIT)", "MIT AND Apache-2.0"),
        ("MIT OR Apache-2.0 AND GPL-2.0", "MIT OR (Apache-2.0 AND GPL-2.0-only)"),
        ("gpl-2.0 WITH classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("licenseref-scancode-RSALv2 OR Nobody-Knows-1.0", "LicenseRef-scancode-rsalv2 OR Nobody-Knows-1.0"),
        ("(MIT)", "MIT"),
    ],
)
def test_an_expression_is_read_as_it_is_meant(text: str, means: str) -> None:
    assert written(read_expression(text, NAMES)) == means


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "NOASSERTION",
        "NONE",
        "MIT AND",
        "MIT/Apache-2.0",
        "MIT, BSD",
        "with",
        "()",
        "MIT () AND",
        "MIT WITH ()",
        "(" * 101 + "MIT" + ")" * 101,
        "A" * 100_001,
    ],
)
def test_what_is_no_expression_is_said_to_be_none(text: str) -> None:
    with pytest.raises(EvidenceError):
        read_expression(text, NAMES)
    assert expression_or_none(text, NAMES) is None


def test_what_no_list_has_is_named_once_and_in_order() -> None:
    expression = read_expression("Foo-1.0 AND (MIT OR bar) AND Foo-1.0 AND GPL-2.0 WITH Strange-exception", NAMES)
    assert unknown(expression, {"MIT", "GPL-2.0-only"}) == ("Foo-1.0", "bar", "Strange-exception")


def test_several_expressions_hold_together_and_nothing_is_simplified_away() -> None:
    assert together(["MIT", "", "mit OR apache-2.0", "MIT"], NAMES) == "MIT AND (MIT OR Apache-2.0)"
    assert together(["", "NONE"], NAMES) == ""


@given(EXPRESSIONS)
def test_what_is_written_is_read_back(expression: Expression) -> None:
    assert read_expression(written(normalised(expression))) == normalised(expression)


@given(EXPRESSIONS)
def test_normalising_twice_is_normalising_once(expression: Expression) -> None:
    assert normalised(normalised(expression)) == normalised(expression)


@given(EXPRESSIONS)
def test_normalising_loses_no_licence_and_changes_no_answer(expression: Expression) -> None:
    assert set(licences(normalised(expression))) == set(licences(expression))
    assert kleene(normalised(expression)) == kleene(expression)


@given(st.lists(EXPRESSIONS, min_size=2, max_size=4))
def test_the_order_of_parts_changes_no_answer(parts: list[Expression]) -> None:
    for kind in (Together, Choice):
        assert len({kleene(kind(tuple(order))) for order in permutations(parts)}) == 1


@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
def test_brackets_change_no_answer(one: Expression, two: Expression, three: Expression) -> None:
    for kind in (Together, Choice):
        left, right = kind((kind((one, two)), three)), kind((one, kind((two, three))))
        assert kleene(left) == kleene(right) == kleene(kind((one, two, three)))
        assert normalised(left) == normalised(right)


@given(EXPRESSIONS, EXPRESSIONS)
def test_and_is_the_least_of_its_parts_and_or_the_most(one: Expression, two: Expression) -> None:
    assert kleene(Together((one, two))) == min(kleene(one), kleene(two))
    assert kleene(Choice((one, two))) == max(kleene(one), kleene(two))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    found = expression_or_none(text, NAMES)
    if found is not None:
        assert expression_or_none(written(found), NAMES) == found
