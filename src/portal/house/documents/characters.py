"""Which characters may stand in a paper at all?

What hides, reorders or breaks text has no place in an official file, and XML cannot carry it; it is refused by name. Invisible
joints that do nothing to the text are dropped.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.errors import Invalid

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
NO_EFFECT = re.compile("[\u00ad\u200b\u2060\ufeff]")
REFUSED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2061-\u206f\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
MOST_NAMED = 10


class Unprintable(Invalid):
    """A text holds characters that cannot be printed; ``characters`` are they, and stand in the wording of ``why``."""

    def __init__(self, characters: Iterable[str], why: str) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        named = _("、").join(f"“{'' if REFUSED.match(one) else one}”（{_named(one)}）" for one in self.characters[:MOST_NAMED])
        if len(self.characters) > MOST_NAMED:
            named = _("%(named)s等 %(n)d 个字符") % {"named": named, "n": len(self.characters)}
        super().__init__(why % {"characters": named})


def printable(text: str) -> str:
    """The text with line ends as line feeds, tabs as spaces, and without invisible joints.

    Raises:
        Unprintable: it holds a control character, or one that reorders text.
    """
    if found := REFUSED.findall(text):
        raise Unprintable(found, _("%(characters)s是控制字符，不能写入文件；请删去后重试。"))
    return NO_EFFECT.sub("", LINE_ENDS.sub("\n", text)).replace("\t", " ")


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
