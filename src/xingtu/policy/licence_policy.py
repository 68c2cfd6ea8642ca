"""Of which kind is a licence, may it be used for a purpose, what does it ask, and how bad is its change?

Facts come from a dated list made of ScanCode's and SPDX's data, judgements from ``policy/licences.toml``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from xingtu.errors import PolicyError
from xingtu.policy.licence_expression import Expression, Licence, LicenceNames, answered, expression_or_none, licences
from xingtu.policy.stanza import Stanza, distinct, read_stanza

FILE, LIST = "licences.toml", "compatibility/licence_list.json"
STANDINGS = ("approved", "unlisted", "unclear", "source_available", "closed")
"""Approved by OSI, FSF or this city; open by category alone; not to be told; source shown but not open; closed."""
VERDICTS = ("refused", "questioned", "allowed")
"""Worst first, so that AND is the least and OR the most."""
SEVERITIES = ("red", "yellow", "green")
DISTRIBUTIONS = ("source", "binary", "saas", "internal")
WORST = 99
Row = TypeVar("Row", "Category", "Use", "Obligation", "AlarmKind")


@dataclass(frozen=True, slots=True)
class Listed:
    """What lists say of one licence or exception."""

    id: str
    category: str
    osi: bool = False
    fsf: bool = False
    exception: bool = False
    generic: bool = False
    """No licence but a guess that there is one: "some permissive licence"."""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LicenceList:
    """All of them, with the version and day of the data."""

    version: str
    dated_on: date
    attribution: str
    licences: Mapping[str, Listed]


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of licence. ``rank``: higher is worse for whoever uses the work; None: not to be compared."""

    id: str
    name: str
    name_en: str
    rank: int | None
    standing: str


@dataclass(frozen=True, slots=True)
class Use:
    """A purpose, and which standings it takes, questions or refuses."""

    id: str
    name: str
    name_en: str
    allowed: tuple[str, ...]
    questioned: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """What has to be done. ``on``: which ways of giving it on call for it; ``modified``: only when the part was changed."""

    id: str
    text: str
    text_en: str
    on: tuple[str, ...]
    modified: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """Which obligations come with which licences (patterns) or categories."""

    licences: tuple[str, ...]
    categories: tuple[str, ...]
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlarmKind:
    """A kind of change and how bad it is."""

    id: str
    severity: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class LicencePolicy:
    """Lists and judgements together."""

    version: int
    verified: bool
    source: str
    listed: LicenceList
    names: LicenceNames
    categories: Mapping[str, Category]
    corrected: Mapping[str, str]
    """Licence -> category, where ScanCode's is wrong."""
    approved: Mapping[str, str]
    """Licence -> why it is approved here."""
    uses: Mapping[str, Use]
    families: Mapping[str, tuple[str, ...]]
    obligations: Mapping[str, Obligation]
    duties: tuple[Duties, ...]
    alarms: Mapping[str, AlarmKind]

    def read(self, text: str) -> Expression | None:
        """The expression with ids as lists have them today; None when there is none."""
        return expression_or_none(text, self.names)

    def category(self, licence: Licence) -> Category | None:
        """An exception says more of the whole than the licence it belongs to; None: no list has it."""
        decisive = licence.exception or licence.id.removesuffix("+")
        found = self.listed.licences.get(decisive)
        if found is None or licence.id.removesuffix("+") not in self.listed.licences:
            return None
        return self.categories[self.corrected.get(decisive, found.category)]

    def generic(self, licence: Licence) -> bool:
        """No licence but a guess that there is one."""
        return any(name in self.listed.licences and self.listed.licences[name].generic for name in (licence.id, licence.exception))

    def standing(self, licence: Licence) -> str:
        """One of STANDINGS."""
        category = self.category(licence)
        if category is None or self.generic(licence):
            return "unclear"
        known = self.listed.licences[licence.id.removesuffix("+")]
        is_open = category.standing == "unlisted"
        return "approved" if is_open and (known.osi or known.fsf or known.id in self.approved) else category.standing

    def verdict(self, text: str, use: str) -> str:
        """May something under this expression be used for that purpose? What cannot be read is questioned."""
        expression = self.read(text)
        if expression is None:
            return "questioned"
        takes = self.uses[use]
        of = {standing: verdict for verdict in VERDICTS for standing in getattr(takes, verdict)}
        place = answered(expression, lambda one: VERDICTS.index(of[self.standing(one)]), all_hold=min, one_is_enough=max)
        if VERDICTS[place] == "refused" and any(map(self.generic, licences(expression))):
            # a reference nobody could read may be the other half of a choice: "your choice of RSALv2 or SSPLv1"
            return "questioned"
        return VERDICTS[place]

    def is_open(self, text: str) -> bool | None:
        """Is this expression open source? None: a person must look."""
        return {"allowed": True, "refused": False}.get(self.verdict(text, "open_source"))

    def rank(self, text: str) -> int | None:
        """How strict the expression is: the strictest of what holds together, the mildest of a choice; None: not to be told."""
        expression = self.read(text)
        if expression is None:
            return None
        rank = answered(expression, self._rank_of, all_hold=max, one_is_enough=min)
        return None if rank == WORST else rank

    def versions(self, licence: Licence) -> tuple[Licence, ...]:
        """Which versions an or-later licence lets one choose, oldest first; of any other, itself."""
        return tuple(Licence(one, licence.exception) for one in self.families.get(licence.id, (licence.id.removesuffix("+"),)))

    def asks(self, licence: Licence, *, distribution: str, modified: bool | None) -> tuple[str, ...]:
        """The ids of the obligations it brings when the whole is given on that way; unless known to be unmodified it counts as modified."""
        asked = self._asked_by(licence.id) + (self._asked_by(licence.exception) if licence.exception in self.listed.licences else ())
        known = (self.obligations[one] for one in dict.fromkeys(asked))
        return tuple(one.id for one in known if distribution in one.on and not (one.modified and modified is False))

    def _asked_by(self, name: str) -> tuple[str, ...]:
        category = self.category(Licence(name))
        for duties in self.duties:
            if any(_fits(name, pattern) for pattern in duties.licences) or (category and category.id in duties.categories):
                return duties.obligations
        return ()

    def _rank_of(self, licence: Licence) -> int:
        category = self.category(licence)
        return WORST if category is None or category.rank is None else category.rank


def licence_policy(read: Callable[[str], str]) -> LicencePolicy:
    """The policy of a city; ``read`` gives the text of a file of its policy folder."""
    return parse_licences(read(FILE), file_name=f"policy/{FILE}", listed=parse_licence_list(read(LIST), file_name=f"policy/{LIST}"))


def parse_licence_list(text: str, *, file_name: str) -> LicenceList:
    """The dated list.

    Raises:
        PolicyError: not such a file.
    """
    try:
        content = json.loads(text)
        found = {row["id"]: Listed(**row | {"also": tuple(row.get("also", ()))}) for row in content["licences"]}
        return LicenceList(content["version"], date.fromisoformat(content["dated_on"]), content["attribution"], found)
    except (ValueError, KeyError, TypeError) as error:
        raise PolicyError(f"{file_name}：读不懂（{error}）；请用 tests/policy/licence_list.py 重新生成。") from error


def parse_licences(text: str, *, file_name: str, listed: LicenceList) -> LicencePolicy:
    """The judgements, each id proven to exist.

    Raises:
        PolicyError: a key is unknown or missing, or an id names nothing.
    """
    root = read_stanza(text, file_name)
    categories = {one.id: one for one in _several(root, "category", _category)}
    obligations = {one.id: one for one in _several(root, "obligation", _obligation)}
    known = listed.licences
    corrected, approved = {}, {}
    for stanza in root.inners("licence", label="licence"):
        name = stanza.text("id", one_of=known)
        if stanza.has("approved"):
            approved[name] = stanza.text("approved")
        if stanza.has("category"):
            corrected[name] = stanza.text("category", one_of=categories)
            stanza.text("basis")
        stanza.close()
    aliases = root.inner("aliases")
    also = {other: one.id for one in known.values() for other in one.also}
    also |= {alias: aliases.text(alias) for alias in aliases.names()}
    for alias in aliases.names():
        for name in aliases.text(alias).split(" WITH "):
            if name not in known:
                aliases.refuse(f"“{alias}” 指向 “{name}”，名单里没有它。")
    policy = LicencePolicy(
        version=root.integer("version", at_least=1),
        verified=root.flag("verified"),
        source=root.text("source"),
        listed=listed,
        names=_names(known, also),
        categories=categories,
        corrected=corrected,
        approved=approved,
        uses={one.id: one for one in _several(root, "use", _use)},
        families=dict(_family(stanza, known) for stanza in root.inners("family", label="family", named_by="or_later")),
        obligations=obligations,
        duties=tuple(_duties(stanza, known, categories, obligations) for stanza in root.inners("duties", label="duties")),
        alarms={one.id: one for one in _several(root, "alarm", _alarm)},
    )
    root.close()
    for missing in sorted({one.category for one in known.values()} - set(categories)):
        root.refuse(f"名单里有类别 “{missing}”，请为它写一段 [[category]]。")
    return policy


def _names(known: Mapping[str, Listed], also: Mapping[str, str]) -> LicenceNames:
    replaced = {alias.lower() for alias in also}
    return LicenceNames([name for name in known if name.lower() not in replaced], also)


def _several(root: Stanza, key: str, read: Callable[[Stanza], Row]) -> list[Row]:
    stanzas = root.inners(key, label=key)
    if not stanzas:
        root.refuse(f"没有任何 [[{key}]]；请至少写一段。")
    rows = [read(stanza) for stanza in stanzas]
    distinct(stanzas, [row.id for row in rows])
    return rows


def _fits(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _category(stanza: Stanza) -> Category:
    category = Category(
        id=stanza.text("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        rank=stanza.integer("rank", at_most=9) if stanza.has("rank") else None,
        standing=stanza.text("standing", one_of=STANDINGS[1:]),
    )
    stanza.close()
    return category


def _use(stanza: Stanza) -> Use:
    use = Use(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        allowed=stanza.texts("allowed"),
        questioned=stanza.texts("questioned"),
        refused=stanza.texts("refused"),
    )
    stanza.close()
    if sorted(use.allowed + use.questioned + use.refused) != sorted(STANDINGS):
        stanza.refuse(f"allowed、questioned、refused 合起来应恰好是 {'、'.join(STANDINGS)}，每个写一次。")
    return use


def _obligation(stanza: Stanza) -> Obligation:
    obligation = Obligation(
        id=stanza.identifier("id"),
        text=stanza.text("text"),
        text_en=stanza.text("text_en"),
        on=stanza.texts("on"),
        modified=stanza.flag("modified", default=False),
    )
    stanza.close()
    if not obligation.on or set(obligation.on) - set(DISTRIBUTIONS):
        stanza.refuse(f"on 应是 {'、'.join(DISTRIBUTIONS)} 中的若干个。")
    return obligation


def _family(stanza: Stanza, known: Mapping[str, Listed]) -> tuple[str, tuple[str, ...]]:
    or_later, versions = stanza.text("or_later", one_of=known), stanza.texts("versions")
    stanza.close()
    for one in versions:
        if one not in known:
            stanza.refuse(f"versions 中的 “{one}” 不在名单里。")
    return or_later, versions


def _duties(
    stanza: Stanza, known: Mapping[str, Listed], categories: Mapping[str, Category], obligations: Mapping[str, Obligation]
) -> Duties:
    duties = Duties(stanza.texts("licences", default=()), stanza.texts("categories", default=()), stanza.texts("obligations"))
    stanza.close()
    for pattern in duties.licences:
        if not any(_fits(name, pattern) for name in known):
            stanza.refuse(f"licences 中的 “{pattern}” 不合名单里任何一个。")
    for place, there_are in ((duties.categories, categories), (duties.obligations, obligations)):
        for name in place:
            if name not in there_are:
                stanza.refuse(f"“{name}” 没有写过；请改正。")
    return duties


def _alarm(stanza: Stanza) -> AlarmKind:
    alarm = AlarmKind(stanza.identifier("id"), stanza.text("severity", one_of=SEVERITIES), stanza.text("name"), stanza.text("name_en"))
    stanza.close()
    return alarm
