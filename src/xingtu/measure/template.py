"""What does a newcomer start a metric from?

``xingtu new metric NAME`` writes these two files. They load, but the test fails until the expression, the texts and the
example are the newcomer's own.
"""

import re
from pathlib import PurePosixPath

METRIC_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

METRIC_TEXT = '''"""待填写：这个指标回答什么问题？"""

import ibis

from xingtu.measure.inside import counted_changes
from xingtu.measure.metric import Example, Metric, Tables
from xingtu.measure.samples import change


def value(tables: Tables) -> ibis.Table:
    """TODO: what is counted, per what, and what is left out."""
    counted = counted_changes(tables)
    return counted.group_by("repository").aggregate(value=counted.count())


METRIC = Metric(
    id="NAME",
    version=1,
    name="待填写",
    name_en="TODO",
    unit="个",
    unit_en="changes",
    grain=("repository",),
    source="TODO: CHAOSS metric title, standard, or clause of the plan",
    basis="待填写：为什么这座城市需要它",
    caveats=("待填写：这个数会怎样误导人？",),
    value=value,
    example=Example(
        given={"changes": [change("tianqi", "c1"), change("tianqi", "c2", taken_by="duplicate")]},
        expect=[("tianqi", None)],  # work the answer out by hand, then write it here
    ),
    additive=True,
)
'''

TEST_TEXT = """from xingtu.catalogue import measured
from xingtu.measure.metrics.NAME import METRIC


def test_NAME_of_the_worked_example() -> None:
    assert measured(METRIC, METRIC.example.given) == list(METRIC.example.expect)


def test_NAME_explains_itself() -> None:
    texts = (METRIC.question, METRIC.name, METRIC.name_en, METRIC.definition, METRIC.source, METRIC.basis, *METRIC.caveats)
    assert not [text for text in texts if "待填写" in text or "TODO" in text]
"""


def metric_files(name: str) -> dict[PurePosixPath, str]:
    """The two files of a new metric, path in the working tree to text: the metric, then its failing test.

    Raises:
        ValueError: the name cannot be the name of a file and of a module.
    """
    if not METRIC_NAME.fullmatch(name):
        raise ValueError(f"指标名 {name!r} 不能用：只用小写字母、数字和单个下划线，以字母开头，例如 merged_changes")
    return {
        PurePosixPath(f"src/xingtu/measure/metrics/{name}.py"): METRIC_TEXT.replace("NAME", name),
        PurePosixPath(f"tests/measure/metrics/test_{name}.py"): TEST_TEXT.replace("NAME", name),
    }
