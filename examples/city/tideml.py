"""tideml, forecasting of water levels (人工智能): bots, AI agents, co-authors, large and generated files, a vulnerable lockfile."""

import hashlib
import json

from .edits import Write
from .history import History, moment
from .opening import opened
from .people import AUTHORS, trailer
from .sources import first_version
from .timeline import play

TIMELINE = """
2023-09-05 lu tideml/series.py window feat: 滑动窗口
2023-09-19 han tideml/series.py fill_gaps feat: 缺测插补
2023-10-17 lu tideml/model.py encoder feat: 编码器
2023-11-14 han tideml/train.py warmup feat: 学习率预热
2023-12-05 * lockfile
2024-02-20 lu tideml/model.py encoder fix: 编码器的掩码
2024-03-19 ye docs/usage.md 安装 docs: 安装说明
2024-04-16 * deps_bot_2024
2024-05-07 liang tideml/series.py seasonal feat: 季节项
2024-06-18 lu tideml/model.py decoder feat: 解码器
2024-09-03 han tideml/train.py clip feat: 梯度裁剪
2024-10-15 ye docs/usage.md 数据 docs: 数据格式
2024-11-26 lu tideml/model.py decoder perf: 解码器缓存
2024-12-17 liang tideml/series.py seasonal fix: 季节项的闰年
2025-01-09 * tagged_2024
2025-01-20 han tideml/train.py clip fix: 裁剪阈值随步数变化
2025-02-06 lu tideml/model.py attention feat: 稀疏注意力
2025-02-20 * co_authored
2025-03-05 ye docs/usage.md 部署 docs: 部署说明
2025-03-17 * deps_bot
2025-03-26 han tideml/series.py tide_phase feat: 潮位相位
2025-04-09 liang tideml/series.py quantile feat: 分位数损失
2025-04-23 * written_by_the_agent
2025-05-08 lu tideml/model.py attention fix: 注意力的边界
2025-05-22 * assisted_by_the_agent
2025-06-05 han tideml/evaluate.py score feat: 评分
2025-06-19 * ci_bot
2025-07-03 ye viewer/chart.js draw_band viewer: 绘制置信带
2025-07-17 * large_and_generated_files
2025-08-01 lu tideml/evaluate.py calibrate feat: 校准曲线
2025-08-20 han tideml/evaluate.py score fix: 评分忽略缺测
2025-09-10 liang tideml/series.py quantile fix: 分位数交叉
2025-09-24 lu.gb tideml/model.py distil feat: 模型蒸馏
2025-10-09 * own_trailer
2025-10-22 ye viewer/chart.js draw_axis viewer: 坐标轴
2025-11-06 han tideml/train.py resume feat: 断点续训
2025-11-20 lu.gb tideml/model.py distil fix: 蒸馏温度
2025-12-04 liang tideml/evaluate.py drift feat: 漂移检测
2025-12-18 ye viewer/chart.js draw_band viewer: 置信带颜色
2025-12-29 * tagged
2026-01-21 han tideml/train.py resume fix: 续训的随机种子
2026-02-11 lu tideml/evaluate.py drift fix: 漂移检测的窗口
"""


def tideml() -> History:
    """Tell the story."""
    history = opened(
        "tideml",
        "潮位预报模型。",
        "Models that forecast water levels.",
        by=AUTHORS["lu"],
        holder="Xinghe University of Technology",
        on="2023-09-01",
    )
    cases = (
        lockfile,
        deps_bot_2024,
        tagged_2024,
        co_authored,
        deps_bot,
        written_by_the_agent,
        assisted_by_the_agent,
        ci_bot,
        large_and_generated_files,
        own_trailer,
        tagged,
    )
    play(history, TIMELINE, {case.__name__: case for case in cases})
    return history


def _lock(chart: str) -> bytes:
    packages = {
        "": {"name": "tideml-viewer", "version": "0.1.0", "dependencies": {"minimist": "1.2.0", "tide-axis": chart}},
        "node_modules/minimist": {"version": "1.2.0", "license": "MIT"},
        "node_modules/tide-axis": {"version": chart, "license": "MIT"},
    }
    lock = {"name": "tideml-viewer", "version": "0.1.0", "lockfileVersion": 3, "requires": True, "packages": packages}
    return (json.dumps(lock, indent=2) + "\n").encode()


def lockfile(history: History, day: str) -> None:
    """The viewer's lockfile pins minimist 1.2.0, which CVE-2020-7598 affects; no later commit mends it."""
    edits = [Write(b"viewer/package-lock.json", _lock("1.1.0"))]
    history.commit(edits, "viewer: 锁定依赖", AUTHORS["lu"], moment(f"{day} 10:00"))


def deps_bot_2024(history: History, day: str) -> None:
    """A dependency bot's commit of 2024: outside the window and a bot's, so it counts for nobody twice over."""
    history.commit([Write(b"viewer/package-lock.json", _lock("1.1.1"))], "deps: tide-axis 1.1.1", AUTHORS["deps"], moment(f"{day} 03:00"))


def tagged_2024(history: History, day: str) -> None:
    """The tag that ends 2024 is put on in January: a tag marks a commit, not a day."""
    history.tag("v2024.12", AUTHORS["lu"], moment(f"{day} 10:00"))


def co_authored(history: History, day: str) -> None:
    """Lu writes, Han and Liang are co-authors: one change, by policy all Lu's, or a third each, or one each (the inflation shown)."""
    edit = first_version("tideml/ensemble.py", "ensemble", "集成")
    people = "\n".join(trailer("Co-authored-by", who) for who in ("han", "liang"))
    history.commit([edit], f"feat: 模型集成\n\n三人结对完成。\n\n{people}", AUTHORS["lu"], moment(f"{day} 10:00"))


def deps_bot(history: History, day: str) -> None:
    """The dependency bot again, inside the window: shown, never ranked."""
    history.commit([Write(b"viewer/package-lock.json", _lock("1.1.2"))], "deps: tide-axis 1.1.2", AUTHORS["deps"], moment(f"{day} 03:00"))


def written_by_the_agent(history: History, day: str) -> None:
    """An AI agent is the author (Han only committed it): shown as the agent's, never ranked with people, never Han's."""
    edit = first_version("tideml/export.py", "export_onnx", "导出模型")
    history.commit([edit], "feat: export models", AUTHORS["agent"], moment(f"{day} 10:00"), committer=AUTHORS["han"])


def assisted_by_the_agent(history: History, day: str) -> None:
    """Han is the author, the agent a co-author: the change is wholly Han's under every policy, marked "AI involved"."""
    edit = first_version("tideml/export.py", "export_check", "导出校验")
    history.commit([edit], f"feat: 导出后校验\n\n{trailer('Co-authored-by', 'agent')}", AUTHORS["han"], moment(f"{day} 10:00"))


def ci_bot(history: History, day: str) -> None:
    """A build bot writes a report into the repository: a bot's."""
    history.commit([Write(b"docs/coverage.md", b"coverage: 81 %\n")], "ci: coverage report", AUTHORS["ci"], moment(f"{day} 04:00"))


def large_and_generated_files(history: History, day: str) -> None:
    """One change of Ye's brings an LFS pointer, a picture, data, generated code, very long lines; only .gitattributes is written by hand.

    It counts as one merged change. Git counts lines for all but the picture (binary: no lines).
    """
    oid = hashlib.sha256(b"weights").hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 734003200\n"
    stations = "station,lat,lon\n" + "".join(f"S{n:03},{20 + n / 10:.1f},{110 + n / 10:.1f}\n" for n in range(120))
    generated = "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n" + "".join(f"FIELD_{n} = {n}\n" for n in range(80))
    long_lines = "\n".join(f"export const table{n} = [{_row(n)}];" for n in range(3))
    edits = [
        Write(b"weights/base.bin", pointer.encode()),
        Write(b".gitattributes", b"weights/*.bin filter=lfs diff=lfs merge=lfs -text\n"),
        Write(b"docs/tide.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))),
        Write(b"data/stations.csv", stations.encode()),
        Write(b"tideml/tide_pb2.py", generated.encode()),
        Write(b"viewer/tables.min.js", f"{long_lines}\n".encode()),
    ]
    history.commit(edits, "data: 权重、站点与生成代码", AUTHORS["ye"], moment(f"{day} 10:00"))


def _row(number: int) -> str:
    return ",".join(str(number * value % 997) for value in range(2000))


def own_trailer(history: History, day: str) -> None:
    """Liang names himself as co-author of his own change: still one change and one author."""
    edit = first_version("tideml/ensemble.py", "stacking", "堆叠")
    history.commit([edit], f"feat: 堆叠\n\n{trailer('Co-authored-by', 'liang')}", AUTHORS["liang"], moment(f"{day} 10:00"))


def tagged(history: History, day: str) -> None:
    """The tag that ends the year, for a window given as a range of tags."""
    history.tag("v2025.12", AUTHORS["lu"], moment(f"{day} 18:00"))
