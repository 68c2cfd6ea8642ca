"""What of calls does a person find in the export of their own data? What they applied for themselves, and how they reviewed.

What they handled for a body is the body's.
"""

from django.db.models import Model

from portal.accounts.models import Person
from portal.calls.models import Account, Application, ApplicationVersion, Assignment, Attachment, Clarification, Party, Score, Seat


def tables_of(person: Person) -> dict[str, list[Model]]:
    """Two tables; the account without what is sealed."""
    own = Application.objects.filter(person=person, organisation=None)
    return {
        "applications": [
            *own,
            *ApplicationVersion.objects.filter(application__in=own),
            *Attachment.objects.filter(application__in=own, by=person.pk),
            *Clarification.objects.filter(application__in=own),
            *Party.objects.filter(person=person, organisation=None),
            *Account.objects.filter(application__in=own),
        ],
        "reviews": [
            *Seat.objects.filter(person=person),
            *Assignment.objects.filter(expert=person),
            *Score.objects.filter(assignment__expert=person),
        ],
    }
