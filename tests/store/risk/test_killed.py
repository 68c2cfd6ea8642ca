"""Does being killed at any statement, kill -9, lose nothing and leave nothing half done?"""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.store.risk.advisory_texts import held, read, record, state, touches
from tests.store.risk.contents import contents
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.schema import open_risk

Work = Callable[[sqlite3.Connection], object]
ALL = [
    record(f"GHSA-{number}", touches(package, {"introduced": "0"}, {"fixed": f"{number}.0"}), aliases=[f"CVE-{number // 2}"])
    for number in range(2, 8)
    for package in ["django" if number % 2 else "flask"]
]
PINS = [("django", "3.1"), ("flask", "2.0"), ("jinja2", "3.0")]


def import_all(database: sqlite3.Connection) -> object:
    return take_in(database, state(mark="2"), read(*ALL), {"broken": "不是 JSON"}, whole=True)


def take_stock(database: sqlite3.Connection) -> None:
    content = Content(tuple(held(*pin) for pin in [*PINS[1:], ("django", "4.0")]))
    inventory_take(database, Project("a", "a", "new", "2026-02-01T00:00:00Z"), [("uv.lock", "b2", "uv")], {("b2", "uv"): content})


def look_again(database: sqlite3.Connection) -> object:
    return evaluate(database, "2026-02-02T00:00:00Z")


WORKS = {"import": 0, "stock": 1, "evaluation": 2}
ORDER: list[Work] = [import_all, take_stock, look_again]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A home in which everything has happened once."""
    home = tmp_path / "begun"
    with closing(open_risk(home)) as database:
        take_in(database, state(), read(*ALL[:2]), {}, whole=True)
        for project in ("a", "b"):
            content = Content(tuple(held(*pin) for pin in PINS))
            inventory_take(
                database, Project(project, project, "tip", "2026-01-01T00:00:00Z"), [("uv.lock", "b1", "uv")], {("b1", "uv"): content}
            )
        evaluate(database, "2026-01-02T00:00:00Z")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


def statements(home: Path, works: list[Work]) -> int:
    """How many statements the work takes when nobody kills it."""
    count = 0

    def counted(_: str) -> None:
        nonlocal count
        count += 1

    with closing(open_risk(home)) as database:
        database.set_trace_callback(counted)
        for work in works:
            work(database)
        database.set_trace_callback(None)
    return count


def killed_at(home: Path, works: list[Work], statement: int) -> None:
    """Do the work in a process of its own, which is killed when it comes to a statement."""
    child = os.fork()
    if child == 0:
        try:
            left = statement

            def die(_: str) -> None:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            database = open_risk(home)
            database.set_trace_callback(die)
            for work in works:
                work(database)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("done", WORKS.values(), ids=WORKS)
def test_killed_at_any_statement_it_is_as_before_or_as_after_and_ends_as_if_nobody_had_killed_it(
    begun: Path, tmp_path: Path, done: int
) -> None:
    works = ORDER[done:]
    states = []
    with closing(open_risk(begun)) as database:
        for work in ORDER[:done]:
            work(database)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with closing(open_risk(shutil.copytree(begun, tmp_path / "whole"))) as database:
        states.append(contents(database))
        for work in works:
            work(database)
            states.append(contents(database))
    length = statements(shutil.copytree(begun, tmp_path / "counted"), works)
    for statement in {0, length - 1, *Random(length).sample(range(length), min(6, length))}:  # noqa: S311 - the same ones each time
        home = shutil.copytree(begun, tmp_path / f"killed-{statement}")
        killed_at(home, works, statement)
        with closing(open_risk(home)) as database:
            reached = states.index(contents(database))
            for work in works[reached:]:
                work(database)
            assert contents(database) == states[-1]
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
