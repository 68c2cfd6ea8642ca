"""How does each open finding stand by what was signed? The engine judges; what it says no longer holds is ended, with the reason."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from portal.evidence.models import RiskFinding, RiskStatement, Standing, VexScope, VexState, VexStatus
from portal.evidence.risk_facts import fact_of, instant
from portal.evidence.risk_words import ENDINGS
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from xingtu.decide.statements import EXPIRED, OTHER_VERSION, standing
from xingtu.facts.statements import VEX, WAIVER, Statement


@transaction.atomic
def standings_settle() -> int:
    """Judge open findings anew and end the statements that do not hold any more; how many stand otherwise than before."""
    today = timezone.localdate()
    said: dict[str, list[RiskStatement]] = defaultdict(list)
    for one in RiskStatement.objects.filter(state=VexState.IN_FORCE):
        said[one.package].append(one)
    concerned = RiskFinding.objects.filter(Q(package__in=list(said)) | ~Q(standing=Standing.OPEN), closed_at=None).select_related("record")
    if not concerned.exists():
        return 0
    take_turn()
    changed = [row for row in concerned if _settled(row, said.get(row.package, ()), today)]
    RiskFinding.objects.bulk_update(changed, ["standing", "statement", "until_on"], batch_size=500)
    return len(changed)


def _settled(row: RiskFinding, statements: Iterable[RiskStatement], today: date) -> bool:
    """Judge one; whether it stands otherwise."""
    by_id = {f"s{one.pk}": one for one in statements if _reaches(one, row)}
    judged = standing(fact_of(row), [engine_statement(one, row) for one in by_id.values()], (), today, organisations=_bodies(row))
    decides = by_id.get(judged.statement.id) if judged.statement else None
    for cause in judged.reopened_because:
        if decides is not None and decides.state == VexState.IN_FORCE and (cause != OTHER_VERSION or decides.scope == VexScope.PROJECT):
            _end(decides, cause)
    before = row.standing, row.statement_id, row.until_on
    row.standing, row.statement, row.until_on = Standing(judged.state), decides, judged.until
    return before != (row.standing, row.statement_id, row.until_on)


def engine_statement(one: RiskStatement, row: RiskFinding) -> Statement:
    """As the engine reads it, said of this finding's project where it speaks for the project, whichever repository that is."""
    reach, reach_id = one.scope, ""
    if one.scope == VexScope.PROJECT:
        reach_id = row.project
    elif one.scope == VexScope.ORGANISATION:
        reach_id = one.organisation_id or ""
    seen = one.signed_on_facts
    return Statement(
        id=f"s{one.pk}",
        kind=WAIVER if one.status == VexStatus.AFFECTED else VEX,
        vulnerability=one.group,
        aliases=tuple(seen.get("ids", ())),
        # the package was compared as it is written; a purl would only be read back
        package="",
        versions=tuple(one.versions),
        version_range="",
        reach=reach,
        reach_id=reach_id,
        status=one.status,
        justification=one.justification,
        impact=one.reason,
        action=one.action or one.reason,
        evidence=one.proof,
        author=one.writers[0] if one.writers else one.foreign_author,
        reviewer=one.signed_by,
        issued_at=instant(one.signed_at or one.drafted_at),
        expires_on=one.expires_on,
        seen_level=seen.get("level"),
        seen_kev=seen.get("kev"),
        seen_versions=tuple(seen["versions"]) if "versions" in seen else None,
    )


@transaction.atomic
def statements_expire() -> int:
    """End the statements whose last day is over and that cover nothing open any more; how many. Safe to call at any time."""
    past = list(RiskStatement.objects.filter(state=VexState.IN_FORCE, expires_on__lt=timezone.localdate()).order_by("pk"))
    if past:
        take_turn()
    for one in past:
        _end(one, EXPIRED)
    return len(past)


def _end(one: RiskStatement, cause: str) -> None:
    with override("zh-hans"):
        one.end_reason = str(ENDINGS.get(cause, cause))
    one.state = VexState.EXPIRED if cause == EXPIRED else VexState.OVERTAKEN
    one.ended_at, one.version = timezone.now(), one.version + 1
    one.save(update_fields=["state", "ended_at", "end_reason", "version"])
    record(event=Event.VEX_ENDED, by=SYSTEM, subject_kind="vex", subject=str(one.pk), reason=one.end_reason, details={"cause": cause})


def _reaches(one: RiskStatement, row: RiskFinding) -> bool:
    if one.ecosystem != row.ecosystem or one.package != row.package:
        return False
    if one.scope == VexScope.PROJECT:
        return one.record_id is not None and one.record_id == row.record_id
    if one.scope == VexScope.ORGANISATION:
        return one.organisation_id is not None and row.record is not None and one.organisation_id == row.record.organisation_id
    return True


def _bodies(row: RiskFinding) -> tuple[str, ...]:
    return (row.record.organisation_id,) if row.record is not None and row.record.organisation_id else ()
