"""What a programme asks and promises, for whoever may want to apply."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.roles import Act
from portal.calls.flow_chart import flow_chart, steps_said
from portal.calls.models import Call, ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.calls.selectors.calls import calls_public, grouped, schedule_of, standing_of
from portal.calls.selectors.differences import changes_between, lines_between
from portal.calls.selectors.pillars import by_pillar
from portal.calls.selectors.programme_words import words_of
from portal.calls.selectors.programmes import programmes_shown, version_visible, versions_of, years_of
from portal.evidence.doors import said

TOML = "application/toml"


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme, under the pillar it belongs to, with the call that is open."""
    today = timezone.localdate()
    shown = programmes_shown(today)
    standing = {call.version.programme: (call, where) for call, where in _open_calls()}
    groups = [
        (name, [(version, programme_of(version), standing.get(version.programme)) for version in versions])
        for name, versions in by_pillar(shown)
    ]
    context = {
        "groups": groups,
        "open": len(standing),
        "drafts": request.acting.may(Act.PROGRAMME_DRAFT),  # type: ignore[attr-defined]
        "crumbs": [(_("首页"), "/"), (_("项目"), "")],
    }
    return render(request, "calls/programmes/programmes.html", context)


@require_GET
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """The version in force."""
    return _page(request, version_visible(programme))


@require_GET
def programme_version(request: HttpRequest, programme: str, version: int) -> HttpResponse:
    """A version as it was published, whatever holds today."""
    return _page(request, version_visible(programme, version))


@require_GET
def programme_file(_request: HttpRequest, programme: str, version: int) -> HttpResponse:
    """The file byte for byte: its SHA-256 is the policy hash."""
    found = version_visible(programme, version)
    response = HttpResponse(found.text.encode(), content_type=f"{TOML}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.programme}-v{found.version}.toml"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def programme_changes(request: HttpRequest, programme: str, version: int) -> HttpResponse:
    """What this version changed in the one before it; a first version is held against the year before."""
    found = version_visible(programme, version)
    before = _before(found)
    context = {
        "version": found,
        "before": before,
        "groups": changes_between(before.text, found.text) if before else [],
        "lines": lines_between(before.text, found.text) if before else [],
        "crumbs": [*_crumbs(found), (_("有什么变化"), "")],
    }
    return render(request, "calls/programmes/changes.html", context)


def _page(request: HttpRequest, version: ProgrammeVersion) -> HttpResponse:
    rules = programme_of(version)
    now = timezone.now()
    calls = list(calls_public().filter(version__programme=version.programme))
    context = {
        "version": version,
        "rules": rules,
        "words": words_of(rules),
        "chart": flow_chart(rules),
        "steps": steps_said(rules),
        "schedule": schedule_of(rules, None),
        "calls": [(call, standing_of(call, now)) for call in calls],
        "versions": list(versions_of(version.programme)),
        "years": years_of(version.programme),
        "before": _before(version),
        "today": timezone.localdate(now),
        "drafts": request.acting.may(Act.PROGRAMME_DRAFT),  # type: ignore[attr-defined]
        "runs_calls": request.acting.may(Act.CALL_RUN) and rules.called,  # type: ignore[attr-defined]
        "crumbs": [(_("首页"), "/"), (_("项目"), reverse("calls:programmes")), (said(version.name, version.name_en), "")],
    }
    return render(request, "calls/programmes/programme.html", context)


def _before(version: ProgrammeVersion) -> ProgrammeVersion | None:
    earlier = versions_of(version.programme).filter(version__lt=version.version).first()
    if earlier is not None:
        return earlier
    return next((other for other in years_of(version.programme) if other.programme < version.programme), None)


def _crumbs(version: ProgrammeVersion) -> list[tuple[str, str]]:
    return [
        (_("首页"), "/"),
        (_("项目"), reverse("calls:programmes")),
        (said(version.name, version.name_en), reverse("calls:programme", args=[version.programme])),
    ]


def _open_calls() -> list[tuple[Call, object]]:
    groups = grouped(calls_public(), timezone.now())
    return [*groups["rolling"], *groups["soon"], *groups["open"]]
