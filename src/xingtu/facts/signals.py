"""What is said of a CVE beside its advisory: that it is exploited, how likely that is, and what it is called in China?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kev:
    """A row of CISA's catalogue of known exploited vulnerabilities."""

    cve: str
    added_on: str
    due_on: str
    ransomware: bool
    """Known to be used by ransomware; False: not known."""


@dataclass(frozen=True, slots=True)
class Epss:
    """FIRST's estimate of exploitation within 30 days; score and percentile in millionths."""

    cve: str
    score: int
    percentile: int
    score_on: str
    model: str


@dataclass(frozen=True, slots=True)
class Note:
    """What CNVD or CNNVD says of a CVE. It names and grades, and never matches a package. ``cve`` empty: only a notice."""

    cve: str
    source: str
    number: str
    title: str
    level: str
    published_on: str
