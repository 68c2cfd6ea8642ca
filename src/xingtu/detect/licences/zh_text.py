"""Which licences does a file state in Chinese, that ScanCode cannot see?

A second layer: nothing here changes what ScanCode answers. English texts and headers are left to it.
"""

from xingtu.detect.licences.zh_containment import whole_texts
from xingtu.detect.licences.zh_match import ChineseMatch
from xingtu.detect.licences.zh_names import may_name
from xingtu.detect.licences.zh_notices import named_licences
from xingtu.detect.licences.zh_reading import SPACED, characters, flat, read
from xingtu.detect.licences.zh_tags import tags

VERSION = 5
"""Goes up whenever any answer may change: it is part of the key under which answers are kept."""

__all__ = ["VERSION", "ChineseMatch", "find"]

_LEGAL_WORDS = ("许可证", "许可协议", "授权", "木兰", *SPACED)
_ADVICE = 200
"""Lines below a text that still belong to it: how to apply it, and its English half."""


def find(content: bytes) -> tuple[ChineseMatch, ...]:
    """What stands there, from the first line to the last. Never raises, whatever the bytes are."""
    reading = read(content)
    if reading is None:
        return ()
    texts = whole_texts(characters(reading)) if any(word in reading.text for word in _LEGAL_WORDS) else ()
    tagged = tuple(tags(reading))
    stated = named_licences(flat(reading)) if may_name(reading.text) else ()
    lines = {match.first_line for match in tagged}
    named = [match for match in stated if match.first_line not in lines and not any(_belongs(match, text) for text in texts)]
    return tuple(sorted((*texts, *tagged, *named), key=lambda match: (match.first_line, match.last_line, match.expression)))


def _belongs(match: ChineseMatch, text: ChineseMatch) -> bool:
    """Named inside a known text, or below it by its own name."""
    inside = text.first_line - 3 <= match.first_line <= text.last_line
    below = text.last_line < match.first_line <= text.last_line + _ADVICE and match.expression in {
        text.expression,
        "unknown-license-reference",
    }
    return inside or below
