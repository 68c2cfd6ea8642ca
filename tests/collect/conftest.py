"""A lake to scan into, rules to scan by, and a count of what was read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from tests.gitrepo import Repo
from xingtu.collect import mining
from xingtu.collect.git import GitDirectory
from xingtu.collect.git_history import CommitRecord, Reading, read_commits
from xingtu.collect.scan import Located, Outcome, scan_all
from xingtu.collect.source import Source
from xingtu.policy.crediting import Crediting, PathRule
from xingtu.store.lake import Lake, Scan

RULES = Crediting(
    version=1,
    path_rules=(PathRule("vendor-folder", "vendored", ("vendor/",)), PathRule("minified", "generated", ("*.min.js",))),
    actor_rules=(),
    shared_addresses=(),
    generated_markers=("do not edit",),
    bulk_added_lines=10_000,
    bulk_new_files_millionths=900_000,
)
TABLES = ("commits", "file_changes", "trailers")
Rows = dict[str, list[str]]


@dataclass
class Scanner:
    """Scans into one home, the way ``run`` does."""

    home: Path
    rules: Crediting = RULES
    read: list[str] = field(default_factory=list)
    """Commits whose diff was asked of git since the last look, when the scan runs in this process."""

    @property
    def lake(self) -> Lake:
        return Lake(self.home)

    def all(self, *sources: Source, workers: int = 1) -> list[Outcome]:
        located = [Located(source, partial(Path, source.address)) for source in sources]
        return scan_all(self.lake, located, self.rules, workers=workers)

    def outcome(self, repo: Repo, id_: str = "r", *, branches: tuple[str, ...] = (), workers: int = 1) -> Outcome:
        (outcome,) = self.all(Source(id_, str(repo.path), branches=branches), workers=workers)
        return outcome

    def scan(self, repo: Repo, id_: str = "r", *, branches: tuple[str, ...] = (), workers: int = 1) -> Scan:
        """Scan one repository; it must go well."""
        self.read.clear()
        outcome = self.outcome(repo, id_, branches=branches, workers=workers)
        assert outcome.problem is None, outcome.problem
        assert outcome.scan is not None
        return outcome.scan

    def rows(self, id_: str = "r", *, reachable_only: bool = False) -> Rows:
        """All rows of the newest scan, in an order of their own."""
        scan = self.lake.latest(id_)
        assert scan is not None
        tables = {name: self.lake.table(scan, name).to_pylist() for name in TABLES}
        kept = {row["commit"] for row in tables["commits"] if row["reachable"] or not reachable_only}
        return {name: sorted(repr(row) for row in rows if row["commit"] in kept) for name, rows in tables.items()}

    def column(self, name: str, id_: str = "r", *, table: str = "commits") -> dict[str, object]:
        """Commit → value of one column."""
        scan = self.lake.latest(id_)
        assert scan is not None
        rows = self.lake.table(scan, table, ["commit", name]).to_pylist()
        return {row["commit"]: row[name] for row in rows}


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scanner:
    made = Scanner(tmp_path / "home")

    def spied(git: GitDirectory, commits: Sequence[str], reading: Reading) -> Iterator[CommitRecord]:
        made.read.extend(commits)
        return read_commits(git, commits, reading)

    monkeypatch.setattr(mining, "read_commits", spied)
    return made


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Rows]:
    """Rows a scan from nothing gives."""

    def rows(repo: Repo, id_: str = "r", *, branches: tuple[str, ...] = ()) -> Rows:
        scanner = Scanner(tmp_path_factory.mktemp("fresh"))
        scanner.scan(repo, id_, branches=branches)
        return scanner.rows(id_)

    return rows


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository to write into."""
    return Repo(tmp_path / "repo.git")


@pytest.fixture
def scanned() -> Callable[[Path, str, Path], None]:
    """Reads a repository's history into a home under an id."""

    def scan(home: Path, repository: str, path: Path) -> None:
        (outcome,) = scan_all(Lake(home), [Located(Source(repository, str(path), repository), lambda: path)], RULES, workers=1)
        assert outcome.problem is None

    return scan
