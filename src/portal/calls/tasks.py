"""Which work of calls is done by the worker and not while a page waits?"""

from django.utils.module_loading import import_string
from django_tasks import task


@task()
def tick() -> None:
    """One round of the clock."""
    import_string("portal.calls.services.clock.clock_tick")()
