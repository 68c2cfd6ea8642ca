"""Who approved an amount, who is next, and what can the acting role do about it now?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role, Scope
from portal.calls.models import Application, Approval, Award, EntryKind, LedgerEntry
from portal.calls.programmes import programme_of
from portal.calls.selectors.ledger import awards_to_pay
from portal.calls.selectors.milestones import milestones_visible
from portal.evidence.doors import said
from portal.evidence.selectors.waiting import Waiting
from portal.house.navigation import address_of
from portal.register.moves import UNDO_WITHIN
from portal.register.selectors.histories import names_of_people


@dataclass(frozen=True, slots=True)
class Link:
    """One approval of the chain; ``state`` as of a step of a way, ``person`` only for officials."""

    label: str
    state: str
    person: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Acts:
    """Which doors stand open on an award."""

    approve: bool = False
    withdraw: bool = False
    pay: bool = False
    recover: bool = False


@dataclass(frozen=True, slots=True)
class Five:
    """One of the five amounts."""

    kind: str
    label: str
    amount_fen: int


def grant_name(award: Award) -> str:
    """What the money is called in the programme's file."""
    programme = programme_of(award.application.call.version)
    grants = programme.grants if award.grant == "all" else [one for one in programme.grants if one.id == award.grant]
    if grants:
        return _("、").join(said(one.name, one.name_en) for one in grants)
    return said(programme.name, programme.name_en)


def five(award: Award) -> list[Five]:
    """In their order."""
    return [Five(kind.value, str(kind.label), getattr(award, f"{kind.value}_fen")) for kind in EntryKind]


def with_approvals(awards: QuerySet[Award]) -> QuerySet[Award]:
    """The approvals that stand, in one more query, as ``standing``."""
    return awards.prefetch_related(Prefetch("approvals", queryset=Approval.objects.filter(withdrawn_at=None), to_attr="standing"))


def standing_of(award: Award) -> list[Approval]:
    """The approvals that stand."""
    found = getattr(award, "standing", None)
    return list(award.approvals.filter(withdrawn_at=None)) if found is None else found


def due_role(award: Award) -> str:
    """Whose approval is due; empty when all are given."""
    roles, given = programme_of(award.application.call.version).approvals, len(standing_of(award))
    return roles[given] if given < len(roles) else ""


def chain_of(award: Award, *, names: bool) -> list[Link]:
    """The programme's approvals in order. ``names``: say who gave them."""
    given = {approval.ordinal: approval for approval in standing_of(award)}
    people = names_of_people({approval.person for approval in given.values()}) if names else {}
    links = []
    for ordinal, role in enumerate(programme_of(award.application.call.version).approvals):
        label, approval = str(Role(role).label), given.get(ordinal)
        if approval:
            links.append(Link(label, "done", people.get(approval.person, ""), approval.at, approval.reason if names else ""))
        else:
            links.append(Link(label, "now" if ordinal == len(given) and award.application.step == "approval" else "next"))
    return links


def acts_on(award: Award, acting: Acting) -> Acts:
    """Buttons are drawn from it; the services prove it again."""
    step, standing = award.application.step, standing_of(award)
    newest = max(standing, key=lambda approval: approval.ordinal, default=None)
    all_given = not due_role(award)
    fresh = newest is not None and (not all_given or timezone.now() - newest.at <= UNDO_WITHIN)
    finance = acting.may(Act.AWARD_PAY)
    return Acts(
        approve=may_approve(award, acting),
        withdraw=step == "approval" and newest is not None and newest.person == acting.actor_id and fresh,
        pay=finance and step == "awarded" and award.approved_fen > award.paid_fen,
        recover=finance and step == "recovery" and award.paid_fen > award.recovered_fen,
    )


def may_approve(award: Award, acting: Acting) -> bool:
    """Whether it is this person's turn."""
    return (
        acting.may(Act.AWARD_APPROVE)
        and award.application.step == "approval"
        and due_role(award) == acting.role.value
        and award.application.person_id != acting.actor_id
        and all(approval.person != acting.actor_id for approval in standing_of(award))
    )


def approvals_waiting(acting: Acting) -> list[Award]:
    """Awards whose next approval is this person's to give."""
    if not acting.may(Act.AWARD_APPROVE):
        return []
    found = Award.objects.filter(application__step="approval").select_related(
        "application__call__version", "application__organisation", "application__person"
    )
    return [award for award in with_approvals(found).order_by("application__number", "grant") if may_approve(award, acting)]


def entries_of_award(award: Award, *, names: bool) -> list[tuple[Five, list[tuple[LedgerEntry, str]]]]:
    """Each amount with the entries it is the sum of, and who made them."""
    entries = list(award.entries.all())
    people = names_of_people({entry.by for entry in entries}) if names else {}
    return [(one, [(entry, people.get(entry.by, "")) for entry in entries if entry.kind == one.kind]) for one in five(award)]


def role_name(role: str) -> str:
    """As the journal keeps it, ``finance`` or ``org_admin@lizhou``, said in the reader's language."""
    ident = role.partition("@")[0]
    return str(Role(ident).label) if ident in Role.values else _("系统")


def account_wanted(application: Application) -> bool:
    """Whether the money only waits for the applicant to say where it goes."""
    return application.step in {"approval", "notice", "objection", "awarded"} and not hasattr(application, "account")


def money_waiting(acting: Acting) -> Iterator[Waiting]:
    """Lines for everybody's own page."""
    if acting.may(Act.AWARD_APPROVE):
        n = len(approvals_waiting(acting))
        yield Waiting(ngettext("笔资金等您审批", "笔资金等您审批", n), n, address_of("calls:approvals"))
    if acting.may(Act.AWARD_PAY):
        n = awards_to_pay().count()
        yield Waiting(ngettext("笔资金等您拨付", "笔资金等您拨付", n), n, address_of("calls:payments"))
    if acting.may(Act.LIST_DECIDE):
        n = milestones_visible(acting).filter(state="warned").count()
        yield Waiting(ngettext("个绩效目标在预警", "个绩效目标在预警", n), n, f"{address_of('calls:milestones')}?state=warned")
    if acting.scope(Act.LEDGER_VIEW) in {Scope.OWN, Scope.SELF}:
        wanted = Application.objects.filter(step="awarded", account=None)
        own = (
            wanted.filter(organisation_id=acting.organisation_id)
            if acting.organisation_id
            else wanted.filter(organisation=None, person_id=acting.actor_id)
        )
        n = own.count()
        yield Waiting(ngettext("笔资金等您填写收款账户", "笔资金等您填写收款账户", n), n, address_of("calls:ledger"))
