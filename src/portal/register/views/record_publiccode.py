"""A project's publiccode.yml: read into a draft or into a record, and written for its repository."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed
from portal.register.forms.problems import with_problems
from portal.register.forms.records import PubliccodeForm
from portal.register.models import Kind, Project, Record
from portal.register.moves import reaches
from portal.register.publiccode import LARGEST_BYTES, Publiccode, read_publiccode, write_publiccode
from portal.register.selectors.records import public_records, record_visible
from portal.register.services.publiccode import project_from_publiccode, project_take_publiccode

BAD = 400


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EDIT)
def reading(request: HttpRequest) -> HttpResponse:
    """Draft a project from a file."""
    form = PubliccodeForm(request.POST or None, request.FILES or None)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            record = project_from_publiccode(said=_said(form), by=acting)
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已按 publiccode.yml 存成草稿，请核对后提交。"))
            return redirect("register:record", record.pk)
    return _page(request, form, None)


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EDIT)
def updating(request: HttpRequest, ident: str) -> HttpResponse:
    """Change a project by a file."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    record = record_visible(acting, ident)
    if record.kind != Kind.PROJECT or not reaches(acting, Act.RECORD_EDIT, record):
        raise NotAllowed(Act.RECORD_EDIT)
    form = PubliccodeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            project_take_publiccode(record=record, version=record.version, said=_said(form), by=acting)
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已按 publiccode.yml 更新。"))
            return redirect("register:record", record.pk)
    return _page(request, form, record)


@require_GET
def file(request: HttpRequest, ident: str) -> HttpResponse:
    """The file of a public project, or of one the reader may see."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    record = public_records(Kind.PROJECT).filter(pk=ident).first() or record_visible(acting, ident)
    project = Project.objects.select_related("organisation").filter(pk=record.pk).first()
    if project is None:
        raise NotAllowed(Act.RECORD_VIEW)
    first = project.repositories.filter(removed_at__isnull=True).first()
    code = project.organisation.uscc or project.organisation.pk if project.organisation else ""
    answer = HttpResponse(write_publiccode(project, first.url if first else "", code), content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="publiccode.yml"'
    return answer


def _said(form: PubliccodeForm) -> Publiccode:
    """What was pasted, or else what was sent."""
    sent = form.cleaned_data["file"]
    text = form.cleaned_data["text"]
    if not text.strip() and sent:
        try:
            text = sent.read(LARGEST_BYTES + 1).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid({"file": _("文件不是 UTF-8 编码，请另存为 UTF-8 后再试。")}) from error
    if not text.strip():
        raise Invalid({"text": _("请粘贴 publiccode.yml 的内容，或选择文件。")})
    return read_publiccode(text)


def _page(request: HttpRequest, form: PubliccodeForm, record: Record | None) -> HttpResponse:
    here = reverse("register:record", args=[record.pk]) if record else reverse("register:records")
    crumbs = [(_("登记"), reverse("register:records")), *([(record.name, here)] if record else []), ("publiccode.yml", "")]
    shown = {"form": form, "record": record, "cancel": here, "crumbs": crumbs}
    return render(request, "register/publiccode.html", shown, status=BAD if form.errors else 200)
