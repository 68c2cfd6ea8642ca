"""What was found in a blob before? One answer per content and everything else it depends on, for ever.

``cache.sqlite``: losing it loses time, never a result. Values are JSON, compressed.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

SCHEMA = "CREATE TABLE IF NOT EXISTS blob_result (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
AT_ONCE = 500


class BlobResults:
    """The cache under one home; several processes may read and write it at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, timeout=60, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def found(self, keys: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(key, answer) of all that are there, in no order."""
        wanted = list(dict.fromkeys(keys))
        for begin in range(0, len(wanted), AT_ONCE):
            part = wanted[begin : begin + AT_ONCE]
            marks = ",".join("?" * len(part))
            for key, value in self._database.execute(f"SELECT key, value FROM blob_result WHERE key IN ({marks})", part):  # noqa: S608 -- only question marks
                yield key, json.loads(zlib.decompress(value))

    def keep(self, answers: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Write answers down, all or none."""
        rows = [
            (
                key,
                zlib.compress(json.dumps(value, separators=(",", ":"), sort_keys=True).encode("ascii")),
            )
            for key, value in answers
        ]
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("INSERT OR REPLACE INTO blob_result VALUES (?, ?)", rows)
