"""What does a panel look at: who may sit and see it, who must leave an item, how the votes stand, what an outcome may cite?"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Role
from portal.calls.models import Application, Assignment, AssignmentState, Call, Choice, Conflict, ConflictKind, Panel, PanelItem
from portal.calls.programmes import programme_of
from portal.calls.selectors.evidence import evidence_lines
from portal.calls.selectors.reviews import final_aggregates, review_of
from portal.errors import NotAllowed
from portal.evidence.doors import said
from xingtu.policy.grant_kinds import AcceptedBy, UpTo

WORKED = (AssignmentState.DECLARED, AssignmentState.DONE)


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on an item; ``given``: without those who left it."""

    agreed: int = 0
    against: int = 0
    abstained: int = 0
    recused: int = 0

    @property
    def given(self) -> int:
        """Votes that count for the quorum."""
        return self.agreed + self.against + self.abstained

    @property
    def carried(self) -> bool:
        """Whether more than half of those who voted agree."""
        return 2 * self.agreed > self.given


def panels_visible(acting: Acting) -> QuerySet[Panel]:
    """All of them to those who see scores; to an expert those they sit on."""
    if acting.may(Act.SCORES_VIEW):
        return Panel.objects.all()
    if acting.role is Role.EXPERT and acting.actor_id:
        return Panel.objects.filter(members__person_id=acting.actor_id)
    return Panel.objects.none()


def panel_visible(acting: Acting, ident: int) -> Panel:
    """One of them.

    Raises:
        NotAllowed: there is none for this reader.
    """
    found = panels_visible(acting).select_related("call__version", "chair").filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.SCORES_VIEW)
    return found


def items_of(panel: Panel) -> list[PanelItem]:
    """The agenda with everything a line of it shows, in a fixed number of queries."""
    related = ("application__organisation", "application__person", "application__call__version", "application__run")
    return list(panel.items.select_related(*related).prefetch_related("votes__person"))


def tally(item: PanelItem) -> Tally:
    """How the votes stand."""
    choices = [vote.choice for vote in item.votes.all()]
    return Tally(*(choices.count(choice) for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.RECUSED)))


def kept_out(panel: Panel) -> dict[str, set[str]]:
    """Application → members who stand in a relation to it that nobody may override, or stepped back from it."""
    people = list(panel.members.values_list("person_id", flat=True))
    applications = list(panel.items.values_list("application_id", flat=True))
    out: dict[str, set[str]] = defaultdict(set)
    blocks = Conflict.objects.filter(application__in=applications, expert__in=people, kind=ConflictKind.BLOCK)
    recused = Assignment.objects.filter(application__in=applications, expert__in=people, state=AssignmentState.RECUSED)
    for application, person in (
        *blocks.values_list("application_id", "expert_id"),
        *recused.values_list("application_id", "expert_id"),
    ):
        out[application].add(person)
    return out


def highest_amount(application: Application) -> int | None:
    """The cap where the programme leaves the amount to the panel, else None."""
    caps = []
    for grant in programme_of(application.call.version).grants:
        rule = grant.rule.then if isinstance(grant.rule, AcceptedBy) else grant.rule
        if isinstance(rule, UpTo):
            caps.append(rule.cap_fen)
    return max(caps, default=None)


def citations_of(application: Application) -> dict[str, str]:
    """Key → what an outcome may rest on: the aggregate, the rules' answers, the evidence of the run."""
    cites = {}
    review = review_of(application.call)
    final = final_aggregates([application], review).get(application.pk)
    if final is not None:
        cites["score"] = _("汇总分 %(value)s（%(n)d 个评分）") % {"value": hundredths(final.hundredths), "n": final.scores}
    words = {"pass": _("符合"), "fail": _("不符合"), "unknown": _("无法判断")}
    for check in application.checks.all():
        told = said(check.condition, check.condition_en).rstrip("。.")
        outcome = words.get(check.standing, check.standing)
        cites[f"rule:{check.rule}"] = _("规则“%(rule)s”：%(outcome)s") % {"rule": told, "outcome": outcome}
    for line in evidence_lines(application):
        if line.value is not None:
            number = f"{line.value / line.scale:g}" if line.scale > 1 else str(line.value)
            run = application.run.short if application.run else "—"
            cites[f"evidence:{line.metric}"] = _("证据 %(name)s %(value)s%(unit)s（运行 %(run)s）") % {
                "name": line.label, "value": number, "unit": line.unit, "run": run,
            }  # fmt: skip
    return cites


def hundredths(value: int) -> str:
    """8125 → 81.25."""
    return f"{value // 100}.{value % 100:02}"


def people_of(call: Call) -> list[Person]:
    """Who may be asked to sit: the experts who judged in this call."""
    worked = Assignment.objects.filter(application__call=call, state__in=WORKED)
    return list(Person.objects.filter(pk__in=worked.values("expert")).order_by("name", "pk"))
