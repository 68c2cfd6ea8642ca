"""How did a case come to where it stands? Told to each reader with as many names as they may know."""

from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Role, Scope
from portal.cases.flow import Part
from portal.cases.models import Case, CaseState, Step
from portal.cases.selectors.parties import parts_of
from portal.house.parts import Event


def sees_names(acting: Acting, case: Case) -> bool:
    """The desk and the auditor read names; the parties read roles, so that who objects stays confidential."""
    return Part.DESK in parts_of(acting, case) or (acting.role is Role.AUDITOR and acting.scope("case.view") is Scope.CITY)


def history(case: Case, acting: Acting) -> list[Event]:
    """Newest first."""
    names = sees_names(acting, case)
    steps = case.steps.select_related("person")
    return [Event(at=step.at, title=_title(step), text=step.text, by=_by(step, case, acting, names=names)) for step in reversed(steps)]


def _title(step: Step) -> str:
    if not step.to_state:
        return _("补充说明")
    label = CaseState(step.to_state).label
    return str(label) if not step.from_state else f"{CaseState(step.from_state).label} → {label}"


def _by(step: Step, case: Case, acting: Acting, *, names: bool) -> str:
    if step.person is None:
        return _("系统")
    if step.person_id == acting.actor_id:
        return _("我")
    role = step.role.partition("@")[0]
    label = str(Role(role).label) if role in {one.value for one in Role} else role
    if names:
        return _("%(name)s（%(role)s）") % {"name": step.person, "role": label}
    return _("提出人") if step.person_id == case.opened_by_id else label
