from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import EvidenceError
from xingtu.report.privacy import MASK, checked_identifier, has_mailbox, published, shown_text
from xingtu.report.ranking import RunReport
from xingtu.report.text import Text


@given(address=st.emails(), before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_mailbox_is_masked_whatever_stands_around_it(address: str, before: str, after: str) -> None:
    for text in (address, f"{before} <{address}> {after}", f"{before} {address}{after}", f"联系{address}，谢谢"):
        assert address not in shown_text(text)
        assert not has_mailbox(shown_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "li@example.cn",
        "Li Wei <li@example.cn>",
        "root@localhost",
        "li＠example.cn",
        "li%40example.cn",
        "li&#64;example.cn",
        "li at example.cn",
        "li (at) example.cn",
        "li [at] example [dot] cn",
        "li @ example.cn",
        "李雷@例子.中国",
        "l\u200bi@exa\u200bmple.cn",
        "li@\u202eexample.cn",
        "li@[192.0.2.1]",
        "https://token@host.example/x",
        "a@b@c.example",
    ],
)
def test_disguised_mailboxes_are_found(text: str) -> None:
    shown = shown_text(text)
    assert MASK in shown
    assert "li@" not in shown.replace(MASK, "")
    assert not has_mailbox(shown)


@pytest.mark.parametrize(
    "text",
    [
        "林月",
        "Ада Каменская",
        "O'Brien & Söhne",
        "gitee:1",
        "@login",
        "at v2024.01",
        "v2023.10..v2024.01~1",
        "zhixing@" + "0a1b2c3d" * 5,
        "与 zhixing@" + "0a1b2c3d" * 8 + "相同",
        "3 = 2 + 1",
    ],
)
def test_names_references_and_releases_stay_as_they_are(text: str) -> None:
    assert shown_text(text) == text


@given(st.text())
def test_what_was_made_safe_once_stays_the_same(text: str) -> None:
    assert shown_text(shown_text(text)) == shown_text(text)


@given(st.text())
def test_a_shown_text_can_always_be_written_as_utf8_on_one_line(text: str) -> None:
    shown = shown_text(text)
    shown.encode()
    assert "\n" not in shown
    assert "\r" not in shown


def test_characters_that_hide_or_reorder_become_visible() -> None:
    assert shown_text("林\u202e月\x00\ud800") == "林\N{REPLACEMENT CHARACTER}月\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"


def test_a_long_hostile_name_is_looked_through_quickly() -> None:
    assert shown_text("a" * 200_000 + " (at" * 10_000).startswith("aaa")


def test_an_identifier_with_a_mailbox_is_refused_and_the_message_does_not_repeat_it(run: RunReport) -> None:
    track = run.tracks[0]
    broken = replace(run, tracks=(replace(track, rows=(replace(track.rows[0], subject="li@example.cn"),)),))
    with pytest.raises(EvidenceError, match=r"report\.tracks\[0\]\.rows\[0\]\.subject") as refused:
        published(broken)
    assert "li@example.cn" not in str(refused.value)


def test_an_identifier_with_an_invisible_character_is_refused() -> None:
    with pytest.raises(EvidenceError, match="控制字符"):
        checked_identifier("li\u202e", "subject")


def test_a_name_that_is_a_mailbox_is_masked_and_the_run_goes_on(run: RunReport) -> None:
    track = run.tracks[0]
    named = replace(run, tracks=(replace(track, rows=(replace(track.rows[0], name=Text("li@example.cn", "li at example.cn")),)),))
    assert published(named).tracks[0].rows[0].name == Text(MASK, MASK)


def test_a_clean_report_passes_unchanged(run: RunReport) -> None:
    assert published(run) == run


@pytest.mark.parametrize("value", [3, None, True])
def test_what_is_no_text_passes(value: int | None) -> None:
    assert published((value,)) == (value,)
