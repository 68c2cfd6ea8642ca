"""Which commits did a mailbox author before somebody claimed it, and is one of them signed with a given SSH key?

Anybody can write any mailbox and any date into a commit. So only what a scan had read before the claim counts: a commit pushed
afterwards is not in it, whatever date it bears.
"""

import heapq
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from portal.evidence.home import home
from portal.register.mailbox_address import normalised_mailbox
from xingtu.collect.git import open_git_directory, sealed
from xingtu.collect.ssh_signature import GIT, Flaw, parse_signature, signed_commit
from xingtu.errors import SignatureRefused, XingtuError
from xingtu.store.lake import Lake, Scan

logger = logging.getLogger(__name__)
MOST_COMMITS = 300
SECONDS = 15.0
LONGEST_COMMIT = 65_536
COLUMNS = ["commit", "author_email", "author_time"]


@dataclass(frozen=True, slots=True)
class Authored:
    """A commit and the scan it stands in."""

    scan: Scan
    commit: str
    authored_at: int


@dataclass(slots=True)
class Search:
    """What was looked at; ``found`` is the newest commit signed with the key."""

    found: Authored | None = None
    authored: int = 0
    unsigned: int = 0
    openpgp: int = 0
    other_keys: int = 0
    broken: int = 0
    unread: int = 0
    """In clones that are not here now."""
    cut: bool = False
    """Not everything was looked at: too many commits, or too little time."""
    stops_at: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def spent(self) -> bool:
        """Whether no time is left; remembered, because then something was not looked at."""
        late = time.monotonic() > self.stops_at
        self.cut = self.cut or late
        return late


def commit_signed_with(*, key: bytes, address: str, before: datetime, repositories: Iterable[str]) -> Search:
    """Look for a commit by a normalised mailbox, scanned and dated before an instant and signed with the key."""
    search = Search()
    by_scan: dict[str, list[Authored]] = defaultdict(list)
    for one in _authored(search, address, before, repositories):
        by_scan[one.scan.repository].append(one)
    for commits in by_scan.values():
        if search.found is None and not search.spent():
            _look_through(search, commits, key)
    return search


def _authored(search: Search, address: str, before: datetime, repositories: Iterable[str]) -> Sequence[Authored]:
    """The newest commits of all repositories."""
    lake, newest = Lake(home()), list[Authored]()
    for repository in repositories:
        if search.spent():
            break
        try:
            scan = lake.scan_before(repository, before.timestamp())
            newest += [] if scan is None else _of_scan(lake, scan, address, before)
        except (XingtuError, OSError, pa.ArrowInvalid):
            logger.warning("scan not read", extra={"repository": repository}, exc_info=True)
    search.authored = len(newest)
    search.cut = search.cut or len(newest) > MOST_COMMITS
    return heapq.nlargest(MOST_COMMITS, newest, key=lambda one: one.authored_at)


def _of_scan(lake: Lake, scan: Scan, address: str, before: datetime) -> list[Authored]:
    table = lake.table(scan, "commits", COLUMNS)
    written = table.column("author_email")
    same = [text for text in pc.unique(written).to_pylist() if normalised_mailbox(text.decode("utf-8", "replace")) == address]
    if not same:
        return []
    mine = table.filter(pc.is_in(written, value_set=pa.array(same, written.type)))
    times = zip(mine.column("commit").to_pylist(), mine.column("author_time").to_pylist(), strict=True)
    return [Authored(scan, commit, at) for commit, at in times if at < before.timestamp()]


def _look_through(search: Search, commits: Sequence[Authored], key: bytes) -> None:
    scan = commits[0].scan
    try:
        bodies = commit_bodies(Path(scan.path), [one.commit for one in commits])
    except (XingtuError, OSError):
        bodies = {}
    for one in commits:
        body = bodies.get(one.commit)
        if body is None:
            search.unread += 1
        elif _signed_with(search, body, scan.object_format, key):
            search.found = one
            return


def _signed_with(search: Search, body: bytes, object_format: str, key: bytes) -> bool:
    parts = signed_commit(body, object_format)
    if parts is None:
        search.unsigned += 1
        return False
    content, armored = parts
    try:
        signature = parse_signature(armored)
        if signature.key == key:
            signature.verify(content, GIT)
            return True
    except SignatureRefused as error:
        if error.flaw == Flaw.OPENPGP:
            search.openpgp += 1
        else:
            search.broken += 1
        return False
    search.other_keys += 1
    return False


def commit_bodies(path: Path, commits: Sequence[str]) -> Mapping[str, bytes]:
    """Commit objects of a clone as they were hashed; left out: what is not there, is no commit, or is very long.

    Raises:
        XingtuError: there is no clone, or git cannot read it.
    """
    bodies: dict[str, bytes] = {}
    with sealed(open_git_directory(path)) as git:
        known = git.output("cat-file", "--batch-check", given="".join(f"{commit}\n" for commit in commits).encode()).decode().splitlines()
        described = [line.split() for line in known]
        wanted = [words[0] for words in described if words[1:2] == ["commit"] and int(words[2]) <= LONGEST_COMMIT]
        batch = git.output("cat-file", "--batch", given="".join(f"{commit}\n" for commit in wanted).encode())
    place = 0
    for commit in wanted:
        start = batch.index(b"\n", place) + 1
        size = int(batch[place : start - 1].split()[2])
        bodies[commit], place = batch[start : start + size], start + size + 1
    return bodies
