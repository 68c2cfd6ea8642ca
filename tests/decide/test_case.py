"""Are answers read exactly and compared as people mean them?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.decide.case import Case, Question, amount_text, months_before, plain
from xingtu.decide.rules import names_identical, version_first, versions_identical

NAMES = st.characters(categories=("Lo", "Nd"), include_characters="abcXYZＡｂ（）()-_.· ")
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        (5, 5),
        (" 12.50 ", Decimal("12.5")),
        ("1e3", 1000),
        (True, None),
        ("", None),
        ("三", None),
        ("NaN", None),
        ("inf", None),
        ([1], None),
    ],
)
def test_a_number_is_read_exactly_or_not_at_all(answer: object, number: Decimal | int | None) -> None:
    assert Case("li", answers={"a": answer}).number("a") == number


@pytest.mark.parametrize("answer", ["2026-02-30", "2026/01/01", "20260101T", "", None, 20260101, ["2026-01-01"]])
def test_what_is_no_day_is_no_day(answer: object) -> None:
    assert Case("li", answers={"a": answer}).day("a") is None


@given(st.integers(0, 10**15))
def test_money_is_shown_without_losing_a_fen(fen: int) -> None:
    said, english = amount_text(fen, "money")
    digits = said.removesuffix(" 元").replace(",", "")
    assert Decimal(digits) * 100 == fen
    assert english == f"CNY {said.removesuffix(' 元')}"


@given(DAYS, st.integers(0, 600))
def test_so_many_months_before_is_never_later_and_never_a_month_too_early(day: date, months: int) -> None:
    before = months_before(day, months)
    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == day.day or (before + timedelta(days=1)).day == 1


@given(st.text(NAMES, max_size=20), st.text(NAMES, max_size=20))
def test_spaces_and_width_make_no_other_name(one: str, other: str) -> None:
    assert plain(one + other) == plain(f"{one} \u3000{other}")
    assert plain(plain(one)) == plain(one)


def test_rows_in_which_nothing_is_written_are_no_rows() -> None:
    case = Case("li", answers={"t": [{"a": "", "b": None}, {"a": "x"}, {}], "f": ["a1", ""], "n": "text"})
    assert (len(case.rows("t")), len(case.rows("f")), case.rows("n")) == (1, 1, ())


@given(st.permutations(["product", "certificate", "report"]), st.sampled_from(["天启 CAE", "天启CAE", "天启ｃａｅ"]))
def test_the_order_of_the_names_changes_nothing(order: list[str], name: str) -> None:
    answers = {"product": "天启cae", "certificate": name, "report": "天启 CAE"}
    asked = {field: Question(field, field, "text") for field in answers}
    judged = names_identical.RULE.judge(Case("x", answers=answers, questions=asked), {"fields": tuple(order)})
    assert judged.outcome == "pass"


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["V", "v", "版本", "Ver.", ""]), st.sampled_from(["", ".0", ".0.0"]))
def test_versions_agree_only_when_their_numbers_do(major: int, minor: int, mark: str, zeros: str) -> None:
    said = {"a": f"{mark}{major}.{minor}{zeros}", "b": f"{major}.{minor}", "c": f"{major}.{minor + 1}"}
    case = Case("x", answers=said)
    assert versions_identical.RULE.judge(case, {"fields": ("a", "b")}).outcome == "pass"
    assert versions_identical.RULE.judge(case, {"fields": ("a", "c")}).outcome == "fail"


@given(st.integers(0, 30), st.integers(0, 30))
def test_only_one_point_zero_is_a_first_version_without_a_proof(major: int, minor: int) -> None:
    judged = version_first.RULE.judge(Case("x", answers={"version": f"V{major}.{minor}"}), {"field": "version", "proof": "paper"})
    assert (judged.outcome == "pass") == ((major, minor) == (1, 0))
