"""Does a source come in whole or not at all, from wherever it lies, and is what it says of itself kept?"""

import gzip
import json
import signal
import sqlite3
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.collect.feeds.test_epss import scores
from tests.collect.feeds.test_kev import catalogue, entry
from tests.collect.feeds.test_notes import cnnvd, cnvd, export
from tests.collect.feeds.test_openharmony import FIX, HEAD, THIRD
from tests.gitrepo import Repo
from tests.store.risk.advisory_texts import record, touches
from xingtu.errors import CollectError, FeedRefused
from xingtu.risk.importing import import_source, kind_of
from xingtu.store.risk.advisories import Change
from xingtu.store.risk.lookups import record_text
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import notes_of

AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_risk(tmp_path / "home")
    yield opened
    opened.close()


def advisory(number: int, **more: Any) -> dict[str, Any]:
    return record(f"GHSA-{number:04d}", touches(f"teapot{number}", {"introduced": "0"}, {"fixed": "2"}), **more)


def folder(at: Path, *records: dict[str, Any], **others: str) -> Path:
    at.mkdir(exist_ok=True)
    for file in at.iterdir():
        file.unlink()
    for one in records:
        (at / f"{one['id']}.json").write_text(json.dumps(one), "utf-8")
    for name, text in others.items():
        (at / f"{name}.json").write_text(text, "utf-8")
    return at


def take(database: sqlite3.Connection, path: Path, kind: str = "osv", name: str = "feed", **more: Any) -> Change:
    return import_source(database, name, path, at=AT, kind=kind, **more)


def state(database: sqlite3.Connection, name: str = "feed") -> dict[str, Any]:
    cursor = database.execute("SELECT * FROM source_state WHERE source = ?", (name,))
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def contents(database: sqlite3.Connection) -> str:
    """Everything but how the last try went."""
    lines = [line for line in database.iterdump() if 'INTO "source_state"' not in line]
    rows = database.execute("SELECT source, mark, records, refused, newest, fetched_at, licence FROM source_state").fetchall()
    return "\n".join([*lines, repr(rows)])


def test_a_second_import_says_what_changed(tmp_path: Path, database: sqlite3.Connection) -> None:
    place = folder(tmp_path / "feed", advisory(1), advisory(2), advisory(3))
    assert take(database, place).added == ["GHSA-0001", "GHSA-0002", "GHSA-0003"]
    folder(place, advisory(1), advisory(2, summary="x"), advisory(4))
    change = take(database, place)
    assert (change.added, change.changed, change.removed, change.unchanged) == (["GHSA-0004"], ["GHSA-0002"], ["GHSA-0003"], 1)


def test_bad_records_are_kept_beside_the_source_and_told(tmp_path: Path, database: sqlite3.Connection) -> None:
    change = take(database, folder(tmp_path / "feed", *map(advisory, range(9)), broken="{"), licence="CC-BY-4.0")
    assert (len(change.added), change.refused) == (9, 1)
    said = state(database)
    assert (said["records"], said["refused"], said["result"], said["licence"]) == (9, 1, "ok", "CC-BY-4.0")
    assert [row[:2] for row in database.execute("SELECT * FROM refused")] == [("feed", "broken")]


def test_a_source_that_is_mostly_something_else_leaves_everything_as_it_was(tmp_path: Path, database: sqlite3.Connection) -> None:
    place = folder(tmp_path / "feed", *map(advisory, range(3)))
    take(database, place)
    before = contents(database)
    folder(place, advisory(7), bad="{")
    with pytest.raises(FeedRefused, match="疑为损坏"):
        take(database, place)
    assert contents(database) == before
    assert "疑为损坏" in state(database)["result"]
    take(database, folder(place, *map(advisory, range(3))))
    assert state(database)["result"] == "ok"


def test_a_copy_that_broke_off_does_not_take_away_what_is_known(tmp_path: Path, database: sqlite3.Connection) -> None:
    place = folder(tmp_path / "feed", *map(advisory, range(60)))
    take(database, place)
    before = contents(database)
    folder(place, *map(advisory, range(40)))
    with pytest.raises(FeedRefused, match="--accept-less"):
        take(database, place)
    assert contents(database) == before
    assert len(take(database, place, may_be_less=True).removed) == 20


def test_a_source_that_never_came_in_is_shown_as_never_loaded(tmp_path: Path, database: sqlite3.Connection) -> None:
    with pytest.raises(CollectError):
        take(database, tmp_path / "nothing")
    said = state(database)
    assert (said["records"], said["fetched_at"]) == (0, "")
    assert said["result"].startswith("nothing 不是文件")


def test_one_record_alone_is_added_and_takes_nothing_away(tmp_path: Path, database: sqlite3.Connection) -> None:
    place = folder(tmp_path / "feed", *map(advisory, range(3)))
    take(database, place)
    alone = tmp_path / "GHSA-0009.json.gz"
    alone.write_bytes(gzip.compress(json.dumps(advisory(9)).encode()))
    change = take(database, alone)
    assert (change.added, change.removed) == (["GHSA-0009"], [])
    assert state(database)["records"] == 4


def test_go_records_get_the_dates_git_knows(tmp_path: Path, database: sqlite3.Connection) -> None:
    undated = {"modified": "0001-01-01T00:00:00Z", "published": "0001-01-01T00:00:00Z"}
    old, new = advisory(1, **undated), advisory(1, summary="x", **undated)
    repo = Repo(tmp_path / "vulndb")
    first = repo.commit({b"data/GHSA-0001.json": json.dumps(old).encode()}, date=b"1900000000 +0000")
    repo.commit({b"data/GHSA-0001.json": json.dumps(new).encode(), b"data/GHSA-0002.json": json.dumps(advisory(2)).encode()}, first,
                date=b"1900086400 +0000")  # fmt: skip
    take(database, repo.path, under="data")
    row = database.execute("SELECT published, modified FROM advisory WHERE id = 'GHSA-0001'").fetchone()
    assert row == ("2030-03-17T17:46:40Z", "2030-03-18T17:46:40Z")
    served = json.loads(record_text(database, "GHSA-0001") or b"")
    assert (served["published"], served["modified"]) == row
    assert database.execute("SELECT modified FROM advisory WHERE id = 'GHSA-0002'").fetchone() == ("2026-01-01T00:00:00Z",)


def test_the_catalogue_and_the_scores_say_what_changed_and_never_go_back(tmp_path: Path, database: sqlite3.Connection) -> None:
    file = tmp_path / "known_exploited_vulnerabilities.json"
    file.write_bytes(catalogue(entry("CVE-2031-0001"), entry("CVE-2031-0002")))
    assert take(database, file, "kev", "kev").added == ["CVE-2031-0001", "CVE-2031-0002"]
    file.write_bytes(catalogue(entry("CVE-2031-0001", dueDate="2031-03-01"), entry("CVE-2031-0003", dateAdded="2031-02-09"), entry("x")))
    with pytest.raises(FeedRefused):
        take(database, file, "kev", "kev")
    rows = [entry(f"CVE-2031-{number}") for number in range(1000, 1008)]
    file.write_bytes(catalogue(entry("CVE-2031-0001", dueDate="2031-03-01"), entry("x"), *rows))
    change = take(database, file, "kev", "kev")
    assert (len(change.added), change.changed, change.removed, change.refused) == (8, ["CVE-2031-0001"], ["CVE-2031-0002"], 1)
    assert (state(database, "kev")["mark"], state(database, "kev")["licence"]) == ("2031.02.03", "CC0-1.0")
    assert database.execute("SELECT record FROM refused").fetchall() == [("vulnerabilities[1]",)]
    day = tmp_path / "epss_scores-2031-04-05.csv.gz"
    day.write_bytes(gzip.compress(scores("CVE-2031-0001,0.5,0.5")))
    take(database, day, "epss", "epss")
    day.write_bytes(gzip.compress(scores("CVE-2031-0001,0.6,0.5").replace(b"04-05T", b"04-04T")))
    with pytest.raises(FeedRefused, match="旧"):
        take(database, day, "epss", "epss")
    assert database.execute("SELECT score FROM epss").fetchall() == [(500_000,)]
    assert take(database, day, "epss", "epss", may_be_less=True).changed == ["CVE-2031-0001"]


def test_the_newest_of_several_days_is_taken(tmp_path: Path, database: sqlite3.Connection) -> None:
    for day in ("06", "05"):
        content = scores(f"CVE-2031-0001,0.{day},0.5").replace(b"04-05T", f"04-{day}T".encode())
        (tmp_path / f"epss_scores-2031-04-{day}.csv.gz").write_bytes(gzip.compress(content))
    take(database, tmp_path, "epss", "epss")
    assert state(database, "epss")["mark"] == "2031-04-06 v2031.03.14"


def test_notes_are_added_and_an_export_that_lacks_one_takes_none_away(tmp_path: Path, database: sqlite3.Connection) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(export(cnvd(), cnvd("CNVD-2031-00002", cves="")))
    assert take(database, file, "cnvd", "cnvd").added == ["CNVD-2031-00001 CVE-2031-1111", "CNVD-2031-00002"]
    file.write_bytes(export(cnvd(title="改名")))
    change = take(database, file, "cnvd", "cnvd")
    assert (change.changed, change.removed, change.unchanged) == (["CNVD-2031-00001 CVE-2031-1111"], [], 1)
    assert [note.title for note in notes_of(database, ["CVE-2031-1111"])] == ["改名"]
    assert state(database, "cnvd")["records"] == 2


def test_openeulers_advisories_name_many_cves_and_are_not_one_flaw(tmp_path: Path, database: sqlite3.Connection) -> None:
    one = record(
        "OESA-2031-1001", touches("teapot", {"introduced": "0"}, {"fixed": "1.0-3.oe2403"}, ecosystem="openEuler:24.03-LTS"),
        aliases=["CVE-2031-0001", "CVE-2031-0002"], upstream=["CVE-2031-0003"], database_specific={"severity": "High"},
    )  # fmt: skip
    one["affected"][0]["package"]["purl"] = "pkg:rpm/openEuler/teapot&distro=openEuler-24.03-LTS"
    place = folder(tmp_path / "feed", one)
    assert kind_of(place) == "openeuler"
    take(database, place, "openeuler")
    names = database.execute("SELECT kind, name FROM name ORDER BY 1, 2").fetchall()
    assert names == [("id", "OESA-2031-1001"), *(("upstream", f"CVE-2031-000{number}") for number in (1, 2, 3))]
    assert database.execute("SELECT level FROM advisory").fetchall() == [("high",)]
    folder(place, one | {"id": "GHSA-1"})
    with pytest.raises(FeedRefused, match="没有一条 openeuler 记录"):
        take(database, place, "openeuler", "other")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.json", json.dumps(advisory(1)).encode(), "osv"),
        ("a.yaml", b"id: PYSEC-2031-1\nmodified: 2031-01-01T00:00:00Z\naffected: []\n", "osv"),
        ("b.json", catalogue(entry()), "kev"),
        ("c.csv", scores("CVE-2031-0001,0.5,0.5"), "epss"),
        ("c.csv.gz", gzip.compress(scores("CVE-2031-0001,0.5,0.5"), mtime=0), "epss"),
        ("2031-05.md", (HEAD + THIRD + f"| CVE-2031-1 | 中 | 5 | tea | v3.1 | {FIX} |\n").encode(), "openharmony"),
        ("d.xml", export(cnvd(), encoding="GB18030"), "cnvd"),
        ("d.xml", export(cnvd(), encoding="UTF-16"), "cnvd"),
        ("e.xml", export(cnnvd(), root="cnnvd"), "cnnvd"),
    ],
)
def test_a_kind_is_told_by_its_content_in_a_file_a_folder_and_a_zip(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "README.json").write_text('{"hello": 1}', "utf-8")
    (place / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(f"deep/{name}", content)
    assert [kind_of(one) for one in (place, place / name, tmp_path / "all.zip")] == [kind] * 3


def test_what_is_of_no_kind_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", "utf-8")
    with pytest.raises(FeedRefused, match="认不出"):
        kind_of(tmp_path)


def test_a_gzip_bomb_is_refused(tmp_path: Path, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    from xingtu.risk import feed_kinds  # noqa: PLC0415 -- its limit is lowered here

    bomb = tmp_path / "epss_scores-2031-04-05.csv.gz"
    bomb.write_bytes(gzip.compress(scores(*["CVE-2031-0001,0.5,0.5"] * 1000)))
    monkeypatch.setitem(feed_kinds.KINDS, "epss", feed_kinds.Kind("epss", (".csv.gz",), 5_000, feed_kinds.KINDS["epss"].recognises))
    with pytest.raises(FeedRefused, match="过大"):
        take(database, bomb, "epss", "epss")


def test_an_import_that_is_killed_leaves_what_was_there(tmp_path: Path, database: sqlite3.Connection) -> None:
    place = folder(tmp_path / "feed", *map(advisory, range(3)))
    take(database, place)
    before = contents(database)
    folder(place, *[advisory(number, summary="x") for number in range(510)])
    program = textwrap.dedent(
        """
        import os, signal, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from xingtu.risk.importing import import_source
        from xingtu.store.risk.schema import open_risk
        database = open_risk(Path(sys.argv[1]))
        import_source(database, "feed", Path(sys.argv[2]), at=datetime.now(UTC), read=lambda _: os.kill(os.getpid(), signal.SIGKILL))
        """
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "home", place], check=False)
    assert done.returncode == -signal.SIGKILL
    assert contents(database) == before
    assert len(take(database, place).added) == 507
