"""How are the configured sources brought up to date, each by itself, so that one that fails holds up no other?

A bucket is loaded whole the first time, then by differences; once in a while its whole list is compared with what is here, because a
difference cannot show what was put there late with an old instant, or taken away. An update that was killed goes on where it ended.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from xingtu.collect.feeds.bucket import LIST, Bucket, Changed, Listed, instant
from xingtu.collect.feeds.osv import read_records
from xingtu.collect.mirror import Mirrors
from xingtu.collect.pinned import client_for
from xingtu.collect.public_address import Resolver, resolve
from xingtu.collect.source import Source
from xingtu.errors import CollectError, FeedRefused
from xingtu.policy.feeds import BucketFeed, Feeds, GitFeed
from xingtu.risk.importing import import_source
from xingtu.store.files import folder_name
from xingtu.store.risk.advisories import Change, Record, SourceState, take_in, transaction

FOLDER = "feeds"
COMPARED_EVERY = timedelta(days=7)
MOST_ONE_BY_ONE = 5_000
"""Changed records above which the whole archive is fetched instead."""

Told = Callable[[str, str, int, int], None]
"""(source, what, how much, of how much; 0: not known)."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a bucket has been followed."""

    newest: str = ""
    etag: str = ""
    compared_at: str = ""


@dataclass(frozen=True, slots=True)
class Updated:
    """How one source went. ``how``: whole, changes or unchanged; ``fault`` empty: it went well."""

    source: str
    how: str
    change: Change
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How to get out: how often and how patiently to ask, and who says which address a name has."""

    attempts: int = 6
    wait_seconds: float = 1.0
    resolver: Resolver = resolve


@dataclass(frozen=True, slots=True)
class Updating:
    """One round. ``whole``: load everything anew, whatever is known, also when it is much less."""

    database: sqlite3.Connection
    home: Path
    at: datetime
    whole: bool = False
    told: Told = lambda *_: None
    ways: Ways = field(default_factory=Ways)

    def each(self, feeds: Feeds, only: Collection[str] = ()) -> Iterator[Updated]:
        """Bring the sources up to date one after the other; ``only``: ids of feeds or names of sources, empty: all.

        Raises:
            CollectError: one of ``only`` is not configured.
        """
        jobs: list[tuple[str, Callable[[], Updated]]] = [
            (source, partial(self.bucket, feed, source)) for feed in feeds.buckets for source in feed.sources
        ]
        jobs += [(feed.id, partial(self.repository, feed)) for feed in feeds.repositories]
        known = {source for source, _ in jobs} | {feed.id for feed in feeds.buckets}
        if strange := sorted(set(only) - known):
            raise CollectError(f"没有配置来源 {'、'.join(strange)}；policy/feeds.toml 里有 {'、'.join(sorted(known))}")
        return self._done([job for job in jobs if not only or {job[0], job[0].partition("/")[0]} & set(only)])

    def _done(self, jobs: Sequence[tuple[str, Callable[[], Updated]]]) -> Iterator[Updated]:
        for source, job in jobs:
            try:
                yield job()
            except CollectError as error:
                yield Updated(source, "", Change(), str(error))

    def bucket(self, feed: BucketFeed, source: str) -> Updated:
        """Bring one directory of a bucket, or all of it, up to date.

        Raises:
            CollectError: it could not be fetched or is not believed; what was there stays, and why is noted with the source.
        """
        try:
            with client_for(feed.base, inside=feed.inside, resolver=self.ways.resolver) as client:
                bucket = Bucket(
                    feed.base, feed.sources[source], client, self.home / FOLDER / folder_name(source), attempts=self.ways.attempts,
                    wait_seconds=self.ways.wait_seconds, told=partial(self.told, source),
                )  # fmt: skip
                return _Following(self.database, feed, source, bucket, self.at).updated(whole=self.whole)
        except CollectError as error:
            note_failure(self.database, source, feed.base, str(error))
            raise

    def repository(self, feed: GitFeed) -> Updated:
        """Fetch a repository of advisories and take in what stands in it.

        Raises:
            CollectError: it could not be fetched or is not believed; what was there stays, and why is noted with the source.
        """
        try:
            clone = Mirrors(self.home / FOLDER, resolver=self.ways.resolver).locate(Source(feed.id, feed.url))
            with transaction(self.database):
                change = import_source(
                    self.database, feed.id, clone, at=self.at, kind=feed.kind, revision=feed.revision, under=feed.under,
                    licence=feed.licence, may_be_less=self.whole, read=lambda number: self.told(feed.id, "git", number, 0),
                )  # fmt: skip
                self.database.execute("UPDATE source_state SET address = ? WHERE source = ?", (feed.url, feed.id))
        except CollectError as error:
            note_failure(self.database, feed.id, feed.url, str(error))
            raise
        return Updated(feed.id, "whole", change)


@dataclass(frozen=True, slots=True)
class _Following:
    database: sqlite3.Connection
    feed: BucketFeed
    source: str
    bucket: Bucket
    at: datetime

    def updated(self, *, whole: bool) -> Updated:
        reached = self._reached()
        is_first = not reached.newest
        compare = whole or is_first or self.at - datetime.fromisoformat(reached.compared_at) >= COMPARED_EVERY
        # the list before the archive: what changes in between is then seen the next time
        listed = self.bucket.changes() if compare else self.bucket.changes(known_until=reached.newest, etag=reached.etag)
        if not listed.lines and not listed.unchanged and not is_first:
            raise FeedRefused(f"{self.bucket.address(LIST)} 是空的，这里已有内容；不可信，未更新")
        if listed.unchanged:
            with transaction(self.database):
                self.database.execute(
                    "UPDATE source_state SET fetched_at = ?, result = 'ok' WHERE source = ?", (f"{self.at:%Y-%m-%dT%H:%M:%SZ}", self.source)
                )
            return Updated(self.source, "unchanged", Change())
        lines = self._unknown(listed)
        is_whole = whole or is_first or len(lines) > MOST_ONE_BY_ONE or (compare and self._lost(listed))
        try:
            change = self._whole(listed, may_be_less=whole) if is_whole else self._changes(listed, lines, compared=compare)
        except FeedRefused:
            # what is not believed must not be believed the next time because it lies here already
            self.bucket.forget()
            raise
        self.bucket.forget()
        return Updated(self.source, "whole" if is_whole else "changes", change)

    def _whole(self, listed: Listed, *, may_be_less: bool) -> Change:
        path, _ = self.bucket.archive()
        with transaction(self.database):
            change = import_source(self.database, self.source, path, at=self.at, licence=self.feed.licence, may_be_less=may_be_less)
            self._note(listed, compared=True)
        return change

    def _changes(self, listed: Listed, lines: Sequence[Changed], *, compared: bool) -> Change:
        refused: dict[str, str] = {}
        # fetched before the transaction begins: a slow line must not keep others from writing
        found = list(self.bucket.records(lines))
        records = (Record(*one) for one in read_records(found, refused))
        state = SourceState(self.source, self.feed.base, "", f"{self.at:%Y-%m-%dT%H:%M:%SZ}", self.feed.licence)
        with transaction(self.database):
            change = take_in(self.database, state, records, refused, whole=False)
            self._note(listed, compared=compared)
        return change

    def _unknown(self, listed: Listed) -> list[Changed]:
        """Lines of records we do not have, or have in an older form."""
        known = {ident: instant(modified) for ident, modified in self.database.execute("SELECT id, modified FROM advisory")}
        return [line for line in listed.lines if known.get(line.id, "") < line.modified]

    def _lost(self, listed: Listed) -> bool:
        """Whether something of this source is no longer listed."""
        ours = {ident for (ident,) in self.database.execute("SELECT id FROM advisory WHERE source = ?", (self.source,))}
        return not ours <= {line.id for line in listed.lines}

    def _reached(self) -> Reached:
        row = self.database.execute("SELECT value FROM mark WHERE name = ?", (self._mark,)).fetchone()
        said = Reached(**json.loads(row[0])) if row else Reached()
        there = self.database.execute("SELECT 1 FROM source_state WHERE source = ? AND records > 0", (self.source,)).fetchone()
        return said if there else Reached()

    def _note(self, listed: Listed, *, compared: bool) -> None:
        now = Reached(listed.newest, listed.etag, self._reached().compared_at)
        if compared:
            now = replace(now, compared_at=self.at.isoformat())
        self.database.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (self._mark, json.dumps(asdict(now))))
        address = self.bucket.address("").rstrip("/")
        self.database.execute("UPDATE source_state SET address = ?, mark = ? WHERE source = ?", (address, f"{listed.newest}Z", self.source))

    @property
    def _mark(self) -> str:
        return f"update {self.source} {self.feed.base}"


def note_failure(database: sqlite3.Connection, source: str, address: str, why: str) -> None:
    """Write down how the last try went; a source that was never there is shown as never loaded."""
    with transaction(database):
        database.execute(
            "INSERT INTO source_state VALUES (?, ?, '', 0, 0, '', '', ?, '', '[]') "
            "ON CONFLICT (source) DO UPDATE SET result = excluded.result",
            (source, address, why),
        )
