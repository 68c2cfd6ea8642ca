"""A draw: public from the moment its pool is frozen, under codes; the office sees names and enters the seed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.review import SeedForm
from portal.calls.models import Draw
from portal.calls.selectors.draws import drawn_rows, excluded_rows, recipe
from portal.calls.services.draws import draw_make
from portal.calls.views.review.shown import add_problems, desk_crumbs
from portal.errors import Invalid
from portal.evidence.doors import said


@require_GET
def draw(request: HttpRequest, draw: int) -> HttpResponse:
    """Digest, seed, order, and how anybody recomputes it; names only to those who see scores."""
    found = get_object_or_404(Draw.objects.select_related("call__version"), pk=draw)
    acting = request.acting  # type: ignore[attr-defined]
    names = acting.may(Act.SCORES_VIEW)
    title = said(found.call.name, found.call.name_en)
    shown = {
        "draw": found,
        "call": found.call,
        "title": title,
        "names": names,
        "office": acting.may(Act.CALL_RUN),
        "rows": drawn_rows(found, names=names),
        "excluded": excluded_rows(found, names=names),
        "recipe": recipe(found),
        "crumbs": desk_crumbs(found.call, (_("专家抽取"), "")) if names else [(title, ""), (_("专家抽取"), "")],
    }
    return render(request, "calls/review/draw.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def seed(request: HttpRequest, draw: int) -> HttpResponse:
    """Enter the seed and draw."""
    found = get_object_or_404(Draw.objects.select_related("call__version"), pk=draw)
    form = SeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draw_make(draw_of=found, seed=form.cleaned_data["seed"], source=form.cleaned_data["source"], by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            add_problems(form, error)
        else:
            messages.success(request, _("已抽取，并通知抽中的专家声明。"))
            return redirect("calls:draw", found.pk)
    shown = {
        "title": _("抽取专家"),
        "lead": _("抽取只做一次，结果立即公布；缺席和回避的按抽取次序递补。"),
        "form": form,
        "back": f"/draws/{found.pk}/",
        "label": _("抽取"),
        "crumbs": desk_crumbs(found.call, (_("抽取专家"), "")),
    }
    return render(request, "calls/review/form.html", shown)
