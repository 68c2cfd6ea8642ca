"""Who is told when a run is done: whoever asked for it, and those whose objection it corrects."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.cases.flow import CaseKind, CaseState, Outcome
from portal.cases.models import Case
from portal.evidence.models import Job, Run
from portal.evidence.selectors.runs import run_before
from portal.messages.services import notify


def tell_of_run(*, job: Job, run: Run) -> None:
    """Tell whoever asked; the system itself reads no letters."""
    if job.requested_by is None:
        return
    failed = job.repositories.exclude(problem="").count()
    with override("zh-hans"), transaction.atomic():
        body = _("运行 %(run)s 已完成。") % {"run": run.short}
        if failed:
            body += _("有 %(count)d 个仓库没有读成，原因和办法见任务页。") % {"count": failed}
        notify(
            person=job.requested_by,
            event="run.done",
            subject_id=job.pk,
            subject=_("运行完成：%(name)s") % {"name": run.programme_name},
            body=body,
            path=f"/runs/jobs/{job.pk}/",
        )


def tell_corrected(*, run: Run) -> None:
    """Tell those whose objection was upheld since the run before: this is the run that corrects it."""
    upheld = Case.objects.filter(kind=CaseKind.OBJECTION, state=CaseState.CLOSED, outcome=Outcome.UPHELD)
    before = run_before(run)
    if before is not None:
        upheld = upheld.filter(closed_at__gte=before.loaded_at)
    with override("zh-hans"), transaction.atomic():
        for case in upheld.select_related("opened_by"):
            if case.opened_by is None:
                continue
            notify(
                person=case.opened_by,
                event="objection.corrected",
                subject_id=case.pk,
                subject=_("异议成立，新的运行已按更正计算"),
                body=_("运行 %(run)s 已按更正后的声明计算；可以查看与上一次运行的差异。") % {"run": run.short},
                path="/me/work/",
            )
