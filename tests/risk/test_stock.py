"""Does a tree's inventory hold what its files say: each read once, parts followed, faults named, and nothing guessed?"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gitrepo import LINK, Repo
from xingtu.collect.asked import asked
from xingtu.detect import answers
from xingtu.errors import LockfileError, RepositoryGone
from xingtu.facts.stock import Stock
from xingtu.risk.coverage import coverage
from xingtu.risk.stock import keep_stock, read_bill, read_file, read_stock, take_stock
from xingtu.store.risk.schema import open_risk

AT = "2026-01-01T00:00:00Z"
LOCK = b"[[package]]\nname = 'django'\nversion = '5.0'\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "app")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_risk(tmp_path)
    yield opened
    opened.close()


def stock(repo: Repo, tmp_path: Path) -> Stock:
    return read_stock(asked(str(repo.path), home=tmp_path), home=tmp_path).stock


def test_each_content_is_parsed_once_whatever_commit_and_folder_it_stands_in(
    tmp_path: Path, repo: Repo, database: sqlite3.Connection
) -> None:
    first = repo.commit({b"a/requirements.txt": b"six==1.16.0\n", b"b/requirements.txt": b"six==1.16.0\n"})
    found = asked(str(repo.path), home=tmp_path)
    taken = take_stock(database, found, home=tmp_path, at=AT)
    assert (taken.read_now, len(taken.files), taken.components) == (1, 2, 1)
    repo.commit({b"a/requirements.txt": b"six==1.16.0\n", b"c/requirements.txt": b"six==1.17.0\n"}, first)
    taken = take_stock(database, found, home=tmp_path, at=AT)
    assert (taken.read_now, [file.path for file in taken.files], taken.components) == (1, ["a/requirements.txt", "c/requirements.txt"], 2)
    assert database.execute("SELECT count(*) FROM inventory_blob").fetchone() == (2,)
    assert coverage(database).components == 2


def test_parts_of_requirements_are_followed_inside_the_tree_once_and_nowhere_else(tmp_path: Path, repo: Repo) -> None:
    repo.commit({
        b"requirements.txt": b"-r deps/base.lst\n-r ../outside.txt\n-r missing.txt\n-r https://x.example/r.txt\n",
        b"deps/base.lst": b"six==1.16.0\n-r ../requirements.txt\n-r more.lst\n",
        b"deps/more.lst": b"idna==3.0\n",
    })  # fmt: skip
    found = stock(repo, tmp_path)
    assert [file.path for file in found.files] == ["deps/base.lst", "deps/more.lst", "requirements.txt"]
    assert found.components == 2
    assert [fault.words.split("，")[0] for fault in found.faults] == [
        "引用了 https://x.example/r.txt", "引用的 ../outside.txt 不在这棵树里", "引用的 missing.txt 不在这棵树里",
    ]  # fmt: skip


def test_a_broken_file_is_a_fault_with_its_line_and_the_others_are_read(tmp_path: Path, repo: Repo, database: sqlite3.Connection) -> None:
    repo.commit({b"web/package-lock.json": b'{\n "packages": {\n', b"requirements.txt": b"six==1.16.0\n", b"caf\xe9/go.mod": b"\xff"})
    found = asked(str(repo.path), home=tmp_path)
    for _ in range(2):
        taken = take_stock(database, found, home=tmp_path, at=AT)
        assert [(fault.path, fault.line) for fault in taken.faults] == [("caf\\xe9/go.mod", 1), ("web/package-lock.json", 3)]
        assert taken.components == 1
    assert database.execute("SELECT count(*) FROM inventory_blob WHERE fault != ''").fetchone() == (2,)


def test_a_range_is_open_unless_a_lock_file_in_its_folder_or_above_names_the_package(
    tmp_path: Path, repo: Repo, database: sqlite3.Connection
) -> None:
    asks = b'[project]\nname = "own"\nversion = "1"\ndependencies = ["django>=4", "requests>2"]\n'
    repo.commit({b"poetry.lock": LOCK, b"pyproject.toml": asks, b"in/side/pyproject.toml": asks})
    taken = take_stock(database, asked(str(repo.path), home=tmp_path), home=tmp_path, at=AT)
    assert {file.path: file.unresolved for file in taken.files} == {"in/side/pyproject.toml": 1, "poetry.lock": 0, "pyproject.toml": 1}
    assert coverage(database, taken.project).unresolved == taken.unresolved == 2


def test_a_link_is_no_file_and_a_copied_work_is_named_and_not_matched(tmp_path: Path, repo: Repo) -> None:
    repo.commit({b"requirements.txt": (LINK, b"deps/requirements.txt"), b"vendor/github.com/a/b/x.c": b"int x;"})
    found = stock(repo, tmp_path)
    assert (found.files, found.vendored) == ((), ("vendor/github.com/a/b",))


def test_what_json_may_hold_and_a_file_may_not_stops_nothing(tmp_path: Path, repo: Repo, database: sqlite3.Connection) -> None:
    repo.commit({b"composer.lock": b'{"packages": [{"name": "a/\\ud800", "version": "1.0"}], "packages-dev": []}'})
    assert take_stock(database, asked(str(repo.path), home=tmp_path), home=tmp_path, at=AT).components == 1


def test_a_detector_that_breaks_is_a_fault_and_is_tried_again(tmp_path: Path, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({b"requirements.txt": b"six==1.16.0\n"})
    with monkeypatch.context() as broken:
        broken.setattr(answers, "Blob", None)
        assert [fault.path for fault in stock(repo, tmp_path).faults] == ["requirements.txt"]
    found = stock(repo, tmp_path)
    assert (found.faults, found.read_now, found.components) == ((), 1, 1)


def test_a_file_on_disk_is_read_with_its_parts_below_it(tmp_path: Path) -> None:
    folder = tmp_path / "app"
    (folder / "deps").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("idna==3.0\n")
    (folder / "requirements.txt").write_text("-r deps/base.txt\n-r ../secret.txt\n-r link.txt\n")
    (folder / "deps" / "base.txt").write_text("six==1.16.0\n")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    found = read_file(folder / "requirements.txt", home=tmp_path / "home").stock
    assert (found.components, len(found.faults)) == (1, 2)
    with pytest.raises(RepositoryGone, match="不是能读的依赖文件"):
        read_file(tmp_path / "secret.txt", home=tmp_path / "home")


def test_a_bill_of_materials_is_a_declaration_with_what_it_does_not_identify_left_open(database: sqlite3.Connection) -> None:
    components = [
        {"type": "library", "name": "django", "version": "4.1", "purl": "pkg:pypi/django@4.1"},
        {"type": "library", "name": "somebody's library", "version": "1"},
        {"type": "library", "name": "broken", "purl": "nonsense"},
    ]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {"component": {"type": "application", "name": "pay"}}}
    reading = read_bill(json.dumps(bill | {"components": components}, indent=1).encode(), name="bill.json", project="firm/pay")
    stock = reading.stock
    assert (stock.project, stock.name, stock.origin, stock.components, stock.unresolved) == ("firm/pay", "pay", "sbom", 1, 1)
    assert [fault.path for fault in stock.faults] == ["bill.json"]
    keep_stock(database, reading, at=AT)
    assert database.execute("SELECT origin, unresolved FROM project").fetchone() == ("sbom", 1)
    told = read_bill(json.dumps(bill | {"components": [], "compositions": [{"aggregate": "incomplete"}]}).encode(), name="bill.json")
    assert [fault.words for fault in told.stock.faults] == ["清单自称不完整"]
    with pytest.raises(LockfileError, match="不是能读的物料清单"):
        read_bill(b"{}", name="bill.json")
