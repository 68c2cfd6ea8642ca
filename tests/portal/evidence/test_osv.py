"""Does the portal give the mirror to everybody, without session or token, and nothing else?"""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from portal.evidence.views import osv as view
from portal.journal.models import Entry
from tests.risk.conftest import EVERY
from tests.store.risk.advisory_texts import read, state
from xingtu.risk.serving import open_reader
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.schema import open_risk

pytestmark = pytest.mark.django_db
QUESTION = {"package": {"name": "lantern", "ecosystem": "PyPI"}, "version": "0.9"}


@pytest.fixture
def mirror(home: Path) -> Path:
    database = open_risk(home)
    take_in(database, state(), read(*EVERY), {}, whole=True)
    database.close()
    return home


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_tools_ask_without_token_session_or_trace(mirror: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/osv/v1/query", json.dumps(QUESTION), content_type="text/plain")
    assert answer.status_code == 200
    assert [one["id"] for one in answer.json()["vulns"]] == ["PYSEC-2026-1"]
    assert not answer.cookies
    assert answer["X-Advisories-Oldest-Fetch"] == "2026-01-01T00:00:00Z"
    assert Entry.objects.count() == 0
    batch = client.post("/osv/v1/querybatch", json.dumps({"queries": [QUESTION]}), content_type="application/json")
    assert batch.json() == {"results": [{"vulns": [{"id": "PYSEC-2026-1", "modified": "2026-01-01T00:00:00Z"}]}]}
    assert client.get("/osv/v1/vulns/GO-2026-7").json()["id"] == "GO-2026-7"
    assert client.get("/osv/v1/vulns/GO-2026-8").status_code == 404


def test_the_bucket_is_there_and_nothing_of_the_home_beside_it(mirror: Path, client: Client) -> None:
    assert content(client.get("/osv/ecosystems.txt")) == b"Debian\nGIT\nGo\nPyPI\n"
    whole = client.get("/osv/PyPI/all.zip")
    assert content(whole).startswith(b"PK")
    head = client.head("/osv/PyPI/all.zip")
    assert (head["Content-Length"], content(head)) == (whole["Content-Length"], b"")
    assert client.get("/osv/PyPI/all.zip", headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert client.get("/osv/PyPI/all.zip", headers={"Range": "bytes=4-", "If-Range": whole["ETag"]}).status_code == 206
    for path in ("risk.sqlite", "../risk.sqlite", "PyPI/../../risk.sqlite", "PyPI/%2e%2e/all.zip", "x" * 300):
        assert client.get(f"/osv/{path}").status_code == 404, path
    assert client.post("/osv/all.zip").status_code == 405
    index = client.get("/osv/").json()
    assert index["sources"][0]["records"] == len(EVERY)
    assert str(mirror) not in json.dumps(index)


def test_an_empty_mirror_does_not_look_safe_and_does_not_say_where_it_lies(home: Path, client: Client) -> None:
    answer = client.post("/osv/v1/query", json.dumps(QUESTION), content_type="application/json")
    assert answer.status_code == 503
    assert str(home) not in answer.content.decode()
    open_risk(home).close()
    assert client.post("/osv/v1/query", json.dumps(QUESTION), content_type="application/json").status_code == 503
    assert content(client.get("/osv/PyPI/all.zip")) != b""


def test_what_is_too_large_or_too_often_is_refused(mirror: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (4_500_000, 6_000_000):
        assert client.post("/osv/v1/query", b"x" * size, content_type="application/json").status_code == 413
    monkeypatch.setattr(view, "A_MINUTE", 3)
    cache.clear()
    answers = [client.get("/osv/v1/vulns/GO-2026-7").status_code for _ in range(9)]
    assert {200, 429} == set(answers)


def test_asking_changes_nothing(mirror: Path, client: Client) -> None:
    with closing(open_reader(mirror)) as database:
        before = database.execute("SELECT * FROM source_state").fetchall()
    for method in ("put", "patch", "delete", "options"):
        assert getattr(client, method)("/osv/v1/query").status_code == 405
        assert getattr(client, method)("/osv/PyPI/all.zip").status_code == 405
    with closing(open_reader(mirror)) as database:
        assert database.execute("SELECT * FROM source_state").fetchall() == before
