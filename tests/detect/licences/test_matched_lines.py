"""The words of a match are the words ScanCode would have numbered, whatever stands before them."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from licensedcode import match as scancode_match
from licensedcode.spans import Span
from licensedcode.tokenize import query_lines

from xingtu.detect.licences.matched_lines import MatchedLines

KNOWN = {
    word: number for number, word in enumerate(("the", "mit", "license", "gpl", "gpl2+", "a+b", "c", "1", "2", "ﬁ", "straße", "i̇x", "許可"))
}
PIECES = (
    "the",
    "MIT",
    "License",
    "GPL",
    "gpl2+",
    "A+B",
    "+",
    "_",
    "__",
    "c",
    "1 2",
    "ﬁ",
    "ﬁne",
    "Straße",
    "İX",
    "許可",
    "div",
    "href",
    "\t",
    "\r",
    "\x0b",
    "\u2028",
    "''",
    "…",
    "",
)
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join), min_size=1, max_size=12).map("\n".join).filter(str.strip)


def original_words(text: str) -> list[Any]:
    return list(scancode_match._tokenize_matched_text(None, text, KNOWN))


@given(TEXTS)
@settings(max_examples=120)
def test_all_words_are_the_same(text: str) -> None:
    ours = MatchedLines(scancode_match._tokenize_matched_text, None, text, KNOWN, 1)
    assert list(ours) == original_words(text)


@given(TEXTS, st.data())
@settings(max_examples=120)
def test_the_words_of_some_lines_are_reported_the_same(text: str, data: st.DataObject) -> None:
    words = original_words(text)
    lines = len(list(query_lines(query_string=text, strip=False)))
    first = data.draw(st.integers(1, lines))
    last = data.draw(st.integers(first, lines))
    positions = [word.pos for word in words if word.pos != -1 and first <= word.line_num <= last]
    if not positions:
        return
    span = Span(data.draw(st.lists(st.sampled_from(positions), min_size=1)))
    ours = MatchedLines(scancode_match._tokenize_matched_text, None, text, KNOWN, 1)
    for whole_lines in (False, True):
        there = list(reportable(words, span, first, last, whole_lines=whole_lines))
        assert list(reportable(ours.within(first, last), span, first, last, whole_lines=whole_lines)) == there


def reportable(words: Any, span: Span, first: int, last: int, *, whole_lines: bool) -> Any:
    """ScanCode's own function, also where another test had it replaced: the replacement passes these words on as they are."""
    return scancode_match.reportable_tokens(words, span, first, last, whole_lines=whole_lines)
