"""How large is a picture, read from its head alone? A few bytes can ask for gigabytes of pixels."""

MOST_PIXELS = 120_000_000
"""More than any phone takes."""
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG: the segments that say the size."""
ALONE = frozenset(range(0xD0, 0xD9)) | {0x01}
END, SCAN = 0xD9, 0xDA


def png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; nothing if it is none."""
    if not content.startswith(PNG) or content[12:16] != b"IHDR":
        return None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def png_tail(content: bytes) -> bytes:
    """What follows its last chunk."""
    at = len(PNG)
    while at + 12 <= len(content):
        kind = content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4])
        if kind == b"IEND":
            return content[at:]
    return b""


def jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; nothing if it is none."""
    if not content.startswith(JPEG):
        return None
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:  # noqa: PLR2004 -- every segment begins so
            return None
        kind = content[at + 1]
        if kind == 0xFF or kind in ALONE:  # noqa: PLR2004 -- filling
            at += 1 if kind == 0xFF else 2  # noqa: PLR2004 -- as above
            continue
        if kind in {END, SCAN}:
            return None
        if kind in FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def jpeg_tail(content: bytes) -> bytes:
    """What follows its last end mark."""
    at = content.rfind(b"\xff\xd9")
    return content[at + 2 :] if at >= 0 else b""
