"""What has been said about who is who, by whom, and for which days?

Nothing here is ever changed, only added or dropped: people and employers are computed anew from what is asserted,
so taking a statement back leaves no trace in the tables.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

from xingtu.facts.authorship import WHOLE
from xingtu.resolve.addresses import AddressKey, keyed_subject

Kind = Literal["same", "alias", "not_same", "affiliated", "actor", "shared", "split"]
KINDS: tuple[Kind, ...] = ("same", "alias", "not_same", "affiliated", "actor", "shared", "split")

NO_DAY = ""
"""Stands for a missing ``since`` or ``until``; days are ISO text, so text order is day order."""


@dataclass(frozen=True, slots=True, order=True)
class Assertion:
    """One statement.

    ========== ============================================ ===========================================
    kind       subject                                      object
    ========== ============================================ ===========================================
    same       person:… claimed                             address:… or identity:… (name behind mailbox)
    alias      address:… of an alias file                   address:… it stands for
    not_same   address:…                                    address:… of somebody else
    affiliated person:…, address:…, domain:… (a map's line) organisation
               or own-domain:… (the organisation's own)
    actor      address:… or name:…                          person, bot or ai_agent
    shared     address:… that several people use
    split      organisation that is none itself             organisation that gets ``share`` of it
    ========== ============================================ ===========================================
    """

    kind: Kind
    subject: str
    object: str = ""
    since: str = NO_DAY
    until: str = NO_DAY
    """Exclusive."""
    share: int = WHOLE
    """Of the person's work on those days, in millionths."""
    detail: str = ""
    """alias: the domain the maps know of the address it stands for; actor, not_same: the reason given."""
    source: str = ""

    @property
    def id(self) -> str:
        """A name for this statement, made of what it says."""
        return "a-" + hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]

    def covers(self, day: str | None) -> bool:
        """Whether it holds on that ISO day; a day no calendar holds is covered only by a statement without limits."""
        if day is None:
            return not self.since and not self.until
        return self.since <= day and (not self.until or day < self.until)

    def keyed(self, key: AddressKey) -> "Assertion":
        """The same statement with its private subjects hidden."""
        return replace(self, subject=keyed_subject(self.subject, key), object=keyed_subject(self.object, key) if self.object else "")


def in_order(assertions: Iterable[Assertion]) -> tuple[Assertion, ...]:
    """The statements, each once, in the one order everything is computed in."""
    return tuple(sorted(set(assertions)))
