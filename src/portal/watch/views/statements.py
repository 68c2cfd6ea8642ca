"""Pages of statements on findings: writing one, signing or refusing what somebody else wrote, taking one back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import RiskFinding, RiskStatement, VexState, VexStatus
from portal.evidence.selectors.risk import finding_visible, statement_visible, statements_visible
from portal.evidence.services.risk_looks import finding_look
from portal.evidence.services.risk_statements import covered_by, vex_change, vex_draft, vex_refuse, vex_sign, vex_withdraw
from portal.house.parts import Choice, Facet
from portal.register.forms.problems import with_problems
from portal.watch.forms.findings import ReasonForm, StatementForm, as_written
from portal.watch.selectors.finding_page import may_decide, may_work, signable, statement_rows
from portal.watch.views.crumbs import crumbs
from portal.watch.views.drafts import version_seen

BAD_REQUEST = 400
PER_PAGE = 30


@require_safe
@needs(Act.FINDING_VIEW)
def statements(request: HttpRequest) -> HttpResponse:
    """Newest first; those that wait for a signature unless a state is chosen."""
    states, kinds = request.GET.getlist("state"), request.GET.getlist("status")
    found = statements_visible(request.acting).select_related("record", "finding")
    found = found.filter(state__in=states) if states else found
    found = found.filter(status__in=kinds) if kinds else found
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": statement_rows(list(page.object_list)),
        "facets": [
            Facet("state", _("状态"), [Choice(value, str(label), None, value in states) for value, label in VexState.choices]),
            Facet("status", _("结论"), [Choice(value, str(label), None, value in kinds) for value, label in VexStatus.choices]),
        ],
        "crumbs": crumbs((_("风险声明"), "")),
    }
    return render(request, "watch/statements.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.CASE_ACT)
def new(request: HttpRequest, finding: int) -> HttpResponse:
    """Write one: an owner disputes the finding by it, an officer prepares a waiver."""
    shown = finding_visible(request.acting, finding)
    if not may_work(shown, request.acting):
        raise NotAllowed(Act.CASE_ACT)
    form = StatementForm(request.POST or None, finding=shown, officer=may_decide(request.acting))
    if request.method == "POST" and form.is_valid():
        try:
            made = vex_draft(finding=shown, content=form.content(), by=request.acting)
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已提交，等另一个人签署；签署之前这处发现仍算未处置。"))
            return redirect("watch:statement", made.pk)
    return _form(request, form, shown, _("对发现作出声明"), reverse("watch:finding", args=[shown.pk]))


@require_safe
@needs(Act.FINDING_VIEW)
def statement(request: HttpRequest, vex: int) -> HttpResponse:
    """What it says, who wrote and signed it, what it covers."""
    shown = statement_visible(request.acting, vex)
    return render(request, "watch/statement.html", _context(request, shown))


@require_http_methods(["GET", "POST"])
@needs(Act.CASE_ACT)
def edit(request: HttpRequest, vex: int) -> HttpResponse:
    """Write at a draft."""
    shown = statement_visible(request.acting, vex)
    finding = _prove_writes(request, shown)
    if shown.state != VexState.DRAFT:
        raise WrongState(_("这份声明已经不是草稿；已签署的只能撤回后另行声明。"))
    form = StatementForm(request.POST or None, finding=finding, officer=may_decide(request.acting), initial=as_written(shown))
    if request.method == "POST" and form.is_valid():
        try:
            vex_change(statement=shown, version=version_seen(request), content=form.content(), by=request.acting)
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已保存，等没有参与起草的人签署。"))
            return redirect("watch:statement", shown.pk)
    title = _("修改声明 %(id)s") % {"id": shown.pk}
    return _form(request, form, finding, title, reverse("watch:statement", args=[shown.pk]), version=shown.version)


@require_http_methods(["GET", "POST"])
@needs(Act.FINDING_DECIDE)
def sign(request: HttpRequest, vex: int) -> HttpResponse:
    """Confirm and put in force."""
    shown = statement_visible(request.acting, vex)
    if request.method == "POST":
        vex_sign(statement=shown, version=version_seen(request), by=request.acting)
        messages.success(request, _("声明已生效，有关单位会收到通知。"))
        return redirect("watch:statement", shown.pk)
    return render(request, "watch/statement_sign.html", _context(request, shown))


@require_http_methods(["GET", "POST"])
@needs(Act.FINDING_DECIDE)
def refuse(request: HttpRequest, vex: int) -> HttpResponse:
    """Say why it is not taken."""
    shown = statement_visible(request.acting, vex)

    def act(reason: str) -> None:
        vex_refuse(statement=shown, by=request.acting, reason=reason)

    sentences = [_("不采纳的，这处发现退回办理；声明和理由仍可查看，提出的单位会收到通知。")]
    return _confirmed(request, shown, _("不采纳声明 %(id)s") % {"id": shown.pk}, sentences, _("不采纳"), act)


@require_http_methods(["GET", "POST"])
@needs(Act.CASE_ACT)
def withdraw(request: HttpRequest, vex: int) -> HttpResponse:
    """Take it back, with a reason."""
    shown = statement_visible(request.acting, vex)
    if not may_decide(request.acting):
        _prove_writes(request, shown)

    def act(reason: str) -> None:
        vex_withdraw(statement=shown, by=request.acting, reason=reason)

    sentences = [_("撤回以后不再适用，它涉及的发现重新打开；声明的内容和理由仍可查看。")]
    return _confirmed(request, shown, _("撤回声明 %(id)s") % {"id": shown.pk}, sentences, _("撤回"), act)


def _confirmed(
    request: HttpRequest, shown: RiskStatement, title: str, sentences: list[str], label: str, act: Callable[[str], None]
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act(form.cleaned_data["reason"])
        messages.success(request, _("已办理。"))
        return redirect("watch:statement", shown.pk)
    context = {
        "title": title,
        "sentences": sentences,
        "form": form,
        "action": label,
        "tone": "danger",
        "cancel": reverse("watch:statement", args=[shown.pk]),
    }
    return render(request, "house/confirm.html", context, status=BAD_REQUEST if form.errors else 200)


def _context(request: HttpRequest, shown: RiskStatement) -> dict[str, object]:
    if shown.finding is not None:
        finding_look(finding=shown.finding, by=request.acting)
    officer, writes = may_decide(request.acting), shown.finding is not None and may_work(shown.finding, request.acting)
    draft = shown.state == VexState.DRAFT
    return {
        "statement": shown,
        "row": statement_rows([shown])[0],
        "covered": covered_by(shown).count() if officer or shown.scope == "project" else None,
        "wrote": request.acting.actor_id in shown.writers,
        "may_sign": signable(shown, request.acting),
        "may_edit": draft and (officer or writes),
        "may_refuse": draft and officer,
        "may_end": (draft and writes) or (officer and shown.state == VexState.IN_FORCE),
        "crumbs": crumbs((_("风险声明"), reverse("watch:statements")), (pgettext("风险", "声明 %(id)s") % {"id": shown.pk}, "")),
    }


def _form(request: HttpRequest, form: StatementForm, finding: RiskFinding, title: str, cancel: str, *, version: int = 0) -> HttpResponse:
    context = {
        "form": form,
        "finding": finding,
        "title": title,
        "version": version,
        "cancel": cancel,
        "officer": may_decide(request.acting),
        "crumbs": crumbs((finding.group, reverse("watch:finding", args=[finding.pk])), (title, "")),
    }
    return render(request, "watch/statement_form.html", context, status=BAD_REQUEST if form.errors else 200)


def _prove_writes(request: HttpRequest, shown: RiskStatement) -> RiskFinding:
    if shown.finding is None or not may_work(shown.finding, request.acting):
        raise NotAllowed(Act.CASE_ACT)
    return shown.finding
