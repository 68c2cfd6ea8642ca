"""After redaction no name stands in the text, whatever case, width or spacing somebody chose."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.report.redaction import MASK, folded, person_forms, redacted, short_forms, telling

NAMES = ["砺轴工业软件有限公司", "砺轴", "Lizhou Industrial", "gearsim", "沈若川", "Shen Ruochuan", "lizhou.example", "li"]


def _found(text: str, names: list[str]) -> list[str]:
    """Names that are still there; the mask's own characters do not count."""
    plain = folded(text.replace(MASK, "\n"))[0]
    return [name for name in names if folded(name)[0].strip() and folded(name)[0].strip() in plain]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _variants(name: str) -> list[str]:
    return [
        name, name.upper(), name.lower(), name.title(), _wide(name), _wide(name.upper()), "\u200b".join(name),
        unicodedata.normalize("NFD", name), "\u00ad".join(name),
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_writing_of_a_name_is_hidden(name: str) -> None:
    for written in _variants(name):
        hidden = redacted(f"本项目由{written}完成。", NAMES)
        assert _found(hidden, NAMES) == []
        assert hidden == f"本项目由{MASK}完成。"


@pytest.mark.parametrize(
    "written", ["砺 轴", "砺·轴", "沈 若 川", "ruochuan-shen", "Shen.Ruochuan", "LizhouIndustrial", "gear-sim", "g e a r s i m"]
)
def test_spaces_and_separators_hide_nothing_from_us(written: str) -> None:
    names = [*NAMES, "Ruochuan Shen"]
    assert MASK in redacted(f"见{written}。", names)
    assert written not in redacted(f"见{written}。", names)


@given(
    st.text(max_size=60), st.lists(st.sampled_from(NAMES), max_size=5), st.integers(0, 8),
    st.lists(st.text(min_size=1, max_size=6), max_size=4),
)  # fmt: skip
def test_no_name_is_left_in_any_text(around: str, chosen: list[str], variant: int, further: list[str]) -> None:
    names = [*NAMES, *further]
    text = around + "".join(_variants(name)[variant] + around[:3] for name in chosen)
    hidden = redacted(text, names, addresses=False)
    inside_the_mask = [name for name in names if folded(name)[0].strip() in folded(MASK)[0] or set(folded(name)[0]) & set("〔〕")]
    assert _found(hidden, [name for name in names if name not in inside_the_mask]) == []
    assert redacted(hidden, names, addresses=False).count(MASK) >= hidden.count(MASK)


@given(st.text(max_size=200))
def test_nothing_is_lost_of_a_text_without_names(text: str) -> None:
    assert redacted(text, [], addresses=False) == text


@pytest.mark.parametrize(
    "address",
    [
        "https://gitee.com/lizhou/gearsim", "HTTP://x.example/a?b=c", "git@gitee.com:lizhou/gearsim.git", "www.lizhou.example",
        "li@mail.example",
        "li ＠ mail.example", "sim.lizhou.com/path", "13800138000", "91500000MA5U000015", "110105194912310021", "6222021234567890123",
    ],
)  # fmt: skip
def test_addresses_and_numbers_go_whosever_they_are(address: str) -> None:
    hidden = redacted(f"联系：{address}，谢谢", [])
    assert hidden.startswith("联系：")
    assert hidden.endswith("谢谢")
    assert MASK in hidden
    assert address not in hidden


def test_plain_numbers_and_words_stay() -> None:
    text = "2025 年合入 1,234 个变更，占 30.5%；版本 v2024.12，commit 7d1aa349daae，见第 3.2 节。"
    assert redacted(text, NAMES) == text


def test_organisations_are_found_by_what_they_are_called_in_passing() -> None:
    assert set(short_forms("重庆砺轴工业软件有限公司")) >= {"重庆砺轴工业软件有限公司", "重庆砺轴工业软件", "砺轴工业软件", "砺轴"}
    assert "澄纲" in short_forms("澄纲基础软件研究院")
    assert "Lizhou" in short_forms("Lizhou Industrial Software Co., Ltd.")
    assert "星河" in short_forms("星河理工大学")


def test_people_are_found_by_given_name_and_in_either_order() -> None:
    assert person_forms("沈若川") == ["沈若川", "若川"]
    assert person_forms("欧阳若川") == ["欧阳若川", "若川"]
    assert person_forms("李雷") == ["李雷"]
    assert {"Shen Ruochuan", "Ruochuan Shen", "Ruochuan"} <= set(person_forms("Shen Ruochuan"))


def test_words_of_everybody_tell_nothing() -> None:
    assert telling(["github", "GitHub", "core", "a", "li", "2025", "砺轴", "砺轴 ", "Gearsim", "gearsim"]) == ("Gearsim", "砺轴")


def test_a_long_run_of_letters_is_redacted_in_passing() -> None:
    text = "a" * 50_000 + "-a.b" * 20_000
    assert redacted(text, NAMES) == text
