"""How does somebody question a fact? The fact is named by run, repository and commit; the question becomes a case with a due date."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.evidence.forms.objections import ObjectionForm
from portal.evidence.selectors.facts import fact_of
from portal.evidence.services.objections import objection_open


@needs(Act.FACT_OBJECT)
def new(request: HttpRequest) -> HttpResponse:
    """The fact, and what is wrong with it."""
    fact = fact_of(request.acting, request.GET.dict())
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = objection_open(fact=fact, wrong=form.cleaned_data["wrong"], statement=form.cleaned_data["statement"], by=request.acting)
        messages.success(request, _("异议已收到，工单编号 %(id)s。办理进展会通知您；成立的，下一次运行即更正。") % {"id": case.pk})
        return redirect("cases:case", case.pk)
    crumbs = [(_("我的"), reverse("evidence:me")), (_("我的全部工作"), reverse("evidence:work")), (_("提出异议"), "")]
    return render(request, "evidence/objection.html", {"fact": fact, "form": form, "crumbs": crumbs})
