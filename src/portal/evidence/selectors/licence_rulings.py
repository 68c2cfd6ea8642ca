"""Which rulings on licences are in force, how does the engine read them, and who sees which?"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed
from portal.evidence.models import LicenceRuling, RulingKind, RulingState
from xingtu.policy.licence_rulings import Ruling


def rulings_visible(acting: Acting) -> QuerySet[LicenceRuling]:
    """All for those who watch risks and the auditor; for an expert those they were asked for."""
    match acting.scope(Act.RULING_VIEW):
        case Scope.CITY:
            return LicenceRuling.objects.all()
        case Scope.ASSIGNED:
            return LicenceRuling.objects.filter(Q(expert_id=acting.actor_id))
        case _:
            return LicenceRuling.objects.none()


def ruling_visible(acting: Acting, ident: int) -> LicenceRuling:
    """One of them.

    Raises:
        NotAllowed: there is none that this person may see.
    """
    found = rulings_visible(acting).select_related("expert", "conflict").filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.RULING_VIEW)
    return found


def row_of(ruling: LicenceRuling) -> Ruling:
    """As the engine reads it."""
    issued = ruling.signed_at or ruling.drafted_at
    scope = "repository" if ruling.repository else ("pair" if ruling.kind == RulingKind.COMPATIBILITY else "city")
    return Ruling(
        id=ruling.ident,
        scope=scope,
        reason=" ".join(ruling.reason.split()),
        reviewer="、".join(ruling.writers) or "system",
        signed_by=ruling.signed_by,
        issued_on=timezone.localdate(issued).isoformat(),
        expires_on=ruling.expires_on.isoformat() if ruling.expires_on else "",
        reason_en=" ".join(ruling.reason_en.split()),
        repository=ruling.repository,
        root=ruling.root,
        inbound=ruling.inbound,
        outbound=ruling.outbound,
        relation=ruling.relation,
        distribution=ruling.distribution,
        answer=ruling.answer,
        concluded=ruling.concluded,
        not_a_licence=ruling.rule,
        blob=ruling.blob,
        seen=tuple(ruling.seen),
    )


def rulings_in_force(on: date | None = None) -> list[LicenceRuling]:
    """Signed, not withdrawn and not past their day; oldest first."""
    day = on or timezone.localdate()
    signed = LicenceRuling.objects.filter(state=RulingState.IN_FORCE).order_by("signed_at", "id")
    return [one for one in signed if one.holds_on(day)]
