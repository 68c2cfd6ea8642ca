from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.deb822 import paragraphs

TEXT = """Format: x

# a remark
Files: a/* b
 c
License: GPL-2+
 first
 .
 last
stray line

Comment: end
"""


def test_paragraphs_keep_their_fields_lines_and_place() -> None:
    found = paragraphs(TEXT.encode())
    assert [paragraph.line for paragraph in found] == [1, 4, 12]
    assert found[1].words("files") == ("a/*", "b", "c")
    assert found[1].first_line("License") == "GPL-2+"
    assert found[1].lines("License") == ("GPL-2+", "first", "last")
    assert found[1].fields["license"] == ("GPL-2+", "first", "", "last")
    assert found[2].first_line("License") == ""


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reading(content: bytes) -> None:
    assert all(paragraph.fields for paragraph in paragraphs(content))
