"""Which work of watch is done by the worker and not while a page waits?"""

from django.core.cache import cache
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

TWO_DAYS = 2 * 86_400


@task()
def send_deliveries() -> None:
    """Send what waits to be sent."""
    import_string("portal.watch.services.deliveries.deliveries_send")()


@task()
def write_advisories() -> None:
    """Write what people entered and confirmed among the advisories."""
    import_string("portal.watch.services.advisory_entries.entries_write")()


@task()
def tick() -> None:
    """One round of the clock: digests that are due, and deliveries that are to be tried again."""
    if cache.add(f"advisories-written:{timezone.localdate()}", 1, TWO_DAYS):
        import_string("portal.watch.services.advisory_entries.entries_write")()
    import_string("portal.watch.services.digests.digests_make")()
    import_string("portal.watch.services.deliveries.deliveries_send")()
