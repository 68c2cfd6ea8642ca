import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.evidence.licences import LIST, is_approved
from tests.portal.evidence.licence_list import written


def test_the_list_is_the_one_of_spdx() -> None:
    assert LIST.read_text("utf-8") == written(), "run: python -m tests.portal.evidence.licence_list"


@pytest.mark.parametrize(
    ("expression", "approved"),
    [
        ("MulanPSL-2.0", True),
        ("MulanPubL-2.0", True),
        ("apache-2.0", True),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", True),
        ("GPL-2.0+", True),
        ("CC-BY-NC-4.0", False),
        ("MIT AND CC-BY-NC-4.0", False),
        ("MIT OR CC-BY-NC-4.0", True),
        ("(MIT OR CC-BY-NC-4.0) AND Apache-2.0", True),
        ("MIT AND LicenseRef-ours", None),
        ("MIT OR LicenseRef-ours", True),
        ("CC-BY-NC-4.0 AND LicenseRef-ours", False),
        ("LicenseRef-ours", None),
        ("", None),
        ("MIT OR", None),
        ("MIT Apache-2.0", None),
        ("(MIT", None),
        ("MIT WITH", None),
        ("我们自己的许可证", None),
        ("(" * 5_000 + "MIT" + ")" * 5_000, None),
    ],
)
def test_an_expression_is_approved_when_what_holds_is(expression: str, approved: bool | None) -> None:  # noqa: FBT001 - the expected answer
    assert is_approved(expression) is approved


@given(st.text(alphabet="MITandorwithAPCBY-.0123456789()+ \n许", max_size=80))
def test_whatever_a_file_says_there_is_an_answer(text: str) -> None:
    assert is_approved(text) in (True, False, None)
