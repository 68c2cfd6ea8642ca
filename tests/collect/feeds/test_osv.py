"""Are records in OSV's format read from wherever they lie, in JSON and YAML, and do hostile ones spoil only themselves?"""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gitrepo import Repo
from tests.store.risk.advisory_texts import record, touches
from xingtu.collect import osv_layouts
from xingtu.collect.feeds import osv
from xingtu.collect.feeds.git_dates import git_dates
from xingtu.collect.feeds.osv import read_records
from xingtu.collect.osv_layouts import Found, origin_of, records_at
from xingtu.errors import CollectError, FeedRefused
from xingtu.facts.advisories import Advisory

YAML = b"""
id: PYSEC-2031-1
modified: 2031-01-02T03:04:05+08:00
published: 2031-01-02
aliases: [CVE-2031-0001]
affected:
- package: {ecosystem: PyPI, name: Tea_Pot}
  ranges:
  - type: ECOSYSTEM
    events: [{introduced: "0"}, {fixed: "1.2"}]
"""


def read(*files: Found) -> tuple[list[tuple[Advisory, dict[str, Any]]], dict[str, str]]:
    refused: dict[str, str] = {}
    return [(advisory, json.loads(text)) for advisory, text, _ in read_records(files, refused)], refused


def pot(**more: Any) -> bytes:
    return json.dumps(record("GHSA-1", touches("teapot", {"introduced": "0"}, {"fixed": "2"})) | more).encode()


def test_yaml_is_kept_as_json_with_instants_that_end_in_z() -> None:
    ((advisory, text),), refused = read(Found("PYSEC-2031-1.yaml", YAML))
    assert not refused
    assert (advisory.modified, advisory.published) == ("2031-01-01T19:04:05Z", "2031-01-02T00:00:00Z")
    assert advisory.affected[0].package == "tea-pot"
    assert text["published"] == "2031-01-02T00:00:00Z"
    assert text["modified"] == advisory.modified


def test_files_that_are_no_records_are_neither_taken_nor_refused() -> None:
    assert read(Found("index.json", b"[1]"), Found("config.yaml", b"a: 1"), Found("all.json", b'{"hello": {}}')) == ([], {})


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.json", b"", "空文件"),
        ("a.json", b"{", "读不出来"),
        ("a.json", b"[" * 100_000, "读不出来"),
        ("a.json", pot(id="../../etc/passwd"), "id"),
        ("a.json", pot(modified="yesterday"), "modified"),
        ("a.json", pot(affected={}), "affected"),
        ("a.json", pot(affected=[{"package": {"ecosystem": "PyPI"}}]), "affected[0].package.name"),
        ("a.json", pot(affected=[touches("x", {"fixed": "1"})]), "没有 introduced"),
        ("a.json", pot(affected=[touches("x", {"introduced": "0", "fixed": "1"})]), "恰有一个边界"),
        ("a.yaml", b"id: [", "读不出来"),
        ("a.yaml", YAML + b"database_specific: {x: &a [y], z: *a}", "锚点"),
        ("a.yaml", YAML + b"database_specific: &a {x: *a}", "锚点"),
        ("a.yaml", YAML + b'"database_specific":&a {x: *a}', "锚点"),
        ("a.yaml", YAML + b"database_specific: {x: !!binary aGVsbG8=}", "读不出来"),
        ("a.yaml", YAML + b"database_specific: {x: !!set {a, b}}", "读不出来"),
        ("a.yaml", YAML + b"database_specific: {2020-01-01: 1}", "读不出来"),
        ("a.yaml", YAML + b'database_specific: !!int ""', "读不出来"),
        ("a.yaml", YAML + b"database_specific: !!timestamp x", "读不出来"),
        ("a.yaml", YAML + b"database_specific: {x: 9999-12-31T23:59:59-10:00}", "读不出来"),
        ("a.json", pot(modified="9999-12-31T23:59:59-10:00"), "modified"),
        ("a.json", pot(summary="\ud800"), "读不出来"),
        ("a.json", pot(aliases=["\ud800"]), "读不出来"),
        ("a.json", pot(summary="?").replace(b"?", b"\xed\xa0\x80"), "读不出来"),
        ("a.yaml", b"id: !!python/object/apply:os.system [ls]", "读不出来"),
    ],
)
def test_a_bad_file_is_set_aside_with_its_place_and_the_rest_is_taken(name: str, content: bytes, why: str) -> None:
    taken, refused = read(Found(name, content), Found("b.json", pot()))
    assert [advisory.id for advisory, _ in taken] == ["GHSA-1"]
    assert list(refused) == ["a"]
    assert why in refused["a"]


def test_names_that_are_no_text_and_half_characters_that_make_a_whole_one_do_no_harm() -> None:
    taken, refused = read(Found("\udcff.json", b"{"), Found("b.json", pot(summary="\U0001f9ed")))
    assert list(refused) == ["\\udcff"]
    assert [advisory.summary for advisory, _ in taken] == ["\U0001f9ed"]


def test_a_record_that_grows_past_the_limit_on_the_way_to_json_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv, "LARGEST_BYTES", 200)
    _, refused = read(Found("a.yaml", YAML))
    assert "超过上限" in refused["a"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["id", "modified", "published", "withdrawn", "aliases", "upstream", "affected", "severity", "summary", "database_specific"]


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(KEYS), values, min_size=1))
def test_any_record_is_read_or_set_aside(changed: dict[str, Any]) -> None:
    taken, refused = read(Found("a.json", pot(**changed)))
    assert len(taken) + len(refused) == 1


@given(st.binary(max_size=200), st.sampled_from(["a.json", "a.yaml"]))
def test_any_bytes_are_read_or_set_aside(content: bytes, name: str) -> None:
    taken, refused = read(Found(name, content))
    assert not taken or not refused


def places(tmp_path: Path) -> list[Path]:
    repo = Repo(tmp_path / "repo")
    repo.commit({b"in/deep/GHSA-1.json": pot(), b"in/x.txt": b"", b"out/GHSA-2.json": pot(id="GHSA-2")})
    folder = tmp_path / "folder"
    (folder / "in" / "deep").mkdir(parents=True)
    (folder / "in" / "deep" / "GHSA-1.json").write_bytes(pot())
    (folder / "in" / "link.json").symlink_to("/etc/passwd")
    return [repo.path, folder]


def test_a_folder_of_a_repository_or_folder_is_read_and_links_are_not_followed(tmp_path: Path) -> None:
    for place in places(tmp_path):
        assert [file.name for file in records_at(origin_of(place), "in")] == ["GHSA-1.json"]


def test_a_revision_that_is_not_there_and_a_place_that_is_nothing_are_told(tmp_path: Path) -> None:
    repo, _ = places(tmp_path)
    with pytest.raises(CollectError, match="v9"):
        origin_of(repo, "v9")
    with pytest.raises(CollectError, match="不是文件"):
        origin_of(tmp_path / "nothing")


def test_a_zip_is_read_without_believing_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bomb = tmp_path / "good.zip", tmp_path / "bomb.zip"
    with zipfile.ZipFile(good, "w") as archive:
        archive.writestr("../../../GHSA-1.json", pot())
    assert [file.name for file in records_at(origin_of(good))] == ["GHSA-1.json"]
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("1.json", b" " * 3_000_000)
    monkeypatch.setattr(osv_layouts, "MOST_RATIO", 2)
    with pytest.raises(FeedRefused, match="超过任何真实的公告库"):
        list(records_at(origin_of(bomb)))
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("GHSA-1.json", pot())
    content = packed.read_bytes()
    packed.write_bytes(content[:50] + bytes(byte ^ 255 for byte in content[50:80]) + content[80:])
    with pytest.raises(FeedRefused, match="读不出来"):
        list(records_at(origin_of(packed)))
    good.write_bytes(good.read_bytes()[:60] + b"\xff\xff\xff" + good.read_bytes()[63:])
    with pytest.raises(FeedRefused, match="读不出来"):
        list(records_at(origin_of(good)))


def test_git_says_when_a_record_came_and_when_it_changed(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    first = repo.commit({b"a/GO-1.json": b"1", b"b/GO-2.json": b"1"}, date=b"1900000000 +0800")
    second = repo.commit({b"a/GO-1.json": b"1", b"b/GO-2.json": b"2"}, first, date=b"1900000060 +0800")
    third = repo.commit({b"a/GO-1.json": b"1", b"a/\xff\n.json": b"1", b"b/GO-2.json": b"3"}, second, date=b"1900000120 +0800")
    dates = git_dates(repo.path, third)
    assert dates["GO-1"] == ("2030-03-17T17:46:40Z", "2030-03-17T17:46:40Z")
    assert dates["GO-2"] == ("2030-03-17T17:46:40Z", "2030-03-17T17:48:40Z")
    assert git_dates(repo.path, second)["GO-2"][1] == "2030-03-17T17:47:40Z"
    assert "GO-2" not in git_dates(repo.path, third, "a")


def test_a_shallow_clone_knows_no_first_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    tip = repo.commit({b"GO-1.json": b"1"})
    (repo.path / "shallow").write_text(f"{tip}\n", "ascii")
    assert git_dates(repo.path, tip) == {}
