r"""Which paths does a pattern of ``.gitignore`` or ``.gitattributes`` fit?

Git's own rules (wildmatch), as regular expressions over bytes, because a path may hold any bytes. The two files differ: an ignored
folder takes all below it, an attribute belongs to files only. ``tests/policy/test_wildmatch.py`` asks git itself.
"""

import re
from dataclasses import dataclass

NAMED_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t\n\v\f\r",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}


class PatternError(ValueError):
    """The pattern fits nothing, or not what its author means; the message says which."""


@dataclass(frozen=True, slots=True)
class Wildmatch:
    """``expression`` must fit the whole path, or only its last part when ``on_basename``."""

    expression: bytes
    on_basename: bool
    folders_only: bool


def attribute_pattern(pattern: bytes) -> Wildmatch:
    """As git reads the pattern of an attributes line.

    Raises:
        PatternError: the pattern can never fit, or negates (git ignores such a line with a warning).
    """
    if pattern.startswith(b"!"):
        raise PatternError("以 ! 开头，属性文件不允许取反。")
    folders_only = pattern.endswith(b"/")
    body = pattern.removesuffix(b"/")
    if not body:
        raise PatternError("是空的。")
    if b"/" in body:
        return Wildmatch(_expression(body.removeprefix(b"/"), within_path=True), on_basename=False, folders_only=folders_only)
    return Wildmatch(_expression(body, within_path=False), on_basename=True, folders_only=folders_only)


def ignore_pattern(pattern: bytes) -> Wildmatch:
    """As git reads a line of ``.gitignore``, without negation, comments and blank lines, which a list in TOML does not need.

    Raises:
        PatternError: see above.
    """
    if pattern != pattern.strip() or pattern.startswith((b"#", b"!")):
        raise PatternError("不能取反（!）、不能是注释（#）、首尾不能有空格；请改写或删去。")
    return attribute_pattern(pattern)


def _expression(pattern: bytes, *, within_path: bool) -> bytes:
    """``within_path``: a star stops at a slash, and ``**`` spans folders where it stands alone between slashes."""
    made, place, one = bytearray(), 0, b"[^/]" if within_path else b"."
    while place < len(pattern):
        byte = pattern[place : place + 1]
        if byte == b"*":
            stars = len(pattern[place:]) - len(pattern[place:].lstrip(b"*"))
            before, after = pattern[place - 1 : place] if place else b"/", pattern[place + stars : place + stars + 1]
            place += stars
            if within_path and stars > 1 and before == b"/" and after in {b"/", b""}:
                made += b"(?:.*/)?" if after else b".*"
                place += len(after)
            else:
                made += one + b"*"
        elif byte == b"?":
            made, place = made + one, place + 1
        elif byte == b"[":
            piece, place = _bracket(pattern, place + 1, within_path=within_path)
            made += piece
        elif byte == b"\\":
            if place + 1 == len(pattern):
                raise PatternError("以反斜杠结尾，什么也匹配不到。")
            made, place = made + re.escape(pattern[place + 1 : place + 2]), place + 2
        else:
            made, place = made + re.escape(byte), place + 1
    return bytes(made)


def _bracket(pattern: bytes, place: int, *, within_path: bool) -> tuple[bytes, int]:
    """The set that starts after ``[`` at ``place``, and where the pattern goes on. Inside a path it never holds a slash."""
    negated = pattern[place : place + 1] in {b"!", b"^"}
    place += negated
    members, first = bytearray(), True
    while first or pattern[place : place + 1] != b"]":
        first = False
        if place >= len(pattern):
            raise PatternError("的 [ 没有配对的 ]，什么也匹配不到。")
        if pattern.startswith(b"[:", place) and (end := pattern.find(b":]", place)) > 0:
            members += NAMED_CLASSES.get(pattern[place + 2 : end], b"")
            place = end + 2
            continue
        low, place = _member(pattern, place)
        if pattern[place : place + 1] == b"-" and pattern[place + 1 : place + 2] not in {b"]", b""}:
            high, place = _member(pattern, place + 1)
            if low <= high:
                members += re.escape(low) + b"-" + re.escape(high)
        else:
            members += re.escape(low)
    inside = bytes(members)
    if negated:
        return b"[^" + inside + (b"/" if within_path or not inside else b"") + b"]", place + 1
    if not inside:
        return b"(?!)", place + 1
    return (b"(?!/)" if within_path else b"") + b"[" + inside + b"]", place + 1


def _member(pattern: bytes, place: int) -> tuple[bytes, int]:
    if pattern[place : place + 1] == b"\\":
        place += 1
    if place >= len(pattern):
        raise PatternError("的 [ 没有配对的 ]，什么也匹配不到。")
    return pattern[place : place + 1], place + 1
