"""How does what stands in a stranger's tree become text that may be written?

A path is bytes: it may hold no UTF-8, a line break, an escape sequence, a character that turns the reading direction, or somebody's
mailbox. ``visible`` shows such places as a mark; ``path_hex`` and ``uri`` keep the bytes where a machine needs them. In ids, paths and
our own sentences an "@" mostly is no mailbox (``osadl@2024-05-22``, ``node_modules/@babel``), so only hosts that take mail are masked
there; what people wrote of themselves, names and copyright lines, goes through ``shown``, which masks whatever may be one.
"""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from xingtu.report.privacy import MASK, shown_text

_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_ADDRESS = re.compile(
    r"(?<![\w.+%\-])[\w.+%\-]+(?:@|＠|%40)(?:[\w\-]+\.)+(?:com|cn|org|net|edu|gov|io|dev|me|info|de|uk|fr|ru|jp|kr|tw|hk|example)(?![\w\-])",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(.*?):(\d+)(?:-(\d+))?", re.DOTALL)
_REMOTE = re.compile(r"(?:[^@/:\s]*@)?([\w\-]+(?:\.[\w\-]+)+):(.+)")
_REMOTE_SCHEMES = frozenset({"https", "http", "ssh", "git"})
CACHED = 200_000


def shown_path(path: str) -> str:
    """The path as a reader may see it."""
    return visible(path)


@lru_cache(maxsize=CACHED)
def visible(text: str) -> str:
    """A path, an id or a sentence of ours as a reader may see it."""
    if text.isascii() and text.isprintable() and "@" not in text and "%40" not in text:
        return text
    return _ADDRESS.sub(MASK, _HARMFUL.sub("\N{REPLACEMENT CHARACTER}", text))


def path_hex(path: str) -> str | None:
    """The bytes of a path that ``visible`` cannot show as they are, in hexadecimal; None where it shows them, or hides a mailbox."""
    if shown_path(path) == path or _ADDRESS.search(_HARMFUL.sub("", path)):
        return None
    return path.encode("utf-8", "surrogateescape" if _comes_from_bytes(path) else "surrogatepass").hex()


def uri(path: str) -> str:
    """The path as a relative URI reference, its bytes percent-encoded; a mailbox in it is masked."""
    shown = shown_path(path)
    safe = path if MASK not in shown else shown
    return quote(safe.encode("utf-8", "surrogateescape" if _comes_from_bytes(safe) else "surrogatepass"), safe="/@")


def read_place(text: str) -> tuple[str, int | None, int | None]:
    """``path``, ``path:line`` or ``path:first-last`` taken apart."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return text, None, None
    first = int(match[2])
    return match[1], first, int(match[3] or first)


def shown_place(text: str) -> str:
    """A place as a reader may see it."""
    path, first, last = read_place(text)
    return shown_path(path) + line_range(first, last)


def line_range(first: int | None, last: int | None) -> str:
    """``:12-30``, ``:12``, or nothing where a file says it as a whole."""
    if first is None:
        return ""
    return f":{first}" if last in (None, first) else f":{first}-{last}"


@lru_cache(maxsize=CACHED)
def shown(text: str) -> str:
    """What people wrote of themselves: whatever may be a mailbox is masked, hiding characters are made visible."""
    return shown_text(text)


def address(url: str) -> str:
    """A public address without user and password, ``git@host:path`` as ``ssh://host/path``; empty for a folder of this machine."""
    if "://" not in url and (remote := _REMOTE.fullmatch(url)):
        return visible(f"ssh://{remote[1]}/{remote[2].lstrip('/')}")
    try:
        parts = urlsplit(url)
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    except ValueError:
        return ""
    return visible(urlunsplit(parts)) if parts.scheme in _REMOTE_SCHEMES and parts.netloc else ""


def _comes_from_bytes(path: str) -> bool:
    """Its surrogates are those Python makes of single bytes that are no UTF-8."""
    return all("\udc80" <= character <= "\udcff" for character in path if "\ud800" <= character <= "\udfff")
