"""Do web server and worker live and die together? Children here are small programs that write what happens to them."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.commands import supervisor
from portal.commands.supervisor import Child, Supervisor

LIVES = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); open({file!r}, 'a').write('s'); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open({file!r}, 'a').write('s'); time.sleep(60)"
DIES = "open({file!r}, 'a').write('s'); raise SystemExit(3)"


def child(name: str, program: str, file: Path) -> Child:
    return Child(name, (sys.executable, "-c", program.format(file=str(file))))


def when(file: Path, starts: int, act: Callable[[], None]) -> Callable[[], None]:
    """On a tick: act once the file tells of so many starts."""
    done: list[bool] = []

    def tick() -> None:
        if not done and file.exists() and len(file.read_text()) >= starts:
            done.append(True)
            act()

    return tick


def end_me() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def gone(one: Child) -> bool:
    return not one.alive


def test_a_signal_to_the_parent_ends_all_children(tmp_path: Path) -> None:
    children = [child("web", LIVES, tmp_path / "web"), child("worker", LIVES, tmp_path / "worker")]
    assert Supervisor(children, on_tick=when(tmp_path / "worker", 1, end_me)).run() == 0
    assert all(gone(one) for one in children)


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    one = child("worker", LIVES, tmp_path / "worker")
    again = when(tmp_path / "worker", 2, end_me)
    once = when(tmp_path / "worker", 1, lambda: one.tell(signal.SIGKILL))

    def tick() -> None:
        once()
        again()

    assert Supervisor([one], on_tick=tick).run() == 0
    assert (tmp_path / "worker").read_text() == "ss"


def test_a_child_that_cannot_live_ends_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE_SECONDS", 0.0)
    web = child("web", LIVES, tmp_path / "web")
    assert Supervisor([web, child("worker", DIES, tmp_path / "worker")]).run() == 1
    assert len((tmp_path / "worker").read_text()) == supervisor.MOST_FAILED_STARTS
    assert gone(web)


def test_a_child_that_does_not_listen_is_killed_in_the_end(tmp_path: Path) -> None:
    one = child("worker", STUBBORN, tmp_path / "worker")
    assert Supervisor([one], grace_seconds=0.4, on_tick=when(tmp_path / "worker", 1, end_me)).run() == 0
    assert gone(one)


def test_the_terminals_interrupt_reaches_only_the_parent(tmp_path: Path) -> None:
    one = child("web", LIVES, tmp_path / "web")

    def tick() -> None:
        assert one.process
        assert os.getsid(one.process.pid) == one.process.pid
        end_me()

    assert Supervisor([one], on_tick=when(tmp_path / "web", 1, tick)).run() == 0
