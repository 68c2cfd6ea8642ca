"""计入行数（新增）：合入的行里，有多少是作者自己新写的？"""

import ibis

from xingtu.facts.authorship import WHOLE
from xingtu.measure.inside import credited_lines
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import author, change, lines


def value(tables: Tables) -> ibis.Table:
    """Added lines that no class takes, divided by share; 0 for those of whose changes nothing is credited."""
    return credited_lines(tables, "credited_added")


METRIC = Metric(
    id="credited_lines",
    version=1,
    name="计入行数（新增）",
    name_en="Credited lines (added)",
    unit="行",
    unit_en="lines",
    grain=("repository", "area", "person", "organisation"),
    source="CHAOSS: Code Changes Lines, filtered by the line classes of xingtu (policy/crediting.toml)",
    basis="实施方案 三（一）代码合入量",
    caveats=(
        "计入行数 = 毛行数减去机器人、整体导入、重复补丁、回退、第三方、生成、数据、空白、移动各类。",
        "每一行的去向都可在提交页查到，有异议可申诉。",
        "分类规则是启发式的：路径规则可能误判，重写但内容相近的行可能算作移动，低于长度下限的行不判为移动。",
        "差异未能读取的提交行数未知，显示在 (Unknown) 目录下，不按 0 计，须与数据完整度同看。",
        "行数不衡量难度与质量，一行修复可能比一千行新代码更有价值。",
    ),
    value=value,
    example=Example(
        given={
            "changes": [change("tianqi", "c1"), change("tianqi", "c2"), change("tianqi", "c3", taken_by="duplicate")],
            "line_credit": [
                lines("tianqi", "c1", 10, 8, whitespace=2, moved=3),  # 5 and 3 are left
                lines("tianqi", "c2", 100, 30, taken_by="vendored"),
                lines("tianqi", "c2", 4, 2, number=1),
                lines("tianqi", "c3", 50, 50, taken_by="duplicate"),  # met before, elsewhere
            ],
            "authorship": [author("tianqi", "c1", "li"), author("tianqi", "c2", "wu"), author("tianqi", "c3", "zhao")],
        },
        expect=[
            ("tianqi", "src", "li", "tianqi", 5_000_000),
            ("tianqi", "src", "wu", "tianqi", 4_000_000),
            ("tianqi", "src", "zhao", "tianqi", 0),
        ],
    ),
    additive=True,
    scale=WHOLE,
)
