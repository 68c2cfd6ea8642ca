"""Published advisories are found and read by everybody; whom they touch only by whom it concerns; entered ones take two officers."""

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.home import home
from portal.journal.models import Entry
from portal.watch.models import AdvisoryEntry, EntryState
from portal.watch.services.advisory_entries import entries_write, entry_confirm, entry_discard, entry_make, entry_withdraw
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.watch.mirror import filled, osv
from tests.portal.watch.risks import finding, watched
from xingtu.store.risk.lookups import record_text
from xingtu.store.risk.schema import open_risk

pytestmark = pytest.mark.django_db
CONTENT = {"summary": "示例漏洞", "affected": osv("X", "lodestar")["affected"]}


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> Town:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    monkeypatch.setattr("portal.evidence.services.risk_requests.wake", lambda: None)
    here, there = office().districts[:2]
    made = town((here.id, there.id))
    gearsim, minnow = project("gearsim", made.lizhou), project("minnow", made.yaoqiao)
    watched(gearsim, minnow)
    finding(gearsim, "CVE-2026-1")
    finding(minnow, "CVE-2026-1")
    return made


def read(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize("text", ["CVE-2026-1", "cve-2026", "GHSA-aa", "PYSEC-2026-1", "urllib", "URLLIB3"])
def test_a_flaw_is_found_by_id_alias_or_package(city: Town, client: Client, text: str) -> None:
    filled()
    shown = read(client, f"/watch/advisories/?q={text}")
    assert shown.count('href="/watch/advisories/CVE-2026-1/"') == 1
    assert "urllib3 信息泄露漏洞" in shown
    assert "MAL-2026-9" not in shown


def test_the_newest_stand_first_and_wild_cards_are_letters(city: Town, client: Client) -> None:
    filled()
    assert "MAL-2026-9" in read(client, "/watch/advisories/")
    for text in ("%25", "_rllib", "%27 OR 1=1 --", "x", "no-such"):
        assert "CVE-2026-1/" not in read(client, f"/watch/advisories/?q={text}")


def test_an_advisory_says_what_each_source_says(city: Town, client: Client) -> None:
    filled()
    shown = read(client, "/watch/advisories/GHSA-aaaa/")
    for word in (
        "CVE-2026-1", "PYSEC-2026-1", "≥ 1.0, &lt; 2.5.0", "CVSS 3.1 9.8", "2026-11-21", "2026-12-12", "12.35", "98.7", "2026-11-24",
        "CNVD-2026-00001", "urllib3 信息泄露漏洞", "https://flaws.example/1", "&lt;script&gt;",
    ):  # fmt: skip
        assert word in shown, word
    assert "javascript:" not in shown
    assert "urllib3 has a flaw" in read(client, "/en/watch/advisories/CVE-2026-1/")
    assert client.get("/watch/advisories/CVE-1999-0001/").status_code == 404


def test_whom_it_touches_is_for_whom_it_concerns(city: Town, client: Client, signed_in: Callable[[Acting], Client]) -> None:
    filled()
    address = "/watch/advisories/CVE-2026-1/"
    assert all(name not in read(client, address) for name in ("gearsim", "minnow"))
    assert "项目 gearsim" in (own := read(signed_in(city.acting[Role.ORG_ADMIN]), address))
    assert "minnow" not in own
    assert Entry.objects.filter(event="finding.seen", subject="advisory:CVE-2026-1").count() == 0
    both = read(signed_in(city.acting[Role.WATCH_OFFICER]), address)
    assert "项目 gearsim" in both
    assert "项目 minnow" in both
    assert Entry.objects.filter(event="finding.seen", subject="advisory:CVE-2026-1").count() == 1
    for role in (Role.DISTRICT_OFFICER, Role.OFFICE_CLERK, Role.DEVELOPER):
        assert "gearsim" not in read(signed_in(city.acting[role]), address)


def test_sources_stand_with_their_age_and_what_was_left_out(city: Town, client: Client, signed_in: Callable[[Acting], Client]) -> None:
    assert "还没有载入任何来源" in read(client, "/watch/sources/")
    filled()
    shown = read(client, "/watch/sources/")
    assert "pypa" in shown
    assert "/srv/secret" not in shown
    assert "broken/X-1" not in shown
    assert "broken/X-1" in read(signed_in(city.acting[Role.WATCH_OFFICER]), "/watch/sources/")


def test_nothing_loaded_is_not_nothing_found(db: None, client: Client) -> None:
    assert "没有载入任何漏洞公告" in read(client, "/watch/advisories/?q=urllib3")
    assert "还没有可以回答的数据" in read(client, "/watch/city/")
    assert "还没有可以回答的数据" in read(client, "/watch/")


def test_an_entered_advisory_takes_two_officers(city: Town, django_capture_on_commit_callbacks: Any) -> None:
    first, second = city.acting[Role.WATCH_OFFICER], city.elsewhere[Role.WATCH_OFFICER]
    made = entry_make(content=CONTENT, basis="厂商公告", by=first)
    assert made.ident.startswith("XT-")
    with pytest.raises(WrongState, match="另一个人"):
        entry_confirm(entry=made, by=first)
    with django_capture_on_commit_callbacks(execute=True):
        entry_confirm(entry=made, by=second)
    with closing(open_risk(home())) as database:
        told = json.loads(record_text(database, made.ident) or b"{}")
        assert (told["summary"], "withdrawn" in told) == ("示例漏洞", False)
        assert database.execute("SELECT count(*) FROM span").fetchone() == (1,)
    with django_capture_on_commit_callbacks(execute=True):
        entry_withdraw(entry=made, reason="误报", by=second)
    with closing(open_risk(home())) as database:
        assert json.loads(record_text(database, made.ident) or b"{}")["withdrawn"].endswith("Z")
        assert database.execute("SELECT count(*) FROM span").fetchone() == (0,)
        before = database.execute("SELECT digest FROM advisory").fetchall()
        entries_write()
        assert database.execute("SELECT digest FROM advisory").fetchall() == before
    with pytest.raises(WrongState):
        entry_withdraw(entry=made, reason="再撤", by=second)
    assert list(Entry.objects.filter(subject_kind="advisory_entry").order_by("sequence").values_list("event", flat=True)) == [
        "advisory.entered", "advisory.confirmed", "advisory.withdrawn",
    ]  # fmt: skip


def test_what_would_match_nothing_or_is_no_record_is_not_taken(city: Town) -> None:
    by = city.acting[Role.WATCH_OFFICER]
    with pytest.raises(Invalid, match="匹配不到"):
        entry_make(content={"summary": "x", "affected": [{"package": {"ecosystem": "PyPI", "name": "x"}}]}, basis="…", by=by)
    with pytest.raises(Invalid):
        entry_make(content={"summary": "x", "affected": "y"}, basis="…", by=by)
    for role in (Role.AUDITOR, Role.OFFICE_HEAD, Role.ORG_ADMIN):
        with pytest.raises(NotAllowed):
            entry_make(content=CONTENT, basis="…", by=city.acting[role])


def test_the_form_writes_a_record(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.WATCH_OFFICER])
    typed = {
        "summary": "示例", "ecosystem": "PyPI", "package": "lodestar", "introduced": "", "fixed": "1.3", "level": "high",
        "aliases": "cve-2026-77777", "references": "https://x.example/a", "basis": "厂商公告",
    }  # fmt: skip
    assert client.post("/watch/advisories/enter/", typed | {"last_affected": "1.2"}).status_code == 400
    assert client.post("/watch/advisories/enter/", typed | {"references": "javascript:alert(1)"}).status_code == 400
    made = client.post("/watch/advisories/enter/", typed)
    assert made.status_code == 302
    entry = AdvisoryEntry.objects.get()
    assert entry.record["affected"] == [
        {
            "package": {"ecosystem": "PyPI", "name": "lodestar"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.3"}]}],
        }
    ]
    assert entry.record["aliases"] == ["CVE-2026-77777"]
    assert "要由另一个人复核" in read(client, made.headers["Location"])
    other = signed_in(city.elsewhere[Role.WATCH_OFFICER])
    assert "复核公告" in read(other, f"/watch/advisories/entered/{entry.pk}/confirm/")
    assert other.post(f"/watch/advisories/entered/{entry.pk}/discard/", {"reason": "未公开"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.reason) == (EntryState.DISCARDED, "未公开")
    with pytest.raises(WrongState):
        entry_discard(entry=entry, reason="…", by=city.elsewhere[Role.WATCH_OFFICER])
    assert "XT-" in read(other, "/watch/advisories/entered/")
