"""Is a ScanCode that would speak in riddles found before it is asked, and is the way to mend it told?"""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from tests.test_doctor import looked_at
from xingtu.detect.licences import installed


def test_nothing_is_wrong_where_the_tests_run(tmp_path: Path) -> None:
    assert installed.flaw() is None
    assert looked_at(tmp_path)["许可证检测"].state == "ok"


def test_a_newer_pluggy_is_named_with_what_it_causes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installed, "version", {"scancode-toolkit": "32.5.0", "pluggy": "1.7.0"}.__getitem__)
    found = looked_at(tmp_path)["许可证检测"]
    assert found.state == "missing"
    assert "pluggy 是 1.7.0，需要 1.5.0" in found.said
    assert "license cache may be corrupted" in found.said
    assert "make run" in found.remedy


def test_another_scancode_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "version", {"scancode-toolkit": "32.6.0", "pluggy": "1.5.0"}.__getitem__)
    said, _ = installed.flaw() or ("", "")
    assert "scancode-toolkit 是 32.6.0，需要 32.5.0" in said


def test_a_missing_scancode_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installed, "version", version)
    assert (installed.flaw() or ("",))[0] == "没有安装 scancode-toolkit"


def test_an_installation_without_its_index_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installed, "INDEX", tmp_path / "no")
    said, remedy = installed.flaw() or ("", "")
    assert "索引不在" in said
    assert "make run" in remedy


def test_the_versions_are_those_of_the_locks() -> None:
    locked = (Path(__file__).parents[2] / "requirements" / "run.txt").read_text("utf-8")
    assert f"scancode-toolkit=={installed.SCANCODE} " in locked
    assert f"pluggy=={installed.PLUGGY} " in locked


def test_looking_loads_nothing_of_it() -> None:
    code = "import sys; from xingtu.detect.licences.installed import flaw; flaw(); print('licensedcode' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
