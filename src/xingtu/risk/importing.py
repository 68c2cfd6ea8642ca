"""How do the records of one source come into ``risk.sqlite``, from wherever they lie?"""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from xingtu.collect.feeds.osv import read_records
from xingtu.collect.osv_layouts import Found, origin_of, records_at
from xingtu.errors import FeedRefused
from xingtu.store.risk.advisories import Change, Record, SourceState, take_in

MOST_REFUSED = 20
"""Per cent of a source's files: above it the source as a whole is not believed, and what was there stays."""


def import_source(
    database: sqlite3.Connection,
    source: str,
    path: Path,
    *,
    at: datetime,
    revision: str = "",
    under: str = "",
    licence: str = "",
    read: Callable[[int], None] = lambda _: None,
) -> Change:
    """Take in all records at a place as the source's present state; what is no longer there loses its force.

    read: told how many files have been read, now and then

    Raises:
        CollectError: nothing that could hold records lies there.
        FeedRefused: an archive is damaged or too large, holds no record, or too many of its files are none; nothing is changed.
    """
    origin = origin_of(path, revision)
    refused: dict[str, str] = {}
    seen = 0

    def counted() -> Iterator[Found]:
        for number, file in enumerate(records_at(origin, under), 1):
            if number % 500 == 0:
                read(number)
            yield file

    def records() -> Iterator[Record]:
        nonlocal seen
        for advisory, text, digest in read_records(counted(), refused):
            seen += 1
            yield Record(advisory, text, digest)
        if not seen:
            raise FeedRefused(f"{path} 里没有一条 OSV 格式的公告；请核对位置，子文件夹用 --under 指明")
        if len(refused) * 100 > MOST_REFUSED * (seen + len(refused)):
            name, why = next(iter(sorted(refused.items())))
            raise FeedRefused(
                f"{path} 的 {seen + len(refused)} 个文件中有 {len(refused)} 个不是公告（如 {name}：{why}），疑为损坏或格式不同；"
                "未导入，原有公告不变"
            )

    state = SourceState(source, str(path), origin.mark, f"{at:%Y-%m-%dT%H:%M:%SZ}", licence)
    return take_in(database, state, records(), refused, whole=True)
