"""Which work of watch is done by the worker and not while a page waits?"""

from django.utils.module_loading import import_string
from django_tasks import task


@task()
def send_deliveries() -> None:
    """Send what waits to be sent."""
    import_string("portal.watch.services.deliveries.deliveries_send")()


@task()
def tick() -> None:
    """One round of the clock: digests that are due, and deliveries that are to be tried again."""
    import_string("portal.watch.services.digests.digests_make")()
    import_string("portal.watch.services.deliveries.deliveries_send")()
