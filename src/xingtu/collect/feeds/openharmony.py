"""What do OpenHarmony's monthly security bulletins say, row by row of their Markdown tables?

Two kinds of tables hold vulnerabilities, own ones and those of third-party code; wording, order and number of their columns vary by
year, so every cell is found by its heading. Each CVE of a month becomes a record in OSV's format. What cannot be read is told with
file and line; a release that is not known is shown as written and matches nothing.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from xingtu.collect.feeds.cve import CVE
from xingtu.collect.feeds.dates import day
from xingtu.collect.feeds.openharmony_releases import RELEASES, releases_in
from xingtu.collect.osv_layouts import Found
from xingtu.collect.osv_record import advisory_from
from xingtu.collect.severity import TENTHS, level_of_score, level_of_text
from xingtu.errors import BadRecord
from xingtu.facts.advisories import Advisory, Severity

ECOSYSTEM = "OpenHarmony"
LARGEST_BYTES = 4_000_000
BULLETIN = re.compile(r"([0-9]{4})-([0-9]{2})\.md")
FIRST_OF_EVERY_MONTH = "2022-05"
"""From this month on there is one every month; a month that is missing is missing here, not empty."""
OWN_NUMBER = re.compile(r"OpenHarmony-SA-[0-9]{4}-[0-9]{1,6}")
SAID_ON = {"published": re.compile(r"发布于\s*([0-9./年月日-]+)"), "modified": re.compile(r"最后更新于\s*([0-9./年月日-]+)")}
CELL_END = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"[|\s:-]+")
LINK = re.compile(r"\[([^\]]{0,80})\]\((https://[^)\s]{1,500})\)|(https://[^\s<>|)\]]{1,500})")
REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
IN_LINK = re.compile(r"https://(?:gitee|gitcode)\.com/openharmony[a-z-]*/([A-Za-z0-9][A-Za-z0-9_.-]{0,99})/")
BREAK = re.compile(r"<br\s*/?>|[,，;；、]", re.IGNORECASE)
SCORE = re.compile(r"(10|[0-9])(?:\.([0-9]))?")
NOT_SAID = {"", "无", "na", "n/a", "-", "尚未提供", "暂无"}
FATAL = {"致命": "critical"}
PATCH_TAGS = "对应维护版本"
HEADINGS = {"CVE", "漏洞编号", PATCH_TAGS}
IN_ENGLISH = b"Security Vulnerabilit"

Read = tuple[Advisory, bytes, str]


@dataclass(slots=True)
class Entry:
    """All that a month says of one flaw."""

    month: str
    key: str
    number: str = ""
    cves: tuple[str, ...] = ()
    summary: str = ""
    impact: str = ""
    level: str = ""
    score: int | None = None
    releases: dict[str, set[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """``OHSA-2024-05-CVE-…``; a flaw without a CVE is called by the project's own number."""
        return f"OHSA-{self.month}-{self.key}"


def is_bulletin(file: Found) -> bool:
    """Whether a file is one month's bulletin."""
    return BULLETIN.fullmatch(file.name) is not None and "安全漏洞".encode() in file.content[:4096]


def read_bulletins(files: Iterable[Found], refused: dict[str, str]) -> Iterator[Read]:
    """(advisory, JSON bytes, digest) of every flaw; what is not understood goes into ``refused`` with its place."""
    months = []
    for file in files:
        named = BULLETIN.fullmatch(file.name)
        if named is None or (IN_ENGLISH in file.content[:4096] and not is_bulletin(file)):
            continue
        month = f"{named[1]}-{named[2]}"
        months.append(month)
        try:
            text = file.content.decode("utf-8-sig")
            dates = _dates(text, month)
        except (UnicodeDecodeError, BadRecord) as error:
            refused[file.name] = f"读不出来：{error}"
            continue
        if not file.content:
            refused[file.name] = "空文件，或超过上限的大小"
        for entry in _entries(text, month, refused).values():
            yield _record(entry, dates)
    for month in _missing(months):
        refused[f"{month}.md"] = "没有这个月的公告；缺少的月份不等于没有漏洞"


def _missing(months: Iterable[str]) -> list[str]:
    known = sorted(month for month in months if month >= FIRST_OF_EVERY_MONTH)
    if not known:
        return []
    year, number = map(int, FIRST_OF_EVERY_MONTH.split("-"))
    last = known[-1]
    every = []
    while (month := f"{year}-{number:02d}") < last:
        every.append(month)
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)  # noqa: PLR2004 -- months
    return [month for month in every if month not in known]


def _dates(text: str, month: str) -> Mapping[str, str]:
    found = {name: pattern.search(text[:4096]) for name, pattern in SAID_ON.items()}
    published = day(found["published"][1]) if found["published"] else day(f"{month}-01")
    modified = day(found["modified"][1]) if found["modified"] else published
    return {"published": f"{published}T00:00:00Z", "modified": f"{max(published, modified)}T00:00:00Z"}


def _entries(text: str, month: str, refused: dict[str, str]) -> Mapping[str, Entry]:
    """The flaws of a bulletin by key; rows of one CVE are one flaw."""
    found: dict[str, Entry] = {}
    headings: list[str] = []
    for line, row in enumerate(text.splitlines(), 1):
        place = f"{month}.md 第 {line} 行"
        cells = _cells(row)
        if cells is not None and HEADINGS & set(cells):
            headings = cells
            if _columns(headings) is None and PATCH_TAGS not in cells:
                refused[place] = f"表头不认识：{'、'.join(cells)[:100]}"
            continue
        if not CVE.search(row) and not OWN_NUMBER.search(row) and (cells is None or RULE.fullmatch(row.strip()) or not _columns(headings)):
            continue
        columns = _columns(headings)
        why = _unreadable(row, cells, headings, columns)
        if why:
            refused[place] = why
        elif cells is not None and columns is not None:
            given = {name: cells[at] for name, at in columns.items() if at < len(cells)}
            found |= {entry.key: entry for entry in _take(given, month, place, found, refused)}
    return found


def _unreadable(row: str, cells: list[str] | None, headings: list[str], columns: Mapping[str, int] | None) -> str:
    """Why a row that names a flaw is not read; empty: it is, or it is a sentence and no row."""
    if cells is None:
        return f"有 CVE 编号而不是表格的一行：{row.strip()[:60]!r}" if "|" in row else ""
    if columns is None:
        return "这一行所在的表没有认得的表头"
    return f"有 {len(cells)} 列，而表头有 {len(headings)} 列" if len(cells) > len(headings) else ""


def _cells(row: str) -> list[str] | None:
    """Cells of a row of a table; the bar at its end is often forgotten."""
    text = row.strip()
    if not text.startswith("|"):
        return None
    cells = [one.strip().replace("\\|", "|") for one in CELL_END.split(text[1:])]
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells


def _columns(headings: list[str]) -> Mapping[str, int] | None:
    """Which cell holds what; None: it is no table of flaws."""
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        words = re.sub(r"\s", "", heading)
        name = (
            "number" if words in {"CVE", "漏洞编号"}
            else "related" if words == "相关漏洞"
            else "summary" if words == "漏洞描述"
            else "impact" if words == "漏洞影响"
            else "level" if words == "严重程度"
            else "score" if words.startswith("CVSS")
            else "repositories" if "仓库" in words
            else "releases" if "受影响" in words and "版本" in words
            else "links" if "修复链接" in words
            else ""
        )  # fmt: skip
        if name:
            found.setdefault(name, at)
    return found if {"number", "releases"} <= found.keys() else None


def _take(given: Mapping[str, str], month: str, place: str, known: Mapping[str, Entry], refused: dict[str, str]) -> Iterator[Entry]:
    """What one row says, added to what is known of its flaws."""
    cves = list(dict.fromkeys(CVE.findall(f"{given['number']} {given.get('related', '')}")))
    own = OWN_NUMBER.search(given["number"])
    if not cves and own is None:
        refused[place] = f"没有 CVE 编号，也没有 OpenHarmony-SA 编号：{given['number'][:60]!r}"
        return
    links = list(dict.fromkeys(two or three for _, two, three in LINK.findall(given.get("links", ""))))
    named = releases_in(given.get("releases", ""))
    repositories = _repositories(given, links)
    if not repositories:
        refused[f"{place} 仓库"] = f"看不出是哪个仓库：{given.get('repositories', '（没有这一列，修复链接中也没有）')[:60]!r}"
    for unknown in named.unknown:
        refused[f"{place} 版本 {unknown[:60]}"] = "不在已知的 OpenHarmony 发布之列；照原样显示，不参与比对"
    if not named.releases and not named.unknown:
        refused[f"{place} 版本"] = "没有写受影响的版本，不能比对"
    level = _level(given.get("level", ""))
    score = _score(given.get("score", ""), level, place, refused)
    # one CVE names the flaw; else the project's own number does, and all its CVEs are where it was taken from
    keys = [own[0]] if own is not None and len(cves) != 1 else cves
    for key in keys:
        entry = known.get(key) or Entry(month, key)
        entry.number = entry.number or (own[0] if own else "")
        entry.cves = tuple(cves) if own is not None else (key,)
        entry.summary = entry.summary or given.get("summary", "")
        entry.impact = entry.impact or given.get("impact", "")
        entry.level = entry.level or level
        entry.score = max((one for one in (entry.score, score) if one is not None), default=None)
        for repository in repositories:
            entry.releases.setdefault(repository, set()).update(named.releases)
        entry.unknown += [one for one in named.unknown if one not in entry.unknown]
        entry.links += [one for one in links if one not in entry.links]
        yield entry


def _repositories(given: Mapping[str, str], links: Iterable[str]) -> list[str]:
    """As the row says; a table without that column says it by the repository its fixes went into."""
    if "repositories" in given:
        names = [one.strip() for one in BREAK.split(given["repositories"])]
        return [one for one in dict.fromkeys(names) if REPOSITORY.fullmatch(one)]
    return list(dict.fromkeys(found[1] for found in map(IN_LINK.match, links) if found))


def _score(text: str, level: str, place: str, refused: dict[str, str]) -> int | None:
    """None: not said. A score of 0.0 beside a level stands where no score was known yet."""
    if text.strip().lower() in NOT_SAID:
        return None
    found = SCORE.fullmatch(text.strip())
    tenths = int(found[1]) * TENTHS + int(found[2] or 0) if found else None
    if tenths is None or tenths > 10 * TENTHS:
        refused[f"{place} CVSS"] = f"不是 0 到 10 的分数：{text[:40]!r}"
        return None
    if not tenths and level not in {"", "none"}:
        refused[f"{place} CVSS"] = f"{text.strip()} 分与严重程度不符，只采用后者"
        return None
    return tenths


def _level(words: str) -> str:
    """A dash, or that there is none yet, is not the level "none"."""
    if words.strip().lower() in NOT_SAID:
        return ""
    said = level_of_text(words)
    return FATAL.get(words.strip()) or (said.level if said else "")


def _record(entry: Entry, dates: Mapping[str, str]) -> Read:
    level = level_of_score(entry.score) if entry.score is not None else entry.level
    specific: dict[str, Any] = {"bulletin": entry.month}
    if level:
        specific["severity"] = level
    if entry.score is not None:
        specific["cvss_v3_score"] = f"{entry.score // TENTHS}.{entry.score % TENTHS}"
    if entry.unknown:
        specific["unknown_versions"] = entry.unknown
    record: dict[str, Any] = {
        "schema_version": "1.7.5",
        "id": entry.id,
        **dates,
        "aliases": [entry.number] if entry.number not in {"", entry.key} else [],
        "upstream": list(entry.cves),
        "summary": entry.summary or f"{entry.key}（{'、'.join(entry.releases) or '未写仓库'}）",
        "details": entry.impact,
        "affected": [
            {
                "package": {"ecosystem": ECOSYSTEM, "name": repository},
                "versions": sorted(releases, key=RELEASES.index),
            }
            for repository, releases in sorted(entry.releases.items())
        ],
        "references": [{"type": "FIX", "url": link} for link in entry.links],
        "database_specific": specific,
    }
    text = json.dumps({name: value for name, value in record.items() if value}, ensure_ascii=False).encode()
    advisory = advisory_from(json.loads(text))
    if entry.score is not None:
        advisory = replace(advisory, severity=Severity(level, entry.score, "", "text"))
    return advisory, text, hashlib.sha256(text).hexdigest()
