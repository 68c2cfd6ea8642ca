"""Is the commit that brought a touched version named, and the one that took it away, however the lockfile got there?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gitrepo import Repo, git
from tests.store.risk.advisory_texts import read, record, state, touches
from xingtu.collect.asked import Asked
from xingtu.collect.blobs import BlobReader
from xingtu.facts.findings import Finding
from xingtu.risk.brought_in import Brought, brought_in
from xingtu.risk.past_versions import past_of
from xingtu.risk.time_to_fix import exposures_of
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.schema import open_risk

NEVER = "2099-01-01T00:00:00Z"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    database = open_risk(tmp_path / "home")
    about = record("GHSA-1", touches("django", {"introduced": "3.0"}, {"fixed": "4.2"}), published="2023-11-14T00:00:00Z")
    take_in(database, state(), read(about), {}, whole=True)
    yield tmp_path / "home"
    database.close()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "r")


def pinned(*versions: str) -> bytes:
    return "".join(f"django=={version}\n" for version in versions).encode()


def finding(*, closed_at: str = "", close_cause: str = "") -> Finding:
    versions = ("2.2",) if close_cause == "withdrawn" else ()
    return Finding(
        fid=1, project="r", project_name="r", ecosystem="PyPI", package="django", group="GHSA-1", ids=("GHSA-1",), level="", score=None,
        severity_source="", malicious=False, kev_added_on="", kev_due_on="", ransomware=False, epss=None, epss_percentile=None, epss_on="",
        summary="", published="", versions=versions, fixed=(), places=(), opened_at="2026-01-01T00:00:00Z", open_cause="first_seen",
        closed_at=closed_at, close_cause=close_cause,
    )  # fmt: skip


def asked(repo: Repo) -> Asked:
    return Asked("r", "r", "", repo.path)


def told(repo: Repo, home: Path, *, closed_at: str = "", close_cause: str = "upgraded") -> Brought | None:
    return brought_in(asked(repo), home, [finding(closed_at=closed_at, close_cause=close_cause if closed_at else "")]).get(1)


def history(repo: Repo, *trees: dict[bytes, bytes]) -> list[str]:
    commits: list[str] = []
    for files in trees:
        commits.append(repo.commit(files, *commits[-1:]))
    return commits


def test_the_commit_that_brought_todays_version_and_the_first_of_the_touched_ones_are_both_named(repo: Repo, home: Path) -> None:
    first, _, third, fourth, _ = history(
        repo,
        {b"requirements.txt": pinned("2.2")},
        {b"requirements.txt": pinned("2.2"), b"x": b"1"},
        {b"requirements.txt": pinned("4.0")},
        {b"requirements.txt": pinned("4.1")},
        {b"requirements.txt": pinned("4.1") + b"flask==3.0\n"},
    )
    found = told(repo, home)
    assert found is not None
    assert (found.commit, found.version, found.before, found.path) == (fourth, "4.1", "4.0", "requirements.txt")
    assert (found.since_commit, found.until_commit, found.after, found.complete) == (third, "", "", True)
    assert found.since_at < found.committed_at
    assert first != found.since_commit


def test_an_upgrade_is_named_as_the_end_and_what_stands_in_its_place(repo: Repo, home: Path) -> None:
    _, brought, _, gone = history(repo, {b"x": b""}, {b"requirements.txt": pinned("4.1")}, {b"requirements.txt": pinned("4.1"), b"y": b""},
                                  {b"requirements.txt": pinned("4.2")})  # fmt: skip
    found = told(repo, home, closed_at=NEVER)
    assert found is not None
    assert (found.commit, found.before, found.until_commit, found.after) == (brought, "", gone, "4.2")


def test_of_two_times_the_one_that_ended_before_the_finding_did_is_meant(repo: Repo, home: Path) -> None:
    brought, gone, again = history(repo, *({b"requirements.txt": pinned(version)} for version in ("4.1", "4.2", "4.0")))
    at = repo.git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", gone).decode().strip()
    closed = told(repo, home, closed_at=at)
    assert closed is not None
    assert (closed.commit, closed.until_commit) == (brought, gone)
    still = told(repo, home)
    assert still is not None
    assert (still.commit, still.before, still.until_commit) == (again, "4.2", "")


def test_a_record_that_was_withdrawn_took_no_version_away(repo: Repo, home: Path) -> None:
    brought, _ = history(repo, {b"requirements.txt": pinned("2.2")}, {b"requirements.txt": pinned("2.2"), b"x": b""})
    found = told(repo, home, closed_at=NEVER, close_cause="withdrawn")
    assert found is not None
    assert (found.commit, found.version, found.until_commit) == (brought, "2.2", "")


def test_a_lockfile_that_moves_or_is_torn_for_a_while_brings_nothing_anew(repo: Repo, home: Path) -> None:
    lock = b'[[package]]\nname = "django"\nversion = "4.1"\n'
    first, *_ = history(
        repo,
        {b"poetry.lock": lock},
        {b"poetry.lock": b"<<<<<<< HEAD\n" + lock},
        {b"poetry.lock": lock},
        {b"web/poetry.lock": lock},
    )
    found = told(repo, home)
    assert found is not None
    assert (found.commit, found.path, found.complete) == (first, "poetry.lock", True)


def test_a_hostile_lockfile_and_a_path_of_odd_bytes_are_told_in_letters_that_can_be_stored(repo: Repo, home: Path) -> None:
    odd = b'{"lockfileVersion": 3, "packages": {"node_modules/\\ud800": {"version": "1\\udfff"}, "node_modules/a": {"version": "1"}}}'
    history(repo, {b"\xff/requirements.txt": pinned("4.1"), b"package-lock.json": odd, b"x/package-lock.json": b"[" * 100_000})
    found = told(repo, home)
    assert found is not None
    assert found.path == "\\xff/requirements.txt"
    with past_of(repo.path, "HEAD", home) as past:
        versions = sorted(version[2] for version in past.now()["package-lock.json"])
    assert [version.encode() for version in versions] == [b"1", "1\N{REPLACEMENT CHARACTER}".encode()]


def test_copies_of_installed_packages_and_declared_ranges_bring_nothing(repo: Repo, home: Path) -> None:
    history(repo, {b"node_modules/x/requirements.txt": pinned("4.1"), b"pyproject.toml": b'[project]\ndependencies = ["django"]\n'})
    assert told(repo, home) is None


def test_what_was_there_before_a_shallow_clone_began_is_not_given_to_the_commit_it_begins_at(
    repo: Repo, home: Path, tmp_path: Path
) -> None:
    history(repo, {b"requirements.txt": pinned("4.1")}, {b"requirements.txt": pinned("4.1"), b"x": b""})
    git("clone", "-q", "--bare", "--depth=1", f"file://{repo.path}", str(tmp_path / "shallow"))
    found = brought_in(Asked("r", "r", "", tmp_path / "shallow"), home, [finding()])[1]
    assert (found.commit, found.since_commit, found.complete) == ("", "", False)
    assert found.since_at


def test_the_whole_history_is_walked_only_as_far_as_something_is_unknown_and_each_content_read_once(
    repo: Repo, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history(repo, *({b"requirements.txt": pinned(version)} for version in ("1.0", "2.0", "3.0", "4.0")))
    asked_for: list[str] = []
    reading = BlobReader.read

    def watched(self: BlobReader, blob: str) -> bytes | None:
        asked_for.append(blob)
        return reading(self, blob)

    monkeypatch.setattr(BlobReader, "read", watched)
    once = told(repo, home)
    assert len(asked_for) == 3  # 4.0 and 3.0 are touched, 2.0 is not; 1.0 was never looked at
    assert told(repo, home) == once
    assert len(asked_for) == 3


def test_every_exposure_of_the_history_has_its_length(repo: Repo, home: Path) -> None:
    one, two, three, four = history(repo, *({b"requirements.txt": pinned(version)} for version in ("4.0", "4.2", "3.0", "4.1")))
    database = open_risk(home)
    first, second = exposures_of(database, asked(repo), home=home)
    database.close()
    assert (first.commit, first.until_commit, first.seconds, first.outcome) == (one, two, 60, "fixed")
    assert (second.commit, second.versions, second.outcome) == (three, ("3.0", "4.1"), "open")
    assert four
