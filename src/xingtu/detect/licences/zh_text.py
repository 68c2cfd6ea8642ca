"""Which licences does a file state in Chinese, that ScanCode cannot see?

A second layer: nothing here changes what ScanCode answers. English texts and headers are left to it.
"""

from xingtu.detect.licences.zh_containment import whole_texts
from xingtu.detect.licences.zh_match import ChineseMatch
from xingtu.detect.licences.zh_reading import characters, read

VERSION = 1
"""Goes up whenever any answer may change: it is part of the key under which answers are kept."""

__all__ = ["VERSION", "ChineseMatch", "find"]


def find(content: bytes) -> tuple[ChineseMatch, ...]:
    """What stands there, from the first line to the last. Never raises, whatever the bytes are."""
    reading = read(content)
    if reading is None:
        return ()
    return whole_texts(characters(reading))
