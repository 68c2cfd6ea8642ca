"""Drafting, changing, moving and taking back: one page an act, each saying first what it means."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed, WrongState
from portal.register.columns import content_of
from portal.register.forms.problems import with_problems
from portal.register.forms.records import ReasonForm, RecordForm, VersionForm
from portal.register.models import Kind, Record
from portal.register.moves import BY_NAME, fits, reaches
from portal.register.selectors.records import record_visible, records_visible
from portal.register.services.moves import record_move, record_undo, records_register
from portal.register.services.records import record_change, record_draft

MOST_TOGETHER = 200
CONFLICT, BAD = 409, 400


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EDIT)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Draft a record of a kind."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    if kind not in Kind.values:
        raise Http404
    form = RecordForm(request.POST or None, kind=kind, acting=acting)
    if request.method == "POST" and form.is_valid():
        try:
            record = record_draft(kind=kind, values=form.values(), by=acting)
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("草稿已保存。"))
            return redirect("register:record", record.pk)
    label = Kind(kind).label
    title = _("登记%(kind)s") % {"kind": label}
    crumbs = [(_("登记"), reverse("register:records")), (title, "")]
    shown = {"form": form, "title": title, "crumbs": crumbs, "cancel": reverse("register:mine"), "is_new": True, "kind": kind}
    return render(request, "register/record_form.html", shown, status=BAD if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EDIT)
def edit(request: HttpRequest, ident: str) -> HttpResponse:
    """Change a record; what somebody else changed meanwhile is shown beside what was typed."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    record = _own(acting, ident, Act.RECORD_EDIT)
    content = content_of(record)
    form = RecordForm(request.POST or None, kind=record.kind, acting=acting, content=content, version=record.version)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = record_change(record=record, version=form.cleaned_data["version"] or 0, values=form.values(), by=acting)
        except Invalid as error:
            with_problems(form, error)
        except WrongState as error:
            conflict = str(error)
            form.data = form.data.copy()
            form.data["version"] = str(record.version)  # type: ignore[index] # copied above, so it may be written
        else:
            messages.success(request, _("已保存。") if changed.version != record.version else _("没有改动。"))
            return redirect("register:record", record.pk)
    crumbs = [(_("登记"), reverse("register:records")), (record.name, reverse("register:record", args=[record.pk])), (_("修改"), "")]
    shown = {
        "form": form, "title": _("修改《%(name)s》") % {"name": record.name}, "crumbs": crumbs, "conflict": conflict, "record": record,
        "cancel": reverse("register:record", args=[record.pk]), "kind": record.kind,
    }  # fmt: skip
    return render(request, "register/record_form.html", shown, status=CONFLICT if conflict else BAD if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_VIEW)
def move(request: HttpRequest, ident: str, name: str) -> HttpResponse:
    """Say what a move means, ask for the reason where one is needed, and make it."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    if name not in BY_NAME:
        raise Http404
    made = BY_NAME[name]
    record = _own(acting, ident, made.act)
    if not fits(made, record):
        raise WrongState(_("《%(name)s》现在是“%(state)s”，不能%(move)s。请重新打开登记页。") % _named(record, str(made.label)))
    form_class = ReasonForm if made.needs_reason else VersionForm
    form = form_class(request.POST or None, initial={"version": record.version})
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data.get("reason", "")
            record_move(record=record, move=name, version=form.cleaned_data["version"], by=acting, reason=reason)
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, str(made.done))
            return redirect("register:record", record.pk)
    title = _("%(move)s：%(name)s") % {"move": made.label, "name": record.name}
    shown = {
        "title": title, "sentences": [made.means], "action": made.label, "cancel": reverse("register:record", args=[record.pk]),
        "tone": made.tone, "form": form, "crumbs": [(record.name, reverse("register:record", args=[record.pk])), (made.label, "")],
    }  # fmt: skip
    return render(request, "house/confirm.html", shown, status=BAD if form.errors else 200)


@require_POST
@needs(Act.RECORD_VIEW)
def undo(request: HttpRequest, ident: str, version: int) -> HttpResponse:
    """Take back one's own move of the last ten minutes."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    record_undo(record=record_visible(acting, ident), version=version, by=acting)
    messages.success(request, _("已撤销，恢复到办理之前。"))
    return redirect("register:record", ident)


@require_POST
@needs(Act.RECORD_CONFIRM)
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what was ticked; register it all when that is confirmed."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    ticked = dict(pair.rpartition(":")[::2] for pair in request.POST.getlist("record")[:MOST_TOGETHER] if "\0" not in pair)
    records = [*records_visible(acting).filter(pk__in=ticked).select_related("organisation")]
    if not records:
        messages.warning(request, _("请先勾选要登记的条目。"))
        return redirect("register:records")
    if request.POST.get("confirmed") != "1":
        shown = {
            "records": [(record, ticked[record.pk]) for record in records],
            "crumbs": [(_("登记"), reverse("register:records")), (_("批量登记"), "")],
        }
        return render(request, "register/bulk.html", shown)
    done = records_register(records=[(record, _whole(ticked[record.pk])) for record in records], by=acting)
    if done.done:
        count = len(done.done)
        messages.success(request, ngettext("已登记 %(n)d 条。", "已登记 %(n)d 条。", count) % {"n": count})
    for record, why in done.refused:
        messages.error(request, _("《%(name)s》没有登记：%(why)s") % {"name": record.name, "why": why})
    return redirect(f"{reverse('register:records')}?state=submitted")


def _own(acting: Acting, ident: str, act: str) -> Record:
    """A record the acting role sees and the act reaches."""
    record = record_visible(acting, ident).typed()
    if not reaches(acting, act, record):
        raise NotAllowed(act)
    return record


def _named(record: Record, label: str) -> dict[str, str]:
    return {"name": record.name, "state": record.get_state_display(), "move": label}


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0
