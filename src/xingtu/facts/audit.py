"""What does an audit of one tree, file or bill of materials say, with all that is needed to say it again?"""

from dataclasses import dataclass

from xingtu.facts.freshness import Coverage, Source
from xingtu.facts.risk_gate import GateResult, Judged
from xingtu.facts.signals import Note
from xingtu.facts.stock import Stock


@dataclass(frozen=True, slots=True)
class Related:
    """A record names an exploited CVE as related: not the same flaw, so that nothing is decided by it, and worth a look."""

    id: str
    cve: str
    added_on: str


@dataclass(frozen=True, slots=True)
class Audit:
    """``rows`` in order of work. ``revision`` names the state of all sources; ``at`` is when it was asked, RFC 3339 in UTC."""

    stock: Stock
    rows: tuple[Judged, ...]
    coverage: Coverage
    sources: tuple[Source, ...]
    gate: GateResult
    at: str
    revision: str
    oldest_days: int
    """Age from which the gate does not believe a source."""
    asked: str = ""
    """What was typed."""
    notes: tuple[Note, ...] = ()
    """What CNVD and CNNVD say of the CVEs of these findings."""
    related: tuple[Related, ...] = ()
    vex_faults: tuple[str, ...] = ()
    """Statements of a document that could not be read."""
