"""The journal: append-only, hash-chained, verifiable by anyone."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.errors import JournalBroken
from portal.journal.events import Event
from portal.journal.models import Entry, Head
from portal.journal.selectors import entries_of
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM
from portal.journal.verification import KnownHead, export, verify, verify_export


def act(number: int = 1, **details: object) -> Entry:
    with transaction.atomic():
        return record(event=Event.RECORD_CHANGED, by=SYSTEM, subject_kind="record", subject=f"r{number}", reason="改名", details=details)


def lift_the_triggers() -> None:
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS journal_entry_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS journal_entry_no_delete")


@pytest.mark.django_db
def test_entries_follow_each_other_without_gaps_and_the_chain_holds() -> None:
    for number in range(5):
        act(number)
    report = verify()
    assert report.holds
    assert report.entries == 5
    assert [entry.sequence for entry in entries_of("record", "r3")] == [4]


@pytest.mark.django_db
def test_an_empty_journal_holds() -> None:
    assert verify().holds


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET reason = 'x'", "DELETE FROM journal_entry"])
def test_the_database_itself_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    act()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().holds


@pytest.mark.django_db
def test_the_program_itself_cannot_change_or_remove_an_entry() -> None:
    entry = act()
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "别的理由"),
        ("actor", "p-somebody"),
        ("subject", "r9"),
        ("details", '{"name": ["a", "b"]}'),
        ("at", "2020-01-01 00:00:00"),
    ],
)
def test_verification_finds_a_changed_entry_whatever_was_changed(column: str, value: str) -> None:
    for number in range(3):
        act(number, name=["旧", "新"])
    lift_the_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE journal_entry SET {column} = %s WHERE sequence = 2", [value])  # noqa: S608 - names of our own
    assert verify().problems == ["第 2 条的内容与校验值不符：被改过。"]


@pytest.mark.django_db
def test_verification_finds_a_removed_entry() -> None:
    for number in range(4):
        act(number)
    lift_the_triggers()
    Entry.objects.filter(sequence=2)._raw_delete("default")
    assert verify().problems == [
        "第 1 条之后是第 3 条：其间有缺失或次序被改。",
        "第 3 条没有接在它前一条之后：前面有条目被改、被删或被调换。",
    ]


@pytest.mark.django_db
def test_verification_finds_two_entries_that_changed_places() -> None:
    for number in range(4):
        act(number)
    lift_the_triggers()
    with connection.cursor() as cursor:
        for before, after in ((2, 99), (3, 2), (99, 3)):
            cursor.execute("UPDATE journal_entry SET sequence = %s WHERE sequence = %s", [after, before])
    assert not verify().holds


@pytest.mark.django_db
def test_a_tail_cut_off_shows_by_the_head_and_by_what_was_published_even_when_the_head_was_cut_too() -> None:
    for number in range(4):
        act(number)
    published = KnownHead(4, Head.objects.get().digest, "运行 abc")
    lift_the_triggers()
    Entry.objects.filter(sequence=4)._raw_delete("default")
    assert len(verify().problems) == 1
    last = Entry.objects.get(sequence=3)
    Head.objects.update(sequence=3, digest=last.digest)
    assert verify().holds  # all that the database itself could tell was forged
    assert verify([published]).problems == ["“运行 abc”公布过第 4 条，而这里没有：末尾被截去。"]


@pytest.mark.django_db
def test_a_whole_chain_written_anew_shows_by_what_was_published() -> None:
    act(1)
    published = KnownHead(1, Head.objects.get().digest, "运行 abc")
    lift_the_triggers()
    Entry.objects.all()._raw_delete("default")
    Head.objects.all().delete()
    act(2)
    assert verify().holds
    assert verify([published]).problems == ["第 1 条与“运行 abc”公布的校验值不同：公布之后被换过。"]


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_entry() -> None:
    def fail() -> None:
        with transaction.atomic():
            record(event=Event.RECORD_CHANGED, by=SYSTEM, subject_kind="record", subject="r1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Entry.objects.exists()
    assert verify().holds


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_any_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(event=Event.RECORD_CHANGED, by=SYSTEM, subject_kind="record", subject="r1")


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_cannot_fork_the_chain() -> None:
    failures: list[Exception] = []

    def write() -> None:
        try:
            for number in range(10):
                act(number)
        except Exception as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    report = verify()
    assert report.holds
    assert report.entries == 40


@pytest.mark.django_db
def test_an_export_is_verified_without_any_database(tmp_path: Path) -> None:
    for number in range(3):
        act(number, name=["旧", "新"])
    file = tmp_path / "journal.jsonl"
    assert export(file).holds
    Head.objects.all().delete()
    assert verify_export(file).holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda lines: [*lines[:2], lines[2].replace("改名", "改姓"), *lines[3:]], "被改过"),
        (lambda lines: [*lines[:2], *lines[3:]], "缺失"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "次序"),
        (lambda lines: lines[:-1], "截断"),
        (lambda lines: [*lines[:-2], lines[-1]], "截去"),
    ],
)
def test_an_export_changed_on_the_way_is_found_out(tmp_path: Path, tamper: object, found: str) -> None:
    for number in range(3):
        act(number)
    file = tmp_path / "journal.jsonl"
    export(file)
    file.write_text("\n".join(tamper(file.read_text().splitlines())) + "\n")  # type: ignore[operator]
    assert found in "".join(verify_export(file).problems)


def test_something_else_is_no_export(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("hello\n")
    with pytest.raises(JournalBroken, match="x"):
        verify_export(file)


@pytest.mark.django_db
def test_a_citizen_needs_nothing_of_ours_to_check_an_export(tmp_path: Path) -> None:
    """The recipe of docs/journal.md, run as it is printed there."""
    for number in range(3):
        act(number, name=["旧", "新"])
    file = tmp_path / "journal.jsonl"
    head = export(file).head
    recipe = (Path(__file__).parents[3] / "docs" / "journal.md").read_text("utf-8").partition("```python\n")[2].partition("```")[0]

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-I", "-c", recipe, str(file)], capture_output=True, text=True, check=False)

    assert check().stdout == f"holds {head}\n"
    file.write_text(file.read_text("utf-8").replace("改名", "改姓", 1), "utf-8")
    assert "entry 1 was changed" in check().stderr


@pytest.mark.django_db
def test_floats_are_refused_because_databases_give_them_back_differently() -> None:
    with pytest.raises(ValueError, match="floats"):
        act(share=0.1)


class Texts(TestCase):
    """Whatever text an act carries comes back from the database under the same digest."""

    @given(st.text(), st.dictionaries(st.text(max_size=20), st.one_of(st.text(), st.integers(-(2**53), 2**53), st.none(), st.booleans())))
    def test_any_text_survives_the_database(self, reason: str, details: dict[str, object]) -> None:
        try:
            reason.encode(), json.dumps(details, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return
        with transaction.atomic():
            record(event=Event.RECORD_CHANGED, by=SYSTEM, subject_kind="record", subject="r", reason=reason, details=details)
        report = verify()
        assert report.problems == []
