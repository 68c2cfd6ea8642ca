"""Is percent-encoding what the standard library makes of it?"""

from urllib.parse import quote as their_quote
from urllib.parse import unquote as their_unquote

from hypothesis import example, given
from hypothesis import strategies as st

from xingtu.versions.percent import quote, unquote

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, st.sampled_from(["", "/", "/:", ":", "+~:"]))
def test_a_text_is_encoded_as_the_standard_library_encodes_it(text: str, safe: str) -> None:
    assert quote(text, safe) == their_quote(text, safe)
    assert unquote(quote(text, safe)) == text


@given(st.lists(TEXTS | st.sampled_from(["%", "%2", "%41", "%e4%b8%ad", "%ff", "%E4%B8", "%zz"]), max_size=6).map("".join))
@example("%e4%b8中%ad")
def test_a_text_is_read_as_the_standard_library_reads_it(text: str) -> None:
    assert unquote(text) == their_unquote(text)
