"""Is the mirror served over loopback as a bucket and an API, read only, resumable, and unchanged by what is asked?"""

import http.client
import io
import json
import os
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.risk.conftest import EVERY, LANTERN
from tests.store.risk.advisory_texts import read, record, state, touches
from xingtu.risk import bucket_layout, serving
from xingtu.risk.serving import MirrorServer, Request, open_reader, respond
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.schema import open_risk


@pytest.fixture
def address(filled: Path) -> Iterator[str]:
    """The mirror of ``filled``, served."""
    server = MirrorServer(("127.0.0.1", 0), filled)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False) as one:
        yield one


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


def test_archives_hold_all_records_withdrawn_ones_too_by_directory_and_altogether(client: httpx.Client) -> None:
    assert names(client.get("/all.zip").content) == [f"{ident}.json" for ident in sorted(one["id"] for one in EVERY)]
    assert names(client.get("/PyPI/all.zip").content) == ["PYSEC-2026-1.json", "PYSEC-2026-2.json", "PYSEC-2026-3.json"]
    assert client.get("/Debian/all.zip").status_code == 200
    assert client.get("/Debian:12/all.zip").status_code == 404
    assert client.get("/ecosystems.txt").text == "Debian\nGIT\nGo\nPyPI\n"


def test_lists_of_changes_are_newest_first_with_the_directory_only_at_the_top(client: httpx.Client) -> None:
    top = client.get("/modified_id.csv").text.splitlines()
    assert top[0] == "2026-01-03T00:00:00Z,PyPI/PYSEC-2026-2"
    assert sorted(top[1:]) == top[1:]
    assert "2026-01-01T00:00:00Z,GIT/OSV-2026-5" in top
    assert client.get("/Go/modified_id.csv").text == "2026-01-01T00:00:00Z,GO-2026-7\n"


def test_a_single_record_lies_in_its_directory_alone(client: httpx.Client) -> None:
    assert client.get("/PyPI/PYSEC-2026-1.json").json() == LANTERN | {"published": "2026-01-01T00:00:00Z"}
    for path in ("/Go/PYSEC-2026-1.json", "/PyPI/none.json", "/PyPI/../../risk.sqlite", "/risk.sqlite", "/PyPI%2F..%2Fall.zip", "/nowhere"):
        assert client.get(path).status_code == 404, path


def test_a_broken_transfer_goes_on_where_it_ended_and_an_unchanged_file_is_not_sent(client: httpx.Client) -> None:
    whole = client.get("/all.zip")
    tag = whole.headers["ETag"]
    rest = client.get("/all.zip", headers={"Range": "bytes=10-", "If-Range": tag})
    assert (rest.status_code, rest.content) == (206, whole.content[10:])
    assert client.get("/all.zip", headers={"Range": "bytes=10-", "If-Range": '"other"'}).content == whole.content
    assert client.get("/all.zip", headers={"Range": "bytes=99999999-"}).status_code == 416
    same = client.get("/all.zip", headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    head = client.head("/all.zip")
    assert (head.headers["Content-Length"], head.content) == (str(len(whole.content)), b"")


def test_the_same_records_give_the_same_bytes_whenever_and_wherever_they_were_imported(filled: Path, tmp_path: Path) -> None:
    other = open_risk(tmp_path / "other")
    take_in(other, state("b", "9"), read(*reversed(EVERY)), {}, whole=True)
    with closing(open_reader(filled)) as database:
        first = bucket_layout.file_of(filled, database, "all.zip")
        second = bucket_layout.file_of(tmp_path / "other", other, "all.zip")
        assert first is not None
        assert second is not None
        assert first.read_bytes() == second.read_bytes()
    other.close()


def test_files_follow_what_is_imported_and_former_ones_go(filled: Path, client: httpx.Client) -> None:
    before = client.get("/PyPI/all.zip")
    for number in (1, 2, 3):
        with closing(open_risk(filled)) as database:
            fresh = record(f"PYSEC-2027-{number}", touches("lamp", {"introduced": "0"}))
            take_in(database, state("pypa", f"m{number}"), read(fresh), {}, whole=False)
        after = client.get("/PyPI/all.zip", headers={"If-None-Match": before.headers["ETag"]})
        assert f"PYSEC-2027-{number}.json" in names(after.content)
    assert len([one for one in (filled / "bucket").iterdir() if one.is_dir()]) == 2


def test_a_question_over_http_is_answered_and_a_huge_or_endless_one_refused(client: httpx.Client, address: str) -> None:
    question = {"package": {"name": "lantern", "ecosystem": "PyPI"}, "version": "0.9"}
    assert client.post("/v1/query", json=question).json()["vulns"][0]["id"] == "PYSEC-2026-1"
    assert client.post("/v1/query", content=iter([b"{}"])).status_code == 411
    assert client.post("/all.zip", content=b"").status_code == 405
    with closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)) as raw:
        raw.putrequest("POST", "/v1/query")
        raw.putheader("Content-Length", "4000001")
        raw.endheaders()
        assert raw.getresponse().status == 413
    with closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)) as raw:
        raw.request("GET", "/PyPI/../../risk.sqlite")
        assert raw.getresponse().status == 404


def test_many_ask_at_once_and_each_is_answered(client: httpx.Client) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(len(client.get("/all.zip").content))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(answers) == 12


def test_a_mirror_without_room_says_so_and_goes_on(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 1)
    server = MirrorServer(("127.0.0.1", 0), filled)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        base = f"http://127.0.0.1:{server.server_port}"
        with httpx.Client(trust_env=False) as first:
            assert first.get(f"{base}/").status_code == 200
            assert httpx.get(f"{base}/", trust_env=False).status_code == 503
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_home_without_advisories_is_not_available_rather_than_empty(tmp_path: Path) -> None:
    server = MirrorServer(("127.0.0.1", 0), tmp_path)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        assert httpx.get(f"http://127.0.0.1:{server.server_port}/all.zip", trust_env=False).status_code == 503
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_reader_cannot_write(filled: Path) -> None:
    with closing(open_reader(filled)) as database, pytest.raises(sqlite3.OperationalError):
        database.execute("DELETE FROM advisory")


def test_who_cannot_wait_is_told_to_come_back_while_a_large_archive_is_made(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "FEW", 3)
    started: list[str] = []
    monkeypatch.setattr(serving, "_make", lambda _, name: started.append(name))
    with closing(open_reader(filled)) as database:
        reply = respond(database, filled, Request("GET", "/all.zip"), patient=False)
        assert (reply.status, dict(reply.headers)["Retry-After"]) == (503, "60")
        bucket_layout.file_of(filled, database, "all.zip")
        assert respond(database, filled, Request("GET", "/all.zip"), patient=False).status == 200
    assert started == ["all.zip"]


def test_pip_audit_unchanged_finds_in_the_mirror_what_touches_the_pins(address: str, tmp_path: Path) -> None:
    pins = tmp_path / "requirements.txt"
    pins.write_text("lantern==2.0\nuntouched==1.0\n")
    command = [
        sys.executable, "-m", "pip_audit", "-s", "osv", "--osv-url", f"{address}/v1/query", "-r", str(pins), "--no-deps", "--disable-pip",
        "-f", "json", "--progress-spinner", "off", "--cache-dir", str(tmp_path / "cache"),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, check=False, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NO_PROXY": "*"}
    )
    found = {one["name"]: one["vulns"] for one in json.loads(done.stdout)["dependencies"]}
    assert done.returncode == 1  # pip-audit's word for "something found"
    assert [(one["id"], one["fix_versions"], one["aliases"]) for one in found["lantern"]] == [
        ("PYSEC-2026-1", ["2.1"], ["CVE-2026-0001"]),
        ("PYSEC-2026-2", [], []),
    ]
    assert found["untouched"] == []
