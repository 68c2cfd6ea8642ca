"""What is done to a draft from its pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.calls import BeginForm, EmptyForm, PublishForm, ReasonForm
from portal.calls.forms.drafts import StanzaForm, TextForm
from portal.calls.models import Draft
from portal.calls.programme_keys import Part, part_of, stanza_at
from portal.calls.programme_text import data_of, keys_set, path_of, table_added, table_moved, table_removed
from portal.calls.selectors.drafts import draft_visible, next_year_of, soundness_of
from portal.calls.selectors.programmes import version_visible
from portal.calls.services.drafts import (
    EMPTY,
    NEW_VERSION,
    NEXT_YEAR,
    draft_backtest,
    draft_begin,
    draft_change,
    draft_discard,
    draft_publish,
    draft_restore,
    draft_sign,
)
from portal.calls.views.drafts import part_page, signing_page, stanza_form, text_page
from portal.errors import Invalid, NotAllowed

BAD_REQUEST = 400
SAVE, ADD, UP, DOWN, REMOVE = "save", "add", "up", "down", "remove"


@require_http_methods(["GET", "POST"])
@needs(Act.PROGRAMME_DRAFT)
def new(request: HttpRequest, programme: str) -> HttpResponse:
    """Next year's file from this one, or a new version of it."""
    version = version_visible(programme)
    choices = [
        (NEXT_YEAR, _("下一年的文件：编号 %(ident)s，日期顺延，从第 1 版起") % {"ident": next_year_of(version)}),
        (NEW_VERSION, _("本项目的新版本：已经开始的征集和统计期不受影响，只对下一期有效")),
    ]
    form = BeginForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = draft_begin(by=request.acting, how=given["how"], version=version, reason=given["reason"])  # type: ignore[attr-defined]
        messages.success(request, _("草稿已建好，逐部分修改即可；每次保存都会核对能否照办。"))
        return redirect("calls:draft", made.pk)
    crumbs = [
        (_("首页"), "/"), (_("项目"), reverse("calls:programmes")), (version.name, reverse("calls:programme", args=[programme])),
        (_("起草"), ""),
    ]  # fmt: skip
    context = {"form": form, "version": version, "crumbs": crumbs}
    return render(request, "calls/programmes/draft_new.html", context, status=BAD_REQUEST if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.PROGRAMME_DRAFT)
def empty(request: HttpRequest) -> HttpResponse:
    """A programme nobody has written yet."""
    form = EmptyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            made = draft_begin(by=request.acting, how=EMPTY, ident=given["ident"].strip(), reason=given["reason"])  # type: ignore[attr-defined]
        except Invalid as error:
            _blame(form, error)
        else:
            return redirect("calls:draft", made.pk)
    crumbs = [(_("首页"), "/"), (_("项目"), reverse("calls:programmes")), (_("规则草稿"), reverse("calls:drafts")), (_("新设项目"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "calls/programmes/draft_empty.html", context, status=BAD_REQUEST if form.is_bound else 200)


@require_POST
@needs(Act.PROGRAMME_DRAFT)
def part_change(request: HttpRequest, draft: int, part: str) -> HttpResponse:
    """Save one table, or add, move or remove one."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    try:
        where = part_of(part)
    except KeyError as error:
        raise NotAllowed(Act.PROGRAMME_DRAFT) from error
    what, at = request.POST.get("act", SAVE), request.POST.get("at", "")
    stanza = stanza_at(path_of(at), where) if at else None
    if stanza is None or stanza.many != at.rpartition(".")[2].isdecimal():
        raise NotAllowed(Act.PROGRAMME_DRAFT)
    if what == SAVE:
        return _save(request, shown, where, at)
    acts = {
        ADD: lambda: table_added(shown.text, at, _blank(where, at)),
        UP: lambda: table_moved(shown.text, at, by=-1),
        DOWN: lambda: table_moved(shown.text, at, by=1),
        REMOVE: lambda: table_removed(shown.text, at),
    }
    try:
        _changed(request, shown, acts.get(what, lambda: shown.text)())
    except (Invalid, ValueError) as error:
        sentence = str(error) if isinstance(error, Invalid) else _("文件中已经没有这一段，请重新打开页面。")
        return part_page(request, shown, where, "", problem=sentence, status=BAD_REQUEST)
    return redirect(_back(shown, where, at if what == ADD else ""))


@require_POST
@needs(Act.PROGRAMME_DRAFT)
def text_change(request: HttpRequest, draft: int) -> HttpResponse:
    """Save the whole text; it may be unsound, it cannot be signed then."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    form = TextForm(request.POST)
    if form.is_valid():
        try:
            _changed(request, shown, form.cleaned_data["text"])
        except Invalid as error:
            _blame(form, error)
        else:
            return redirect("calls:draft_text", shown.pk)
    return text_page(request, shown, form, status=BAD_REQUEST)


@require_POST
@needs(Act.PROGRAMME_DRAFT)
def undo(request: HttpRequest, draft: int) -> HttpResponse:
    """Go back to the save before, or to the one that was chosen."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    chosen = request.POST.get("to", "")
    to = int(chosen) if chosen.isdecimal() and len(chosen) < 7 else shown.revision - 1  # noqa: PLR2004 -- digits of a sane number
    draft_restore(draft=shown, to=to, by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("已恢复到第 %(revision)d 次保存的内容；之后的保存仍可再恢复。") % {"revision": to})
    return redirect("calls:draft", shown.pk)


@require_POST
@needs(Act.PROGRAMME_DRAFT)
def backtest_ask(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask for a back-test of the text as it is."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    try:
        draft_backtest(draft=shown, by=request.acting)  # type: ignore[attr-defined]
        messages.success(request, _("回测已排上队，由后台用现有事实计算；完成后本页会显示结果。"))
    except Invalid as error:
        messages.error(request, _("草稿还不能照办，改正后才能回测：%(problem)s") % {"problem": error})
    return redirect("calls:draft_backtest", shown.pk)


@require_POST
@needs(Act.PROGRAMME_SIGN)
def sign(request: HttpRequest, draft: int) -> HttpResponse:
    """Sign exactly the text that was shown."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    draft_sign(draft=shown, policy_hash=request.POST.get("policy_hash", ""), by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("已签署。改动一个字，签署即作废，须重新签署。"))
    return redirect("calls:draft_sign", shown.pk)


@require_POST
@needs(Act.PROGRAMME_SIGN)
def publish(request: HttpRequest, draft: int) -> HttpResponse:
    """Make it a version for ever."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            version = draft_publish(draft=shown, in_force_on=form.cleaned_data["in_force_on"], by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            _blame(form, error)
        else:
            messages.success(request, _("第 %(version)d 版已发布，任何人都可以查看和下载。") % {"version": version.version})
            return redirect("calls:programme_version", version.programme, version.version)
    return signing_page(request, shown, form, status=BAD_REQUEST)


@require_http_methods(["GET", "POST"])
@needs(Act.PROGRAMME_DRAFT)
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Give it up, with a reason."""
    shown = draft_visible(request.acting, draft)  # type: ignore[attr-defined]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft_discard(draft=shown, reason=form.cleaned_data["reason"], by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            _blame(form, error)
        else:
            messages.success(request, _("草稿已放弃，内容仍可查看。"))
            return redirect("calls:drafts")
    context = {
        "title": _("放弃这份草稿"),
        "sentences": [_("“%(programme)s”的草稿将不能再修改和签署；内容和保存记录留存备查。") % {"programme": shown.programme}],
        "action": _("放弃草稿"),
        "tone": "danger",
        "form": form,
        "cancel": reverse("calls:draft", args=[shown.pk]),
    }
    return render(request, "house/confirm.html", context, status=BAD_REQUEST if form.is_bound else 200)


def _save(request: HttpRequest, shown: Draft, where: Part, at: str) -> HttpResponse:
    form = stanza_form(where, at, data_of(shown.text), request.POST)
    if not form.is_valid():
        return part_page(request, shown, where, at, form, status=BAD_REQUEST)
    try:
        _changed(request, shown, keys_set(shown.text, at, form.changes()) if form.changes() else shown.text)
    except Invalid as error:
        return part_page(request, shown, where, at, form, problem=str(error), status=BAD_REQUEST)
    # a rule that was just chosen still has to be told its numbers
    stay = isinstance(form, StanzaForm) and form.stanza.rule and "id" in form.changed_data
    return redirect(_back(shown, where, at if stay else ""))


def _changed(request: HttpRequest, shown: Draft, text: str) -> None:
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdecimal() and len(given) < 7 else 0  # noqa: PLR2004 -- as above
    before = shown.revision
    now = draft_change(draft=shown, text=text, revision=revision, by=request.acting)  # type: ignore[attr-defined]
    if now.revision == before:
        messages.info(request, _("没有改动。"))
    elif soundness_of(now).problem:
        messages.warning(request, _("已保存，但还不能照办，原因见下。"))
    else:
        messages.success(request, _("已保存，核对无误。"))


def _blank(where: Part, at: str) -> dict[str, object]:
    stanza = stanza_at(path_of(at), where)
    return dict(stanza.blank) if stanza else {}


def _back(shown: Draft, where: Part, at: str) -> str:
    address = reverse("calls:draft_part", args=[shown.pk, where.id])
    return f"{address}?at={at}" if at else address


def _blame(form: BeginForm | EmptyForm | TextForm | PublishForm | ReasonForm, error: Invalid) -> None:
    for name, problem in error.problems.items():
        form.add_error(name if name in form.fields else None, str(problem))
