"""Who stands behind an application: applicant, co-applicants, the owner of what it is about; and who won together before?"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from portal.calls.models import Application, Award, PartyState
from portal.evidence.selectors.conflicts import Parties, PastAward, years_before

JOINED = (PartyState.INVITED, PartyState.ACCEPTED)


def parties_of(applications: Iterable[Application]) -> dict[str, Parties]:
    """By id of the application; give a queryset with ``record`` selected and ``parties`` prefetched."""
    return {application.pk: _parties(application) for application in applications}


def _parties(application: Application) -> Parties:
    people = [application.person_id]
    bodies = [application.organisation_id]
    for party in application.parties.all():
        if party.state in JOINED:
            people.append(party.person_id)
            bodies.append(party.organisation_id)
    if application.record is not None:
        people.append(application.record.person_id)
        bodies.append(application.record.organisation_id)
    return Parties(
        person_ids=tuple(dict.fromkeys(one for one in people if one)),
        organisation_ids=tuple(dict.fromkeys(one for one in bodies if one)),
        record_ids=(application.record_id,) if application.record_id else (),
    )


def past_awards(experts: Sequence[str], years: int, on: date | None = None) -> dict[str, PastAward]:
    """Awards of the period in which one of the experts had a part."""
    since = years_before(on or timezone.localdate(), years)
    held = Award.objects.filter(approved_fen__gt=0, created_at__date__gte=since).select_related("application__record")
    given = {
        str(award.pk): PastAward(timezone.localdate(award.created_at), parties.person_ids, parties.organisation_ids)
        for award in held.prefetch_related("application__parties")
        for parties in (_parties(award.application),)
    }
    return {ident: award for ident, award in given.items() if set(award.person_ids) & set(experts)}
