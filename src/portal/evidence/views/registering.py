"""Registering a project from its repository's address: address, reading, what was found, proof of ownership, draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.accounts.throttle import throttled
from portal.errors import Invalid, NotAllowed
from portal.evidence.forms.registering import AddressForm, ConfirmForm
from portal.evidence.models import Intake, IntakeState
from portal.evidence.services.intake import CHALLENGE_FILE, intake_begin, intake_draft, intake_prove_by_host, intake_read_again
from portal.evidence.views.jobs import STOP_POLLING
from portal.register.models import Repository

BAD_REQUEST = 400


@needs(Act.RECORD_EDIT)
@throttled("intake")
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the address; list what was asked before."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("evidence:intake", intake_begin(url=form.cleaned_data["url"], by=request.acting).pk)
        except Invalid as error:
            _add(form, error)
    mine = Intake.objects.filter(person=request.acting.person)[:10]
    crumbs = [(_("我的"), reverse("evidence:me")), (_("按网址登记"), "")]
    context = {"form": form, "mine": mine, "crumbs": crumbs}
    return render(request, "evidence/from_url.html", context, status=BAD_REQUEST if form.errors else 200)


@needs(Act.RECORD_EDIT)
def intake(request: HttpRequest, intake: int) -> HttpResponse:
    """How far the reading is; then what was found, to be confirmed or changed."""
    shown = _mine(request, intake)
    if request.headers.get("HX-Request") and request.method == "GET":
        waiting = shown.state == IntakeState.WAITING
        return render(request, "evidence/parts/intake_state.html", {"intake": shown}, status=200 if waiting else STOP_POLLING)
    form = ConfirmForm(request.POST or None, found=shown.found) if shown.state == IntakeState.READ else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            record = intake_draft(intake=shown, values=form.values(), by=request.acting)
        except Invalid as error:
            _add(form, error)
        else:
            messages.success(request, _("已起草登记《%(name)s》；核对后请提交。") % {"name": record.name})
            return redirect("register:record", record.pk)
    kin = Repository.objects.filter(pk=shown.kin).select_related("record").first() if shown.kin else None
    context = {
        "intake": shown,
        "form": form,
        "kin": kin if kin and kin.record and kin.record.is_public else None,
        "challenge_file": CHALLENGE_FILE,
        "crumbs": [(_("我的"), reverse("evidence:me")), (_("按网址登记"), reverse("evidence:register_url")), (shown.url, "")],
    }
    return render(request, "evidence/intake.html", context, status=BAD_REQUEST if form is not None and form.errors else 200)


@require_POST
@needs(Act.RECORD_EDIT)
@throttled("intake")
def again(request: HttpRequest, intake: int) -> HttpResponse:
    """Read once more, and look for the proof."""
    shown = intake_read_again(intake=_mine(request, intake), by=request.acting)
    return redirect("evidence:intake", shown.pk)


@require_POST
@needs(Act.RECORD_EDIT)
def by_host(request: HttpRequest, intake: int) -> HttpResponse:
    """Prove ownership by the account one has bound."""
    shown = _mine(request, intake)
    if intake_prove_by_host(intake=shown, by=request.acting):
        messages.success(request, _("已用您在代码平台上的账号核实归属。"))
    else:
        messages.warning(request, _("您绑定的账号里没有这个仓库的所有者；请先绑定该账号，或改用验证文件。"))
    return redirect("evidence:intake", shown.pk)


def _mine(request: HttpRequest, intake: int) -> Intake:
    shown = Intake.objects.filter(pk=intake, person=request.acting.person).first()
    if shown is None:
        raise NotAllowed(Act.RECORD_EDIT)
    return shown


def _add(form: AddressForm | ConfirmForm, error: Invalid) -> None:
    for field, problem in error.problems.items():
        named = "fields_" if field == "fields" else field
        form.add_error(named if named in form.fields else None, str(problem))
