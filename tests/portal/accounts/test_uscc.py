"""Is a mistyped 统一社会信用代码 refused, and does the answer name what is wrong?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.uscc import ALPHABET, check_character, is_uscc, normalise_uscc, uscc_problem

OFFICIAL = "11500000009276281J"
codes = st.text(alphabet=ALPHABET, min_size=17, max_size=17).map(lambda body: body + check_character(body))


def test_the_code_on_an_official_document_is_accepted() -> None:
    assert is_uscc(OFFICIAL)
    assert not uscc_problem(OFFICIAL)


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET + "IOZSV*"))
def test_any_one_wrong_character_is_refused(code: str, place: int, letter: str) -> None:
    changed = code[:place] + letter + code[place + 1 :]
    assert (uscc_problem(changed) == "") == (changed == code)
    assert is_uscc(changed) == (changed == code)


@given(codes)
def test_every_code_with_its_check_character_is_accepted_however_it_was_typed(code: str) -> None:
    assert not uscc_problem(normalise_uscc(f" {code[:4].lower()} {code[4:9]}-{code[9:]} "))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered_and_never_breaks(text: str) -> None:
    code = normalise_uscc(text)
    assert (uscc_problem(code) == "") == is_uscc(code)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("11500000009276281", "还少 1 位"),
        ("11500000009276281JJ", "多了 1 位"),
        ("1150000000927628OJ", "第 17 位是“O”"),
        ("11500000009276281K", "末位应为“J”，您填的是“K”"),
        ("11500000009276281公", "第 18 位是“公”"),
    ],
)
def test_the_answer_names_what_is_wrong(typed: str, said: str) -> None:
    assert said in uscc_problem(normalise_uscc(typed))
