"""A draft of a programme: where it stands, its parts, its text, what it changes, what it would have done, who has signed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.acting import needs
from portal.accounts.models import Person
from portal.accounts.roles import Act, Role
from portal.calls.forms.calls import PublishForm, ReasonForm
from portal.calls.forms.drafts import StanzaForm, TextForm
from portal.calls.models import Draft, DraftState
from portal.calls.programme_keys import PARTS, Part, part_of, stanza_at
from portal.calls.programme_text import data_of, path_of, table_at
from portal.calls.selectors.backtest_words import report_of
from portal.calls.selectors.differences import changes_between, lines_between
from portal.calls.selectors.draft_parts import is_single, questions_in, rows_of, step_names, title_of
from portal.calls.selectors.drafts import Soundness, compared_with, draft_visible, drafts_visible, signing_of, soundness_of
from portal.calls.selectors.programme_words import library_names
from portal.calls.selectors.programmes import earliest_in_force, programmes_shown
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from portal.house.parts import Tab

MOST_REVISIONS = 20


@require_GET
@needs(Act.PROGRAMME_DRAFT)
def drafts(request: HttpRequest) -> HttpResponse:
    """All drafts, the open ones first; and what one may begin from."""
    every = list(drafts_visible(request.acting)[:200])  # type: ignore[attr-defined]
    context = {
        "open": [(draft, soundness_of(draft), signing_of(draft)) for draft in every if draft.state == DraftState.OPEN],
        "over": [draft for draft in every if draft.state != DraftState.OPEN],
        "versions": programmes_shown(timezone.localdate()),
        "crumbs": [(_("首页"), "/"), (_("项目"), reverse("calls:programmes")), (_("规则草稿"), "")],
    }
    return render(request, "calls/programmes/drafts.html", context)


@require_GET
@needs(Act.PROGRAMME_DRAFT)
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """Where it stands and what is still to be done."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    soundness = soundness_of(shown)
    before, text = compared_with(shown)
    context = page_of(shown, soundness, "draft") | {
        "parts": [(part, _wrong_in(part, soundness)) for part in PARTS],
        "before": before,
        "changes": sum(len(group.changes) for group in _groups(text, shown)),
        "signing": signing_of(shown),
        "revisions": list(shown.revisions.all()[:MOST_REVISIONS]),
        "names": names_of([revision.by for revision in shown.revisions.all()[:MOST_REVISIONS]]),
    }
    return render(request, "calls/programmes/draft.html", context)


@require_GET
@needs(Act.PROGRAMME_DRAFT)
def part(request: HttpRequest, draft: int, part: str) -> HttpResponse:
    """One part: its tables, or the form of one of them."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    return part_page(request, shown, _part(part), request.GET.get("at", ""))


@require_GET
@needs(Act.PROGRAMME_DRAFT)
def text(request: HttpRequest, draft: int) -> HttpResponse:
    """The whole file as it is written."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    return text_page(request, shown, TextForm(initial={"text": shown.text}))


@require_GET
@needs(Act.PROGRAMME_DRAFT)
def difference(request: HttpRequest, draft: int) -> HttpResponse:
    """What it changes in the version it is held against, by meaning and by letter."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    before, text = compared_with(shown)
    context = page_of(shown, soundness_of(shown), "draft_diff") | {
        "before": before,
        "groups": _groups(text, shown),
        "lines": lines_between(text, shown.text) if before else [],
    }
    return render(request, "calls/programmes/draft_diff.html", context)


@require_GET
@needs(Act.PROGRAMME_DRAFT)
def backtest(request: HttpRequest, draft: int) -> HttpResponse:
    """Who would have won on the facts at hand, what it would have cost, and who is newly in or out."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    signing = signing_of(shown)
    done = signing.backtest if signing.backtest and signing.backtest.over else None
    context = page_of(shown, soundness_of(shown), "draft_backtest") | {
        "backtest": signing.backtest,
        "report": report_of(done.result) if done and done.result else None,
        "before": compared_with(shown)[0],
    }
    return render(request, "calls/programmes/draft_backtest.html", context)


@require_GET
@needs(Act.PROGRAMME_SIGN)
def signing(request: HttpRequest, draft: int) -> HttpResponse:
    """What is signed, who has signed, and publishing."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    return signing_page(request, shown)


def signing_page(request: HttpRequest, shown: Draft, publish: PublishForm | None = None, *, status: int = 200) -> HttpResponse:
    """Shown again with what is wrong when publishing was refused."""
    acting = request.acting  # type: ignore[attr-defined]
    signing = signing_of(shown)
    before, text = compared_with(shown)
    earliest = earliest_in_force(shown.programme, today=timezone.localdate())
    soundness = soundness_of(shown)
    valid_from = soundness.programme.valid_from if soundness.programme else None
    groups = _groups(text, shown)
    context = page_of(shown, soundness, "draft_sign") | {
        "signing": signing,
        "before": before,
        "changes": sum(len(group.changes) for group in groups),
        "names": names_of([signature.person for signature in signing.signatures]),
        "mine": any(signature.person == acting.actor_id for signature in signing.signatures),
        "earliest": earliest,
        "publish": publish or PublishForm(initial={"in_force_on": max(earliest.on, valid_from or earliest.on)}),
        "publishes": acting.role is Role.OFFICE_HEAD,
    }
    return render(request, "calls/programmes/draft_sign.html", context, status=status)


def part_page(
    request: HttpRequest, shown: Draft, part: Part, at: str, form: StanzaForm | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The list of a part's tables; with an address the form of that one."""
    soundness = soundness_of(shown)
    data = _data(shown)
    at = at or (part.stanzas[0].name if is_single(part) else "")
    context = page_of(shown, soundness, "draft_part") | {
        "part": part, "parts": [(one, _wrong_in(one, soundness)) for one in PARTS], "at": at, "refused": problem,
        "wrong": _wrong_in(part, soundness), "unreadable": data is None,
    }  # fmt: skip
    context["crumbs"] = [*context["crumbs"][:-1], (shown.programme, reverse("calls:draft", args=[shown.pk])), (part.label, "")]
    if data is not None and at:
        form = form or stanza_form(part, at, data)
        context |= {"form": form, "title": title_of(form.table, form.stanza) if form.table else "", "single": is_single(part)}
    elif data is not None:
        context["rows"] = rows_of(part, data, soundness.problem)
    return render(request, "calls/programmes/draft_part.html", context, status=status)


def stanza_form(part: Part, at: str, data: dict[str, Any], given: Any = None) -> StanzaForm:  # noqa: ANN401 -- request.POST
    """The form of the table at an address.

    Raises:
        NotAllowed: there is no such table in this part.
    """
    stanza = stanza_at(path_of(at), part) if at else None
    table = table_at(data, at)
    if stanza is None or (table is None and stanza.many):
        raise NotAllowed(Act.PROGRAMME_DRAFT)
    libraries = {ident: said(*names) for ident, names in library_names().items()}
    return StanzaForm(given, stanza=stanza, table=table or {}, libraries=libraries, steps=step_names(data), questions=questions_in(data))


def text_page(request: HttpRequest, shown: Draft, form: TextForm, *, status: int = 200) -> HttpResponse:
    """Shown again as it was typed when it was refused."""
    context = page_of(shown, soundness_of(shown), "draft_text") | {"form": form}
    return render(request, "calls/programmes/draft_text.html", context, status=status)


def page_of(shown: Draft, soundness: Soundness, current: str) -> dict[str, Any]:
    """What every page of a draft shows."""
    tabs = [
        (_("概况"), "draft"), (_("全文"), "draft_text"), (_("改了什么"), "draft_diff"), (_("回测"), "draft_backtest"), (_("签署与发布"),
            "draft_sign")
    ]  # fmt: skip
    return {
        "draft": shown,
        "soundness": soundness,
        "open": shown.state == DraftState.OPEN,
        "discard": ReasonForm(),
        "tabs": [Tab(label, reverse(f"calls:{name}", args=[shown.pk]), name == current) for label, name in tabs],
        "crumbs": [
            (_("首页"), "/"), (_("项目"), reverse("calls:programmes")), (_("规则草稿"), reverse("calls:drafts")), (shown.programme, "")
        ],
    }  # fmt: skip


def names_of(people: list[str]) -> dict[str, str]:
    """Colleagues by their names; somebody who is gone by the id."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


def _part(ident: str) -> Part:
    try:
        return part_of(ident)
    except KeyError as error:
        raise NotAllowed(Act.PROGRAMME_DRAFT) from error


def _wrong_in(part: Part, soundness: Soundness) -> str:
    return soundness.problem.sentence if soundness.problem and soundness.problem.part == part.id else ""


def _groups(before: str, shown: Draft) -> list[Any]:
    try:
        return list(changes_between(before, shown.text)) if before else []
    except Invalid:
        return []


def _data(shown: Draft) -> dict[str, Any] | None:
    try:
        return data_of(shown.text)
    except Invalid:
        return None
