"""How do tests get an answer per blob without ScanCode's index? A detector that reads SPDX tags alone takes its place."""

# the tags below are data, not this file's own
# REUSE-IgnoreStart

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from xingtu.detect.licences.blobs import Answers, BlobKey, Listener, Progress, Reader
from xingtu.store.blob_results import BlobResults

TAG = re.compile(rb"SPDX-License-Identifier: (\S[^\n]*)")
COPYRIGHT = re.compile(rb"(Copyright [^\n]*)")
FINGERPRINT = "tags-only"


def answer_of(content: bytes) -> Mapping[str, Any]:
    """What the detector says: one match a tag."""
    matches = [_match(line, number) for number, line in enumerate(content.split(b"\n"), 1) if TAG.search(line)]
    spdx = " AND ".join(dict.fromkeys(match["spdx"] for match in matches))
    return {
        "expression": spdx.lower(),
        "spdx": spdx,
        "detections": [
            {"expression": match["expression"], "spdx": match["spdx"], "log": [], "identifier": match["spdx"], "matches": [match]}
            for match in matches
        ],
        "clues": [],
        "percentage": 50.0 if matches else 0,
        "copyrights": [
            {"text": found[1].decode("utf-8", "replace"), "line": number}
            for number, line in enumerate(content.split(b"\n"), 1)
            if (found := COPYRIGHT.search(line))
        ],
        "holders": [],
        "chinese": [],
        "raw": {"keys": {match["expression"]: [match["spdx"], False] for match in matches}, "accelerated": True},
    }


def _match(line: bytes, number: int) -> dict[str, Any]:
    found = TAG.search(line)
    spdx = found[1].decode() if found else ""
    return {
        "expression": spdx.lower(), "spdx": spdx, "first_line": number, "last_line": number, "score": 100.0, "matcher": "1-spdx-id",
        "rule": f"spdx-license-identifier-{spdx.lower()}", "rule_relevance": 100, "coverage": 100.0, "length": 3, "url": "", "kind": "tag",
        "intro": False, "references": [],
    }  # fmt: skip


@dataclass
class Detection:
    """Takes the place of ``detect_blobs``; keeps what it found in the cache, as that does, and counts what it read."""

    read: list[BlobKey] = field(default_factory=list)
    fails: set[bytes] = field(default_factory=set)
    """Contents at which a worker dies."""
    stops_after: int | None = None
    """So many blobs, and the process is killed."""

    def __call__(
        self,
        wanted: Mapping[BlobKey, int],
        *,
        open_reader: Callable[[], AbstractContextManager[Reader]],
        cache: BlobResults,
        workers: int = 1,  # noqa: ARG002 - as the real one is called
        listener: Listener | None = None,
    ) -> Answers:
        texts = {key.text(FINGERPRINT, copyrights=True): key for key in wanted}
        answers = Answers()
        answers.update((texts[text], answer) for text, answer in cache.found(texts))
        with open_reader() as reader:
            for key in sorted(key for key in wanted if key not in answers):
                if self.stops_after is not None and len(self.read) >= self.stops_after:
                    raise KeyboardInterrupt
                self.read.append(key)
                content = reader.read(key.blob)
                if content is None:
                    answers.unfinished[key] = "missing"
                elif content in self.fails:
                    answers.unfinished[key] = "killed"
                else:
                    answers[key] = answer_of(content)
                    cache.keep([(key.text(FINGERPRINT, copyrights=True), answers[key])])
                if listener is not None:
                    listener(Progress(len(self.read), len(wanted), 0, 0))
        return answers
