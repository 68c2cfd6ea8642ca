"""Which metrics, rules, detectors, programmes and tables are there?

Everything is found by scanning its folder: adding one thing adds one file, and docs, command line, portal and tests list it.
Loading the metrics imports Ibis, which takes seconds: verbs that need no metric do not import this module.
"""

import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import TYPE_CHECKING, Any

import ibis

import xingtu.facts
import xingtu.measure.metrics
from xingtu.errors import CatalogueError
from xingtu.measure.metric import Metric
from xingtu.measure.template import metric_files
from xingtu.store.schema import arrow_table

if TYPE_CHECKING:
    from xingtu.decide.rule import Rule
    from xingtu.detect.detector import Detector
    from xingtu.detect.posture.check import Check


def metrics() -> dict[str, Metric]:
    """All metrics by id, in order of id."""
    return _plugins(xingtu.measure.metrics, "METRIC", Metric)


def rules() -> dict[str, "Rule"]:
    """All rules by id, in order of id."""
    return _plugins(import_module("xingtu.decide.rules"), "RULE", import_module("xingtu.decide.rule").Rule)


def detectors() -> dict[str, "Detector"]:
    """All detectors by id, in order of id; listing them loads nothing they need to detect."""
    return _plugins(import_module("xingtu.detect.detectors"), "DETECTOR", import_module("xingtu.detect.detector").Detector)


def checks() -> dict[str, "Check"]:
    """All checks of posture by id, in order of id."""
    return _plugins(import_module("xingtu.detect.posture.checks"), "CHECK", import_module("xingtu.detect.posture.check").Check)


def programmes(policy_dir: Path) -> dict[str, Path]:
    """The programme files of a city by id, in order of id; what stands in them is read by ``xingtu.policy.programme``."""
    return {path.stem: path for path in sorted((policy_dir / "programmes").glob("*.toml"))}


def tables() -> dict[str, type]:
    """All row types by the name of their table, which is the name of their file."""
    found = {}
    for name in _module_names(xingtu.facts):
        module = import_module(f"{xingtu.facts.__name__}.{name}")
        rows = [thing for thing in vars(module).values() if is_dataclass(thing) and getattr(thing, "__module__", "") == module.__name__]
        if name != "column" and len(rows) == 1 and isinstance(rows[0], type):
            found[name] = rows[0]
    return found


def measured(metric: Metric, given: Mapping[str, Sequence[object]]) -> list[tuple[Any, ...]]:
    """What a metric says about a few rows: tuples (grain…, value, beside…) ordered by grain; tables not given are empty."""
    connection = ibis.duckdb.connect()
    held = {}
    for name, row_type in tables().items():
        connection.con.register(name, arrow_table(row_type, given.get(name, ())))
        held[name] = connection.table(name)
    answer = metric.value(held).select(*metric.columns).order_by(*metric.grain).to_pyarrow()
    connection.disconnect()
    return [tuple(row[column] for column in metric.columns) for row in answer.to_pylist()]


def template_metric(name: str) -> list[tuple[PurePosixPath, str]]:
    """The files ``xingtu new metric NAME`` writes, each (path, text): the metric and a test that fails until it is filled in.

    Raises:
        CatalogueError: the name cannot be used, or there is such a metric already.
    """
    if name in _module_names(xingtu.measure.metrics):
        raise CatalogueError(f"指标 {name} 已经存在（src/xingtu/measure/metrics/{name}.py）；请换一个名字，或直接修改那个文件。")
    try:
        return list(metric_files(name).items())
    except ValueError as reason:
        raise CatalogueError(str(reason)) from None


def _plugins(package: ModuleType, attribute: str, kind: type[Any]) -> dict[str, Any]:
    found = {}
    for name in _module_names(package):
        thing = getattr(import_module(f"{package.__name__}.{name}"), attribute, None)
        if not isinstance(thing, kind):
            raise CatalogueError(
                f"{package.__name__}/{name}.py 里没有 {attribute}（应为一个 {kind.__name__}）；请补上，或把文件移出这个文件夹。"
            )
        if thing.id != name:
            raise CatalogueError(
                f'{package.__name__}/{name}.py 里 {attribute} 的 id 是 "{thing.id}"，与文件名不同；请把 id 改为 "{name}"，或把文件改名。'
            )
        found[name] = thing
    return found


def _module_names(package: ModuleType) -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))
