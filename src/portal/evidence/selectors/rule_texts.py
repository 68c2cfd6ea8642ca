"""Which rules does this engine have, and what does a programme's use of them say in a sentence?

Only the rules' own files are read: a page that tells conditions need not wait for the whole catalogue.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import xingtu
import xingtu.decide.rules
from portal.evidence.models import RunMetric
from portal.evidence.selectors.judging import city_names, questions_of, rule_of

if TYPE_CHECKING:
    from xingtu.policy.form import Form
    from xingtu.policy.rule_use import RuleUse

Names = Mapping[str, tuple[str, str]]
NEWEST = 400
"""Definitions looked at: those of the last dozen runs or so."""


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule as an official chooses it. ``parameters``: name → kind, as the engine asks for them."""

    id: str
    name: str
    name_en: str
    condition: str
    condition_en: str
    basis: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """One use of a rule; ``source`` is where an unverified number comes from."""

    rule: str
    text: str
    text_en: str
    verified: bool
    source: str


@cache
def rules_told() -> tuple[RuleTold, ...]:
    """Every rule, in order of its id."""
    found = [rule_of(module.name) for module in iter_modules(xingtu.decide.rules.__path__)]
    return tuple(
        RuleTold(
            rule.id, rule.name, rule.name_en, rule.condition or rule.name, rule.condition_en or rule.name_en, rule.basis, rule.parameters
        )
        for rule in sorted((rule for rule in found if rule), key=lambda rule: rule.id)
    )


def metric_names() -> dict[str, tuple[str, str]]:
    """What metrics are called: as the newest runs named them, else as their own files do."""
    newest = list(RunMetric.objects.order_by("-pk").values_list("metric", "name", "name_en")[:NEWEST])
    return _names_written() | {metric: (name, english) for metric, name, english in reversed(newest)}


@cache
def _names_written() -> dict[str, tuple[str, str]]:
    """Read from the files of the metrics without loading them: that takes seconds, and a page that tells a name must not wait."""
    names: dict[str, tuple[str, str]] = {}
    for path in sorted((Path(xingtu.__path__[0]) / "measure" / "metrics").glob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            given = {word.arg: word.value.value for word in call.keywords if word.arg and isinstance(word.value, ast.Constant)}
            if isinstance(call.func, ast.Name) and call.func.id == "Metric" and {"id", "name", "name_en"} <= set(given):
                names[str(given["id"])] = str(given["name"]), str(given["name_en"])
    return names


def conditions_of(rules: Sequence["RuleUse"], *, form: "Form | None" = None, names: Names | None = None) -> list[Condition]:
    """What each use asks, in the file's order. ``names``: what libraries and programmes are called, and metrics no run knows."""
    options = {
        f"{field.id}.{option.id}": (option.label, option.label_en) for field in (form.fields if form else ()) for option in field.options
    }
    called = {**metric_names(), **city_names(rules), **options, **(names or {})}
    told = []
    for use in rules:
        rule = rule_of(use.id)
        zh, en = rule.told(use.parameters, names=called, questions=questions_of(form)) if rule else (use.id, use.id)
        told.append(Condition(use.id, zh, en, use.verified, use.source))
    return told
