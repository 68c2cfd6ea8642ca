"""The expert's pages: what waits, declaring, reading, scoring. In a blind phase nothing here names an applicant."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.forms.review import DeclareForm, ReasonForm, ScoreForm
from portal.calls.models import Assignment, AssignmentState
from portal.calls.papers.score_sheets import own_sheet
from portal.calls.selectors.declarations import coverage_of, hits_of, parties_named
from portal.calls.selectors.opinions import own_page_of, tasks_of
from portal.calls.selectors.panels import panels_visible
from portal.calls.selectors.reviews import assignment_of, own_score, review_of, sight_of
from portal.calls.services.assignments import expert_declare, expert_recuse
from portal.calls.services.attachments import attachment_read
from portal.calls.services.scores import score_save, score_submit, score_withdraw
from portal.calls.views.review.shown import add_problems, own_crumbs
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.doors import said
from portal.house.documents import PDF, WORD, pdf, sent, word
from portal.house.uploads import sent_stored


@require_GET
@needs(Act.APPLICATION_SCORE)
def reviews(request: HttpRequest) -> HttpResponse:
    """Everything assigned to me, what waits first; the meetings I sit on."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    shown = {
        "groups": tasks_of(acting),
        "panels": list(panels_visible(acting).select_related("call")),
        "crumbs": own_crumbs(),
    }
    return render(request, "calls/review/reviews.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_SCORE)
def declare(request: HttpRequest, assignment: int) -> HttpResponse:
    """Read who applies in this call, and say to whom one is related."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = assignment_of(acting, assignment)
    call = found.application.call
    if found.state != AssignmentState.ASSIGNED:
        return redirect("calls:review", found.pk)
    form = DeclareForm(request.POST or None, names=list(parties_named(call)))
    if request.method == "POST" and form.is_valid():
        try:
            made = expert_declare(call=call, related=form.chosen, statement=form.cleaned_data["statement"], by=acting)
        except Invalid as error:
            add_problems(form, error)
        else:
            out = sum(one.state == AssignmentState.RECUSED for one in made)
            messages.success(request, _("已声明。可评审 %(n)d 份，回避 %(out)d 份。") % {"n": len(made) - out, "out": out})
            return redirect("calls:reviews")
    shown = {"call": call, "form": form, "hits": hits_of(acting, call), "coverage": coverage_of(acting, call)}
    return render(request, "calls/review/declare.html", shown | {"crumbs": own_crumbs((_("利益关系声明"), ""))})


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_SCORE)
def review(request: HttpRequest, assignment: int) -> HttpResponse:
    """Read and score."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = assignment_of(acting, assignment)
    if found.state == AssignmentState.ASSIGNED:
        return redirect("calls:review_declare", found.pk)
    form = ScoreForm(request.POST or None, review=review_of(found.application.call), score=own_score(found))
    if request.method == "POST" and form.is_valid():
        try:
            score = score_submit(assignment=found, given=form.given, by=acting)
        except Invalid as error:
            add_problems(form, error)
        else:
            late = _("已提交，但阶段已经结束：评分保留，不计入汇总。")
            messages.success(request, late if score.late else _("已提交。阶段结束前可以撤回修改。"))
            return redirect("calls:reviews")
    return _page(request, found, form)


def _page(request: HttpRequest, found: Assignment, form: ScoreForm) -> HttpResponse:
    page = own_page_of(found)
    shown = {"assignment": found, "page": page, "form": form, "call": found.application.call, "crumbs": own_crumbs((page.label, ""))}
    return render(request, "calls/review/review.html", shown)


@require_POST
@needs(Act.APPLICATION_SCORE)
def autosave(request: HttpRequest, assignment: int) -> HttpResponse:
    """Keep what is written; it does not count yet."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = assignment_of(acting, assignment)
    form = ScoreForm(request.POST, review=review_of(found.application.call), complete=False)
    form.is_valid()
    problem = ""
    try:
        score_save(assignment=found, given=form.given, by=acting)
    except (Invalid, WrongState) as error:
        problem = str(error)
    if not problem and form.errors:
        problem = _("有的分数不能识别，没有保存。")
    if not request.headers.get("HX-Request"):
        messages.success(request, problem or _("已保存，尚未提交。"))
        return redirect("calls:review", found.pk)
    return render(request, "calls/review/saved.html", {"problem": problem, "at": timezone.localtime()})


@require_POST
@needs(Act.APPLICATION_SCORE)
def withdraw(request: HttpRequest, assignment: int) -> HttpResponse:
    """Take a submitted score back."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = assignment_of(acting, assignment)
    score_withdraw(assignment=found, by=acting)
    messages.success(request, _("已撤回，可以修改后重新提交。"))
    return redirect("calls:review", found.pk)


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_SCORE)
def recuse(request: HttpRequest, assignment: int) -> HttpResponse:
    """Step back from one application."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = assignment_of(acting, assignment)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            expert_recuse(assignment=found, reason=form.cleaned_data["reason"], by=acting)
        except Invalid as error:
            add_problems(form, error)
        else:
            messages.success(request, _("已回避，由递补的专家评审。"))
            return redirect("calls:reviews")
    back = reverse("calls:review", args=[found.pk])
    lead = _("回避后不再看到这份材料，理由写入回避登记表。")
    shown = {"title": _("回避"), "lead": lead, "form": form, "back": back, "label": _("确认回避")}
    return render(request, "calls/review/form.html", shown | {"tone": "danger", "crumbs": own_crumbs((_("回避"), ""))})


@require_GET
@needs(Act.APPLICATION_SCORE)
def attachment(request: HttpRequest, assignment: int, attachment: str) -> HttpResponse:
    """A file, where the phase shows names."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = assignment_of(acting, assignment)
    file = found.application.attachments.filter(pk=attachment, kind="answer", removed_at=None).first()
    if file is None or not sight_of(found).names:
        raise NotAllowed(attachment)
    attachment_read(attachment=file, by=acting)
    return sent_stored(file.sha256, media=file.media, name=f"review-{found.pk}-{file.pk}")


@require_GET
@needs(Act.APPLICATION_SCORE)
def sheet(request: HttpRequest, assignment: int, kind: str) -> HttpResponse:
    """One's own 评分表."""
    found = assignment_of(request.acting, assignment)  # type: ignore[attr-defined]
    call = found.application.call
    score = found.scores.filter(submitted_at__isnull=False).order_by("round", "id").last()
    if score is None or kind not in {"docx", "pdf"}:
        raise NotAllowed(kind)
    rules = review_of(call)
    name = next((said(one.name, one.name) for one in rules.phases if one.id == score.phase), score.phase)
    paper = own_sheet(found, score, rules, name)
    return sent(word(paper) if kind == "docx" else pdf(paper), f"score-sheet-{found.pk}", WORD if kind == "docx" else PDF)
