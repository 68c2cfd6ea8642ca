"""gearsim, gear train simulation (工业软件): how changes reach the main branch, and how its lines are inflated without work."""

from .edits import Append, Edit, Move, Replace, Write
from .history import History, moment
from .licences import MIT
from .opening import opened
from .people import AUTHORS, trailer
from .sources import first_version
from .timeline import play

TIMELINE = """
2023-03-06 lin src/mesh.cpp helix_angle feat: 新增螺旋角计算
2023-03-14 lin src/mesh.cpp tooth_width feat: 新增齿宽计算
2023-03-20 * mailmap
2023-04-11 shen src/solver.cpp step_size feat(solver): adaptive step size
2023-05-09 lin src/mesh.cpp helix_angle fix: 螺旋角取绝对值
2023-06-20 shen src/solver.cpp residual feat(solver): residual norm
2023-08-15 lin.laptop src/backlash.cpp backlash feat: 新增侧隙模型
2023-10-10 talbot src/bearing.cpp preload feat: bearing preload model
2023-11-21 lin docs/guide.md 快速上手 docs: 补充快速上手
2024-01-16 shen src/solver.cpp step_size fix(solver): step size near zero load ~lin
2024-02-27 lin src/backlash.cpp wear feat: 侧隙随磨损变化
2024-04-09 talbot src/bearing.cpp preload fix: preload sign convention
2024-05-21 lin.home tools/plot.py smooth tools: 绘图前平滑曲线
2024-07-16 shen src/solver.cpp damping feat(solver): 数值阻尼
2024-09-10 lin src/mesh.cpp contact_ratio feat: 新增重合度
2024-10-22 han docs/guide.md 术语 docs: 统一术语翻译
2024-11-19 lin src/backlash.cpp wear fix: 磨损系数单位
2024-12-31 * window_edges
2025-01-14 lin src/mesh.cpp contact_ratio fix: 重合度小于一时报错
2025-01-21 shen src/solver.cpp residual perf(solver): stop early on small residual ~lin
2025-02-10 * merged_by_the_maintainer
2025-02-18 han tools/plot.py spectrum tools: 新增频谱图
2025-02-25 lin.laptop src/backlash.cpp thermal feat: 侧隙热膨胀项
2025-03-04 talbot src/bearing.cpp lubrication feat: lubrication film thickness
2025-03-12 * merged_by_its_author
2025-03-18 lin src/mesh.cpp undercut feat: 根切检查
2025-03-25 shen src/solver.cpp jacobian feat(solver): 解析雅可比
2025-04-08 * squash_merge
2025-04-15 lin.home tools/plot.py spectrum tools: 频谱图坐标轴加单位
2025-04-22 talbot src/bearing.cpp lubrication fix: film thickness at low speed
2025-05-13 lin docs/guide.md 建模 docs: 新增建模一章
2025-05-20 * rebase_merge
2025-06-03 shen.home src/solver.cpp jacobian fix(solver): 雅可比缺少阻尼项 ~lin
2025-06-17 * vendored_import
2025-06-24 lin src/mesh.cpp undercut fix: 根切检查的边界条件
2025-07-08 talbot src/housing.cpp stiffness feat: housing stiffness
2025-07-15 * after_leaving
2025-07-22 * reformat
2025-08-05 lin src/shaft.cpp torsion feat: 轴扭转刚度
2025-08-19 * moved_file
2025-08-21 * moved_lines
2025-08-25 * forked
2025-09-02 lin src/shaft.cpp torsion fix: 扭转刚度的温度修正
2025-09-09 talbot src/housing.cpp stiffness perf: cache housing stiffness
2025-09-16 * picked_from_the_fork
2025-10-14 lin src/shaft.cpp bending feat: 轴弯曲变形
2025-10-20 * fork_catches_up
2025-11-04 talbot src/housing.cpp modal feat: modal analysis of the housing
2025-11-18 lin docs/guide.md 验证 docs: 新增验证算例
2025-12-09 han tools/plot.py waterfall tools: 新增瀑布图
2025-12-30 * tagged
2026-01-13 lin src/shaft.cpp bending fix: 弯曲变形的支承位置
2026-02-03 talbot src/housing.cpp modal fix: mode order
"""


def gearsim() -> tuple[History, History]:
    """Tell the story; gives the repository and its fork on another host."""
    history = opened(
        "gearsim",
        "齿轮传动系统的仿真。",
        "Simulation of gear trains.",
        by=AUTHORS["lin"],
        holder="Lizhou Industrial Software",
        on="2023-03-01",
    )
    fork = History()
    play(
        history,
        TIMELINE,
        {
            "mailmap": mailmap,
            "window_edges": window_edges,
            "merged_by_the_maintainer": merged_by_the_maintainer,
            "merged_by_its_author": merged_by_its_author,
            "squash_merge": squash_merge,
            "rebase_merge": rebase_merge,
            "vendored_import": vendored_import,
            "after_leaving": after_leaving,
            "reformat": reformat,
            "moved_file": moved_file,
            "moved_lines": moved_lines,
            "forked": lambda history, day: forked(history, fork, day),
            "picked_from_the_fork": lambda history, day: picked_from_the_fork(history, fork, day),
            "fork_catches_up": lambda history, day: fork_catches_up(history, fork, day),
            "tagged": tagged,
        },
    )
    return history, fork


def mailmap(history: History, day: str) -> None:
    """Lin's laptop wrote "lin <lin@laptop…>"; the mailmap in HEAD corrects it: those commits are Lin Zhiyuan's."""
    text = "# 邮箱更正\n林知远 <lin@lizhou.example> lin <LIN@laptop.lizhou.example>\n"
    history.commit([Write(b".mailmap", text.encode())], "chore: 新增 .mailmap", AUTHORS["lin"], moment(f"{day} 10:00"))


def window_edges(history: History, day: str) -> None:
    """One commit in the last second of 2024, one in the first of 2025 (Asia/Shanghai): the first is before the window, the second inside.

    In UTC both are in 2024: an engine that cuts at midnight UTC loses the second.
    """
    last = [first_version("src/limits.cpp", "last_second", "2024 年最后一秒")]
    history.commit(last, "feat: 2024 年最后一秒的提交", AUTHORS["lin"], moment(f"{day} 23:59:59"))
    history.tag("v2024.12", AUTHORS["lin"], moment(f"{day} 23:59:59"))
    first = [first_version("src/limits.cpp", "first_second", "2025 年第一秒")]
    history.commit(first, "feat: 2025 年第一秒的提交", AUTHORS["lin"], moment("2025-01-01 00:00:00"))


def merged_by_the_maintainer(history: History, day: str) -> None:
    """A topic of two commits by Talbot, merged by Lin: two changes for Talbot, none for the merge, not self-merged."""
    history.branch("feature/bearing")
    for name, said, at in (
        ("fatigue", "feat: bearing fatigue life", "2025-02-05 11:00"),
        ("fatigue_test", "test: fatigue life", "2025-02-06 11:00"),
    ):
        history.commit([first_version("src/fatigue.cpp", name, said)], said, AUTHORS["talbot"], moment(at), branch="feature/bearing")
    history.merge(["feature/bearing"], "Merge branch 'feature/bearing'", AUTHORS["lin"], moment(f"{day} 15:00"))


def merged_by_its_author(history: History, day: str) -> None:
    """Lin merges Lin's own topic: it counts, and is marked as self-merged."""
    history.branch("feature/spline")
    edit = first_version("src/spline.cpp", "spline_fit", "花键拟合")
    history.commit([edit], "feat: 花键拟合", AUTHORS["lin"], moment("2025-03-11 18:00"), branch="feature/spline")
    history.merge(["feature/spline"], "Merge branch 'feature/spline'", AUTHORS["lin"], moment(f"{day} 09:30"))


def squash_merge(history: History, day: str) -> None:
    """Four commits of two people become one on the main branch: one change, Han's; He is its co-author.

    The topic branch stays on the host but is not the default branch, so its four commits count nothing.
    """
    topic = "feature/tolerance"
    history.branch(topic)
    steps = (("han", "tolerance_band", 1), ("han", "tolerance_stack", 2), ("he", "tolerance_chart", 3), ("han", "tolerance_report", 4))
    for who, name, hour in steps:
        edit = first_version("src/tolerance.cpp", name, f"公差 {name}")
        history.commit([edit], f"wip: {name}", AUTHORS[who], moment(f"2025-04-07 1{hour}:00"), branch=topic)
    message = f"feat: 公差分析 (#27)\n\n* band, stack, chart, report\n\n{trailer('Co-authored-by', 'he')}"
    history.squash(topic, message, AUTHORS["han"], moment(f"{day} 16:00"), committer=AUTHORS["lin"])


def rebase_merge(history: History, day: str) -> None:
    """Three commits by Talbot are rebased onto the main branch by Lin: three changes, not six, for Talbot, not for Lin."""
    topic = "feature/spiral"
    history.branch(topic, history.named("docs: 新增建模一章").parents[0])
    for hour, name in enumerate(("spiral_bevel", "spiral_offset", "spiral_contact")):
        edit = first_version("src/spiral.cpp", name, f"{name.replace('_', ' ')} geometry")
        history.commit([edit], f"feat: {name.replace('_', ' ')}", AUTHORS["talbot"], moment(f"2025-05-16 1{hour}:00"), branch=topic)
    for hour, told in enumerate(history.only_on(topic)):
        history.replay(told, moment(f"{day} 1{hour}:30"), committer=AUTHORS["lin"])


def vendored_import(history: History, day: str) -> None:
    """A library of somebody else, 1,215 lines, is copied into third_party: one merged change, none of its lines credited."""
    edits: list[Edit] = [Write(b"third_party/zlite/LICENSE", MIT.format(holder="The Zlite Project").encode())]
    for file in range(8):
        lines = "".join(f"static const int zlite_{file}_{line} = {file * 1000 + line};\n" for line in range(148))
        edits.append(Write(f"third_party/zlite/zlite_{file}.c".encode(), f"/* zlite part {file} */\n{lines}\n".encode()))
    history.commit(edits, "build: 引入第三方库 zlite 2.3", AUTHORS["lin"], moment(f"{day} 10:00"))


def after_leaving(history: History, day: str) -> None:
    """Two weeks after Shen left Lizhou an old machine still writes the Lizhou address: the work is Chenggang's, by the declared dates."""
    edit = first_version("src/solver.cpp", "warm_start", "热启动")
    history.commit([edit], "feat(solver): 热启动", AUTHORS["shen"], moment(f"{day} 20:00"))


def reformat(history: History, day: str) -> None:
    """Every source line gets a wider indent: one merged change, hundreds of gross lines, no credited one."""
    edits = []
    for path, entry in sorted(history.commits[history.tip()].files.items()):
        if path.startswith(b"src/"):
            wide = b"".join(_wider(line) for line in entry.content.splitlines(keepends=True))
            edits.append(Write(path, wide, entry.mode, entry))
    history.commit(edits, "style: 缩进由两格改为四格", AUTHORS["shen.new"], moment(f"{day} 10:00"))


def _wider(line: bytes) -> bytes:
    text = line.lstrip(b" ")
    return b" " * (2 * (len(line) - len(text))) + text


def moved_file(history: History, day: str) -> None:
    """A file goes to a new folder unchanged: one merged change, a rename of 100 %, no line added."""
    edits = [Move(b"src/mesh.cpp", b"src/mesh/helix.cpp")]
    history.commit(edits, "refactor: mesh.cpp 移入 mesh 目录", AUTHORS["lin"], moment(f"{day} 10:00"))


def moved_lines(history: History, day: str) -> None:
    """A function goes from one file to another, re-indented on the way: its longer lines are moved, not written."""
    solver = history.commits[history.tip()].files[b"src/solver.cpp"].content
    start = solver.index("\n// 数值阻尼".encode())
    block = solver[start : solver.index(b"\n}\n", start) + 3]
    edits: list[Edit] = [Replace(b"src/solver.cpp", block, b""), Append(b"src/solver/damping.cpp", block.replace(b"    ", b"\t"))]
    history.commit(edits, "refactor(solver): 数值阻尼移到单独文件", AUTHORS["shen.new"], moment(f"{day} 10:00"))


def forked(history: History, fork: History, day: str) -> None:
    """Han forks the repository on another host and works there: the shared commits count once, for the original."""
    copy = history.copy()
    fork.objects, fork.commits = copy.objects, copy.commits
    fork.refs = {name: id_ for name, id_ in copy.refs.items() if name == "refs/heads/main"}
    for hour, (name, said) in enumerate(FORK_WORK):
        edit = first_version("src/involute.cpp", name, said)
        fork.commit([edit], said, AUTHORS["han"], moment(f"{day} 1{hour}:00"))


FORK_WORK = (
    ("involute_cache", "feat: 渐开线缓存"),
    ("involute_evict", "fix: 渐开线缓存的淘汰次序"),
    ("involute_grid", "experiment: 渐开线网格加速"),
)


def picked_from_the_fork(history: History, fork: History, day: str) -> None:
    """Lin cherry-picks two of Han's three fork commits: each counts once, where it landed first: in the fork, like the third."""
    for hour, (_, subject) in enumerate(FORK_WORK[:2]):
        told = fork.named(subject)
        note = f"(cherry picked from commit {told.id})"
        history.replay(told, moment(f"{day} 1{hour}:00"), committer=AUTHORS["lin"], note=note)


CAUGHT_UP = ("fix: 扭转刚度的温度修正", "perf: cache housing stiffness", "feat: 轴弯曲变形")


def fork_catches_up(history: History, fork: History, day: str) -> None:
    """Han rebases three upstream commits onto the fork: new ids, same patches, duplicates of the original's."""
    for hour, subject in enumerate(CAUGHT_UP):
        fork.replay(history.named(subject), moment(f"{day} 1{hour}:00"), committer=AUTHORS["han"])


def tagged(history: History, day: str) -> None:
    """The tag that ends the year, for a window given as a range of tags."""
    history.tag("v2025.12", AUTHORS["lin"], moment(f"{day} 18:00"))
