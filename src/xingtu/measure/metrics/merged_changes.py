"""合入变更数：窗口内合入默认分支、应当计数的变更有多少？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.inside import inside_changes
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change


def value(tables: Tables) -> ibis.Table:
    """Non-merge commits of the default branch that count, divided by share; 0 for those whose changes are all taken by a class."""
    shares = tables["authorship"].select("repository", "commit", "person", "organisation", "share")
    changes = inside_changes(tables).select("repository", "commit", "counted").join(shares, ["repository", "commit"])
    earned = ibis.ifelse(changes.counted, changes["share"], 0)
    return changes.group_by("repository", "person", "organisation").aggregate(value=earned.sum().cast("int64"))


METRIC = Metric(
    id="merged_changes",
    version=1,
    name="合入变更数",
    name_en="Merged changes",
    unit="个",
    unit_en="changes",
    grain=("repository", "person", "organisation"),
    source="CHAOSS: Code Changes Commits (non-merge commits of the default branch, each patch once)",
    basis="实施方案 三（一）代码合入量（另一种读法见 merged_lines 与 credited_lines）",
    caveats=(
        "一次合入不论大小都计一次，须与行数同看；把一件事拆成许多小提交会抬高此数；没有改动任何文件的空提交不计。",
        "压缩合并（squash）把多人的工作并成一个提交：只有尾注（Co-authored-by）写明的合作者才看得到。",
        "机器人与 AI 代理的提交、整体导入、重复补丁、回退及被回退的提交不计；只有这些提交的人显示为 0。",
        "按人和单位分摊：同一提交的份额之和等于 1；若政策选择“每位合作者全额”，合计会大于提交数。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [
                change("tianqi", "c1"),
                change("tianqi", "c2"),
                change("tianqi", "c3", taken_by="duplicate"),  # the same patch as c1
                change("tianqi", "c4", period="after"),
            ],
            "authorship": [
                author("tianqi", "c1", "li"),
                author("tianqi", "c2", "li", share=600_000),
                author("tianqi", "c2", "wu", "(Unknown)", share=400_000, role="co_author"),
                author("tianqi", "c3", "zhao"),
                author("tianqi", "c4", "li"),
            ],
        },
        expect=[
            ("tianqi", "li", "tianqi", 1_600_000),
            ("tianqi", "wu", "(Unknown)", 400_000),
            ("tianqi", "zhao", "tianqi", 0),
        ],
    ),
    additive=True,
    scale=WHOLE,
)
