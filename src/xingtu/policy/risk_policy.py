"""How grave is a finding, by when must it be dealt with, how long may a waiver last, and what may pass a gate?

Judgements of ``policy/risk.toml`` over the facts of ``risk.sqlite``; shares and probabilities are millionths.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from xingtu.policy.stanza import Stanza, distinct, read_stanza

FILE = "risk.toml"
LEVELS = ("none", "low", "medium", "high", "critical")
"""Least first, as advisories have them."""
SCOPES = ("runtime", "dev", "test", "build", "optional", "unknown")
"""As dependency files have them."""
FAIL, INSUFFICIENT, PASS = RESULTS = ("fail", "insufficient", "pass")
SHARES, AGES = ("unresolved_share_max", "uncovered_share_max"), ("mirror_age_max_days", "newest_age_max_days")
MILLION = 1_000_000
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Deadline:
    """Days within which a finding must be dealt with, and because of what: malicious, kev, a level or unrated."""

    days: int
    because: str


@dataclass(frozen=True, slots=True)
class WaiverDays:
    """How long a waiver lasts when nobody says, how long at most, and how many days before its end its author is reminded."""

    default: int
    most: int
    remind: int


@dataclass(frozen=True, slots=True)
class Gate:
    """What does not pass. None: not looked at.

    A finding counts by level, exploitation (KEV) or probability (EPSS), when its scope is among ``scope`` and its advisory has been
    public for ``age_days``. A malicious package always counts.
    """

    id: str
    name: str
    name_en: str
    severity_at_least: str | None
    kev: bool
    epss_at_least: int | None
    scope: tuple[str, ...]
    age_days: int
    unrated: str
    """What a finding of unknown level makes of the result: one of RESULTS."""
    waiver_allowed: bool
    unresolved_share_max: int
    uncovered_share_max: int
    mirror_age_max_days: int
    """Since it was fetched."""
    newest_age_max_days: int
    """Of its newest record: what was fetched just now may be old."""


@dataclass(frozen=True, slots=True)
class RiskPolicy:
    """All of it; ``gates`` in the order written, the first is the default."""

    version: int
    verified: bool
    source: str
    epss_threshold: int
    mirror_age_max_days: int
    newest_age_max_days: int
    unresolved_share_max: int
    uncovered_share_max: int
    trusted_authors: tuple[str, ...]
    sample_folders: frozenset[str]
    deadlines: Mapping[str, int]
    waiver: WaiverDays
    gates: Mapping[str, Gate]

    @property
    def default_gate(self) -> Gate:
        """The gate when none is named."""
        return next(iter(self.gates.values()))

    def deadline(self, level: str, *, kev: bool = False, malicious: bool = False) -> Deadline:
        """The shortest that applies; an unknown level has one of its own, and a level of none has none shorter than low."""
        applies = ["malicious"] * malicious + ["kev"] * kev + [{"": "unrated", "none": "low"}.get(level, level)]
        because = min(applies, key=lambda one: self.deadlines[one])
        return Deadline(self.deadlines[because], because)

    def is_sample(self, path: str) -> bool:
        """Whether a file lies among tests' data or examples: it is shown and decides nothing."""
        return not self.sample_folders.isdisjoint(part.lower() for part in path.split("/")[:-1])


def risk_policy(read: Callable[[str], str]) -> RiskPolicy:
    """The policy of a city; ``read`` gives the text of a file of its policy folder."""
    return parse_risk(read(FILE), file_name=f"policy/{FILE}")


def parse_risk(text: str, *, file_name: str) -> RiskPolicy:
    """The judgements, each number within its bounds.

    Raises:
        PolicyError: a key is unknown, missing or of the wrong kind, or numbers contradict each other.
    """
    root = read_stanza(text, file_name)
    waiver, deadlines = root.inner("waiver"), root.inner("deadlines")
    common = {name: _share(root, name) for name in SHARES}
    ages = {name: root.integer(name, at_least=1, at_most=LONGEST_DAYS) for name in AGES}
    stanzas = root.inners("gate", label="gate")
    if not stanzas:
        root.refuse("没有任何 [[gate]]；请至少写一段。")
    gates = [_gate(stanza, common, ages) for stanza in stanzas]
    distinct(stanzas, [gate.id for gate in gates])
    policy = RiskPolicy(
        version=root.integer("version", at_least=1),
        verified=root.flag("verified"),
        source=root.text("source"),
        epss_threshold=_share(root, "epss_threshold"),
        **ages,
        **common,
        trusted_authors=root.texts("trusted_authors"),
        sample_folders=frozenset(_folder(root, name) for name in root.texts("sample_folders")),
        deadlines=_deadlines(deadlines),
        waiver=_waiver(waiver),
        gates={gate.id: gate for gate in gates},
    )
    root.close()
    return policy


def _share(stanza: Stanza, key: str) -> int:
    """A share or probability as millionths."""
    millionths = Decimal(stanza.decimal(key)) * MILLION
    if millionths != int(millionths):
        stanza.refuse(f"{key} 最多写六位小数。")
    return int(millionths)


def _folder(root: Stanza, name: str) -> str:
    if not name or "/" in name or name != name.lower():
        root.refuse(f"sample_folders 中的 “{name}” 应是一个文件夹名，小写，不含 /。")
    return name


def _deadlines(stanza: Stanza) -> Mapping[str, int]:
    kinds = ("malicious", "kev", *reversed(LEVELS[1:]), "unrated")
    days = {kind: stanza.integer(kind, at_least=1, at_most=LONGEST_DAYS) for kind in kinds}
    stanza.close()
    for better, worse in pairwise(LEVELS[1:]):
        if days[worse] > days[better]:
            stanza.refuse(f"{worse} 的期限（{days[worse]} 天）比 {better}（{days[better]} 天）还长；越严重的应越短。")
    return days


def _waiver(stanza: Stanza) -> WaiverDays:
    days = WaiverDays(
        default=stanza.integer("default", at_least=1, at_most=LONGEST_DAYS),
        most=stanza.integer("most", at_least=1, at_most=LONGEST_DAYS),
        remind=stanza.integer("remind", at_most=LONGEST_DAYS),
    )
    stanza.close()
    if days.default > days.most:
        stanza.refuse(f"default（{days.default} 天）超过 most（{days.most} 天）。")
    return days


def _gate(stanza: Stanza, common: Mapping[str, int], ages: Mapping[str, int]) -> Gate:
    gate = Gate(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        severity_at_least=stanza.text("severity_at_least", one_of=LEVELS) if stanza.has("severity_at_least") else None,
        kev=stanza.flag("kev"),
        epss_at_least=_share(stanza, "epss_at_least") if stanza.has("epss_at_least") else None,
        scope=stanza.texts("scope"),
        age_days=stanza.integer("age_days", at_most=LONGEST_DAYS),
        unrated=stanza.text("unrated", one_of=RESULTS),
        waiver_allowed=stanza.flag("waiver_allowed"),
        **{name: stanza.integer(name, default=age, at_least=1, at_most=LONGEST_DAYS) for name, age in ages.items()},
        **{name: _share(stanza, name) if stanza.has(name) else share for name, share in common.items()},
    )
    stanza.close()
    if not gate.scope or set(gate.scope) - set(SCOPES):
        stanza.refuse(f"scope 应是 {'、'.join(SCOPES)} 中的若干个。")
    return gate
