"""canlantern, diagnosis of in-car networks (汽车软件): what is taken back, what is done again, and who pressed the button."""

from .edits import Edit, Write
from .history import History, moment
from .licences import HEADER, MULAN
from .opening import opened
from .people import AUTHORS
from .sources import first_version
from .timeline import play

TIMELINE = """
2023-04-10 zhao src/frame.c frame_parse can: 解析标准帧
2023-04-25 zhao src/frame.h frame_request can: 帧头文件
2023-06-06 talbot src/uds.c uds_session uds: session control ~zhao
2023-07-18 zhao src/frame.c frame_extended can: 支持扩展帧
2023-09-12 liang src/dbc.c dbc_signal dbc: 信号解码
2023-11-07 zhao src/uds.c uds_timer uds: 会话超时 ~talbot
2024-01-09 liang src/dbc.c dbc_signal dbc: 信号符号位
2024-03-12 talbot src/uds.c uds_session uds: reject nested sessions ~zhao
2024-05-14 zhao src/flash.c flash_erase flash: 擦除前检查电压
2024-06-25 he src/dbc.c dbc_multiplex dbc: 多路复用信号
2024-08-13 wen docs/manual.md 接线 docs: 接线说明
2024-09-24 zhao src/flash.c flash_erase flash: 电压阈值可配置
2024-11-05 liang src/gateway.c gateway_route gateway: 路由表
2024-12-10 talbot src/gateway.c gateway_filter gateway: message filter ~zhao
2025-01-07 * revert_of_last_year
2025-01-16 he src/dbc.c dbc_multiplex dbc: 多路复用的默认分支
2025-01-23 wen src/gateway.c gateway_queue gateway: 发送队列
2025-02-13 zhao src/frame.c frame_fd can: 支持 CAN FD 帧
2025-02-27 liang src/dbc.c dbc_enum dbc: 枚举值 ~zhao
2025-03-06 * applied_reverted_applied_again
2025-03-20 wen src/gateway.c gateway_queue gateway: 队列满时丢弃最旧的帧 ~zhao
2025-04-03 talbot src/uds.c uds_security uds: security access ~zhao
2025-04-17 zhao src/uds.c uds_security uds: 安全访问的重试次数 ~talbot
2025-04-24 * reverted_for_good
2025-05-15 * octopus_merge
2025-05-29 he docs/manual.md 诊断 docs: 诊断流程
2025-06-12 * licence_change
2025-06-26 liang src/gateway.c gateway_route gateway: 路由表支持通配 ~zhao
2025-07-10 wen src/trace.c trace_ring trace: 环形缓冲
2025-07-24 he src/trace.c trace_export trace: 导出文本格式
2025-08-07 zhao src/flash.c flash_verify flash: 写后校验
2025-08-28 talbot src/uds.c uds_routine uds: routine control ~zhao
2025-09-04 * silently_reverted
2025-09-18 liang src/dbc.c dbc_enum dbc: 枚举值越界
2025-10-16 wen src/trace.c trace_ring trace: 环形缓冲加锁 ~zhao
2025-10-30 zhao src/frame.c frame_fd can: CAN FD 的填充字节
2025-11-13 he src/trace.c trace_export trace: 导出时间戳
2025-11-27 talbot src/uds.c uds_routine uds: stop routine on session change ~zhao
2025-12-11 liang src/gateway.c gateway_route gateway: 路由表热更新
2025-12-30 * tagged
2026-01-15 zhao src/flash.c flash_verify flash: 校验失败时回滚
2026-01-29 * revert_of_last_window
2026-02-26 wen src/gateway.c gateway_rate gateway: 限速
"""


def canlantern() -> History:
    """Tell the story."""
    history = opened(
        "canlantern",
        "车载网络诊断。",
        "Diagnosis of in-car networks.",
        by=AUTHORS["zhao"],
        holder="Yaoqiao Automotive Electronics",
        on="2023-04-01",
        licence="MIT",
    )
    cases = (
        revert_of_last_year,
        applied_reverted_applied_again,
        reverted_for_good,
        octopus_merge,
        licence_change,
        silently_reverted,
        tagged,
        revert_of_last_window,
    )
    play(history, TIMELINE, {case.__name__: case for case in cases})
    return history


def revert_of_last_year(history: History, day: str) -> None:
    """A change of 2024 is reverted in 2025: the revert counts nothing, and 2025 is charged nothing for what 2024 was given."""
    history.tag("v2024.12", AUTHORS["zhao"], moment("2024-12-31 18:00"))
    history.revert(history.named("gateway: message filter").id, AUTHORS["zhao"], moment(f"{day} 10:00"))


def applied_reverted_applied_again(history: History, day: str) -> None:
    """Liang's change lands, is reverted a week later and applied again: one change for Liang, none for the revert or the second landing."""
    edit = first_version("src/lin.c", "lin_schedule", "LIN 调度表")
    applied = history.commit([edit], "lin: 调度表", AUTHORS["liang"], moment(f"{day} 09:00"))
    reverted = history.revert(applied, AUTHORS["zhao"], moment("2025-03-13 10:00"))
    message = f"lin: 调度表 (again)\n\nThis reverts commit {reverted}."
    history.commit([edit], message, AUTHORS["liang"], moment("2025-03-18 11:00"))


def reverted_for_good(history: History, day: str) -> None:
    """Wen's change lands and is reverted in the same window, for good: neither counts."""
    edit = first_version("src/wakeup.c", "wakeup_pattern", "唤醒帧")
    applied = history.commit([edit], "wakeup: 唤醒帧", AUTHORS["wen"], moment(f"{day} 09:00"))
    history.revert(applied, AUTHORS["zhao"], moment("2025-05-06 10:00"))


def octopus_merge(history: History, day: str) -> None:
    """Three topics of three people arrive in one merge with four parents: three changes, none for the merge."""
    work = (("topic/can", "zhao", "can_stats"), ("topic/uds", "talbot", "uds_dtc"), ("topic/dbc", "liang", "dbc_comment"))
    for topic, who, name in work:
        history.branch(topic)
        edit = first_version(f"src/{name}.c", name, name.replace("_", " "))
        history.commit([edit], f"{topic[6:]}: {name.replace('_', ' ')}", AUTHORS[who], moment(f"{day} 09:00"), branch=topic)
    topics = [topic for topic, _, _ in work]
    history.merge(topics, "Merge topics can, uds and dbc", AUTHORS["zhao"], moment(f"{day} 15:00"))


def licence_change(history: History, day: str) -> None:
    """MIT becomes Mulan PSL v2, in the licence file and in a header on every source file: a fact that exchange and audit must notice."""
    files = history.commits[history.tip()].files
    text = MULAN.format(year="2025", holder="Yaoqiao Automotive Electronics", project="canlantern")
    edits: list[Edit] = [Write(b"LICENSE", text.encode(), before=files[b"LICENSE"])]
    for path, entry in sorted(files.items()):
        if path.endswith(b".c"):
            edits.append(Write(path, b"// " + HEADER.format(licence="MulanPSL-2.0").encode() + entry.content, before=entry))
    history.commit(edits, "license: MIT 改为木兰宽松许可证第2版", AUTHORS["zhao"], moment(f"{day} 10:00"))


def silently_reverted(history: History, day: str) -> None:
    """Two functions of Talbot's are taken out again under a harmless subject that names no commit: found by the inverse patch only."""
    edits = [first_version("src/doip.c", name, name.replace("_", " ")) for name in ("doip_announce", "doip_route")]
    applied = history.commit(edits, "doip: announcement and routing", AUTHORS["talbot"], moment(f"{day} 09:00"))
    history.revert(applied, AUTHORS["liang"], moment("2025-09-11 10:00"), subject="cleanup: 去掉暂不需要的代码")


def tagged(history: History, day: str) -> None:
    """The tag that ends the year, for a window given as a range of tags."""
    history.tag("v2025.12", AUTHORS["zhao"], moment(f"{day} 18:00"))


def revert_of_last_window(history: History, day: str) -> None:
    """A change of 2025 is reverted in 2026: the ranking of 2025 stays as it was; the revert itself counts nothing in 2026."""
    history.revert(history.named("gateway: 路由表热更新").id, AUTHORS["zhao"], moment(f"{day} 10:00"))
