"""Which sources know whether one licence may go into another, how old are they, and what do they say of a pair?

Four kinds, asked in this order after rulings: the gate of relations, the OSADL matrix, clause tables (Mulan, others), the rule by
category. A source that has no answer is silent; it never guesses.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from xingtu.errors import PolicyError
from xingtu.policy.licence_expression import Licence
from xingtu.policy.licence_policy import DISTRIBUTIONS, LicencePolicy
from xingtu.policy.stanza import Stanza, distinct, read_stanza

GATE, OSADL, TABLES = "relations", "osadl", ("mulan", "clauses", "category")
RELATIONS = ("copied", "static_link", "dynamic_link", "separate_process", "build_or_test_only", "data_or_docs")
LOOKED_UP = ("copied", "static_link", "dynamic_link")
"""Relations in which part and whole become one work, so that their licences are compared."""
ANSWERS = ("compatible", "review", "incompatible")
MEANS = {"Yes": "compatible", "Same": "compatible", "No": "incompatible"}
"""What OSADL's words mean; Unknown and Check dependency are no answers."""
OLD_AFTER_DAYS = 365
SELECTORS = ("group", "category", "prefix", "exception")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Outbound and inbound licence -> OSADL's word."""

    name: str
    version: str
    dated_on: date
    attribution: str
    cells: Mapping[tuple[str, str], str]

    @property
    def source(self) -> str:
        """Name and version, as a row of results has them."""
        return f"{self.name}@{self.version}"

    def word(self, outbound: Licence, inbound: Licence) -> str | None:
        """What the cell says; None: one of the two is not in the matrix."""
        return self.cells.get((str(outbound), str(inbound)))


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """What holds for a set of inbound and outbound licences, with the clause it rests on."""

    id: str
    inbound: tuple[str, ...]
    except_inbound: tuple[str, ...]
    outbound: tuple[str, ...]
    except_outbound: tuple[str, ...]
    relations: tuple[str, ...]
    on: tuple[str, ...]
    answer: str
    clause: str
    clause_en: str
    reason: str
    reason_en: str
    conditions: tuple[str, ...]
    conditions_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseTable:
    """Rows in order; the first that fits answers. Groups are opened when the table is read."""

    name: str
    version: str
    dated_on: date
    verified: bool
    attribution: str
    rows: tuple[ClauseRow, ...]

    @property
    def source(self) -> str:
        """Name and version, as a row of results has them."""
        return f"{self.name}@{self.version}"

    def row(self, outbound: Licence, inbound: Licence, relation: str, distribution: str, policy: LicencePolicy) -> ClauseRow | None:
        """The row that answers; None: the table is silent."""
        part, whole = Told.of(inbound, policy), Told.of(outbound, policy, whole=True)
        for row in self.rows:
            if (
                relation in row.relations
                and distribution in row.on
                and fits(row.inbound, part, whole)
                and not fits(row.except_inbound, part, whole)
                and fits(row.outbound, whole, part)
                and not fits(row.except_outbound, whole, part)
            ):
                return row
        return None


@dataclass(frozen=True, slots=True)
class Tables:
    """All sources, in order."""

    gate: ClauseTable
    osadl: Matrix
    clauses: tuple[ClauseTable, ...]

    @property
    def versions(self) -> Mapping[str, str]:
        """Name of a source -> its version: what a ruling saw, and what re-opens it."""
        asked: tuple[Matrix | ClauseTable, ...] = (self.gate, self.osadl, *self.clauses)
        return {source.name: source.version for source in asked}

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source as name@version."""
        return tuple(f"{name}@{version}" for name, version in self.versions.items())

    def aged(self, on: date) -> Iterator[tuple[str, str]]:
        """What is to be said of data older than a year, in Chinese and English: OSADL asks to refresh rather than keep."""
        days = (on - self.osadl.dated_on).days
        if days > OLD_AFTER_DAYS:
            yield (
                f"OSADL 兼容矩阵的数据截至 {self.osadl.dated_on}，已有 {days} 天；请更新后再据此决定。",
                f"The OSADL matrix is of {self.osadl.dated_on}, {days} days old; refresh it before deciding on it.",
            )


@dataclass(frozen=True, slots=True)
class Told:
    """What selectors ask of a licence, told once."""

    name: str
    exception: str
    category: str

    @classmethod
    def of(cls, licence: Licence, policy: LicencePolicy, *, whole: bool = False) -> "Told":
        """A guess ("some permissive licence") is of no category, but nobody can take back the public domain.

        whole: it is what somebody gives the whole on under; "proprietary" is then no guess but their word
        """
        category = policy.category(licence)
        if category is None:
            return cls(str(licence), licence.exception, "")
        sure = category.id == "Public Domain" or not policy.generic(licence) or (whole and category.standing == "closed")
        return cls(str(licence), licence.exception, category.id if sure else "")


def fits(selectors: Collection[str], licence: Told, other: Told) -> bool:
    """Whether one of the selectors means this licence; ``other`` is the one it is compared with, for ``same``."""
    return any(_means(selector, licence, other) for selector in selectors)


def _means(selector: str, licence: Told, other: Told) -> bool:
    kind, colon, value = selector.partition(":")
    if not colon or kind not in SELECTORS:
        return selector in (licence.name, "any") or (selector == "same" and licence.name == other.name)
    if kind == "category":
        return licence.category == value
    if kind == "exception":
        return licence.exception == value
    return not licence.exception and licence.name.startswith(value)


def compatibility_tables(read: Callable[[str], str]) -> Tables:
    """The sources of a city; ``read`` gives the text of a file of its policy folder."""
    gate, *clauses = (
        parse_clauses(read(f"compatibility/{name}.toml"), file_name=f"policy/compatibility/{name}.toml") for name in (GATE, *TABLES)
    )
    return Tables(gate, parse_matrix(read("compatibility/osadl.json"), file_name="policy/compatibility/osadl.json"), tuple(clauses))


def parse_matrix(text: str, *, file_name: str) -> Matrix:
    """The matrix.

    Raises:
        PolicyError: not such a file.
    """
    try:
        content = json.loads(text)
        words = {letter: word for word, letter in content["letters"].items()}
        names = content["licences"]
        cells = {
            (outbound, inbound): words[letter]
            for outbound, row in content["rows"].items()
            for inbound, letter in zip(names, row, strict=True)
        }
        return Matrix(content["name"], content["version"], date.fromisoformat(content["dated_on"]), content["attribution"], cells)
    except (ValueError, KeyError, TypeError) as error:
        raise PolicyError(f"{file_name}：读不懂（{error}）；请用 tests/policy/osadl_table.py 重新生成。") from error


def parse_clauses(text: str, *, file_name: str) -> ClauseTable:
    """One table of rows with their clauses.

    Raises:
        PolicyError: a key is unknown or missing, or a selector names a group there is not.
    """
    root = read_stanza(text, file_name)
    named = root.inner("groups")
    groups = {name: named.texts(name) for name in named.names()}
    stanzas = root.inners("row", label="row")
    table = ClauseTable(
        name=root.identifier("name"),
        version=root.text("version"),
        dated_on=root.day("dated_on"),
        verified=root.flag("verified"),
        attribution=root.text("attribution"),
        rows=tuple(_row(stanza, groups) for stanza in stanzas),
    )
    root.text("source")
    root.close()
    distinct(stanzas, [row.id for row in table.rows])
    return table


def _row(stanza: Stanza, groups: Mapping[str, tuple[str, ...]]) -> ClauseRow:
    row = ClauseRow(
        id=stanza.identifier("id"),
        inbound=_opened(stanza, stanza.texts("inbound"), groups),
        except_inbound=_opened(stanza, stanza.texts("except_inbound", default=()), groups),
        outbound=_opened(stanza, stanza.texts("outbound"), groups),
        except_outbound=_opened(stanza, stanza.texts("except", default=()), groups),
        relations=stanza.texts("relations"),
        on=stanza.texts("on"),
        answer=stanza.text("answer", one_of=ANSWERS),
        clause=stanza.text("clause"),
        clause_en=stanza.text("clause_en"),
        reason=stanza.text("reason"),
        reason_en=stanza.text("reason_en"),
        conditions=stanza.texts("conditions", default=()),
        conditions_en=stanza.texts("conditions_en", default=()),
    )
    stanza.close()
    if not row.relations or set(row.relations) - set(RELATIONS) or not row.on or set(row.on) - set(DISTRIBUTIONS):
        stanza.refuse(f"relations 应是 {'、'.join(RELATIONS)} 中的若干个，on 应是 {'、'.join(DISTRIBUTIONS)} 中的若干个。")
    if len(row.conditions) != len(row.conditions_en):
        stanza.refuse("conditions 与 conditions_en 应一一对应。")
    return row


def _opened(stanza: Stanza, selectors: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    opened: list[str] = []
    for selector in selectors:
        kind, _, name = selector.partition(":")
        if kind != "group":
            opened.append(selector)
        elif name in groups:
            opened.extend(_opened(stanza, groups[name], {other: rest for other, rest in groups.items() if other != name}))
        else:
            stanza.refuse(f"没有名为 “{name}” 的组；请写在 [groups] 里。")
    return tuple(opened)
