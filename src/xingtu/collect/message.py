"""What do a commit's bytes say: in which encoding, with which trailers, reverting what?"""

import re
from dataclasses import dataclass

# no free part stands before optional blanks: a long run of blanks would be tried at every length
TRAILER = re.compile(rb"^[ \t]*([A-Za-z][A-Za-z-]*-by)[ \t]*:(.*)$", re.MULTILINE | re.IGNORECASE)
REVERTS = re.compile(rb"^[ \t]*(?:This reverts|Reverts) commit ([0-9a-f]{7,64})\b", re.MULTILINE | re.IGNORECASE)
# mail programs write "li@x.example<mailto:li@x.example>"; a mailbox that is never closed was cut off and names nobody
MAILBOX = re.compile(rb"^([^<]*)<([^<>]*)(?:<[^>]*)?>")
HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Signed:
    """One ``Word-by: Name <mailbox>`` line."""

    kind: str
    name: bytes
    email: bytes
    in_footer: bool


def decode(raw: bytes) -> tuple[str, str]:
    """Text and the rule that decoded it: utf-8, gb18030 or latin-1.

    Bytes without an encoding header may be anything. GB18030 is believed only if every run of high bytes has even
    length and consists of bytes ≥ 0xA1; plain GB18030 would read the Latin-1 name "Müller" as "M黮ler".
    """
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if all(len(run) % 2 == 0 and min(run) >= 0xA1 for run in HIGH_RUN.findall(raw)):  # noqa: PLR2004 - first byte of GB 2312's plane
        try:
            return raw.decode("gb18030"), "gb18030"
        except UnicodeDecodeError:
            pass
    return raw.decode("latin-1"), "latin-1"


def trailers(message: bytes) -> list[Signed]:
    """Every ``Word-by:`` line in order; ``in_footer`` marks those of the last paragraph, git's own trailers."""
    if b"-by" not in message.lower():
        return []
    body = message.rstrip()
    footer_start = max(body.rfind(b"\n\n"), body.rfind(b"\n\r\n"))
    found = []
    for match in TRAILER.finditer(body):
        written = match[2].strip(b" \t\r")
        who = MAILBOX.match(written)
        name, email = (who[1], who[2].strip()) if who else (written, b"")
        kind = match[1].decode("ascii").lower()
        found.append(Signed(kind, name.strip().strip(b'"'), email, in_footer=0 <= footer_start < match.start()))
    return found


def reverted_commit(message: bytes) -> str | None:
    """The commit id named by ``This reverts commit …``, if any."""
    match = REVERTS.search(message) if b"everts" in message else None
    return match[1].decode("ascii") if match else None


def subject(message: bytes) -> bytes:
    """First line of the message that is not blank."""
    return message.lstrip().split(b"\n", 1)[0].strip()
