"""What does a run hand over to be shown?

Every value is final: the writers format, they do not add, divide or sort. ``None`` is "unknown" and is shown as such.
A field of type ``Identifier`` must never hold a mailbox (writing is refused); in all other texts one is masked.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias

from xingtu.report.text import Text

IDENTIFIER = "identifier"

Identifier: TypeAlias = Annotated[str, IDENTIFIER]
"""An id, hash, address or path: joined on by machines, so it is written as it is or not at all."""

SubjectKind: TypeAlias = Literal["person", "organisation"]

Outcome: TypeAlias = Literal["awarded", "ranked", "excluded", "unresolved"]
"""As decided: awarded, ranked without an award, shown but not ranked, or not decidable on this evidence."""


SHARED_PLACES = Text("数值相同者名次并列。", "Equal values share a place.")
NO_TEXT = Text("")


@dataclass(frozen=True, slots=True)
class Programme:
    """The rules a run was judged by."""

    id: Identifier
    name: Text
    basis: str
    version: str


@dataclass(frozen=True, slots=True)
class RepositoryLine:
    """One repository as frozen in the run. ``completeness`` is in millionths; ``missing`` says what to do about each gap."""

    id: Identifier
    name: str
    url: Identifier
    tip: Identifier
    expected_commits: int
    measured_commits: int
    completeness: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InputVersion:
    """One frozen input of the run: a map, the policy, the metrics; named by the hash of its content."""

    id: Identifier
    name: Text
    hash: Identifier


@dataclass(frozen=True, slots=True)
class MetricLine:
    """A metric's definition. The number shown is ``value / scale``."""

    id: Identifier
    version: int
    name: Text
    unit: Text
    scale: int
    definition: Text
    source: str
    basis: str = ""
    caveats: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class RankRow:
    """One person or organisation in a track. ``place`` is ``None`` when shown but not ranked."""

    place: int | None
    subject: Identifier
    name: Text
    organisations: tuple[Text, ...]
    value: int | None
    shown: tuple[int | None, ...]
    outcome: Outcome
    amount_fen: int | None = None
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackReport:
    """One ranking. ``shown`` names the metrics beside the deciding one, in the order of ``RankRow.shown``."""

    id: Identifier
    name: Text
    subject_kind: SubjectKind
    metric: MetricLine
    shown: tuple[MetricLine, ...]
    conditions: tuple[Text, ...]
    rows: tuple[RankRow, ...]
    ties: Text = SHARED_PLACES
    """What equal values get."""
    pays: bool = True
    """Whether a place can earn money; otherwise no column of amounts is shown."""


@dataclass(frozen=True, slots=True)
class CountedChange:
    """A commit that counts for a subject. ``share`` is their part of it, in millionths.

    Lines are the whole commit's, before the share; ``None`` when its diff could not be read.
    """

    repository: Identifier
    commit: Identifier
    landed_on: date | None
    share: int
    gross_added: int | None
    gross_deleted: int | None
    credited_added: int | None
    credited_deleted: int | None
    by: str = ""
    """For an organisation: the name of the person who wrote it."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A commit that does not count. ``evidence`` is the commit duplicated or reverted, or the rule; ``sentence`` spells it out."""

    repository: Identifier
    commit: Identifier
    evidence: str = ""
    sentence: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class SetAsideGroup:
    """The commits one reason takes, and the reason in a sentence."""

    id: Identifier
    name: Text
    sentence: Text
    changes: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class LineClass:
    """Lines of one class, shown as ``added / scale``. The classes of a subject, or of a run, add up to gross; one is ``credited``."""

    id: Identifier
    name: Text
    sentence: Text
    added: int
    deleted: int
    credited: bool = False
    scale: int = 1


@dataclass(frozen=True, slots=True)
class SubjectReport:
    """Why a subject has its numbers."""

    subject: Identifier
    kind: SubjectKind
    name: Text
    organisations: tuple[Text, ...]
    identity: tuple[Text, ...]
    """Why the names and addresses behind it are held to be one, a sentence each."""
    counted: tuple[CountedChange, ...]
    set_aside: tuple[SetAsideGroup, ...]
    lines: tuple[LineClass, ...]
    gross_added: int
    gross_deleted: int
    scale: int = 1
    """Of the gross lines and the same in all of ``lines``: a million when they are weighed by shares."""
    unmeasured: int = 0
    """Changes of the window whose lines are unknown, so that the sums above are too low."""


@dataclass(frozen=True, slots=True)
class MonthActivity:
    """Merged changes of one month (``2025-01``); ``None`` when the month's evidence is missing."""

    month: str
    changes: int | None


@dataclass(frozen=True, slots=True)
class Concentration:
    """How few carry the work: ``cumulative[k]`` is the share of the first k+1, in millionths."""

    kind: SubjectKind
    metric: Text
    cumulative: tuple[int, ...]
    half_by: int | None
    """The smallest number that together hold at least half (contributor absence factor, elephant factor)."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file beside the report, by its path relative to the report's folder."""

    path: Identifier
    name: Text


@dataclass(frozen=True, slots=True)
class RunReport:
    """All of one run that is shown."""

    run_id: Identifier
    results_hash: Identifier
    engine_version: str
    city: Text
    programme: Programme
    window: Text
    publishable: bool
    refusal: tuple[Text, ...]
    """Why it may not be published, a sentence each; empty when publishable."""
    notes: tuple[Text, ...]
    """What a reader must know before any number, e.g. that amounts are unverified."""
    repositories: tuple[RepositoryLine, ...]
    inputs: tuple[InputVersion, ...]
    tracks: tuple[TrackReport, ...]
    subjects: tuple[SubjectReport, ...]
    activity: tuple[MonthActivity, ...] = ()
    lines: tuple[LineClass, ...] = ()
    concentration: tuple[Concentration, ...] = ()
    files: tuple[FileLine, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything that should have been read was; a rule file may allow publishing without."""
        return all(one.measured_commits >= one.expected_commits and not one.missing for one in self.repositories)
