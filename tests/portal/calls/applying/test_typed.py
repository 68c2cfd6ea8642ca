"""What people type becomes an answer, or is refused with words."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.calls.selectors.answers import mark_of
from portal.calls.typed import Unreadable, answer_of, typed, typed_text
from xingtu.policy.form import Field, FieldKind, Form, Option, Section

MONEY = Field("rent", "money", "租金", "Rent")


def field(kind: FieldKind) -> Field:
    return Field("x", kind, "某项", "Something", options=(Option("a", "甲", "A"), Option("b", "乙", "B")))


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [
        ("money", "300000", 30_000_000),
        ("money", "３００，０００．５元", 30_000_050),
        ("money", "¥1,234.56", 123_456),
        ("integer", " 1,200 ", 1200),
        ("percent", "12.50%", "12.5"),
        ("percent", "100", "100"),
        ("date", "2025年3月1日", "2025-03-01"),
        ("date", "2025.3.1", "2025-03-01"),
        ("date", "２０２５／０３／０１", "2025-03-01"),
        ("url", "example.org/a", "https://example.org/a"),
        ("text", "　天启 \u3000 ", "天启"),
        ("paragraph", "一\r\n二  \r\n", "一\n二"),
        ("choice", "a", "a"),
        ("yes_no", "false", False),
        ("text", "   ", None),
    ],
)
def test_spellings_that_mean_one_thing(kind: FieldKind, text: str, answer: object) -> None:
    assert answer_of(field(kind), text) == answer


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("money", "30万", "请填 300000"),
        ("money", "1.5亿元", "请填 150000000"),
        ("money", "三十万", "不是以元计的金额"),
        ("money", "-5", "不是以元计的金额"),
        ("money", "1e5", "不是以元计的金额"),
        ("money", "10.005", "不是以元计的金额"),
        ("integer", "12个", "不是整数"),
        ("percent", "1/3", "不是百分数"),
        ("date", "2025-02-30", "不存在"),
        ("date", "去年", "不是日期"),
        ("url", "javascript:alert(1)", "不是网址"),
        ("choice", "c", "不在列表里"),
        ("yes_no", "maybe", "请选择"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(kind: FieldKind, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        answer_of(field(kind), text)


@given(st.integers(min_value=0, max_value=10**14))
def test_money_comes_back_as_it_went(fen: int) -> None:
    assert answer_of(MONEY, str(typed_text(MONEY, fen))) == fen
    assert answer_of(MONEY, f"{Decimal(fen) / 100:,}") == fen


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for kind in ("text", "paragraph", "integer", "money", "percent", "date", "url", "phone", "uscc", "yes_no", "choice"):
        try:
            answer = answer_of(field(kind), text)  # type: ignore[arg-type]
        except Unreadable:
            continue
        assert answer is None or isinstance(answer, str | int | bool)


@given(st.lists(st.fixed_dictionaries({"title": st.text(max_size=5), "copies": st.text(max_size=5)}), max_size=4), st.text(max_size=4))
def test_whatever_is_sent_for_a_table_rows_stay_rows(rows: list[dict[str, str]], count: str) -> None:
    table = Field(
        "books", "table", "书", "Books", columns=(Field("title", "text", "书名", "Title"), Field("copies", "integer", "册数", "Copies"))
    )
    data = QueryDict(mutable=True)
    data.setlist("asked", ["books", "nothing"])
    data["rows.books"] = count or str(len(rows))
    for number, row in enumerate(rows):
        for name, text in row.items():
            data[f"a.books.{number}.{name}"] = text
    found = typed(Form((Section("s", "一", "One", (table,)),)), data)
    assert found.asked == ("books",)
    assert all(isinstance(row, dict) for row in found.answers.get("books", []))  # type: ignore[attr-defined]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_equal_answers_have_equal_marks(answer: object) -> None:
    assert mark_of(answer) == mark_of(answer)
    assert mark_of(["x", answer]) != mark_of(["y", answer])
