"""What is done to a case from its page."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.cases.flow import Outcome
from portal.cases.forms import AssignForm, CommentForm, MoveForm, WithdrawForm
from portal.cases.models import Case, CaseState
from portal.cases.selectors import case_to_act_on, moves_open
from portal.cases.services import case_assign, case_comment, case_move, case_withdraw
from portal.cases.services.handling import Ruling
from portal.cases.views.pages import case_page
from portal.errors import Invalid

BAD_REQUEST = 400


def carried_out(request: HttpRequest, case: Case, name: str, form: Form, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and go back to the case; or show the form again with what is wrong."""
    if form.is_valid():
        try:
            act()
        except Invalid as error:
            for field, problem in error.problems.items():
                form.add_error(field if field in form.fields else None, str(problem))
        else:
            messages.success(request, said)
            return redirect("cases:case", case.pk)
    return case_page(request, case, tried={name: form}, status=BAD_REQUEST)


@require_POST
@needs(Act.CASE_ACT)
def assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand it to somebody."""
    acting = request.acting  # type: ignore[attr-defined]
    case = case_to_act_on(acting, case_id)
    form = AssignForm(request.POST, case=case)

    def act() -> None:
        given = form.cleaned_data
        case_assign(case_id=case.pk, owner=given["owner"], due_on=given["due_on"], text=given["text"], by=acting)

    return carried_out(request, case, "assign", form, act, _("已指派，办理人会收到通知。"))


@require_POST
@needs(Act.CASE_ACT)
def move(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take it a step on."""
    acting = request.acting  # type: ignore[attr-defined]
    case = case_to_act_on(acting, case_id)
    form = MoveForm(request.POST, moves=moves_open(acting, case) or list(CaseState))

    def act() -> None:
        given = form.cleaned_data
        ruling = Ruling(Outcome(given["outcome"]), given["answer"]) if given.get("outcome") else None
        case_move(case_id=case.pk, to=CaseState(given["to"]), text=given["text"], ruling=ruling, by=acting)

    return carried_out(request, case, "move", form, act, _("已办理，有关各方会收到通知。"))


@require_POST
@needs(Act.CASE_ACT)
def comment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Add something."""
    acting = request.acting  # type: ignore[attr-defined]
    case = case_to_act_on(acting, case_id)
    form = CommentForm(request.POST, auto_id="comment_%s")
    return carried_out(
        request, case, "comment", form, lambda: case_comment(case_id=case.pk, by=acting, text=form.cleaned_data["text"]), _("已补充。")
    )


@require_POST
@needs(Act.CASE_ACT)
def withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take one's own question back."""
    acting = request.acting  # type: ignore[attr-defined]
    case = case_to_act_on(acting, case_id)
    form = WithdrawForm(request.POST, auto_id="withdraw_%s")
    return carried_out(
        request, case, "withdraw", form, lambda: case_withdraw(case_id=case.pk, by=acting, text=form.cleaned_data["text"]), _("已撤回。")
    )
