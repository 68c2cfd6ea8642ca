"""Tables of calls: programme versions, calls, applications, review, notice, money, follow-up."""

from portal.calls.models.application import Application, ApplicationVersion, Move, Party, PartyState
from portal.calls.models.attachment import Attachment, AttachmentKind
from portal.calls.models.award import (
    Account,
    Approval,
    Award,
    Budget,
    EntryKind,
    LedgerEntry,
    Milestone,
    MilestoneState,
)
from portal.calls.models.call import Call, CallState
from portal.calls.models.checks import Check, Clarification, Outcome
from portal.calls.models.notice import (
    Notice,
    NoticeLine,
    NoticeState,
    Objection,
    ObjectionOutcome,
    ObjectionState,
    Result,
)
from portal.calls.models.panel import Choice, ItemOutcome, Minutes, Panel, PanelItem, PanelMember, PanelState, Vote
from portal.calls.models.programme import Draft, DraftRevision, DraftState, ProgrammeVersion, Signature
from portal.calls.models.review import (
    Aggregate,
    Assignment,
    AssignmentState,
    Conflict,
    ConflictKind,
    Draw,
    Score,
    Seat,
)

__all__ = [
    "Account", "Aggregate", "Application", "ApplicationVersion", "Approval", "Assignment", "AssignmentState", "Attachment",
    "AttachmentKind", "Award", "Budget", "Call", "CallState", "Check", "Choice", "Clarification", "Conflict", "ConflictKind", "Draft",
    "DraftRevision", "DraftState", "Draw", "EntryKind", "ItemOutcome", "LedgerEntry", "Milestone", "MilestoneState", "Minutes", "Move",
    "Notice", "NoticeLine", "NoticeState", "Objection", "ObjectionOutcome", "ObjectionState", "Outcome", "Panel", "PanelItem",
    "PanelMember", "PanelState", "Party", "PartyState", "ProgrammeVersion", "Result", "Score", "Seat", "Signature", "Vote",
]  # fmt: skip
