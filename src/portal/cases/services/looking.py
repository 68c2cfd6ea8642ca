"""What is kept of looks at cases that are about findings? Findings are confidential, and so is what their cases say."""

from collections.abc import Iterable

from django.db import transaction

from portal.accounts.acting import Acting
from portal.cases.models import Case, CaseKind
from portal.journal.events import Event
from portal.journal.services import record


@transaction.atomic
def case_look(*, case: Case, by: Acting) -> None:
    """Keep that somebody within reach opened one."""
    if case.kind == CaseKind.FINDING:
        record(event=Event.FINDING_SEEN, by=by, subject_kind="case", subject=str(case.pk))


@transaction.atomic
def queue_look(*, cases: Iterable[Case], by: Acting) -> None:
    """Keep that somebody opened a list in which some stand."""
    rows = sum(case.kind == CaseKind.FINDING for case in cases)
    if rows:
        record(event=Event.FINDING_SEEN, by=by, subject_kind="cases", subject="queue", details={"rows": rows})
