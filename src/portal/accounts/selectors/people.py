"""Who is meant by what an officer typed?"""

from allauth.account.models import EmailAddress

from portal.accounts.models import Person


def person_named(text: str) -> Person | None:
    """By opaque id or by a verified mailbox, exactly; nobody is found by a part of either."""
    wanted = text.strip().lower()
    found = Person.objects.filter(pk=wanted, is_active=True).first()
    if found:
        return found
    owner = EmailAddress.objects.filter(email__iexact=wanted, verified=True).select_related("user").first()
    person: Person | None = owner.user if owner else None
    return person if person and person.is_active else None
