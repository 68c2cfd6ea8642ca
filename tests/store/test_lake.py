"""Where do facts lie, and which scan is the newest?"""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xingtu.errors import CollectError
from xingtu.store.files import write_whole
from xingtu.store.lake import Lake, Scan, scan_json

SCAN = Scan(
    scan="s1", repository="gitee.com/o/r", path="/r", url="", refs={"refs/heads/main": "a" * 40}, default_branch="refs/heads/main",
    tip="a" * 40,
    object_format="sha1", roots=("b" * 40,), mailmap="m", reading="r", attributes="a", classes="c",
    expected_commits=2, measured_commits=2,
    unmeasured=(), unreachable_commits=0,
)  # fmt: skip


def publish(lake: Lake, scan: Scan) -> Scan:
    folder = lake.folder(scan.repository) / scan.scan
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"commit": ["a", "b"], "n": [1, 2]}), folder / "commits.parquet")
    write_whole(folder / "scan.json", scan_json(scan))
    lake.point_to(scan)
    return scan


def test_the_newest_scan_is_the_one_pointed_to(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    assert lake.latest("gitee.com/o/r") is None
    publish(lake, SCAN)
    newer = publish(lake, replace(SCAN, scan="s2", notes=("注意",), unmeasured=("x",), missing=("缺",)))
    assert lake.latest(SCAN.repository) == newer
    assert lake.scan(SCAN.repository, "s1") == SCAN
    assert lake.table(newer, "commits", ["n"]).to_pylist() == [{"n": 1}, {"n": 2}]


def test_a_scan_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match="没有编号为 s9 的扫描"):
        Lake(tmp_path).scan("r", "s9")


@pytest.mark.parametrize("id_", ["gitee.com/o/r", "o/../../r", "..", ".", ".hidden.tmp", "中文/仓库", "a%2Fb", "a b", "C:\\r"])
def test_any_id_has_a_folder_of_its_own_inside_the_lake(tmp_path: Path, id_: str) -> None:
    lake = Lake(tmp_path)
    assert lake.folder(id_).resolve().parent == lake.facts.resolve()
    publish(lake, replace(SCAN, repository=id_))
    publish(lake, SCAN) if id_ != SCAN.repository else None
    assert lake.repositories() == sorted({id_, SCAN.repository})


def test_relatives_share_a_root(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for id_, root in (("one", "x"), ("two", "x"), ("three", "y")):
        publish(lake, replace(SCAN, repository=id_, roots=(root,)))
    assert [scan.repository for scan in lake.relatives("one", {"x", "z"})] == ["two"]
    assert lake.relatives("one", set()) == []


def test_a_scan_is_complete_only_when_all_was_read() -> None:
    assert SCAN.complete
    assert not replace(SCAN, measured_commits=1).complete
    assert not replace(SCAN, missing=("缺",)).complete


def test_a_lock_keeps_others_out_and_clears_what_the_dead_left(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.folder("r").mkdir(parents=True)
    (lake.folder("r") / ".s3.abcd.tmp").mkdir()
    with lake.locked("r"):
        assert not (lake.folder("r") / ".s3.abcd.tmp").exists()
        with pytest.raises(CollectError, match="另一个进程正在扫描 r"), lake.locked("r"):
            pass
        with lake.locked("other"):
            pass
    with lake.locked("r"):
        pass


def test_staging_is_cleared_with_all_in_it(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    (lake.staging("r") / "chunk").mkdir(parents=True)
    lake.clear_staging("r")
    lake.clear_staging("r")
    assert not lake.staging("r").exists()
