"""Who may be drawn: the seats of the expert library."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.review import SeatForm
from portal.calls.models import Seat
from portal.calls.selectors.seats import seats_shown, without_account
from portal.calls.services.seats import seat_change, seats_take_over
from portal.calls.views.review.shown import add_problems
from portal.errors import Invalid


@require_GET
@needs(Act.SCORES_VIEW)
def experts(request: HttpRequest) -> HttpResponse:
    """Everybody who has a seat, with their load."""
    shown = {
        "rows": seats_shown(),
        "without": without_account(),
        "today": timezone.localdate(),
        "office": request.acting.may(Act.CALL_RUN),  # type: ignore[attr-defined]
        "crumbs": [(_("办理"), reverse("calls:desk")), (_("评审专家"), "")],
    }
    return render(request, "calls/review/experts.html", shown)


@require_POST
@needs(Act.CALL_RUN)
def take_over(request: HttpRequest) -> HttpResponse:
    """A seat for everybody who holds the role."""
    n = len(seats_take_over(by=request.acting))  # type: ignore[attr-defined]
    messages.success(request, ngettext("已加入 %(n)d 位专家。", "已加入 %(n)d 位专家。", n) % {"n": n})
    return redirect("calls:experts")


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def seat(request: HttpRequest, seat: int) -> HttpResponse:
    """For what one of them may be drawn."""
    found = get_object_or_404(Seat.objects.select_related("person"), pk=seat)
    now = {name: getattr(found, name) for name in ("from_on", "until_on", "most_load", "available")} | {"fields_known": found.fields}
    form = SeatForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            seat_change(
                person=found.person, fields=told["fields_known"], from_on=told["from_on"], until_on=told["until_on"],
                most_load=told["most_load"], available=told["available"], by=request.acting,  # type: ignore[attr-defined]
            )  # fmt: skip
        except Invalid as error:
            add_problems(form, error, {"fields": "fields_known"})
        else:
            messages.success(request, _("已保存。"))
            return redirect("calls:experts")
    crumbs = [(_("办理"), reverse("calls:desk")), (_("评审专家"), reverse("calls:experts")), (found.person.name, "")]
    return render(
        request,
        "calls/review/form.html",
        {"title": found.person.name, "form": form, "back": reverse("calls:experts"), "label": _("保存"), "crumbs": crumbs},
    )
