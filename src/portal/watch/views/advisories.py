"""Pages of published advisories: found and read by everybody, entered by officers; whom they touch is for those it concerns."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed
from portal.evidence.selectors.advisories import city_freshness
from portal.evidence.selectors.advisory_records import SHORTEST, advisories_found, advisory_page, sources_page
from portal.evidence.selectors.risk import findings_visible
from portal.house.charts import lang
from portal.register.forms.problems import with_problems
from portal.watch.forms.advisories import AdvisoryForm, ReasonForm
from portal.watch.letters import level_name
from portal.watch.models import AdvisoryEntry, EntryState
from portal.watch.owners import owner_names
from portal.watch.selectors.telling import LEVEL_TONES
from portal.watch.services.advisory_entries import entry_confirm, entry_discard, entry_make, entry_withdraw
from portal.watch.services.looking import list_look
from portal.watch.views.crumbs import crumbs

BAD_REQUEST = 400
MOST_SHOWN = 100
ENTRY_TONES = {EntryState.DRAFT: "warn", EntryState.IN_FORCE: "good", EntryState.DISCARDED: "plain", EntryState.WITHDRAWN: "bad"}
MILLION = 1_000_000


@require_safe
def advisories(request: HttpRequest) -> HttpResponse:
    """Search by id, alias or package; without a text the newest."""
    text = request.GET.get("q", "").strip()[:100]
    found, more = advisories_found(text)
    rows = [
        {"found": one, "level": level_name(one.level), "tone": LEVEL_TONES.get(one.level, "plain"), "title": _title(one.notes, one.summary)}
        for one in found
    ]
    context = {
        "text": text,
        "short": 0 < len(text) < SHORTEST,
        "rows": rows,
        "more": more,
        "fresh": city_freshness(lang(), now=timezone.now()),
        "may_enter": request.acting.scope(Act.ADVISORY_ENTER) is Scope.CITY,
        "crumbs": crumbs((_("漏洞公告"), "")),
    }
    return render(request, "watch/advisories.html", context)


@require_safe
def advisory(request: HttpRequest, advisory: str) -> HttpResponse:
    """One flaw: what each source says of it. Projects it touches are shown within reach only, and the look is kept."""
    page = advisory_page(advisory)
    acting: Acting = request.acting
    touched = findings_visible(acting).filter(group=page.group, closed_at=None)
    total = touched.count()
    rows = list(touched.order_by("urgency", "record__name", "pk")[:MOST_SHOWN])
    if acting.scope(Act.FINDING_VIEW) is Scope.CITY:
        list_look(what=f"advisory:{page.group}"[:80], rows=len(rows), by=acting)
    context = {
        "page": page,
        "title": _title(page.notes, page.records[0].entry.summary),
        "records": [
            {
                "record": one,
                "level": level_name(one.entry.level),
                "tone": LEVEL_TONES.get(one.entry.level, "plain"),
                "score": f"{one.entry.score / 10:.1f}" if one.entry.score is not None else "",
                "by": _said_by(one.entry.severity_source),
            }
            for one in page.records
        ],
        "epss": [
            {"row": one, "percent": f"{one.score * 100 / MILLION:.2f}", "rank": f"{one.percentile * 100 / MILLION:.1f}"}
            for one in page.epss
        ],
        "officer": acting.scope(Act.FINDING_VIEW) is Scope.CITY,
        "owner": acting.may(Act.FINDING_VIEW),
        "touched": rows,
        "total": total,
        "more": total - len(rows),
        "fresh": city_freshness(lang(), now=timezone.now()),
        "crumbs": crumbs((_("漏洞公告"), reverse("watch:advisories")), (page.group, "")),
    }
    return render(request, "watch/advisory.html", context)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Freshness and coverage, source by source; what could not be read, for officers by name."""
    now = timezone.now()
    page = sources_page(now)
    officer = request.acting.scope(Act.FINDING_VIEW) is Scope.CITY
    context = {
        "page": page,
        "fresh": city_freshness(lang(), now=now),
        "refused": page.refused if page and officer else (),
        "officer": officer,
        "crumbs": crumbs((_("公告来源"), "")),
    }
    return render(request, "watch/sources.html", context)


@require_safe
@needs(Act.ADVISORY_ENTER)
def entered(request: HttpRequest) -> HttpResponse:
    """What officers wrote down, the newest first."""
    rows = list(AdvisoryEntry.objects.all()[:MOST_SHOWN])
    context = {
        "rows": [(one, ENTRY_TONES[EntryState(one.state)], _package(one)) for one in rows],
        "crumbs": crumbs((_("漏洞公告"), reverse("watch:advisories")), (_("录入的公告"), "")),
    }
    return render(request, "watch/advisories_entered.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.ADVISORY_ENTER)
def enter(request: HttpRequest) -> HttpResponse:
    """Write one down."""
    form = AdvisoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = entry_make(content=form.content(), basis=form.cleaned_data["basis"], by=request.acting)
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已录入，等另一个人复核；复核之前不匹配任何项目。"))
            return redirect("watch:advisory_entry", made.pk)
    context = {
        "form": form,
        "crumbs": crumbs((_("漏洞公告"), reverse("watch:advisories")), (_("录入"), "")),
    }
    return render(request, "watch/advisory_enter.html", context, status=BAD_REQUEST if form.errors else 200)


@require_safe
@needs(Act.ADVISORY_ENTER)
def entry(request: HttpRequest, entry: int) -> HttpResponse:
    """What it says, who entered and who decided."""
    shown = _entry(entry)
    names = owner_names(f"p:{one}" for one in (shown.entered_by, shown.decided_by) if one)
    own = shown.entered_by == request.acting.actor_id
    context = {
        "entry": shown,
        "tone": ENTRY_TONES[EntryState(shown.state)],
        "package": _package(shown),
        "affected": shown.record["affected"],
        "entered_by": names.get(f"p:{shown.entered_by}", "—"),
        "decided_by": names.get(f"p:{shown.decided_by}", "—"),
        "own": own,
        "may_confirm": shown.state == EntryState.DRAFT and not own,
        "may_discard": shown.state == EntryState.DRAFT,
        "may_withdraw": shown.state == EntryState.IN_FORCE,
        "crumbs": crumbs((_("录入的公告"), reverse("watch:advisories_entered")), (shown.ident, "")),
    }
    return render(request, "watch/advisory_entry.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.ADVISORY_ENTER)
def confirm(request: HttpRequest, entry: int) -> HttpResponse:
    """Put it in force."""
    shown = _entry(entry)
    if request.method == "POST":
        entry_confirm(entry=shown, by=request.acting)
        messages.success(request, _("公告已生效，正在与全市项目的组件比对；受影响的单位会收到通知。"))
        return redirect("watch:advisory_entry", shown.pk)
    context = {
        "title": _("复核公告 %(id)s") % {"id": shown.ident},
        "sentences": [
            _("组件：%(package)s") % {"package": _package(shown)},
            _("请核对依据所说的公开发布之处，确认版本范围无误。生效以后所有人都能看到这条公告，受影响的单位会收到通知。"),
        ],
        "action": _("确认生效"),
        "cancel": reverse("watch:advisory_entry", args=[shown.pk]),
    }
    return render(request, "house/confirm.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.ADVISORY_ENTER)
def discard(request: HttpRequest, entry: int) -> HttpResponse:
    """Do not put it in force."""
    shown = _entry(entry)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entry_discard(entry=shown, reason=form.cleaned_data["reason"], by=request.acting)
        messages.success(request, _("已退回，不生效。"))
        return redirect("watch:advisory_entry", shown.pk)
    return _asked(request, shown, form, _("退回公告 %(id)s") % {"id": shown.ident}, _("退回以后不再生效；有误的请另行录入。"), _("退回"))


@require_http_methods(["GET", "POST"])
@needs(Act.ADVISORY_ENTER)
def withdraw(request: HttpRequest, entry: int) -> HttpResponse:
    """Take it back."""
    shown = _entry(entry)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entry_withdraw(entry=shown, reason=form.cleaned_data["reason"], by=request.acting)
        messages.success(request, _("已撤回；由它引起的风险发现正在收回。"))
        return redirect("watch:advisory_entry", shown.pk)
    return _asked(
        request,
        shown,
        form,
        _("撤回公告 %(id)s") % {"id": shown.ident},
        _("撤回以后公告仍可查看并注明已撤回，不再匹配任何项目。"),
        _("撤回"),
    )


def _asked(request: HttpRequest, shown: AdvisoryEntry, form: ReasonForm, title: str, sentence: str, action: str) -> HttpResponse:
    context = {
        "title": title,
        "sentences": [sentence],
        "form": form,
        "action": action,
        "tone": "danger",
        "cancel": reverse("watch:advisory_entry", args=[shown.pk]),
    }
    return render(request, "house/confirm.html", context, status=BAD_REQUEST if form.errors else 200)


def _entry(number: int) -> AdvisoryEntry:
    found = AdvisoryEntry.objects.filter(pk=number).first()
    if found is None:
        raise NotAllowed(Act.ADVISORY_ENTER)
    return found


def _package(entry: AdvisoryEntry) -> str:
    named = [one["package"] for one in entry.record["affected"]]
    return _("、").join(f"{one['ecosystem']} {one['name']}" for one in named)


def _title(notes: Any, summary: str) -> str:  # noqa: ANN401 - rows of evidence
    """The city reads Chinese: the title CNVD or CNNVD gives goes first, on Chinese pages."""
    if lang() == "zh":
        return next((note.title for note in notes if note.title), summary)
    return summary


def _said_by(source: str) -> str:
    return {
        "cvss_v4": "CVSS 4.0",
        "cvss_v3": "CVSS 3.1",
        "cvss_v2": "CVSS 2.0",
        "text": _("来源自己的分级"),
    }.get(source, source)
