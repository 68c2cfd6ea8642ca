"""Can a stranger recompute a run from public clones, and is it told exactly why when that cannot be?"""

import functools
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import xingtu as engine
from tests.stories.office import (
    FOLDER_OF,
    RANGES,
    award,
    clone,
    example_office,
    git,
    scratch,
    whole_city,
)  # fmt: skip
from xingtu import catalogue
from xingtu.collect.mirror import Mirrors
from xingtu.collect.source import Source
from xingtu.errors import ReplayError
from xingtu.replay import Replay, clones_from_addresses, clones_under, first_differences, replay
from xingtu.store.canonical import digest
from xingtu.store.lake import Lake
from xingtu.store.ledger import Ledger, Run, read_bundle, read_run, results_hash, write_bundle

TAKING_PART = [entry.id for entry in award().manifest.repositories if entry.tip]


@functools.cache
def bundle() -> Path:
    path = scratch("bundle") / "bundle.zip"
    write_bundle(award(), path)
    return path


@functools.cache
def strangers_clones() -> Path:
    """Clones of the award's repositories in folders of other names; one of them with a work tree."""
    folder = scratch("stranger")
    for number, repository in enumerate(TAKING_PART):
        clone(example_office().city_file.parent / FOLDER_OF[repository], folder / f"c{number}" / "x", bare=number != 0)
    return folder


def replayed(run: Run, clones: Path, tmp_path: Path) -> Replay:
    return replay(run, clones_under(clones), Lake(tmp_path / "lake"), workers=1)


def edited_bundle(path: Path, edits: Mapping[str, Callable[[bytes], bytes | None]]) -> Path:
    """The bundle with some of its files rewritten, or left out where the edit gives None."""
    with zipfile.ZipFile(bundle()) as whole, zipfile.ZipFile(path, "w") as edited:
        for name in whole.namelist():
            content = edits[name](whole.read(name)) if name in edits else whole.read(name)
            if content is not None:
                edited.writestr(name, content)
    return path


def test_a_stranger_recomputes_the_open_bundle_from_clones_of_any_name_and_shape(tmp_path: Path) -> None:
    result = replayed(read_bundle(bundle()), strangers_clones(), tmp_path)
    assert result.identical
    assert (result.run_id, result.results_hash) == (award().run_id, results_hash(award().digests, "sha256"))


def test_the_bundle_holds_the_run_and_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    write_bundle(read_bundle(bundle()), tmp_path / "again.zip")
    with zipfile.ZipFile(bundle()) as one, zipfile.ZipFile(tmp_path / "again.zip") as other:
        assert one.namelist() == other.namelist()
        assert [name for name in one.namelist() if not name.startswith("tables/") and one.read(name) != other.read(name)] == []
    assert read_bundle(tmp_path / "again.zip").digests == award().digests
    write_bundle(award(), tmp_path / "third.zip")
    assert (tmp_path / "third.zip").read_bytes() == bundle().read_bytes()


def test_a_run_over_incomplete_clones_replays_from_the_same_clones(tmp_path: Path) -> None:
    assert replayed(whole_city(), example_office().city_file.parent / "hosts", tmp_path).identical


def test_a_run_over_releases_replays_from_the_frozen_commits(tmp_path: Path) -> None:
    programme = tmp_path / "releases.toml"
    window = 'kind = "ranges"\ndefault = "v2024.12..v2025.12"\n\n[window.repository]\ngearsim-fork = "..main"'
    programme.write_text(
        RANGES.format(id="releases", money="false", incomplete="allow", libraries='["seed_library"]', window=window), "utf-8"
    )
    run = example_office().rank(programme)
    assert [entry.missing for entry in run.manifest.repositories if entry.missing] == []
    clones = tmp_path / "clones"
    shutil.copytree(strangers_clones(), clones)
    for repository in clones.glob("*/x"):
        git(repository, "tag", "--delete", *git(repository, "tag").split())
    assert replayed(run, clones, tmp_path).identical


# ── what is no longer to be had ──────────────────────────────────────────────────────────────────


def test_a_missing_repository_is_named(tmp_path: Path) -> None:
    for repository in ("gearsim", "tideml"):
        clone(example_office().city_file.parent / FOLDER_OF[repository], tmp_path / "clones" / repository)
    with pytest.raises(ReplayError) as refusal:
        replayed(award(), tmp_path / "clones", tmp_path)
    for repository in set(TAKING_PART) - {"gearsim", "gearsim-mirror", "tideml"}:
        assert f"{repository}：" in str(refusal.value)
    assert "tideml：" not in str(refusal.value)


def test_a_tip_that_was_force_pushed_away_is_named(tmp_path: Path) -> None:
    clones = tmp_path / "clones"
    shutil.copytree(strangers_clones(), clones)
    tips = {entry.tip: entry.id for entry in award().manifest.repositories}
    (theirs,) = (path for path in clones.glob("*/x") if tips.get(git(path, "rev-parse", "HEAD").strip()) == "sealbox")
    git(theirs, "update-ref", "refs/heads/main", "HEAD~1")
    for ref in git(theirs, "for-each-ref", "--format=%(refname)", "refs/tags", "refs/remotes").split():
        git(theirs, "update-ref", "-d", ref)
    git(theirs, "reflog", "expire", "--expire=now", "--all")
    git(theirs, "gc", "--quiet", "--prune=now")
    with pytest.raises(ReplayError, match=r"sealbox：.*都没有提交"):
        replayed(award(), clones, tmp_path)


def test_a_public_address_that_no_longer_holds_the_tip_is_named_with_the_reason() -> None:
    source = Source("sealbox", "https://git.xinghe.example/chenggang/sealbox", "sealbox", "https://git.xinghe.example/chenggang/sealbox")
    elsewhere = strangers_clones() / "c0" / "x"
    mirrors = mock.create_autospec(Mirrors, instance=True)
    mirrors.locate.return_value = elsewhere
    find = clones_from_addresses(mirrors, lambda _: None)
    with pytest.raises(ReplayError, match=r"sealbox：https://.* 上已没有提交 .*被改写或删除"):
        find(source, "1" * 40)


def test_a_repository_without_a_public_address_asks_for_a_clone(tmp_path: Path) -> None:
    find = clones_from_addresses(Mirrors(tmp_path), lambda _: None)
    with pytest.raises(ReplayError, match=r"--repositories"):
        find(Source("inner", "", "inner", ""), "1" * 40)


def test_clones_are_found_inside_a_checkout_too(tmp_path: Path) -> None:
    source = example_office().city_file.parent / FOLDER_OF["gearsim"]
    clone(example_office().city_file.parent / FOLDER_OF["sealbox"], tmp_path / "checkout", bare=False)
    clone(source, tmp_path / "checkout" / "clones" / "g.git")
    tip = git(source, "rev-parse", "HEAD").strip()
    assert clones_under(tmp_path / "checkout")(Source("gearsim", "", "", ""), tip) == tmp_path / "checkout" / "clones" / "g.git"


def test_a_folder_of_clones_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="不是文件夹"):
        clones_under(tmp_path / "nowhere")


# ── what was changed ─────────────────────────────────────────────────────────────────────────────


def _other_salt(manifest: bytes) -> bytes:
    return manifest.replace(award().manifest.salt.encode(), b"0" * 64)


def _another_row(table: bytes) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pq.read_table(io.BytesIO(table)).slice(1), sink)
    return sink.getvalue()


TAMPERED: dict[str, tuple[str, Callable[[bytes], bytes | None], str]] = {
    "manifest": ("manifest.json", _other_salt, r"manifest\.json"),
    "manifest that is none": ("manifest.json", lambda _: b"[1, 2]", r"manifest\.json"),
    "manifest of another format": (
        "manifest.json",
        lambda content: content.replace(b"xingtu-manifest/1", b"xingtu-manifest/9"),
        "xingtu-manifest/9",
    ),
    "hash nobody knows": ("manifest.json", lambda content: content.replace(b'"sha256"', b'"md4711"'), "md4711"),
    "manifest gone": ("manifest.json", lambda _: None, r"manifest\.json"),
    "policy": ("policy/crediting.toml", lambda content: content + b"\n", r"policy/crediting\.toml"),
    "programme": (
        "policy/contribution-award-2025.toml",
        lambda content: content.replace(b"5_000_000", b"9_000_000"),
        r"contribution-award-2025\.toml",
    ),
    "policy gone": ("policy/office.toml", lambda _: None, r"policy/office\.toml"),
    "declarations": ("declarations.json", lambda content: content.replace(b"citizen-01", b"citizen-02", 1), r"declarations\.json"),
    "table": ("tables/verdicts.parquet", _another_row, "verdicts"),
    "table that is none": ("tables/changes.parquet", lambda content: content[:100], r"tables/changes\.parquet"),
    "table gone": ("tables/authorship.parquet", lambda _: None, "authorship"),
    "results": ("results.json", lambda content: content.replace(json.loads(content)["tables"]["changes"].encode(), b"0" * 64), "changes"),
    "results that are none": ("results.json", lambda _: b"{", r"results\.json"),
    "results hash": (
        "results.json",
        lambda content: content.replace(json.loads(content)["results_hash"].encode(), b"0" * 64),
        "results_hash",
    ),
}


@pytest.mark.parametrize(("name", "edit", "said"), TAMPERED.values(), ids=TAMPERED)
def test_a_file_that_was_changed_is_named(name: str, edit: Callable[[bytes], bytes | None], said: str, tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match=said):
        read_bundle(edited_bundle(tmp_path / "bundle.zip", {name: edit}))


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04" + b"\0" * 40])
def test_a_file_that_is_no_bundle_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(content)
    with pytest.raises(ReplayError, match="不是星图的运行包"):
        read_bundle(tmp_path / "bundle.zip")


def test_a_bundle_cut_short_or_scratched_anywhere_is_refused_and_never_read_wrongly(tmp_path: Path) -> None:
    whole = bundle().read_bytes()
    for place in range(0, len(whole), len(whole) // 40):
        scratched = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        for content in (whole[:place], scratched):
            (tmp_path / "bundle.zip").write_bytes(content)
            try:
                run = read_bundle(tmp_path / "bundle.zip")
            except ReplayError:
                continue
            assert (run.run_id, run.digests) == (award().run_id, award().digests)


def test_numbers_rewritten_consistently_are_found_by_recomputing(tmp_path: Path) -> None:
    verdicts = award().tables["verdicts"]
    place = verdicts.schema.get_field_index("amount_fen")
    richer = verdicts.set_column(place, verdicts.schema.field(place), pa.array([9_900_000] * verdicts.num_rows, pa.int64()))
    forged = Run(award().manifest, award().declarations, award().policy, {**award().tables, "verdicts": richer})
    write_bundle(forged, tmp_path / "forged.zip")
    result = replayed(read_bundle(tmp_path / "forged.zip"), strangers_clones(), tmp_path)
    assert not result.identical
    assert [difference.table for difference in result.differences] == ["verdicts"]
    assert "9900000" in (result.differences[0].written or "")


def test_another_gap_than_the_manifest_names_is_shown(tmp_path: Path) -> None:
    repositories = tuple(
        replace(entry, measured_commits=entry.measured_commits - 1, unmeasured=("f" * 40,), missing=("少了一个",))
        if entry.id == "gearsim"
        else entry
        for entry in award().manifest.repositories
    )
    forged = Run(replace(award().manifest, repositories=repositories), award().declarations, award().policy, award().tables)
    result = replayed(forged, strangers_clones(), tmp_path)
    assert not result.identical


def test_a_clone_with_other_content_behind_the_same_tip_shows_the_first_difference(tmp_path: Path) -> None:
    clones = tmp_path / "clones"
    shutil.copytree(strangers_clones(), clones)
    tips = {entry.tip: entry.id for entry in award().manifest.repositories}
    (theirs,) = (path for path in clones.glob("*/x") if tips.get(git(path, "rev-parse", "HEAD").strip()) == "reedstore")
    for loose in (theirs / "objects" / "pack").glob("*"):
        loose.chmod(0o644)
    git(theirs, "config", "gc.auto", "0")
    parent = git(theirs, "rev-parse", "HEAD~8").strip()
    (theirs / "shallow").write_text(parent + "\n", "ascii")
    result = replayed(award(), clones, tmp_path)
    assert not result.identical
    tables = {difference.table for difference in result.differences}
    assert "changes" in tables
    assert all(difference.row > 0 for difference in result.differences)


# ── other versions ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("older", "named"),
    [
        (replace(award().manifest, engine="0.0.9"), r"星图 0\.0\.9"),
        (replace(award().manifest, metrics={**award().manifest.metrics, "merged_changes": 77}), r"指标 merged_changes：第 77 版"),
        (replace(award().manifest, rules={**award().manifest.rules, "gone": 1}), r"规则 gone：第 1 版，本机没有"),
        (replace(award().manifest, reading="0" * 24), "读取方式"),
    ],
)
def test_a_run_by_other_definitions_says_which_and_what_to_install(older: object, named: str, tmp_path: Path) -> None:
    run = Run(older, award().declarations, award().policy, award().tables)  # type: ignore[arg-type]
    with pytest.raises(ReplayError, match=named) as refusal:
        replayed(run, strangers_clones(), tmp_path)
    assert f"v{run.manifest.engine}" in str(refusal.value)


def test_the_versions_asked_for_are_those_of_this_engine() -> None:
    assert award().manifest.engine == engine.__version__
    assert award().manifest.metrics == {metric.id: metric.version for metric in catalogue.metrics().values()}


# ── rows that differ ─────────────────────────────────────────────────────────────────────────────


def test_the_first_difference_counts_rows_in_canonical_order_and_ignores_theirs() -> None:
    ours, theirs = pa.table({"a": ["x", "y", "z"]}), pa.table({"a": ["z", "x", "w"]})
    (difference,) = first_differences({"t": ours, "same": ours}, {"t": theirs, "same": ours.take([2, 0, 1])})
    assert (difference.table, difference.row, difference.written, difference.recomputed) == ("t", 1, '["x"]', '["w"]')


def test_a_table_or_row_that_only_one_side_has_is_a_difference() -> None:
    assert first_differences({"t": pa.table({"a": [1]})}, {})[0].recomputed is None
    assert first_differences({"t": pa.table({"a": [1]})}, {"t": pa.table({"a": [1, 2]})})[0].written is None


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────


def small_ledger(home: Path) -> Ledger:
    ledger = Ledger(home)
    ledger.save(award())
    return ledger


def test_a_run_is_written_once_and_never_again(tmp_path: Path) -> None:
    ledger = small_ledger(tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in ledger.folder.rglob("*") if path.is_file()}
    assert ledger.save(award()) == ledger.path(award().run_id)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in ledger.folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in ledger.folder.iterdir()] == [award().run_id]


def test_a_run_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    ledger = small_ledger(tmp_path)
    assert ledger.load(award().run_id[:6]).run_id == award().run_id
    for reference in (award().run_id[:5], "", "f" * 12, award().run_id + "0"):
        with pytest.raises(ReplayError, match="没有这个运行"):
            ledger.find(reference)


def test_a_beginning_that_several_runs_share_is_refused(tmp_path: Path) -> None:
    ledger = small_ledger(tmp_path)
    twin = ledger.folder / (award().run_id[:10] + "f" * 54)
    shutil.copytree(ledger.path(award().run_id), twin)
    with pytest.raises(ReplayError, match="有多个运行以它开头"):
        ledger.find(award().run_id[:10])
    with pytest.raises(ReplayError, match="其实是"):
        ledger.load(twin.name)


def test_a_run_changed_on_disk_is_refused(tmp_path: Path) -> None:
    folder = small_ledger(tmp_path).path(award().run_id)
    table = folder / "tables" / "people.parquet"
    table.write_bytes(_another_row(table.read_bytes()))
    with pytest.raises(ReplayError, match="people"):
        read_run(folder)


def test_the_parquet_writer_does_not_matter_to_a_run(tmp_path: Path) -> None:
    folder = small_ledger(tmp_path).path(award().run_id)
    for path in (folder / "tables").glob("*.parquet"):
        table = pq.read_table(path)
        backwards = table.take(list(range(table.num_rows))[::-1])
        pq.write_table(backwards, path, row_group_size=3, compression="gzip", version="1.0", coerce_timestamps="us")
    assert read_run(folder).digests == award().digests


def test_the_declarations_in_a_run_are_those_the_manifest_names() -> None:
    assert digest(award().declarations.encode()) == award().manifest.declarations
