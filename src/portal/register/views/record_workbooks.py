"""Forms, imports and exports of records as workbooks. What was sent is kept aside until it is carried out or a day has passed."""

import secrets
from datetime import timedelta
from urllib.parse import quote

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.errors import Invalid
from portal.house.parts import Stat
from portal.register.forms.problems import with_problems
from portal.register.forms.records import ExportForm, ImportForm
from portal.register.models import Kind
from portal.register.services.exports import records_export
from portal.register.services.imports import plan_import, records_import, returned_workbook
from portal.register.sheets import LARGEST_BYTES
from portal.register.views.record_pages import asked
from portal.register.workbook import template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_FOR = timedelta(days=1)
FOLDER = "imports"
SESSION = "register_imports"
SHOWN_PROBLEMS = 200
BAD = 400


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_IMPORT)
def importing(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and shown before anything is written."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        kind, target = form.cleaned_data["kind"], form.cleaned_data["target"]
        content = sent.read(LARGEST_BYTES + 1)
        try:
            plan_import(content=content, by=acting, kind=kind, target=target)
        except Invalid as error:
            with_problems(form, error)
        else:
            return redirect("register:import_plan", _keep(request, content, kind, target, sent.name))
    shown = {"form": form, "kinds": Kind.choices, "crumbs": [(_("登记"), reverse("register:records")), (_("导入 Excel"), "")]}
    return render(request, "register/import.html", shown, status=BAD if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_IMPORT)
def import_plan(request: HttpRequest, token: str) -> HttpResponse:
    """What the file would do, row by row; carried out when the reader says so."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    kept = _kept(request, token)
    content = _content(token)
    if request.method == "POST":
        good_only = request.POST.get("rows") == "good"
        done = records_import(content=content, by=acting, kind=kept["kind"], target=kept["target"], good_only=good_only)
        _forget(request, token)
        sentence = _("导入完成：新登记 %(new)d 条，修改 %(changed)d 条，没有变化 %(same)d 条，未导入 %(skipped)d 条。")
        numbers = {"new": done.new, "changed": done.changed, "same": done.same, "skipped": done.skipped}
        messages.success(request, sentence % numbers)
        return redirect(f"{reverse('register:records')}?sort=-updated")
    plan = plan_import(content=content, by=acting, kind=kept["kind"], target=kept["target"])
    problems = plan.intake.problems
    counted = (("new", _("新登记")), ("changed", _("修改")), ("same", _("没有变化")), ("wrong", _("要改正")))
    shown = {
        "counts": [Stat(label, len(plan.of(outcome))) for outcome, label in counted],
        "plan": plan, "kind_label": Kind(plan.intake.kind).label, "file_name": kept["name"], "token": token,
        "new": plan.of("new"), "changed": plan.of("changed"), "same": plan.of("same"), "wrong": plan.of("wrong"),
        "good": len(plan.of("new")) + len(plan.of("changed")),
        "problems": problems[:SHOWN_PROBLEMS], "more": max(len(problems) - SHOWN_PROBLEMS, 0), "problem_count": len(problems),
        "crumbs": [(_("登记"), reverse("register:records")), (_("导入 Excel"), reverse("register:import")), (_("核对"), "")],
    }  # fmt: skip
    return render(request, "register/import_plan.html", shown)


@require_GET
@needs(Act.RECORD_IMPORT)
def import_marked(request: HttpRequest, token: str) -> HttpResponse:
    """The rows that were sent with their wrong cells marked."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    kept = _kept(request, token)
    plan = plan_import(content=_content(token), by=acting, kind=kept["kind"], target=kept["target"])
    return _file(_("待改正-%(name)s") % {"name": kept["name"].removesuffix(".xlsx")} + ".xlsx", returned_workbook(plan))


@require_GET
@needs(Act.RECORD_EDIT)
def form_file(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001 -- Django hands it to every view
    """The empty form of a kind."""
    if kind not in Kind.values:
        raise Http404
    return _file(_("%(kind)s登记表") % {"kind": Kind(kind).label} + ".xlsx", template(kind))


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EXPORT)
def exporting(request: HttpRequest) -> HttpResponse:
    """Say for what; then take the records that the list showed."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    question = asked(request.GET)
    kinds = question.of("kind")
    form = ExportForm(request.POST or None, initial={"kind": kinds[0] if kinds else Kind.PROJECT})
    if request.method == "POST" and form.is_valid():
        try:
            taken = records_export(kind=form.cleaned_data["kind"], purpose=form.cleaned_data["purpose"], by=acting, question=question)
        except Invalid as error:
            with_problems(form, error)
        else:
            return _file(taken.name, taken.content)
    narrowed = bool(question.query or any(question.chosen.values()))
    shown = {
        "form": form,
        "narrowed": narrowed,
        "query": request.GET.urlencode(),
        "crumbs": [(_("登记"), reverse("register:records")), (_("导出"), "")],
    }
    return render(request, "register/export.html", shown, status=BAD if form.errors else 200)


def _file(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename=\"register.xlsx\"; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _keep(request: HttpRequest, content: bytes, kind: str, target: str, name: str) -> str:
    _clear_old()
    token = secrets.token_urlsafe(18)
    default_storage.save(f"{FOLDER}/{token}.xlsx", ContentFile(content))
    request.session[SESSION] = {**request.session.get(SESSION, {}), token: {"kind": kind, "target": target, "name": name[:100]}}
    return token


def _kept(request: HttpRequest, token: str) -> dict[str, str]:
    """What this session has sent; of somebody else's files nothing is known."""
    kept: dict[str, str] | None = request.session.get(SESSION, {}).get(token)
    if kept is None or not default_storage.exists(f"{FOLDER}/{token}.xlsx"):
        raise Http404
    return kept


def _content(token: str) -> bytes:
    with default_storage.open(f"{FOLDER}/{token}.xlsx") as file:
        content: bytes = file.read()
    return content


def _forget(request: HttpRequest, token: str) -> None:
    default_storage.delete(f"{FOLDER}/{token}.xlsx")
    request.session[SESSION] = {key: kept for key, kept in request.session.get(SESSION, {}).items() if key != token}


def _clear_old() -> None:
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if default_storage.exists(path) and timezone.now() - default_storage.get_modified_time(path) > KEPT_FOR:
            default_storage.delete(path)
