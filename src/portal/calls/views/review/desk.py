"""The office's desk of a call's review: seats, draws, declarations, phases, aggregates, panels."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.review import PrepareForm, ReasonForm
from portal.calls.models import Conflict, Score
from portal.calls.papers.score_sheets import recusal_paper, review_workbook
from portal.calls.selectors.review_desk import bias_of, board, call_for_review, recusals_of, rows_of, unexplained
from portal.calls.selectors.reviews import asked_again, is_open, phase_now, review_of
from portal.calls.services.assignments import conflict_keep, ready_for_review, review_begin
from portal.calls.services.draws import conflicts_compute, draws_prepare
from portal.calls.services.exports import export_noted
from portal.calls.services.phases import phase_close, phase_open, rescore_open
from portal.calls.views.review.shown import add_problems, desk_crumbs
from portal.errors import Invalid
from portal.evidence.doors import said
from portal.house.documents import WORD, WORKBOOK, sent, word

PER_PAGE = 50
ASKS_SHOWN = 50


@require_GET
@needs(Act.SCORES_VIEW)
def review_desk(request: HttpRequest, call: str) -> HttpResponse:
    """Where the review stands, and what to do next."""
    found = call_for_review(request.acting, call)  # type: ignore[attr-defined]
    review = review_of(found)
    page = Paginator(rows_of(found), PER_PAGE).get_page(request.GET.get("page"))
    ready, waiting = ready_for_review(found)
    now = phase_now(found)
    shown = {
        "call": found,
        "review": review,
        "rows": board(list(page), review),
        "page": page,
        "draws": list(found.draws.all()),
        "asks": list(unexplained(found)[:ASKS_SHOWN]),
        "panels": list(found.panels.all()),
        "ready": len(ready),
        "waiting": len(waiting),
        "phase": now,
        "again": now is not None and bool(asked_again(found, in_round=found.round + 1)),
        "phase_name": said(now.name, now.name_en) if now else "",
        "open": is_open(found),
        "phases": [(one, said(one.name, one.name_en)) for one in following(found)],
        "bias": bias_of(found) if request.GET.get("show") == "bias" else [],
        "office": request.acting.may(Act.CALL_RUN),  # type: ignore[attr-defined]
        "crumbs": desk_crumbs(found),
    }
    return render(request, "calls/review/desk.html", shown)


def following(call: object) -> list:  # type: ignore[type-arg]
    """Phases that may still be opened."""
    phases = list(review_of(call).phases)  # type: ignore[arg-type]
    now = phase_now(call)  # type: ignore[arg-type]
    return phases[phases.index(now) + 1 :] if now else phases


@require_POST
@needs(Act.CALL_RUN)
def compute(request: HttpRequest, call: str) -> HttpResponse:
    """Compute the relations anew."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_review(acting, call)
    n = len(conflicts_compute(call=found, by=acting).conflicts)
    messages.success(request, ngettext("已计算：%(n)d 条利益关系。", "已计算：%(n)d 条利益关系。", n) % {"n": n})
    return redirect("calls:review_desk", found.pk)


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def prepare(request: HttpRequest, call: str) -> HttpResponse:
    """Freeze the pool of a draw."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_review(acting, call)
    form = PrepareForm(request.POST or None, review=review_of(found))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = draws_prepare(call=found, by=acting, field=told["field"], seats=told["seats"], group=told["group"])
        messages.success(request, _("名册已确定并公布校验值；请等种子产生后再抽取。"))
        return redirect("calls:draw", made[0].pk)
    back = reverse("calls:review_desk", args=[found.pk])
    lead = _("先算利益关系，应当回避的和不在领域、聘期内的退出并写明原因；其余的人编成代号，名册校验值随即公布。")
    shown = {"title": _("确定名册"), "lead": lead, "form": form, "back": back, "label": _("确定名册")}
    return render(request, "calls/review/form.html", shown | {"crumbs": desk_crumbs(found, (_("确定名册"), ""))})


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def keep(request: HttpRequest, call: str, conflict: int) -> HttpResponse:
    """Say why a relation does not matter."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_review(acting, call)
    row = get_object_or_404(Conflict.objects.select_related("expert", "application"), pk=conflict, application__call=found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            conflict_keep(conflict=row, reason=form.cleaned_data["reason"], by=acting)
        except Invalid as error:
            add_problems(form, error)
        else:
            messages.success(request, _("理由已写入办理经过。"))
            return redirect("calls:review_desk", found.pk)
    lead = f"{row.application.number} · {row.expert.name}：{said(row.sentence, row.sentence_en)}"
    back = reverse("calls:review_desk", args=[found.pk])
    shown = {"title": _("说明理由后保留"), "lead": lead, "form": form, "back": back, "label": _("保留")}
    return render(request, "calls/review/form.html", shown | {"crumbs": desk_crumbs(found, (_("说明理由后保留"), ""))})


@require_POST
@needs(Act.CALL_RUN)
def begin(request: HttpRequest, call: str) -> HttpResponse:
    """Take into review what has its experts."""
    acting = request.acting  # type: ignore[attr-defined]
    n = len(review_begin(call=call_for_review(acting, call), by=acting))
    messages.success(request, ngettext("%(n)d 份申报进入评审。", "%(n)d 份申报进入评审。", n) % {"n": n})
    return redirect("calls:review_desk", call)


@require_POST
@needs(Act.CALL_RUN)
def phase(request: HttpRequest, call: str) -> HttpResponse:
    """Open a phase, close it, or ask for another round."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_review(acting, call)
    match request.POST.get("do"):
        case "close":
            phase_close(call=found, by=acting)
            messages.success(request, _("评审阶段已结束，评分已汇总。"))
        case "again":
            rescore_open(call=found, by=acting)
            messages.success(request, _("新一轮评分已开始；上一轮的评分保留。"))
        case _other:
            phase_open(call=found, phase_id=request.POST.get("phase", ""), by=acting)
            messages.success(request, _("评审阶段已开始，已通知专家。"))
    return redirect("calls:review_desk", found.pk)


@require_GET
@needs(Act.SCORES_VIEW)
def scores(request: HttpRequest, call: str) -> HttpResponse:
    """汇总表, 评分表 and 回避登记表 as Excel."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_review(acting, call)
    review = review_of(found)
    rows = board(list(rows_of(found)), review)
    given = Score.objects.filter(assignment__application__call=found, submitted_at__isnull=False)
    given = given.select_related("assignment__expert", "assignment__application").order_by("assignment__application__number", "id")
    content = review_workbook(found, rows, given, recusals_of(found), review)
    export_noted(call=found, kind="scores.xlsx", rows=len(rows), by=acting)
    return sent(content, f"{found.pk}-scores", WORKBOOK)


@require_GET
@needs(Act.SCORES_VIEW)
def recusals(request: HttpRequest, call: str) -> HttpResponse:
    """回避登记表 as Word."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_review(acting, call)
    out = list(recusals_of(found))
    export_noted(call=found, kind="recusals.docx", rows=len(out), by=acting)
    return sent(word(recusal_paper(found, out)), f"{found.pk}-recusals", WORD)
