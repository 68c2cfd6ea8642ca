"""What every metric owes: a new file in measure/metrics is tested here without a line being added."""

import re
from dataclasses import fields, replace

import pytest

from xingtu import catalogue
from xingtu.catalogue import measured
from xingtu.measure.metric import Metric

HAN = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"待填写|TODO")

every_metric = pytest.mark.parametrize("metric", catalogue.metrics().values(), ids=lambda metric: metric.id)

OF_PEOPLE = [metric for metric in catalogue.metrics().values() if "people" in metric.unit_en]
every_metric_of_people = pytest.mark.parametrize("metric", OF_PEOPLE, ids=lambda metric: metric.id)


@every_metric
def test_the_worked_example_holds(metric: Metric) -> None:
    assert measured(metric, metric.example.given) == list(metric.example.expect)


@every_metric
def test_the_order_of_facts_changes_nothing(metric: Metric) -> None:
    backwards = {name: rows[::-1] for name, rows in metric.example.given.items()}
    assert measured(metric, backwards) == list(metric.example.expect)


@every_metric
def test_the_grain_names_each_row_once(metric: Metric) -> None:
    width = len(metric.grain)
    places = [row[:width] for row in metric.example.expect]
    assert places
    assert len(set(places)) == len(places)


@every_metric
def test_without_facts_there_is_no_number(metric: Metric) -> None:
    assert measured(metric, {}) == []


@every_metric
def test_values_are_whole_numbers_or_unknown(metric: Metric) -> None:
    width = len(metric.grain)
    for row in measured(metric, metric.example.given):
        assert all(number is None or type(number) is int for number in row[width:])


@every_metric_of_people
def test_bots_are_never_people(metric: Metric) -> None:
    given = dict(metric.example.given)
    given["authorship"] = [replace(row, actor="bot") for row in given["authorship"]]  # type: ignore[type-var]
    assert measured(metric, given) == []


@every_metric
def test_every_text_is_filled_in(metric: Metric) -> None:
    texts = [getattr(metric, field.name) for field in fields(metric) if field.type in {"str", str}]
    texts += [metric.question, metric.definition, *metric.caveats]
    texts += [getattr(other, field.name) for other in metric.beside for field in fields(other) if field.type in {"str", str}]
    assert metric.caveats
    assert all(text.strip() and not PLACEHOLDER.search(text) for text in texts)


@every_metric
def test_names_are_chinese_with_english_beside(metric: Metric) -> None:
    assert HAN.search(metric.name)
    assert HAN.search(metric.question)
    assert HAN.search(metric.unit)
    assert not HAN.search(metric.name_en + metric.unit_en + metric.definition)
    assert all(HAN.search(caveat) for caveat in metric.caveats)


@every_metric
def test_additive_metrics_say_so_of_whole_numbers(metric: Metric) -> None:
    assert metric.version >= 1
    assert metric.scale in {1, 1_000_000}
