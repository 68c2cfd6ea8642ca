"""The ledger, and one lead."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import Acting, needs
from portal.accounts.models import Person
from portal.accounts.roles import Act
from portal.errors import Invalid
from portal.house.parts import Choice, Event, Facet, Reason, Step
from portal.journal.selectors import entries_of
from portal.register.forms.leads import ContactForm, LeadForm, LeadMoveForm, PromiseForm, PurposeForm, TargetForm
from portal.register.models import Lead, LeadKind, LeadState, Promise
from portal.register.promise_metrics import promise_metrics
from portal.register.selectors.leads import OPEN, due, facts_hold, keeps, lead_for, leads_visible, moves_open, shown
from portal.register.services.lead_export import leads_export
from portal.register.services.leads import LeadContent, lead_change, lead_open
from portal.register.vocabulary import choices_of, districts, name_of

BAD_REQUEST = 400
PER_PAGE = 30
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAY = (LeadState.PROSPECT, LeadState.TALKS, LeadState.SIGNED, LeadState.LANDED, LeadState.RUNNING)


@require_GET
@needs(Act.LEAD_VIEW)
def leads(request: HttpRequest) -> HttpResponse:
    """The lines within my reach, next step first."""
    acting = request.acting  # type: ignore[attr-defined]
    every = leads_visible(acting)
    late = set(due(every).values_list("pk", flat=True))
    found = (
        narrowed(every, request)
        .select_related("organisation")
        .annotate(
            rules=Count("promises", filter=~Q(promises__metric="")),
            passed=Count("promises", filter=~Q(promises__metric="") & Q(promises__result=Promise.Result.PASS)),
        )
    )
    shown_now = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "late": late,
        "facets": facets_of(every, request),
        "keeps": acting.may(Act.LEAD_EDIT),
        "export": PurposeForm(auto_id="export_%s"),
        "crumbs": [(_("首页"), "/"), (_("线索台账"), "")],
    }
    return render(request, "register/leads.html", shown_now)


def narrowed(every: QuerySet[Lead], request: HttpRequest) -> QuerySet[Lead]:
    """By what the address asks for; open ones unless a state is chosen."""
    asked = request.GET
    found = every.filter(state__in=asked.getlist("state") or OPEN)
    for name in ("kind", "district"):
        if asked.getlist(name):
            found = found.filter(**{f"{name}__in": asked.getlist(name)})
    if "due" in asked.getlist("only"):
        found = found.filter(pk__in=due(every).order_by().values("pk"))
    query = asked.get("q", "").strip()
    return found.filter(Q(name__icontains=query) | Q(name_en__icontains=query) | Q(source__icontains=query)) if query else found


def facets_of(every: QuerySet[Lead], request: HttpRequest) -> list[Facet]:
    """How many there are of each."""
    counted: dict[str, Counter[str]] = {"state": Counter(), "kind": Counter(), "district": Counter()}
    for state, kind, district, count in every.order_by().values_list("state", "kind", "district").annotate(count=Count("pk")):
        counted["state"][state] += count
        counted["kind"][kind] += count
        counted["district"][district] += count

    def choices(name: str, labelled: list[tuple[str, Any]]) -> list[Choice]:
        chosen = request.GET.getlist(name)
        return [Choice(value, label, counted[name][value], value in chosen) for value, label in labelled if counted[name][value]]

    return [
        Facet("only", _("只看"), [Choice("due", _("到期未办"), None, "due" in request.GET.getlist("only"))]),
        Facet("state", _("进展（不选则为在办）"), choices("state", list(LeadState.choices))),
        Facet("kind", _("类别"), choices("kind", list(LeadKind.choices))),
        Facet("district", _("区县（园区）"), choices("district", choices_of(districts()))),
    ]


@require_http_methods(["GET", "POST"])
@needs(Act.LEAD_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Open a line."""
    acting = request.acting  # type: ignore[attr-defined]
    form = LeadForm(request.POST or None, acting=acting)
    if form.is_valid():
        lead = lead_open(content=content_of(form), by=acting)
        messages.success(request, _("已登记线索。"))
        return redirect("register:lead", lead.pk)
    shown_now = {"form": form, "crumbs": crumbs(_("登记新线索"))}
    return render(request, "register/lead_form.html", shown_now, status=BAD_REQUEST if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.LEAD_EDIT)
def edit(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Change what is written."""
    acting = request.acting  # type: ignore[attr-defined]
    lead = lead_for(acting, lead_id)
    acting.prove(Act.LEAD_EDIT, district=lead.district)
    form = LeadForm(request.POST or None, acting=acting, lead=lead)
    if form.is_valid():
        version = request.POST.get("version", "")
        lead_change(lead_id=lead.pk, version=int(version) if version.isdecimal() else -1, content=content_of(form), by=acting)
        messages.success(request, _("已保存。"))
        return redirect("register:lead", lead.pk)
    shown_now = {"form": form, "lead": lead, "crumbs": crumbs(lead.name)}
    return render(request, "register/lead_form.html", shown_now, status=BAD_REQUEST if form.is_bound else 200)


def content_of(form: LeadForm) -> LeadContent:
    """What was written, as the service takes it."""
    given = form.cleaned_data
    return LeadContent(**(given | {"kind": LeadKind(given["kind"])}))


@require_http_methods(["POST"])
@needs(Act.LEAD_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """The ledger as a workbook."""
    form = PurposeForm(request.POST, auto_id="export_%s")
    try:
        content = leads_export(by=request.acting, purpose=form.data.get("purpose", ""))  # type: ignore[attr-defined]
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("register:leads")
    name = f"leads-{timezone.localdate():%Y%m%d}.xlsx"
    return HttpResponse(content, content_type=WORKBOOK, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
@needs(Act.LEAD_VIEW)
def lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One line: where it stands, what is missing, contacts, promises, targets, history."""
    return lead_page(request, lead_for(request.acting, lead_id))  # type: ignore[attr-defined]


def lead_page(request: HttpRequest, lead: Lead, *, tried: dict[str, Form] | None = None, status: int = 200) -> HttpResponse:
    """The page; ``tried``: a form that came back with something wrong."""
    acting, given = request.acting, tried or {}  # type: ignore[attr-defined]
    kept, moves, holds = keeps(acting, lead), moves_open(acting, lead), facts_hold(lead)
    move = LeadMoveForm(lead=lead, moves=moves, holds=holds)
    today = timezone.localdate()
    shown_now = {
        "lead": lead,
        "keeps": kept,
        "steps": way_of(lead),
        "late": lead.state in OPEN and lead.next_on is not None and lead.next_on < today,
        "missing": missing(lead),
        "holds": holds,
        "promises": [(one, promise_metrics().get(one.metric), one.due_on < today and not shown(one)) for one in lead.promises.all()],
        "contacts": lead.contacts.all() if kept else (),
        "targets": lead.targets.all(),
        "history": history(lead, acting) if kept else (),
        "district_name": name_of(districts(), lead.district),
        "move": given.get("move") or (move if kept and move.fields["to"].choices else None),  # type: ignore[attr-defined]
        "contact": given.get("contact") or (ContactForm(auto_id="contact_%s") if kept else None),
        "promise": given.get("promise") or (PromiseForm(lead=lead) if kept and lead.state in OPEN else None),
        "target": given.get("target") or (TargetForm(auto_id="target_%s") if kept else None),
        "crumbs": crumbs(lead.name),
    }
    return render(request, "register/lead.html", shown_now, status=status)


def way_of(lead: Lead) -> list[Step]:
    """From prospect to running, and where it ended if it did."""
    if lead.state not in WAY:
        return [Step(LeadState(lead.state).label, "stopped", lead.ended_reason)]
    place = WAY.index(LeadState(lead.state))
    return [Step(one.label, "done" if at < place else "now" if at == place else "next") for at, one in enumerate(WAY)]


def missing(lead: Lead) -> list[Reason]:
    """Why it may, or may not yet, be called landed."""
    rules = [one for one in lead.promises.all() if one.is_rule]
    if not rules:
        return [Reason(_("还没有写成规则的承诺；至少要有一条由运行核对为“已兑现”，才能转为落地。"), "unknown")]
    return [
        Reason(
            _("%(text)s（%(result)s）") % {"text": one.text, "result": one.get_result_display()},
            "pass" if shown(one) else "fail" if one.result == "fail" else "unknown",
        )
        for one in rules
    ]


def history(lead: Lead, acting: Acting) -> list[Event]:
    """From the journal, newest first."""
    entries = list(entries_of("lead", str(lead.pk)))[::-1]
    names = {one.pk: str(one) for one in Person.objects.filter(pk__in={one.actor for one in entries if one.actor})}
    labels = dict(LeadState.choices)
    told = []
    for entry in entries:
        state = entry.details.get("state")
        title = f"{labels.get(state[0])} → {labels.get(state[1])}" if state else entry.event_label
        by = _("我") if entry.actor == acting.actor_id else names.get(entry.actor, _("系统"))
        told.append(Event(at=entry.at, title=title, text=entry.reason, by=by))
    return told


def crumbs(label: str) -> list[tuple[str, str]]:
    """Below the ledger."""
    return [(_("首页"), "/"), (_("线索台账"), reverse("register:leads")), (label, "")]
