"""What do ScanCode and the Chinese layer say of one file?

ScanCode keeps state by path and looks at paths, so every file gets a place of its own under a folder that says nothing: its base name is
kept, and whether the word "locale" stands in its path, for those change answers. There is no time-out inside: what is cut off at a moment
would depend on the machine. Importing this module loads nothing of ScanCode; ``load`` does.
"""

import atexit
import gc
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import distribution, version
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from xingtu.detect.detector import Blob
from xingtu.detect.licences import zh_text
from xingtu.errors import Incomplete

ANSWER = 1
"""Goes up when the form of an answer changes."""
DEPENDS_ON = (
    "beautifulsoup4", "binaryornot", "boolean.py", "chardet", "commoncode", "cyseq", "intbitset", "license-expression", "pdfminer.six",
    "plugincode", "pyahocorasick", "pygmars", "pygments", "scancode-toolkit", "text-unidecode", "typecode", "typecode-libmagic",
)  # fmt: skip
LOCALE = "locale"
KINDS = (
    ("is_license_text", "text"), ("is_license_notice", "notice"), ("is_license_tag", "tag"), ("is_license_reference", "reference"),
    ("is_license_intro", "reference"), ("is_license_clue", "clue"),
)  # fmt: skip
SPDX_TAG = "1-spdx-id"

_loaded = SimpleNamespace(accelerated=None, folder=None, process=0, numbers=count())


@cache
def tools() -> Mapping[str, str]:
    """Name -> version of everything an answer depends on; reads versions only."""
    found = {name: version(name) for name in DEPENDS_ON}
    # the wheel's list of files holds a digest of each: code, rules, licence texts and the index made from them
    record = Path(str(distribution("scancode-toolkit").locate_file(f"scancode_toolkit-{found['scancode-toolkit']}.dist-info/RECORD")))
    found["scancode-toolkit files"] = hashlib.sha256(record.read_bytes()).hexdigest()[:16]
    index = os.environ.get("SCANCODE_LICENSE_INDEX_CACHE", "")
    if index:
        found["scancode-toolkit index"] = index
    python = f"{sys.version_info.major}.{sys.version_info.minor}"  # which characters are letters, and their small forms
    return {**found, "python": python, "chinese layer": str(zh_text.VERSION), "answer": str(ANSWER)}


@cache
def fingerprint() -> str:
    """Names everything an answer depends on but the file itself."""
    return hashlib.sha256(json.dumps(tools(), sort_keys=True).encode()).hexdigest()[:16]


def load() -> bool:
    """Load the index, 1.4 GB, once per process; whether the accelerator could be used. Call it before forking workers."""
    if _loaded.accelerated is None:
        import packagedcode.utils  # noqa: F401, PLC0415 -- as the next ones: seconds and a gigabyte, only where a file is scanned
        from cluecode import copyrights, copyrights_hint  # noqa: PLC0415
        from licensedcode.cache import get_index  # noqa: PLC0415

        from xingtu.detect.licences.accelerate import accelerate  # noqa: PLC0415
        from xingtu.detect.licences.copyright_lines import fixed_years  # noqa: PLC0415

        copyrights_hint.years = fixed_years()
        copyrights.DETECTOR = copyrights.CopyrightDetector()
        _loaded.accelerated = accelerate(get_index())
        gc.collect()
        gc.freeze()  # collections after a fork then leave the shared pages alone
    return bool(_loaded.accelerated)


def scan(blob: Blob, *, copyrights: bool = True) -> dict[str, Any]:
    """Everything seen in one file: ScanCode's licences, unchanged, its copyright lines, and the Chinese layer.

    Raises:
        Exception: whatever ScanCode raises on this file.
    """
    load()
    from scancode.api import get_copyrights, get_licenses  # noqa: PLC0415

    path = _place(blob)
    path.parent.mkdir(parents=True)
    try:
        path.write_bytes(blob.content)
        licences = get_licenses(str(path), license_diagnostics=True, deadline=sys.maxsize)
        written = get_copyrights(str(path), deadline=sys.maxsize) if copyrights else {}
    finally:
        path.unlink(missing_ok=True)
        path.parent.rmdir()
        _forget()
    detections = [_detection(found) for found in licences["license_detections"]]
    clues = [_match(found) for found in licences["license_clues"]]
    return {
        "expression": licences["detected_license_expression"] or "",
        "spdx": licences["detected_license_expression_spdx"] or "",
        "detections": detections,
        "clues": clues,
        "percentage": licences["percentage_of_license_text"],
        "copyrights": [{"text": found["copyright"], "line": found["start_line"]} for found in written.get("copyrights", ())],
        "holders": list(dict.fromkeys(found["holder"] for found in written.get("holders", ()))),
        "chinese": [asdict(found) for found in zh_text.find(blob.content)],
        "raw": {"keys": _keys(match for found in detections for match in found["matches"]), "accelerated": load()},
    }


def _place(blob: Blob) -> Path:
    if _loaded.folder is None or _loaded.process != os.getpid():
        folder = tempfile.mkdtemp(prefix="xingtu-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        if LOCALE in folder:
            raise Incomplete(f"临时目录 {folder} 的路径含有 locale，会改变 ScanCode 的断行；请把 TMPDIR 设为别的目录。")
        _loaded.folder, _loaded.process = Path(folder), os.getpid()
    kind = LOCALE if LOCALE in blob.path else "d"
    return Path(_loaded.folder) / kind / str(next(_loaded.numbers)) / blob.basename


def _forget() -> None:
    """Empty what ScanCode keeps by path: it would grow for ever."""
    from licensedcode import match  # noqa: PLC0415
    from typecode import contenttype  # noqa: PLC0415

    contenttype._registry.clear()  # noqa: SLF001 -- nothing public empties it
    match.tokenize_matched_text.__defaults__[-1].clear()


def _detection(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "expression": found["license_expression"],
        "spdx": found["license_expression_spdx"],
        "log": list(found["detection_log"]),
        "identifier": found["identifier"],
        "matches": [_match(match) for match in found["matches"]],
    }


def _match(found: Mapping[str, Any]) -> dict[str, Any]:
    """One match, with what of its rule decides how a reference in it is followed."""
    from licensedcode.models import Rule  # noqa: PLC0415

    rule = Rule.from_match_data(found)
    kind = next((kind for flag, kind in KINDS if getattr(rule, flag)), "clue")
    return {
        "expression": found["license_expression"],
        "spdx": found["license_expression_spdx"],
        "first_line": found["start_line"],
        "last_line": found["end_line"],
        "score": found["score"],
        "matcher": found["matcher"],
        "rule": found["rule_identifier"],
        "rule_relevance": found["rule_relevance"],
        "coverage": found["match_coverage"],
        "length": found["matched_length"],
        "url": found["rule_url"],
        "kind": "tag" if found["matcher"] == SPDX_TAG else kind,
        "intro": bool(rule.is_license_intro or rule.is_license_clue or rule.license_expression == "free-unknown"),
        "references": list(rule.referenced_filenames or ()),
    }


def _keys(matches: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """ScanCode's key -> (SPDX identifier, is an exception), so that expressions can be written in both without the index."""
    from licensedcode.cache import get_licenses_db, get_licensing  # noqa: PLC0415

    licences = get_licenses_db()
    keys = {key for match in matches for key in get_licensing().license_keys(match["expression"])}
    return {key: [licences[key].spdx_license_key, bool(licences[key].is_exception)] for key in sorted(keys)}
