"""What people do with their own account: join, sign in, change their name, choose as whom they act."""

from collections.abc import Iterable

from django.db import transaction

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.accounts.selectors.grants import held_grants
from portal.errors import NotAllowed
from portal.journal.events import Event
from portal.journal.services import record


@transaction.atomic
def person_joined(*, person: Person, through: str) -> None:
    """Keep that somebody has an account now. ``through``: ``password`` or the sign-in host."""
    record(event=Event.PERSON_JOINED, by=_as_oneself(person), subject_kind="person", subject=person.id, details={"through": through})


@transaction.atomic
def person_signed_in(*, person: Person, methods: Iterable[str]) -> None:
    """Keep that somebody signed in, and how: ``password``, ``mfa``, ``socialaccount``, ``code``."""
    record(
        event=Event.PERSON_SIGNED_IN,
        by=_as_oneself(person),
        subject_kind="person",
        subject=person.id,
        details={"methods": sorted(set(methods))},
    )


@transaction.atomic
def sign_in_changed(*, person: Person, what: str) -> None:
    """Keep that a password, mailbox, key or bound account was changed; never which."""
    record(event=Event.PERSON_CHANGED, by=_as_oneself(person), subject_kind="person", subject=person.id, details={"sign_in": what})


@transaction.atomic
def person_edit(*, by: Acting, name: str, name_en: str) -> Person:
    """Change one's own name.

    Raises:
        NotAllowed: nobody is signed in.
    """
    if by.person is None:
        raise NotAllowed
    person = Person.objects.select_for_update().get(pk=by.person.pk)
    changed = [field for field, value in (("name", name), ("name_en", name_en)) if getattr(person, field) != value]
    if changed:
        person.name, person.name_en = name, name_en
        person.save(update_fields=["name", "name_en"])
        record(event=Event.PERSON_CHANGED, by=by, subject_kind="person", subject=person.id, details={"fields": changed})
    return person


@transaction.atomic
def acting_choose(*, by: Acting, grant_id: int) -> Acting:
    """Act in another of one's roles from now on; 0 is acting as oneself.

    Raises:
        NotAllowed: that role is not held, or no longer.
    """
    if by.person is None:
        raise NotAllowed
    grant = held_grants(by.person).filter(pk=grant_id).first() if grant_id else None
    if grant_id and grant is None:
        raise NotAllowed
    chosen = acting_of(by.person, grant)
    record(
        event=Event.ACTING_CHOSEN,
        by=by,
        subject_kind="person",
        subject=by.person.id,
        details={"acting": [by.role_text, chosen.role_text]},
    )
    return chosen


def _as_oneself(person: Person) -> Acting:
    return Acting(person, Role.DEVELOPER)
