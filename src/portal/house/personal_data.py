"""Does a text that is about to be published hold an identity number, a mobile number, a bank card or a mailbox? And what may a list show?

Offices are prosecuted for lists with such numbers. Numbers are found in full width, with spaces and dashes inside, and however they
are grouped; a check character, a birth date or the Luhn digit keeps amounts, dates, hashes and codes of organisations out.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xingtu.policy.notice import Mask
from xingtu.policy.uscc import is_uscc

Kind: TypeAlias = Literal["id_number", "mobile", "card", "email"]
KINDS: Mapping[Kind, Promise] = {"id_number": _("居民身份证号"), "mobile": _("手机号码"), "card": _("银行卡号"), "email": _("电子邮箱")}
STARS = "**"

PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()  # noqa: SIM905 -- a table
)
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
ID_LENGTH, MOBILE_LENGTH, CARD_LENGTHS = 18, 11, range(16, 20)
LENGTHS = frozenset({MOBILE_LENGTH, MOBILE_LENGTH + 2, MOBILE_LENGTH + 4, ID_LENGTH, *CARD_LENGTHS})
MOST_GROUPS, FEW_GROUPS = 19, 6
"""Digits one by one are a number only if nothing else stands beside them; among further groups a number has few."""
PART_LENGTHS = frozenset({MOBILE_LENGTH, ID_LENGTH})
"""Among further groups a card is not told from figures."""
ISSUERS = re.compile(r"62|60|81|955|4|5[1-5]|3[05678]|6[458]")
"""How the numbers of cards begin that are issued here."""
MOBILE = re.compile(r"1[3-9]\d{9}")
SPOKEN = {
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (4, 4, 3),
    (4, 3, 4),
    (3, 3, 5),
    (5, 6),
    (6, 5),
    (3, 5, 3),
    (1,) * 11,
    (2, 2, 2, 2, 2, 1),
    (1, 2, 2, 2, 2, 2),
}
"""How people group a mobile number; other groups of eleven digits are figures of a table."""
OFTEN_RUN = re.compile(r"(?:runs?|jobs?|pipelines?|builds?|commits?)[/=]$")
"""Numbers of jobs on code hosts have eleven digits too."""

NO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
DASHES = frozenset("-‐‑‒–—―−－﹣_·・•")
DIGITS = re.compile(r"(?<![0-9A-Za-z])(?P<digits>[0-9]+[Xx]?|[Xx])(?![0-9A-Za-z])")
SEPARATOR = re.compile(r" {1,2}| ?- ?")
LABELLED = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[G-Zg-z])[A-Za-z]{2,12}(?P<digits>[0-9]{11}|[0-9]{17}[0-9Xx])(?![0-9A-Za-z])")
EMAIL = re.compile(
    r"(?<![\w.+%-])(?P<local>[\w.+%-]{1,64}) ?(?:@|[(\[{<] ?at ?[)\]}>]) ?"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\.[A-Za-z]{2,24})(?![A-Za-z0-9-])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where it stands in the text, and as much of it as may be shown to whoever has to take it out."""

    kind: Kind
    start: int
    end: int
    excerpt: str


def findings(text: str, *, permitted: Collection[str] = ()) -> tuple[Finding, ...]:
    """What a published text must not hold, in the order of the text.

    permitted: what the office publishes on purpose, such as the mailbox objections are sent to
    """
    plain, places = _plain(text)
    allowed = {_bare(one) for one in permitted}
    found: dict[tuple[int, int], Finding] = {}
    for kind, start, end in (*_numbers(plain), *_mailboxes(plain)):
        said = plain[start:end]
        if _bare(said) in allowed:
            continue
        first, last = places[start], places[end - 1] + 1
        found.setdefault((first, last), Finding(kind, first, last, _excerpt(kind, said)))
    return tuple(_outermost(sorted(found.values(), key=lambda one: (one.start, -one.end))))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in half width without invisible characters, and where each character stood."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in NO_WIDTH:
            continue
        made = "-" if character in DASHES else unicodedata.normalize("NFKC", character)
        if unicodedata.category(character) == "Zs":
            made = " "
        elif character.isdecimal():
            made = str(unicodedata.digit(character))
        for one in made:
            characters.append(one)
            places.append(place)
    return "".join(characters), places


def _bare(text: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).casefold()


def _numbers(plain: str) -> Iterator[tuple[Kind, int, int]]:
    for match in LABELLED.finditer(plain):
        yield from _told([match.span("digits")], plain)
    groups = [match.span("digits") for match in DIGITS.finditer(plain)]
    for chain in _chains(groups, plain):
        for first in range(len(chain)):
            length = 0
            for last in range(first, len(chain) if first == 0 and len(chain) <= MOST_GROUPS else min(len(chain), first + FEW_GROUPS)):
                length += chain[last][1] - chain[last][0]
                if length > CARD_LENGTHS[-1]:
                    break
                alone = first == 0 and last == len(chain) - 1
                # most groups are figures of a table: whatever cannot be one is left without being put together
                if length not in (LENGTHS if alone or first == last else PART_LENGTHS) or (
                    length == MOBILE_LENGTH and plain[chain[first][0]] != "1"
                ):
                    continue
                yield from _told(chain[first : last + 1], plain, alone=alone)


def _chains(groups: Sequence[tuple[int, int]], plain: str) -> Iterator[list[tuple[int, int]]]:
    """Neighbouring groups with one and the same separator between them. A group between two separators stands in both chains."""
    chain: list[tuple[int, int]] = []
    separator = ""
    for group in groups:
        between = plain[chain[-1][1] : group[0]] if chain else ""
        if chain and (not SEPARATOR.fullmatch(between) or (len(chain) > 1 and between != separator)):
            yield chain
            chain = chain[-1:] if SEPARATOR.fullmatch(between) else []
        separator = between
        chain.append(group)
    if chain:
        yield chain


def _told(groups: Sequence[tuple[int, int]], plain: str, *, alone: bool = True) -> Iterator[tuple[Kind, int, int]]:
    start, end = groups[0][0], groups[-1][1]
    digits = "".join(plain[first:last] for first, last in groups)
    if plain[max(0, start - 2) : start].endswith(".") and plain[max(0, start - 2) : start - 1].isdecimal():
        return  # the decimals of a number
    if re.match(r"\.\d", plain[end : end + 2]):
        return
    shape = tuple(last - first for first, last in groups)
    single = len(groups) == 1
    if len(digits) == ID_LENGTH and is_id_number(digits):
        yield "id_number", start, end
        return
    if single and re.fullmatch(r"(?:0086|86)1[3-9]\d{9}", digits):
        yield "mobile", end - MOBILE_LENGTH, end
    elif MOBILE.fullmatch(digits) and (single or (shape in SPOKEN and (alone or len(set(shape)) > 1))):
        if not OFTEN_RUN.search(plain[max(0, start - 12) : start]):
            yield "mobile", start, end
    elif len(digits) in CARD_LENGTHS and is_card(digits) and (single or (alone and _as_cards_are(shape, digits))):
        yield "card", start, end


def _as_cards_are(shape: Sequence[int], digits: str) -> bool:
    fours = all(length == 4 for length in shape[:-1]) and shape[-1] <= 4  # noqa: PLR2004 -- as printed on cards
    return fours or digits.startswith("62")


def is_id_number(text: str) -> bool:
    """18 characters with a province, a birth date and the right check character (GB 11643)."""
    if len(text) != ID_LENGTH or not re.fullmatch(r"\d{17}[\dXx]", text, re.ASCII) or text[:2] not in PROVINCES:
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    centuries = {"18", "19", "20"}
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
    return text[6:8] in centuries and CHECKS[total % 11] == text[-1].upper()


def is_card(text: str) -> bool:
    """16 to 19 digits as issuers begin them, with the right Luhn digit, and no code of an organisation."""
    if len(text) not in CARD_LENGTHS or not text.isdecimal() or not ISSUERS.match(text) or is_uscc(text):
        return False
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(text)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 -- Luhn


def _mailboxes(plain: str) -> Iterator[tuple[Kind, int, int]]:
    for match in EMAIL.finditer(plain):
        if match["local"] == "git" and plain[match.end() : match.end() + 1] in {":", "/"}:
            continue  # git@host:path is the address of a repository
        yield "email", *match.span()


def _excerpt(kind: Kind, said: str) -> str:
    if kind == "email":
        return f"{said[0]}***{said[said.rfind('@') :] if '@' in said else ''}"
    digits = re.sub(r"[^0-9Xx]", "", said)
    return f"{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}"


def _outermost(found: Sequence[Finding]) -> Iterator[Finding]:
    end = -1
    for one in found:
        if one.end > end:
            yield one
            end = one.end


def mask_name(name: str) -> str:
    """张**: the first character and stars, which do not tell how long the name is; nothing of an empty name."""
    return f"{name.strip()[0]}{STARS}" if name.strip() else ""


@dataclass(frozen=True, slots=True)
class MaskTemplate:
    """A public list: the columns it may have, in order, and those that name natural persons."""

    id: Mask
    columns: Mapping[str, Promise]
    people: frozenset[str] = frozenset({"person"})

    def shown(self, row: Mapping[str, str], *, full_names: bool = False) -> dict[str, str]:
        """What of a row may be published; anything else it holds is left out.

        full_names: the call said so before anybody applied
        """
        return {key: mask_name(row[key]) if key in self.people and not full_names else row[key] for key in self.columns if key in row}


NUMBER, ORGANISATION, DISTRICT, FIELD, RESULT = _("序号"), _("单位"), _("区县"), _("领域"), _("结果")
TEMPLATES: Mapping[Mask, MaskTemplate] = {
    template.id: template
    for template in (
        MaskTemplate(
            "organisation-list", {"number": NUMBER, "organisation": ORGANISATION, "district": DISTRICT, "field": FIELD, "result": RESULT}
        ),
        MaskTemplate(
            "person-list", {"number": NUMBER, "person": _("姓名"), "organisation": ORGANISATION, "field": FIELD, "result": RESULT}
        ),
        MaskTemplate(
            "project-list",
            {
                "number": NUMBER,
                "project": _("项目"),
                "organisation": ORGANISATION,
                "district": DISTRICT,
                "field": FIELD,
                "result": RESULT,
            },
        ),
        MaskTemplate(
            "award-list",
            {
                "number": NUMBER,
                "person": _("姓名"),
                "organisation": ORGANISATION,
                "project": _("项目"),
                "track": _("奖项"),
                "place": _("名次"),
                "amount": _("金额（元）"),
                "result": RESULT,
            },
        ),
    )
}
