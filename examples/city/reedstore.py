"""reedstore, a key-value store (基础软件): a change of employer, people without names, work that lands late, and a code drop."""

from .edits import Write
from .history import History, moment
from .opening import opened
from .people import AUTHORS
from .sources import first_version
from .timeline import play

TIMELINE = """
2023-07-04 shen store/table.go tableFind feat: 表内查找
2023-07-25 lin store/log.go logAppend feat: 追加日志
2023-09-05 shen store/table.go tableMerge feat: 表合并
2023-10-31 gu store/cache.go cacheEvict feat: 缓存淘汰
2023-12-26 shen.home store/log.go logReplay feat: 日志重放
2024-02-13 lin store/log.go logAppend fix: 日志刷盘
2024-04-02 shen store/table.go tableMerge perf: 合并时跳过空段
2024-06-04 he store/snapshot.go snapshotTake feat: 快照
2024-08-20 gu store/cache.go cacheEvict fix: 淘汰计数
2024-10-29 shen store/log.go logReplay fix: 重放遇坏块停止
2024-12-27 * topic_over_new_year
2025-01-16 lin store/range.go rangeScan feat: 范围扫描
2025-02-04 shen store/table.go tableSplit feat: 表分裂
2025-02-19 wen store/snapshot.go snapshotTake fix: 快照一致性
2025-03-13 shen.home store/table.go tableSplit fix: 分裂点选择
2025-03-27 gu store/cache.go cacheWarm feat: 缓存预热
2025-04-15 lin store/range.go rangeScan perf: 范围扫描预读
2025-05-06 shen store/bloom.go bloomTest feat: 布隆过滤
2025-05-21 he store/snapshot.go snapshotDrop feat: 删除快照
2025-06-30 * last_day_at_lizhou
2025-07-09 shen.home store/bloom.go bloomTest fix: 误判率
2025-07-29 gu store/cache.go cacheWarm fix: 预热限速
2025-08-12 * code_drop
2025-08-26 shen.new store/compact.go compactLevel feat: 分层压缩
2025-09-11 * without_a_name
2025-09-25 lin store/range.go rangeDelete feat: 范围删除
2025-10-16 shen.home store/compact.go compactLevel perf: 压缩并行
2025-10-30 * without_an_at
2025-11-13 talbot store/metrics.go metricsRead feat: read metrics
2025-11-27 wen store/snapshot.go snapshotDrop fix: 删除中的快照
2025-12-11 shen.new store/compact.go compactPick feat: 选择压缩对象
2025-12-23 * topic_landing_next_year
2026-01-22 lin store/range.go rangeDelete fix: 删除后的空间回收
2026-02-19 gu store/cache.go cachePin feat: 缓存固定
"""


def reedstore() -> History:
    """Tell the story."""
    history = opened(
        "reedstore", "键值存储。", "A key-value store.", by=AUTHORS["shen"], holder="Lizhou Industrial Software", on="2023-07-01"
    )
    cases = (topic_over_new_year, last_day_at_lizhou, code_drop, without_a_name, without_an_at, topic_landing_next_year)
    play(history, TIMELINE, {case.__name__: case for case in cases})
    return history


def topic_over_new_year(history: History, day: str) -> None:
    """Lin writes two commits in December 2024, Gu merges them on 2025-01-06: they landed in 2025 and count there."""
    history.tag("v2024.12", AUTHORS["lin"], moment(f"{day} 18:00"))
    history.branch("feature/ttl")
    for hour, (name, said) in enumerate((("ttlSet", "feat: 过期时间"), ("ttlSweep", "feat: 清理过期键"))):
        history.commit([first_version("store/ttl.go", name, said)], said, AUTHORS["lin"], moment(f"{day} 1{hour}:00"), branch="feature/ttl")
    history.merge(["feature/ttl"], "Merge branch 'feature/ttl'", AUTHORS["gu"], moment("2025-01-06 10:00"))


def last_day_at_lizhou(history: History, day: str) -> None:
    """One change in Shen's last hour at Lizhou, one in the first at Chenggang (2025-07-01), both from the private mailbox.

    In UTC both are of the last day: the author's own calendar decides.
    """
    before = [first_version("store/repair.go", "repairScan", "修复扫描")]
    history.commit(before, "feat: 修复扫描", AUTHORS["shen.home"], moment(f"{day} 23:30"))
    after = [first_version("store/repair.go", "repairWrite", "修复回写")]
    history.commit(after, "feat: 修复回写", AUTHORS["shen.home"], moment("2025-07-01 00:30"))


CODE_DROP_FILES, CODE_DROP_LINES = 30, 500


def code_drop(history: History, day: str) -> None:
    """Wen brings 15,000 lines of a finished query engine in thirty new files: a bulk import, to be reviewed by a person, not to be paid."""
    edits = []
    for file in range(CODE_DROP_FILES):
        lines = "".join(f"\tplan[{line}] = step{file}({line}, {file * line % 89})\n" for line in range(CODE_DROP_LINES - 5))
        text = f"package query\n\n// Part {file} of the query engine.\nfunc part{file}(plan map[int]int) {{\n{lines}}}\n"
        edits.append(Write(f"query/part{file:02}.go".encode(), text.encode()))
    history.commit(edits, "feat: 引入查询引擎", AUTHORS["wen"], moment(f"{day} 10:00"))


def without_a_name(history: History, day: str) -> None:
    """The author has a mailbox and no name: a person nobody knows, shown without the mailbox, counted once."""
    edit = first_version("store/health.go", "healthProbe", "健康检查")
    history.commit([edit], "feat: 健康检查", AUTHORS["nameless"], moment(f"{day} 10:00"))


def without_an_at(history: History, day: str) -> None:
    """The author's address is the bare word "root": no domain, so no organisation, and no error."""
    edit = first_version("store/health.go", "healthReport", "健康报告")
    history.commit([edit], "feat: 健康报告", AUTHORS["no_at"], moment(f"{day} 10:00"))


def topic_landing_next_year(history: History, day: str) -> None:
    """Shen writes in December 2025 what Lin merges in January 2026: after the window, whatever the author date says."""
    history.tag("v2025.12", AUTHORS["lin"], moment(f"{day} 18:00"))
    history.branch("feature/watch")
    edit = first_version("store/watch.go", "watchKey", "监视键")
    history.commit([edit], "feat: 监视键", AUTHORS["shen.new"], moment(f"{day} 11:00"), branch="feature/watch")
    history.merge(["feature/watch"], "Merge branch 'feature/watch'", AUTHORS["lin"], moment("2026-01-08 10:00"))
