"""With which rules is licence evidence judged, and what is the short name of all of them together?

The name covers the policy's files, the tables of compatibility, the rulings in force and the code that concludes: another
one of any of these gives a scan another name, so that no stored conclusion outlives what it was drawn with.
"""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xingtu.errors import PolicyError
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.policy.licence_rulings import Ruling, in_force
from xingtu.report.text import Lang
from xingtu.store.canonical import canonical_json, digest

if TYPE_CHECKING:
    from xingtu.policy.compatibility_tables import Tables
    from xingtu.policy.licence_policy import LicencePolicy

PACKAGE = Path(__file__).resolve().parents[1]
CONCLUDING = (
    "detect/licences/*.py",
    "decide/compatibility.py",
    "decide/licence_*.py",
    "policy/compatibility_*.py",
    "policy/licence_*.py",
    "facts/licence_*.py",
    "licences/examine.py",
    "licences/judging.py",
)
"""Whose code a conclusion depends on; what a blob's raw answer depends on is the fingerprint's business."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What somebody has in mind with the whole: another licence for it, another way to give it on."""

    distribution: str = "source"
    outbound: str = ""


@dataclass(frozen=True, slots=True)
class Judging:
    """A city's policy folder, and what people ruled, on one day."""

    policy: Path
    on: date
    rulings: tuple[Ruling, ...] = ()

    @property
    def in_force(self) -> tuple[Ruling, ...]:
        """The rulings that hold on that day."""
        return in_force(self.rulings, self.on)

    def name(self) -> str:
        """Changes with everything a conclusion depends on beside the tree and the detectors."""
        # the day itself is no input: only which rulings it lets hold
        rulings = [[asdict(ruling), ruling.why_not(self.on, {})] for ruling in sorted(self.rulings)]
        return digest(canonical_json([_data(self.policy), rulings, _code()]))


def judging(policy: Path, *, on: date, city_file: Path | None = None) -> Judging:
    """The rules of a city; its declarations hold the rulings.

    Raises:
        DeclarationError: the declarations cannot be read.
    """
    if city_file is None:
        return Judging(policy, on)
    from xingtu.resolve.declarations import read_city  # noqa: PLC0415 - most questions are asked without a city

    return Judging(policy, on, read_city(city_file).licence_rulings)


def judged(evidence: LicenceEvidence, rules: Judging, planned: Planned) -> LicenceEvidence:
    """The evidence with the answer to every question of what may go into the whole, as it is planned.

    Raises:
        PolicyError: the policy cannot be carried out.
    """
    from xingtu.decide.licence_conflicts import conflicts  # noqa: PLC0415 - a known tree needs no policy

    policy, tables = policy_of(rules.policy)
    found = conflicts(evidence, policy, tables, rules.rulings, on=rules.on, distribution=planned.distribution, outbound=planned.outbound)
    return replace(evidence, conflicts=found)


def alarms_of(before: LicenceEvidence, after: LicenceEvidence, rules: Judging) -> tuple[LicenceAlarm, ...]:
    """What somebody must know of the difference between two trees."""
    from xingtu.decide.licence_alarms import alarms  # noqa: PLC0415 - as above

    return alarms(before, after, policy_of(rules.policy)[0])


def remarks_of(rules: Judging, lang: Lang) -> tuple[str, ...]:
    """What is to be said of the sources on that day, as that they are old; never part of the evidence, which knows no day."""
    return tuple(english if lang == "en" else chinese for chinese, english in policy_of(rules.policy)[1].aged(rules.on))


def policy_of(folder: Path) -> "tuple[LicencePolicy, Tables]":
    """The policy and the tables of compatibility of a city, as its files are now.

    Raises:
        PolicyError: a file is not there, or cannot be carried out.
    """
    return _policy_of(folder, _data(folder))


@cache
def _policy_of(folder: Path, _read_as: str) -> "tuple[LicencePolicy, Tables]":
    from xingtu.policy.compatibility_tables import compatibility_tables  # noqa: PLC0415 - a known tree needs no policy
    from xingtu.policy.licence_policy import licence_policy  # noqa: PLC0415 - as above

    def read(name: str) -> str:
        try:
            return (folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyError(
                f"读不到规则文件 {folder / name}（{error}）；请检查路径和权限，或用 XINGTU_POLICY 指向本市的 policy 文件夹"
            ) from error

    return licence_policy(read), compatibility_tables(read)


def _data(folder: Path) -> str:
    """What stands in the files that judge, as one hash."""
    files = [folder / "licences.toml", *sorted((folder / "compatibility").rglob("*"))]
    return digest(canonical_json({path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in files if path.is_file()}))


@cache
def _code() -> str:
    hasher = hashlib.sha256()
    for pattern in CONCLUDING:
        for path in sorted(PACKAGE.glob(pattern)):
            hasher.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hasher.hexdigest()
