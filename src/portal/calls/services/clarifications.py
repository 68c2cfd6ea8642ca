"""What does the applicant say to a contradiction, or against a measured fact? The answer is kept; the office decides on it at its desk."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Clarification
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.contradictions import Contradiction
from portal.calls.services.moves import held
from portal.calls.steps import OVER
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn

SHORTEST, LONGEST = 4, 2_000


@transaction.atomic
def clarification_answer(*, application: Application, contradiction: Contradiction, answer: str, by: Acting) -> Clarification:
    """Answer it, or answer anew while nobody has decided on it.

    Raises:
        Invalid: nothing that could be read as an answer.
        WrongState: it was decided on. NotAllowed: not the applicant's side.
    """
    take_turn()
    now = held(application)
    if not is_applicant(by, now) or now.step in OVER:
        raise NotAllowed(Act.APPLICATION_EDIT)
    text = answer.replace("\0", "").strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise Invalid({"answer": _("请用 %(least)d 到 %(most)d 个字说明。") % {"least": SHORTEST, "most": LONGEST}})
    row, _new = Clarification.objects.get_or_create(
        application=now, about=contradiction.about, defaults={"label": contradiction.label[:200], "question": contradiction.question}
    )
    same = row.fact.get("mark") == contradiction.fact.get("mark")
    if row.accepted is not None and same:
        raise WrongState(_("“%(label)s”的澄清已有结论，不能再改。") % {"label": row.label})
    if row.answer == text and same:
        return row
    row.label, row.question, row.fact = contradiction.label[:200], contradiction.question, contradiction.fact
    row.answer, row.answered_by, row.answered_at = text, by.actor_id, timezone.now()
    row.accepted, row.decision, row.decided_by, row.decided_at = None, "", "", None
    row.save()
    record(
        event=Event.CLARIFICATION_ANSWERED,
        by=by,
        subject_kind="application",
        subject=now.pk,
        details={"about": row.about, "clarification": row.pk},
    )
    return row


@transaction.atomic
def clarification_drop(*, application: Application, about: str, by: Acting) -> None:
    """Take back the contest of a measured fact, while nobody has decided on it.

    Raises:
        NotAllowed: not the applicant's side, or there is none. WrongState: it was decided on, or the office asked.
    """
    take_turn()
    now = held(application)
    row = now.clarifications.filter(about=about).first()
    if row is None or not is_applicant(by, now):
        raise NotAllowed(Act.APPLICATION_EDIT)
    if row.accepted is not None or not row.fact.get("contested"):
        raise WrongState(_("“%(label)s”的澄清不能撤回。") % {"label": row.label})
    row.delete()
    record(event=Event.CLARIFICATION_ANSWERED, by=by, subject_kind="application", subject=now.pk, details={"about": about, "dropped": True})
