"""What is a rule about secrets, and how is it read from its file?

``rules/*.toml`` hold them as data. In examples ``<A36>`` stands for 36 characters that look random, so that no scanner, ours included,
takes an example for a leak: A letters and digits, U capitals and digits, x hexadecimal, d digits, a small letters and digits, l letters,
w letters, digits, - and _, b base64, p what passwords are made of. ``~~`` is dropped, for words that would alarm as they stand.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from typing import Any

from xingtu.detect.secrets.effort import compiled
from xingtu.errors import PolicyError

HIGH, MEDIUM, LOW = CONFIDENCES = ("high", "medium", "low")
"""high: the form belongs to one provider alone; medium: the name beside it says what it is; low: it may be one."""

ALPHABETS = {
    "A": ascii_letters + digits,
    "U": ascii_uppercase + digits,
    "x": "0123456789abcdef",
    "d": digits,
    "a": ascii_lowercase + digits,
    "l": ascii_letters,
    "w": ascii_letters + digits + "-_",
    "b": ascii_letters + digits + "+/",
    "p": ascii_letters + digits + "#!-%",
}
RANDOM = re.compile(r"<([AUxdalwbp])(\d{1,3})>")
KEYS = {"id", "name", "name_en", "confidence", "keywords", "named", "value", "regex", "entropy", "lead", "no_words", "files", "yes", "no"}

ASSIGNED = (
    r"(?>(?i:{names})[\"'`\])]{{0,2}}+[ \t]{{0,12}}+(?:=>|:=|==|[=:,(]|&quot;:)[ \t]{{0,12}}+(?:[a-z]{{0,2}}[\"'`])?)"
    r"(?P<secret>{value})(?![A-Za-z0-9_+/=-])"
)
"""A value given to a name: assignments, mappings, calls, headers, in whatever language. The name begins with a keyword of the rule."""


@dataclass(frozen=True, slots=True)
class SecretRule:
    """One kind of secret.

    keywords:  the expression is tried only where one of them stands
    regex:     the group ``secret``, or the whole of what it finds, is the secret
    named:     it begins with a keyword, which has to be looked for whatever its case; such a rule means nothing in long lines, lock files
               and generated files, all others do
    lead:      how many bytes before its keyword the expression may begin
    entropy:   bits per character, in hundredths, below which it is no secret
    no_words:  what is made of words is a name, not a secret
    files:     only in files of such a name
    """

    id: str
    name: str
    name_en: str
    confidence: str
    keywords: tuple[bytes, ...]
    regex: "re.Pattern[bytes]"
    named: bool
    lead: int
    entropy: int
    no_words: bool
    files: "re.Pattern[str] | None"
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def rules() -> tuple[SecretRule, ...]:
    """All rules, in order of id."""
    found: dict[str, SecretRule] = {}
    for file, text in sorted(_texts().items()):
        for one in parse_rules(text, file_name=file):
            if one.id in found:
                raise PolicyError(f"{file}：规则 {one.id} 重复；请改名")
            found[one.id] = one
    return tuple(found[ident] for ident in sorted(found))


@cache
def rules_digest() -> str:
    """Changes with every change of any rule."""
    return sha256("\0".join(text for _, text in sorted(_texts().items())).encode("utf-8")).hexdigest()[:16]


def parse_rules(text: str, *, file_name: str) -> list[SecretRule]:
    """The rules of one file.

    Raises:
        PolicyError: it cannot be read, or a rule is incomplete, contradicts itself or may cost too much.
    """
    try:
        stanzas = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as broken:
        raise PolicyError(f"{file_name} 不是合法的 TOML：{broken}") from None
    return [_rule(stanza, file_name) for stanza in stanzas]


def example(text: str) -> str:
    """The example with random characters filled in, the same ones every time."""
    return RANDOM.sub(lambda found: _letters(found[1], int(found[2]), f"{found.start()}{text}"), text).replace("~~", "")


def _texts() -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in files("xingtu.detect.secrets").joinpath("rules").iterdir()}


def _letters(alphabet: str, count: int, seed: str) -> str:
    letters, text = ALPHABETS[alphabet], ""
    while len(text) < count:
        text += "".join(letters[byte % len(letters)] for byte in sha256(f"{len(text)}{seed}".encode()).digest())
    return text[:count]


def _rule(stanza: dict[str, Any], file: str) -> SecretRule:
    ident = stanza.get("id", "?")
    if extra := set(stanza) - KEYS:
        raise PolicyError(f"{file}：规则 {ident} 有不认识的键 {', '.join(sorted(extra))}")
    if missing := {"id", "name", "name_en", "confidence", "keywords", "yes", "no"} - set(stanza):
        raise PolicyError(f"{file}：规则 {ident} 缺少 {', '.join(sorted(missing))}")
    if stanza["confidence"] not in CONFIDENCES:
        raise PolicyError(f"{file}：规则 {ident} 的 confidence 应为 {'、'.join(CONFIDENCES)} 之一")
    if ("regex" in stanza) == ("value" in stanza):
        raise PolicyError(f"{file}：规则 {ident} 应有 regex，或 named 与 value，二者取一")
    pattern = stanza.get("regex") or ASSIGNED.format(names=stanza["named"], value=stanza["value"])
    try:
        regex = compiled(pattern)
    except ValueError as wrong:
        raise PolicyError(f"{file}：规则 {ident} 的表达式{wrong}") from None
    return SecretRule(
        id=ident,
        name=stanza["name"],
        name_en=stanza["name_en"],
        confidence=stanza["confidence"],
        keywords=tuple(word.encode("utf-8") for word in stanza["keywords"]),
        regex=regex,
        named="named" in stanza,
        lead=stanza.get("lead", 0),
        entropy=round(stanza.get("entropy", 0) * 100),
        no_words=stanza.get("no_words", False),
        files=re.compile(stanza["files"]) if "files" in stanza else None,
        yes=tuple(stanza["yes"]),
        no=tuple(stanza["no"]),
    )
