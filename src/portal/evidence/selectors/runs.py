"""Which runs may somebody see, and which of them speaks for the city now?"""

from django.db.models import Q, QuerySet

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed
from portal.evidence.models import Run, RunState

STANDING = "city-evidence-"
"""Programmes of the standing observation begin so."""
OPEN = (RunState.PUBLISHED, RunState.RETRACTED)
SHORTEST = 6


def published_runs() -> QuerySet[Run]:
    """Published and not taken back, newest first."""
    return Run.objects.filter(state=RunState.PUBLISHED).order_by("-published_at", "-id")


def observation() -> Run | None:
    """The newest published run of the standing observation."""
    return published_runs().filter(programme__startswith=STANDING).first()


def newest_observation() -> Run | None:
    """The newest run of the standing observation, published or not: what a person or an owner sees of their own."""
    loaded = Run.objects.filter(programme__startswith=STANDING).exclude(state=RunState.RETRACTED)
    return loaded.order_by("-loaded_at", "-id").first()


def observation_at(run: Run) -> Run | None:
    """The newest run of the standing observation that was there when another run was loaded; the run itself if it is one."""
    earlier = Run.objects.filter(programme__startswith=STANDING, loaded_at__lte=run.loaded_at)
    return earlier.exclude(state=RunState.RETRACTED).order_by("-loaded_at", "-id").first()


def runs_of(acting: Acting) -> QuerySet[Run]:
    """All for the office; for everybody else what was published, with what was taken back and why."""
    runs = Run.objects.all()
    return runs if sees_all(acting) else runs.filter(state__in=OPEN)


def sees_all(acting: Acting) -> bool:
    """Whether runs that are not published are shown too."""
    return acting.scope(Act.RUN_VIEW) is Scope.CITY


def open_to(run: Run, acting: Acting) -> bool:
    """Whether the run's page and its bundle are there for this reader; their own numbers of it may be, without these."""
    return run.state in OPEN or sees_all(acting)


def run_of(acting: Acting, short: str, *, own: bool = False) -> Run:
    """The run whose id begins so. ``own``: for a page of somebody's own facts, which may rest on a run not published.

    Raises:
        NotAllowed: there is none that this person may see.
    """
    runs = Run.objects.filter(Q(state__in=OPEN) | Q(programme__startswith=STANDING)) if own else runs_of(acting)
    found = list(runs.filter(run_id__startswith=short)[:2]) if len(short) >= SHORTEST and short.isalnum() else []
    if len(found) != 1:
        raise NotAllowed(Act.RUN_VIEW)
    return found[0]


def run_before(run: Run, *, among: QuerySet[Run] | None = None) -> Run | None:
    """The run of the same programme that was loaded before it; ``among``: those the reader may see."""
    earlier = (
        (Run.objects.all() if among is None else among)
        .filter(programme=run.programme)
        .filter(Q(loaded_at__lt=run.loaded_at) | Q(loaded_at=run.loaded_at, id__lt=run.pk))
    )
    return earlier.order_by("-loaded_at", "-id").first()
