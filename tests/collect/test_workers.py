"""Is nothing lost or doubled when a worker, or the whole scan, is killed?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.collect.conftest import RULES, Rows, Scanner
from tests.gitrepo import Repo, chain
from xingtu.collect import mining
from xingtu.collect.git_history import Reading
from xingtu.collect.mining import Chunk
from xingtu.collect.workers import Workers
from xingtu.errors import GitFailed

Fresh = Callable[..., Rows]
CHUNK = 5
KILLED_IN_THE_MIDDLE = f"""
import os, signal, sys
from pathlib import Path
from tests.collect.conftest import RULES
from xingtu.collect import mining
from xingtu.collect.scan import Listener, Located, scan_all
from xingtu.collect.source import Source
from xingtu.store.lake import Lake

mining.SMALLEST_CHUNK = {CHUNK}
home, repository, workers, die_after = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
seen = 0


def advanced(_repository: str, commits: int) -> None:
    global seen
    seen += commits
    if seen >= die_after:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    source = Source("r", repository)
    scan_all(Lake(home), [Located(source, lambda: Path(repository))], RULES, workers=workers, listener=Listener(advanced=advanced))
"""


@pytest.fixture
def many(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> tuple[Repo, list[str]]:
    monkeypatch.setattr(mining, "SMALLEST_CHUNK", CHUNK)
    return repo, chain(repo, [{b"a": b"x\n" * number, b"%d" % number: b"%d\n" % number} for number in range(32)])


@pytest.mark.parametrize(("workers", "die_after"), [(1, 13), (2, 10)])
def test_a_scan_killed_in_the_middle_goes_on_without_loss_or_doubles(
    many: tuple[Repo, list[str]], tmp_path: Path, scanner: Scanner, fresh: Fresh, *, workers: int, die_after: int
) -> None:
    repo, ids = many
    program = tmp_path / "killed.py"
    program.write_text(KILLED_IN_THE_MIDDLE)
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), str(root / "src")])}
    command = [sys.executable, str(program), str(scanner.home), str(repo.path), str(workers), str(die_after)]
    with subprocess.Popen(command, env=environment, start_new_session=True) as scan_to_be_killed:
        assert scan_to_be_killed.wait() == -signal.SIGKILL
    assert scanner.lake.latest("r") is None
    assert _gone(scan_to_be_killed.pid)
    scan = scanner.scan(repo)
    finished_before = {commit for commit in ids if commit not in scanner.read}
    # two workers may have finished everything by the time the master dies
    assert CHUNK * 2 <= len(finished_before) <= len(ids) - (workers == 1)
    assert len(scanner.read) == len(set(scanner.read))
    assert (scan.expected_commits, scan.complete) == (len(ids), True)
    assert scanner.rows() == fresh(repo)
    assert not scanner.lake.staging("r").exists()
    assert [path.name for path in scanner.lake.folder("r").iterdir() if path.name.endswith(".tmp")] == []


def _gone(session: int) -> bool:
    """No process of the killed scan is left after a moment."""
    for _ in range(100):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def chunks(repo: Repo, ids: Sequence[str], staging: Path) -> list[Chunk]:
    return [Chunk("r", repo.path, commits, frozenset(), Reading(), staging) for commits in mining.cut(list(ids))]


def killed(pool: Workers) -> None:
    assert pool._pool is not None
    for process in list(pool._pool._processes.values()):
        process.kill()


def test_chunks_of_a_killed_worker_are_read_again(many: tuple[Repo, list[str]], tmp_path: Path) -> None:
    repo, ids = many
    with Workers(2) as pool:
        mined = pool.mine(chunks(repo, ids, tmp_path / "staging"), lambda _: None)
        killed(pool)
        folders = mined.folders()
    assert folders == [chunk.folder for chunk in chunks(repo, ids, tmp_path / "staging")]
    assert all(folder.is_dir() for folder in folders)


def test_a_chunk_whose_worker_is_killed_every_time_is_given_up_by_name(
    many: tuple[Repo, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, ids = many
    submit = Workers.submit

    def deadly(pool: Workers, chunks: Sequence[Chunk]) -> list[Future[Path]]:
        futures = submit(pool, chunks)
        killed(pool)
        return futures

    monkeypatch.setattr(Workers, "submit", deadly)
    with Workers(2) as pool, pytest.raises(GitFailed, match="读取 r 的进程 3 次被终止"):
        pool.mine(chunks(repo, ids, tmp_path / "staging"), lambda _: None).folders()


def test_a_chunk_is_named_by_its_commits_and_how_they_are_read(repo: Repo, tmp_path: Path) -> None:
    ids = tuple(chain(repo, [{b"a": b"1\n"}, {b"a": b"2\n"}]))
    names = {
        Chunk(name, repo.path, commits, cut_off, reading, tmp_path).folder.name
        for name, commits, cut_off, reading in [
            ("r", ids, frozenset[str](), Reading()),
            ("s", ids, frozenset[str](), Reading()),
            ("r", ids[:1], frozenset[str](), Reading()),
            ("r", ids, frozenset(ids[:1]), Reading()),
            ("r", ids, frozenset[str](), Reading(moved_min_characters=9)),
            ("r", ids, frozenset[str](), Reading(evidence=False)),
            ("r", ids, frozenset[str](), Reading(generated_markers=RULES.generated_markers)),
        ]
    }
    assert len(names) == 7


def test_a_chunk_read_before_is_not_read_again(many: tuple[Repo, list[str]], tmp_path: Path, scanner: Scanner) -> None:
    repo, ids = many
    (first, *_) = chunks(repo, ids, tmp_path / "staging")
    heard: list[int] = []
    assert mining.mine(first) == mining.mine(first, heard.append)
    assert scanner.read == list(first.commits)
    assert heard == [CHUNK]
