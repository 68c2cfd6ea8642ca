"""Is "who is affected" one look-up over a million dependency entries, and is every answer the one OSV's own algorithm gives?

::

    python bench/risk.py FOLDER hugo=PATH poetry=PATH … --snapshots 350 --advisories pypa=PATH --advisories rustsec=PATH@osv:crates …

Each state of a repository's dependency files along its first parent is one project (``--snapshots``: at most so many of each, evenly
spread); each content is parsed once. Equality first: all components × all advisories of their packages by the brute-force evaluator
of ``tests/risk/oracle.py``, which knows nothing of ours; one difference ends the run with status 1. Every part runs in a process of
its own, so that its memory is its own. ``--again``: over the database an earlier run left in FOLDER.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from cost import measured  # noqa: E402 - one way of measuring a part
from tests.risk.oracle import COMPARE, Unordered, is_vulnerable, packages_of  # noqa: E402 - the same as in the tests
from tests.store.risk.advisory_texts import read as records_of  # noqa: E402 - as above
from xingtu.collect.blobs import BlobReader, blob_reader, tree_entries  # noqa: E402 - as above
from xingtu.collect.git import default_branch, open_git_directory, resolve_commit, sealed  # noqa: E402 - as above
from xingtu.collect.lockfile_history import lockfile_history  # noqa: E402 - as above
from xingtu.detect.lockfiles.formats import format_of  # noqa: E402 - as above
from xingtu.errors import LockfileError  # noqa: E402 - as above
from xingtu.facts.tree_entries import FILE_MODES  # noqa: E402 - as above
from xingtu.risk.importing import import_source  # noqa: E402 - as above
from xingtu.risk.past_versions import names_versions  # noqa: E402 - as above
from xingtu.store.risk.advisories import SourceState, take_in  # noqa: E402 - as above
from xingtu.store.risk.evaluation import NOW, evaluate, touched_now  # noqa: E402 - as above
from xingtu.store.risk.inventory import Content, Project, inventory_take  # noqa: E402 - as above
from xingtu.store.risk.lookups import TOUCHED, projects_touched, record_text  # noqa: E402 - as above
from xingtu.store.risk.schema import open_risk  # noqa: E402 - as above

AT = "2026-11-26T00:00:00Z"
CHANGED = 200
ROUNDS = 5


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("repositories", nargs="*", help="NAME=GIT_DIRECTORY")
    parser.add_argument("--advisories", action="append", default=[], help="SOURCE=GIT_DIRECTORY[@REVISION[:FOLDER]]")
    parser.add_argument("--snapshots", type=int, default=350)
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    home = given.folder / "home"
    if not given.again:
        shutil.rmtree(home, ignore_errors=True)
        open_risk(home).close()
        build(home, given)
    say_size(home)
    equal = measured(partial(differential, home))
    print(f"\nEquality: {equal.outcome[0]}; {equal.cpu:.1f} CPU s, {equal.largest_mib} MiB", flush=True)
    for title, part in (("Re-match", matching), ("Advisory → projects", reverse), ("Changed advisories", changing), ("Peer", peer)):
        cost = measured(partial(part, home))
        print(f"\n{title} ({cost.largest_mib} MiB, {load()})\n\n{cost.outcome}", flush=True)
    return 0 if equal.outcome[1] else 1


def build(home: Path, given: argparse.Namespace) -> None:
    """Fill the database, each source and each repository in a process of its own."""
    print("| source | records | refused | CPU s | wall s | MiB |\n|---|---|---|---|---|---|")
    for text in given.advisories:
        name, _, place = text.partition("=")
        path, _, rest = place.partition("@")
        revision, _, under = rest.partition(":")
        cost = measured(partial(advisories, home, name, Path(path), revision, under))
        added, refused = cost.outcome
        print(f"| {name} | {added:,} | {refused:,} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.largest_mib} |", flush=True)
    print(
        "\n| repository | snapshots | contents | refused | entries | MB read | git, s | parse, s | inventory, s | MiB |\n"
        + "|---" * 10
        + "|"
    )
    whole, largest = Taken(), 0
    for text in given.repositories:
        name, _, path = text.partition("=")
        cost = measured(partial(snapshots, home, name, Path(path), given.snapshots))
        taken: Taken = cost.outcome
        largest = max(largest, cost.largest_mib)
        whole = Taken(*(sum(pair) for pair in zip(astuple(whole), astuple(taken), strict=True)))
        print(f"| {name} | {taken.row()} | {cost.largest_mib} |", flush=True)
    print(f"| all {len(given.repositories)} | {whole.row()} | {largest} |", flush=True)


def advisories(home: Path, name: str, path: Path, revision: str, under: str) -> tuple[int, int]:
    """Records taken in, and files refused."""
    with closing(open_risk(home)) as database:
        change = import_source(database, name, path, at=datetime(2026, 11, 26, tzinfo=UTC), revision=revision, under=under)
        return len(change.added), change.refused


@dataclass
class Taken:
    """What one repository gave; CPU seconds of this process, git's own apart (wall)."""

    snapshots: int = 0
    contents: int = 0
    refused: int = 0
    entries: int = 0
    size: int = 0
    git_seconds: float = 0
    parse_seconds: float = 0
    inventory_seconds: float = 0

    def row(self) -> str:
        """Cells of the table."""
        return (
            f"{self.snapshots:,} | {self.contents:,} | {self.refused:,} | {self.entries:,} | {self.size / 1e6:.0f} | "
            f"{self.git_seconds:.1f} | {self.parse_seconds:.1f} | {self.inventory_seconds:.1f}"
        )


def snapshots(home: Path, name: str, path: Path, most: int) -> Taken:
    """Every state of a repository's dependency files is a project."""
    taken = Taken()
    directory = open_git_directory(path)
    tip = resolve_commit(directory, default_branch(directory) or "HEAD")
    known: set[tuple[str, str]] = set()
    with closing(open_risk(home)) as database, sealed(directory) as git, blob_reader(git) as blobs:
        begun = time.perf_counter()
        steps = list(lockfile_history(git, tip, names_versions))
        files = {entry.path: entry.blob for entry in tree_entries(git, tip) if entry.mode in FILE_MODES and names_versions(entry.path)}
        taken.git_seconds = time.perf_counter() - begun
        chosen = {round(number * len(steps) / min(most, len(steps))) for number in range(min(most, len(steps)))}
        for number, step in enumerate(steps):
            if number in chosen and files:
                _take(database, blobs, taken, known, Project(f"{name}@{step.commit[:12]}", name, step.commit, AT), files)
            for change in step.changes:
                files.pop(change.path, None)
                if change.before:
                    files[change.path] = change.before
        entries = "SELECT count(*) FROM project JOIN project_blob USING (prid) JOIN inventory USING (bid) WHERE project.name = ?"
        taken.entries = database.execute(entries, (name,)).fetchone()[0]
    return taken


def _take(
    database: sqlite3.Connection, blobs: BlobReader, taken: Taken, known: set[tuple[str, str]], project: Project, files: dict[str, str]
) -> None:
    begun = time.process_time()
    rows = []
    read: dict[tuple[str, str], Content] = {}
    for path, blob in files.items():
        reader = format_of(path)
        parser = f"{reader.id}@{reader.version}" if reader else ""
        rows.append((path.encode("utf-8", "backslashreplace").decode(), blob, parser))
        if (blob, parser) in known or reader is None:
            continue
        known.add((blob, parser))
        content = blobs.read(blob) or b""
        taken.contents += 1
        taken.size += len(content)
        try:
            read[blob, parser] = Content(reader.read(content).components)
        except LockfileError as error:
            taken.refused += 1
            read[blob, parser] = Content((), str(error))
    parsed = time.process_time()
    inventory_take(database, project, rows, read)
    taken.snapshots += 1
    taken.parse_seconds += parsed - begun
    taken.inventory_seconds += time.process_time() - parsed


def say_size(home: Path) -> None:
    """What is in the database, and how large it is."""
    with closing(open_risk(home, create=False)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        def count(what: str) -> int:
            return int(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 - words of this file

        entries, pairs = count("project_blob JOIN inventory USING (bid)"), count("dependency")
        megabytes = (home / "risk.sqlite").stat().st_size / 1e6
        print(
            f"\n{count('project'):,} projects, {entries:,} entries ({pairs:,} of distinct project and component), "
            f"{count('component'):,} components of {count('package'):,} packages, {count('inventory_blob'):,} contents with "
            f"{count('inventory'):,} rows; {count('advisory'):,} advisories, {count('span'):,} spans, "
            f"{count('listed'):,} listed versions without a place; {megabytes:.0f} MB"
        )


def differential(home: Path) -> tuple[str, bool]:
    """All components × all advisories of their package, ours against the brute force's."""
    with closing(open_risk(home, create=False)) as database:
        about: dict[tuple[str, str], list[tuple[int, str, dict[str, Any]]]] = defaultdict(list)
        for aid, ident in database.execute("SELECT aid, id FROM advisory").fetchall():
            record = json.loads(record_text(database, ident) or b"{}")
            for package in set(packages_of(record)):
                about[package].append((aid, ident, record))
        names = dict(database.execute("SELECT aid, id FROM advisory"))
        ours = set(touched_now(database))
        theirs, unclear, asked = set(), set(), 0
        components = {}
        for cid, ecosystem, name, version in database.execute(
            "SELECT cid, ecosystem, package.name, version FROM component JOIN package USING (pid)"
        ):
            components[cid] = ecosystem, name, version
            for aid, _, record in about.get((ecosystem, name), ()):
                asked += 1
                try:
                    if is_vulnerable(ecosystem, name, version, record):
                        theirs.add((cid, aid))
                except Unordered:
                    unclear.add((cid, aid))
    ours = {(cid, aid) for cid, aid in ours if components[cid][0] in COMPARE} - unclear
    missing, extra = sorted(theirs - ours), sorted(ours - theirs)
    for word, pairs in (("missing", missing), ("extra", extra)):
        for cid, aid in pairs[:20]:
            print(f"  {word}: {components[cid]} {names[aid]}")
    return (
        f"{asked:,} pairs of component and advisory of its package; {len(theirs):,} touched; "
        f"**{len(missing)} missing, {len(extra)} extra**; "
        f"{len(unclear)} that can be told neither way (no order)"
    ), not missing and not extra


def matching(home: Path) -> str:
    """The join of everything, and an evaluation with all it writes."""
    with closing(open_risk(home, create=False)) as database:
        found, times = timed(lambda: touched_now(database))
        rows = [("touched_now: every component × every advisory in force", f"{len(found):,} pairs", times)]
        counted, times = timed(lambda: database.execute("SELECT count(*), sum(prid) FROM dependency").fetchone())
        rows.append(("limit: reading every dependency entry once", f"{counted[0]:,} entries", times))
        clock = Clock()
        evaluation = evaluate(database, AT)
        rows.append(("evaluate(): what it opens, written with its events", f"{len(evaluation.opened):,} findings", [clock()]))
        _, times = timed(lambda: evaluate(database, AT))
        rows.append(("evaluate() again, nothing changed", "0 findings", times))
        plan = "\n".join(f"    {row[3]}" for row in database.execute(f"EXPLAIN QUERY PLAN {NOW}"))
    return table(rows) + f"\n\nPlan of the join:\n\n{plan}"


def reverse(home: Path) -> str:
    """Which projects does this advisory touch? Asked of every advisory that touches something, and of all."""
    with closing(open_risk(home, create=False)) as database:
        touching = [aid for (aid,) in database.execute("SELECT DISTINCT aid FROM hit ORDER BY aid")]
        everything = [aid for (aid,) in database.execute("SELECT aid FROM advisory ORDER BY aid")]
        chance = random.Random(6)  # noqa: S311 - always the same ones
        sample = chance.sample(everything, min(5000, len(everything)))
        chance.shuffle(touching)
        rows = []
        for name, numbers in (("advisories that touch something", touching), ("random sample of all", sample)):
            times, sizes = [], []
            for aid in numbers:
                clock = Clock()
                pairs = projects_touched(database, [aid])
                times.append(clock())
                sizes.append(len({prid for prid, _ in pairs}))
            wall, cpu = [one.wall for one in times], [one.cpu for one in times]
            cells = [f"{quantile(which, part):.3f}" for which in (wall, cpu) for part in (50, 95, 99, 100)]
            projects = f"{statistics.median(sizes):.0f} / {max(sizes, default=0):,}"
            rows.append(f"| {name} | {len(numbers):,} | {projects} | {' | '.join(cells)} |")
        plan = "\n".join(f"    {row[3]}" for row in database.execute(f"EXPLAIN QUERY PLAN {TOUCHED}", ("[1]",)))
    heads = [f"{part} {which}" for which in ("wall ms", "CPU ms") for part in ("p50", "p95", "p99", "max")]
    head = f"| asked of | questions | projects, median / most | {' | '.join(heads)} |\n|{'---|' * 11}\n"
    return head + "\n".join(rows) + f"\n\nPlan:\n\n{plan}"


def changing(home: Path) -> str:
    """200 advisories that touch something change: taken in, and their projects found; in a copy of the database."""
    copy = home.with_name("changed")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    shutil.copy(home / "risk.sqlite", copy / "risk.sqlite")
    with closing(open_risk(copy)) as database:
        touching = database.execute("SELECT DISTINCT id, source FROM hit JOIN advisory USING (aid) ORDER BY id").fetchall()
        chosen = random.Random(7).sample(touching, min(CHANGED, len(touching)))  # noqa: S311 - always the same ones
        by_source: dict[str, list[Any]] = defaultdict(list)
        for number, (ident, source) in enumerate(chosen):
            by_source[source].append(changed(json.loads(record_text(database, ident) or b"{}"), widened=bool(number % 2)))
        clock = Clock()
        for source, records in by_source.items():
            state = SourceState(source, "changed", "changed", AT, "")
            take_in(database, state, records_of(*records), {}, whole=False)
        taken = clock()
        ids = [ident for ident, _ in chosen]
        numbers = [database.execute("SELECT aid FROM advisory WHERE id = ?", (ident,)).fetchone()[0] for ident in ids]
        clock = Clock()
        projects = {prid for number in numbers for prid, _ in projects_touched(database, [number])}
        asked = clock()
        clock = Clock()
        evaluation = evaluate(database, "2026-11-27T00:00:00Z")
        ended = clock()
    shutil.rmtree(copy)
    return table(
        [
            (f"{len(chosen)} changed advisories taken in, their packages ranked anew", f"{len(by_source)} sources", [taken]),
            ("their projects found, one advisory at a time", f"{len(projects):,} projects", [asked]),
            ("evaluation after it", f"{len(evaluation.opened):,} opened, {len(evaluation.closed):,} closed", [ended]),
        ]
    )


def changed(record: dict[str, Any], *, widened: bool) -> dict[str, Any]:
    """The record a day later: without its fixed versions, or without what it said of its first package."""
    if widened:
        for affected in record["affected"]:
            for one in affected.get("ranges") or ():
                one["events"] = [event for event in one["events"] if "introduced" in event]
    else:
        record["affected"][0].update(ranges=[], versions=[])
    return record | {"modified": "2026-11-26T12:00:00Z"}


def peer(home: Path) -> str:
    """The same tables and questions in DuckDB, a column store; two threads, in memory."""
    import duckdb  # noqa: PLC0415 - only here
    import pyarrow as pa  # noqa: PLC0415 - only here

    tables = {
        "component": "SELECT cid, pid, release, version, position FROM component",
        "span": "SELECT pid, low, high, release, aid FROM span",
        "listed": "SELECT pid, version, release, aid FROM listed",
        "dependency": "SELECT cid, prid FROM dependency",
    }
    with closing(open_risk(home, create=False)) as database, closing(duckdb.connect()) as columns:
        begun = time.perf_counter()
        for name, query in tables.items():
            cursor = database.execute(query)
            heads = [column[0] for column in cursor.description]
            held = pa.Table.from_arrays([pa.array(values) for values in zip(*cursor, strict=True)] or [[]] * len(heads), names=heads)
            columns.register("held", held)
            columns.execute(f"CREATE TABLE {name} AS SELECT * FROM held")  # noqa: S608 - one of four names
        loading = time.perf_counter() - begun
        theirs, join = timed(lambda: columns.execute(NOW).fetchall())
        ours = touched_now(database)
        touching = [aid for (aid,) in database.execute("SELECT DISTINCT aid FROM hit ORDER BY aid")]
        sample = random.Random(8).sample(touching, min(200, len(touching)))  # noqa: S311 - always the same ones
        question = TOUCHED.replace("IN (SELECT value FROM json_each(?1))", "= $1")
        times, same = [], sorted(theirs) == sorted(ours)
        for aid in sample:
            clock = Clock()
            pairs = columns.execute(question, (aid,)).fetchall()
            times.append(clock().wall)
            same &= pairs == projects_touched(database, [aid])
    walls = [one.wall for one in join]
    return (
        f"DuckDB {duckdb.__version__}, answers equal: **{same}**; loading {loading:.1f} s; the join {spread(walls)} ms; "
        f"advisory → projects over {len(sample)} advisories p50 {quantile(times, 50):.1f}, p95 {quantile(times, 95):.1f} ms"
    )


@dataclass(frozen=True)
class Time:
    """Seconds by the wall's clock, and those this process had the processor."""

    wall: float
    cpu: float


class Clock:
    """Starts when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def __call__(self) -> Time:
        """Since then."""
        return Time(time.perf_counter() - self._wall, time.process_time() - self._cpu)


def timed(work: Callable[[], Any]) -> tuple[Any, list[Time]]:
    """The answer, and the time of each round."""
    times = []
    answer = None
    for _ in range(ROUNDS):
        clock = Clock()
        answer = work()
        times.append(clock())
    return answer, times


def table(rows: Sequence[tuple[str, str, list[Time]]]) -> str:
    """Milliseconds: median, and the range where there are several."""

    def cells() -> Iterator[str]:
        for name, size, times in rows:
            yield f"| {name} | {size} | {spread([one.wall for one in times])} | {spread([one.cpu for one in times])} |"

    return "| | | wall ms | CPU ms |\n|---|---|---|---|\n" + "\n".join(cells())


def spread(seconds: Sequence[float]) -> str:
    """Milliseconds."""
    between = f" ({min(seconds) * 1000:.0f}–{max(seconds) * 1000:.0f})" if len(seconds) > 1 else ""
    return f"{statistics.median(seconds) * 1000:.0f}{between}"


def quantile(seconds: Sequence[float], per_cent: int) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * per_cent // 100)] * 1000


def load() -> str:
    """How busy the machine is."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


if __name__ == "__main__":
    sys.exit(main())
