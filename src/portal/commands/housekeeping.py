"""What must be done again and again, whichever worker comes first? Sweeping once a day, two clocks once a minute."""

import logging

from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from portal.calls.tasks import tick
from portal.evidence.services.licence_rulings import rulings_expire
from portal.evidence.services.risk_reminding import waivers_remind
from portal.evidence.services.risk_requests import risks_notice, risks_refresh
from portal.watch.tasks import tick as tell

logger = logging.getLogger(__name__)
TWO_DAYS = 2 * 86_400
DAYS_TASKS_ARE_KEPT = 30
MINUTE = 60


def sweep_daily() -> bool:
    """Sweep if nobody has today, whichever worker comes first; whether it was done now."""
    if not cache.add(f"swept:{timezone.localdate()}", 1, TWO_DAYS):
        return False
    call_command("clearsessions", verbosity=0)
    rulings_expire()
    waivers_remind()
    # the round ends what ran out, and looks again at what could not be read
    risks_refresh()
    call_command("prune_db_task_results", min_age_days=DAYS_TASKS_ARE_KEPT, verbosity=0)
    logger.info("swept")
    return True


def tick_every_minute() -> bool:
    """Have a round of the clock made if nobody has this minute; whether it was asked for now."""
    if not cache.add("clock-asked", 1, MINUTE):
        return False
    tick.enqueue()
    tell.enqueue()
    risks_notice()
    return True
