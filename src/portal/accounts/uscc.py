"""Is this a 统一社会信用代码 that can exist, and if not, what is wrong with it? The arithmetic is ``xingtu.policy.uscc``."""

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xingtu.policy.uscc import ALPHABET, LENGTH, check_character, is_uscc

__all__ = ["ALPHABET", "LENGTH", "LOOKS_LIKE", "check_character", "is_uscc", "normalise_uscc", "uscc_problem"]

LOOKS_LIKE = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
"""Letters that the standard leaves out because they are misread, and what they are misread from."""


def normalise_uscc(text: str) -> str:
    """Half-width capitals without spaces and hyphens."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def uscc_problem(text: str) -> str:
    """What is wrong with the normalised text, in the reader's language; empty when nothing is."""
    for place, letter in enumerate(text, start=1):
        if letter in LOOKS_LIKE:
            return _("第 %(place)d 位是“%(letter)s”，代码里不用这个字母；是否应为“%(near)s”？请对照营业执照核对。") % {
                "place": place,
                "letter": letter,
                "near": LOOKS_LIKE[letter],
            }
        if letter not in ALPHABET:
            return _("第 %(place)d 位是“%(letter)s”，代码里只有数字和大写字母；请对照营业执照核对。") % {"place": place, "letter": letter}
    if len(text) < LENGTH:
        missing = LENGTH - len(text)
        return ngettext("统一社会信用代码是 18 位，还少 %(count)d 位。", "统一社会信用代码是 18 位，还少 %(count)d 位。", missing) % {
            "count": missing
        }
    if len(text) > LENGTH:
        surplus = len(text) - LENGTH
        return ngettext("统一社会信用代码是 18 位，多了 %(count)d 位。", "统一社会信用代码是 18 位，多了 %(count)d 位。", surplus) % {
            "count": surplus
        }
    due = check_character(text[:-1])
    if due != text[-1]:
        return _("末位校验码对不上：按前 17 位，末位应为“%(due)s”，您填的是“%(given)s”。多半是其中一位抄错了，请逐位对照营业执照。") % {
            "due": due,
            "given": text[-1],
        }
    return ""
