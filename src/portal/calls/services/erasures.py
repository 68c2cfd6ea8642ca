"""What of calls goes with a person who asks to be erased?

Drafts go. What was handed in is withdrawn as long as it may be, and is emptied of personal answers once nothing is decided on it any
more; the account goes unless money is on its way to it. Scores that were given stay, under the opaque id.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import Person
from portal.calls.models import Account, Application, Attachment, Party, PartyState, Seat
from portal.calls.programmes import programme_of
from portal.calls.services.accounts import PAID_OUT
from portal.calls.services.assignments import assignments_give_up
from portal.calls.services.moves import application_move, held, open_ends
from portal.calls.steps import OVER
from portal.house.uploads import discard
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM
from portal.register.models import State
from portal.register.services.erasures import person_erasing
from xingtu.policy.form import Form

ENDED = OVER | PAID_OUT | {"listed"}
PERSONAL_KINDS = frozenset({"phone"})


@receiver(person_erasing, dispatch_uid="calls.erasures")
def calls_forget(*, person: Person, mailboxes: frozenset[str], **_named: object) -> None:
    """Within the transaction of the erasure."""
    own = list(Application.objects.filter(person=person, organisation=None))
    for application in own:
        if application.step == "draft":
            _drop(application)
        else:
            _forget(application)
    Application.objects.filter(record__person=person, record__state=State.DRAFT).update(record=None)
    with override("zh-hans"):
        reason = _("专家账号已注销。")
    Seat.objects.filter(person=person).delete()
    assignments_give_up(expert=person, reason=reason)
    invited = Q(person=person, organisation=None) | Q(mailbox__in=mailboxes)
    Party.objects.filter(invited, state=PartyState.INVITED).update(state=PartyState.DECLINED, mailbox="", answered_at=timezone.now())
    Party.objects.filter(person=person, organisation=None, state=PartyState.ACCEPTED, application__step="draft").update(
        state=PartyState.LEFT, answered_at=timezone.now()
    )


def _drop(application: Application) -> None:
    """A draft with all its versions and files."""
    _discard(application.attachments.all())
    application.delete()


def _forget(application: Application) -> None:
    now = held(application)
    if "withdrawn" in open_ends(programme_of(now.call.version), now):
        with override("zh-hans"):
            application_move(application=now, to="withdrawn", by=SYSTEM, reason=_("申报人已注销账号。"))
        now.refresh_from_db()
    if now.step not in ENDED:
        return
    form = programme_of(now.call.version).form
    if form is not None:
        now.answers = without_personal(form, now.answers)
        now.save(update_fields=["answers"])
        for version in now.versions.all():
            version.answers = without_personal(form, version.answers)
            version.save(update_fields=["answers"])
    if Account.objects.filter(application=now).delete()[0]:
        record(event=Event.ACCOUNT_REMOVED, by=SYSTEM, subject_kind="application", subject=now.pk)


def without_personal(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers but those about the person; the content code of the paper no longer follows from what is left."""
    gone = {field.id for field in form.fields if field.personal or field.kind in PERSONAL_KINDS}
    return {name: answer for name, answer in answers.items() if name not in gone}


def _discard(attachments: Any) -> None:  # noqa: ANN401 -- a related manager's rows
    digests = set(attachments.values_list("sha256", flat=True))
    attachments.delete()
    for digest in digests - set(Attachment.objects.filter(sha256__in=digests, removed_at=None).values_list("sha256", flat=True)):
        transaction.on_commit(lambda digest=digest: discard(digest))  # type: ignore[misc]
