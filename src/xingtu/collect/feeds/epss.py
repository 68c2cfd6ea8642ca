"""How likely is a vulnerability to be exploited within 30 days? FIRST's scores of one day, as CSV.

Decimals become millionths digit by digit: a float would turn 0.1 into something else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xingtu.collect.feeds.cve import CVE
from xingtu.collect.feeds.dates import day
from xingtu.errors import BadRecord, FeedRefused
from xingtu.facts.signals import Epss

LARGEST_BYTES = 256_000_000
"""Unpacked; a day has about 10 MB."""
MOST_ROWS = 3_000_000
PLACES = 6
WHOLE = 10**PLACES
DECIMAL = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,20}))?(?:[eE]([+-]?[0-9]{1,3}))?")
COMMENT = re.compile(r"#\s*model_version:([^,\s]{1,60})\s*,\s*score_date:([^,\s]{1,40})\s*")
USUAL = re.compile(r"(CVE-[0-9]{4}-[0-9]{4,19}),0\.([0-9]{1,6}),0\.([0-9]{1,6})")
"""All rows but a handful; read in a third of the time."""
COLUMNS = ["cve", "epss", "percentile"]


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one day."""

    model: str
    score_on: str
    rows: tuple[Epss, ...]


def is_scores(content: bytes) -> bool:
    """Whether a file looks like a day's scores."""
    return content[:512].lstrip(b"\xef\xbb\xbf").startswith((b"#model_version:", b"# model_version:", b"cve,epss,percentile"))


def read_epss(content: bytes, refused: dict[str, str]) -> Scores:
    """One day; rows that are none go into ``refused`` with the reason.

    Raises:
        FeedRefused: it is no such file, or it does not say of which day and model it is.
    """
    if len(content) > LARGEST_BYTES:
        raise FeedRefused(f"EPSS 文件展开后有 {len(content):,} 字节，超过任何真实的文件；未导入")
    try:
        lines = iter(content.decode("utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise FeedRefused(f"EPSS 文件不是 UTF-8 文本（第 {error.start} 字节）；未导入") from error
    model, score_on, head = _head(lines)
    found: dict[str, Epss] = {}
    for line, text in enumerate(lines, head + 1):
        if not text.strip():
            continue
        if line > MOST_ROWS:
            raise FeedRefused(f"EPSS 文件超过 {MOST_ROWS:,} 行；未导入")
        try:
            row = _row(text, score_on, model)
        except BadRecord as error:
            refused[f"第 {line} 行"] = str(error)
            continue
        if row.cve in found:
            refused[f"第 {line} 行"] = f"{row.cve} 出现不止一次，取先出现的"
            continue
        found[row.cve] = row
    return Scores(model, score_on, tuple(found.values()))


def millionths(text: str) -> int:
    """A share as a whole number of millionths; what lies below a millionth is rounded half up.

    Raises:
        BadRecord: it is no decimal number, or not between 0 and 1.
    """
    found = DECIMAL.fullmatch(text.strip())
    if found is None:
        raise BadRecord(f"不是小数：{text[:40]!r}")
    decimals = found[2] or ""
    shift = PLACES - len(decimals) + int(found[3] or 0)
    digits = int(found[1] + decimals)
    power: int = 10 ** abs(shift)
    value = digits * power if shift >= 0 else (digits * 2 + power) // (2 * power)
    if value > WHOLE:
        raise BadRecord(f"应当在 0 与 1 之间，而不是 {text[:40]!r}")
    return value


def _head(lines: Iterator[str]) -> tuple[str, str, int]:
    """Model, day, and the number of lines read."""
    comment = COMMENT.fullmatch(next(lines, ""))
    if comment is None:
        raise FeedRefused("不是 EPSS 文件：第 1 行应当是 #model_version:…,score_date:…，没有它就不知道分数是哪一天、哪个模型的")
    columns = [one.strip().lower() for one in next(lines, "").split(",")]
    if columns != COLUMNS:
        raise FeedRefused(f"不是 EPSS 文件：第 2 行应当是 {','.join(COLUMNS)}，而不是 {','.join(columns)[:80]!r}")
    try:
        return comment[1], day(comment[2]), 2
    except BadRecord as error:
        raise FeedRefused(f"EPSS 文件第 1 行的 score_date {error}") from error


def _row(text: str, score_on: str, model: str) -> Epss:
    usual = USUAL.fullmatch(text)
    if usual is not None:
        cve, score, percentile = usual.groups()
        return Epss(cve, int(score.ljust(PLACES, "0")), int(percentile.ljust(PLACES, "0")), score_on, model)
    cells = text.split(",")
    if len(cells) != len(COLUMNS):
        raise BadRecord(f"应当有 {len(COLUMNS)} 列，而这里有 {len(cells)} 列")
    cve = cells[0].strip().upper()
    if not CVE.fullmatch(cve):
        raise BadRecord(f"不是 CVE 编号：{cve[:40]!r}")
    return Epss(cve, millionths(cells[1]), millionths(cells[2]), score_on, model)
