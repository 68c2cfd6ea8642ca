"""Who reads the chunks? A bounded pool of processes that survives the death of a worker and dies with its master."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from xingtu.collect.mining import Chunk, mine
from xingtu.errors import GitFailed

ATTEMPTS = 3
FEW_CHUNKS = 3
"""A lone repository of so few chunks is read here: starting processes would cost more than they save."""


@dataclass(slots=True)
class Mined:
    """Chunks being read; ``folders`` waits for them."""

    pool: "Workers"
    chunks: Sequence[Chunk]
    futures: list[Future[Path]] = field(default_factory=list)
    done: list[Path] = field(default_factory=list)
    on_commits: Callable[[int], None] = lambda _: None
    told: set[Path] = field(default_factory=set)

    def folders(self) -> list[Path]:
        """Where the chunks' facts lie, in the order of the chunks.

        Raises:
            GitFailed: a chunk's worker was killed three times.
            CollectError: a chunk cannot be read.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                for future in as_completed(self.futures):
                    future.result()
                    self._tell(self.chunks[self.futures.index(future)])
                return self.done + [future.result() for future in self.futures]
            except BrokenProcessPool as error:
                if attempt == ATTEMPTS:
                    name = self.chunks[0].repository
                    raise GitFailed(f"读取 {name} 的进程 {ATTEMPTS} 次被终止（多半是内存不足）；请减少 XINGTU_WORKERS 后重试") from error
                # finished chunks lie in staging under their content's name: asking for them again costs nothing
                self.futures = self.pool.submit(self.chunks)
        return self.done

    def _tell(self, chunk: Chunk) -> None:
        """Report a chunk's commits once, however often it was tried."""
        if chunk.folder not in self.told:
            self.told.add(chunk.folder)
            self.on_commits(len(chunk.commits))


class Workers:
    """Up to ``count`` processes, started at the first need; ``alone``: one repository, which is read here when it is small."""

    def __init__(self, count: int, *, alone: bool = False) -> None:
        self._count = count
        self._alone = alone
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def mine(self, chunks: Sequence[Chunk], on_commits: Callable[[int], None]) -> Mined:
        """Begin to read chunks."""
        if self._count == 1 or (self._alone and len(chunks) <= FEW_CHUNKS):
            return Mined(self, chunks, done=[mine(chunk, on_commits) for chunk in chunks])
        return Mined(self, chunks, futures=self.submit(chunks), on_commits=on_commits)

    def submit(self, chunks: Sequence[Chunk]) -> list[Future[Path]]:
        """Hand chunks to the pool, with a new pool when the old one is broken."""
        if not chunks:
            return []
        for _ in range(2):
            if self._pool is None:
                self._pool = _start(self._count)
            try:
                # newest first: files have grown, so these take longest, and the short ones even out the end
                return [self._pool.submit(mine, chunk) for chunk in reversed(chunks)][::-1]
            except BrokenProcessPool:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None
        raise GitFailed("读取仓库的进程无法启动；请检查内存")


def _start(count: int) -> ProcessPoolExecutor:
    # forkserver: workers share the imported libraries, and no thread of this process is ever forked
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["xingtu.collect.mining"])
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Finish the chunk in hand on Ctrl-C (it stays in staging), but never outlive a killed master."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_master, daemon=True).start()


def _end_with_master() -> None:
    # the kernel's own signal would tell the death of the fork server, which lives as long as its workers do
    master = multiprocessing.parent_process()
    if master is not None:
        master.join()
        os._exit(1)
