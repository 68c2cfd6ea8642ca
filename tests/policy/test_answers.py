"""Is every wrong answer told, and no right one?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.forms import ATTACHMENTS, SOUND, form
from xingtu.policy.answers import MISSING, WRONG_KIND, faults
from xingtu.policy.form import Fault
from xingtu.policy.uscc import ALPHABET, check_character, is_uscc

FORM = form()


def found(*, complete: bool = True, **changed: object) -> tuple[Fault, ...]:
    """What is wrong when some answers are others than sound ones."""
    return faults(FORM, SOUND | changed, ATTACHMENTS, complete=complete)


def without(name: str, *, complete: bool = True) -> tuple[Fault, ...]:
    return faults(FORM, {key: answer for key, answer in SOUND.items() if key != name}, ATTACHMENTS, complete=complete)


def test_nothing_is_wrong_with_sound_answers() -> None:
    assert found() == ()
    assert found(complete=False) == ()


@pytest.mark.parametrize("name", sorted(set(SOUND)))
def test_what_is_required_is_missed_when_handing_in_and_not_while_drafting(name: str) -> None:
    assert without(name) == (Fault(name, None, *MISSING),)
    assert without(name, complete=False) == ()


def test_what_a_condition_asks_is_required_only_then() -> None:
    assert found(licence="other") == (Fault("licence_name", None, *MISSING),)
    assert found(licence="other", licence_name="MIT") == ()
    assert found(open=False, opened_on="never") == (), "what does not apply is not looked at"


WRONG = [
    ("name", "星", "至少 2 个字，现在有 1 个字。"),
    ("name", "星" * 41, "最多 40 个字，现在有 41 个字。"),
    ("name", "星河\n大学", "这一项只能写一行，请去掉换行。"),
    ("name", "星河\x00大学", "含有看不见的控制字符；请删去后重新输入。"),
    ("name", "星河\ud800大学", "含有看不见的控制字符；请删去后重新输入。"),
    ("name", 5, WRONG_KIND[0]),
    ("uscc", "115000000092762811", "统一社会信用代码不对"),
    ("uscc", "11500000009276281j", "统一社会信用代码不对"),
    ("phone", "12345", "请填手机号或带区号的座机号"),
    ("phone", "+86", "请填手机号或带区号的座机号"),
    ("licence", "MIT", "选了不在列表里的答案；请重新选择。"),
    ("licence", ["mulan"], "选了不在列表里的答案；请重新选择。"),
    ("open", "true", "请选择是或否。"),
    ("open", 1, "请选择是或否。"),
    ("opened_on", "2025-02-29", "请填日期，如 2026-03-01。"),
    ("opened_on", "2025-W01-1", "请填日期，如 2026-03-01。"),
    ("opened_on", "20250228", "请填日期，如 2026-03-01。"),
    ("fields", ["ai", "ai"], WRONG_KIND[0]),
    ("fields", ["ai", "tea"], "选了不在列表里的答案；请重新选择。"),
    ("fields", ["ai", "os", "car"], "最多 2 项，现在有 3 项。"),
    ("fields", "ai", WRONG_KIND[0]),
    ("about", "短", "至少 5 个字，现在有 1 个字。"),
    ("developers", 0, "不能小于 1。"),
    ("developers", 5001, "不能大于 5000。"),
    ("developers", "12", "请填整数，不带单位和小数。"),
    ("developers", True, "请填整数，不带单位和小数。"),
    ("developers", 1.0, "请填整数，不带单位和小数。"),
    ("cost", -1, "不能小于 0.00。"),
    ("cost", 10_000_000_001, "不能大于 100,000,000.00。"),
    ("cost", "30万", "请填以元为单位的金额，最多两位小数。"),
    ("own_share", "100.0001", "不能大于 100%。"),
    ("own_share", "-1", "请填百分数"),
    ("own_share", 50, "请填百分数"),
    ("own_share", "1e2", "请填百分数"),
    ("homepage", "javascript:alert(1)", "请填完整的网址"),
    ("homepage", "https://", "请填完整的网址"),
    ("homepage", "https://user:pass@example.org/", "请填完整的网址"),
    ("homepage", "https://example.org/a b", "请填完整的网址"),
    ("certificate", ["file-2"], "有一个附件超过 1 MB"),
    ("certificate", ["file-3"], "有一个附件没有上传成功"),
    ("certificate", "file-1", WRONG_KIND[0]),
    ("team", [{"name": "林"}] * 4, "最多 3 行，现在有 4 行。"),
    ("team", ["林"], WRONG_KIND[0]),
    ("team", {"name": "林"}, WRONG_KIND[0]),
]


@pytest.mark.parametrize(("name", "answer", "said"), WRONG)
def test_a_wrong_answer_is_told_once_under_its_name(name: str, answer: object, said: str) -> None:
    (fault,) = faults(FORM, SOUND | {name: answer}, ATTACHMENTS, complete=True)
    assert (fault.field, fault.row) == (name, None)
    assert fault.reason.startswith(said)
    assert fault.reason_en.isascii()


RIGHT = [
    ("phone", "13800138000"), ("phone", "+86 13800138000"), ("phone", "02363895000"), ("phone", "63895000"), ("phone", "400-810-8888"),
    ("phone", "+49 30 1234567"), ("homepage", "http://example.org"), ("homepage", "https://example.org:8443/路径?q=1#top"),
    ("homepage", ""), ("own_share", "0"), ("own_share", "100"), ("own_share", "33.3333"), ("cost", 0), ("developers", 5000),
    ("certificate", ["file-1"]), ("about", "一\r\n二三四五"), ("opened_on", "2024-02-29"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_passes(name: str, answer: object) -> None:
    assert faults(FORM, SOUND | {name: answer}, ATTACHMENTS, complete=True) == ()


def test_what_is_too_short_may_stand_in_a_draft_and_what_is_too_long_may_not() -> None:
    assert found(complete=False, about="短", team=[]) == ()
    assert [fault.reason for fault in found(complete=False, about="长" * 101)] == ["最多 100 个字，现在有 101 个字。"]


def test_a_fault_in_a_table_names_row_and_column() -> None:
    wrong = found(team=[{"name": "林一"}, {"name": "", "share": "101"}, {"name": "吴二", "age": 5}])
    assert [(fault.field, fault.row) for fault in wrong] == [("team.name", 2), ("team.share", 2), ("team", 3)]
    assert [fault.reason for fault in wrong] == [MISSING[0], "不能大于 100%。", "表格里没有这一列：age。"]


def test_an_answer_nobody_asked_for_is_told() -> None:
    (fault,) = found(budget=1)
    assert fault.field == "budget"
    assert fault.reason.startswith("表单里没有这一项")


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.dictionaries(st.sampled_from([field.id for field in FORM.fields]), json), st.booleans())
def test_whatever_is_sent_is_answered_in_both_languages(answers: dict[str, object], complete: bool) -> None:  # noqa: FBT001 -- hypothesis
    for fault in faults(FORM, answers, {}, complete=complete):
        assert fault.reason
        assert fault.reason_en


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_no_single_wrong_character_of_a_credit_code_passes(body: str, place: int, letter: str) -> None:
    code = body + check_character(body)
    assert is_uscc(code)
    assert is_uscc(code[:place] + letter + code[place + 1 :]) == (code[place] == letter)
