"""How does each distinct file get its answer once, on all processors, whatever a single file does to the process that reads it?

The index is loaded only when something has to be scanned, in a process of its own (the nursery), whose forks share it; it ends with the
work and takes the memory along. The nursery hands out one blob at a time, largest first. Answers come back in batches and are kept at
once, so that being killed loses one batch. A blob that kills its worker is tried once more and then given up, as is one that takes too
long; what was given up is not kept and is named in ``unfinished``.
"""

import multiprocessing
import multiprocessing.process
import os
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol, Self
from urllib.parse import quote_from_bytes

from xingtu.detect.detector import Blob
from xingtu.detect.licences import engine
from xingtu.errors import Incomplete
from xingtu.facts.tree_entries import TreeEntry
from xingtu.store.blob_results import BlobResults

LARGEST_BYTES = 20 * 1024 * 1024
"""Larger files are data, not text anybody licensed; they are gaps and are counted."""
SECONDS_PER_BLOB = 900.0
BLOBS_PER_WORKER = 1000
"""A worker is replaced after so many, as ScanCode's own are."""
FEW = 6
"""No worker is started for fewer blobs than these: a fork and its first pages cost more."""
BATCH, BATCH_SECONDS = 100, 5.0
TRIES = 2
NURSERIES = 3

Answer = Mapping[str, Any]


class Reader(Protocol):
    """Gives the bytes of a blob, or None when it is not there."""

    def read(self, blob: str) -> bytes | None:
        """The content."""


class BlobKey(NamedTuple):
    """Everything an answer depends on but the detector: the content, its base name, and whether "locale" stands in its path."""

    blob: str
    basename: str
    in_locale_path: bool

    @classmethod
    def of(cls, entry: TreeEntry) -> Self:
        """The key of an entry of a tree."""
        return cls(entry.blob, entry.path.rpartition("/")[2], engine.LOCALE in entry.path)

    @property
    def path(self) -> str:
        """A path that gives the same answer as any other with this key."""
        return f"{engine.LOCALE}/{self.basename}" if self.in_locale_path else self.basename

    def text(self, fingerprint: str, *, copyrights: bool) -> str:
        """Under which the answer is kept."""
        name = quote_from_bytes(os.fsencode(self.basename))
        return "|".join(
            ("licence_text", fingerprint, "lc" if copyrights else "l", self.blob, "locale" if self.in_locale_path else "", name)
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the scan of what was not known has come."""

    blobs: int
    blobs_in_all: int
    bytes: int
    bytes_in_all: int


Listener = Callable[[Progress], None]


class Answers(dict[BlobKey, Answer]):
    """Key -> answer of all that came to an end; why the others did not stands in ``unfinished``: missing, killed, stalled, failed: …"""

    def __init__(self) -> None:
        super().__init__()
        self.unfinished: dict[BlobKey, str] = {}
        self.scanned = 0


def detect_blobs(
    wanted: Mapping[BlobKey, int],
    *,
    open_reader: Callable[[], AbstractContextManager[Reader]],
    cache: BlobResults,
    workers: int = 1,
    listener: Listener | None = None,
    seconds_per_blob: float = SECONDS_PER_BLOB,
    copyrights: bool = True,
) -> Answers:
    """The answer of each blob (key -> size), from the cache or by scanning. Forks: not to be called where threads hold locks.

    Raises:
        Incomplete: the process that holds the index was killed again and again.
    """
    fingerprint = engine.fingerprint()
    texts = {key.text(fingerprint, copyrights=copyrights): key for key in wanted}
    answers = Answers()
    answers.update((texts[text], answer) for text, answer in cache.found(texts))
    unknown = sorted((key for key in wanted if key not in answers), key=lambda key: (-wanted[key], key))
    progress = _Told(unknown, wanted, listener)
    if unknown:
        progress.tell(())  # before the index is loaded, which takes a while
    for _ in range(NURSERIES):
        left = [key for key in unknown if key not in answers and key not in answers.unfinished]
        if not left:
            return answers
        with TemporaryDirectory(prefix="xingtu-", ignore_cleanup_errors=True) as folder:
            work = _Work(left, open_reader, min(workers, -(-len(left) // FEW)), seconds_per_blob, copyrights, folder)
            for batch in _from_nursery(work):
                finished = [(key, value) for key, value in batch if not isinstance(value, str)]
                cache.keep((key.text(fingerprint, copyrights=copyrights), value) for key, value in finished)
                answers.update(finished)
                answers.scanned += len(finished)
                answers.unfinished.update((key, value) for key, value in batch if isinstance(value, str))
                progress.tell(key for key, _ in batch)
    if any(key not in answers and key not in answers.unfinished for key in unknown):
        raise Incomplete(f"许可证检测进程 {NURSERIES} 次被终止（多半是内存不足）；已有结果已保存，请减少并行数或增加内存后重试。")
    return answers


@dataclass(slots=True)
class _Told:
    """What the listener has been told."""

    keys: Sequence[BlobKey]
    sizes: Mapping[BlobKey, int]
    listener: Listener | None
    blobs: int = 0
    bytes: int = 0

    def tell(self, done: Iterable[BlobKey]) -> None:
        for key in done:
            self.blobs += 1
            self.bytes += self.sizes[key]
        if self.listener is not None:
            self.listener(Progress(self.blobs, len(self.keys), self.bytes, sum(self.sizes[key] for key in self.keys)))


@dataclass(frozen=True, slots=True)
class _Work:
    """What a nursery has to do."""

    keys: Sequence[BlobKey]
    open_reader: Callable[[], AbstractContextManager[Reader]]
    workers: int
    seconds_per_blob: float
    copyrights: bool
    folder: str
    """Where files are laid for ScanCode; the master removes it, for processes that are killed remove nothing."""


Batch = list[tuple[BlobKey, Answer | str]]


@dataclass(frozen=True, slots=True)
class _Broken:
    """What a nursery sends when it cannot go on: another one would fail alike."""

    reason: str


_fork = multiprocessing.get_context("fork")


def _from_nursery(work: _Work) -> Iterable[Batch]:
    """Batches as they come, until the nursery ends, however it ends.

    Raises:
        Incomplete: it ended with an error of its own.
    """
    receiving, sending = _fork.Pipe(duplex=False)
    nursery = _fork.Process(target=_nursery, args=(work, sending, receiving), name="xingtu licences")
    nursery.start()
    sending.close()
    try:
        while True:
            sent = receiving.recv()
            if isinstance(sent, _Broken):
                raise Incomplete(f"许可证检测进程出错（{sent.reason}）；已有结果已保存，请核对 ScanCode 的安装，或把这句话告知维护者。")
            yield sent
    except EOFError:
        pass
    finally:
        receiving.close()
        if nursery.is_alive():
            nursery.terminate()
        nursery.join()


def _nursery(work: _Work, sending: Connection, receiving: Connection) -> None:
    """Load the index, have forks scan, and send what they found; ends with its master, whose end of the pipe is then closed."""
    receiving.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the master ends us
    tempfile.tempdir = work.folder
    warnings.simplefilter("ignore")  # ScanCode's imports warn of one another, which ends the process where warnings are errors
    try:
        engine.load()
        for batch in _batches(work, sending):
            sending.send(batch)
    except BrokenPipeError:
        return  # nobody is left to send answers to
    except Exception as error:  # noqa: BLE001 -- said where somebody can read it
        with suppress(BrokenPipeError):
            sending.send(_Broken(f"{type(error).__name__}: {error}"))


def _batches(work: _Work, sending: Connection) -> Iterator[Batch]:
    batch: Batch = []
    sent = time.monotonic()
    with _Pool(work, sending) as pool:
        for found in pool.results():
            batch.append(found)
            if len(batch) >= BATCH or time.monotonic() - sent > BATCH_SECONDS:
                yield batch
                batch, sent = [], time.monotonic()
    yield batch


@dataclass(slots=True)
class _Worker:
    process: multiprocessing.process.BaseProcess
    pipe: Connection
    key: BlobKey | None = None
    since: float = 0.0
    scanned: int = 0


@dataclass(slots=True)
class _Pool:
    """The forks of one nursery."""

    work: _Work
    sending: Connection
    waiting: list[BlobKey] = field(default_factory=list)
    workers: list[_Worker] = field(default_factory=list)
    tries: dict[BlobKey, int] = field(default_factory=dict)
    master: int = field(default_factory=os.getppid)

    def __enter__(self) -> Self:
        self.waiting = list(reversed(self.work.keys))
        return self

    def __exit__(self, *_: object) -> None:
        for worker in list(self.workers):
            self._end(worker)

    def results(self) -> Iterable[tuple[BlobKey, Answer | str]]:
        """Each key with its answer, or with why there is none."""
        while self.waiting or any(worker.key for worker in self.workers):
            master = multiprocessing.parent_process()
            if master is not None and not master.is_alive():
                return  # nobody is left to send answers to
            if os.getppid() != self.master:
                return  # killed: nobody is left to tell
            self._hand_out()
            ready = wait([worker.pipe for worker in self.workers], timeout=1.0)
            for worker in list(self.workers):
                if worker.pipe in ready:
                    yield from self._received(worker)
                elif worker.key is not None and time.monotonic() - worker.since > self.work.seconds_per_blob:
                    key = worker.key
                    self._end(worker)
                    yield key, "stalled"

    def _hand_out(self) -> None:
        while self.waiting and len(self.workers) < self.work.workers:
            self.workers.append(self._start())
        for worker in self.workers:
            if worker.key is None and self.waiting:
                worker.key, worker.since = self.waiting.pop(), time.monotonic()
                self.tries[worker.key] = self.tries.get(worker.key, 0) + 1
                worker.pipe.send(worker.key)

    def _received(self, worker: _Worker) -> Iterable[tuple[BlobKey, Answer | str]]:
        key = worker.key
        try:
            found = worker.pipe.recv()
        except (EOFError, OSError):
            self._end(worker)
            if key is not None and self.tries[key] < TRIES:
                self.waiting.insert(0, key)  # last of all: the others are not made to wait for it
            elif key is not None:
                yield key, "killed"
            return
        worker.key = None
        worker.scanned += 1
        if worker.scanned >= BLOBS_PER_WORKER:
            self._end(worker)
        if key is not None:
            yield key, found

    def _start(self) -> _Worker:
        ours, theirs = _fork.Pipe()
        closing = [self.sending, ours, *(worker.pipe for worker in self.workers)]
        process = _fork.Process(target=_worker, args=(theirs, closing, self.work))
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _end(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.pipe.close()
        if worker.key is not None:
            worker.process.kill()
        worker.process.join()


def _worker(pipe: Connection, closing: Iterable[Connection], work: _Work) -> None:
    """Scan what is handed in until the other end is closed."""
    for other in closing:
        other.close()
    with work.open_reader() as reader, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            pipe.send(_scanned(pipe.recv(), reader, copyrights=work.copyrights))


def _scanned(key: BlobKey, reader: Reader, *, copyrights: bool) -> Answer | str:
    content = reader.read(key.blob)
    if content is None:
        return "missing"
    try:
        return engine.scan(Blob(content, key.path), copyrights=copyrights)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever ScanCode stumbles over in one file must not end the others
        return f"failed: {type(error).__name__}: {error}"
