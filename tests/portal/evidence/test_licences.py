"""Is a declared licence judged by the city's policy, before anybody examined a file?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.evidence.licences import facts_of_licence, sources

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("expression", "is_open"),
    [
        ("MulanPSL-2.0", True),
        ("MulanPubL-2.0", True),
        ("apache-2.0", True),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", True),
        ("GPL-2.0+", True),
        ("CC-BY-NC-4.0", False),
        ("MIT AND CC-BY-NC-4.0", False),
        ("(MIT OR CC-BY-NC-4.0) AND Apache-2.0", True),
        ("MIT AND LicenseRef-ours", None),
        ("MIT OR LicenseRef-ours", True),
        ("CC-BY-NC-4.0 AND LicenseRef-ours", False),
        ("", None),
        ("MIT OR", None),
        ("(MIT", None),
        ("MIT WITH", None),
        ("我们自己的许可证", None),
        ("(" * 5_000 + "MIT" + ")" * 5_000, None),
    ],
)
def test_an_expression_is_open_when_what_holds_is(expression: str, is_open: bool | None) -> None:  # noqa: FBT001 - the expected answer
    assert facts_of_licence(expression, on=TODAY)["project.licence.open"] is is_open


def test_it_is_said_whether_the_code_goes_with_mulan() -> None:
    answers = [facts_of_licence(one, on=TODAY)["project.licence.mulan"] for one in ("MIT", "GPL-3.0-only", "LicenseRef-ours")]
    assert answers == ["compatible", "incompatible", "review"]


def test_the_policy_is_read_once() -> None:
    assert sources() is sources()


@given(st.text(alphabet="MITandorwithAPCBY-.0123456789()+ \n许", max_size=80))
def test_whatever_a_register_says_there_is_an_answer(text: str) -> None:
    assert facts_of_licence(text, on=TODAY)["project.licence.open"] in (True, False, None)
