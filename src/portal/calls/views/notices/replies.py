"""The applicant's side of an objection: what is said, and what there is to say to it. Never by whom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.notices import ReplyForm
from portal.calls.models import Application, ObjectionState
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.selectors.objections import objection_about, objections_about
from portal.calls.services.objections import objection_reply
from portal.errors import Invalid, NotAllowed


@require_GET
@needs(Act.APPLICATION_EDIT)
def objections(request: HttpRequest, application: str) -> HttpResponse:
    """What has been said against it."""
    found = _own(request, application)
    rows = [(key, one, one.state in {ObjectionState.ADMITTED, ObjectionState.INVESTIGATED}) for key, one in objections_about(found)]
    return render(request, "calls/notices/told.html", {"application": found, "rows": rows, "crumbs": _way(found, (_("异议"), ""))})


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_EDIT)
def reply(request: HttpRequest, application: str, objection: str) -> HttpResponse:
    """Answer one."""
    found = _own(request, application)
    said = objection_about(found, objection)
    form = ReplyForm(request.POST or None, initial={"reply": said.reply})
    if request.method == "POST" and form.is_valid():
        try:
            objection_reply(objection=said, reply=form.cleaned_data["reply"], by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            form.add_error("reply", str(error))
        else:
            messages.success(request, _("说明已送达承办人。"))
            return redirect("calls:application_objections", found.pk)
    shown = {"application": found, "statement": said.statement, "form": form, "crumbs": _way(found, (_("说明"), ""))}
    return render(request, "calls/notices/reply.html", shown)


def _own(request: HttpRequest, ident: str) -> Application:
    acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, ident)
    if not is_applicant(acting, found):
        raise NotAllowed(Act.APPLICATION_EDIT)
    return found


def _way(found: Application, here: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("首页"), "/"), (_("我的申报"), reverse("calls:mine")), (found.title, reverse("calls:application", args=[found.pk])), here]
