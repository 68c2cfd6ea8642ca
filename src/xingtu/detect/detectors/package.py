"""Which packages does a dependency file name, at which versions, and what does it leave unsaid?"""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import Any

from xingtu.detect.detector import Blob, Detector
from xingtu.detect.lockfiles.formats import format_of, formats
from xingtu.errors import LockfileError

READERS = ("packageurl-python", "pyyaml")


def wants(path: str) -> bool:
    """A path of any format, outside folders of installed packages: those are copies, not what the project asked for."""
    return format_of(path) is not None and "node_modules" not in path.split("/")


def detect(blob: Blob) -> Mapping[str, Any]:
    """The rows of the file, or the reason why it could not be read; never an empty list for a file that could not.

    format:      id of the format
    resolved:    whether the format is of a lock file; False: a declaration
    components:  rows as in ``xingtu.facts.components``
    includes:    files it names as its own parts, relative to its folder
    notes:       what it does not say
    error:       {"line": …, "words": …}; None when it was read
    """
    reader = format_of(blob.path)
    if reader is None:
        return {"format": "", "resolved": False, "components": [], "includes": [], "notes": [], "error": None}
    answer: dict[str, Any] = {"format": reader.id, "resolved": reader.resolved}
    try:
        found = reader.read(blob.content)
    except LockfileError as refused:
        return answer | {"components": [], "includes": [], "notes": [], "error": {"line": refused.line, "words": str(refused)}}
    rows = [asdict(row) | {"via": list(row.via)} for row in found.components]
    return answer | {"components": rows, "includes": list(found.includes), "notes": list(found.notes), "error": None}


@cache
def tools() -> Mapping[str, str]:
    """The libraries and the readers' own versions."""
    return {name: version(name) for name in READERS} | {f"format:{one.id}": str(one.version) for one in formats().values()}


DETECTOR = Detector(
    id="package",
    version=1,
    name="软件包",
    name_en="Packages",
    wants=wants,
    detect=detect,
    tools=tools,
    # two names may ask for two formats of the same content: an empty file is an error in one and nothing in another
    cache_key=("basename",),
    examples=[
        (
            Blob(b"module example.org/own\n\ngo 1.21\n\nrequire github.com/a/b v1.2.3\n", "go.mod"),
            {"format": "go_mod", "resolved": True, "error": None},
        ),
        (Blob(b"{", "web/package-lock.json"), {"format": "package_lock_json", "components": []}),
        (Blob(b"six==1.16.0\n", "requirements.txt"), {"format": "requirements_txt", "includes": []}),
    ],
    caveats=("只读锁文件与清单所写；不推断版本，不自行解析间接依赖。",),
)
