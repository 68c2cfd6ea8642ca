"""Which commit brought the touched version into a project, since when was any touched version there, and which commit took it away?

Asked of git, along the first parent: when a finding was opened says only when somebody looked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xingtu.collect.asked import Asked
from xingtu.facts.findings import Finding
from xingtu.risk.past_versions import Moment, Version, past_of
from xingtu.store.risk.lookups import Matcher, entries, groups_named
from xingtu.store.risk.schema import open_risk

Package = tuple[str, str]
ENDED_BY_A_COMMIT = ("upgraded", "removed")
"""Causes of closing; a record that was narrowed or withdrawn takes no version away."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What git says of one finding. Several versions stand side by side in a text, ", " between them.

    commit:       since it, without a break, one of ``version`` was held
    before:       what the project held of the package just before; empty: nothing
    since_commit: since it, without a break, some version was held that the flaw touches as its records read now
    until_commit: took the last of them away; empty: still there
    after:        what stood in its place; empty: nothing
    complete:     False: it was there before the history this clone has, commits are then empty and instants the latest they can be
    """

    fid: int
    commit: str
    committed_at: str
    path: str
    version: str
    before: str
    since_commit: str
    since_at: str
    until_commit: str
    until_at: str
    after: str
    complete: bool


@dataclass(slots=True)
class _Search:
    """One finding on the way back: first for its end (if it has one), then for the commit that brought it, then for the first."""

    finding: Finding
    ids: frozenset[str]
    versions: set[Version]
    """Of its package, held at the place reached."""
    alive: bool = False
    """Between its end and its beginning."""
    skipping: bool = False
    """In a time of touched versions that is not the one looked for."""
    last: frozenset[Version] = frozenset()
    until: Moment | None = None
    after: str = ""
    brought: tuple[Moment, str, str] | None = None
    since: Moment | None = None


@dataclass(slots=True)
class _Touching:
    """Which versions a finding is about: those its group touches as its records read now, and those it was opened for."""

    matcher: Matcher
    _known: dict[Version, frozenset[str]] = field(default_factory=dict)

    def __call__(self, search: _Search) -> frozenset[Version]:
        return frozenset(version for version in search.versions if version[2] in search.finding.versions or search.ids & self._of(version))

    def _of(self, version: Version) -> frozenset[str]:
        if version not in self._known:
            ecosystem, _, release = version[0].partition(":")
            self._known[version] = frozenset(one.id for one in self.matcher.matches(ecosystem, release, *version[1:])[0])
        return self._known[version]


def brought_in(found: Asked, home: Path, findings: Iterable[Finding]) -> Mapping[int, Brought]:
    """What git says, by ``fid``; findings git knows nothing of (of a declared SBOM, of a tree that has moved on) are not there.

    Raises:
        RepositoryGone: the clone is no longer there.
        CollectError: git cannot read its history.
    """
    database = open_risk(home, create=False)
    try:
        touching = _Touching(Matcher(database))
        searches = [
            _Search(one, frozenset(entry.id for entry in entries(database, groups_named(database, one.group)[:1])) | set(one.ids), set())
            for one in findings
        ]
        with past_of(found.path, found.revision, home) as past:
            held = {version for versions in past.now().values() for version in versions}
            waiting: dict[Package, list[_Search]] = {}
            for search in searches:
                search.versions = {version for version in held if _package(version) == (search.finding.ecosystem, search.finding.package)}
                if _begins(search, touching(search)):
                    waiting.setdefault((search.finding.ecosystem, search.finding.package), []).append(search)
            for moment in past.moments() if waiting else ():
                for package in {_package(version) for version in (*moment.appeared, *moment.vanished)} & waiting.keys():
                    waiting[package] = [one for one in waiting[package] if not _goes_back(one, moment, package, touching)]
                    if not waiting[package]:
                        del waiting[package]
                if not waiting:
                    break
        return {one.finding.fid: _told(one) for one in searches if one.alive}
    finally:
        database.close()


def _begins(search: _Search, touched: frozenset[Version]) -> bool:
    """Whether there is anything to look for: what no commit ended must be there at the tip."""
    if search.finding.close_cause in ENDED_BY_A_COMMIT:
        search.skipping = bool(touched)
        return True
    search.alive, search.last = bool(touched), touched
    return search.alive


def _goes_back(search: _Search, moment: Moment, package: Package, touching: _Touching) -> bool:
    """Take one step back; whether everything is known now."""
    newer = frozenset(search.versions)
    search.versions -= {version for version in moment.appeared if _package(version) == package}
    search.versions |= {version for version in moment.vanished if _package(version) == package}
    touched = touching(search)
    if search.skipping:
        search.skipping = bool(touched)
    elif not search.alive and touched:
        if moment.step.committed_at > search.finding.closed_at:
            search.skipping = True
        else:
            search.alive, search.last, search.until, search.after = True, touched, moment, _versions(newer)
    elif search.alive:
        if search.brought is None and not search.last & search.versions:
            path = next(moment.appeared[version] for version in sorted(search.last) if version in moment.appeared)
            search.brought = moment, path, _versions(search.versions)
        if not touched:
            search.since = moment
            return True
    return False


def _told(search: _Search) -> Brought:
    brought, path, before = search.brought or (None, "", "")
    since, until = search.since, search.until
    whole = since is not None and not since.step.cut
    seen = brought is not None and not brought.step.cut
    return Brought(
        fid=search.finding.fid,
        commit=brought.step.commit if brought and seen else "",
        committed_at=brought.step.committed_at if brought else "",
        path=path,
        version=_versions(search.last),
        before=before,
        since_commit=since.step.commit if since and whole else "",
        since_at=since.step.committed_at if since else "",
        until_commit=until.step.commit if until else "",
        until_at=until.step.committed_at if until else "",
        after=search.after,
        complete=whole,
    )


def _package(version: Version) -> Package:
    return version[0].partition(":")[0], version[1]


def _versions(versions: Iterable[Version]) -> str:
    return ", ".join(sorted({version[2] for version in versions}))
