"""What must be swept once a day so that nothing grows for ever? Ended sessions, results of old tasks."""

import logging

from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

logger = logging.getLogger(__name__)
TWO_DAYS = 2 * 86_400
DAYS_TASKS_ARE_KEPT = 30


def sweep_daily() -> bool:
    """Sweep if nobody has today, whichever worker comes first; whether it was done now."""
    if not cache.add(f"swept:{timezone.localdate()}", 1, TWO_DAYS):
        return False
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=DAYS_TASKS_ARE_KEPT, verbosity=0)
    logger.info("swept")
    return True
