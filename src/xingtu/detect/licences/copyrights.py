"""Who holds the copyright, in words that may be shown to everybody: the lines without anybody's mailbox."""

import re
from collections.abc import Iterable

WORD = r"[\w.+%-]+"
PLAIN = rf"{WORD}@[\w-]+(?:\.[\w-]+)*"
AT = r"(?:\s*[\[({<]\s*at\s*[\])}>]\s*|\s+at\s+|_at_|\s+@\s*|@\s+)"
DOT = r"(?:\s*[\[({<]\s*dot\s*[\])}>]\s*|\s+dot\s+|_dot_|\.)"
SPELT = rf"[\w+%-]+(?:{DOT}[\w+%-]+){{0,4}}{AT}[\w-]+(?:{DOT}[\w-]+){{1,5}}"
MAILBOX = rf"(?:mailto:)?(?:{PLAIN}|{SPELT})"
BRACKETED = re.compile(rf"\s*[<(\[{{]+\s*(?:e-?mail:?\s*)?{MAILBOX}(?:\s*[,;/]\s*{MAILBOX})*\s*[>)\]}}]+", re.IGNORECASE)
BARE = re.compile(rf"\s*[,;]?\s*(?:e-?mail:?\s*|mailto:)?{MAILBOX}", re.IGNORECASE)
IN_ANGLES = re.compile(r"\s*<[^<>]*(?:@|\bat\b)[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"SPDX-(?:File|Snippet)CopyrightText:\s*")
LONGEST = 400


def without_mailboxes(line: str) -> str:
    """The line in one piece, its mailboxes taken out, however they are spelt."""
    shown = " ".join(line[:LONGEST].split())
    if "@" in shown or re.search(r"\bat\b|_at_", shown, re.IGNORECASE):
        shown = BARE.sub("", IN_ANGLES.sub("", BRACKETED.sub("", shown)))
    return re.sub(r" +(?=[,;])", "", " ".join(shown.split())).strip(" ,;").removesuffix(" -")


def shown(lines: Iterable[str]) -> tuple[str, ...]:
    """Each line once, in the order met."""
    cleaned = (without_mailboxes(TAG.sub("Copyright ", line)).replace("Copyright Copyright", "Copyright") for line in lines)
    return tuple(dict.fromkeys(line for line in cleaned if line))
