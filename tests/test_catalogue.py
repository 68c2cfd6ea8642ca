import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import xingtu.measure.metrics
from xingtu import catalogue
from xingtu.catalogue import CatalogueError, measured
from xingtu.measure.describe import describe

METRIC_FOLDER = "xingtu.measure.metrics"


@pytest.fixture
def more_metrics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A second folder of metrics, scanned like the first."""
    monkeypatch.setattr(xingtu.measure.metrics, "__path__", [*xingtu.measure.metrics.__path__, str(tmp_path)])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith(f"{METRIC_FOLDER}."):
            del sys.modules[name]


def written(folder: Path, name: str) -> tuple[Path, str]:
    """A new metric's file in the folder, and the text of its test."""
    (_, metric_text), (_, test_text) = catalogue.template_metric(name)
    path = folder / f"{name}.py"
    path.write_text(metric_text, encoding="utf-8")
    return path, test_text


def outcome(test_text: str, name: str) -> dict[str, bool]:
    """Run the generated tests: name of the test to whether it holds."""
    sys.modules.pop(f"{METRIC_FOLDER}.{name}", None)
    held: dict[str, Any] = {}
    exec(compile(test_text, "generated", "exec"), held)  # noqa: S102 - our own text, as pytest would run it
    results = {}
    for test in [thing for thing in held if thing.startswith("test_")]:
        try:
            held[test]()
            results[test] = True
        except AssertionError:
            results[test] = False
    return results


def test_every_metric_file_is_found_under_its_name() -> None:
    files = {path.stem for path in Path(next(iter(xingtu.measure.metrics.__path__))).glob("*.py")} - {"__init__"}
    assert list(catalogue.metrics()) == sorted(files)


def test_every_table_is_named_after_its_file() -> None:
    tables = catalogue.tables()
    assert {"commits", "file_changes", "authorship", "changes", "line_credit", "people", "periods", "repositories"} <= set(tables)
    assert "column" not in tables


def test_a_metric_whose_id_is_not_its_file_name_is_refused(more_metrics: Path) -> None:
    path, _ = written(more_metrics, "lines_per_day")
    path.rename(more_metrics / "lines_per_week.py")
    with pytest.raises(CatalogueError, match=r'lines_per_week\.py 里 METRIC 的 id 是 "lines_per_day"'):
        catalogue.metrics()


def test_a_file_without_a_metric_is_refused(more_metrics: Path) -> None:
    (more_metrics / "stray.py").write_text('"""Nothing."""\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"stray\.py 里没有 METRIC"):
        catalogue.metrics()


def test_programmes_are_the_toml_files_of_the_policy(tmp_path: Path) -> None:
    assert catalogue.programmes(tmp_path) == {}
    folder = tmp_path / "programmes"
    folder.mkdir()
    for name in ("b-2025.toml", "a-2025.toml", "notes.md"):
        (folder / name).touch()
    assert list(catalogue.programmes(tmp_path).items()) == [("a-2025", folder / "a-2025.toml"), ("b-2025", folder / "b-2025.toml")]


def test_rules_are_found_under_their_names() -> None:
    assert all(rule.id == name for name, rule in catalogue.rules().items())
    assert "at_least" in catalogue.rules()


def test_a_new_metric_is_two_well_formed_files_in_the_right_places() -> None:
    files = catalogue.template_metric("lines_per_day")
    assert [str(path) for path, _ in files] == [
        "src/xingtu/measure/metrics/lines_per_day.py",
        "tests/measure/metrics/test_lines_per_day.py",
    ]
    for _, text in files:
        ast.parse(text)


def test_a_new_metric_is_found_but_its_test_fails_until_it_is_filled_in(more_metrics: Path) -> None:
    path, test_text = written(more_metrics, "lines_per_day")
    assert "lines_per_day" in catalogue.metrics()
    assert outcome(test_text, "lines_per_day") == {
        "test_lines_per_day_of_the_worked_example": False,
        "test_lines_per_day_explains_itself": False,
    }
    filled = (
        path.read_text(encoding="utf-8").replace("待填写", "每日行数").replace("TODO", "Lines").replace('("tianqi", None)', '("tianqi", 1)')
    )
    path.write_text(filled, encoding="utf-8")
    import_module("importlib").invalidate_caches()
    sys.dont_write_bytecode, kept = True, sys.dont_write_bytecode
    try:
        assert set(outcome(test_text, "lines_per_day").values()) == {True}
    finally:
        sys.dont_write_bytecode = kept


@pytest.mark.parametrize("name", ["", "Lines", "lines-per-day", "1st", "a__b", "a/b"])
def test_a_name_that_can_be_no_file_is_refused(name: str) -> None:
    with pytest.raises(CatalogueError, match="不能用"):
        catalogue.template_metric(name)


def test_a_metric_that_exists_is_not_written_over() -> None:
    with pytest.raises(CatalogueError, match="已经存在"):
        catalogue.template_metric("merged_lines")


def test_measured_leaves_tables_that_are_not_given_empty() -> None:
    assert measured(catalogue.metrics()["merged_changes"], {}) == []


def test_every_metric_describes_itself_with_its_example() -> None:
    metrics = catalogue.metrics()
    text = describe(metrics)
    for metric in metrics.values():
        assert f"\n## {metric.id}\n" in text
        assert metric.name in text
        assert all(caveat in text for caveat in metric.caveats)
    assert "| tianqi | 2025-Q2 | 未知 unknown | 1 |" in text
