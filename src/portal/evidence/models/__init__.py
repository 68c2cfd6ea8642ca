"""Tables of evidence."""

from portal.evidence.models.backtest import Backtest, BacktestState
from portal.evidence.models.intake import Intake, IntakeState
from portal.evidence.models.job import Job, JobRepository, JobState
from portal.evidence.models.licence_reading import LicenceHolding, LicenceReading, ReadingState, RunLicence
from portal.evidence.models.licence_ruling import LicenceRuling, RulingKind, RulingState
from portal.evidence.models.licence_trouble import AlarmLevel, ConflictAnswer, LicenceAlarm, LicenceConflict
from portal.evidence.models.provenance import Provenance, ProvenanceState
from portal.evidence.models.risk import RiskEvent, RiskFinding, RiskInventory, RiskLevel, RiskWatch, Standing, Urgency
from portal.evidence.models.risk_statement import Justification, RiskStatement, VexScope, VexState, VexStatus
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
    "AlarmLevel", "Backtest", "BacktestState", "ConflictAnswer", "ImportedMap", "Intake", "IntakeState",
    "Job", "JobRepository", "JobState", "Justification",
    "LicenceAlarm", "LicenceConflict", "LicenceHolding", "LicenceReading", "LicenceRuling",
    "Provenance", "ProvenanceState", "ReadingState", "RiskEvent", "RiskFinding", "RiskInventory", "RiskLevel", "RiskStatement",
    "RiskWatch", "RulingKind", "RulingState", "Run", "RunLicence", "RunMetric", "RunNumber",
    "RunOrganisation", "RunPerson", "RunRepository",
    "RunState", "RunTotal", "RunTrack", "RunVerdict", "Snapshot", "Standing", "Statement", "StatementKind", "Urgency", "VexScope",
    "VexState", "VexStatus",
]  # fmt: skip
