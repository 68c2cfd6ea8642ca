"""What may be written, so that no mailbox and no hostile character ever reaches a reader?

People put addresses where names belong. Every text passes here before it is written:

- in an identifier (id, hash, address, path) a mailbox is refused, because masking would break what is joined on it;
- in any other text it is masked, because one odd display name must not stop a city's ranking.

``repository@commit`` with a full commit id is the engine's own way to name a commit and is no mailbox.
"""

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from xingtu.errors import EvidenceError
from xingtu.report.ranking import IDENTIFIER

Shown = TypeVar("Shown")

MASK = "〔邮箱已隐去〕"

_COMMIT = r"(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9A-Za-z.\-])"
_AT = r"(?:@|＠|﹫|%40|&#0*64;|&#[xX]0*40;|&commat;)"
# Chinese text has no spaces around an address, so full-width punctuation ends the local part as well.
_LOCAL = r"[^\s@＠﹫，。；：、（）《》〈〉〔〕“”]"
_DOT = r"(?:\.|．|。)"
_HOST = rf"[\w\-]+(?:{_DOT}[\w\-]+)*"
_NAMED_HOST = rf"[\w\-]+(?:{_DOT}[\w\-]+)*{_DOT}[^\W\d_]{{2,}}"  # ends in letters: "at v2024.01" is a release
# Starting only where a run starts keeps the search linear on a name of many kilobytes.
_RUN = rf"(?<!{_LOCAL}){_LOCAL}+"
_SPELT_AT = r"(?:\s+at\s+|\s*[\(\[{<（【]\s*at\s*[\)\]}>）】]\s*)"
_MAILBOX = re.compile(
    rf"{_RUN}{_AT}(?!{_COMMIT})(?:{_HOST}|\[[^\]\s]*\])?"  # li@example.cn, root@localhost, li@[192.0.2.1]
    rf"|{_RUN}\s*{_AT}\s*(?!{_COMMIT}){_NAMED_HOST}"  # li @ example.cn
    rf"|{_RUN}{_SPELT_AT}{_NAMED_HOST}"  # li at example.cn, li (at) example.cn
    rf"|{_RUN}{_SPELT_AT}[\w\-]+\s*[\(\[{{ ]\s*dot\s*[\)\]}} ]\s*[\w\-]+",  # li (at) example (dot) cn
    re.IGNORECASE,
)

# Controls, directional overrides and isolates, invisible separators, byte order mark, lone surrogates, noncharacters.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def has_mailbox(text: str) -> bool:
    """Something in the text reads like a mailbox, plain or disguised."""
    return _MAILBOX.search(text) is not None


def shown_text(text: str) -> str:
    """The text with mailboxes masked, and with every character that could hide or reorder others made visible.

    Harmful characters go first: a zero-width space inside an address must not hide it.
    """
    visible = _HARMFUL.sub("\N{REPLACEMENT CHARACTER}", text).replace("\t", " ").replace("\n", " ")
    if has_mailbox(visible.replace("\N{REPLACEMENT CHARACTER}", "")):
        visible = visible.replace("\N{REPLACEMENT CHARACTER}", "")
    while has_mailbox(visible):
        visible = _MAILBOX.sub(MASK, visible)
    return visible


def checked_identifier(text: str, where: str) -> str:
    """The identifier itself.

    Raises:
        EvidenceError: it reads like a mailbox, or holds characters that cannot be shown as they are.
    """
    if has_mailbox(text):
        raise EvidenceError(
            f"{where} 的编号里有邮箱地址，已拒绝写出（地址不显示在此）。"
            "编号必须不含个人信息：请在 city.toml 或导入文件中改用其他编号后重新运行。"
        )
    if _HARMFUL.search(text):
        raise EvidenceError(f"{where} 的编号 {text!r} 含有不可见的控制字符，已拒绝写出。请改用可见字符的编号后重新运行。")
    return text


def published(thing: Shown, where: str = "report") -> Shown:
    """The same dataclass tree with every text safe to write.

    Raises:
        EvidenceError: an ``Identifier`` somewhere in it holds a mailbox; the message names the field.
    """
    return cast("Shown", _published(thing, where, identifier=False))


def _published(value: Any, where: str, *, identifier: bool) -> Any:  # noqa: ANN401 -- a walk over every type a report holds
    if isinstance(value, str):
        return checked_identifier(value, where) if identifier else shown_text(value)
    if isinstance(value, tuple):
        return tuple(_published(part, f"{where}[{place}]", identifier=identifier) for place, part in enumerate(value))
    if is_dataclass(value) and not isinstance(value, type):
        identifiers = _identifier_fields(type(value))
        return replace(
            value,
            **{
                field.name: _published(getattr(value, field.name), f"{where}.{field.name}", identifier=field.name in identifiers)
                for field in fields(value)
            },
        )
    return value


@cache
def _identifier_fields(row_type: type) -> frozenset[str]:
    hints = get_type_hints(row_type, include_extras=True)
    return frozenset(name for name, hint in hints.items() if IDENTIFIER in get_args(hint)[1:])
