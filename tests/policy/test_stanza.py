"""Does a slip of the pen get named, with its place?"""

import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import PolicyError
from xingtu.policy.stanza import near, read_stanza


def test_text_that_is_no_toml_is_refused_with_line_and_column() -> None:
    with pytest.raises(PolicyError, match=r"x\.toml：不是合法的 TOML（.*line 2"):
        read_stanza("a = 1\nb = = 2\n", "x.toml")


def test_a_misspelt_key_is_refused_and_the_near_one_named() -> None:
    stanza = read_stanza("nmae = 'x'", "x.toml")
    with pytest.raises(PolicyError, match="缺少键 “name”；写成了 “nmae”？"):
        stanza.text("name")


def test_a_key_nobody_asked_for_is_refused() -> None:
    stanza = read_stanza("version = 1\nverzion = 2", "x.toml")
    stanza.integer("version")
    with pytest.raises(PolicyError, match="不认识的键 “verzion”；是不是 “version”？"):
        stanza.close()


@pytest.mark.parametrize("written", ["'7'", "7.0", "true", "-1"])
def test_a_number_is_a_whole_number_and_not_below_its_bound(written: str) -> None:
    with pytest.raises(PolicyError, match=r"x\.toml: days"):
        read_stanza(f"days = {written}", "x.toml").integer("days")


def test_a_day_has_no_time_of_day() -> None:
    with pytest.raises(PolicyError, match="不带时刻"):
        read_stanza("from = 2025-01-01T00:00:00Z", "x.toml").day("from")


def test_an_expression_that_does_not_compile_is_refused() -> None:
    with pytest.raises(PolicyError, match="不是合法的正则表达式"):
        read_stanza("pattern = '(bot'", "x.toml").pattern("pattern")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(PolicyError, match=r"^x\.toml："):
            read_stanza(text, "x.toml")
    else:
        assert read_stanza(text, "x.toml").names() == tuple(tomllib.loads(text))


def test_the_hint_reads_as_a_question() -> None:
    assert near("payed", ["notice", "paid"]) == '; did you mean "paid"?'
    assert near("zzz", ["notice", "paid"]) == ""


def test_a_moment_needs_its_offset_and_is_kept_in_utc() -> None:
    assert read_stanza("at = 2026-03-01T09:00:00+08:00", "x.toml").instant("at") == datetime(2026, 3, 1, 1, tzinfo=UTC)
    for written, said in (("2026-03-01T09:00:00", "没有写时区"), ("2026-03-01", "应是时刻"), ('"2026-03-01"', "应是时刻")):
        with pytest.raises(PolicyError, match=said):
            read_stanza(f"at = {written}", "x.toml").instant("at")


@pytest.mark.parametrize("written", ["0.30", "0", "1", "1.000", "0.999999999999"])
def test_a_share_is_kept_as_written(written: str) -> None:
    assert read_stanza(f'rate = "{written}"', "x.toml").decimal("rate") == written


@pytest.mark.parametrize("written", ["1.01", "-0.1", "1e-1", ".5", "30%", "0,3", "Infinity", "NaN", "１"])
def test_what_is_no_share_is_refused(written: str) -> None:
    with pytest.raises(PolicyError, match="应是 0 与 1 之间的小数"):
        read_stanza(f'rate = "{written}"', "x.toml").decimal("rate")
