"""What happened that somebody must be told of? Written down for each owner in the load's own transaction, each fact once for ever."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.dispatch import receiver

from portal.evidence.models import RiskEvent
from portal.evidence.services.risk_events import risks_changed
from portal.register.models import Record
from portal.watch.digests import Happened, first_looks, is_urgent, key_of
from portal.watch.models import Fact
from portal.watch.owners import OFFICE, owner_of

BATCH = 500


@receiver(risks_changed, dispatch_uid="watch.risks_changed")
def facts_note(events: Sequence[RiskEvent], **_more: Any) -> int:  # noqa: ANN401 -- signals carry more than we read
    """Note what changed; how many facts of owners were new. A list that comes twice notes nothing the second time."""
    records = Record.objects.in_bulk({one.record_id for one in events if one.record_id})
    news = [_happened(one, records.get(one.record_id)) for one in events if not one.first_look]
    looked = [_happened(one, records.get(one.record_id)) for one in events if one.first_look]
    return sum(_note(one, records.get(one.record)) for one in [*first_looks(looked), *news])


def _note(one: Happened, record: Record | None) -> int:
    owners = {OFFICE, owner_of(record)} - {""}
    key, urgent, happened = key_of(one), is_urgent(one), asdict(one)
    before = Fact.objects.filter(key=key, owner__in=owners).values_list("owner", flat=True)
    rows = [Fact(owner=owner, key=key, happened=happened, urgent=urgent) for owner in sorted(owners - set(before))]
    Fact.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _happened(event: RiskEvent, record: Record | None) -> Happened:
    finding = event.finding
    return Happened(
        at=f"{event.at:%Y-%m-%dT%H:%M:%SZ}",
        kind=event.kind,
        revision=event.revision,
        project=event.project,
        record=record.pk if record else "",
        name=record.name if record else event.project,
        ecosystem=event.ecosystem,
        package=event.package,
        group=event.group,
        ids=tuple(finding.ids),
        level=finding.level,
        malicious=finding.malicious,
        exploited=finding.kev_added_on is not None,
        runtime=finding.runtime,
        summary=finding.summary[:300],
        fixed=tuple(finding.fixed),
        before=event.before,
        after=event.after,
        cause=event.cause,
        finding=finding.pk,
    )


def happened_of(facts: Iterable[Fact]) -> list[Happened]:
    """As they were noted."""
    return [Happened(**{**one.happened, **_tuples(one.happened)}) for one in facts]


def _tuples(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        "ids": tuple(kept["ids"]),
        "fixed": tuple(kept["fixed"]),
        "counts": tuple((level, n) for level, n in kept["counts"]),
    }
