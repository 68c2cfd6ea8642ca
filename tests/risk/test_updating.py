"""Do two mirrors, one the bucket of the other, end up with the same, whatever breaks in between?"""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.gitrepo import Repo
from tests.risk.conftest import EVERY, LANTERN
from tests.store.risk.advisory_texts import read, record, state, touches
from xingtu.collect.feeds.bucket import Bucket, Listed
from xingtu.errors import CollectError
from xingtu.policy.feeds import BucketFeed, Feeds, GitFeed
from xingtu.risk.serving import MirrorServer
from xingtu.risk.updating import Updated, Updating, Ways
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.schema import open_risk

AT = datetime(2026, 2, 1, tzinfo=UTC)
FEW = [record(f"PYSEC-2027-{number}", touches("lamp", {"introduced": "0"}), modified="2026-02-01T00:00:00Z") for number in range(6)]


@pytest.fixture
def feeds(filled: Path) -> Iterator[Feeds]:
    """The mirror of ``filled`` as a bucket: its directory PyPI, and one it does not have."""
    server = MirrorServer(("127.0.0.1", 0), filled)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Feeds((BucketFeed("osv", f"http://127.0.0.1:{server.server_port}", ("PyPI", "Go"), "CC-BY-4.0", inside=True),), ())
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_risk(tmp_path / "ours")
    yield opened
    opened.close()


def updated(ours: sqlite3.Connection, tmp_path: Path, feeds: Feeds, at: datetime = AT, *, whole: bool = False) -> list[Updated]:
    ways = Ways(attempts=2, wait_seconds=0)
    return list(Updating(ours, tmp_path / "ours", at, whole=whole, ways=ways).each(feeds))


def how(found: list[Updated]) -> list[tuple[str, str, str]]:
    return [(one.source, one.how, one.fault) for one in found]


def there(database: sqlite3.Connection, prefix: str = "PYSEC") -> list[tuple[str, str]]:
    rows = database.execute("SELECT id, modified FROM advisory WHERE id LIKE ? ORDER BY 1", (f"{prefix}%",))
    return [(ident, modified) for ident, modified in rows]


def publish(home: Path, *records: dict[str, object], mark: str = "2", whole: bool = False) -> None:
    with closing(open_risk(home)) as database:
        take_in(database, state(mark=mark), read(*records), {}, whole=whole)


def test_the_first_load_is_whole_then_nothing_then_only_what_changed(
    feeds: Feeds, filled: Path, ours: sqlite3.Connection, tmp_path: Path, advisories: sqlite3.Connection
) -> None:
    assert how(updated(ours, tmp_path, feeds)) == [("osv/PyPI", "whole", ""), ("osv/Go", "whole", "")]
    assert there(ours) == there(advisories)
    assert how(updated(ours, tmp_path, feeds, AT + timedelta(hours=1))) == [("osv/PyPI", "unchanged", ""), ("osv/Go", "unchanged", "")]
    publish(filled, FEW[0], LANTERN | {"modified": "2026-02-01T00:00:00Z", "withdrawn": "2026-02-01T00:00:00Z"})
    (pypi, go) = updated(ours, tmp_path, feeds, AT + timedelta(hours=2))
    assert (pypi.how, pypi.change.added, pypi.change.changed) == ("changes", ["PYSEC-2027-0"], ["PYSEC-2026-1"])
    assert go.how == "unchanged"
    assert there(ours) == there(advisories)
    row = ours.execute("SELECT address, mark, fetched_at, result, licence FROM source_state WHERE source = 'osv/PyPI'").fetchone()
    assert row[0].endswith("/PyPI")
    assert row[1:] == ("2026-02-01T00:00:00Z", "2026-02-01T02:00:00Z", "ok", "CC-BY-4.0")


def test_what_was_put_there_late_with_an_old_instant_or_taken_away_is_seen_when_the_whole_list_is_compared(
    feeds: Feeds, filled: Path, ours: sqlite3.Connection, tmp_path: Path, advisories: sqlite3.Connection
) -> None:
    updated(ours, tmp_path, feeds)
    late = record("PYSEC-2025-1", touches("lamp", {"introduced": "0"}), modified="2025-01-01T00:00:00Z")
    publish(filled, late)
    updated(ours, tmp_path, feeds, AT + timedelta(days=1))
    assert ("PYSEC-2025-1", "2025-01-01T00:00:00Z") not in there(ours)
    assert updated(ours, tmp_path, feeds, AT + timedelta(days=8))[0].change.added == ["PYSEC-2025-1"]
    publish(filled, *EVERY[:2], mark="3", whole=True)
    assert updated(ours, tmp_path, feeds, AT + timedelta(days=16))[0].change.removed == ["PYSEC-2025-1", "PYSEC-2026-3"]
    assert there(ours) == there(advisories)


@pytest.fixture
def shrunk(feeds: Feeds, filled: Path, ours: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bucket of which half is gone since we loaded it, where a handful is many."""
    monkeypatch.setattr("xingtu.risk.importing.FEW", 2)
    publish(filled, *FEW)
    updated(ours, tmp_path, feeds)
    publish(filled, *FEW[:3], mark="3", whole=True)
    return filled


def test_a_bucket_of_which_much_is_gone_at_once_is_believed_only_when_told_to(
    feeds: Feeds, shrunk: Path, ours: sqlite3.Connection, tmp_path: Path, advisories: sqlite3.Connection
) -> None:
    before = there(ours)
    (pypi, _) = updated(ours, tmp_path, feeds, AT + timedelta(days=8))
    assert "疑不完整" in pypi.fault
    assert "--whole" in pypi.fault
    assert there(ours) == before
    assert updated(ours, tmp_path, feeds, AT + timedelta(days=8), whole=True)[0].fault == ""
    assert there(ours) == there(advisories)
    assert shrunk.exists()


def test_a_list_that_is_empty_takes_nothing_away_and_does_not_pass_for_fresh(
    feeds: Feeds, ours: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated(ours, tmp_path, feeds)
    monkeypatch.setattr("xingtu.collect.feeds.bucket._lines", lambda _: iter(()))
    for days in (1, 8):
        monkeypatch.setattr(Bucket, "changes", _without_etag)
        (pypi, _) = updated(ours, tmp_path, feeds, AT + timedelta(days=days))
        assert "空的" in pypi.fault
    row = ours.execute("SELECT fetched_at, records FROM source_state WHERE source = 'osv/PyPI'").fetchone()
    assert row == ("2026-02-01T00:00:00Z", 3)


CHANGES = Bucket.changes


def _without_etag(bucket: Bucket, *, known_until: str = "", etag: str = "") -> Listed:
    return CHANGES(bucket, known_until=known_until, etag=etag and "")


def test_whole_loads_anew_whatever_is_known(feeds: Feeds, ours: sqlite3.Connection, tmp_path: Path) -> None:
    updated(ours, tmp_path, feeds)
    (pypi, _) = updated(ours, tmp_path, feeds, whole=True)
    assert (pypi.how, pypi.change.unchanged) == ("whole", 3)


def test_one_source_that_fails_holds_up_no_other_and_says_why_beside_what_it_had(
    feeds: Feeds, ours: sqlite3.Connection, tmp_path: Path
) -> None:
    (bucket,) = feeds.buckets
    gone = Feeds((BucketFeed("osv", bucket.base, ("Nowhere", "PyPI"), "", inside=True),), ())
    (nowhere, pypi) = updated(ours, tmp_path, gone)
    assert "不存在" in nowhere.fault
    assert pypi.how == "whole"
    outside = Feeds((BucketFeed("osv", bucket.base, ("PyPI",), "", inside=False),), ())
    (refused,) = updated(ours, tmp_path, outside)
    assert "https" in refused.fault
    rows = ours.execute("SELECT source, records, fetched_at, result FROM source_state ORDER BY 1").fetchall()
    assert rows[0][:3] == ("osv/Nowhere", 0, "")
    assert rows[1][:3] == ("osv/PyPI", 3, "2026-02-01T00:00:00Z")
    assert all("不" in row[3] or "https" in row[3] for row in rows)


def test_a_name_that_leads_inside_is_refused_when_nobody_said_it_may() -> None:
    feed = BucketFeed("osv", "https://mirror.example", (), "", inside=False)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE source_state (source PRIMARY KEY, a, b, c, d, e, f, result, h, i)")
    ways = Ways(attempts=1, resolver=lambda *_: ["10.0.0.1"])
    with pytest.raises(CollectError, match="内部地址"):
        Updating(database, Path("/nowhere"), AT, ways=ways).bucket(feed, "osv")
    database.close()


def test_an_update_that_is_killed_leaves_everything_and_the_next_one_goes_on_where_it_ended(
    feeds: Feeds, filled: Path, ours: sqlite3.Connection, tmp_path: Path, advisories: sqlite3.Connection
) -> None:
    updated(ours, tmp_path, feeds)
    publish(filled, *FEW)
    before = there(ours)
    script = (
        "import os, signal, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from xingtu.collect.feeds import bucket; from xingtu.policy.feeds import BucketFeed\n"
        "from xingtu.risk.updating import Updating; from xingtu.store.risk.schema import open_risk\n"
        "bucket.AT_ONCE = 1; fetched = []; real = bucket.Bucket._fetched\n"
        "def counted(self, line):\n"
        "    fetched.append(line)\n"
        "    return real(self, line) if len(fetched) < 4 else os.kill(os.getpid(), signal.SIGKILL)\n"
        "bucket.Bucket._fetched = counted; home = Path(sys.argv[1])\n"
        "feed = BucketFeed('osv', sys.argv[2], ('PyPI', 'Go'), '', inside=True)\n"
        "Updating(open_risk(home), home, datetime(2026, 2, 2, tzinfo=UTC)).bucket(feed, 'osv/PyPI')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "ours"), feeds.buckets[0].base],
        env=os.environ | {"PYTHONPATH": "src"}, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert there(ours) == before
    assert len(list((tmp_path / "ours" / "feeds").glob("*/*.json"))) == 3
    (pypi, _) = updated(ours, tmp_path, feeds, AT + timedelta(days=1))
    assert len(pypi.change.added) == 6
    assert there(ours) == there(advisories)
    assert not list((tmp_path / "ours" / "feeds").glob("*/*.json"))


def test_an_archive_that_is_not_believed_is_not_kept(
    feeds: Feeds, ours: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xingtu.collect.osv_layouts.MOST_ENTRIES", 1)
    (pypi, go) = updated(ours, tmp_path, feeds)
    assert "已拒绝" in pypi.fault
    assert go.how == "whole"
    assert not list((tmp_path / "ours" / "feeds").glob("*PyPI/all.*"))


def test_an_archive_that_came_damaged_is_fetched_anew_the_next_time(
    feeds: Feeds, ours: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Bucket.archive

    def damaged(bucket: Bucket) -> tuple[Path, str]:
        path, etag = whole(bucket)
        with zipfile.ZipFile(path) as archive:
            start = archive.infolist()[0].header_offset + 30 + len(archive.namelist()[0])
        content = path.read_bytes()
        path.write_bytes(content[:start] + bytes(byte ^ 255 for byte in content[start : start + 60]) + content[start + 60 :])
        return path, etag

    monkeypatch.setattr(Bucket, "archive", damaged)
    assert "读不出来" in updated(ours, tmp_path, feeds)[0].fault
    assert not list((tmp_path / "ours" / "feeds").glob("*PyPI/all.*"))
    monkeypatch.setattr(Bucket, "archive", whole)
    assert how(updated(ours, tmp_path, feeds))[0] == ("osv/PyPI", "whole", "")


def test_a_source_nobody_configured_is_named(feeds: Feeds, ours: sqlite3.Connection, tmp_path: Path) -> None:
    assert [one.source for one in Updating(ours, tmp_path, AT).each(feeds, ["osv/Go"])] == ["osv/Go"]
    with pytest.raises(CollectError, match="osv/PyPI"):
        list(Updating(ours, tmp_path, AT).each(feeds, ["nope"]))


def test_a_repository_of_advisories_is_read_from_its_clone(ours: sqlite3.Connection, tmp_path: Path) -> None:
    Repo(tmp_path / "advisories").commit({b"vulns/PYSEC-2026-1.json": read(LANTERN)[0].text})
    feeds = Feeds((), (GitFeed("pypa", str(tmp_path / "advisories"), "", "vulns", "osv", "CC-BY-4.0"),))
    assert how(updated(ours, tmp_path, feeds)) == [("pypa", "whole", "")]
    (missing,) = updated(ours, tmp_path, Feeds((), (GitFeed("pypa", str(tmp_path / "none"), "", "", "osv", ""),)))
    assert "不存在" in missing.fault
    assert len(there(ours)) == 1
