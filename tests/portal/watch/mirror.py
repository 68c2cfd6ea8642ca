"""A mirror of three flaws and what the city holds, in ``risk.sqlite`` of the test's home."""

import hashlib
import json
from contextlib import closing
from typing import Any

from portal.evidence.home import home
from xingtu.collect.osv_record import advisory_from
from xingtu.facts.signals import Epss, Kev, Note
from xingtu.store.risk.advisories import Record, SourceState, take_in
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import take_epss, take_kev, take_notes

AT = "2026-11-25T00:00:00Z"


def osv(ident: str, package: str = "urllib3", **more: Any) -> dict[str, Any]:
    """One record."""
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "2.5.0"}]}]
    return {
        "id": ident, "modified": AT, "published": "2026-11-20T00:00:00Z", "summary": f"{package} has a flaw",
        "details": "<script>alert(1)</script> details",
        "affected": [{"package": {"ecosystem": "PyPI", "name": package}, "ranges": ranges, "versions": ["1.26.0"]}],
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
        "references": [{"type": "WEB", "url": "https://flaws.example/1"}, {"type": "WEB", "url": "javascript:alert(1)"}], **more,
    }  # fmt: skip


def filled() -> None:
    """Three flaws; one is in KEV, has a score and a Chinese title."""
    records = [osv("GHSA-aaaa", aliases=["CVE-2026-1"]), osv("PYSEC-2026-1", aliases=["CVE-2026-1"]), osv("MAL-2026-9", "evil-helper")]
    with closing(open_risk(home())) as database:
        texts = [json.dumps(one).encode() for one in records]
        rows = [Record(advisory_from(one), text, hashlib.sha256(text).hexdigest()) for one, text in zip(records, texts, strict=True)]
        refused = {"broken/X-1": "缺少 id"}
        take_in(database, SourceState("pypa", "/srv/secret/place", "1", AT, "CC-BY-4.0"), rows, refused, whole=True)
        take_kev(database, [Kev("CVE-2026-1", "2026-11-21", "2026-12-12", ransomware=True)], SourceState("kev", "", "1", AT, "CC0"))
        take_epss(database, [Epss("CVE-2026-1", 123_456, 987_000, "2026-11-24", "v1")], SourceState("epss", "", "1", AT, ""))
        note = Note("CVE-2026-1", "CNVD", "CNVD-2026-00001", "urllib3 信息泄露漏洞", "高", "2026-11-22")
        take_notes(database, [note], SourceState("cnvd", "", "1", AT, ""))
