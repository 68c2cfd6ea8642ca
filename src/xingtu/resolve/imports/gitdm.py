"""What do gitdm's files say: EmailAliases, EmailMap and VirtualEmployer?

Written from the files' published description; no code of gitdm is used. ``#`` begins a comment, empty lines say nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE
from xingtu.resolve.addresses import address_subject, normalise_address
from xingtu.resolve.assertions import NO_DAY, Assertion
from xingtu.resolve.imports.imported import Imported, OrganisationId, iso_day, text_of
from xingtu.resolve.intervals import intervals_from_ends
from xingtu.resolve.shares import percent_as_share

ALIAS_LINE = re.compile(r'(?:"(?P<quoted>[^"]+)"|(?P<plain>\S+))\s+(?P<canonical>\S+)')
MAP_LINE = re.compile(r"(?P<who>\S+)\s+(?P<organisation>[^<]+?)\s*(?:<\s*(?P<until>\S+))?")
PART_LINE = re.compile(r"(?P<percent>[\d.]+)\s*%\s*(?P<organisation>\S.*)")
UNKNOWN_NAMES = frozenset({"(unknown)", "unknown", "notfound", "?", "-", "未知"})


def read_aliases(content: bytes, name: str) -> Imported:
    """``variant canonical`` a line: everything from the variant counts as the canonical address."""
    found: list[Assertion] = []
    problems: list[str] = []
    seen: dict[str, tuple[int, str]] = {}
    for number, line in _lines(content):
        parts = ALIAS_LINE.fullmatch(line)
        if not parts:
            problems.append(f"{name} 第 {number} 行：应是两个地址“别名 正式地址”，实际是“{line}”；请补全或删除该行。")
            continue
        variant, canonical = address_subject(parts["quoted"] or parts["plain"]), address_subject(parts["canonical"])
        line_before, said_before = seen.setdefault(variant, (number, canonical))
        if said_before != canonical:
            problems.append(f"{name} 第 {number} 行：与第 {line_before} 行把同一别名指向两个地址；请只保留一行。")
        elif variant != canonical:
            found.append(Assertion("alias", variant, canonical, source=name))
    return Imported(tuple(found), tuple(problems))


def read_email_map(content: bytes, name: str, organisation: OrganisationId) -> Imported:
    """``address-or-domain Organisation [< YYYY-MM-DD]`` a line: valid for author dates before that day."""
    ends, problems = defaultdict(list), []
    for number, line in _lines(content):
        parts = MAP_LINE.fullmatch(line)
        until = iso_day(parts["until"]) if parts and parts["until"] else NO_DAY
        if not parts or until is None:
            problems.append(f"{name} 第 {number} 行：应是“地址或域名 单位 [< YYYY-MM-DD]”，实际是“{line}”；请改正该行。")
            continue
        ends[mapped_subject(parts["who"])].append((until, known_organisation(parts["organisation"], organisation)))
    found = [
        Assertion("affiliated", subject, employer, since, until, source=name)
        for subject, lines in ends.items()
        for since, until, employer in intervals_from_ends(lines)
    ]
    return Imported(tuple(found), tuple(problems))


def read_virtual_employers(content: bytes, name: str, organisation: OrganisationId) -> Imported:
    """Blocks ``VirtualEmployer NAME``, ``nn% Organisation`` lines, ``end``: an employer that is divided among others."""
    found: list[Assertion] = []
    problems: list[str] = []
    virtual, began, total = "", 0, 0
    for number, line in _lines(content):
        word, _, rest = line.partition(" ")
        if not virtual and word == "VirtualEmployer" and rest.strip():
            virtual, began, total = organisation(rest.strip().strip('"')), number, 0
        elif virtual and word == "end":
            if total != WHOLE:
                problems.append(
                    f"{name} 第 {began} 行：VirtualEmployer “{virtual}” 各部分合计 {total / 10_000:g}%，应为 100%；请改正比例。"
                )
            virtual = ""
        elif virtual and (part := PART_LINE.fullmatch(line)):
            try:
                share = percent_as_share(part["percent"])
            except ValueError:
                problems.append(f"{name} 第 {number} 行：比例“{part['percent']}%”应大于 0 且不超过 100；请改正。")
                continue
            total += share
            found.append(Assertion("split", virtual, organisation(part["organisation"]), share=share, source=name))
        else:
            hint = (
                "“nn% 单位”或“end”" if virtual else "“VirtualEmployer 名称”；EmailMap、EmailAliases 等文件请直接列入 city.toml 的 [imports]"
            )
            problems.append(f"{name} 第 {number} 行：此处应是{hint}，实际是“{line}”。")
    if virtual:
        problems.append(f"{name} 第 {began} 行：VirtualEmployer “{virtual}” 没有以 end 结束；请补上 end。")
    return Imported(tuple(found), tuple(problems))


def mapped_subject(who: str) -> str:
    """An address where there is an '@', else a domain."""
    address = normalise_address(who)
    return f"address:{address}" if "@" in address.strip("@") else f"domain:{address.strip('@.')}"


def known_organisation(text: str, organisation: OrganisationId) -> str:
    """The organisation's id; the many spellings of "unknown" stay unknown."""
    name = text.strip().strip('"')
    return UNKNOWN_ORGANISATION if name.lower() in UNKNOWN_NAMES else organisation(name)


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text_of(content, "gb18030").splitlines(), start=1):
        said = " ".join(line.partition("#")[0].split())
        if said:
            yield number, said
