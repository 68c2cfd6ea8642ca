"""As whom does the demonstration act?"""

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Grant, Person


def acting_as(person: str) -> Acting:
    """One of its people, in the first role they were given."""
    return acting_of(Person.objects.get(pk=person), Grant.objects.filter(person_id=person).first())
