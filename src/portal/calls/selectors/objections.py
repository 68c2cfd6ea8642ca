"""Which objections does somebody see: the handlers all, the applicant what is said of theirs, everybody the published answers?"""

from hashlib import sha256

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Grant
from portal.accounts.roles import Act
from portal.calls.models import Application, Notice, Objection, ObjectionState
from portal.errors import NotAllowed

TOLD = (ObjectionState.ADMITTED, ObjectionState.INVESTIGATED, ObjectionState.ANSWERED)
"""States in which the applicant knows of it."""


def objections_handled(acting: Acting) -> QuerySet[Objection]:
    """All, the most urgent open one first; those about one's own application are others' to handle."""
    found = Objection.objects.select_related("notice__call__version", "application__organisation", "application__person")
    bodies = Grant.objects.held_on(timezone.localdate()).filter(person_id=acting.actor_id, organisation__isnull=False)
    own = Q(application__person_id=acting.actor_id) | Q(application__organisation_id__in=bodies.values("organisation_id"))
    # an objection against the whole list has no application: not excluded, whatever a comparison with nothing says
    return found.filter(Q(application=None) | ~own).order_by(F("answered_at").asc(nulls_first=True), "due_on", "received_at")


def objection_handled(acting: Acting, receipt: str) -> Objection:
    """One of them.

    Raises:
        NotAllowed: none of that code, or about one's own application.
    """
    found = objections_handled(acting).filter(pk=receipt).first()
    if found is None:
        raise NotAllowed(Act.OBJECTION_HANDLE)
    return found


def objection_of_receipt(receipt: str) -> Objection:
    """For whoever holds the code.

    Raises:
        NotAllowed: there is none of that code.
    """
    found = Objection.objects.select_related("notice__call", "application").filter(pk=receipt.strip().lower()).first()
    if found is None:
        raise NotAllowed(receipt)
    return found


def key_of(objection: Objection) -> str:
    """How pages and journal name it without giving away its receipt."""
    return sha256(objection.receipt.encode()).hexdigest()[:16]


def objections_about(application: Application) -> list[tuple[str, Objection]]:
    """What the applicant knows of, each under its key."""
    return [(key_of(one), one) for one in application.objections.filter(state__in=TOLD).order_by("received_at")]


def objection_about(application: Application, key: str) -> Objection:
    """One of them.

    Raises:
        NotAllowed: there is none of that key.
    """
    for ident, objection in objections_about(application):
        if ident == key:
            return objection
    raise NotAllowed(Act.APPLICATION_EDIT)


def answers_public(notice: Notice) -> list[Objection]:
    """Answers everybody may read, oldest first."""
    answered = notice.objections.filter(state=ObjectionState.ANSWERED).exclude(public_answer="")
    return list(answered.order_by("answered_at"))
