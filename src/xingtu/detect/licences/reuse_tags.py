"""Which licence tags and copyright notices in the sense of REUSE 3.3 stand in a file?

Licences are ``SPDX-License-Identifier`` tags only, in a snippet as well as in a header; notices are the two SPDX tags, ``Copyright``
and ``©``. What REUSE leaves open (comment signs at the end of a line, which files are text) follows the ``reuse`` tool, which
``tests/detect/licences/test_reuse.py`` asks.
"""

# the tags below are data, not this file's own
# REUSE-IgnoreStart

import re
from dataclasses import dataclass

from xingtu.detect.licences.expressions import is_expression

LICENCE = re.compile(r"^(?P<before>.*?)SPDX-License-Identifier:[ \t]*(?P<value>.*)$", re.MULTILINE)
NOTICE = re.compile(r"(?:SPDX-(?:File|Snippet)CopyrightText:|©|Copyright(?:\s*?\([cC]\)|[ \t]+(?=\S)))[^\r\n]*")
IGNORED = re.compile(r"REUSE-IgnoreStart.*?(?:REUSE-IgnoreEnd|\Z)", re.DOTALL)
END_OF_COMMENT = re.compile(r"""\s*(?:\*/\}*|\*\)|-->\}?|--%>|:\)|=\#|\#\}|--\}\}|\}+|\]::|["']\s*/?>)$""")
TEXT_SAMPLE_BYTES = 2048
NOT_IN_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
MARKS = (b"SPDX-", b"Copyright", b"\xa9")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class LicenceTag:
    """One ``SPDX-License-Identifier``."""

    expression: str
    line: int
    valid: bool


@dataclass(frozen=True, slots=True)
class Tags:
    """What one file says of itself."""

    licences: tuple[LicenceTag, ...] = ()
    copyrights: tuple[str, ...] = ()


NOTHING = Tags()


def tags(content: bytes) -> Tags:
    """All tags and notices outside of ignored blocks; a file that is no text has none."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and (not any(mark in content for mark in MARKS) or NOT_IN_TEXT.search(content, 0, TEXT_SAMPLE_BYTES)):
        return NOTHING
    text = decoded(content)
    if "REUSE-IgnoreStart" in text:
        text = IGNORED.sub(lambda ignored: "\n" * ignored[0].count("\n"), text)
    return Tags(tuple(_licences(text)), tuple(_notice(found[0]) for found in NOTICE.finditer(text)))


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, GB18030, or Latin-1, whichever fits first; lines end with a line feed."""
    encodings = [encoding for mark, encoding in BYTE_ORDER_MARKS if content.startswith(mark)]
    for encoding in (*encodings, "utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _licences(text: str) -> list[LicenceTag]:
    found: list[LicenceTag] = []
    line, counted = 1, 0
    if "SPDX-License-Identifier:" not in text:
        return found
    for tag in LICENCE.finditer(text):
        line += text.count("\n", counted, tag.start())
        counted = tag.start()
        value = _without_frame(tag["value"].strip(), tag["before"].strip())
        found.append(LicenceTag(value, line, is_expression(value)))
    return found


def _without_frame(value: str, before: str) -> str:
    """Without the sign that ends a comment, or that stands at both ends of each line of a box."""
    if before and value.endswith(mirrored := before[::-1]):
        return value.removesuffix(mirrored).rstrip()
    return END_OF_COMMENT.sub("", value)


def _notice(found: str) -> str:
    return END_OF_COMMENT.sub("", found.strip())
