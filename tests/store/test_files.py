"""Is there ever half a file or half a folder?"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from xingtu.store.files import remove_leftovers, whole_folder, write_whole


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


class Interrupted(Exception):
    pass


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "a", b"one")
    write_whole(tmp_path / "new" / "a", b"two")
    assert (tmp_path / "new" / "a").read_bytes() == b"two"
    assert names(tmp_path / "new") == ["a"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "a", b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_folder_appears_only_when_the_block_ends_well(tmp_path: Path) -> None:
    def fill() -> None:
        with whole_folder(tmp_path / "x") as folder:
            (folder / "a").write_bytes(b"1")
            assert not (tmp_path / "x").exists()
            raise Interrupted

    with pytest.raises(Interrupted):
        fill()
    assert names(tmp_path) == []
    with whole_folder(tmp_path / "x") as folder:
        (folder / "a").write_bytes(b"2")
    assert (tmp_path / "x" / "a").read_bytes() == b"2"
    assert names(tmp_path) == ["x"]


def test_a_folder_that_is_there_already_stays(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        with whole_folder(tmp_path / "x") as folder:
            (folder / "a").write_bytes(content)
    assert (tmp_path / "x" / "a").read_bytes() == b"first"
    assert names(tmp_path) == ["x"]


def test_a_file_in_the_folders_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"in the way")
    with pytest.raises(OSError, match="x"), whole_folder(tmp_path / "x"):
        pass


def test_a_killed_process_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom xingtu.store.files import whole_folder\n"
        "with whole_folder(Path(sys.argv[1]) / 'x') as folder:\n"
        "    (folder / 'a').write_bytes(b'1')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=os.environ | {"PYTHONPATH": source}, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "x").exists()
    (tmp_path / ".b.1234.tmp").write_bytes(b"")
    (tmp_path / "kept").write_bytes(b"")
    assert len(names(tmp_path)) == 3
    remove_leftovers(tmp_path)
    assert names(tmp_path) == ["kept"]
