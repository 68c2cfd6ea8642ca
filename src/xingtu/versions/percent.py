"""How is a text percent-encoded (RFC 3986, UTF-8), and read back?

As ``urllib.parse`` does it, which the pure stages may not load: it belongs to a package that opens connections.
"""

import re

ALWAYS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
ENCODED = re.compile("(?:%[0-9A-Fa-f]{2})+")


def quote(text: str, safe: str = "/") -> str:
    """Every byte that is neither unreserved nor ``safe`` as ``%XX``."""
    kept = ALWAYS | frozenset(safe.encode("ascii"))
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in text.encode())


def unquote(text: str) -> str:
    """Every ``%XX`` as its byte; bytes that are no UTF-8 are shown as a mark."""
    return ENCODED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)
