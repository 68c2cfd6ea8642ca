"""What does the engine need on this machine, is it there, and how is it had?"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Literal

from xingtu.collect.git import ENVIRONMENT
from xingtu.detect.licences.installed import SCANCODE, flaw
from xingtu.settings import Settings
from xingtu.store.canonical import ALGORITHMS

OLDEST_GIT = (2, 32)
"""GIT_CONFIG_GLOBAL, by which the owner's own configuration is kept out, came with 2.32."""
OLDEST_PYTHON = (3, 11)
RANKING_FILES = ("crediting.toml", "office.toml")
PORTAL_FILES = ("fields.toml", "libraries.toml", "pillars.toml")
LITTLE_SPACE_BYTES = 5 * 2**30
NAME = re.compile(r"^[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    state: Literal["ok", "warning", "missing"]
    said: str
    remedy: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Everything the engine needs, in the order in which one would set it up."""
    machine = [_python(), _git(), _libraries(), _scancode(), _hashes()]
    return [*machine, _policy(settings), _home(settings), _space(settings), _workers(settings)]


def _python() -> Finding:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Finding("Python", "missing", f"{here}，需要 3.11 以上", "安装 Python 3.11 或更新版本后重新 make run")
    return Finding("Python", "ok", here)


def _git() -> Finding:
    path = shutil.which("git")
    if path is None:
        return Finding("git", "missing", "没有安装", "Debian/Ubuntu：apt install git；Fedora：dnf install git；macOS：brew install git")
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, env=ENVIRONMENT, check=False).stdout
    found = re.search(r"(\d+)\.(\d+)", answer)
    if found is None or (int(found[1]), int(found[2])) < OLDEST_GIT:
        return Finding("git", "missing", f"{answer.strip()}，需要 2.32 以上", "请升级 git")
    return Finding("git", "ok", answer.strip().removeprefix("git version "))


def _libraries() -> Finding:
    missing = []
    for requirement in requires("xingtu") or []:
        name = NAME.match(requirement)
        if name is None or "extra ==" in requirement:
            continue
        try:
            version(name[0])
        except PackageNotFoundError:
            missing.append(name[0])
    if missing:
        return Finding(
            "依赖库",
            "missing",
            f"缺少 {'、'.join(missing)}",
            "在检出的根目录运行 make run，或 pip install --require-hashes -r requirements/run.txt",
        )
    return Finding("依赖库", "ok", "齐全")


def _scancode() -> Finding:
    wrong = flaw()
    if wrong is not None:
        return Finding("许可证检测", "missing", *wrong)
    return Finding("许可证检测", "ok", f"ScanCode {SCANCODE}")


def _hashes() -> Finding:
    if "sm3" not in ALGORITHMS:
        return Finding("散列算法", "warning", "SHA-256 可用，SM3 不可用", "需要国密 SM3 时，请使用带 SM3 的 OpenSSL 编译的 Python")
    return Finding("散列算法", "ok", "SHA-256、SM3")


def _policy(settings: Settings) -> Finding:
    remedy = "用 XINGTU_POLICY 指向本市的 policy 文件夹"
    if needed := _without(settings, RANKING_FILES):
        return Finding("规则文件", "missing", f"{settings.policy} 中没有 {needed}", remedy)
    if needed := _without(settings, PORTAL_FILES):
        return Finding("规则文件", "warning", f"可以排名；门户还需要 {needed}，{settings.policy} 中没有", remedy)
    return Finding("规则文件", "ok", str(settings.policy))


def _without(settings: Settings, names: tuple[str, ...]) -> str:
    return "、".join(name for name in names if not (settings.policy / name).is_file())


def _home(settings: Settings) -> Finding:
    existing = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    probe = existing / ".xingtu-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding("数据文件夹", "missing", f"{settings.home} 不可写（{error.strerror}）", "用 XINGTU_HOME 指定一个可写的文件夹")
    return Finding("数据文件夹", "ok", str(settings.home))


def _space(settings: Settings) -> Finding:
    existing = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    said = f"剩余 {free / 2**30:,.1f} GiB"
    if free < LITTLE_SPACE_BYTES:
        return Finding("磁盘空间", "warning", said, "克隆和事实表需要空间；请清理，或把 XINGTU_HOME 移到更大的盘上")
    return Finding("磁盘空间", "ok", said)


def _workers(settings: Settings) -> Finding:
    return Finding("并行进程", "ok", f"{settings.workers}（XINGTU_WORKERS 可改）")
