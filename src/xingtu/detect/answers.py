"""How does each distinct content get a detector's answer once for ever? For detectors cheap enough to run in this process.

Answers are kept in batches as they come, so that being killed loses one batch.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote_from_bytes

from xingtu.detect.detector import Blob, Detector
from xingtu.store.blob_results import BlobResults

BATCH, BATCH_BYTES = 100, 8 * 1024 * 1024
LOCALE = "locale"

Answer = Mapping[str, Any]
Listener = Callable[[int, int], None]
"""Told how many contents of how many have been read."""


class Reader(Protocol):
    """Gives the bytes of a blob, or None when it is not there."""

    def read(self, blob: str) -> bytes | None:
        """The content."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A content, and the path under which it is read."""

    blob: str
    path: str


@dataclass(slots=True)
class Answers:
    """``failed``: why a content has no answer; that is not kept, and tried again next time."""

    found: dict[Wanted, Answer] = field(default_factory=dict)
    failed: dict[Wanted, str] = field(default_factory=dict)
    read_now: int = 0


def fingerprint(detector: Detector) -> str:
    """Names everything an answer depends on but the content and its path."""
    said = json.dumps([detector.id, detector.version, dict(detector.tools())], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def answers(
    detector: Detector, wanted: Iterable[Wanted], *, reader: Reader, cache: BlobResults, listener: Listener | None = None
) -> Answers:
    """The answer of each, from the cache or by reading it now."""
    mark = fingerprint(detector)
    keys: dict[str, list[Wanted]] = {}
    for one in wanted:
        keys.setdefault(_key(detector, mark, one), []).append(one)
    answered = Answers()
    for key, answer in cache.found(keys):
        answered.found.update(dict.fromkeys(keys[key], answer))
    unknown = [key for key, places in keys.items() if places[0] not in answered.found]
    batch: list[tuple[str, Answer]] = []
    held = 0
    for number, key in enumerate(unknown, 1):
        content = reader.read(keys[key][0].blob)
        said = _answer(detector, content, keys[key][0].path)
        if isinstance(said, str):
            answered.failed.update(dict.fromkeys(keys[key], said))
        else:
            answered.found.update(dict.fromkeys(keys[key], said))
            answered.read_now += 1
            batch.append((key, said))
            held += len(content or b"")
        if len(batch) >= BATCH or held >= BATCH_BYTES:
            _keep(cache, batch)
            batch, held = [], 0
        if listener is not None:
            listener(number, len(unknown))
    _keep(cache, batch)
    return answered


def _answer(detector: Detector, content: bytes | None, path: str) -> Answer | str:
    if content is None:
        return "missing"
    try:
        return detector.detect(Blob(content, path))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever a detector stumbles over in one file must not end the others
        return f"failed: {type(error).__name__}: {error}"


def _keep(cache: BlobResults, batch: Sequence[tuple[str, Answer]]) -> None:
    if batch:
        cache.keep(batch)


def _key(detector: Detector, mark: str, one: Wanted) -> str:
    parts = [detector.id, mark, one.blob]
    if "in_locale_path" in detector.cache_key:
        parts.append(LOCALE if LOCALE in one.path else "")
    if "basename" in detector.cache_key:
        parts.append(quote_from_bytes(os.fsencode(one.path.rpartition("/")[2])))
    return "|".join(parts)
