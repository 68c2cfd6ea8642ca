import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from tests.report.licences.generated import EXPRESSIONS
from xingtu.report.licences.expressions import is_listed, licences_in, spdx_expression, texts_of


def test_an_expression_keeps_its_branches_and_its_brackets() -> None:
    assert spdx_expression("mit or (apache-2.0 AND (BSD-3-Clause OR MIT))") == "MIT OR (Apache-2.0 AND (BSD-3-Clause OR MIT))"
    assert licences_in("MIT AND MIT OR GPL-2.0-only WITH Classpath-exception-2.0") == ("MIT", "GPL-2.0-only WITH Classpath-exception-2.0")


def test_what_the_list_lacks_becomes_a_reference() -> None:
    assert spdx_expression("MulanPubL-2.0") == "LicenseRef-MulanPubL-2.0"
    assert spdx_expression("GPL-2.0-only WITH Mine") == "GPL-2.0-only WITH LicenseRef-Mine"
    assert not is_listed("LicenseRef-MulanPubL-2.0")
    assert is_listed("MulanPSL-2.0")


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
def test_whatever_was_read_can_be_read_again_and_means_the_same(text: str) -> None:
    written = spdx_expression(text)
    if written is None:
        assert licences_in(text) == ()
        return
    assert spdx_expression(written) == written
    assert licences_in(written) == licences_in(text)
    assert get_spdx_licensing().parse(written) is not None
