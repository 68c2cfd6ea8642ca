"""Candidate lines, labels and trees are ScanCode's own, whatever the lines are."""

from typing import Any

import pytest
from cluecode import copyrights, copyrights_hint
from hypothesis import given, settings
from hypothesis import strategies as st

from xingtu.detect.licences import copyright_lines

ORIGINAL = copyrights.collect_candidate_lines
PIECES = (
    "Copyright", "(c)", "( C)", "©", "&copy;", "&#169;", "|copy|", "u00A9", "xa9", "1999", "2004-2010,", "2031", "by", "by ", "BY:",
    "auth", "au", "th", "Ada Lovelace", "ada@example.org", "<s>", "</s>", "s>", "au</s>th", "opy<b>r", "co\\xc2py", "right re-served",
    "All rights reserved", "http://a.b", "h t t p", "and", ",", "", "    ", "/* int x = 3; */", "# foo", "dnl", "[%s]", "{`'\"", "\\n",
    "ｃｏｐｙｒｉｇｈｔ", "版权所有", "İ", "ſ", "developed", "reſerv", "contributor", "lorem ipsum dolor", "copr", "\t", "x" * 60,
    "qzxwvk jqx", "!", "19", "20",
)  # fmt: skip
LINE = st.tuples(st.lists(st.sampled_from(PIECES), max_size=5), st.sampled_from(("", " "))).map(lambda made: made[1].join(made[0]))
LINES = st.lists(LINE, max_size=25)


@pytest.fixture(scope="module", autouse=True)
def years() -> Any:
    kept = copyrights_hint.years
    copyrights_hint.years = copyright_lines.fixed_years()
    yield
    copyrights_hint.years = kept


@pytest.fixture(scope="module")
def detector() -> Any:
    return copyrights.CopyrightDetector()


@given(LINES)
@settings(max_examples=150)
def test_the_same_lines_are_candidates(lines: list[str]) -> None:
    numbered = list(enumerate(lines, 1))
    assert list(copyright_lines.collect_candidate_lines(numbered)) == list(ORIGINAL(numbered))


@given(LINES)
@settings(max_examples=30)
def test_the_same_labels_and_trees_come_out(detector: Any, lines: list[str]) -> None:
    lexes, parses = copyright_lines.lexing(detector.lexer), copyright_lines.parsing(detector.parser)
    for group in ORIGINAL(enumerate(lines, 1)):
        tokens = [list(copyrights.get_tokens(group)) for _ in range(2)]
        if tokens[0]:
            ours, theirs = list(lexes(tokens[0])), list(detector.lexer.lex_tokens(tokens[1]))
            assert [str(token) for token in ours] == [str(token) for token in theirs]
            assert copyrights.tree_pformat(parses(ours)) == copyrights.tree_pformat(detector.parser.parse(theirs))


def test_the_detector_is_one_the_proof_was_made_for(detector: Any) -> None:
    assert copyright_lines.fits(detector.lexer, detector.parser)


def test_a_mark_nobody_proved_anything_for_is_noticed(detector: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copyrights_hint, "statement_markers", (*copyrights_hint.statement_markers, "zz"))
    assert not copyright_lines.fits(detector.lexer, detector.parser)


def test_years_do_not_depend_on_the_day() -> None:
    assert copyright_lines.fixed_years()("in (2049) and")
    assert not copyright_lines.fixed_years()("in (1959) and (2050)")
