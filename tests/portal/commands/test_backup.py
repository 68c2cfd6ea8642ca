"""Does a backup bring everything back, and say so when it cannot?"""

import gzip
import json
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

import xingtu.settings
from portal.accounts.models import Person
from portal.commands.archive import MANIFEST, backup_make, backup_restore
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM
from portal.journal.verification import verify
from xingtu.errors import XingtuError

BY_HAND = {
    "uploads/a/合同.pdf": b"%PDF",
    "declarations/d1/city.toml": b"[city]",
    "programmes/h1/award-2026.toml": b"[programme]",
    "runs/r1/manifest.json": b"{}",
    "city.key": b"key",
}
NOT_KEPT = {"mirrors/gearsim.git/HEAD": b"ref", "facts/gearsim/x.parquet": b"PAR1"}


@pytest.fixture
def living(transactional_db: None, tmp_path: Path) -> Path:
    """A portal with a person, an entry in the journal and files; the archive's place is given back."""
    home = xingtu.settings.settings().home
    for name, content in (BY_HAND | NOT_KEPT).items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    Person.objects.create_user("lin@lizhou.example", "a long enough password", name="林知远", id="p-lin")
    with transaction.atomic():
        record(event=Event.PERSON_JOINED, by=SYSTEM, subject_kind="person", subject="p-lin")
    return tmp_path / "archive" / "xingtu.tar.gz"


@pytest.fixture
def elsewhere(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Path]]:
    """Called: from now on the portal has another, empty database and another, empty home."""
    name_before = connection.settings_dict["NAME"]

    def move() -> Path:
        name = f"{tmp_path / 'other.sqlite'}"
        if connection.vendor == "postgresql":
            name = "other_" + Path(str(name_before)).name
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}"')
        connection.close()
        connection.settings_dict["NAME"] = name
        monkeypatch.setenv("XINGTU_HOME", str(tmp_path / "other"))
        xingtu.settings.settings.cache_clear()
        return tmp_path / "other"

    yield move
    connection.close()
    connection.settings_dict["NAME"] = name_before


def test_a_backup_brings_back_people_files_and_an_unbroken_journal(living: Path, elsewhere: Callable[[], Path]) -> None:
    made = backup_make(out=living)
    assert made["journal"]["sequence"] == 1
    assert stat.S_IMODE(living.stat().st_mode) == 0o600
    home = elsewhere()
    backup_restore(file=living)
    assert Person.objects.get(id="p-lin").name == "林知远"
    assert {name: (home / name).read_bytes() for name in BY_HAND} == BY_HAND
    assert not any((home / name).exists() for name in NOT_KEPT)
    assert stat.S_IMODE((home / "city.key").stat().st_mode) == 0o600
    assert verify().holds
    assert list(Entry.objects.values_list("event", flat=True)) == [Event.PERSON_JOINED, Event.BACKUP_RESTORED]


def test_a_backup_enters_the_journal_with_its_hash(living: Path) -> None:
    backup_make(out=living)
    made = Entry.objects.get(event=Event.BACKUP_MADE)
    assert made.details["files"] == len(BY_HAND) + 1
    assert len(made.details["sha256"]) == 64


def test_restoring_never_touches_a_database_that_holds_something(living: Path) -> None:
    backup_make(out=living)
    with pytest.raises(XingtuError, match="数据库里已有表"):
        backup_restore(file=living)


def test_restoring_never_touches_a_home_that_holds_something(living: Path, elsewhere: Callable[[], Path]) -> None:
    backup_make(out=living)
    home = elsewhere()
    (home / "runs").mkdir(parents=True)
    with pytest.raises(XingtuError, match="里已有 runs"):
        backup_restore(file=living)


def test_a_backup_overwrites_nothing(living: Path) -> None:
    living.parent.mkdir()
    living.write_text("older")
    with pytest.raises(XingtuError, match="已经存在"):
        backup_make(out=living)
    assert living.read_text() == "older"


def changed(archive: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """The same archive with every file passed through ``change``."""
    result = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as source, tarfile.open(result, "w:gz") as target:
        for entry in source:
            file = source.extractfile(entry)
            assert file
            kept = change(entry.name, file.read())
            if kept:
                Path(f"{archive}.one").write_bytes(kept[1])
                target.add(f"{archive}.one", arcname=kept[0])
    return result


DAMAGE: dict[str, tuple[Callable[[str, bytes], Any], str]] = {
    "changed": (lambda name, content: (name, b"evil" if name == "city.key" else content), "city.key 与清单的校验值不同"),
    "missing": (lambda name, content: None if name == "city.key" else (name, content), "与清单不符：city.key"),
    "without manifest": (lambda name, content: None if name == MANIFEST else (name, content), "不是完整的备份"),
    "climbing out": (lambda name, content: ("../outside" if name == "city.key" else name, content), "不是完整的备份"),
    "other database": (
        lambda name, content: (name, json.dumps(json.loads(content) | {"database": "oracle"}).encode() if name == MANIFEST else content),
        "这份备份来自 oracle",
    ),
    "other format": (
        lambda name, content: (name, json.dumps(json.loads(content) | {"format": "x/9"}).encode() if name == MANIFEST else content),
        "格式是 x/9",
    ),
}


@pytest.mark.parametrize(("change", "said"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_archive_is_refused_and_leaves_nothing(
    living: Path, elsewhere: Callable[[], Path], change: Callable[[str, bytes], Any], said: str
) -> None:
    backup_make(out=living)
    broken = changed(living, change)
    home = elsewhere()
    with pytest.raises(XingtuError, match=said):
        backup_restore(file=broken)
    assert list(home.iterdir()) == []
    assert not connection.introspection.table_names()


def test_a_truncated_archive_is_refused(living: Path, elsewhere: Callable[[], Path]) -> None:
    backup_make(out=living)
    cut = living.with_name("cut.tar.gz")
    cut.write_bytes(living.read_bytes()[:-200])
    elsewhere()
    with pytest.raises(XingtuError, match="不是完整的备份"):
        backup_restore(file=cut)


def test_a_file_that_is_no_archive_is_refused(living: Path, elsewhere: Callable[[], Path]) -> None:
    living.parent.mkdir()
    living.write_bytes(gzip.compress(b"hello"))
    elsewhere()
    with pytest.raises(XingtuError, match="不是完整的备份"):
        backup_restore(file=living)
