"""Which work of evidence is done by the worker and not while a page waits?

What the worker calls is named, not imported: services ask for these tasks, and the engine takes seconds to load.
"""

from django.utils.module_loading import import_string
from django_tasks import task


@task()
def carry_out() -> None:
    """Carry out the jobs that wait."""
    import_string("portal.evidence.services.queue.jobs_carry_out")()


@task()
def compute_backtests() -> None:
    """Compute the back-tests that wait."""
    import_string("portal.evidence.services.backtests.backtests_compute")()


@task()
def read_intake(intake_id: int) -> None:
    """Fetch and read a repository that somebody wants to register."""
    import_string("portal.evidence.services.intake_reading.intake_read_now")(intake_id=intake_id)


@task()
def compute_provenance(key: str) -> None:
    """Compare a repository's content with that of others."""
    import_string("portal.evidence.services.provenance_computing.provenance_compute")(key=key)


@task()
def examine_licences() -> None:
    """Examine the repositories whose licences wait to be read."""
    import_string("portal.evidence.services.licence_examining.readings_carry_out")()


@task()
def watch_risks() -> None:
    """Take stock of repositories with new commits, match everything anew, and load what changed."""
    import_string("portal.evidence.services.risk_watching.risks_watch")()
