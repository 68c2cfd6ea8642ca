"""What do the money rules of a programme read of one application: its answers, its place, the panel's word, the ledger?"""

from datetime import date

from django.db.models import Q, QuerySet, Sum

from portal.calls.models import Application, Award
from portal.calls.programmes import programme_of
from xingtu.policy.grant_facts import Fact
from xingtu.policy.grants import facts_of

LISTS = ("table", "attachment", "choices")


def money_facts(application: Application, on: date) -> dict[str, Fact]:
    """Name → fact, as ``xingtu.policy.grants`` names them; what nobody knows is absent."""
    programme = programme_of(application.call.version)
    lists = [field.id for field in programme.form.fields if field.kind in LISTS] if programme.form else []
    facts: dict[str, Fact] = dict(facts_of(application.answers, lists))
    item = application.panel_items.exclude(decided_at=None).order_by("-decided_at").first()
    if item is not None and item.amount_fen is not None:
        facts |= {"panel": item.amount_fen, "panel_grounds": item.grounds}
    if application.verdict:
        facts["place"] = int(application.verdict.get("place") or 0)
        facts["place_shared_by"] = int(application.verdict.get("shared_by") or 1)
    others = earlier(application)
    for ident in programme.stacking.not_with:
        facts[f"award.{ident}"] = _sum(others.filter(application__call__version__programme=ident))
    for grant in programme.grants:
        facts[f"this_year.{grant.id}"] = _sum(
            others.filter(grant=grant.id, created_at__year=on.year, application__call__version__programme=programme.id)
        )
    here = others.filter(application__call__version__programme=programme.id, approved_fen__gt=0)
    facts["earlier.subject"] = here.count()
    facts["earlier.year"] = here.filter(created_at__year=on.year).count()
    facts["earlier.project"] = here.filter(application__record_id=application.record_id).count() if application.record_id else 0
    facts["year_total"] = _sum(others.filter(created_at__year=on.year))
    return facts


def earlier(application: Application) -> QuerySet[Award]:
    """Awards of the same applicant for other applications."""
    mine = (
        Q(application__organisation_id=application.organisation_id)
        if application.organisation_id
        else Q(application__person_id=application.person_id, application__organisation=None)
    )
    return Award.objects.filter(mine).exclude(application_id=application.pk)


def _sum(awards: QuerySet[Award]) -> int:
    return int(awards.aggregate(fen=Sum("approved_fen"))["fen"] or 0)
