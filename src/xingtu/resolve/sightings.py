"""Which names and mailboxes do the commits and their trailers mention, and on which calendar days?"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pyarrow as pa

from xingtu.resolve.addresses import address_subject, identity_subject, name_subject
from xingtu.resolve.identity import Joining, Sighting

GITDM_KINDS = frozenset({"signed-off-by", "reviewed-by", "tested-by", "reported-by", "reported-and-tested-by"})
"""Trailers from which gitdm learns names in the order of the log; names in the others come after all of them."""

DAY_ZERO = date(1970, 1, 1).toordinal()
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class SeenCommit:
    """A commit with its author; ``day`` is the author's own calendar day."""

    repository: str
    commit: str
    author: Sighting
    day: date | None


@dataclass(frozen=True, slots=True)
class SeenTrailer:
    """A trailer with the person it names; without a mailbox it names nobody we can tell from others."""

    number: int
    kind: str
    sighting: Sighting
    in_footer: bool


Trailers = Mapping[tuple[str, str], Sequence[SeenTrailer]]
"""By (repository, commit), in the order of the message."""


def seen_commits(commits: pa.Table) -> list[SeenCommit]:
    """The commits, in the table's order."""
    columns = (
        "repository", "commit", "author_name_mapped", "author_email_mapped", "author_email", "author_time", "author_zone",
    )  # fmt: skip
    sighting = cache(Sighting)
    return [
        SeenCommit(repository, commit, sighting(name, email, _decoded(raw)), _day((time + zone * 60) // SECONDS_A_DAY))
        for repository, commit, name, email, raw, time, zone in _rows(commits, *columns)
    ]


def seen_trailers(trailers: pa.Table) -> Trailers:
    """The trailers by commit."""
    sighting = cache(Sighting)
    found = defaultdict(list)
    for repository, commit, number, kind, name, email, in_footer in _rows(
        trailers, "repository", "commit", "number", "kind", "name", "email", "in_footer"
    ):
        found[repository, commit].append(SeenTrailer(number, kind, sighting(name, email, email), in_footer))
    for of_one in found.values():
        of_one.sort(key=lambda trailer: trailer.number)
    return found


def in_log_order(commits: Sequence[SeenCommit], trailers: Trailers, joining: Joining) -> tuple[list[Sighting], Counter[Sighting]]:
    """(each sighting once, number of commits written by each). Without gitdm the order is that of the text, whatever the table's."""
    first: dict[Sighting, None] = {}
    later: dict[Sighting, None] = {}
    for commit in commits:
        first[commit.author] = None
        for trailer in trailers.get((commit.repository, commit.commit), ()):
            if trailer.sighting.email:
                (first if trailer.kind in GITDM_KINDS else later)[trailer.sighting] = None
    ordered = list(first | later)
    return (ordered if joining == "gitdm" else sorted(ordered)), Counter(commit.author for commit in commits)


def trailer_kinds(commits: Sequence[SeenCommit], trailers: Trailers) -> dict[Sighting, set[str]]:
    """The kinds of trailers that name a sighting, of those who wrote no commit."""
    kinds = defaultdict(set)
    for of_one in trailers.values():
        for trailer in of_one:
            kinds[trailer.sighting].add(trailer.kind)
    for commit in commits:
        kinds.pop(commit.author, None)
    return kinds


def mailmapped(commits: pa.Table) -> set[tuple[str, str]]:
    """(mailbox as git holds it, mailbox after the mailmap) of authors and committers."""
    return {
        (_decoded(raw), mapped)
        for role in ("author", "committer")
        for raw, mapped in set(_rows(commits, f"{role}_email", f"{role}_email_mapped"))
    }


def occurring_subjects(commits: pa.Table, trailers: pa.Table) -> frozenset[str]:
    """Everything mentioned that a declaration can be about: mailboxes before and after the mailmap, names, names behind mailboxes."""
    pairs = set(_rows(trailers, "name", "email"))
    for role in ("author", "committer"):
        for name, mapped, raw in set(_rows(commits, f"{role}_name_mapped", f"{role}_email_mapped", f"{role}_email")):
            pairs |= {(name, mapped), (name, _decoded(raw))}
    addresses = {address_subject(email) for _, email in pairs}
    return frozenset(addresses | {name_subject(name) for name, _ in pairs} | {identity_subject(name, email) for name, email in pairs})


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple]:  # type: ignore[type-arg] # as many values as columns, of the columns' types
    return zip(*(table[column].to_pylist() for column in columns), strict=True)


@cache
def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@cache
def _day(days: int) -> date | None:
    ordinal = DAY_ZERO + days
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
