"""Which vulnerabilities are known to be exploited? CISA's catalogue, as JSON."""

import json
from dataclasses import dataclass

from xingtu.collect.feeds.cve import CVE
from xingtu.collect.feeds.dates import day
from xingtu.collect.osv_record import Reader
from xingtu.errors import BadRecord, FeedRefused
from xingtu.facts.signals import Kev

LARGEST_BYTES = 64_000_000
"""The catalogue has 1.3 MB."""
RANSOMWARE = {"known": True, "unknown": False}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One edition; ``version`` is CISA's name of it (``2025.08.25``)."""

    version: str
    released: str
    rows: tuple[Kev, ...]


def is_catalogue(content: bytes) -> bool:
    """Whether a file looks like the catalogue and not like its schema."""
    return b'"catalogVersion"' in content[:4096] and b'"vulnerabilities"' in content[:4096] and b'"$schema"' not in content[:512]


def read_kev(content: bytes, refused: dict[str, str]) -> Catalogue:
    """One edition; rows that are none go into ``refused`` with the reason.

    Raises:
        FeedRefused: it is no catalogue, or not all of one: its own count says how many rows it must have.
    """
    try:
        if len(content) > LARGEST_BYTES:
            raise FeedRefused(f"KEV 目录有 {len(content):,} 字节，超过任何真实的目录；未导入")
        at = Reader(json.loads(content), "")
        version, released = at.text("catalogVersion"), at.instant("dateReleased")
        entries, said = at.readers("vulnerabilities"), at.value("count")
    except (BadRecord, ValueError, RecursionError) as error:
        raise FeedRefused(f"不是 CISA 的 KEV 目录（known_exploited_vulnerabilities.json）：{error}") from error
    if said is not None and said != len(entries):
        raise FeedRefused(f"KEV 目录 {version[:40]} 自称有 {said} 条，实有 {len(entries)} 条，疑被截断；未导入，请重新取得")
    rows: dict[str, Kev] = {}
    for place, one in enumerate(entries):
        name = f"vulnerabilities[{place}]"
        try:
            row = _row(one)
        except BadRecord as error:
            refused[name] = str(error)
            continue
        if row.cve in rows:
            refused[name] = f"{row.cve} 出现不止一次，取先出现的"
            continue
        rows[row.cve] = row
    return Catalogue(version, released, tuple(rows.values()))


def _row(at: Reader) -> Kev:
    cve = at.text("cveID").strip().upper()
    if not CVE.fullmatch(cve):
        raise at.refuse("cveID", f"不是 CVE 编号：{cve[:40]!r}")
    ransomware = at.text("knownRansomwareCampaignUse") if at.has("knownRansomwareCampaignUse") else "Unknown"
    if ransomware.strip().lower() not in RANSOMWARE:
        raise at.refuse("knownRansomwareCampaignUse", f"应当是 Known 或 Unknown，而不是 {ransomware[:40]!r}")
    due = day(at.text("dueDate")) if at.has("dueDate") else ""
    return Kev(cve, day(at.text("dateAdded")), due, RANSOMWARE[ransomware.strip().lower()])
