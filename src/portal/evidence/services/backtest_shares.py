"""In which districts, and among bodies of which size, would a programme's money fall?

Size by the number of employees alone, as the statistical classes of software and information services have it; turnover is not known here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from portal.accounts.models import Organisation
from portal.register.models import Enterprise

SIZES = ((300, "large"), (100, "medium"), (10, "small"), (0, "micro"))
UNKNOWN = ""


class Bodies:
    """The register's bodies, looked up once."""

    def __init__(self) -> None:
        self.districts: dict[str, str] = dict(Organisation.objects.values_list("id", "district"))
        employees = Enterprise.objects.exclude(employees=None).exclude(organisation=None).values_list("organisation_id", "employees")
        self.employees: dict[str, int] = {str(body): count or 0 for body, count in employees}

    def district(self, body: str) -> str:
        """Empty: not known, or outside the city."""
        return self.districts.get(body, UNKNOWN)

    def size(self, body: str) -> str:
        """large, medium, small or micro; empty: nobody told."""
        count = self.employees.get(body)
        return UNKNOWN if count is None else next(name for least, name in SIZES if count >= least)


def shares(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """How many of the rows, and how much of their money, fall on each district and size; most money first."""
    listed = list(rows)
    return {"by_district": _by(listed, "district"), "by_size": _by(listed, "size")}


def _by(rows: list[Mapping[str, Any]], column: str) -> list[dict[str, Any]]:
    counts: dict[str, int] = defaultdict(int)
    amounts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row[column]] += 1
        amounts[row[column]] += row["amount_fen"] or 0
    found = [{"id": ident, "count": count, "amount_fen": amounts[ident]} for ident, count in counts.items()]
    return sorted(found, key=lambda one: (-one["amount_fen"], -one["count"], one["id"]))
