"""Which secrets lie in a tree, or came in between two commits? Each content is read once for ever; being interrupted loses little.

The answers that are kept hold places and no secrets.
"""

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from xingtu.collect.asked import HEAD, Asked
from xingtu.collect.blobs import BlobReader, blob_reader, tree_entries
from xingtu.collect.git import GitDirectory, default_branch, open_git_directory, resolve_commit, sealed
from xingtu.collect.new_blobs import new_blobs
from xingtu.detect.detector import Blob
from xingtu.detect.detectors.secret import DETECTOR
from xingtu.detect.secrets.role import level_of, role_of
from xingtu.detect.secrets.rule import rules
from xingtu.detect.secrets.scan import LARGEST_BYTES
from xingtu.errors import CollectError
from xingtu.facts.secrets import LEVELS, SecretLook, SecretPlace
from xingtu.facts.tree_entries import FILE_MODES
from xingtu.store.blob_results import BlobResults

SECONDS_PER_BLOB = 20.0
"""No content needs a tenth of a second; the limit is for the one nobody thought of."""
BATCH = 200

Listener = Callable[[int, int, int], None]
"""Told (contents read, contents in all, bytes read)."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A content under one path and where it comes from. ``size_bytes``: -1 until it is read."""

    blob: str
    path: str
    size_bytes: int
    commit: str = ""
    committed_at: str = ""

    @property
    def key(self) -> str:
        name = quote_from_bytes(self.path.rpartition("/")[2].encode("utf-8", "surrogateescape"))
        tools = ",".join(f"{tool}={version}" for tool, version in sorted(DETECTOR.tools().items()))
        return f"{DETECTOR.id}|{DETECTOR.version}|{tools}|{self.blob}|{name}"


class _Stalled(Exception):
    """A content took too long."""


def secrets(found: Asked, *, home: Path, listener: Listener = lambda *_: None, seconds_per_blob: float = SECONDS_PER_BLOB) -> SecretLook:
    """What stands in the tree of ``REV``, or was brought by the commits of ``A..B`` (``..B``: by any before B), also if it is gone again.

    Raises:
        CollectError: there is no such revision, or nothing was ever committed.
    """
    git = open_git_directory(found.path)
    since, dots, until = found.revision.rpartition("..")
    if since.endswith("."):
        raise CollectError(f"{found.revision}：请用两点的范围 A..B；三点在此没有意义")
    if (until or HEAD) == HEAD and default_branch(git) is None:
        raise CollectError(f"{found.repository}（{found.path}）是空仓库，还没有任何提交；请指定别的仓库，或先取回它的分支")
    commit = resolve_commit(git, until or HEAD)
    base = resolve_commit(git, since) if since else ""
    with sealed(git) as safe, BlobResults(home / "cache.sqlite") as cache, blob_reader(safe) as reader:
        listed = list(_of_range(safe, base, commit) if dots else _of_tree(safe, commit))
        wanted = [one for one in listed if DETECTOR.wants(one.path)]
        answers, size = _answers(wanted, reader, cache, listener, seconds_per_blob)
    states = Counter({one.blob: answers[one.key]["state"] for one in wanted}.values())
    return SecretLook(
        repository=found.repository,
        revision=found.revision,
        commit=commit,
        since=base,
        rules=len(rules()),
        blobs=len({one.blob for one in wanted}),
        bytes=size,
        counts=dict(sorted(states.items())) | {"skipped": len(listed) - len(wanted)},
        places=tuple(sorted(_places(wanted, answers), key=lambda place: (LEVELS.index(place.level), place.path, place.line, place.column))),
        more=tuple(sorted({one.path for one in wanted if answers[one.key]["more"]})),
    )


def _of_tree(git: GitDirectory, commit: str) -> Iterator[_Wanted]:
    for entry in tree_entries(git, commit):
        if entry.mode in FILE_MODES:
            yield _Wanted(entry.blob, entry.path, -1 if entry.size_bytes is None else entry.size_bytes)


def _of_range(git: GitDirectory, since: str, until: str) -> Iterator[_Wanted]:
    for one in new_blobs(git, since, until):
        yield _Wanted(one.blob, one.path, -1, one.commit, one.committed_at)


def _answers(
    wanted: Iterable[_Wanted], reader: BlobReader, cache: BlobResults, listener: Listener, seconds: float
) -> tuple[dict[str, Mapping[str, Any]], int]:
    """(key → answer, bytes read now). What stalled is not kept, so that it is tried again another day."""
    by_key = {one.key: one for one in wanted}
    answers = dict(cache.found(by_key))
    left = [one for key, one in by_key.items() if key not in answers]
    batch: list[tuple[str, Mapping[str, Any]]] = []
    size = 0
    listener(0, len(left), 0)
    try:
        for number, one in enumerate(left, 1):
            answer, read = _answer(one, reader, seconds)
            answers[one.key] = answer
            size += read
            if answer["state"] not in {"missing", "stalled"}:
                batch.append((one.key, answer))
            if len(batch) == BATCH:
                cache.keep(batch)
                batch.clear()
                listener(number, len(left), size)
    finally:
        cache.keep(batch)
    listener(len(left), len(left), size)
    return answers, size


def _answer(one: _Wanted, reader: BlobReader, seconds: float) -> tuple[Mapping[str, Any], int]:
    if one.size_bytes > LARGEST_BYTES:
        return _nothing("too_large"), 0
    content = reader.read(one.blob)
    if content is None:
        return _nothing("missing"), 0
    try:
        with _at_most(seconds):
            return DETECTOR.detect(Blob(content, one.path)), len(content)
    except _Stalled:
        return _nothing("stalled"), len(content)


def _nothing(state: str) -> Mapping[str, Any]:
    return {"state": state, "found": [], "more": False}


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """End what takes longer. Python's regular expressions heed signals, which only the main thread gets; their cost is bounded anyway."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _Stalled

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _places(wanted: Iterable[_Wanted], answers: Mapping[str, Mapping[str, Any]]) -> Iterator[SecretPlace]:
    known = {rule.id: rule for rule in rules()}
    for one in wanted:
        role = role_of(one.path)
        for row in answers[one.key]["found"]:
            rule = known[row["rule"]]
            yield SecretPlace(
                rule=rule.id,
                name=rule.name,
                name_en=rule.name_en,
                level=level_of(rule.confidence, role),
                role=role,
                path=one.path,
                line=row["line"],
                column=row["column"],
                blob=one.blob,
                mark=row["mark"],
                commit=one.commit,
                committed_at=one.committed_at,
            )
