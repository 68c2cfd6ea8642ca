import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from tests.report.licences.generated import EXPRESSIONS
from xingtu.report.licences.expressions import is_listed, licences_in, spdx_expression, spdx_licences, texts_of


def test_an_expression_keeps_its_branches_and_its_brackets() -> None:
    assert spdx_expression("mit or (apache-2.0 AND (BSD-3-Clause OR MIT))") == "MIT OR (Apache-2.0 AND (BSD-3-Clause OR MIT))"
    assert licences_in("MIT AND MIT OR GPL-2.0-only WITH Classpath-exception-2.0") == ("MIT", "GPL-2.0-only WITH Classpath-exception-2.0")


def test_what_the_list_lacks_becomes_a_reference() -> None:
    assert spdx_expression("MulanPubL-2.0") == "LicenseRef-MulanPubL-2.0"
    assert not is_listed("LicenseRef-MulanPubL-2.0")
    assert is_listed("MulanPSL-2.0")


def test_a_licence_with_an_exception_off_the_list_is_one_reference_for_spdx() -> None:
    text = "GPL-2.0-only WITH Mine OR MIT"
    assert spdx_expression(text) == "LicenseRef-GPL-2.0-only-WITH-Mine OR MIT"
    assert licences_in(text) == ("GPL-2.0-only WITH LicenseRef-Mine", "MIT")
    assert spdx_licences(text) == {"LicenseRef-GPL-2.0-only-WITH-Mine": "GPL-2.0-only WITH LicenseRef-Mine", "MIT": "MIT"}


def test_two_names_never_become_one_reference() -> None:
    one, other = spdx_expression("my licence"), spdx_expression("my_licence")
    assert one != other
    assert None not in (one, other)


@pytest.mark.parametrize("text", ["", "  ", "()", "AND", "MIT AND", "NOASSERTION", "MIT OR NONE"])
def test_what_says_nothing_is_no_expression(text: str) -> None:
    assert spdx_expression(text) is None
    assert licences_in(text) == ()


def test_a_licence_and_its_exception_have_a_text_each() -> None:
    assert texts_of("GPL-2.0-only WITH Classpath-exception-2.0") == ("GPL-2.0-only", "Classpath-exception-2.0")


@given(st.sampled_from(EXPRESSIONS) | st.text(max_size=30))
@settings(max_examples=40, deadline=None)
def test_whatever_was_read_can_be_read_again_and_means_the_same(text: str) -> None:
    written = spdx_expression(text)
    if written is None:
        assert licences_in(text) == ()
        return
    assert spdx_expression(written) == written
    assert tuple(spdx_licences(written)) == tuple(spdx_licences(text))
    assert get_spdx_licensing().parse(written) is not None
