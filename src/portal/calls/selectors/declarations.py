"""What does an expert read before declaring? Every party of the call by name, and not which file is whose."""

from collections import defaultdict

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation, Person
from portal.calls.models import Assignment, AssignmentState, Call, Conflict, ConflictKind
from portal.calls.selectors.parties import parties_of
from portal.calls.selectors.reviews import RECUSAL, REVIEW
from portal.evidence.doors import said
from portal.register.models import Record


def parties_named(call: Call) -> dict[str, list[str]]:
    """Name → ids of the applications it stands behind, in the order of names; of all that are before or in review."""
    held = list(call.applications.filter(step__in=(RECUSAL, REVIEW)).select_related("record").prefetch_related("parties"))
    parties = parties_of(held)
    # who handles the papers of an organisation is not who applies
    handlers = {one.pk: one.person_id for one in held if one.organisation_id}
    bodies = Organisation.objects.in_bulk({ident for one in parties.values() for ident in one.organisation_ids})
    people = Person.objects.in_bulk({ident for one in parties.values() for ident in one.person_ids})
    records = Record.objects.in_bulk({ident for one in parties.values() for ident in one.record_ids})
    named: dict[str, list[str]] = defaultdict(list)
    for application, one in parties.items():
        names = [bodies[ident].name for ident in one.organisation_ids]
        names += [people[ident].name for ident in one.person_ids if ident != handlers.get(application)]
        names += [records[ident].name for ident in one.record_ids]
        for name in dict.fromkeys(name for name in names if name):
            named[name].append(application)
    return dict(sorted(named.items()))


def hits_of(acting: Acting, call: Call) -> list[str]:
    """The relations computed for oneself in this call, without the files they concern; those of the whole call, so that none tells."""
    rows = Conflict.objects.filter(application__call=call, expert_id=acting.actor_id).exclude(kind=ConflictKind.NOTE)
    rows = rows.exclude(ground="declared").order_by("kind", "ground", "sentence")
    return list(dict.fromkeys(said(row.sentence, row.sentence_en) for row in rows))


def coverage_of(acting: Acting, call: Call) -> list[str]:
    """What the computation could not see of oneself."""
    mine = Assignment.objects.filter(expert_id=acting.actor_id, application__call=call, state=AssignmentState.ASSIGNED)
    draws = {one.draw_id: one.draw for one in mine.select_related("draw") if one.draw}
    entries = [entry for draw in draws.values() for entry in draw.pool if entry["expert"] == acting.actor_id and not entry["computable"]]
    return list(dict.fromkeys(said(entry["sentence"], entry["sentence_en"]) for entry in entries))
