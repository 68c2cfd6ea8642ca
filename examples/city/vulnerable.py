"""Two projects whose lock files name components with published flaws, and the advisories on them. Packages and advisories are invented.

Not declared in ``city.toml``: no number of the example city rests on them. The demonstration registers them by their addresses and
imports the advisories as the source 示例, so that there is something to be told, disputed and mended.
"""

import json
from pathlib import Path

from .edits import Edit, Write
from .history import History, moment
from .opening import opened
from .people import AUTHORS

REPOSITORIES = {"fares": ("hub.yunfan.example", "lizhou/fares"), "lamppost": ("hub.yunfan.example", "yaoqiao/lamppost")}
ADVISORIES = "advisories"
FARES = {"xinghe-starbolt": "2.3.0", "xinghe-tidecodec": "1.1.4", "xinghe-ledgerlib": "0.9.2"}
FARES_TEST = {"xinghe-mockline": "3.0.1"}
LAMPPOST = {"xinghe-starbolt": "2.1.0", "xinghe-lampwire": "0.4.0", "xinghe-tidecodec": "1.2.0"}


def fares() -> History:
    """A service that works out fares; its lock file fell behind."""
    history = opened(
        "fares",
        "公交票价计算服务。",
        "Works out bus fares.",
        by=AUTHORS["lin"],
        holder="Lizhou Industrial Software",
        on="2024-05-06",
        licence="MIT",
    )
    _locked(history, FARES | {"xinghe-starbolt": "1.9.0"}, "build: 锁定依赖", "2024-05-20 10:00", test=FARES_TEST)
    _locked(history, FARES, "build: 升级 starbolt", "2025-03-11 10:00", test=FARES_TEST)
    return history


def lamppost() -> History:
    """A controller of street lamps; one of its components was never what it said."""
    history = opened(
        "lamppost",
        "路灯集中控制器。",
        "Controls street lamps.",
        by=AUTHORS["shen"],
        holder="Yaoqiao Automotive Electronics",
        on="2024-08-12",
    )
    _locked(history, LAMPPOST, "build: 锁定依赖", "2025-01-15 10:00")
    return history


def _locked(history: History, pinned: dict[str, str], message: str, at: str, *, test: dict[str, str] | None = None) -> None:
    edits: list[Edit] = [Write(b"requirements.txt", _text(pinned))]
    if test:
        edits.append(Write(b"tests/requirements.txt", _text(test)))
    history.commit(edits, message, AUTHORS["lin"], moment(at))


def _text(pinned: dict[str, str]) -> bytes:
    return "".join(f"{name}=={version}\n" for name, version in pinned.items()).encode()


def write_advisories(folder: Path) -> None:
    """In OSV's form, one file a record."""
    folder.mkdir(parents=True, exist_ok=True)
    for ident, package, events, level, summary in (
        (
            "XH-2026-0001",
            "xinghe-starbolt",
            ({"introduced": "2.0.0"}, {"fixed": "2.3.2"}),
            "CRITICAL",
            "解压时可把文件写到目录之外（示例）",
        ),
        ("XH-2026-0002", "xinghe-tidecodec", ({"introduced": "0"}, {"fixed": "1.2.0"}), "HIGH", "解码超长字段时越界读取（示例）"),
        ("XH-2026-0003", "xinghe-mockline", ({"introduced": "3.0.0"}, {"last_affected": "3.0.1"}), "LOW", "测试服务器泄露路径（示例）"),
        ("XH-2026-0004", "xinghe-ledgerlib", ({"introduced": "0.9.0"},), "MODERATE", "金额取整不当（示例，尚无修复版本）"),
        ("MAL-2026-XH01", "xinghe-lampwire", ({"introduced": "0"},), "", "安装时外传环境变量的恶意包（示例）"),
    ):
        record = {
            "schema_version": "1.7.0", "id": ident, "modified": "2026-02-03T08:00:00Z", "published": "2026-02-01T08:00:00Z",
            "summary": summary, "details": "示例城市的虚构公告，不是任何真实软件的漏洞。An invented advisory on an invented package.",
            "affected": [{"package": {"ecosystem": "PyPI", "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}],
            "database_specific": {"severity": level} if level else {},
        }  # fmt: skip
        (folder / f"{ident}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
