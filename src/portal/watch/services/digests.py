"""When does what was noted become a digest? Alarms at once, the rest once a day, and once a week that nothing changed.

A digest, its deliveries and the letters of the portal are one transaction; sending comes after it and can be done again.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import override

from portal.evidence.models import RiskFinding, RiskInventory, RiskLevel
from portal.evidence.selectors.advisories import city_freshness
from portal.evidence.selectors.risk import TO_DO
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from portal.messages.services import notify
from portal.register.models import Record
from portal.watch.digests import Content, compose, plain
from portal.watch.letters import letter_of
from portal.watch.models import Channel, ChannelState, Delivery, Digest, DigestKind, Fact
from portal.watch.owners import OFFICE, owner_of, people_of
from portal.watch.plan import plan
from portal.watch.services.noting import happened_of
from portal.watch.tasks import send_deliveries

WEEK = timedelta(days=7)


def digests_make(*, now: datetime | None = None) -> list[Digest]:
    """Make what is due; safe to call at any time and from anywhere."""
    at = timezone.localtime(now or timezone.now())
    waiting = Fact.objects.filter(digest=None).order_by().values_list("owner", flat=True).distinct()
    made = [digest for owner in sorted(waiting) for digest in _of_one(owner, at)]
    if at.isoweekday() == plan().weekday and at.time() >= plan().daily_after:
        made += [digest for owner in sorted(watched()) if (digest := _quiet_week(owner, at))]
    return made


def watched() -> set[str]:
    """Owners of projects that are watched, and the office when there are any."""
    records = Record.objects.filter(risk_inventories__loaded=True, risk_inventories__left_at=None).distinct()
    owners = {owner_of(one) for one in records} - {""}
    return owners | ({OFFICE} if RiskInventory.objects.filter(loaded=True, left_at=None).exists() else set())


@transaction.atomic
def _of_one(owner: str, at: datetime) -> list[Digest]:
    take_turn()
    made: list[Digest] = []
    waiting = list(Fact.objects.filter(owner=owner, digest=None).order_by("id"))
    urgent = [one for one in waiting if one.urgent]
    today = Digest.objects.filter(owner=owner, day=at.date())
    told = today.filter(kind=DigestKind.IMMEDIATE).count()
    if urgent and told < plan().most_a_day:
        made.append(_make(owner, DigestKind.IMMEDIATE, at, urgent, number=told))
        waiting = [one for one in waiting if not one.urgent]
    if waiting and at.time() >= plan().daily_after and not today.filter(kind=DigestKind.DAILY).exists():
        made.append(_make(owner, DigestKind.DAILY, at, waiting))
    return made


@transaction.atomic
def _quiet_week(owner: str, at: datetime) -> Digest | None:
    take_turn()
    if Digest.objects.filter(owner=owner, day__gt=at.date() - WEEK).exists() or Fact.objects.filter(owner=owner, digest=None).exists():
        return None
    return _make(owner, DigestKind.WEEKLY, at, [])


def _make(owner: str, kind: DigestKind, at: datetime, facts: list[Fact], *, number: int = 0) -> Digest:
    content = compose(happened_of(facts), most_lines=plan().most_lines)
    digest = Digest.objects.create(owner=owner, kind=kind, day=at.date(), number=number, content=_kept(owner, content, at))
    Fact.objects.filter(pk__in=[one.pk for one in facts]).update(digest=digest)
    channels = Channel.objects.filter(owner=owner, state=ChannelState.ACTIVE)
    Delivery.objects.bulk_create(Delivery(digest=digest, channel=one, ident=str(uuid.uuid4()), next_at=timezone.now()) for one in channels)
    with override("zh-hans"):
        letter = letter_of(digest)
        body = "\n\n".join(
            part for part in ("，".join(f"{label} {n}" for _name, label, n in letter.counts), letter.detail, *letter.notes) if part
        )
        for person in people_of(owner):
            notify(person=person, event="risk.digest", subject_id=digest.pk, subject=letter.subject, body=body, path=digest_path(digest))
    details = {"owner": owner, "kind": kind.value, "facts": len(facts), "channels": len(channels)}
    record(event=Event.DIGEST_MADE, by=SYSTEM, subject_kind="digest", subject=str(digest.pk), details=details)
    transaction.on_commit(send_deliveries.enqueue, robust=True)
    return digest


def digest_path(digest: Digest) -> str:
    """Its page, without language."""
    return f"/watch/digests/{digest.pk}/"


def _kept(owner: str, content: Content, at: datetime) -> dict[str, object]:
    return plain(content) | {
        "fresh": {lang: _fresh(lang, at) for lang in ("zh", "en")},
        "open": _open(owner),
    }


def _fresh(lang: str, at: datetime) -> dict[str, object]:
    now = city_freshness("en" if lang == "en" else "zh", now=at)
    return {
        "alarms": list(now.alarms),
        "coverage": now.coverage,
        "uncovered": now.uncovered,
        "sources": list(now.sources),
        "oldest": now.oldest,
    }


def _open(owner: str) -> dict[str, int]:
    rows = RiskFinding.objects.filter(closed_at=None, record__isnull=False, standing__in=TO_DO)
    if owner != OFFICE:
        ident = owner.partition(":")[2]
        rows = (
            rows.filter(record__organisation_id=ident)
            if owner.startswith("o:")
            else rows.filter(record__organisation=None, record__person_id=ident)
        )
    counted = dict(rows.order_by().values_list("level").annotate(n=Count("pk")))
    return {level: counted.get(level, 0) for level in (*RiskLevel.values, "")}
