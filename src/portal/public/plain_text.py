"""What of a text that somebody typed into the register may everybody read?

People put contacts where descriptions belong. Mailboxes are masked as the engine does it; mobile and identity numbers likewise.
"""

import re

from xingtu.report.privacy import shown_text

MASK = "〔号码已隐去〕"
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"  # GB 11643 identity number
    r"|(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}"  # mobile number, also in groups
    r")(?![0-9A-Za-z])"
)


def public_text(text: str) -> str:
    """The text without mailboxes, mobile and identity numbers, and without characters that hide others."""
    return _NUMBER.sub(MASK, shown_text(text)) if text else text
