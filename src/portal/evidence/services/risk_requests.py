"""When are risks looked at anew? When commits were read, when advisories came in, once a day, and when somebody asks."""

from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from portal.evidence.models import RiskWatch
from portal.evidence.tasks import watch_risks

ONLY = 1
"""There is one row."""


def watch_state() -> RiskWatch:
    """Where the watch stands."""
    return RiskWatch.objects.get_or_create(pk=ONLY)[0]


@transaction.atomic
def risks_refresh() -> None:
    """Have a worker look at everything anew, after the commit. Asked again while it is under way, it goes round once more."""
    watch_state()
    RiskWatch.objects.filter(pk=ONLY).update(asked=F("asked") + 1)
    wake()


def risks_take_up() -> None:
    """When a worker starts: go on with what waits or was left behind."""
    if RiskWatch.objects.filter(asked__gt=F("done")).exists():
        wake()


def wake() -> None:
    """Have a worker go round, after the commit."""
    transaction.on_commit(watch_risks.enqueue)


def risks_notice() -> bool:
    """Ask for a round where advisories came in by another door, e.g. ``xingtu advisories update``; whether that was so."""
    changed: bool = import_string("portal.evidence.services.risk_watching.mirror_changed")()
    if changed:
        risks_refresh()
    return changed
