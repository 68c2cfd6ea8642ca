"""minnow, a small kernel (操作系统): everything strange that a tree, a history or a date can hold."""

from .edits import EXECUTABLE, GITLINK, SYMLINK, ChangeMode, Remove, Write
from .history import History, Stamp, moment
from .opening import opened
from .people import AUTHORS
from .sources import first_version
from .timeline import play

TIMELINE = """
2023-02-07 gu kernel/sched.c sched_pick sched: 选择下一个任务
2023-02-21 gu kernel/timer.c timer_wheel timer: 时间轮
2023-04-04 bai kernel/page.c page_alloc mm: 页分配 ~gu
2023-06-13 gu kernel/sched.c sched_pick sched: 优先级反转 ~bai
2023-08-08 ye drivers/uart.c uart_put uart: 发送字节 ~gu
2023-10-17 zhao drivers/can.c can_probe can: 探测控制器 ~gu
2023-12-19 bai kernel/page.c page_alloc mm: 大页 ~gu
2024-02-06 gu kernel/ipc.c ipc_send ipc: 发送消息
2024-04-23 ye drivers/uart.c uart_put uart: 等待超时 ~gu
2024-06-11 zhao drivers/can.c can_probe can: 双控制器 ~gu
2024-08-27 gu kernel/ipc.c ipc_send ipc: 零拷贝
2024-10-08 bai kernel/page.c page_free mm: 页回收 ~gu
2024-12-03 gu docs/porting.md 移植 docs: 移植指南
2025-01-03 * tagged_2024
2025-01-22 gu kernel/timer.c timer_wheel timer: 时间轮溢出
2025-02-12 bai kernel/page.c page_free mm: 回收水位 ~gu
2025-02-24 * script_and_link
2025-03-03 zhao drivers/can.c can_filter can: 硬件过滤 ~gu
2025-03-19 * mode_only
2025-04-02 gu kernel/sched.c sched_idle sched: 空闲任务
2025-04-16 * type_change
2025-04-30 ye drivers/spi.c spi_xfer spi: 传输 ~gu
2025-05-07 * second_root
2025-05-21 bai kernel/slab.c slab_grow mm: slab 增长 ~gu
2025-06-04 * submodule
2025-06-18 gu kernel/sched.c sched_idle sched: 空闲时降频
2025-07-02 * odd_paths
2025-07-23 shen.new kernel/vfs.c vfs_lookup vfs: 路径查找 ~gu
2025-08-13 * long_lines
2025-08-27 zhao drivers/can.c can_filter can: 过滤表容量 ~gu
2025-09-03 * empty_commit
2025-09-24 shen.new kernel/vfs.c vfs_cache vfs: 目录缓存 ~gu
2025-10-01 * author_date_of_1970
2025-10-22 bai kernel/slab.c slab_shrink mm: slab 收缩 ~gu
2025-11-05 * dates_of_2100
2025-11-19 gu kernel/ipc.c ipc_wait ipc: 等待队列
2025-12-10 shen.new kernel/vfs.c vfs_lookup vfs: 符号链接深度 ~gu
2025-12-30 * tagged
2026-01-27 ye drivers/spi.c spi_xfer spi: DMA 传输 ~gu
2026-02-24 gu kernel/ipc.c ipc_wait ipc: 等待超时
"""

EMBEDDED = "third_party/sealbox"


def minnow(sealbox: History) -> History:
    """Tell the story; the submodule points at the tip of sealbox."""
    history = opened("minnow", "小型操作系统内核。", "A small kernel.", by=AUTHORS["gu"], holder="Chenggang Institute", on="2023-02-01")
    cases = {
        case.__name__: case
        for case in (
            tagged_2024,
            script_and_link,
            mode_only,
            type_change,
            second_root,
            odd_paths,
            long_lines,
            empty_commit,
            author_date_of_1970,
            dates_of_2100,
            tagged,
        )
    }
    play(history, TIMELINE, cases | {"submodule": lambda history, day: submodule(history, day, sealbox.tip())})
    return history


def tagged_2024(history: History, day: str) -> None:
    """The tag that ends 2024."""
    history.tag("v2024.12", AUTHORS["gu"], moment(f"{day} 10:00"))


def script_and_link(history: History, day: str) -> None:
    """A script and a symbolic link to it: git counts the link as a file of one line."""
    edits = [Write(b"tools/boot.sh", b"#!/bin/sh\nexec ./minnow --console\n"), Write(b"boot", b"tools/boot.sh", SYMLINK)]
    history.commit(edits, "tools: 启动脚本与链接", AUTHORS["gu"], moment(f"{day} 10:00"))


def mode_only(history: History, day: str) -> None:
    """The script becomes executable, no byte changes: one merged change of no line."""
    history.commit([ChangeMode(b"tools/boot.sh", EXECUTABLE)], "tools: 启动脚本可执行", AUTHORS["gu"], moment(f"{day} 10:00"))


def type_change(history: History, day: str) -> None:
    """The link becomes a real file: git says T and prints a deletion and a creation, but it is one file."""
    edits = [Write(b"boot", b"#!/bin/sh\nexec tools/boot.sh\n", EXECUTABLE)]
    history.commit(edits, "tools: 链接改为脚本", AUTHORS["ye"], moment(f"{day} 10:00"))


IMPORTED = (("gu", "2021-03-02", "loader_start"), ("jorn", "2021-06-15", "loader_map"), ("gu", "2022-01-11", "loader_jump"))


def second_root(history: History, day: str) -> None:
    """The loader's three older commits arrive as a history with a root of its own: imported, nobody's work of 2025."""
    for who, on, name in IMPORTED:
        edit = first_version("loader/start.c", name, name.replace("_", " "))
        history.commit([edit], f"loader: {name[7:]}", AUTHORS[who], moment(f"{on} 10:00"), branch="import/loader")
    history.merge(["import/loader"], "Merge the history of the loader", AUTHORS["gu"], moment(f"{day} 10:00"))


def submodule(history: History, day: str, commit: str) -> None:
    """Another repository is embedded by its commit id: one line of .gitmodules is text, the pointer counts 1/0 as in numstat."""
    modules = f'[submodule "sealbox"]\n\tpath = {EMBEDDED}\n\turl = https://git.xinghe.example/chenggang/sealbox\n'
    edits = [Write(b".gitmodules", modules.encode()), Write(EMBEDDED.encode(), commit.encode(), GITLINK)]
    history.commit(edits, "third_party: 以子模块引入 sealbox", AUTHORS["shen"], moment(f"{day} 10:00"))


ODD_PATHS = (
    b'docs/say "hi".md',
    b"docs/two\nlines.md",
    b"docs/tab\there.md",
    "docs/中文 说明.md".encode(),
    "docs/旧文件.md".encode("gb18030"),
)


def odd_paths(history: History, day: str) -> None:
    """Paths with quotes, a newline, a tab, Chinese, and bytes that are no UTF-8: five files of one line each, in one change."""
    edits = [Write(path, f"odd path {number}\n".encode()) for number, path in enumerate(ODD_PATHS)]
    history.commit(edits, "docs: 古怪的文件名", AUTHORS["zhao"], moment(f"{day} 10:00"))


def long_lines(history: History, day: str) -> None:
    """Two lines of 60,000 characters in a header nobody wrote by hand."""
    table = "\n".join(f"#define FONT_{n} {{{_glyphs(n)}}}" for n in range(2))
    history.commit([Write(b"drivers/font.h", f"{table}\n".encode())], "console: 点阵字体", AUTHORS["bai"], moment(f"{day} 10:00"))


def _glyphs(number: int) -> str:
    return ",".join(f"0x{number * 31 + value * 17 & 255:02x}" for value in range(12000))


def empty_commit(history: History, day: str) -> None:
    """A commit that changes nothing, to start a build: git counts it, we do not: it changes no file."""
    history.commit([], "ci: 触发构建", AUTHORS["gu"], moment(f"{day} 10:00"))


def author_date_of_1970(history: History, day: str) -> None:
    """Ye's clock stood at zero: the author date is 1970, but the change landed in 2025 and counts there."""
    edit = first_version("drivers/rtc.c", "rtc_read", "读取时钟")
    history.commit([edit], "rtc: 读取时钟", AUTHORS["ye"], Stamp(0, "+0000"), committed=moment(f"{day} 10:00"))


def dates_of_2100(history: History, day: str) -> None:
    """Both dates lie in 2100: after a window of dates (and to be reviewed), inside a window of tags, whose tips no clock can move."""
    edit = first_version("drivers/rtc.c", "rtc_write", "写入时钟")
    future = moment(f"2100{day[4:]} 10:00")
    history.commit([edit], "rtc: 写入时钟", AUTHORS["ye"], future)


def tagged(history: History, day: str) -> None:
    """A stale file goes, then the tag that ends the year."""
    history.commit([Remove(b"docs/tab\there.md")], "docs: 删除多余文件", AUTHORS["gu"], moment(f"{day} 10:00"))
    history.tag("v2025.12", AUTHORS["gu"], moment(f"{day} 18:00"))
