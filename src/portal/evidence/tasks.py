"""Which work of evidence is done by the worker and not while a page waits?"""

from django_tasks import task

from portal.evidence.models import Intake
from portal.evidence.services.jobs import next_job, working


@task()
def carry_out() -> None:
    """Carry out all jobs that wait, one after the other; whoever comes while somebody else does so leaves it to them."""
    while True:
        with working() as alone:
            if not alone:
                return
            job = next_job()
            if job is not None:
                # the engine takes seconds to load and none of it is needed by pages
                from portal.evidence.services.carrying_out import job_carry_out  # noqa: PLC0415

                job_carry_out(job=job)
        # looked at again without the lock: a request that came meanwhile found it taken and went away
        if next_job() is None:
            return


@task()
def read_intake(intake_id: int) -> None:
    """Fetch and read a repository that somebody wants to register."""
    from portal.evidence.services.intake_reading import intake_read  # noqa: PLC0415 - git and the engine's reader, not for pages

    intake = Intake.objects.filter(pk=intake_id).first()
    if intake is not None:
        intake_read(intake=intake)
