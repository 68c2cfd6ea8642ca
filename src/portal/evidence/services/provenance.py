"""Who asks where a repository's content comes from? The same question about the same commits has one report, whoever asks it."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.errors import Invalid, WrongState
from portal.evidence.home import home
from portal.evidence.models import Provenance, ProvenanceState
from portal.evidence.tasks import compute_provenance
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.register.models import Repository
from xingtu.collect.provenance import VERSION
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.lake import Lake

LEFT_BEHIND = timedelta(minutes=30)
"""A worker that says nothing for so long is gone: one large repository may take minutes between two signs of life."""


@transaction.atomic
def provenance_request(*, subject: str, others: Sequence[str] = (), by: Actor = SYSTEM) -> Provenance:
    """Have a repository compared with others; none named: with all that are registered. Who may ask is the caller's to know.

    Raises:
        Invalid: the repository is not registered, or was never read.
    """
    named = set(others) or set(Repository.objects.filter(record__isnull=False, removed_at=None).values_list("id", flat=True))
    lake = Lake(home())
    scans = {repository: lake.latest(repository) for repository in sorted({subject, *named})}
    tips = {repository: scan.tip for repository, scan in scans.items() if scan is not None and scan.tip}
    if subject not in tips:
        raise Invalid({"repository": _("还没有读取过这个仓库，无从核对；请先登记并完成一次运行。")})
    compared = [[subject, tips[subject]], *([one, tips[one]] for one in sorted(named & tips.keys()) if one != subject)]
    key = digest(canonical_json([VERSION, compared]))
    take_turn()
    found, new = Provenance.objects.select_for_update().get_or_create(
        key=key,
        defaults={"subject": subject, "compared": compared, "absent": sorted(named - tips.keys()), "requested_by": by.actor_id},
    )
    record(
        event=Event.PROVENANCE_ASKED,
        by=by,
        subject_kind="provenance",
        subject=key,
        details={"repository": subject, "others": len(compared) - 1, "new": new},
    )
    if new or _left_behind(found):
        found.state, found.problem, found.done, found.beat_at = ProvenanceState.WAITING, "", 0, timezone.now()
        found.save(update_fields=["state", "problem", "done", "beat_at"])
        transaction.on_commit(lambda: compute_provenance.enqueue(key))
    return found


def provenance_begun(*, key: str) -> Provenance | None:
    """Take it up; None: another worker has it, or it is over."""
    fresh = timezone.now() - LEFT_BEHIND
    waiting = Provenance.objects.filter(key=key, state=ProvenanceState.WAITING)
    stale = Provenance.objects.filter(key=key, state=ProvenanceState.COMPUTING, beat_at__lt=fresh)
    taken = waiting.update(state=ProvenanceState.COMPUTING, beat_at=timezone.now(), done=0) or stale.update(beat_at=timezone.now(), done=0)
    return Provenance.objects.get(key=key) if taken else None


def provenance_advanced(*, provenance: Provenance) -> None:
    """One more repository is compared."""
    provenance.done += 1
    Provenance.objects.filter(key=provenance.key).update(done=provenance.done, beat_at=timezone.now())


def provenance_done(*, provenance: Provenance, report: dict[str, object]) -> None:
    """Keep the report, once and for all.

    Raises:
        WrongState: it was not being computed.
    """
    being = Provenance.objects.filter(key=provenance.key, state=ProvenanceState.COMPUTING)
    if not being.update(state=ProvenanceState.DONE, report=report, done=provenance.planned, problem="", ended_at=timezone.now()):
        raise WrongState(_("这份来源比对已经结束。"))


def provenance_failed(*, provenance: Provenance, problem: str) -> None:
    """Say why, and what to do; asked for again, it is tried again."""
    being = Provenance.objects.filter(key=provenance.key, state=ProvenanceState.COMPUTING)
    being.update(state=ProvenanceState.FAILED, problem=problem, ended_at=timezone.now())


def _left_behind(provenance: Provenance) -> bool:
    if provenance.state == ProvenanceState.FAILED:
        return True
    return provenance.state != ProvenanceState.DONE and (provenance.beat_at or provenance.requested_at) < timezone.now() - LEFT_BEHIND
