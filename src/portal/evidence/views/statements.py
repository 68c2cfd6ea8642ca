"""Pages of the office's statements: what an upheld objection becomes, read by the next run."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.acting import needs
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed
from portal.evidence.forms.statements import FORMS, WithdrawForm
from portal.evidence.models import Statement, StatementKind
from portal.evidence.selectors.statements import statement_texts
from portal.evidence.services.objections import statement_make, statement_withdraw

BAD_REQUEST = 400
LONGEST_NUMBER = 19
"""Digits that no number of a case has."""


@needs(Act.RECORD_CONFIRM)
def statements(request: HttpRequest) -> HttpResponse:
    """All statements in force. Mailboxes stand here in clear text: the page is the office's."""
    _prove_office(request)
    statements = list(Statement.objects.filter(withdrawn_at=None))
    context = {
        "statements": list(zip(statements, statement_texts(statements), strict=True)),
        "kinds": [(kind, StatementKind(kind).label) for kind in FORMS],
        "crumbs": [(_("运行"), reverse("evidence:runs")), (_("办公室声明"), "")],
    }
    return render(request, "evidence/statements.html", context)


@needs(Act.RECORD_CONFIRM)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """State something; ``?case=`` names the case it follows from."""
    _prove_office(request)
    if kind not in FORMS:
        raise NotAllowed(Act.RECORD_CONFIRM)
    case = request.GET.get("case", "")
    form = FORMS[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            statement_make(
                kind=StatementKind(kind),
                content=form.content(),
                by=request.acting,
                case=int(case) if case.isdecimal() and len(case) < LONGEST_NUMBER else None,
            )
        except Invalid as error:
            for field, problem in error.problems.items():
                form.add_error(field if field in form.fields else None, str(problem))
        else:
            messages.success(request, _("声明已记下，下一次运行生效；已有的运行不变。"))
            return redirect("evidence:statements")
    context = {
        "form": form,
        "title": StatementKind(kind).label,
        "crumbs": [
            (_("运行"), reverse("evidence:runs")),
            (_("办公室声明"), reverse("evidence:statements")),
            (StatementKind(kind).label, ""),
        ],
    }
    return render(request, "evidence/statement_new.html", context, status=BAD_REQUEST if form.errors else 200)


@needs(Act.RECORD_CONFIRM)
def withdraw(request: HttpRequest, statement: int) -> HttpResponse:
    """Take back, with a reason."""
    _prove_office(request)
    shown = get_object_or_404(Statement, pk=statement)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        statement_withdraw(statement=shown, by=request.acting, reason=form.cleaned_data["reason"])
        messages.success(request, _("声明已撤回，下一次运行起不再使用。"))
        return redirect("evidence:statements")
    title = _("撤回声明 %(id)d") % {"id": shown.pk}
    context = {"title": title, "form": form, "action": _("撤回"), "tone": "danger", "cancel": reverse("evidence:statements")}
    return render(request, "house/confirm.html", context)


def _prove_office(request: HttpRequest) -> None:
    if request.acting.scope(Act.RECORD_CONFIRM) is not Scope.CITY:
        raise NotAllowed(Act.RECORD_CONFIRM)
