"""Does a scan that was killed or interrupted leave nothing behind but work already done?"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.office import CHECKOUT, Office, award, example_office, new_office
from xingtu.store.lake import Lake

PATIENCE_SECONDS = 20
HEARS_CTRL_C = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
"""A test run in the background ignores Ctrl-C, and children inherit that; those of a terminal do not."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "home", example_office().city_file)


@pytest.fixture
def slow_git(tmp_path: Path) -> str:
    """A PATH on which git takes its time, so that a scan of the small city is still under way when it is interrupted."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(f'#!/bin/sh\nsleep 0.1\nexec {shutil.which("git")} "$@"\n')
    (folder / "git").chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def started(office: Office, path: str = os.environ["PATH"]) -> subprocess.Popen[str]:
    """``xingtu scan`` as somebody starts it in a terminal, in a process group of its own."""
    environment = {
        **os.environ,
        "PATH": path,
        "XINGTU_HOME": str(office.home),
        "XINGTU_WORKERS": "2",
        "XINGTU_LANG": "zh",
        "PYTHONPATH": f"{CHECKOUT}/src",
    }
    command = [sys.executable, "-c", HEARS_CTRL_C, sys.executable, "-m", "xingtu.cli", "scan", "--city", str(office.city_file)]
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(scan: subprocess.Popen[str], office: Office, published: int) -> None:
    """Until so many repositories are published; 0: until the first one is begun."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and scan.poll() is None:
        begun = list(office.home.glob("facts/*/lock"))
        if begun and len(Lake(office.home).repositories()) >= published:
            return
        time.sleep(0.01)


def leftovers(office: Office) -> Iterator[Path]:
    yield from office.home.glob("facts/**/.*.tmp")


@pytest.mark.parametrize("published", [0, 3])
def test_a_scan_killed_without_mercy_is_finished_by_the_next_with_the_same_result(published: int, office: Office, slow_git: str) -> None:
    scan = started(office, slow_git)
    wait_for(scan, office, published)
    os.killpg(scan.pid, signal.SIGKILL)
    scan.communicate(timeout=PATIENCE_SECONDS)
    assert scan.returncode == -signal.SIGKILL
    office.scan()
    again = office.rank()
    assert again.run_id == award().run_id
    assert again.digests == award().digests
    assert list(leftovers(office)) == []


def test_ctrl_c_ends_a_scan_promptly_with_one_line_and_the_next_completes_it(office: Office, slow_git: str) -> None:
    scan = started(office, slow_git)
    wait_for(scan, office, 1)
    os.killpg(scan.pid, signal.SIGINT)
    out, err = scan.communicate(timeout=PATIENCE_SECONDS)
    assert scan.returncode == 130
    assert out == ""
    assert [line for line in err.splitlines() if line] == ["已中断；再次运行会接着做。Interrupted; run it again to go on."]
    office.scan()
    assert office.rank().run_id == award().run_id
    assert list(leftovers(office)) == []


def test_two_scans_at_once_do_not_disturb_each_other(office: Office) -> None:
    scans = [started(office), started(office)]
    errors = [scan.communicate(timeout=60)[1] for scan in scans]
    assert not any("Traceback" in error for error in errors)
    office.scan()
    assert office.rank().run_id == award().run_id
