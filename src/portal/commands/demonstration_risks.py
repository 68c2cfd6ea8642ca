"""What of risks does a demonstration show? Invented advisories, findings in two firms, a dispute to answer, a case to work on."""

import logging
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from portal.accounts.models import Person
from portal.cases.services import case_assign
from portal.commands.demonstration_acting import acting_as
from portal.errors import PortalError
from portal.evidence.models import RiskFinding
from portal.evidence.services.advisory_import import advisories_import
from portal.evidence.services.risk_statements import vex_draft
from portal.evidence.services.risk_watching import risks_watch
from xingtu.errors import XingtuError

logger = logging.getLogger(__name__)
SOURCE = "示例"
DAYS = 90


def risks_show(*, advisories: Path) -> None:
    """Import the example's advisories and go round once; after the runs, which read the repositories."""
    if not advisories.is_dir():
        return
    try:
        advisories_import(source=SOURCE, folder=advisories, licence="CC0-1.0")
        risks_watch()
        _dispute()
        _assigned()
    except (PortalError, XingtuError) as error:
        logger.warning("the demonstration shows no risks", extra={"reason": str(error)})


def _dispute() -> None:
    """An owner says why one does not touch them; an officer has to answer."""
    finding = RiskFinding.objects.filter(project="fares", package="xinghe-tidecodec", closed_at=None).first()
    if finding is None:
        return
    content = {
        "scope": "project",
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "reason": "票价服务只用 tidecodec 编码自己产生的定长字段，从不解码外来数据（演示）。",
        "proof": "src/fares/encode.py",
        "versions": list(finding.versions),
        "expires_on": timezone.localdate() + timedelta(days=DAYS),
    }
    vex_draft(finding=finding, content=content, by=acting_as("demo-lizhou"))


def _assigned() -> None:
    finding = RiskFinding.objects.filter(project="fares", package="xinghe-starbolt", closed_at=None, case__isnull=False).first()
    if finding is not None and finding.case is not None:
        case_assign(
            case_id=finding.case.pk,
            owner=Person.objects.get(pk="demo-lizhou"),
            by=acting_as("demo-watch"),
            text="请升级到 2.3.2 或更新的版本。",
        )
