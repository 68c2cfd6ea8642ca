"""Tables of evidence."""

from portal.evidence.models.job import Job, JobRepository, JobState
from portal.evidence.models.run import Run, RunState
from portal.evidence.models.run_rows import RunMetric, RunNumber, RunOrganisation, RunPerson, RunRepository, RunTrack, RunVerdict
from portal.evidence.models.snapshot import Snapshot

__all__ = [
    "Job", "JobRepository", "JobState", "Run", "RunMetric", "RunNumber", "RunOrganisation", "RunPerson", "RunRepository", "RunState",
    "RunTrack", "RunVerdict", "Snapshot",
]  # fmt: skip
