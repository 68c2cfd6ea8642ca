"""Is every content read once, is nothing of a secret kept or told, and is what could not be read said to be so?"""

import re
import sqlite3
import zlib
from pathlib import Path

import pytest

from tests.gitrepo import Repo
from xingtu.collect.asked import asked
from xingtu.detect.detector import Blob
from xingtu.detect.secrets.rule import example
from xingtu.errors import CollectError
from xingtu.facts.secrets import SecretLook
from xingtu.risk import secrets as module
from xingtu.risk.secrets import secrets

TOKEN = example("ghp_<A36>")
KEY = example("-----BEGIN ~~RSA PRIVATE KEY-----\n<b64>\n")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "clones" / "store")
    first = repo.commit({b"README.md": b"# store\n"})
    leak = repo.commit({b"README.md": b"# store\n", b"deploy.py": f"token = '{TOKEN}'\n".encode(), b"tests/key.pem": KEY.encode()}, first)
    repo.commit({b"README.md": b"# store 2\n", b"tests/key.pem": KEY.encode(), b"logo.png": b"\x89PNG"}, leak)
    repo.point("refs/tags/leak", leak)
    repo.point("refs/tags/first", first)
    return repo


def look(repo: Repo, tmp_path: Path, revision: str = "", **more: float) -> SecretLook:
    return secrets(asked(f"{repo.path}{revision}", home=tmp_path / "home"), home=tmp_path / "home", **more)  # type: ignore[arg-type]


def test_a_tree_is_told_with_level_and_role(repo: Repo, tmp_path: Path) -> None:
    seen = look(repo, tmp_path, "@leak")
    told = [(one.rule, one.level, one.role, one.path, one.line, one.column) for one in seen.places]
    assert told == [("github_token", "high", "code", "deploy.py", 1, 10), ("private_key", "low", "test", "tests/key.pem", 2, 1)]
    assert (seen.blobs, seen.counts, seen.complete) == (3, {"scanned": 3, "skipped": 0}, True)


def test_what_was_deleted_is_still_a_leak_of_the_range_and_names_its_commit(repo: Repo, tmp_path: Path) -> None:
    assert [one.path for one in look(repo, tmp_path).places] == ["tests/key.pem"]
    seen = look(repo, tmp_path, "@first..main")
    leak = repo.git("rev-parse", "refs/tags/leak").decode().strip()
    assert [(one.path, one.commit) for one in seen.places] == [("deploy.py", leak), ("tests/key.pem", leak)]
    assert look(repo, tmp_path, "@leak..main").places == ()
    assert len(look(repo, tmp_path, "@..main").places) == 2


def test_each_content_is_read_once_for_ever(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = look(repo, tmp_path, "@leak")
    monkeypatch.setattr(module, "_answer", None)
    after = look(repo, tmp_path, "@leak")
    assert (after.places, after.bytes) == (before.places, 0)


def test_nothing_of_a_secret_is_kept(repo: Repo, tmp_path: Path) -> None:
    look(repo, tmp_path, "@leak")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    with sqlite3.connect(tmp_path / "home" / "cache.sqlite") as database:
        rows = database.execute("SELECT key, value FROM blob_result").fetchall()
    opened = "".join(f"{key}{zlib.decompress(value).decode()}" for key, value in rows)
    assert len(rows) == 3
    for secret in (TOKEN, KEY.splitlines()[1]):
        for part in (secret, secret[4:20], secret[-12:]):
            assert part.encode() not in kept
            assert part not in opened


def test_a_content_that_takes_too_long_is_given_up_and_said_so(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(_: Blob) -> dict[str, object]:
        re.match(r"(a+)+$", "a" * 40 + "b")
        raise AssertionError

    monkeypatch.setattr(module, "DETECTOR", _Slow(module.DETECTOR, forever))
    seen = look(repo, tmp_path, "@first", seconds_per_blob=0.05)
    assert (seen.counts["stalled"], seen.complete) == (1, False)
    monkeypatch.undo()
    assert look(repo, tmp_path, "@first").counts == {"scanned": 1, "skipped": 0}


class _Slow:
    def __init__(self, like: object, detect: object) -> None:
        self._like = like
        self.detect = detect

    def __getattr__(self, name: str) -> object:
        return getattr(self._like, name)


def test_a_content_that_is_missing_is_said_so(repo: Repo, tmp_path: Path) -> None:
    repo.lose(repo.blob(b"# store\n"))
    seen = look(repo, tmp_path, "@leak")
    assert (seen.counts["missing"], seen.complete, len(seen.places)) == (1, False, 2)


@pytest.mark.parametrize("revision", ["@first...main", "@nowhere", "@nowhere..main"])
def test_a_range_or_revision_that_is_none_is_refused(repo: Repo, tmp_path: Path, revision: str) -> None:
    with pytest.raises(CollectError):
        look(repo, tmp_path, revision)


def test_an_interrupted_run_goes_on_where_it_stopped(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, read = module._answer, []

    def interrupted(one: module._Wanted, *rest: object) -> object:
        if len(read) == 2:
            raise KeyboardInterrupt
        read.append(one.path)
        return answer(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        look(repo, tmp_path, "@leak")
    monkeypatch.setattr(module, "_answer", lambda one, *rest: (read.append(one.path), answer(one, *rest))[1])
    assert len(look(repo, tmp_path, "@leak").places) == 2
    assert len(read) == len(set(read)) == 3
