"""Pages of runs: which there are, what one rests on, publishing and taking back, the bundle to take home."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed
from portal.evidence.forms.runs import RequestForm, RetractForm
from portal.evidence.home import programme_name
from portal.evidence.models import Job, RunState
from portal.evidence.selectors.differences import inputs_changed
from portal.evidence.selectors.runs import run_before, run_of, runs_of, sees_all
from portal.evidence.services.bundle import bundle_of
from portal.evidence.services.jobs import is_left_behind, run_request
from portal.evidence.services.publishing import run_publish, run_retract


def runs(request: HttpRequest) -> HttpResponse:
    """All runs this reader may see; for the office also what is queued, and a form to ask for one."""
    office = sees_all(request.acting)
    jobs = list(Job.objects.select_related("run")[:10]) if office else []
    return render(
        request,
        "evidence/runs.html",
        {
            "page": Paginator(runs_of(request.acting), 20).get_page(request.GET.get("page")),
            "jobs": [(job, programme_name(job.programme, job.policy_hash)) for job in jobs],
            "left_behind": [job.pk for job in jobs if is_left_behind(job)],
            "form": RequestForm(publish=_may_publish(request)) if _may_ask(request) else None,
            "office_view": office,
            "may_state": request.acting.scope(Act.RECORD_CONFIRM) is Scope.CITY,
            "crumbs": [(_("星图"), reverse("public:home")), (_("运行"), "")],
        },
    )


@require_POST
@needs(Act.RUN_REQUEST)
def request_run(request: HttpRequest) -> HttpResponse:
    """Ask for a run of a programme."""
    if not _may_ask(request):
        raise NotAllowed(Act.RUN_REQUEST)
    form = RequestForm(request.POST, publish=_may_publish(request))
    if not form.is_valid():
        return redirect("evidence:runs")
    job = run_request(programme=form.cleaned_data["programme"], by=request.acting, publish=form.cleaned_data.get("publish", False))
    return redirect("evidence:job", job.pk)


def run(request: HttpRequest, run: str) -> HttpResponse:
    """What one run rests on, and what changed since the one before."""
    shown = run_of(request.acting, run)
    before = run_before(shown, among=runs_of(request.acting))
    return render(
        request,
        "evidence/run.html",
        {
            "run": shown,
            "repositories": shown.repositories.all(),
            "tracks": shown.tracks.all(),
            "metrics": shown.metrics.all(),
            "before": before,
            "inputs": inputs_changed(before, shown, request.acting) if before else [],
            "may_publish": _may_publish(request) and shown.state == RunState.LOADED,
            "may_retract": _may_publish(request) and shown.state == RunState.PUBLISHED,
            "crumbs": [(_("星图"), reverse("public:home")), (_("运行"), reverse("evidence:runs")), (shown.short, "")],
        },
    )


@needs(Act.RUN_PUBLISH)
def publish(request: HttpRequest, run: str) -> HttpResponse:
    """Confirm and publish."""
    shown = run_of(request.acting, run)
    if request.method == "POST":
        run_publish(run=shown, by=request.acting)
        messages.success(request, _("运行 %(run)s 已公布，任何人都可以查看、下载和重算。") % {"run": shown.short})
        return redirect("evidence:run", shown.short)
    sentences = [
        _("公布以后，榜单、数字和公开运行包向所有人开放，不能悄悄更改；有误只能写明理由撤下，再公布新的运行。"),
        *shown.refusal,
    ]
    title = _("公布运行 %(run)s") % {"run": shown.short}
    return render(
        request,
        "house/confirm.html",
        {"title": title, "sentences": sentences, "action": _("公布"), "cancel": reverse("evidence:run", args=[shown.short])},
    )


@needs(Act.RUN_PUBLISH)
def retract(request: HttpRequest, run: str) -> HttpResponse:
    """Take back, with the reason everybody reads."""
    shown = run_of(request.acting, run)
    form = RetractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        run_retract(run=shown, by=request.acting, reason=form.cleaned_data["reason"])
        messages.success(request, _("运行 %(run)s 已撤下；页面仍可查看，并写明理由。") % {"run": shown.short})
        return redirect("evidence:run", shown.short)
    title = _("撤下运行 %(run)s") % {"run": shown.short}
    context = {"title": title, "form": form, "action": _("撤下"), "tone": "danger", "cancel": reverse("evidence:run", args=[shown.short])}
    return render(request, "house/confirm.html", context)


def bundle(request: HttpRequest, run: str) -> HttpResponse:
    """The open bundle: everything a stranger needs to compute the run again."""
    shown = run_of(request.acting, run)
    return FileResponse(bundle_of(shown).open("rb"), as_attachment=True, filename=f"xingtu-{shown.short}.zip")


def _may_ask(request: HttpRequest) -> bool:
    return request.acting.scope(Act.RUN_REQUEST) is Scope.CITY


def _may_publish(request: HttpRequest) -> bool:
    return request.acting.scope(Act.RUN_PUBLISH) is Scope.CITY
