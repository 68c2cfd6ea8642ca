"""What of licences does a demonstration show? Every invented project examined, one conflict with a ruling to sign, one alarm."""

import logging

from portal.accounts.models import Person
from portal.commands.demonstration_acting import acting_as
from portal.errors import PortalError
from portal.evidence.models import LicenceConflict, LicenceReading, ReadingState
from portal.evidence.services.jobs import working
from portal.evidence.services.licence_examining import Examiner, commit_named, reading_carry_out
from portal.evidence.services.licence_requests import reading_request
from portal.evidence.services.licence_rulings import ruling_draft
from portal.evidence.services.snapshot import snapshot_freeze

logger = logging.getLogger(__name__)
CHANGED, BEFORE = "signboard", "v1.0"
"""The project whose licence changed, and its last version that was open source (``examples/city/signboard.py``)."""
LATER = frozenset({"xingtu"})
"""This software itself: a thousand files, which the worker examines while somebody looks at the rest."""


def licences_show() -> None:
    """Examine what the published observation asked for; after the runs."""
    with working("licences.lock") as alone:
        if not alone:
            return
        with Examiner() as examiner:
            for reading in LicenceReading.objects.filter(state=ReadingState.WAITING).exclude(repository__in=LATER).order_by("pk"):
                tip, before = reading.commit, commit_named(CHANGED, BEFORE) if reading.repository_id == CHANGED else ""
                if before:
                    # first as it was, so that there is something to compare with
                    reading.commit = before
                    reading.save(update_fields=["commit"])
                    reading_carry_out(reading=reading, snapshot=snapshot_freeze(), examiner=examiner)
                    reading = reading_request(repository=CHANGED, commit=tip)  # noqa: PLW2901 - the same question at the tip
                reading_carry_out(reading=reading, snapshot=snapshot_freeze(), examiner=examiner)
    _ruling()


def _ruling() -> None:
    conflict = LicenceConflict.objects.filter(repository=CHANGED, resolved_at=None).exclude(answer="compatible").first()
    if conflict is None:
        logger.warning("the demonstration has no conflict to rule on")
        return
    content = {
        "repository": conflict.repository,
        "inbound": conflict.inbound,
        "outbound": conflict.outbound,
        "relation": conflict.content.get("relation", ""),
        "answer": "incompatible",
        "reason": "滚动字幕 ticker 按 GPL-2.0-only 授权，第 2 条 b 款要求整体以同一许可证提供；作者没有另行许可，应当移出（演示）。",
    }
    try:
        ruling_draft(
            kind="compatibility",
            content=content,
            by=acting_as("demo-watch"),
            expert=Person.objects.get(pk="demo-expert"),
            conflict=conflict,
        )
    except PortalError as error:
        logger.warning("the demonstration has no ruling", extra={"reason": str(error)})
