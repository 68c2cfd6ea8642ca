"""Which mailboxes are the same mailbox, which of them identify nobody, and how are they hidden in a run?

A *subject* is what a statement is about, written ``kind:text``: ``address:li@x.example``, ``identity:li ming <desk@x.example>``
(a name behind a mailbox), ``name:li ming``, ``person:li``, ``domain:x.example``. A key replaces the text of the first three.
"""

import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

AddressKey = Callable[[str], str]
"""Maps a normalised address (or a name, or a name behind an address) to what may stand in a run."""

PRIVATE_KINDS = ("address", "identity", "name")
"""Kinds of subject whose text is keyed before it leaves the office."""

ADDRESS_LIKE = re.compile(r"\S@\S")
"""A text with this in it may hold a mailbox and is not shown."""

NOREPLY_ACCOUNT = re.compile(r"(?P<account>\d+)(?:\+[^@]*|-[^@]+)?@(?P<host>users?\.noreply\.[a-z0-9.-]+)")
"""Hosts give ``175728472+login@users.noreply.github.com`` and, on GitLab, ``123-login@users.noreply.gitlab.com``."""


@cache
def normalise_address(address: str) -> str:
    """The mailbox as compared: lower case, ' at ' read as '@'; a host's noreply mailbox keeps its account number, not its login."""
    text = " ".join(unicodedata.normalize("NFC", address).lower().split())
    if "@" not in text:
        text = text.replace(" at ", "@")
    account = NOREPLY_ACCOUNT.fullmatch(text)
    return f"{account['account']}+@{account['host']}" if account else text


@cache
def normalise_name(name: str) -> str:
    """The name as compared: case, width and runs of white space do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def domain_of(address: str) -> str:
    """What follows the last '@' of a normalised address; empty when there is none."""
    return address.rpartition("@")[2] if "@" in address else ""


def domain_suffixes(domain: str) -> tuple[str, ...]:
    """The domain and its parents, longest first: ``a.b.cn``, ``b.cn``, ``cn``."""
    parts = domain.split(".") if domain else []
    return tuple(".".join(parts[start:]) for start in range(len(parts)))


def is_shared_address(address: str, shared_addresses: Iterable[str]) -> bool:
    """Whether this normalised address never identifies a person by itself: no real mailbox, or named by the city's expressions."""
    local, at, domain = address.rpartition("@")
    return not (local and at and domain) or any(re.search(pattern, address, re.IGNORECASE) for pattern in shared_addresses)


def address_subject(address: str) -> str:
    """The subject for a mailbox as somebody wrote it."""
    return f"address:{normalise_address(address)}"


def name_subject(name: str) -> str:
    """The subject for a name as somebody wrote it."""
    return f"name:{normalise_name(name)}"


def identity_subject(name: str, address: str) -> str:
    """The subject for one name behind a mailbox that several people use."""
    return f"identity:{normalise_name(name)} <{normalise_address(address)}>"


def keyed_subject(subject: str, key: AddressKey) -> str:
    """The subject as it may stand in a run."""
    kind, _, text = subject.partition(":")
    return f"{kind}:{key(text)}" if kind in PRIVATE_KINDS else subject


def salted_key(salt: bytes, algorithm: str = "sha256") -> AddressKey:
    """HMAC of the text under the run's salt; ``algorithm`` is one hashlib knows (sha256, sm3).

    Whoever has the salt and a public clone hashes the clone's addresses and joins; nobody reads addresses out of the run.
    """

    @cache
    def key(text: str) -> str:
        return hmac.new(salt, text.encode("utf-8", "surrogateescape"), algorithm).hexdigest()

    return key


def plain_key(text: str) -> str:
    """No key at all: for a look at one's own clones, never for a run."""
    return text
