"""What does the risk tab of a project show: what was read of its repositories, what was found, and how fresh and complete that is?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from portal.evidence.models import RiskFinding, RiskInventory
from portal.evidence.selectors.advisories import Freshness, city_freshness, coverage_of
from portal.evidence.selectors.risk import findings_of_project
from portal.house.charts import lang
from portal.register.models import Record, Repository
from xingtu.report.risk.source_table import coverage_line, uncovered_line

MOST_CLOSED = 20


@dataclass(frozen=True, slots=True)
class RiskPart:
    """One repository: ``inventory`` is None where nothing was read of it yet, which is not the same as nothing found."""

    name: str
    inventory: RiskInventory | None
    files: list[Mapping[str, Any]]
    faults: list[Mapping[str, Any]]
    freshness: Freshness
    open: list[RiskFinding]
    closed: list[RiskFinding]


def freshness_of(project: str = "") -> Freshness:
    """Of the city's sources; with an engine's project, how complete the answer is for it."""
    city = city_freshness(lang(), now=timezone.now())
    inventory = RiskInventory.objects.filter(pk=project).first() if project else None
    if inventory is None or not inventory.coverage:
        return city
    coverage = coverage_of(inventory.coverage)
    return replace(city, coverage=coverage_line(coverage, lang()), uncovered=uncovered_line(coverage, lang()))


def risk_parts(record: Record) -> list[RiskPart]:
    """Each repository in order of registration, then what was declared; that findings are open to the reader is asked before."""
    inventories = {one.project: one for one in RiskInventory.objects.filter(record=record)}
    names = dict(Repository.objects.filter(record=record, removed_at=None).order_by("serial").values_list("id", "name"))
    names |= {ident: ident for ident, one in inventories.items() if one.origin == "sbom"}
    found = list(findings_of_project(record))
    return [
        RiskPart(
            name=name or ident,
            inventory=inventories.get(ident),
            files=inventories[ident].stock.get("files", []) if ident in inventories else [],
            faults=inventories[ident].stock.get("faults", []) if ident in inventories else [],
            freshness=freshness_of(ident),
            open=[one for one in found if one.project == ident and one.open],
            closed=sorted((one for one in found if one.project == ident and not one.open), key=_ended, reverse=True)[:MOST_CLOSED],
        )
        for ident, name in names.items()
    ]


def _ended(one: RiskFinding) -> Any:  # noqa: ANN401 - an instant
    return one.closed_at
