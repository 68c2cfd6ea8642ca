"""Tables of cases."""

from portal.cases.models.case import Case, CaseKind, CaseState, Step

__all__ = ["Case", "CaseKind", "CaseState", "Step"]
