"""Beginning to apply: who, about what, perhaps from a repository's address; and the list of one's own applications."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.acting import SESSION_KEY, Acting, acting_of, needs
from portal.accounts.models import Grant
from portal.accounts.roles import Act, Scope
from portal.accounts.selectors import held_grants
from portal.accounts.services import acting_choose
from portal.accounts.throttle import throttled
from portal.calls.forms.applying import NEW, ApplyForm
from portal.calls.models import Application, Call, CallState, Party, PartyState
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import applications_visible
from portal.calls.services.applications import application_draft, prove_open
from portal.calls.steps import APPLICANT, OVER
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from portal.evidence.forms.registering import ConfirmForm
from portal.evidence.models import Intake, IntakeState
from portal.evidence.services.intake import intake_begin, intake_draft
from portal.evidence.views.jobs import STOP_POLLING
from portal.house.navigation import address_of
from portal.register.addresses import address_of as repository_address
from portal.register.models import Record, State
from portal.register.selectors.records import records_of
from portal.register.services.repositories import taken_address
from xingtu.policy.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Iterable

BAD_REQUEST = 400
SELF = "self"


@needs(Act.APPLICATION_EDIT)
@throttled("intake")
def apply(request: HttpRequest, call: str) -> HttpResponse:
    """Who applies, and about what."""
    found = _call(call)
    prove_open(found)
    door = _Door(request, programme_of(found.version))
    form = door.form()
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, found, door, form)
        except Invalid as error:
            _add(form, error)
    context = {
        "call": found,
        "name": said(found.name, found.name_en),
        "programme": door.programme,
        "summary": said(door.programme.summary, door.programme.summary_en),
        "form": form,
        "applicants": door.applicants,
        "nothing": not door.records and not door.by_url and door.kinds,
        "organisations_door": address_of("accounts:organisations"),
        "call_door": address_of("calls:calls") and reverse("calls:call", args=[found.pk]),
        "crumbs": [(_("我的申报"), reverse("calls:mine")), (_("申报：%(call)s") % {"call": said(found.name, found.name_en)}, "")],
    }
    return render(request, "calls/applying/apply.html", context, status=BAD_REQUEST if form.errors else 200)


class _Door:
    """Which names and things this person may apply with under a programme."""

    def __init__(self, request: HttpRequest, programme: Programme) -> None:
        self.request, self.programme = request, programme
        acting: Acting = request.acting  # type: ignore[attr-defined]
        self.acting = acting
        grants = held_grants(acting.person) if acting.person else Grant.objects.none()
        self.bodies = {
            str(grant.pk): one for grant in grants if (one := acting_of(grant.person, grant)).scope(Act.APPLICATION_EDIT) is Scope.OWN
        }
        self.kinds = [kind for kind in programme.subjects if kind != "person"]
        self.by_url = "project" in self.kinds

    @property
    def applicants(self) -> list[tuple[str, str]]:
        """Names to apply under, the acting one first."""
        grants = {str(grant.pk): grant for grant in held_grants(self.acting.person)} if self.acting.person else {}
        named = [(ident, f"{grants[ident].organisation}（{one.role.label}）") for ident, one in self.bodies.items()]
        named.sort(key=lambda row: row[0] != str(self.acting.grant_id))
        own = [(SELF, _("我本人"))] if "person" in self.programme.applicants else []
        return [*(named if "organisation" in self.programme.applicants else []), *own]

    @property
    def records(self) -> list[tuple[str, str]]:
        """Things to apply with."""
        actings: Iterable[Acting] = [self.acting, *self.bodies.values()]
        found = {
            record.pk: record for one in actings for record in records_of(one).filter(kind__in=self.kinds).exclude(state=State.REMOVED)
        }
        choices = [(record.pk, f"{record.name}（{record.get_kind_display()} · {record.get_state_display()}）") for record in found.values()]
        optional = [("", _("不针对某个登记"))] if "person" in self.programme.subjects and choices else []
        return [*optional, *choices]

    def form(self) -> ApplyForm:
        """As far as it asks anything."""
        asks = "person" in self.programme.applicants and self.programme.has_step("district_check")
        initial = {
            "applicant": str(self.acting.grant_id) if str(self.acting.grant_id) in self.bodies else "",
            "url": self.request.GET.get("url", ""),
        }
        if initial["url"]:
            initial["record"] = NEW
        return ApplyForm(
            self.request.POST or None,
            initial=initial,
            applicants=self.applicants,
            records=self.records,
            by_url=self.by_url,
            asks_district=asks,
        )

    def chosen(self, applicant: str) -> Acting:
        """As whom it is applied; another role of the same person is taken on for the rest of the session."""
        if applicant == SELF:
            return self.acting
        if applicant != str(self.acting.grant_id):
            chosen = acting_choose(by=self.acting, grant_id=int(applicant))
            self.request.session[SESSION_KEY] = chosen.grant_id or 0
            messages.info(self.request, _("现在以“%(role)s”的身份办理。") % {"role": chosen.role.label})
            return chosen
        return self.acting


def _begun(request: HttpRequest, call: Call, door: _Door, form: ApplyForm) -> HttpResponse:
    given = form.cleaned_data
    acting = door.chosen(given["applicant"])
    wish = {"own": given["applicant"] == SELF, "district": given.get("district", "")}
    if given.get("record") == NEW:
        record = _registered(given["url"], acting)
        if record is None:
            intake = intake_begin(url=given["url"], by=acting)
            request.session[f"applying.{intake.pk}"] = wish
            return redirect("calls:apply_reading", call.pk, intake.pk)
    else:
        record = Record.objects.filter(pk=given.get("record") or "").first()
    return _drafted(call, record, acting, own=wish["own"], district=wish["district"])


def _drafted(call: Call, record: Record | None, acting: Acting, *, own: bool, district: str) -> HttpResponse:
    grant = Grant.objects.filter(pk=acting.grant_id).select_related("organisation").first() if acting.grant_id and not own else None
    body = grant.organisation if grant and acting.scope(Act.APPLICATION_EDIT) is Scope.OWN else None
    made = application_draft(call=call, organisation=body, record=record, by=acting, district=district)
    form = programme_of(call.version).form
    first = form.sections[0].id if form else ""
    return redirect("calls:edit", made.pk, first) if made.step == "draft" else redirect("calls:application", made.pk)


def _registered(url: str, acting: Acting) -> Record | None:
    """The record one already has for an address, a draft included."""
    taken = taken_address(repository_address(url))
    if taken is not None and taken.record_id and taken.removed_at is None:
        return records_of(acting).filter(pk=taken.record_id).first()
    drafted = Intake.objects.filter(person=acting.person, url=repository_address(url).url, state=IntakeState.DRAFTED).first()
    return drafted.record if drafted else None


@needs(Act.APPLICATION_EDIT)
def reading(request: HttpRequest, call: str, intake: int) -> HttpResponse:
    """How far the reading of the repository is; then what was found, to be confirmed."""
    found = _call(call)
    shown = Intake.objects.filter(pk=intake, person=request.acting.person).first()  # type: ignore[attr-defined]
    if shown is None:
        raise NotAllowed(Act.APPLICATION_EDIT)
    waiting = shown.state == IntakeState.WAITING
    if request.headers.get("HX-Request") and request.method == "GET":
        answer = render(request, "calls/applying/parts/reading.html", {"intake": shown}, status=200 if waiting else STOP_POLLING)
        if not waiting:
            answer["HX-Refresh"] = "true"
        return answer
    wish = request.session.get(f"applying.{intake}") or {"own": False, "district": ""}
    form = ConfirmForm(request.POST or None, found=shown.found) if shown.state == IntakeState.READ else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            record = intake_draft(intake=shown, values=form.values(), by=request.acting)  # type: ignore[attr-defined]
            return _drafted(found, record, request.acting, own=wish["own"], district=wish["district"])  # type: ignore[attr-defined]
        except Invalid as error:
            _add(form, error)
    if shown.state == IntakeState.DRAFTED and shown.record:
        return _drafted(found, shown.record, request.acting, own=wish["own"], district=wish["district"])  # type: ignore[attr-defined]
    context = {
        "call": found,
        "name": said(found.name, found.name_en),
        "intake": shown,
        "form": form,
        "crumbs": [
            (_("我的申报"), reverse("calls:mine")),
            (said(found.name, found.name_en), reverse("calls:apply", args=[call])),
            (shown.url, ""),
        ],
    }
    return render(request, "calls/applying/reading.html", context, status=BAD_REQUEST if form is not None and form.errors else 200)


@dataclass(frozen=True, slots=True)
class Row:
    """One application in the list."""

    application: Application
    call: str
    step: str
    tone: str
    waits: bool
    joined: bool


@require_GET
@needs(Act.APPLICATION_EDIT)
def mine(request: HttpRequest) -> HttpResponse:
    """One's own applications and those of one's organisation; what waits for the applicant first."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    own = Q(person_id=acting.actor_id) | Q(parties__person_id=acting.actor_id)
    if acting.organisation_id:
        own |= Q(organisation_id=acting.organisation_id) | Q(parties__organisation_id=acting.organisation_id)
    found = applications_visible(acting).filter(own).distinct().select_related("call__version", "organisation").order_by("-updated_at")
    rows = [_row(application, acting) for application in found[:200]]
    rows.sort(key=lambda row: not row.waits)
    context = {
        "rows": rows,
        "invitations": _invitations(acting),
        "open": _open_calls(),
        "crumbs": [(_("我的申报"), "")],
    }
    return render(request, "calls/applying/mine.html", context)


def _row(application: Application, acting: Acting) -> Row:
    step = programme_of(application.call.version).step(application.step)
    waits = step.actor == APPLICANT and application.step not in OVER
    tone = "warn" if waits else "bad" if application.step in {"declined", "removed", "lapsed"} else "plain"
    theirs = application.organisation_id or ""
    joined = bool(theirs and theirs != acting.organisation_id) or (not theirs and application.person_id != acting.actor_id)
    return Row(
        application,
        said(application.call.name, application.call.name_en),
        said(step.shown, step.shown_en),
        tone,
        waits and not joined,
        joined,
    )


def _invitations(acting: Acting) -> list[Party]:
    mine = Q(person_id=acting.actor_id, organisation=None)
    if acting.organisation_id and acting.scope(Act.APPLICATION_EDIT) is Scope.OWN:
        mine |= Q(organisation_id=acting.organisation_id)
    asked = Party.objects.filter(mine, state=PartyState.INVITED).select_related(
        "application__call", "application__organisation", "application__person"
    )
    return list(asked)


def _open_calls() -> list[tuple[Call, str, bool]]:
    now = timezone.now()
    found = (
        Call.objects.filter(state=CallState.OPEN, opens_at__lte=now)
        .filter(Q(deadline_at=None) | Q(deadline_at__gt=now))
        .select_related("version")
    )
    return [(call, said(call.name, call.name_en), programme_of(call.version).form is not None) for call in found[:50]]


def _call(ident: str) -> Call:
    found = Call.objects.filter(pk=ident).select_related("version").first()
    if found is None or not found.is_public or programme_of(found.version).form is None:
        raise NotAllowed(ident)
    return found


def _add(form: Form, error: Invalid) -> None:
    for field, problem in error.problems.items():
        named = "fields_" if field == "fields" else field
        form.add_error(named if named in form.fields else None, str(problem))
