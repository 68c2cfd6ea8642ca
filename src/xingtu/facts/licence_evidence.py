"""What is known of the licences of one tree, as it travels from the scan to reports, alarms, rules and pages?"""

from collections.abc import Mapping
from dataclasses import dataclass

from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot


@dataclass(frozen=True, slots=True)
class ReuseScore:
    """REUSE 3.3: how many files have both a licence and a copyright line, and which texts are missing or unused."""

    files: int
    covered: int
    missing_texts: tuple[str, ...]
    unused_texts: tuple[str, ...]
    bad_texts: tuple[str, ...]

    @property
    def compliant(self) -> bool:
        """Every file is covered and every text is there."""
        return self.files == self.covered and not self.missing_texts and not self.bad_texts


@dataclass(frozen=True, slots=True)
class Look:
    """What was looked at, with what, and how far it got."""

    repository: str
    name: str
    url: str
    revision: str
    """As it was asked for: a tag, a branch, HEAD."""
    commit: str
    tree: str
    committed_at: str
    """RFC 3339 in UTC; the one date a report prints (there is no clock)."""
    fingerprint: str
    """Names everything a finding depends on: detectors, rules, options."""
    tools: Mapping[str, str]
    """Name -> version of all that the fingerprint covers."""
    accelerated: bool
    counts: Mapping[str, int]
    """State of ``LicenceFile`` -> files."""


@dataclass(frozen=True, slots=True)
class LicenceEvidence:
    """Licence evidence of one tree. The top root is always the first of ``roots``."""

    look: Look
    files: tuple[LicenceFile, ...]
    findings: tuple[LicenceFinding, ...]
    roots: tuple[LicenceRoot, ...]
    reuse: ReuseScore
    conflicts: tuple[LicenceConflict, ...] = ()

    @property
    def top(self) -> LicenceRoot:
        """The project itself."""
        return self.roots[0]

    @property
    def complete(self) -> bool:
        """Every file that can be read was read to its end."""
        return not any(self.look.counts.get(state) for state in ("missing", "unfinished", "too_large"))
