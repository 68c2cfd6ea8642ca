"""What of watch waits for whom: rulings that somebody else has written, projects whose findings are new."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.evidence.models import LicenceConflict, LicenceRuling, RulingState, VexState
from portal.evidence.selectors.licence_rulings import rulings_visible
from portal.evidence.selectors.licences import OPEN_ANSWERS, projects_of_findings
from portal.evidence.selectors.risk import TO_DO, open_findings, statements_visible
from portal.evidence.selectors.waiting import Waiting
from portal.register.models import Repository


def waiting(acting: Acting) -> Iterator[Waiting]:
    """For the acting role."""
    if acting.may(Act.RULING_SIGN):
        drafts = rulings_visible(acting).filter(state=RulingState.DRAFT)
        n = sum(acting.actor_id not in row for row in drafts.values_list("writers", flat=True))
        label = ngettext("条许可证裁定等您签署", "条许可证裁定等您签署", n)
        yield Waiting(label, n, f"{reverse('watch:rulings')}?state={RulingState.DRAFT}")
    if acting.may(Act.FINDING_DECIDE):
        statements = statements_visible(acting).filter(state=VexState.DRAFT)
        n = sum(acting.actor_id not in row for row in statements.values_list("writers", flat=True))
        label = ngettext("份风险声明等您签署或答复", "份风险声明等您签署或答复", n)
        yield Waiting(label, n, f"{reverse('watch:statements')}?state={VexState.DRAFT}")
    if acting.scope(Act.FINDING_VIEW) in {Scope.OWN, Scope.SELF}:
        yield from _own(acting)
        yield _risks(acting)


def _own(acting: Acting) -> Iterator[Waiting]:
    repositories = Repository.objects.filter(record__in=projects_of_findings(acting), removed_at=None).values("pk")
    open_ones = LicenceConflict.objects.filter(repository__in=repositories, answer__in=OPEN_ANSWERS, resolved_at=None)
    n = open_ones.count()
    label = ngettext("处许可证冲突或待复核事项，请核对", "处许可证冲突或待复核事项，请核对", n)
    yield Waiting(label, n, f"{reverse('watch:projects')}?trouble=any")


def _risks(acting: Acting) -> Waiting:
    found = open_findings(acting).filter(standing__in=TO_DO).aggregate(n=Count("pk"), due_on=Min("due_on"))
    label = ngettext("处风险发现待处置", "处风险发现待处置", found["n"])
    late = found["due_on"] is not None and found["due_on"] < timezone.localdate()
    return Waiting(label, found["n"], reverse("watch:findings"), found["due_on"], late)


def signable(ruling: LicenceRuling, acting: Acting) -> bool:
    """Whether this person may sign it as it stands."""
    reaches = acting.reaches(Act.RULING_SIGN, assigned=ruling.expert_id == acting.actor_id)
    return reaches and ruling.state == RulingState.DRAFT and acting.actor_id not in ruling.writers
