"""Which declarations does a run carry, so that a stranger can resolve the same people without learning an address?

The snapshot holds only what concerns subjects that occur in the run's commits. Mailboxes, and names behind shared mailboxes,
are keyed; declared persons keep their opaque id and display name; domains and organisations stay in clear text.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from xingtu.errors import DeclarationError
from xingtu.policy.licence_rulings import Ruling
from xingtu.resolve.addresses import AddressKey, domain_of, domain_suffixes
from xingtu.resolve.assertions import Assertion, in_order

FORMAT = "xingtu-declarations/1"


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A declared person or organisation as shown."""

    id: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True, order=True)
class MapVersion:
    """An imported map and the hash of the bytes that were read: the as-of version every ranking names."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The declarations inside a run, in canonical order."""

    people: tuple[Named, ...] = ()
    organisations: tuple[Named, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    maps: tuple[MapVersion, ...] = ()
    licence_rulings: tuple[Ruling, ...] = ()

    def to_json(self) -> str:
        """Canonical text: sorted keys, no spaces, no floats; a field equal to its default is left out, and so are no rulings at all."""
        content: dict[str, Any] = {"format": FORMAT}
        content |= {part.name: [_without_defaults(row) for row in getattr(self, part.name)] for part in fields(self)}
        if not self.licence_rulings:
            # snapshots written before there were rulings keep their bytes
            del content["licence_rulings"]
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Snapshot":
        """The snapshot written by ``to_json``.

        Raises:
            DeclarationError: not such a text.
        """
        try:
            content = json.loads(text)
            if content["format"] != FORMAT:
                raise DeclarationError(f"声明快照的格式是 {content['format']!r}，本版本只读 {FORMAT!r}；请用生成它的星图版本打开。")
            return cls(
                people=tuple(Named(**row) for row in content["people"]),
                organisations=tuple(Named(**row) for row in content["organisations"]),
                assertions=tuple(Assertion(**row) for row in content["assertions"]),
                maps=tuple(MapVersion(**row) for row in content["maps"]),
                licence_rulings=tuple(Ruling(**row | {"seen": tuple(row.get("seen", ()))}) for row in content.get("licence_rulings", ())),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise DeclarationError(f"声明快照无法读取（{error}）。它应是运行目录中未经改动的 JSON 文件；请重新下载。") from error

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical text: the version of the identity and affiliation maps."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def snapshot_of(
    assertions: Iterable[Assertion],
    *,
    people: Iterable[Named],
    organisations: Iterable[Named],
    maps: Iterable[MapVersion],
    key: AddressKey,
    occurring: Collection[str],
    licence_rulings: Iterable[Ruling] = (),
) -> Snapshot:
    """What of the statements concerns the occurring subjects, keyed; rulings concern licences and go in as they are."""
    statements = in_order(assertions)
    kept = _concerning(statements, frozenset(occurring))
    persons = {statement.subject.removeprefix("person:") for statement in kept if statement.kind == "same"}
    mentioned = {statement.object for statement in kept if statement.kind in ("affiliated", "split")}
    return Snapshot(
        people=tuple(sorted(person for person in people if person.id in persons)),
        organisations=tuple(sorted(organisation for organisation in organisations if organisation.id in mentioned)),
        assertions=in_order(statement.keyed(key) for statement in kept),
        maps=tuple(sorted(maps)),
        licence_rulings=tuple(sorted(licence_rulings)),
    )


def _concerning(statements: tuple[Assertion, ...], occurring: frozenset[str]) -> list[Assertion]:
    subjects = _with_aliases(statements, occurring)
    domains = {suffix for subject in subjects for suffix in domain_suffixes(domain_of(_address(subject)))}
    persons = {statement.subject for statement in statements if statement.kind == "same" and statement.object in subjects}
    mapped = {text for kind, _, text in (s.subject.partition(":") for s in statements if s.kind == "affiliated") if kind.endswith("domain")}
    splits = _splits_used(statements, subjects | persons, domains)
    kept = []
    for statement in statements:
        match statement.kind:
            case "same":
                keep = statement.object in subjects
            case "alias":
                keep = statement.subject in subjects
                known = (suffix for suffix in domain_suffixes(domain_of(_address(statement.object))) if suffix in mapped)
                statement = Assertion("alias", statement.subject, statement.object, detail=next(known, ""), source=statement.source)  # noqa: PLW2901 the same statement, completed
            case "not_same":
                keep = statement.subject in subjects and statement.object in subjects
            case "affiliated":
                keep = _affiliates(statement, subjects | persons, domains)
            case "actor" | "shared":
                keep = statement.subject in subjects
            case "split":
                keep = statement.subject in splits
        if keep:
            kept.append(statement)
    return kept


def _with_aliases(statements: tuple[Assertion, ...], occurring: frozenset[str]) -> frozenset[str]:
    """The subjects, and those that aliases of theirs stand for."""
    stands_for = {statement.subject: statement.object for statement in statements if statement.kind == "alias"}
    subjects = set(occurring)
    for subject in occurring:
        while subject in stands_for and stands_for[subject] not in subjects:
            subject = stands_for[subject]  # noqa: PLW2901 walks along the aliases
            subjects.add(subject)
    return frozenset(subjects)


def _affiliates(statement: Assertion, subjects: frozenset[str] | set[str], domains: set[str]) -> bool:
    kind, _, text = statement.subject.partition(":")
    return text in domains if kind in ("domain", "own-domain") else statement.subject in subjects


def _splits_used(statements: tuple[Assertion, ...], subjects: frozenset[str] | set[str], domains: set[str]) -> set[str]:
    used = {s.object for s in statements if s.kind == "affiliated" and _affiliates(s, subjects, domains)}
    grown = True
    while grown:
        inner = {s.object for s in statements if s.kind == "split" and s.subject in used} - used
        used |= inner
        grown = bool(inner)
    return used


def _address(subject: str) -> str:
    return subject.removeprefix("address:") if subject.startswith("address:") else ""


def _without_defaults(row: Named | Assertion | MapVersion | Ruling) -> dict[str, Any]:
    defaults = {field.name: field.default for field in fields(row)}
    return {name: value for name, value in asdict(row).items() if value != defaults[name]}
