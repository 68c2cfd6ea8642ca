"""Does a bundle bring everything, only from those we trust, only forwards, and whole or not at all?"""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.risk.conftest import EVERY
from tests.store.risk.advisory_texts import read, record, state, touches
from xingtu.collect import osv_layouts
from xingtu.errors import CollectError, FeedRefused
from xingtu.facts.signals import Epss, Kev, Note
from xingtu.risk.bundle import export
from xingtu.risk.bundle_keys import key_id, make_keys, read_private, trust, trusted_keys
from xingtu.risk.bundle_manifest import ARCHIVE, DIRECTORIES, EPSS, KEV, MANIFEST, NOTES, RECORDS, SIGNATURE, signed
from xingtu.risk.bundle_taking import current_bundle, import_bundle, is_bundle, rollbacks
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.lookups import record_text
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import notes_of, take_epss, take_kev, take_notes

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
TRUSTED = {key_id(KEY.public_key()): KEY.public_key()}
AT = datetime(2026, 2, 1, tzinfo=UTC)
LATER = datetime(2026, 2, 2, tzinfo=UTC)
FRESH = record("PYSEC-2026-9", touches("lamp", {"introduced": "0"}), modified="2026-02-01T00:00:00Z")


@pytest.fixture
def ours(filled: Path, advisories: sqlite3.Connection) -> sqlite3.Connection:
    """Where bundles are made: advisories and signals of every kind."""
    take_kev(advisories, [Kev("CVE-2026-0001", "2026-01-04", "2026-01-25", ransomware=True)], state("kev"))
    take_epss(advisories, [Epss("CVE-2026-0001", 99_999, 500_000, "2026-01-04", "v4")], state("epss"))
    for name in ("CNVD", "CNNVD"):
        take_notes(advisories, [Note("CVE-2026-0001", name, f"{name}-2026-1", "灯笼爆炸", "高", "2026-01-05")], state(name.lower()))
    return advisories


@pytest.fixture
def island(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Where they are taken in."""
    opened = open_risk(tmp_path / "island")
    yield opened
    opened.close()


@pytest.fixture
def made(ours: sqlite3.Connection, filled: Path, tmp_path: Path) -> Path:
    """The first bundle, with everything."""
    return export(ours, filled, tmp_path / "1.zip", KEY, AT).path


def everything(database: sqlite3.Connection) -> dict[str, Any]:
    questions = {
        "sources": "SELECT * FROM source_state ORDER BY 1",
        "records": "SELECT id, source, digest, modified, withdrawn FROM advisory ORDER BY 1",
        "kev": "SELECT * FROM kev", "epss": "SELECT * FROM epss", "note": "SELECT * FROM note ORDER BY 1",
        "spans": "SELECT name, low, high, id FROM span JOIN package USING (pid) JOIN advisory USING (aid) ORDER BY 1, 2, 3, 4",
    }  # fmt: skip
    return {name: database.execute(question).fetchall() for name, question in questions.items()}


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None], *, key: Ed25519PrivateKey | None = None) -> Path:
    """A bundle whose content somebody changed, signed anew if they have a key."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    if key is not None:
        content[SIGNATURE] = signed(content[MANIFEST], key)
    changed = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in content.items():
            archive.writestr(name, one)
    return changed


def saying(**said: object) -> Callable[[dict[str, bytes]], None]:
    def change(content: dict[str, bytes]) -> None:
        content[MANIFEST] = json.dumps(json.loads(content[MANIFEST]) | said).encode()

    return change


def test_a_full_bundle_brings_advisories_signals_and_how_fresh_each_source_is(
    made: Path, ours: sqlite3.Connection, island: sqlite3.Connection
) -> None:
    assert is_bundle(made)
    taken = import_bundle(island, made, TRUSTED, LATER)
    assert everything(island) == everything(ours)
    assert record_text(island, EVERY[0]["id"]) == record_text(ours, EVERY[0]["id"])
    assert [note.title for note in notes_of(island, ["CVE-2026-0001"])] == ["灯笼爆炸"] * 2
    assert (taken.manifest.serial, current_bundle(island).serial, current_bundle(island).taken_at) == (1, 1, "2026-02-02T00:00:00Z")
    assert {name: len(change.added) for name, change in taken.changes.items()} == {"others": 3, "pypa": 3}


def test_the_manifest_names_sources_licences_and_whom_to_credit(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        said = json.loads(archive.read(MANIFEST))
    assert (said["serial"], said["previous_sha256"], said["created"]) == (1, "", "2026-02-01T00:00:00Z")
    source = {one["name"]: one for one in said["sources"]}["pypa"]
    assert [source[key] for key in ("url", "commit_or_etag", "records", "newest_modified", "licence")] == [
        "a folder", "1", 3, "2026-01-03T00:00:00Z", "CC-BY-4.0",
    ]  # fmt: skip
    assert {"database": "PyPI Advisory Database", "licence": "CC-BY-4.0", "records": 3} in said["attribution"]


def test_the_same_state_gives_the_same_bytes_whenever_it_is_exported(made: Path, ours: sqlite3.Connection, filled: Path) -> None:
    again = export(ours, filled, made.with_name("again.zip"), KEY, LATER)
    assert again.path.read_bytes() == made.read_bytes()


def test_a_difference_brings_what_is_new_changed_and_gone(
    made: Path, ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection
) -> None:
    import_bundle(island, made, TRUSTED, AT)
    take_in(ours, state(mark="2"), read(EVERY[0], FRESH), {}, whole=True)
    second = export(ours, filled, made.with_name("2.zip"), KEY, LATER, since=1)
    assert (second.records, second.removed, second.manifest.kind) == (1, 2, "delta")
    taken = import_bundle(island, second.path, TRUSTED, LATER)
    assert (taken.changes["pypa"].added, taken.changes["pypa"].removed) == (["PYSEC-2026-9"], ["PYSEC-2026-2", "PYSEC-2026-3"])
    assert everything(island) == everything(ours)
    take_kev(ours, [Kev("CVE-2026-0002", "2026-02-01", "2026-02-25", ransomware=False)], state("kev", "2"))
    third = export(ours, filled, made.with_name("3.zip"), KEY, LATER, since=2)
    assert third.records == 0
    import_bundle(island, third.path, TRUSTED, LATER)
    assert everything(island) == everything(ours)


def test_a_gap_in_the_chain_asks_for_a_full_bundle_which_may_skip(
    made: Path, ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection
) -> None:
    take_in(ours, state(mark="2"), read(*EVERY[:3], FRESH), {}, whole=True)
    second = export(ours, filled, made.with_name("2.zip"), KEY, LATER, since=1)
    with pytest.raises(FeedRefused, match="完整的包"):
        import_bundle(island, second.path, TRUSTED, LATER)
    full = export(ours, filled, made.with_name("full.zip"), KEY, LATER)
    import_bundle(island, full.path, TRUSTED, LATER)
    assert current_bundle(island).serial == 2
    other = rewritten(second.path, saying(serial=3, previous_serial=2), key=KEY)
    with pytest.raises(FeedRefused, match="完整的包"):
        import_bundle(island, other, TRUSTED, LATER)


def test_a_difference_needs_a_serial_that_is_remembered_and_a_change_since(ours: sqlite3.Connection, filled: Path, made: Path) -> None:
    for since in (1, 7, 0):
        with pytest.raises(CollectError):
            export(ours, filled, made.with_name("x.zip"), KEY, LATER, since=since)


def unsigned(content: dict[str, bytes]) -> None:
    del content[SIGNATURE]


def other_record(content: dict[str, bytes]) -> None:
    content[RECORDS] = content[RECORDS].replace(b"PYSEC-2026-1", b"PYSEC-2026-0")


def climbing(content: dict[str, bytes]) -> None:
    content["../../risk.sqlite"] = b"gotcha"


def without_files(content: dict[str, bytes]) -> None:
    said = json.loads(content[MANIFEST])
    said["files"] = {}
    content[MANIFEST] = json.dumps(said).encode()


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        (unsigned, None, "没有清单或签名"),
        (saying(serial=99), None, "签名不对"),
        (saying(), STRANGER, "签名不对"),
        (saying(key=key_id(STRANGER.public_key())), STRANGER, "不信任"),
        (other_record, None, "与签名的清单不符"),
        (climbing, None, "不该有"),
        (without_files, KEY, "不一致"),
        (saying(form=2), KEY, "升级"),
        (saying(kind="other"), KEY, "kind"),
        (saying(sources=[]), KEY, "没有列出的来源"),
        (saying(serial=-1), KEY, "serial"),
        (saying(serial=True), KEY, "serial"),
    ],
)
def test_what_is_not_as_it_was_signed_by_somebody_we_trust_changes_nothing(
    made: Path, island: sqlite3.Connection, change: Callable[[dict[str, bytes]], None], key: Ed25519PrivateKey | None, why: str
) -> None:
    before = everything(island)
    with pytest.raises(FeedRefused, match=why):
        import_bundle(island, rewritten(made, change, key=key), TRUSTED, AT)
    assert everything(island) == before
    assert current_bundle(island).serial == 0


def resigned(path: Path, name: str, content: bytes) -> Path:
    """Even who holds a key cannot bring what no real bundle has."""

    def change(inside: dict[str, bytes]) -> None:
        inside[name] = content
        said = json.loads(inside[MANIFEST])
        said["files"][name] = hashlib.sha256(content).hexdigest()
        inside[MANIFEST] = json.dumps(said).encode()

    return rewritten(path, change, key=KEY)


def test_a_bomb_is_refused_before_it_is_unpacked_also_one_inside_the_archive_of_records(
    made: Path, island: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = resigned(made, DIRECTORIES, bytes(2_000_000))
    with pytest.raises(FeedRefused, match="展开有"):
        import_bundle(island, bomb, TRUSTED, AT)
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PYSEC-2026-1.json", bytes(3_000_000))
    monkeypatch.setattr(osv_layouts, "MOST_RATIO", 2)
    with pytest.raises(FeedRefused, match="展开"):
        import_bundle(island, resigned(made, ARCHIVE, inner.read_bytes()), TRUSTED, AT)
    assert everything(island)["records"] == []


def test_lines_that_are_none_are_refused_with_everything_else(made: Path, island: sqlite3.Connection) -> None:
    for name, content in ((EPSS, b'["CVE-1"]\n'), (EPSS, b"{}\n"), (EPSS, b"[[1]]\n"), (EPSS, b"1" * 200_000), (RECORDS, b"\xff\n")):
        with pytest.raises(FeedRefused):
            import_bundle(island, resigned(made, name, content), TRUSTED, AT)
    assert everything(island)["records"] == []


def test_a_bundle_that_was_damaged_on_the_way_is_refused(made: Path, island: sqlite3.Connection) -> None:
    whole = made.read_bytes()
    for name in (MANIFEST, RECORDS):
        start = whole.index(name.encode()) + len(name)  # what follows is packed bytes, perhaps after an extra field
        made.write_bytes(whole[:start] + bytes(byte ^ 255 for byte in whole[start : start + 60]) + whole[start + 60 :])
        with pytest.raises(FeedRefused, match="读不出来"):
            import_bundle(island, made, TRUSTED, AT)
    assert everything(island)["records"] == []


def test_no_going_back_unless_an_administrator_says_why_and_that_stays_written(
    made: Path, ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection
) -> None:
    take_in(ours, state(mark="2"), read(*EVERY[:3], FRESH), {}, whole=True)
    second = export(ours, filled, made.with_name("2.zip"), KEY, LATER).path
    import_bundle(island, second, TRUSTED, LATER)
    for path in (made, second):
        with pytest.raises(FeedRefused, match="--rollback"):
            import_bundle(island, path, TRUSTED, LATER)
    import_bundle(island, made, TRUSTED, LATER, rollback="第 2 号有误")
    assert current_bundle(island).serial == 1
    assert rollbacks(island) == [{"at": "2026-02-02T00:00:00Z", "from": 2, "to": 1, "why": "第 2 号有误"}]
    assert record_text(island, "PYSEC-2026-9") is None


def test_a_source_older_than_the_one_loaded_is_not_put_in_its_place(made: Path, island: sqlite3.Connection) -> None:
    take_in(island, state(), read(FRESH), {}, whole=True)
    with pytest.raises(FeedRefused, match="不以旧换新"):
        import_bundle(island, made, TRUSTED, LATER)


def test_a_source_that_no_longer_travels_is_gone_and_one_of_the_islands_own_stays(
    made: Path, ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection
) -> None:
    take_in(island, state("own"), read(record("XH-1", touches("ours", {"introduced": "0"}))), {}, whole=True)
    import_bundle(island, made, TRUSTED, AT)
    ours.execute("DELETE FROM advisory WHERE source = 'others'")
    ours.execute("DELETE FROM source_state WHERE source = 'others'")
    import_bundle(island, export(ours, filled, made.with_name("2.zip"), KEY, LATER).path, TRUSTED, LATER)
    assert [row[0] for row in everything(island)["sources"]] == ["cnnvd", "cnvd", "epss", "kev", "own", "pypa"]
    assert record_text(island, "GO-2026-7") is None


@pytest.mark.parametrize("new", ["a-city", "z-city"])
@pytest.mark.parametrize("since", [None, 1])
def test_a_record_that_moves_from_one_source_to_another_is_not_lost(
    made: Path, ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection, new: str, since: int | None
) -> None:
    import_bundle(island, made, TRUSTED, AT)
    take_in(ours, state(mark="2"), read(*EVERY[:2]), {}, whole=True)
    take_in(ours, state(new), read(EVERY[2]), {}, whole=True)
    import_bundle(island, export(ours, filled, made.with_name("2.zip"), KEY, LATER, since=since).path, TRUSTED, LATER)
    assert everything(island) == everything(ours)


@pytest.mark.parametrize("new", ["a-city", "z-city"])
def test_a_source_that_is_called_otherwise_keeps_its_records(
    made: Path, ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection, new: str
) -> None:
    import_bundle(island, made, TRUSTED, AT)
    take_in(ours, state(), (), {}, whole=True)
    ours.execute("DELETE FROM source_state WHERE source = 'pypa'")
    take_in(ours, state(new), read(*EVERY[:3]), {}, whole=True)
    import_bundle(island, export(ours, filled, made.with_name("2.zip"), KEY, LATER).path, TRUSTED, LATER)
    assert everything(island) == everything(ours)


def test_a_source_that_must_not_be_given_on_stays_at_home(ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection) -> None:
    done = export(ours, filled, filled / "x.zip", KEY, AT, without=["cnvd", "kev", "others"])
    import_bundle(island, done.path, TRUSTED, AT)
    assert [row[0] for row in everything(island)["sources"]] == ["cnnvd", "epss", "pypa"]
    assert [note.source for note in notes_of(island, ["CVE-2026-0001"])] == ["CNNVD"]
    assert (everything(island)["kev"], record_text(island, "GO-2026-7")) == ([], None)
    with zipfile.ZipFile(done.path) as archive:
        assert b"GO-2026-7" not in b"".join(archive.read(name) for name in archive.namelist())
    with pytest.raises(CollectError, match="nope"):
        export(ours, filled, filled / "x.zip", KEY, AT, without=["nope"])


def test_signals_stay_at_home_whatever_their_sources_are_called(advisories: sqlite3.Connection, filled: Path) -> None:
    note = Note("CVE-2026-0001", "CNVD", "CNVD-2026-1", "灯笼爆炸", "高", "2026-01-05")
    take_kev(advisories, [Kev("CVE-2026-0001", "2026-01-04", "", ransomware=True)], state("cisa-kev"))
    take_epss(advisories, [Epss("CVE-2026-0001", 99_999, 500_000, "2026-01-04", "v4")], state("first"))
    take_notes(advisories, [note], state("City-CNVD"))
    take_notes(advisories, [replace(note, source="CNNVD")], state("cnnvd"))
    done = export(advisories, filled, filled / "x.zip", KEY, AT, without=["City-CNVD", "cisa-kev", "others"])
    with zipfile.ZipFile(done.path) as archive:
        assert archive.read(KEV) == b""
        assert [json.loads(line)[0] for line in archive.read(NOTES).splitlines()] == ["CNNVD"]
        assert archive.read(EPSS)
    with pytest.raises(CollectError, match="first"):
        export(advisories, filled, filled / "y.zip", KEY, AT, without=["first"])
    assert not (filled / "y.zip").exists()


def test_a_score_without_a_vector_is_not_lost_on_the_way(ours: sqlite3.Connection, filled: Path, island: sqlite3.Connection) -> None:
    said = [{"severity": "high", "cvss_v3_score": score} for score in ("7.4", "3.0", "7.44", "x", 7.4, None)]
    records = [record(f"OHSA-{number}", touches("lamp"), database_specific=one) for number, one in enumerate(said)]
    take_in(ours, state("openharmony"), read(*records), {}, whole=True)
    import_bundle(island, export(ours, filled, filled / "x.zip", KEY, AT).path, TRUSTED, AT)
    scores = "SELECT level, score FROM advisory WHERE source = 'openharmony' ORDER BY id"
    assert island.execute(scores).fetchall() == ours.execute(scores).fetchall() == [("high", 74), *[("high", None)] * 5]


def test_an_import_that_is_killed_leaves_everything_as_it_was_and_the_next_one_cleans_up(
    made: Path, island: sqlite3.Connection, tmp_path: Path
) -> None:
    before = everything(island)
    public = tmp_path / "key.pub"
    public.write_bytes(public_text())
    script = (
        "import os, signal, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from xingtu.risk import bundle_taking; from xingtu.risk.bundle_keys import key_id, read_public\n"
        "from xingtu.store.risk.schema import open_risk\n"
        "bundle_taking.take_epss = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "key = read_public(Path(sys.argv[3]))\n"
        "bundle_taking.import_bundle(open_risk(Path(sys.argv[1])), Path(sys.argv[2]), {key_id(key): key}, datetime.now(UTC))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "island"), str(made), str(public)],
        env=os.environ | {"PYTHONPATH": "src"}, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert everything(island) == before
    assert list((tmp_path / "island").glob(".bundle.*"))
    import_bundle(island, made, TRUSTED, AT)
    assert not list((tmp_path / "island").glob(".bundle.*"))


def public_text() -> bytes:
    return KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def test_keys_are_made_once_readable_by_their_owner_alone_and_trusted_when_asked(tmp_path: Path) -> None:
    private, public = make_keys(tmp_path, "city")
    assert private.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CollectError, match="不覆盖"):
        make_keys(tmp_path, "city")
    assert trusted_keys(tmp_path) == {}
    name = trust(tmp_path, public)
    assert set(trusted_keys(tmp_path)) == {name} == {key_id(read_private(private).public_key())}
    for wrong in (public, tmp_path / "none"):
        with pytest.raises(CollectError):
            read_private(wrong)
    with pytest.raises(CollectError):
        trust(tmp_path, private)


def test_what_is_no_bundle_is_not_taken_for_one(filled: Path, tmp_path: Path) -> None:
    plain = tmp_path / "all.zip"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("PYSEC-2026-1.json", b"{}")
    assert not is_bundle(plain)
    assert not is_bundle(filled / "risk.sqlite")
    assert not is_bundle(tmp_path / "none")
