"""Anybody's side of an objection: saying it without an account, and following it by its receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.throttle import throttled
from portal.calls.forms.notices import ObjectionForm, ReceiptForm
from portal.calls.models import Notice, ObjectionState
from portal.calls.selectors.notices import notice_visible, rules_of, takes_objections
from portal.calls.selectors.objections import objection_of_receipt
from portal.calls.services.objections import objection_receive, objection_withdraw
from portal.errors import Invalid, WrongState


@require_http_methods(["GET", "POST"])
@throttled("objection")
def objection_new(request: HttpRequest, notice: int) -> HttpResponse:
    """Object to a list or a line of it."""
    found = notice_visible(request.acting, notice)  # type: ignore[attr-defined]
    if not takes_objections(found, timezone.localdate()):
        raise WrongState(_("提出异议的期限已过，或名单已经更新；请查看公示页面。"))
    rules = rules_of(found.call)
    form = ObjectionForm(request.POST or None, request.FILES or None, notice=found, rules=rules)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _receive(found, form)
        except Invalid as error:
            for name, problem in error.problems.items():
                form.add_error(name if name in form.fields else None, str(problem))
        else:
            return _private(redirect("calls:objection_receipt", receipt))
    here = reverse("calls:notice", args=[found.pk])
    crumbs = [
        (_("首页"), "/"),
        (_("公示"), reverse("calls:notices")),
        (found.title, here),
        (_("提出异议"), ""),
    ]
    return _private(render(request, "calls/notices/objection_new.html", {"notice": found, "form": form, "rules": rules, "crumbs": crumbs}))


def _receive(notice: Notice, form: ObjectionForm) -> str:
    said = form.cleaned_data
    line = notice.lines.select_related("application").filter(position=int(said["line"])).first()
    objection = objection_receive(
        notice=notice, line=line, grounds=said["grounds"], statement=said["statement"], objector=form.objector, files=said["files"],
        compared=said["compared"], anonymous=bool(said.get("anonymous")),
    )  # fmt: skip
    return objection.receipt


@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """From the code to its page."""
    form = ReceiptForm(request.GET or None)
    if form.is_valid():
        return _private(redirect("calls:objection_receipt", form.cleaned_data["receipt"]))
    crumbs = [(_("首页"), "/"), (_("公示"), reverse("calls:notices")), (_("查询异议"), "")]
    return _private(render(request, "calls/notices/lookup.html", {"form": form, "crumbs": crumbs}))


@require_GET
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """How far it is, for whoever holds the code; nothing of the objector stands here."""
    found = objection_of_receipt(receipt)
    crumbs = [(_("首页"), "/"), (_("公示"), reverse("calls:notices")), (_("异议进展"), "")]
    context = {"objection": found, "withdrawable": found.state == ObjectionState.RECEIVED, "crumbs": crumbs}
    return _private(render(request, "calls/notices/receipt.html", context))


@require_POST
def withdraw(_request: HttpRequest, receipt: str) -> HttpResponse:
    """Take it back before anybody has taken it up."""
    found = objection_withdraw(objection=objection_of_receipt(receipt))
    return _private(redirect("calls:objection_receipt", found.receipt))


def _private(response: HttpResponse) -> HttpResponse:
    """In no cache and no other site's log: whoever has the address has the receipt."""
    response.headers["Cache-Control"] = "private, no-store"
    # not "no-referrer": browsers would then send forms of the page with the origin "null", which is refused
    response.headers["Referrer-Policy"] = "same-origin"
    return response
