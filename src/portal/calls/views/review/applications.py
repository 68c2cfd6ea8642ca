"""The review of one application as the office and auditors see it: experts, relations, every number on the way to the aggregate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.review import ReasonForm
from portal.calls.models import Assignment
from portal.calls.selectors.review_desk import application_for_review, scores_of, stability_of
from portal.calls.selectors.reviews import final_aggregates, review_of
from portal.calls.services.assignments import expert_replace
from portal.calls.tabs import tabs
from portal.calls.views.review.shown import add_problems, desk_crumbs
from portal.errors import Invalid
from portal.evidence.doors import said


@require_GET
@needs(Act.SCORES_VIEW)
def application_review(request: HttpRequest, application: str) -> HttpResponse:
    """Everything, with the arithmetic."""
    acting = request.acting  # type: ignore[attr-defined]
    found = application_for_review(acting, application)
    review = review_of(found.call)
    scored = scores_of(found)
    names = {one.id: said(one.name, one.name_en) for one in review.phases}
    shown = {
        "application": found,
        "tabs": tabs(found, acting, "calls:application_review"),
        "assignments": list(found.assignments.select_related("expert", "draw")),
        "conflicts": list(found.conflicts.select_related("expert")),
        "scores": scored,
        "aggregates": [(names.get(row.phase, row.phase), row) for row in found.aggregates.order_by("round", "id")],
        "final": final_aggregates([found], review).get(found.pk),
        "review": review,
        "items": list(found.panel_items.select_related("panel")),
        "stability": stability_of(acting, found, scored),
        "office": acting.may(Act.CALL_RUN),
        "crumbs": desk_crumbs(found.call, (found.number or found.title, "")),
    }
    return render(request, "calls/review/application.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def replace(request: HttpRequest, application: str, assignment: int) -> HttpResponse:
    """Replace an absent expert by the next of the drawn order."""
    acting = request.acting  # type: ignore[attr-defined]
    found = application_for_review(acting, application)
    row = get_object_or_404(Assignment.objects.select_related("expert"), pk=assignment, application=found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = expert_replace(assignment=row, reason=form.cleaned_data["reason"], by=acting)
        except Invalid as error:
            add_problems(form, error)
        else:
            if taken:
                messages.success(request, _("已更换为抽取次序中的下一位。"))
            else:
                messages.warning(request, _("抽取次序中已没有可以递补的专家。"))
            return redirect("calls:application_review", found.pk)
    back = reverse("calls:application_review", args=[found.pk])
    shown = {"title": _("换人"), "lead": f"{row.alias} {row.expert.name}", "form": form, "back": back, "label": _("更换")}
    return render(request, "calls/review/form.html", shown | {"crumbs": desk_crumbs(found.call, (_("换人"), ""))})
