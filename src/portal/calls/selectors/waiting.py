"""What of calls waits for the acting role: applications at its desk, reviews to write, clarifications to answer?"""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role, Scope
from portal.calls.models import Assignment, AssignmentState, Call
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import applications_visible
from portal.calls.selectors.desk import handed_in, waits_for
from portal.evidence.doors import said
from portal.evidence.selectors.waiting import Waiting
from portal.house.navigation import address_of


def waiting(acting: Acting) -> Iterator[Waiting]:
    """Lines for everybody's own page; lines of nothing are left out by whoever draws them."""
    yield from _at_desk(acting)
    yield from _of_applicant(acting)
    yield from _to_review(acting)


def _at_desk(acting: Acting) -> Iterator[Waiting]:
    if not (acting.may(Act.CALL_RUN) or acting.may(Act.APPLICATION_CHECK)):
        return
    rows = list(handed_in(acting).order_by().values("call_id", "step").annotate(n=Count("pk", distinct=True), day=Min("due_on")))
    if not rows:
        return
    today = timezone.localdate()
    for call in Call.objects.filter(pk__in={row["call_id"] for row in rows}).select_related("version"):
        mine = {step.id for step in programme_of(call.version).steps if waits_for(step, acting)}
        here = [row for row in rows if row["call_id"] == call.pk and row["step"] in mine]
        n, due_on = sum(row["n"] for row in here), min((row["day"] for row in here if row["day"]), default=None)
        label = ngettext("份申报等您办理（%(call)s）", "份申报等您办理（%(call)s）", n) % {"call": said(call.name, call.name_en)}
        href = f"{reverse('calls:desk_call', args=[call.pk])}?{urlencode({'only': 'waiting'})}"
        yield Waiting(label, n, href, due_on, late=due_on is not None and due_on < today)


def _of_applicant(acting: Acting) -> Iterator[Waiting]:
    if acting.scope(Act.APPLICATION_EDIT) is Scope.NONE:
        return
    today = timezone.localdate()
    own = Q(person_id=acting.actor_id, organisation=None)
    if acting.organisation_id:
        own |= Q(organisation_id=acting.organisation_id)
    mine = applications_visible(acting).filter(own).order_by()
    returned = mine.filter(step="returned")
    n, due_on = returned.count(), returned.aggregate(day=Min("due_on"))["day"]
    label = ngettext("份申报被退回，请补正", "份申报被退回，请补正", n)
    yield Waiting(label, n, _mine("returned"), due_on, late=due_on is not None and due_on < today)
    unclear = mine.filter(step="clarify", clarifications__answered_at=None, clarifications__isnull=False).distinct()
    n, due_on = unclear.count(), unclear.aggregate(day=Min("due_on"))["day"]
    yield Waiting(ngettext("份申报请您澄清", "份申报请您澄清", n), n, _mine("clarify"), due_on, late=due_on is not None and due_on < today)


def _mine(step: str) -> str:
    return f"{address_of('calls:mine')}?{urlencode({'step': step})}"


def _to_review(acting: Acting) -> Iterator[Waiting]:
    if acting.role is not Role.EXPERT:
        return
    ours = Assignment.objects.filter(expert_id=acting.actor_id)
    n = ours.filter(state=AssignmentState.ASSIGNED).count()
    yield Waiting(ngettext("份评审请您声明有无利益关系", "份评审请您声明有无利益关系", n), n, address_of("calls:reviews"))
    now = timezone.now()
    n = ours.filter(state=AssignmentState.DECLARED, application__step="review", application__call__phase_ends_at__gt=now).count()
    yield Waiting(ngettext("份申报请您评分", "份申报请您评分", n), n, address_of("calls:reviews"))
