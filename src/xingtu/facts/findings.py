"""Which known flaws touch a project, since when and why, and what has changed about them?

Facts only: what somebody decided about a finding is a statement (``facts/statements.py``), and never changes these rows.
"""

from dataclasses import dataclass

NEW, CLOSED, SEVERITY, KEV, EPSS, RETRACTED, MALICIOUS = EVENT_KINDS = (
    "new",
    "closed",
    "severity",
    "kev",
    "epss",
    "retracted",
    "malicious",
)
"""``retracted``: closed because the advisory was narrowed or withdrawn, not because anything was mended."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project names a component. ``direct`` and ``line`` None: the file does not say."""

    path: str
    line: int | None
    scope: str
    direct: bool | None
    via: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One group of aliases that touches one package of one project, as long as any version held is touched.

    Unknown texts are empty. ``closed_at`` empty: open.
    """

    fid: int
    project: str
    project_name: str
    ecosystem: str
    package: str
    group: str
    """Id of the group of aliases."""
    ids: tuple[str, ...]
    """The records that touch it."""
    level: str
    """One of ``facts.advisories.LEVELS``; empty: no record says."""
    score: int | None
    """In tenths (CVSS)."""
    severity_source: str
    malicious: bool
    kev_added_on: str
    kev_due_on: str
    ransomware: bool
    epss: int | None
    """In millionths, as of ``epss_on``."""
    epss_percentile: int | None
    epss_on: str
    summary: str
    published: str
    versions: tuple[str, ...]
    """Versions the project holds (or held) that are touched."""
    fixed: tuple[str, ...]
    """First versions after them that a record does not touch."""
    places: tuple[Place, ...]
    opened_at: str
    open_cause: str
    closed_at: str
    close_cause: str


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """One change between two evaluations. ``number`` ascends for ever, so that a reader knows what it has seen."""

    number: int
    at: str
    revision: str
    """Of the sources together."""
    kind: str
    project: str
    ecosystem: str
    package: str
    group: str
    before: str
    after: str
    cause: str
    fid: int
