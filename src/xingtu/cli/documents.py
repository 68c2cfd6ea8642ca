"""How is a document that somebody names read: whole, if it is not larger than any real one?"""

from pathlib import Path

from xingtu.detect.lockfiles.format import LARGEST_BYTES
from xingtu.errors import CollectError


def whole(path: Path) -> bytes:
    """Its content.

    Raises:
        CollectError: it is too large.
    """
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise CollectError(f"{path} 有 {size} 字节，超过上限 {LARGEST_BYTES} 字节；请拆成几份")
    return path.read_bytes()
