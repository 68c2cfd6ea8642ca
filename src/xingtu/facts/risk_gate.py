"""How does a finding stand, how urgent is it, and what did a gate answer, with every reason?"""

from dataclasses import dataclass
from datetime import date

from xingtu.facts.findings import Finding
from xingtu.facts.statements import Statement

MALICIOUS, EXPLOITED, LIKELY, REST = URGENCIES = ("malicious", "exploited", "likely", "rest")
"""Order of work: the package is the attack; known to be exploited, in what runs; critical or high and likely to be; everything else."""
FAIL, INSUFFICIENT, PASS = RESULTS = ("fail", "insufficient", "pass")


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding as it stands on one day."""

    finding: Finding
    state: str
    """open, under_investigation, waived, fixed or not_affected."""
    is_open: bool
    urgency: str
    is_sample: bool
    """Every place it is named at lies among tests' data or examples."""
    is_minimum: bool
    """The version is the least that is asked for; which one is built with is not written anywhere."""
    days: int
    """Within which the policy wants it dealt with."""
    days_because: str
    statement: Statement | None = None
    reason: str = ""
    until: date | None = None
    reopened_because: tuple[str, ...] = ()
    unapplied: tuple[Statement, ...] = ()
    """Said by authors the policy does not trust: shown, not applied."""


@dataclass(frozen=True, slots=True)
class GateReason:
    """One reason. ``fid`` None: it is not about a finding. ``value`` and ``limit`` as they are told; shares are millionths.

    fail:          malicious, kev, severity, epss, unrated
    insufficient:  no_advisories, source_never, source_stale, source_old, signal_missing, no_files, uncovered, unevaluable, unresolved,
                   fault, unrated
    """

    result: str
    kind: str
    fid: int | None = None
    value: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class GateResult:
    """``insufficient``: too little is known, or too old; neither passed nor failed. A gate that fails says what is not known as well."""

    gate: str
    name: str
    name_en: str
    result: str
    reasons: tuple[GateReason, ...]
