"""The calls that are open, and one call: how long still, what it asks, how to apply."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from portal.accounts.roles import Act
from portal.calls.models import Call
from portal.calls.papers.announcement import HEADING, announcement_paper
from portal.calls.papers.blank_form import blank_form_paper
from portal.calls.programmes import programme_of
from portal.calls.selectors.calls import (
    call_visible,
    calls_visible,
    cancelled_because,
    grouped,
    schedule_of_call,
    standing_of,
)
from portal.calls.selectors.programme_words import words_of
from portal.evidence.doors import said
from portal.house.documents import PDF, WORD, pdf, sent, word


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """What is open, nearest deadline first; then rolling ones, those to come, and the past."""
    groups = grouped(calls_visible(request.acting), timezone.now())  # type: ignore[attr-defined]
    context = {
        "groups": groups,
        "waiting": len(groups["open"]) + len(groups["rolling"]),
        "crumbs": [(_("首页"), "/"), (pgettext("导航", "征集"), "")],
    }
    return render(request, "calls/calls/calls.html", context)


@require_GET
def call(request: HttpRequest, call: str) -> HttpResponse:
    """One call, its state first."""
    shown = call_visible(request.acting, call)  # type: ignore[attr-defined]
    rules = programme_of(shown.version)
    acting = request.acting  # type: ignore[attr-defined]
    context = {
        "call": shown,
        "rules": rules,
        "standing": standing_of(shown, timezone.now()),
        "words": words_of(rules),
        "schedule": schedule_of_call(shown),
        "paragraphs": _paragraphs(shown.announcement),
        "reason": cancelled_because(shown),
        "apply": _address("calls:apply", shown.pk) if rules.applies else "",
        "runs": acting.may(Act.CALL_RUN),
        "opens": acting.may(Act.CALL_OPEN),
        "crumbs": [(_("首页"), "/"), (pgettext("导航", "征集"), reverse("calls:calls")), (said(shown.name, shown.name_en), "")],
    }
    return render(request, "calls/calls/call.html", context)


@require_GET
def announcement_word(request: HttpRequest, call: str) -> HttpResponse:
    """The notice as Word."""
    shown = call_visible(request.acting, call)  # type: ignore[attr-defined]
    return sent(word(announcement_paper(shown)), _file_name(shown, "通知"), WORD)


@require_GET
def announcement_pdf(request: HttpRequest, call: str) -> HttpResponse:
    """The notice as PDF: the same text."""
    shown = call_visible(request.acting, call)  # type: ignore[attr-defined]
    return sent(pdf(announcement_paper(shown)), _file_name(shown, "通知"), PDF)


@require_GET
def blank_form(request: HttpRequest, call: str) -> HttpResponse:
    """What the form asks, to prepare on paper."""
    shown = call_visible(request.acting, call)  # type: ignore[attr-defined]
    return sent(word(blank_form_paper(shown)), _file_name(shown, "申报书空白样式"), WORD)


def _file_name(call: Call, what: str) -> str:
    return f"{what}-{call.pk}"


def _paragraphs(text: str) -> list[tuple[bool, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [(HEADING.match(line) is not None, line) for line in lines]


def _address(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
