"""Writing an application: one section a page, saved by a button or by itself; reading it; its versions and what differs."""

from dataclasses import dataclass, replace
from itertools import pairwise

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.forms.questions import Page, questions
from portal.calls.models import Application, ApplicationVersion, Attachment
from portal.calls.papers.declaration import answers_on_paper
from portal.calls.selectors.answers import line_of, plain_text
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.selectors.folder import Folder
from portal.calls.selectors.versions import difference, version_visible, versions_of
from portal.calls.services.applications import Crossed, Saved, answers_save
from portal.calls.services.attachments import attachment_add, attachment_remove
from portal.calls.tabs import tabs
from portal.calls.typed import PREFIX, Typed, typed
from portal.calls.views.applying.shown import crumbs_of, eligibility, progress_of, returned_fields
from portal.errors import Invalid, NotAllowed, Sentence, WrongState
from portal.evidence.doors import said
from portal.register.selectors.histories import names_of_people
from xingtu.policy.form import Section

BAD_REQUEST, CONFLICT = 400, 409


def own_folder(request: HttpRequest, application: str) -> Folder:
    """The application, when the acting role is on the applicant's side.

    Raises:
        NotAllowed: it is not.
    """
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    if not is_applicant(acting, found):
        raise NotAllowed(Act.APPLICATION_EDIT)
    return Folder(found)


def _section(folder: Folder, ident: str) -> Section:
    found = next((section for section in folder.form.sections if section.id == ident), None)
    if found is None:
        raise NotAllowed(ident)
    return found


@needs(Act.APPLICATION_EDIT)
def edit(request: HttpRequest, application: str, section: str) -> HttpResponse:
    """One section to be filled in."""
    folder = own_folder(request, application)
    part = _section(folder, section)
    if not folder.editable:
        return redirect("calls:answers", application)
    if request.method == "POST":
        return _Sent(request, folder, part).answered()
    more, complete = request.GET.get("more", ""), "check" in request.GET
    return page(request, folder, Page(part, returned=returned_fields(folder.application), more=more, complete=complete))


def page(request: HttpRequest, folder: Folder, shown: Page, *, status: int = 200, crossed: "Crossing | None" = None) -> HttpResponse:
    """The page of a section."""
    asked = questions(folder, shown)
    sections = list(folder.form.sections)
    following = {one.id: other.id for one, other in pairwise(sections)}
    before = {other.id: one.id for one, other in pairwise(sections)}
    context = {
        "application": folder.application,
        "section": shown.section,
        "title": said(shown.section.title, shown.section.title_en),
        "place": sections.index(shown.section) + 1,
        "sections": len(sections),
        "questions": asked,
        "wrong": [
            question
            for question in asked
            if question.shown and (question.errors or any(cell.error for row in question.rows for cell in row))
        ],
        "just_sent": request.method == "POST",
        "marks": _marks(folder, shown.section),
        "crossed": crossed,
        "before": before.get(shown.section.id, ""),
        "following": following.get(shown.section.id, ""),
        "progress": progress_of(folder, shown.section.id),
        "rules": eligibility(folder),
        "programme": said(folder.programme.name, folder.programme.name_en),
        "returned": shown.returned,
        "crumbs": crumbs_of(request, folder, said(shown.section.title, shown.section.title_en)),
    }
    return render(request, "calls/applying/edit.html", context, status=status)


def _marks(folder: Folder, section: Section) -> dict[str, str]:
    return folder.marks({field.id for field in section.fields})


@dataclass(frozen=True, slots=True)
class Crossing:
    """What somebody else changed meanwhile, as the page shows it: label, theirs, mine."""

    who: str
    version: ApplicationVersion | None
    rows: tuple[tuple[str, str, str], ...]


class _Sent:
    """A section that was sent, and what its button asked for besides saving."""

    def __init__(self, request: HttpRequest, folder: Folder, section: Section) -> None:
        self.request, self.folder, self.section = request, folder, section
        self.acting: Acting = request.acting  # type: ignore[attr-defined]
        self.act, _colon, self.what = request.POST.get("do", "save").replace("\0", "").partition(":")
        self.typed = typed(folder.form, self._data())
        self.problems: dict[str, Sentence] = {}

    def _data(self) -> QueryDict:
        """As sent; the row whose button was pressed is blank."""
        data = self.request.POST.copy()
        if self.act == "drop":
            for name in [name for name in data if name.startswith(f"{PREFIX}{self.what}.")]:
                data.setlist(name, [])
        return data

    def answered(self) -> HttpResponse:
        """Save, do the rest, and lead on; or show again what is wrong."""
        try:
            saved = answers_save(application=self.folder.application, typed=self.typed, by=self.acting)
        except Crossed as crossed:
            return self._crossed(crossed)
        self._files()
        if self.typed.unreadable or self.problems:
            more = self.what if self.act == "more" else ""
            again = Page(self.section, self.typed, self.problems, returned=returned_fields(self.folder.application), more=more)
            fresh = Folder(application_visible(self.acting, self.folder.application.pk))
            return page(self.request, fresh, replace(again, typed=self._rest(fresh)), status=BAD_REQUEST)
        self._tell(saved)
        return redirect(self._onward())

    def _rest(self, fresh: Folder) -> Typed:
        """What was typed stays; what is stored by now is the base of the next save."""
        return replace(self.typed, base=_marks(fresh, self.section))

    def _files(self) -> None:
        fields = {field.id: field for field in self.section.fields if field.kind == "attachment"}
        for ident, field in fields.items():
            for file in self.request.FILES.getlist(f"f.{ident}"):
                self._add(field.id, file)
        if self.act == "remove":
            attachment = Attachment.objects.filter(pk=self.what, application=self.folder.application).first()
            if attachment is None:
                raise NotAllowed(self.what)
            attachment_remove(application=self.folder.application, attachment=attachment, by=self.acting)

    def _add(self, field: str, file: UploadedFile) -> None:
        try:
            attachment_add(application=self.folder.application, field=self.folder.form.field(field), file=file, by=self.acting)
        except Invalid as error:
            told = " ".join(str(problem) for problem in error.problems.values())
            before = self.problems.get(field)
            self.problems[field] = _("%(before)s %(name)s：%(problem)s") % {"before": before or "", "name": file.name, "problem": told}

    def _tell(self, saved: Saved) -> None:
        if saved.joined:
            messages.info(self.request, _("同事刚刚改了这一部分的其他内容，已和您的放在一起。"))
        elif self.act == "save":
            messages.success(self.request, _("已保存。"))

    def _onward(self) -> str:
        here = reverse("calls:edit", args=[self.folder.application.pk, self.section.id])
        sections = [section.id for section in self.folder.form.sections]
        match self.act:
            case "next":
                following = sections[sections.index(self.section.id) + 1 :]
                return reverse("calls:edit", args=[self.folder.application.pk, following[0]]) if following else self._submit()
            case "more":
                return f"{here}?more={self.what}#q.{self.what}"
            case "drop":
                return f"{here}#q.{self.what.partition('.')[0]}"
            case "upload":
                return f"{here}#q.{self.what}"
            case _:
                return here

    def _submit(self) -> str:
        return reverse("calls:submit", args=[self.folder.application.pk])

    def _crossed(self, crossed: Crossed) -> HttpResponse:
        fresh = Folder(application_visible(self.acting, self.folder.application.pk))
        rows, theirs = [], {}
        for crossing in crossed.crossings:
            field = fresh.form.field(crossing.field)
            told = plain_text(line_of(field, crossing.theirs, fresh.files))
            theirs[field.id] = told
            rows.append((said(field.label, field.label_en), told, plain_text(line_of(field, crossing.mine, fresh.files))))
        by = crossed.version.by if crossed.version else ""
        shown = Crossing(names_of_people({by}).get(by, ""), crossed.version, tuple(rows))
        again = Page(self.section, self._rest(fresh), theirs=theirs, returned=returned_fields(fresh.application))
        return page(self.request, fresh, again, status=CONFLICT, crossed=shown)


@require_POST
@needs(Act.APPLICATION_EDIT)
def autosave(request: HttpRequest, application: str, section: str) -> HttpResponse:
    """Keep what is on the page without leaving it; answers with the parts of the page that are different now."""
    folder = own_folder(request, application)
    part = _section(folder, section)
    told = typed(folder.form, request.POST)
    crossed = ""
    try:
        answers_save(application=folder.application, typed=told, by=request.acting, autosaved=True)  # type: ignore[attr-defined]
    except (Crossed, WrongState) as error:
        crossed = str(error)
    fresh = Folder(application_visible(request.acting, application))  # type: ignore[attr-defined]
    was = set(request.POST.getlist("asked"))
    asked = questions(fresh, Page(part, returned=returned_fields(fresh.application)))
    context = {
        "application": fresh.application,
        "section": part,
        "crossed": crossed,
        "at": timezone.localtime(),
        "turned": [question for question in asked if not question.measured and question.shown != (question.field.id in was)],
        "unread": [_labelled(fresh, name) for name in told.unreadable],
        "marks": _marks(fresh, part) if not crossed else told.base,
        "progress": progress_of(fresh, part.id),
        "rules": eligibility(fresh),
    }
    return render(request, "calls/applying/parts/autosaved.html", context)


def _labelled(folder: Folder, name: str) -> str:
    table, _dot, _rest = name.partition(".")
    field = folder.form.field(table)
    return said(field.label, field.label_en)


@require_GET
@needs(Act.APPLICATION_VIEW)
def answers(request: HttpRequest, application: str) -> HttpResponse:
    """The form as answered."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    folder = Folder(application_visible(acting, application))
    own = is_applicant(acting, folder.application)
    given = answers_on_paper(folder, own=own)
    context = {
        "application": folder.application,
        "parts": folder.parts(given),
        "code": folder.content_code(given),
        "editable": own and folder.editable,
        "tabs": tabs(folder.application, acting, "calls:answers"),
        "crumbs": crumbs_of(request, folder, _("申报内容")),
    }
    return render(request, "calls/applying/answers.html", context)


@require_GET
@needs(Act.APPLICATION_VIEW)
def versions(request: HttpRequest, application: str) -> HttpResponse:
    """Every version, and the two to be compared."""
    folder = Folder(application_visible(request.acting, application))  # type: ignore[attr-defined]
    rows = _readable(request, folder.application)
    context = {
        "application": folder.application,
        "rows": rows,
        "tabs": tabs(folder.application, request.acting, "calls:answers"),  # type: ignore[attr-defined]
        "crumbs": crumbs_of(request, folder, _("版本")),
    }
    return render(request, "calls/applying/versions.html", context)


def _readable(request: HttpRequest, application: Application) -> list[tuple[ApplicationVersion, str]]:
    """An official reads what was handed in, not what was crossed out before."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return [row for row in versions_of(application) if row[0].submitted or is_applicant(acting, application)]


@require_GET
@needs(Act.APPLICATION_VIEW)
def compare(request: HttpRequest, application: str) -> HttpResponse:
    """What differs between two versions."""
    folder = Folder(application_visible(request.acting, application))  # type: ignore[attr-defined]
    readable = {row.pk for row, _by in _readable(request, folder.application)}
    chosen = [version_visible(folder.application, request.GET.get(name, "")) for name in ("before", "after")]
    if any(row.pk not in readable for row in chosen):
        raise NotAllowed("version")
    before, after = sorted(chosen, key=lambda row: row.version)
    context = {
        "application": folder.application,
        "before": before,
        "after": after,
        "changes": difference(folder, before.answers, after.answers),
        "crumbs": crumbs_of(request, folder, _("版本差异")),
    }
    return render(request, "calls/applying/difference.html", context)
