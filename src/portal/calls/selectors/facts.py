"""What is known of an application when its rules are judged: the register's facts, the call's, and the applicant's earlier awards."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from portal.calls.models import Application, Award, PartyState
from portal.calls.steps import OVER, PRIVATE
from portal.evidence.models import Run
from portal.evidence.selectors.application_facts import Prefilled, facts_of


def facts_for(application: Application, run: Run | None = None) -> dict[str, Prefilled]:
    """Fact id → fact with its confidence, for prefilling and for contradictions."""
    return facts_of(
        record=application.record,
        organisation=application.organisation,
        person=application.person,
        on=deadline_on(application),
        run=run or application.run,
    )


def known_for(application: Application, facts: Mapping[str, Prefilled]) -> dict[str, object]:
    """Fact id → value, as rules ask for them."""
    values: dict[str, object] = {ident: fact.value for ident, fact in facts.items()}
    values["applicant.kind"] = "organisation" if application.organisation_id else "person"
    values["call.deadline_on"] = deadline_on(application).isoformat()
    values["application.co_applicants"] = application.parties.filter(state=PartyState.ACCEPTED).count()
    values["application.others"] = _of_applicant(application).exclude(pk=application.pk).exclude(step__in=OVER | PRIVATE).count()
    year = deadline_on(application).year
    won = (
        Award.objects.filter(_applicant(application, "application__"), approved_fen__gt=0, created_at__year=year)
        .exclude(application_id=application.pk)
        .values("application__call__version__programme")
        .annotate(n=Count("pk"))
    )
    for row in won:
        series = str(row["application__call__version__programme"]).rsplit("-", 1)[0]
        values[f"applicant.awards.{series}"] = row["n"]
    return values


def deadline_on(application: Application) -> date:
    """The day the rules look at: the call's deadline; of a rolling call the day of submission, before that today."""
    moment = application.call.deadline_at or application.submitted_at or timezone.now()
    return timezone.localdate(moment)


def _applicant(application: Application, prefix: str = "") -> Q:
    if application.organisation_id:
        return Q(**{f"{prefix}organisation_id": application.organisation_id})
    return Q(**{f"{prefix}person_id": application.person_id, f"{prefix}organisation": None})


def _of_applicant(application: Application):  # noqa: ANN202 -- a queryset of applications
    return Application.objects.filter(_applicant(application), call_id=application.call_id)
