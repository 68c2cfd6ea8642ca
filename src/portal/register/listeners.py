"""What do the apps below announce that the register acts on? A bound host account becomes a claim, a case's step becomes messages."""

import logging
from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from portal.accounts.acting import acting_of
from portal.accounts.models import Person
from portal.accounts.sign_in import host_bound, host_released
from portal.cases.models import Case, CaseState, Step
from portal.cases.telling import step_taken
from portal.journal.events import Event
from portal.messages.services import notify
from portal.register.models import HostAccount
from portal.register.services.host_accounts import host_account_bind, host_account_release

logger = logging.getLogger(__name__)


@receiver(host_bound, dispatch_uid="register.host_bound")
def bound(person: Person, provider: str, login: str, native_id: str, mailboxes: Iterable[str] = (), **_more: Any) -> None:  # noqa: ANN401 -- signals carry more than we read
    """Somebody signed in on a code host."""
    host_account_bind(person=person, host=provider, login=login, native_id=str(native_id), mailboxes=mailboxes, by=acting_of(person, None))


@receiver(host_released, dispatch_uid="register.host_released")
def released(person: Person, provider: str, login: str, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """They no longer sign in with it."""
    account = HostAccount.objects.filter(person=person, host=provider, login=login, released_at__isnull=True).first()
    if account is not None:
        host_account_release(account_id=account.pk, by=acting_of(person, None))


@receiver(step_taken, dispatch_uid="register.step_taken")
def told(case: Case, step: Step, event: Event, people: Iterable[Person], **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """Those whom a step concerns read of it once, and not who took it."""
    state = CaseState(case.state).label
    said = {
        Event.CASE_OPENED: f"新工单：{case.title}",
        Event.CASE_ASSIGNED: f"工单已指派：{case.title}",
        Event.CASE_MOVED: f"工单进展（{state}）：{case.title}",
        Event.CASE_COMMENTED: f"工单有补充说明：{case.title}",
    }[event]
    said_there = case.statement if event == Event.CASE_OPENED else step.text
    body = "\n\n".join(
        part
        for part in (said_there, f"答复：{case.answer}" if case.answer and case.state == CaseState.CLOSED else "", f"期限：{case.due_on}")
        if part
    )
    for person in people:
        notify(person=person, event=event, subject_id=f"{case.pk}.{step.pk}", subject=said, body=body, path=f"/cases/{case.pk}/")
