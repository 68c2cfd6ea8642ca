"""The page of a job under way: how far each repository is, what failed and what to do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.home import programme_name
from portal.evidence.models import Job
from portal.evidence.selectors.runs import sees_all
from portal.evidence.services.jobs import is_left_behind, job_cancel, job_retry

STOP_POLLING = 286
"""What htmx takes for "do not ask again"."""


@needs(Act.RUN_VIEW)
def job(request: HttpRequest, job: int) -> HttpResponse:
    """A job; asked for by htmx it is only the part that changes."""
    shown = _seen(request, job)
    rows = list(shown.repositories.all())
    context = {
        "job": shown,
        "programme": programme_name(shown.programme, shown.policy_hash),
        "rows": sorted(rows, key=lambda row: (not row.problem, row.pk)),
        "ended": sum(row.ended for row in rows),
        "failed": sum(bool(row.problem) for row in rows),
        "read": sum(row.done for row in rows),
        "planned": sum(row.planned for row in rows),
        "left_behind": is_left_behind(shown),
        "crumbs": [(_("星图"), reverse("public:home")), (_("运行"), reverse("evidence:runs")), (_("任务 %(id)d") % {"id": shown.pk}, "")],
    }
    if request.headers.get("HX-Request"):
        return render(request, "evidence/parts/job.html", context, status=STOP_POLLING if shown.over else 200)
    return render(request, "evidence/job.html", context)


@require_POST
@needs(Act.RUN_REQUEST)
def cancel(request: HttpRequest, job: int) -> HttpResponse:
    """Call it off."""
    shown = job_cancel(job=_seen(request, job), by=request.acting)
    messages.success(request, _("任务已取消；已经读到的仓库不会丢失，下次运行会接着用。"))
    return redirect("evidence:job", shown.pk)


@require_POST
@needs(Act.RUN_REQUEST)
def retry(request: HttpRequest, job: int) -> HttpResponse:
    """Ask for the same again."""
    again = job_retry(job=_seen(request, job), by=request.acting)
    return redirect("evidence:job", again.pk)


def _seen(request: HttpRequest, job: int) -> Job:
    shown = Job.objects.select_related("run").filter(pk=job).first()
    if shown is None or not (sees_all(request.acting) or shown.requested_by_id == request.acting.actor_id):
        raise NotAllowed(Act.RUN_VIEW)
    return shown
