"""Does the doctor find what is missing on a machine, and say how to get it?"""

import subprocess
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from tests.stories.office import CHECKOUT
from xingtu import doctor
from xingtu.doctor import Finding, examine
from xingtu.settings import Settings, settings_from


def looked_at(tmp_path: Path, **environment: str) -> dict[str, Finding]:
    given: Settings = settings_from({"XINGTU_HOME": str(tmp_path / "home"), **environment})
    return {finding.name: finding for finding in examine(given)}


def test_nothing_is_missing_where_the_tests_run(tmp_path: Path) -> None:
    assert [finding for finding in looked_at(tmp_path).values() if finding.state == "missing"] == []
    assert not (tmp_path / "home").exists()


def test_a_missing_git_is_found_and_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    git = looked_at(tmp_path)["git"]
    assert git.state == "missing"
    assert "apt install git" in git.remedy


@pytest.mark.parametrize(
    ("version", "state"),
    [("git version 2.31.8", "missing"), ("git version 2.32.0.windows.1", "ok"), ("git version 3.0.1", "ok"), ("nonsense", "missing")],
)
def test_a_git_that_is_too_old_is_missing(version: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout=version))
    assert looked_at(tmp_path)["git"].state == state


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "duckdb":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(doctor, "version", version)
    libraries = looked_at(tmp_path)["依赖库"]
    assert libraries.state == "missing"
    assert "duckdb" in libraries.said
    assert "make run" in libraries.remedy


def test_a_policy_folder_without_its_files_names_them(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text("")
    policy = looked_at(tmp_path, XINGTU_POLICY=str(tmp_path))["规则文件"]
    assert policy.state == "missing"
    assert "crediting.toml" in policy.said
    assert "office.toml" not in policy.said
    assert "XINGTU_POLICY" in policy.remedy


def test_a_policy_folder_with_the_ranking_files_alone_serves_no_portal(tmp_path: Path) -> None:
    for name in ("crediting.toml", "office.toml", "fields.toml"):
        (tmp_path / name).write_text("")
    policy = looked_at(tmp_path, XINGTU_POLICY=str(tmp_path))["规则文件"]
    assert policy.state == "warning"
    assert "libraries.toml、pillars.toml" in policy.said
    assert "fields.toml" not in policy.said


def test_a_home_that_cannot_be_written_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def touch(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "touch", touch)
    home = looked_at(tmp_path)["数据文件夹"]
    assert home.state == "missing"
    assert "XINGTU_HOME" in home.remedy


def test_a_home_that_is_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert looked_at(tmp_path)["数据文件夹"].state == "missing"


@pytest.mark.parametrize(("name", "change", "state"), [
    ("散列算法", lambda patch: patch.setattr(doctor, "ALGORITHMS", {"sha256": None}), "warning"),
    ("磁盘空间", lambda patch: patch.setattr(doctor, "LITTLE_SPACE_BYTES", 2**80), "warning"),
])  # fmt: skip
def test_what_is_only_inconvenient_is_a_warning(
    name: str, change: Callable[[pytest.MonkeyPatch], None], state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch)
    finding = looked_at(tmp_path)[name]
    assert finding.state == state
    assert finding.remedy


def test_every_finding_that_is_not_well_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert all(finding.remedy for finding in looked_at(tmp_path, XINGTU_POLICY=str(tmp_path)).values() if finding.state != "ok")


def test_the_example_of_the_checkout_is_the_policy_by_default(tmp_path: Path) -> None:
    assert looked_at(tmp_path)["规则文件"].said == str(CHECKOUT / "policy")
