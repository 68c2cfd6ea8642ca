"""Which tables does a project publish with a release: who did how much, for which employer, and who signed, reviewed, tested, reported?

Titles and rules are those of the tables that free software projects print with gitdm, worked out from published tables.
Gross numbers, merges left out; what earns credit is the business of ``crediting.py`` and stands beside them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from xingtu.facts.authorship import WHOLE

Row = tuple[str, int]
"""(name shown, number)."""

SIGN_OFF, REVIEW = ("signed-off-by",), ("reviewed-by",)
TEST, REPORT = ("tested-by", "reported-and-tested-by"), ("reported-by", "reported-and-tested-by")


@dataclass(frozen=True, slots=True)
class Changeset:
    """A commit that is no merge. ``employers``: (organisation, millionths), together the whole."""

    commit: str
    author: str
    employers: tuple[tuple[str, int], ...]
    added: int
    removed: int
    credited_added: int

    @property
    def changed(self) -> int:
        """A line replaced is one added and one removed, and is one line changed."""
        return max(self.added, self.removed)


@dataclass(frozen=True, slots=True)
class Mention:
    """A trailer in a commit of ``author`` that names ``person``, who worked for ``organisation`` on the author date."""

    kind: str
    person: str
    organisation: str
    author: str
    in_merge: bool


@dataclass(frozen=True, slots=True)
class Work:
    """All work of a range, and the names shown for the ids in it; an organisation without one is called by its id."""

    changesets: tuple[Changeset, ...]
    mentions: tuple[Mention, ...]
    people: Mapping[str, str]
    organisations: Mapping[str, str]

    def organisation(self, id_: str) -> str:
        """The name shown for an organisation."""
        return self.organisations.get(id_, id_)


def work_of(tables: Mapping[str, pa.Table], *, people: Mapping[str, str], organisations: Mapping[str, str]) -> Work:
    """The work in the tables commits, authorship (full to the author), trailer_credits and line_credit, in the order of commits."""
    employers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    author: dict[str, str] = {}
    for commit, person, organisation, share in _rows(tables["authorship"], "commit", "person", "organisation", "share"):
        author[commit] = person
        employers[commit].append((organisation, share))
    lines: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for commit, added, removed, credited in _rows(tables["line_credit"], "commit", "added", "deleted", "credited_added"):
        before = lines[commit]
        lines[commit] = (before[0] + added, before[1] + removed, before[2] + credited)
    is_merge = dict(_rows(tables["commits"], "commit", "is_merge"))
    mentions = (
        Mention(kind, person, organisation, author[commit], is_merge[commit])
        for commit, kind, person, organisation in _rows(tables["trailer_credits"], "commit", "kind", "person", "organisation")
    )
    counted = (commit for commit, merge in is_merge.items() if not merge)
    changesets = (Changeset(commit, author[commit], tuple(employers[commit]), *lines[commit]) for commit in counted)
    return Work(tuple(changesets), tuple(mentions), people, organisations)


def headline(work: Work) -> dict[str, int]:
    """Totals. The unknown employer counts as one, because it has a row of its own."""
    return {
        "changesets": len(work.changesets),
        "developers": len({changeset.author for changeset in work.changesets}),
        "employers": len({organisation for changeset in work.changesets for organisation, _ in changeset.employers}),
        "added": sum(changeset.added for changeset in work.changesets),
        "removed": sum(changeset.removed for changeset in work.changesets),
    }


def tables(work: Work) -> dict[str, list[Row]]:
    """Every table under its published title, largest number first; who has nothing in it has no row."""
    received = [mention for mention in work.mentions if not mention.in_merge]
    # an author's own sign-off says nothing that the authorship does not say
    signed = [mention for mention in received if mention.kind in SIGN_OFF and mention.person != mention.author]
    by_person: dict[str, Mapping[str, int]] = {
        "Developers with the most changesets": _by_author(work, lambda _: 1),
        "Developers with the most changed lines": _by_author(work, lambda changeset: changeset.changed),
        # on balance over the whole range, not changeset by changeset
        "Developers with the most lines removed": _by_author(work, lambda changeset: changeset.removed - changeset.added),
        "Developers with the most signoffs": Counter(mention.person for mention in signed),
        "Developers with the most reviews": Counter(mention.person for mention in received if mention.kind in REVIEW),
        "Developers with the most test credits": Counter(mention.person for mention in received if mention.kind in TEST),
        "Developers who gave the most tested-by credits": _given(work, TEST),
        "Developers with the most report credits": Counter(mention.person for mention in received if mention.kind in REPORT),
        "Developers who gave the most report credits": _given(work, REPORT),
    }
    by_organisation: dict[str, Mapping[str, int]] = {
        "Top changeset contributors by employer": by_employer(work, lambda _: 1),
        "Top lines changed by employer": by_employer(work, lambda changeset: changeset.changed),
        "Employers with the most signoffs": Counter(mention.organisation for mention in signed),
        "Employers with the most hackers": hackers(work),
    }
    shown = {title: _named(numbers, work.people.__getitem__) for title, numbers in by_person.items()}
    return shown | {title: _named(numbers, work.organisation) for title, numbers in by_organisation.items()}


def by_employer(work: Work, amount: Callable[[Changeset], int]) -> dict[str, int]:
    """The total of ``amount``, divided among employers without loss: fractions left by shared employers go to the largest remainders."""
    weights: dict[str, int] = defaultdict(int)
    for changeset in work.changesets:
        for organisation, share in changeset.employers:
            weights[organisation] += share * amount(changeset)
    parts = {organisation: weight // WHOLE for organisation, weight in weights.items()}
    left = sum(map(amount, work.changesets)) - sum(parts.values())
    for organisation in sorted(weights, key=lambda organisation: (-(weights[organisation] % WHOLE), work.organisation(organisation)))[
        :left
    ]:
        parts[organisation] += 1
    return parts


def hackers(work: Work) -> dict[str, int]:
    """Distinct authors by employer; somebody who changed employers inside the range is counted at each."""
    return Counter(
        organisation for _, organisation in {(c.author, organisation) for c in work.changesets for organisation, _ in c.employers}
    )


def _by_author(work: Work, amount: Callable[[Changeset], int]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for changeset in work.changesets:
        totals[changeset.author] += amount(changeset)
    return totals


def _given(work: Work, kinds: tuple[str, ...]) -> dict[str, int]:
    """Whoever names somebody in a merge gives credit too; the person named receives none, as the commits merged gave it already."""
    return Counter(mention.author for mention in work.mentions if mention.kind in kinds)


def _named(numbers: Mapping[str, int], name: Callable[[str], str]) -> list[Row]:
    return sorted(((name(id_), number) for id_, number in numbers.items() if number > 0), key=lambda row: (-row[1], row[0]))


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple]:  # type: ignore[type-arg] # as many values as columns, of the columns' types
    return zip(*(table[column].to_pylist() for column in columns), strict=True)
