"""In which order does the worker carry jobs out? One after the other; whoever comes meanwhile leaves it to them."""

from portal.evidence.services.jobs import next_job, working


def jobs_carry_out() -> None:
    """Carry out all jobs that wait or were left behind."""
    while True:
        with working() as alone:
            if not alone:
                return
            job = next_job()
            if job is not None:
                # the engine takes seconds to load; a worker without a job needs none of it
                from portal.evidence.services.carrying_out import job_carry_out  # noqa: PLC0415

                job_carry_out(job=job)
        # looked at again without the lock: a request that came meanwhile found it taken and went away
        if next_job() is None:
            return
