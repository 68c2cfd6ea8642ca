"""合入行数（新增，毛数）：git 说窗口内合入默认分支的提交新增了多少行？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.inside import gross_lines
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change, lines


def value(tables: Tables) -> ibis.Table:
    """Lines added by the window's non-merge commits of the default branch as git counts them, divided by share."""
    return gross_lines(tables, "added")


METRIC = Metric(
    id="merged_lines",
    version=1,
    name="合入行数（新增，毛数）",
    name_en="Merged lines (gross added)",
    unit="行",
    unit_en="lines",
    grain=("repository", "area", "person", "organisation"),
    source="CHAOSS: Code Changes Lines (added)",
    basis="实施方案 三（一）代码合入量（另一种读法见 merged_changes）",
    caveats=(
        "毛行数即 git 自己的数（git log --numstat -M，不含合并提交）。",
        "搬运的代码、生成的文件、重复补丁、机器人提交都在内：不能单独作为奖励依据，须与计入行数同看。",
        "同一提交若同时存在于分叉或镜像仓库，各仓库各计一次；去重后的数见 credited_lines。",
        "合并提交本身没有行数：解决冲突时写下的行不属于任何人。",
        "二进制文件按 0 行计。差异未能读取的提交行数未知，显示在 (Unknown) 目录下，不按 0 计，须与数据完整度同看。",
        "行数最容易注水，也不衡量难度。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [change("tianqi", "c1"), change("tianqi", "c2"), change("tianqi", "c3", period="before")],
            "line_credit": [
                lines("tianqi", "c1", 10, 4),
                lines("tianqi", "c1", 2, 1, number=1, area="docs"),
                lines("tianqi", "c2", 100, 30, taken_by="vendored"),  # gross knows no classes
                lines("tianqi", "c3", 7, 7),  # before the window
            ],
            "authorship": [
                author("tianqi", "c1", "li", share=500_000),  # two employers on that day
                author("tianqi", "c1", "li", "yunfan", share=500_000),
                author("tianqi", "c2", "wu"),
                author("tianqi", "c3", "wu"),
            ],
        },
        expect=[
            ("tianqi", "docs", "li", "tianqi", 1_000_000),
            ("tianqi", "docs", "li", "yunfan", 1_000_000),
            ("tianqi", "src", "li", "tianqi", 5_000_000),
            ("tianqi", "src", "li", "yunfan", 5_000_000),
            ("tianqi", "src", "wu", "tianqi", 100_000_000),
        ],
    ),
    additive=True,
    scale=WHOLE,
)
