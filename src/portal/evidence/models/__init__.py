"""Tables of evidence."""

from portal.evidence.models.backtest import Backtest, BacktestState
from portal.evidence.models.intake import Intake, IntakeState
from portal.evidence.models.job import Job, JobRepository, JobState
from portal.evidence.models.provenance import Provenance, ProvenanceState
from portal.evidence.models.run import Run, RunState
from portal.evidence.models.run_rows import (
    RunMetric,
    RunNumber,
    RunOrganisation,
    RunPerson,
    RunRepository,
    RunTotal,
    RunTrack,
    RunVerdict,
)
from portal.evidence.models.snapshot import Snapshot
from portal.evidence.models.statement import ImportedMap, Statement, StatementKind

__all__ = [
    "Backtest", "BacktestState", "ImportedMap", "Intake", "IntakeState",
    "Job", "JobRepository", "JobState", "Provenance", "ProvenanceState", "Run", "RunMetric", "RunNumber", "RunOrganisation",
    "RunPerson", "RunRepository",
    "RunState", "RunTotal", "RunTrack", "RunVerdict", "Snapshot", "Statement", "StatementKind",
]  # fmt: skip
