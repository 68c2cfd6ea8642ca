"""What does a way of telling owe us? One file of ``channels/`` is one way; each keeps the contract of ``tests/portal/watch/channels``.

Chat tools are told counts and a link, nothing of what was found: whoever is in the room is not known to us. Only mail to an
address of one's own carries the list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from portal.errors import Sentence

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be told."""

    ident: str
    """The same at each attempt, so that a receiver can leave out what it has."""
    at: datetime
    kind: str
    subject: str
    counts: tuple[tuple[str, str, int], ...]
    """(name in code, label, how many)."""
    notes: tuple[str, ...]
    """Freshness and coverage, without a name."""
    link: str
    detail: str = ""
    """The list, for mail alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, opened for the one sending; never printed."""

    address: str
    secret: str

    def __repr__(self) -> str:
        return "Target(…)"


Reason = Literal["sent", "refused_address", "unreachable", "too_slow", "redirected", "status", "answer", "too_often", "sealed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went. ``again``: it may go better later; ``wait``: not before so many seconds."""

    reason: Reason
    code: str = ""
    """The peer's own number for it: an HTTP status, an ``errcode``."""
    again: bool = False
    wait: int = 0

    @property
    def sent(self) -> bool:
        """Whether the peer has it."""
        return self.reason == "sent"


SENT = Outcome("sent")


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """One way of telling."""

    id: str
    name: Sentence
    address_label: Sentence
    address_help: Sentence
    secret_label: Sentence
    """Empty: there is none."""
    secret_help: Sentence
    secret_wanted: bool
    per_minute: int
    """How many its peer takes; 0: no limit is known."""
    problem: Callable[[Target], Sentence]
    """What is wrong with an address or secret; empty: nothing."""
    hint: Callable[[Target], str]
    """By what it is recognised on a page: a host, never a key."""
    send: Callable[[Letter, Target, datetime], Outcome]


def told(letter: Letter, *, heading: str = "【星图】") -> str:
    """What a chat tool is told."""
    counts = "，".join(f"{label} {count}" for _name, label, count in letter.counts)
    return "\n".join(part for part in (f"{heading}{letter.subject}", counts, *letter.notes, letter.link) if part)


def cut(text: str, most: int, *, tail: str = "") -> str:
    """So many bytes of UTF-8 at most, never half a character; ``tail`` always stands at the end.

    Half a character would be refused, or shown as a black box, by whoever reads it.
    """
    whole = f"{text}\n{tail}" if tail else text
    if len(whole.encode()) <= most:
        return whole
    end = f"…\n{tail}" if tail else "…"
    return text.encode()[: max(0, most - len(end.encode()))].decode(errors="ignore") + end


def host_hint(target: Target) -> str:
    """The host alone: what follows it is the secret."""
    return (urlsplit(target.address).hostname or "")[:80]
