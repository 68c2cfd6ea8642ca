"""How a call is prepared, opened and called off from its pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.calls import CallForm, ReasonForm
from portal.calls.models import ProgrammeVersion
from portal.calls.papers.announcement import announcement_text
from portal.calls.programmes import programme_of
from portal.calls.selectors.calls import call_to_run, schedule_of_call
from portal.calls.selectors.programmes import series_of, version_visible
from portal.calls.services.calls import call_cancel, call_change, call_open, call_prepare
from portal.errors import Invalid, WrongState

BAD_REQUEST = 400
LONGEST_PREFIX = 4


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def prepare(request: HttpRequest, programme: str) -> HttpResponse:
    """A call from the version in force: dates and text begin as the file says."""
    version = version_visible(programme)
    if not programme_of(version).called:
        raise WrongState(_("这个项目按事实排名，不接受申报，不需要征集。"))
    form = CallForm(request.POST or None, initial=_beginning(version))
    if request.method == "POST" and form.is_valid():
        try:
            made = call_prepare(version=version, values=form.cleaned_data, by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            _blame(form, error)
        else:
            messages.success(request, _("征集已筹备好，公众还看不到；请核对通知，由负责人发布。"))
            return redirect("calls:call", made.pk)
    context = {
        "form": form,
        "version": version,
        "crumbs": [
            (_("首页"), "/"), (_("项目"), reverse("calls:programmes")), (version.name, reverse("calls:programme", args=[programme])),
            (_("筹备征集"), ""),
        ],
    }  # fmt: skip
    return render(request, "calls/calls/call_form.html", context, status=BAD_REQUEST if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def edit(request: HttpRequest, call: str) -> HttpResponse:
    """Put dates and text right before it is published."""
    shown = call_to_run(request.acting, call)  # type: ignore[attr-defined]
    form = CallForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            call_change(call=shown, values=form.cleaned_data, by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            _blame(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("calls:call", shown.pk)
    crumbs = [
        (_("首页"), "/"),
        (pgettext("导航", "征集"), reverse("calls:calls")),
        (shown.name, reverse("calls:call", args=[shown.pk])),
        (_("修改通知"), ""),
    ]
    context = {"form": form, "call": shown, "version": shown.version, "crumbs": crumbs}
    return render(request, "calls/calls/call_form.html", context, status=BAD_REQUEST if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_OPEN)
def open_call(request: HttpRequest, call: str) -> HttpResponse:
    """Publish it, once it was said what that means."""
    shown = call_to_run(request.acting, call)  # type: ignore[attr-defined]
    if request.method == "POST":
        call_open(call=shown, by=request.acting)  # type: ignore[attr-defined]
        messages.success(request, _("通知已发布，任何人都可以查看；Word 和 PDF 在本页下载。"))
        return redirect("calls:call", shown.pk)
    unsure = [one for one in schedule_of_call(shown) if one.provisional]
    context = {
        "title": _("发布“%(call)s”的征集通知") % {"call": shown.name},
        "sentences": [
            _("发布以后，本次征集一直按规则第 %(version)d 版办理，通知和时间不能再改。") % {"version": shown.version.version},
            _("开始受理：%(opens)s；截止：%(deadline)s。") % {
                "opens": f"{timezone.localtime(shown.opens_at):%Y-%m-%d %H:%M}",
                "deadline": f"{timezone.localtime(shown.deadline_at):%Y-%m-%d %H:%M}" if shown.deadline_at else _("常年受理"),
            },
            *([_("有些办理期限落在放假安排尚未公布的年份，页面和通知都标为“暂定”。")] if unsure else []),
        ],
        "action": _("发布通知"),
        "cancel": reverse("calls:call", args=[shown.pk]),
    }  # fmt: skip
    return render(request, "house/confirm.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_OPEN)
def cancel(request: HttpRequest, call: str) -> HttpResponse:
    """Call it off; the reason is published."""
    shown = call_to_run(request.acting, call)  # type: ignore[attr-defined]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call_cancel(call=shown, reason=form.cleaned_data["reason"], by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            _blame(form, error)
        else:
            messages.success(request, _("征集已取消，理由已公布，已经起草或提交的申报人会收到通知。"))
            return redirect("calls:call", shown.pk)
    context = {
        "title": _("取消“%(call)s”") % {"call": shown.name},
        "sentences": [_("取消后不再受理申报，已经提交的也不再办理；理由会公布在征集页上，并通知每位申报人。")],
        "action": _("取消征集"),
        "tone": "danger",
        "form": form,
        "cancel": reverse("calls:call", args=[shown.pk]),
    }
    return render(request, "house/confirm.html", context, status=BAD_REQUEST if form.is_bound else 200)


def _beginning(version: ProgrammeVersion) -> dict[str, object]:
    times = programme_of(version).call
    opens_at = times.opens_at if times else timezone.now()
    deadline_at = times.deadline_at if times and times.freeze == "deadline" else None
    year = version.programme.rpartition("-")[2]
    letters = "".join(word[0] for word in series_of(version.programme).split("-")).upper()[:LONGEST_PREFIX]
    return {
        "name": version.name,
        "name_en": version.name_en,
        "prefix": f"{letters}{year if year.isdecimal() else timezone.localdate().year}",
        "opens_at": timezone.localtime(opens_at),
        "deadline_at": timezone.localtime(deadline_at) if deadline_at else None,
        "announcement": announcement_text(version, rolling=deadline_at is None),
    }


def _blame(form: CallForm | ReasonForm, error: Invalid) -> None:
    for name, problem in error.problems.items():
        form.add_error(name if name in form.fields else None, str(problem))
