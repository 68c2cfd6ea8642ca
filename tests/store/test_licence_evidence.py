"""Is licence evidence read again as it was written, and is it there whole or not at all?"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.licences.evidence import evidence, file, finding, root
from xingtu.errors import EvidenceError
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.store.licence_evidence import LicenceStore, summarised
from xingtu.store.schema import read_parquet

SCAN = "0123456789abcdef"


def conflict() -> LicenceConflict:
    return LicenceConflict(
        "local/a/b", "c" * 40, "vendor/x", "MIT", "GPL-2.0-only", "copied", None, "source", "incompatible",
        ("osadl@2024-05-22",), ("第 2 条",), ("clause 2",), (), (), ("notice",), ("vendor/x/a.c:1-3",),
    )  # fmt: skip


def test_what_is_kept_is_read_back_row_for_row(tmp_path: Path) -> None:
    whole = evidence(files=(file("a.c", "MIT"), file("许可证", "MulanPSL-2.0", copyrights=("© 李",))), conflicts=(conflict(),))
    store = LicenceStore(tmp_path)
    summary = store.keep(SCAN, whole)
    assert store.evidence("local/a/b", SCAN) == whole
    assert store.summary("local/a/b", SCAN) == summary == summarised(SCAN, whole)


def test_every_table_lies_beside_the_first_screen_for_queries(tmp_path: Path) -> None:
    store = LicenceStore(tmp_path)
    store.keep(SCAN, evidence(files=(file("a.c", "MIT"),), conflicts=(conflict(),)))
    folder = store.folder("local/a/b") / SCAN
    rows = {path.stem: read_parquet(path).num_rows for path in folder.glob("*.parquet")}
    assert rows == {"licence_files": 1, "licence_findings": 1, "licence_roots": 1, "licence_conflicts": 1}
    assert json.loads((folder / "evidence.json").read_bytes())["form"] == 1


def test_a_scan_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    store = LicenceStore(tmp_path)
    store.keep(SCAN, evidence(files=(file("a.c", "MIT"),)))
    store.keep(SCAN, evidence(files=(file("a.c", "ISC"),)))
    assert store.evidence("local/a/b", SCAN).files[0].effective == "MIT"


def test_what_a_killed_process_left_is_cleared_and_never_read(tmp_path: Path) -> None:
    store = LicenceStore(tmp_path)
    leftover = store.folder("local/a/b") / f".{SCAN}.dead.tmp"
    leftover.mkdir(parents=True)
    (leftover / "evidence.json").write_text("{", "ascii")
    assert store.summary("local/a/b", SCAN) is None
    store.keep(SCAN, evidence())
    assert not leftover.exists()


def test_the_newest_scan_is_the_one_pointed_to(tmp_path: Path) -> None:
    store = LicenceStore(tmp_path)
    assert store.latest("local/a/b") is None
    assert store.repositories() == []
    store.keep(SCAN, evidence())
    assert store.latest("local/a/b") is None
    store.point_to("local/a/b", SCAN)
    latest = store.latest("local/a/b")
    assert latest is not None
    assert latest.scan == SCAN
    assert store.repositories() == ["local/a/b"]


def test_ids_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    store = LicenceStore(tmp_path)
    for repository in ("..", ".", "../../x", "a/../../b"):
        assert store.folder(repository).parent == tmp_path / "licences"
        assert store.folder(repository).name not in {".", ".."}


def test_a_scan_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=f"没有编号为 {SCAN} 的许可证证据；请重新运行 xingtu licences"):
        LicenceStore(tmp_path).evidence("local/a/b", SCAN)


@pytest.mark.parametrize("damage", ["{", "[]", '{"form": 1}', '{"look": {}, "roots": []}'])
def test_a_damaged_first_screen_names_the_folder_to_move_away(tmp_path: Path, damage: str) -> None:
    store = LicenceStore(tmp_path)
    folder = store.folder("local/a/b") / SCAN
    folder.mkdir(parents=True)
    (folder / "evidence.json").write_text(damage, "utf-8")
    with pytest.raises(EvidenceError, match=f"请移走 .*{SCAN} 后重新运行"):
        store.summary("local/a/b", SCAN)


def test_a_table_that_is_missing_is_named(tmp_path: Path) -> None:
    store = LicenceStore(tmp_path)
    store.keep(SCAN, evidence())
    (store.folder("local/a/b") / SCAN / "licence_findings.parquet").unlink()
    with pytest.raises(EvidenceError, match=r"没有 licence_findings\.parquet"):
        store.evidence("local/a/b", SCAN)


def test_names_that_are_no_text_come_back_as_they_were(tmp_path: Path) -> None:
    odd = "src/caf\udce9.c"
    whole = evidence(files=(file(odd, "MIT"), file("src/二.c", "MIT")), roots=(root(""), root("vendor/\udcff", vendored=True)))
    store = LicenceStore(tmp_path)
    store.keep(SCAN, whole)
    assert store.evidence("local/a/b", SCAN) == whole
    assert read_parquet(store.folder("local/a/b") / SCAN / "licence_files.parquet").column("path").to_pylist()[0] == r"src/caf\xe9.c"


@settings(max_examples=25)
@given(st.lists(st.binary(min_size=1, max_size=12).filter(lambda name: b"\0" not in name), min_size=1, max_size=3, unique=True))
def test_any_bytes_can_be_a_name(names: list[bytes]) -> None:
    whole = evidence(files=[file(name.decode("utf-8", "surrogateescape"), "MIT") for name in names])
    with TemporaryDirectory() as folder:
        store = LicenceStore(Path(folder))
        store.keep(SCAN, whole)
        assert store.evidence("local/a/b", SCAN) == whole


def test_the_summary_counts_files_by_what_they_say_and_findings_by_grade() -> None:
    whole = evidence(
        files=(file("a.c", "MIT"), file("b.c", "MIT", root="vendor/x"), file("c.c", ""), file("link", "", state="symlink")),
        findings=(finding("a.c"), finding("b.c", grade="D"), finding("c.c", set_aside="test_data")),
        roots=(root(""), root("vendor/x", vendored=True)),
    )
    summary = summarised(SCAN, whole)
    assert [(count.expression, count.files, count.vendored_files) for count in summary.licences] == [("MIT", 2, 1), ("", 1, 0)]
    assert summary.grades == {"A": 1, "D": 1, "set_aside": 1}


def test_reading_a_first_screen_loads_neither_arrow_nor_scancode(tmp_path: Path) -> None:
    LicenceStore(tmp_path).keep(SCAN, evidence())
    code = (
        "import sys; from pathlib import Path; from xingtu.store.licence_evidence import LicenceStore; "
        f"assert LicenceStore(Path({str(tmp_path)!r})).summary('local/a/b', {SCAN!r}); "
        "print([name for name in ('pyarrow', 'licensedcode', 'scancode', 'ibis') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
