"""Under which name is a person shown to somebody? In full where they agreed, or to whom it concerns; else 林**."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import get_language, gettext

from portal.accounts.acting import Acting
from portal.accounts.models import Consent, Person
from portal.accounts.models.consent import Purpose
from portal.accounts.roles import Act, Scope
from portal.evidence.masking import masked
from portal.evidence.models import Run, RunPerson
from portal.register.models import Employment, EmploymentState


def shown_names(run: Run | None, person_ids: Collection[str], acting: Acting) -> dict[str, str]:
    """Person id → name. Bots and AI agents are nobody's private matter and keep their names."""
    wanted = list(set(person_ids))
    english = (get_language() or "").startswith("en")
    in_run = {row.person: row for row in RunPerson.objects.filter(run=run, person__in=wanted)}
    accounts = {person.id: person for person in Person.objects.filter(id__in=wanted)}
    open_to = _open_to(acting, list(accounts))
    everybody = sees_everybody(acting)
    return {
        ident: _shown(ident, in_run.get(ident), accounts.get(ident), full=everybody or ident in open_to, english=english)
        for ident in wanted
    }


def sees_everybody(acting: Acting) -> bool:
    """The office, which must tell people apart to do its work, and the auditor."""
    return acting.scope(Act.RUN_VIEW) is Scope.CITY and acting.scope(Act.CASE_VIEW) is Scope.CITY


def may_see_person(acting: Acting, person_id: str) -> bool:
    """Whether somebody's contribution page is open: to themselves, by consent to all, by consent to the employer, to the auditor."""
    if acting.reaches(Act.PERSON_FACTS, person_id=person_id):
        return True
    consents = set(Consent.objects.filter(person_id=person_id, withdrawn_at=None).values_list("purpose", flat=True))
    return Purpose.PUBLIC_PROFILE in consents or (Purpose.EMPLOYER_VIEW in consents and bool(employments_seen(acting, person_id)))


def may_see_work(acting: Acting, person_id: str, organisation_id: str) -> bool:
    """Whether a person's single commits are open, those for one organisation or, without it, all: an employer sees what was done for it."""
    if may_see_person(acting, person_id) and not _employer_only(acting, person_id):
        return True
    return bool(organisation_id) and organisation_id == acting.organisation_id and may_see_person(acting, person_id)


def _employer_only(acting: Acting, person_id: str) -> bool:
    open_to_all = Consent.objects.filter(person_id=person_id, purpose=Purpose.PUBLIC_PROFILE, withdrawn_at=None).exists()
    return not open_to_all and not acting.reaches(Act.PERSON_FACTS, person_id=person_id)


def employments_seen(acting: Acting, person_id: str) -> list[Employment]:
    """The confirmed employments by which the acting organisation may see this person's facts."""
    if acting.scope(Act.PERSON_FACTS) is not Scope.OWN or not acting.organisation_id:
        return []
    employments = Employment.objects.filter(person_id=person_id, organisation_id=acting.organisation_id, state=EmploymentState.CONFIRMED)
    return list(employments)


def _open_to(acting: Acting, ids: list[str]) -> set[str]:
    found = set(
        Consent.objects.filter(person_id__in=ids, purpose=Purpose.PUBLIC_NAME, withdrawn_at=None).values_list("person_id", flat=True)
    )
    if acting.scope(Act.PERSON_FACTS) is Scope.OWN and acting.organisation_id:
        # an organisation knows the names of those whose employment it confirmed
        theirs = Employment.objects.filter(organisation_id=acting.organisation_id, state=EmploymentState.CONFIRMED, person_id__in=ids)
        found |= set(theirs.filter(from_on__lte=timezone.localdate()).values_list("person_id", flat=True))
        found |= set(theirs.filter(from_on=None).values_list("person_id", flat=True))
    return found | {acting.actor_id}


def _shown(ident: str, row: RunPerson | None, account: Person | None, *, full: bool, english: bool) -> str:
    if row is not None and row.actor != "person":
        return (row.name_en if english else "") or row.name
    if account is not None and account.erased_at is not None:
        return gettext("已注销的用户")
    name, name_en = (account.name, account.name_en) if account else (row.name, row.name_en) if row else ("", "")
    said = (name_en if english else "") or name
    if not said:
        return ident
    return said if full else masked(said)
