"""How does a record of a Chinese database become notes on CVEs? CNVD and CNNVD differ in the names of their elements only."""

import re
from collections.abc import Iterator

from xingtu.collect.feeds.cve import CVE
from xingtu.collect.feeds.dates import day
from xingtu.collect.feeds.xml_records import LOST, Element, records_in
from xingtu.collect.severity import level_of_text
from xingtu.errors import BadRecord, FeedRefused
from xingtu.facts.signals import Note

NUMBER = re.compile(r"(CNVD|CNNVD)-(?:[A-Z]-)?[0-9]{4,6}-[0-9]{1,8}")
LONGEST_TITLE = 500
MOST_CVES = 100

Names = tuple[str, ...]


def notes_in(
    content: bytes,
    name: str,
    refused: dict[str, str],
    *,
    source: str,
    record: str,
    number: Names,
    title: Names,
    level: Names,
    cve: Names,
    published: Names,
) -> Iterator[Note]:
    """Notes of one export; records that are none go into ``refused`` under their number or line.

    Raises:
        FeedRefused: the file is none of this source, or hostile.
    """
    seen = 0
    for element in records_in(content, name, record):
        seen += 1
        place = f"{name} 第 {element.line} 行"
        try:
            called = _number(element, source, number)
        except BadRecord as error:
            refused[place] = str(error)
            continue
        try:
            yield from _notes(element, source, called, title=title, level=level, cve=cve, published=published)
        except BadRecord as error:
            refused[called] = f"{place}：{error}"
    if not seen:
        raise FeedRefused(f"{name} 里没有一条 {source} 记录（<{record}>）；请核对文件，用 --kind 指明来源种类")


def _number(element: Element, source: str, names: Names) -> str:
    called = element.told(*names).upper()
    found = NUMBER.fullmatch(called)
    if found is None or found[1] != source:
        raise BadRecord(f"没有 {source} 编号，而是 {called[:40]!r}")
    return called


def _notes(element: Element, source: str, called: str, *, title: Names, level: Names, cve: Names, published: Names) -> list[Note]:
    said, words, on = element.told(*title), element.told(*level), element.told(*published)
    if element.too_large:
        raise BadRecord("记录过大，未采用")
    if not said:
        raise BadRecord("没有名称")
    if LOST in said:
        raise BadRecord("名称中有无法解码的字节，编码可能有误")
    severity = level_of_text(words) if words else None
    if words and severity is None:
        raise BadRecord(f"危害等级不认识：{words[:40]!r}")
    given = [one.upper() for text in element.all_told(*cve) for one in re.split(r"[\s,，;；、]+", text) if one]
    named = list(dict.fromkeys(one for one in given if CVE.fullmatch(one)))
    if len(named) > MOST_CVES:
        raise BadRecord(f"一条记录有 {len(named)} 个 CVE，疑为错误")
    level_said = severity.level if severity else ""
    on = day(on) if on else ""
    return [Note(one, source, called, said[:LONGEST_TITLE], level_said, on) for one in named or [""]]
