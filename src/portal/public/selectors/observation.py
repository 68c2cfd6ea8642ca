"""Which published runs may be asked for, and by how much of their number?"""

import re

from django.db.models import QuerySet

from portal.evidence.models import Run, RunState
from portal.evidence.selectors import observation, published_runs
from portal.evidence.selectors.runs import SHORTEST, STANDING

OBSERVATION = STANDING
CODE = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def observations() -> QuerySet[Run]:
    """Published observations of the whole register, newest first."""
    return published_runs().filter(programme__startswith=STANDING)


def published_run(short: str) -> Run | None:
    """The one published run whose id starts so; none when several do."""
    if not CODE.fullmatch(short.lower()):
        return None
    found = list(published_runs().filter(run_id__startswith=short.lower())[:2])
    return found[0] if len(found) == 1 else None


def disclosed_run(short: str) -> Run | None:
    """As ``published_run``, and those that were published once and taken back: their reason stays public."""
    if not CODE.fullmatch(short.lower()):
        return None
    once = Run.objects.filter(state__in=(RunState.PUBLISHED, RunState.RETRACTED), run_id__startswith=short.lower())
    found = list(once[:2])
    return found[0] if len(found) == 1 else None


__all__ = ["OBSERVATION", "SHORTEST", "disclosed_run", "observation", "observations", "published_run", "published_runs"]
