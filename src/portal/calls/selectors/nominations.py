"""Which runs may a ranking call be nominated from, and which winners does nobody in the portal claim to be?"""

from portal.accounts.models import Organisation, Person
from portal.calls.models import Call
from portal.evidence.models import Run, RunState, RunVerdict

AWARDED = "awarded"


def runs_for(call: Call) -> list[Run]:
    """Runs by exactly the call's rules, newest first; after the first nomination only that one."""
    if call.run:
        return [call.run]
    found = Run.objects.filter(programme=call.version.programme, policy_hash=call.version.policy_hash, publishable=True)
    return list(found.exclude(state=RunState.RETRACTED)[:20])


def unclaimed_of(call: Call) -> list[RunVerdict]:
    """Winners without an account or a registered organisation; they are nominated once somebody claims to be them."""
    if call.run is None:
        return []
    won = list(call.run.verdicts.filter(outcome=AWARDED).order_by("track", "row"))
    subjects = [one.subject for one in won]
    known = set(Person.objects.filter(pk__in=subjects).values_list("pk", flat=True))
    known |= set(Organisation.objects.filter(pk__in=subjects).values_list("pk", flat=True))
    return [one for one in won if one.subject not in known]
