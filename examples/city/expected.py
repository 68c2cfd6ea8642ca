"""What is true in the example city? Written by hand from the stories, so that an engine can be wrong about it.

A commit is named by its repository and subject. Counts are of the six repositories, the mirror and the fork of the seed library, landed
from 2025-01-01 (inclusive) to 2026-01-01 (exclusive) by the calendar of Asia/Shanghai, each change wholly its author's.
"""

from dataclasses import dataclass

from .people import SHARED_MAILBOX


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A commit by its repository and subject."""

    repository: str
    subject: str


DUPLICATES = {
    # picked from the fork: counted where they landed first
    Named("gearsim", "feat: 渐开线缓存"): Named("gearsim-fork", "feat: 渐开线缓存"),
    Named("gearsim", "fix: 渐开线缓存的淘汰次序"): Named("gearsim-fork", "fix: 渐开线缓存的淘汰次序"),
    # rebased onto the fork: counted in the original
    Named("gearsim-fork", "fix: 扭转刚度的温度修正"): Named("gearsim", "fix: 扭转刚度的温度修正"),
    Named("gearsim-fork", "perf: cache housing stiffness"): Named("gearsim", "perf: cache housing stiffness"),
    Named("gearsim-fork", "feat: 轴弯曲变形"): Named("gearsim", "feat: 轴弯曲变形"),
    # applied, reverted, applied again: counted the first time
    Named("canlantern", "lin: 调度表 (again)"): Named("canlantern", "lin: 调度表"),
}
"""Same patch under another commit id: not counted -> counted.

Not listed: every commit of the mirror, and every commit of the fork up to the fork, has the *same id* as one of ``gearsim``, which was
registered first and keeps them all.
"""

REVERTS = {
    Named("canlantern", 'Revert "gateway: message filter"'): Named("canlantern", "gateway: message filter"),
    Named("canlantern", 'Revert "lin: 调度表"'): Named("canlantern", "lin: 调度表"),
    Named("canlantern", 'Revert "wakeup: 唤醒帧"'): Named("canlantern", "wakeup: 唤醒帧"),
    Named("canlantern", "cleanup: 去掉暂不需要的代码"): Named("canlantern", "doip: announcement and routing"),
    Named("canlantern", 'Revert "gateway: 路由表热更新"'): Named("canlantern", "gateway: 路由表热更新"),
}
"""The revert, which never counts -> what it takes back. The fourth is silent: only its patch tells."""

WITHDRAWN = {Named("canlantern", "wakeup: 唤醒帧"), Named("canlantern", "doip: announcement and routing")}
"""Taken back inside the window and not restored. The filter (2024) and the hot update (reverted in 2026) keep their count."""

IMPORTED = {Named("minnow", "loader: start"), Named("minnow", "loader: map"), Named("minnow", "loader: jump")}
"""Reachable only from a second root."""

BULK = {Named("reedstore", "feat: 引入查询引擎")}
"""Over the policy's size with new files only: taken as an import until a person has reviewed it."""

BOTS = {Named("tideml", "deps: tide-axis 1.1.1"), Named("tideml", "deps: tide-axis 1.1.2"), Named("tideml", "ci: coverage report")}
AI_AGENTS = {Named("tideml", "feat: export models")}
EMPTY = {Named("minnow", "ci: 触发构建")}
"""Changes no file: git counts the commit, a ranking does not."""

AI_INVOLVED = {Named("tideml", "feat: 导出后校验")}
"""A person's, with an AI agent as co-author."""

SELF_MERGED = {Named("gearsim", "feat: 花键拟合"), Named("canlantern", "can: can stats")}
"""The counted changes of 2025 that landed by a merge their own author made."""

LANDED_IN = {
    Named("gearsim", "feat: 2024 年最后一秒的提交"): "before",
    Named("gearsim", "feat: 2025 年第一秒的提交"): "inside",
    Named("reedstore", "feat: 过期时间"): "inside",  # written in December 2024, merged in January 2025
    Named("reedstore", "feat: 清理过期键"): "inside",
    Named("reedstore", "feat: 监视键"): "after",  # written in December 2025, merged in January 2026
    Named("minnow", "rtc: 读取时钟"): "inside",  # author date 1970, landed in 2025
    Named("minnow", "rtc: 写入时钟"): "after",  # both dates in 2100; a window of tags v2024.12..v2025.12 has it inside
    Named("minnow", "loader: start"): "inside",  # written in 2021, landed with the merge; an import all the same
}
"""Where a change lies, seen from the window of dates."""

NO_CREDITED_LINES = {
    Named("gearsim", "build: 引入第三方库 zlite 2.3"): "vendored",
    Named("gearsim", "style: 缩进由两格改为四格"): "whitespace",
    Named("gearsim", "refactor: mesh.cpp 移入 mesh 目录"): "",
    Named("tideml", "viewer: 锁定依赖"): "generated",
    Named("minnow", "tools: 启动脚本可执行"): "",
}
"""One merged change each (the lockfile's in 2023), without a credited line; the class that takes the lines, "" when there are none."""

IDENTITIES = {
    "林知远": (("林知远", "lin@lizhou.example"), ("lin", "lin@laptop.lizhou.example"), ("Lin Zhiyuan", "lin.zhiyuan@mail.example")),
    "沈若川": (("沈若川", "shen@lizhou.example"), ("沈若川", "shen.ruochuan@mail.example"), ("沈若川", "Shen@Chenggang.example")),
    "赵听澜": (("赵听澜", "zhao@yaoqiao.example"),),
    "韩予安": (("韩予安", "han.yuan@mail.example"),),
    "顾明溪": (("顾明溪", "gu@chenggang.example"),),
    "白砚秋": (("白砚秋", "bai@chenggang.example"),),
    "陆鸣珂": (("陆鸣珂", "lu@xhut.example"),),
    "Talbot Ashgrove": (("Talbot Ashgrove", "t@ashgrove.example"),),
    "何望舒": (("何望舒", SHARED_MAILBOX),),
    "温凭栏": (("温凭栏", SHARED_MAILBOX),),
    "梁栖迟": (("梁栖迟", "liang@mail.example"),),
    "叶无咎": (("叶无咎", "ye@mail.example"),),
    "Jörn Åkesund": (("Jörn Åkesund", "jorn@fjord.example"),),
    "": (("", "ops@reedstore.example"),),
    "build": (("build", "root"),),
}
"""Who is who, after decoding: one person a line. The nameless one must be shown without the mailbox."""

MERGED_CHANGES_2025 = {
    "沈若川": 21,
    "林知远": 19,
    "Talbot Ashgrove": 15,
    "韩予安": 12,
    "顾明溪": 12,
    "白砚秋": 11,
    "梁栖迟": 10,
    "陆鸣珂": 10,
    "赵听澜": 9,
    "叶无咎": 8,
    "温凭栏": 7,
    "何望舒": 5,
    "Jörn Åkesund": 3,
    "": 1,
    "build": 1,
}
"""144 in all: gearsim 33, its fork 3, canlantern 24, tideml 21, sealbox 20, minnow 21, reedstore 22.

Two share the fourth place, two the seventh.
"""

MERGED_CHANGES_2025_BY_ORGANISATION = {"lizhou": 32, "yaoqiao": 25, "xhut": 38, "chenggang": 36, "(Unknown)": 13}
"""Liang's ten are divided 6 : 4, Shen's 8 : 13 by the day, Talbot's 5 : 10 by the day he wrote, not the day they landed."""

BOTS_2025 = {"yunfan-deps[bot]": 1, "yunfan-ci[bot]": 1, "Suoying Agent": 1}
"""Shown beside the ranking, in no place of it."""

EMPLOYERS = (
    ("沈若川", "2025-06-30", {"lizhou": 100}),
    ("沈若川", "2025-07-01", {"chenggang": 100}),
    ("沈若川", "2025-07-15", {"chenggang": 100}),  # although that commit's address is Lizhou's
    ("Talbot Ashgrove", "2025-04-30", {"lizhou": 100}),
    ("Talbot Ashgrove", "2025-05-01", {"yaoqiao": 100}),
    ("梁栖迟", "2025-02-27", {"yaoqiao": 60, "xhut": 40}),
    ("韩予安", "2023-08-31", {"(Unknown)": 100}),
    ("韩予安", "2023-09-01", {"xhut": 100}),
    ("叶无咎", "1970-01-01", {"(Unknown)": 100}),
)
"""Who worked where on which day, in per cent."""

COAUTHORS = {
    Named("gearsim", "feat: 公差分析 (#27)"): ("韩予安", "何望舒"),
    Named("tideml", "feat: 模型集成"): ("陆鸣珂", "韩予安", "梁栖迟"),
    Named("tideml", "feat: 堆叠"): ("梁栖迟",),  # names only themself
    Named("tideml", "feat: 导出后校验"): ("韩予安",),  # the other one is an agent
}
"""The people of a change with co-author trailers, the author first."""

INCOMPLETE = {"starmap": "missing blob", "seamount": "shallow"}
"""Repositories that cannot be counted, and why; both outside the seed library. ``newborn`` is empty, which is complete."""

VULNERABLE = {
    "tideml/viewer/package-lock.json": ("npm", "minimist", "1.2.0", "CVE-2020-7598"),
    "sealbox/Cargo.lock": ("crates.io", "time", "0.1.43", "RUSTSEC-2020-0071"),
}
LICENCE_CHANGE = ("canlantern", "2025-06-12", "MIT", "MulanPSL-2.0")
