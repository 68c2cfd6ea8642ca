"""What has a person been told, and how much of it have they not read?"""

from django.db.models import QuerySet

from portal.accounts.models import Person
from portal.messages.models import Message


def inbox(person: Person, *, unread_only: bool = False) -> QuerySet[Message]:
    """Newest first."""
    letters = Message.objects.filter(person=person)
    return letters.filter(read_at__isnull=True) if unread_only else letters


def unread(person: Person) -> int:
    """For the badge in the masthead."""
    return inbox(person, unread_only=True).count()
