"""What is known of an application when its rules are judged: the register's facts, the call's, and the applicant's earlier awards."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from portal.calls.models import Application, Award, PartyState
from portal.calls.programmes import programme_of
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
    for series, awards in _won(application).items():
        values[f"applicant.awards.{series}"] = awards
    return values


def _won(application: Application) -> dict[str, int]:
    """Series of programmes → awards of the applicant in the year of the deadline; what a rule asks for and nobody won is 0."""
    asked = [use.parameters for use in programme_of(application.call.version).rules if use.id == "once_per_year"]
    counts = {str(parameters["programme"]): 0 for parameters in asked if "programme" in parameters}
    won = (
        Award.objects.filter(_applicant(application, "application__"), approved_fen__gt=0, created_at__year=deadline_on(application).year)
        .exclude(application_id=application.pk)
        .values("application__call__version__programme")
        .annotate(n=Count("pk"))
    )
    for row in won:
        series = str(row["application__call__version__programme"]).rsplit("-", 1)[0]
        counts[series] = counts.get(series, 0) + row["n"]
    return counts


def deadline_on(application: Application) -> date:
    """The day the rules look at: the call's deadline; of a rolling call the day of submission, before that today."""
    moment = application.call.deadline_at or application.submitted_at or timezone.now()
    return timezone.localdate(moment)


def _applicant(application: Application, prefix: str = "") -> Q:
    if application.organisation_id:
        return Q(**{f"{prefix}organisation_id": application.organisation_id})
    return Q(**{f"{prefix}person_id": application.person_id, f"{prefix}organisation": None})


def _of_applicant(application: Application) -> QuerySet[Application]:
    return Application.objects.filter(_applicant(application), call_id=application.call_id)
