"""How does a question about a fact become a case, and what an upheld one becomes: a statement the next run reads."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.cases.models import Case, CaseKind
from portal.cases.services import case_open
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.forms.objections import WRONGS
from portal.evidence.models import Statement, StatementKind
from portal.evidence.selectors.facts import Fact
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from xingtu.resolve.addresses import normalise_address


@transaction.atomic
def objection_open(*, fact: Fact, wrong: str, statement: str, by: Acting) -> Case:
    """Open a case about a fact; saying the same again gives the same case.

    Raises:
        NotAllowed: nobody signed in.
        Invalid: nothing was said.
    """
    if not by.may(Act.FACT_OBJECT):
        raise NotAllowed(Act.FACT_OBJECT)
    evidence: dict[str, str] = {"run": fact.run.run_id, "repository": fact.repository.repository, "wrong": wrong}
    if fact.line is not None:
        evidence |= {"commit": fact.line.commit, "class": fact.line.reason_class}
    subject = fact.line.short if fact.line else fact.repository.name
    return case_open(
        kind=CaseKind.OBJECTION,
        title=_("%(repository)s %(subject)s：%(wrong)s")
        % {
            "repository": fact.repository.name,
            "subject": subject,
            "wrong": str(dict(WRONGS)[wrong]).partition("（")[0],
        },
        statement=statement,
        subject_kind="repository",
        subject=fact.repository.repository[:120],
        by=by,
        evidence=evidence,
        district=fact.record.district if fact.record else "",
    )


@transaction.atomic
def statement_make(*, kind: StatementKind, content: dict[str, Any], by: Acting, case: int | None = None) -> Statement:
    """State something for the office that the next run reads: who is a bot, who is not the same person, which mailbox is shared.

    Raises:
        NotAllowed: not the office.
        Invalid: the statement says nothing.
    """
    if by.scope(Act.RECORD_CONFIRM) is not Scope.CITY:
        raise NotAllowed(Act.RECORD_CONFIRM)
    _prove(kind, content)
    take_turn()
    made = Statement.objects.create(kind=kind, content=content, case=case, declared_by=by.actor_id)
    # mailboxes stay out of the journal: the statement is named by its number
    record(
        event=Event.STATEMENT_MADE,
        by=by,
        subject_kind="statement",
        subject=str(made.pk),
        details={"kind": kind, "case": case},
    )
    return made


@transaction.atomic
def statement_withdraw(*, statement: Statement, by: Acting, reason: str) -> Statement:
    """Take a statement back; the next run is computed without it.

    Raises:
        NotAllowed: not the office.
        Invalid: no reason.
        WrongState: it was taken back before.
    """
    if by.scope(Act.RECORD_CONFIRM) is not Scope.CITY:
        raise NotAllowed(Act.RECORD_CONFIRM)
    if not reason.strip():
        raise Invalid({"reason": _("请写明撤回的理由。")})
    take_turn()
    here = Statement.objects.select_for_update().get(pk=statement.pk)
    if here.withdrawn_at is not None:
        raise WrongState(_("这条声明已经撤回。"))
    here.withdrawn_at = timezone.now()
    here.save(update_fields=["withdrawn_at"])
    record(event=Event.STATEMENT_WITHDRAWN, by=by, subject_kind="statement", subject=str(here.pk), reason=reason[:300])
    return here


def _prove(kind: StatementKind, content: dict[str, Any]) -> None:
    if kind == StatementKind.ACTOR:
        if bool(content.get("address")) == bool(content.get("name")):
            raise Invalid({"address": _("邮箱和署名请只填一个。")})
        if not content.get("reason", "").strip():
            raise Invalid({"reason": _("请写明依据；依据会随运行公开，不要写邮箱。")})
    elif kind == StatementKind.NOT_SAME and len({normalise_address(address) for address in content["addresses"]}) < 2:  # noqa: PLR2004 - it takes two
        raise Invalid({"addresses": _("请填两个或更多不同的邮箱，每行一个。")})
    elif kind == StatementKind.SHARED_MAILBOX and "@" not in content["address"]:
        raise Invalid({"address": _("请填一个邮箱。")})
