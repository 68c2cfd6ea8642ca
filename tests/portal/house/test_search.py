"""Is a text found by the words people type?"""

from hypothesis import given
from hypothesis import strategies as st

from portal.house.search import MOST_TERMS, search_terms, search_text

chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=40)
anything = st.text(max_size=60)


def found(query: str, stored: str) -> bool:
    """What the database answers to one LIKE '% term %' a term."""
    return bool(search_terms(query)) and all(f" {term} " in stored for term in search_terms(query))


@given(anything, chinese, anything)
def test_every_two_characters_of_a_chinese_text_find_it(before: str, text: str, after: str) -> None:
    stored = search_text(f"{before} {text} {after}")
    assert all(found(text[place : place + 2], stored) for place in range(len(text) - 1))


@given(chinese)
def test_every_single_character_finds_its_text(text: str) -> None:
    assert all(found(character, search_text(text)) for character in text)


@given(anything)
def test_a_text_finds_itself(text: str) -> None:
    assert all(f" {term} " in search_text(text) for term in search_terms(text))


@given(anything)
def test_what_is_stored_can_be_stored_anywhere_and_needs_no_escaping(text: str) -> None:
    stored = search_text(text)
    assert not set(stored) & set("%_\\'\0")
    assert not stored or (stored[0], stored[-1]) == (" ", " ")


def test_words_are_found_whole_by_their_beginning_and_in_any_case() -> None:
    stored = search_text("齿轮仿真 GearSim", "重庆开源")
    assert found("gearsim", stored)
    assert found("gear", stored)
    assert found("GEARSIM", stored)
    assert found("ＧｅａｒＳｉｍ", stored)
    assert not found("arsim", stored)


def test_neighbouring_texts_and_separated_characters_do_not_join() -> None:
    stored = search_text("齿轮", "仿真")
    assert not found("轮仿", stored)
    assert not found("轮仿", search_text("齿轮、仿真"))


def test_all_terms_of_a_question_must_be_met() -> None:
    stored = search_text("工业软件 齿轮仿真")
    assert found("仿真 工业", stored)
    assert not found("仿真 农业", stored)


def test_cpp_is_not_c() -> None:
    assert found("c++", search_text("用 C++ 写成"))
    assert found("C", search_text("用 C++ 写成"))
    assert not found("c++", search_text("用 C 写成"))
    assert found("c#", search_text("C# 绑定"))


def test_a_question_of_signs_asks_nothing_and_a_long_one_is_cut() -> None:
    assert search_terms("  %_'\" ，。 ") == []
    assert search_text("，。") == ""
    assert len(search_terms("开源软件创新生态" * 40 + " ".join(f"w{n}" for n in range(40)))) == MOST_TERMS
