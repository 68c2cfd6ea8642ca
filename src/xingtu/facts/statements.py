"""What has somebody said about a finding: that it does not matter here, is mended, is being looked at, or is borne for a time?

A statement is a judgement over findings and never changes them; whether it holds today is ``decide/statements.py``'s question.
The words are OpenVEX's (v0.2.0); expiry, reviewer, scope and what was known at the time are ours.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from xingtu.facts.advisories import LEVELS

NOT_AFFECTED, AFFECTED, FIXED, UNDER_INVESTIGATION = STATUSES = ("not_affected", "affected", "fixed", "under_investigation")
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
LASTING = frozenset(JUSTIFICATIONS[2:])
"""Reasons that lie in how the project uses a component, not in which component it is: they hold for the next version too."""
PROJECT, ORGANISATION, CITY = REACHES = ("project", "organisation", "city")
VEX, WAIVER = KINDS = ("vex", "waiver")
"""``waiver``: it does touch us, and is borne until a day."""

LONGEST_TEXT = 4000
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Statement:
    """What one author says of one flaw in one package; bound to the group of aliases, by any id of it. Unknown texts are empty.

    ``versions`` and ``version_range`` limit it to what they name; at most one of the two is given, and without both it is said of every
    version its reason holds for. ``seen_…`` is what was known when it was made; None: nobody wrote that down.
    """

    id: str
    kind: str
    vulnerability: str
    aliases: tuple[str, ...]
    package: str
    """Package URL without version; empty: whichever package the flaw is found in."""
    versions: tuple[str, ...]
    version_range: str
    """As ``vers:pypi/>=1.0|<2.0``."""
    reach: str
    """Of whom it is said: one of REACHES."""
    reach_id: str
    """Id of the project or organisation; empty for the city."""
    status: str
    justification: str
    impact: str
    """OpenVEX's impact statement: why not affected, in words."""
    action: str
    """OpenVEX's action statement: what is done about it."""
    evidence: str
    author: str
    reviewer: str
    issued_at: str
    """RFC 3339, UTC, whole seconds, ends with Z."""
    expires_on: date | None
    """The last day it holds. None only in what has not been checked yet."""
    seen_level: str | None = None
    seen_kev: bool | None = None
    seen_versions: tuple[str, ...] | None = None
    """Versions that were held and touched."""
    seen_range: str = ""
    """All versions that were touched then, held or not, as ``vers:…``."""
    source: str = ""
    """SHA-256 of the document it was read from; empty: made here."""
    publisher: str = ""
    """Who gave out that document; a document may pass on what others have said, and is believed for its publisher's sake alone."""

    @property
    def issued_on(self) -> date:
        """The day it was made, in China."""
        return datetime.fromisoformat(self.issued_at).astimezone(CHINA).date()

    @property
    def names(self) -> frozenset[str]:
        """Every id the flaw is called by."""
        return frozenset((self.vulnerability, *self.aliases))

    @property
    def vouched_by(self) -> str:
        """Who has to be trusted for it to be applied, where it came in a document."""
        return self.publisher or self.author

    @property
    def is_foreign(self) -> bool:
        """It came in a document; nobody here has made it their own."""
        return bool(self.source)

    @property
    def closes(self) -> bool:
        """While it holds, nothing is left to be done."""
        return self.kind == WAIVER or self.status in {NOT_AFFECTED, FIXED}

    @property
    def lasts(self) -> bool:
        """Its reason outlives a change of version."""
        if self.status == NOT_AFFECTED:
            return self.justification in LASTING
        return self.status != FIXED


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a statement cannot be taken: which field, and in words."""

    field: str
    words: str


def flaws(statement: Statement) -> list[Flaw]:
    """Everything that stands against taking a statement that is made here; empty: nothing."""
    told = [
        Flaw("vulnerability", "请填写公告编号（CVE、GHSA 等任一别名）") if not statement.vulnerability.strip() else None,
        Flaw("author", "请写明作出声明的人") if not statement.author.strip() else None,
        Flaw("versions", "版本清单与版本范围只能填一种") if statement.versions and statement.version_range else None,
        _reason(statement),
        _review(statement),
        _term(statement),
        *(Flaw(field, f"{value!r} 不在可选值之内：{'、'.join(allowed)}") for field, value, allowed in _closed(statement)),
        *(Flaw(field, f"文字过长（上限 {LONGEST_TEXT} 字）") for field in ("impact", "action", "evidence") if _is_long(statement, field)),
    ]
    if statement.reach != CITY and not statement.reach_id:
        told.append(Flaw("reach_id", "请写明是哪个项目或单位"))
    return [flaw for flaw in told if flaw is not None]


def _closed(statement: Statement) -> list[tuple[str, str, tuple[str, ...]]]:
    """Fields whose value is none of those there are."""
    asked = [
        ("kind", statement.kind, KINDS),
        ("status", statement.status, STATUSES),
        ("reach", statement.reach, REACHES),
        ("justification", statement.justification, ("", *JUSTIFICATIONS)),
        ("seen_level", statement.seen_level or "", ("", *LEVELS)),
    ]
    return [(field, value, allowed) for field, value, allowed in asked if value not in allowed]


def _reason(statement: Statement) -> Flaw | None:
    if statement.kind == WAIVER and statement.status != AFFECTED:
        return Flaw("status", "豁免是承认受影响而暂缓处理；认为不受影响或已修复的，请作 VEX 声明")
    if statement.status == NOT_AFFECTED and not statement.justification and not statement.impact.strip():
        return Flaw("justification", "声明不受影响的，须选择理由，或写明为何不受影响")
    if statement.status == AFFECTED and not statement.action.strip():
        return Flaw("action", "声明受影响的，须写明将如何处置")
    if statement.justification and statement.status != NOT_AFFECTED:
        return Flaw("justification", "只有不受影响的声明才有理由一项")
    return None


def _review(statement: Statement) -> Flaw | None:
    if statement.reviewer and statement.reviewer == statement.author:
        return Flaw("reviewer", "复核人不能是作出声明的人")
    if statement.kind == WAIVER and not statement.reviewer:
        return Flaw("reviewer", "豁免须由另一人复核")
    return None


def _term(statement: Statement) -> Flaw | None:
    if statement.expires_on is None:
        return Flaw("expires_on", "必须写明有效期限")
    return Flaw("expires_on", "有效期限早于作出之日") if statement.expires_on < statement.issued_on else None


def _is_long(statement: Statement, field: str) -> bool:
    return len(getattr(statement, field)) > LONGEST_TEXT
