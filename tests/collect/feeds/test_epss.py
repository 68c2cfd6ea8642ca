"""Are shares read exactly, with the day and model they are of?"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.collect.feeds.epss import is_scores, millionths, read_epss
from xingtu.errors import BadRecord, FeedRefused
from xingtu.facts.signals import Epss

HEAD = "#model_version:v2031.03.14,score_date:2031-04-05T12:55:00Z\ncve,epss,percentile\n"


def scores(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def test_a_day_is_read_with_its_model() -> None:
    read = read_epss(scores("CVE-2031-0001,0.94358,0.99987", "CVE-1999-0002,0.00043,0.1"), {})
    assert (read.model, read.score_on) == ("v2031.03.14", "2031-04-05")
    assert read.rows == (
        Epss("CVE-2031-0001", 943_580, 999_870, "2031-04-05", "v2031.03.14"),
        Epss("CVE-1999-0002", 430, 100_000, "2031-04-05", "v2031.03.14"),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1_000_000), ("0", 0), ("0.843560000", 843_560), ("9e-05", 90), ("1.5E-3", 1500), ("0.0000005", 1), ("4e-7", 0)],
)  # fmt: skip
def test_shares_are_exact_in_millionths(text: str, value: int) -> None:
    assert millionths(text) == value


@given(st.integers(0, 10**12))
def test_a_share_is_that_of_exact_arithmetic(billionths: int) -> None:
    text = f"{billionths // 10**12}.{billionths % 10**12:012d}"
    assert millionths(text) == int(Fraction(text) * 10**6 + Fraction(1, 2))


@given(st.text("0123456789", min_size=1, max_size=9), st.text("0123456789", min_size=1, max_size=9))
def test_the_short_way_and_the_long_way_read_the_same(score: str, percentile: str) -> None:
    (row,) = read_epss(scores(f"CVE-2031-0001,0.{score},0.{percentile}"), {}).rows
    assert (row.score, row.percentile) == (millionths(f"0.{score}"), millionths(f"0.{percentile}"))


@pytest.mark.parametrize("text", ["", "-0.1", "1.000001", "nan", "inf", "0,5", "1e9", "1e999", "0x1", "١", "." * 50])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(BadRecord):
        millionths(text)


def test_a_bad_row_is_set_aside_with_its_line_and_the_rest_is_taken() -> None:
    refused: dict[str, str] = {}
    read = read_epss(scores("CVE-2031-0001,0.5,0.5", "CVE-2031-0002,2,0.5", "x,0,0", "CVE-2031-0003,0.5", "CVE-2031-0001,0.1,0.1"), refused)
    assert [row.cve for row in read.rows] == ["CVE-2031-0001"]
    assert list(refused) == ["第 4 行", "第 5 行", "第 6 行", "第 7 行"]


@pytest.mark.parametrize(
    "content",
    [b"", b"cve,epss,percentile\nCVE-2031-1,0,0\n", HEAD.replace("epss,", "").encode(), HEAD.replace("04-05", "13-45").encode()],
)  # fmt: skip
def test_a_file_that_does_not_say_its_day_and_columns_is_refused(content: bytes) -> None:
    with pytest.raises(FeedRefused):
        read_epss(content, {})


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    content = b"\xef\xbb\xbf" + scores("CVE-2031-0001,0.5,0.5").replace(b"\n", b"\r\n")
    assert is_scores(content)
    assert read_epss(content, {}) == read_epss(scores("CVE-2031-0001,0.5,0.5"), {})


@given(st.text(max_size=80))
def test_any_row_is_read_or_set_aside(row: str) -> None:
    refused: dict[str, str] = {}
    lines = [line for line in row.splitlines() if line.strip()]
    assert len(read_epss(scores(row), refused).rows) + len(refused) == len(lines)
