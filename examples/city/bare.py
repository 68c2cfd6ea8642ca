"""How does a history become a bare repository on disk?

One pack, packed refs, nothing of this machine's git configuration. ``without`` leaves objects out: that is how a damaged clone is made.
"""

import hashlib
import os
import struct
import subprocess
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from .edits import GITLINK
from .history import MAIN, History

CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"
KINDS = {b"commit": 1, b"tree": 2, b"blob": 3, b"tag": 4}
PINNED = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1", "LC_ALL": "C", "TZ": "UTC"}


def git_environment() -> dict[str, str]:
    """Give an environment in which git sees no configuration but the repository's own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return inherited | PINNED


def write_bare(history: History, folder: Path, *, without: Collection[str] = (), shallow: Collection[str] = ()) -> Path:
    """Write what the refs reach as a bare repository; ``shallow`` names the commits whose parents a shallow clone does not have."""
    (folder / "refs").mkdir(parents=True)
    (folder / "objects" / "pack").mkdir(parents=True)
    (folder / "HEAD").write_text(f"ref: refs/heads/{MAIN}\n", encoding="ascii")
    (folder / "config").write_text(CONFIG, encoding="ascii")
    refs = "".join(f"{id_} {name}\n" for name, id_ in sorted(history.refs.items()))
    if refs:
        (folder / "packed-refs").write_text(f"# pack-refs with: sorted \n{refs}", encoding="utf-8")
    if shallow:
        (folder / "shallow").write_text("".join(f"{commit}\n" for commit in sorted(shallow)), encoding="ascii")
    kept = {id_: history.objects[id_] for id_ in _reachable(history, shallow) if id_ not in without}
    if kept:
        command = ["git", "--bare", f"--git-dir={folder}", "index-pack", "--stdin"]
        subprocess.run(command, input=_pack(kept), env=git_environment(), check=True, capture_output=True)
    return folder


def _reachable(history: History, shallow: Collection[str]) -> set[str]:
    reached, waiting = set[str](), list(history.refs.values())
    while waiting:
        id_ = waiting.pop()
        if id_ not in reached:
            reached.add(id_)
            kind, payload = history.objects[id_]
            if kind == b"tree":
                waiting.extend(_entries(payload))
            elif kind != b"blob":
                head = [line.split() for line in payload.partition(b"\n\n")[0].splitlines()]
                follow = {b"object", b"tree"} | (set() if id_ in shallow else {b"parent"})
                waiting.extend(words[1].decode() for words in head if words[0] in follow)
    return reached


def _entries(tree: bytes) -> Iterator[str]:
    """Give the ids a tree names, except submodules: those lie in another repository."""
    while tree:
        mode, _, rest = tree.partition(b" ")
        _, _, rest = rest.partition(b"\0")
        if mode != GITLINK:
            yield rest[:20].hex()
        tree = rest[20:]


def _pack(objects: dict[str, tuple[bytes, bytes]]) -> bytes:
    parts = [b"PACK" + struct.pack(">II", 2, len(objects))]
    for kind, payload in (objects[id_] for id_ in sorted(objects)):
        parts += [_entry_head(KINDS[kind], len(payload)), zlib.compress(payload)]
    pack = b"".join(parts)
    return pack + hashlib.sha1(pack, usedforsecurity=False).digest()


def _entry_head(kind: int, size: int) -> bytes:
    """Give git's variable-length head: four bits of the size beside the kind, then seven a byte."""
    first, size = (kind << 4) | (size & 0x0F), size >> 4
    head = bytearray()
    while size:
        head.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    head.append(first)
    return bytes(head)
