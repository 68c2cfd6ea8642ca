"""How is a statement written as the analysis of a vulnerability in CycloneDX?"""

from typing import Any

from xingtu.facts.statements import Statement
from xingtu.facts.vex_words import JUSTIFICATION_FOR, STATE_FOR
from xingtu.report.licences.bill import instant
from xingtu.report.risk.statement_extra import told_by


def analysis(statement: Statement) -> dict[str, Any]:
    """As of CycloneDX 1.5 and later."""
    detail = "\n".join(told_by(text) for text in (statement.impact, statement.action, statement.evidence) if text)
    return {
        "state": STATE_FOR[statement.status],
        **({"justification": JUSTIFICATION_FOR[statement.justification]} if statement.justification else {}),
        **({"detail": detail} if detail else {}),
        "firstIssued": instant(statement.issued_at),
    }
