"""What happened to a thing, and where does the chain end now?"""

from django.db.models import QuerySet

from portal.journal.models import Entry, Head


def entries_of(subject_kind: str, subject: str) -> QuerySet[Entry]:
    """Everything that happened to one thing, oldest first."""
    return Entry.objects.filter(subject_kind=subject_kind, subject=subject)


def head() -> Head:
    """The newest entry's sequence and digest; published with every run, so that a cut tail shows."""
    return Head.objects.filter(id=1).first() or Head(id=1)
