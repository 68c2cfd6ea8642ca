"""A record's repositories and its places in libraries: adding, changing, proving, removing."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed, Sentence, WrongState
from portal.register.forms.problems import with_problems
from portal.register.forms.records import ListingForm, OfficerProofForm, PlainReasonForm, RepositoryChangeForm, RepositoryForm
from portal.register.models import Listing, Ownership, Record, Repository
from portal.register.moves import reaches
from portal.register.selectors.records import record_visible
from portal.register.services.listings import listing_end, listing_make, listing_undo, listing_warn
from portal.register.services.repositories import (
    kinship_confirm,
    kinship_refuse,
    repository_add,
    repository_change,
    repository_prove,
    repository_remove,
    repository_return,
)
from portal.register.vocabulary import libraries, name_of

BAD = 400


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EDIT)
def add(request: HttpRequest, ident: str) -> HttpResponse:
    """Register a repository of the record."""
    record = _reached(request, ident, Act.RECORD_EDIT)
    form = RepositoryForm(request.POST or None)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return _act(
        request, record, form, title=_("登记代码仓库"), action=_("登记"), done=_("仓库已登记。"),
        do=lambda: repository_add(record=record, url=form.cleaned_data["url"], name=form.cleaned_data["name"], by=acting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EDIT)
def change(request: HttpRequest, ident: str, serial: int) -> HttpResponse:
    """Change a repository's name, address, aliases, branches."""
    record = _reached(request, ident, Act.RECORD_EDIT)
    repository = _repository(record, serial)
    lists = {"aliases": "\n".join(repository.aliases), "branches": "\n".join(repository.branches)}
    initial = {"url": repository.url, "name": repository.name, **lists}
    form = RepositoryChangeForm(request.POST or None, initial=initial)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return _act(
        request, record, form, title=_("修改仓库 %(name)s") % {"name": repository.name}, action=_("保存"), done=_("已保存。"),
        sentences=[_("改换网址以后，归属要重新核实。")],
        do=lambda: repository_change(
            repository=repository, by=acting, name=form.cleaned_data["name"], url=form.cleaned_data["url"],
            aliases=form.cleaned_data["aliases"].splitlines(), branches=form.cleaned_data["branches"].splitlines(),
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_EDIT)
def remove(request: HttpRequest, ident: str, serial: int) -> HttpResponse:
    """Take a repository out of later runs."""
    record = _reached(request, ident, Act.RECORD_EDIT)
    repository = _repository(record, serial)
    form = PlainReasonForm(request.POST or None)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return _act(
        request, record, form, title=_("移除仓库 %(name)s") % {"name": repository.name}, action=_("移除"),
        done=_("仓库已移除，可随时恢复。"), sentences=[_("移除后不再参加以后的运行；以前公布的运行保持原样。")], tone="danger",
        do=lambda: repository_remove(repository=repository, by=acting, reason=form.cleaned_data["reason"]),
    )  # fmt: skip


@require_POST
@needs(Act.RECORD_EDIT)
def bring_back(request: HttpRequest, ident: str, serial: int) -> HttpResponse:
    """Undo a removal, however long ago."""
    record = _reached(request, ident, Act.RECORD_EDIT)
    repository_return(repository=_repository(record, serial), by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("仓库已恢复。"))
    return redirect("register:record", record.pk)


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_CONFIRM)
def prove(request: HttpRequest, ident: str, serial: int) -> HttpResponse:
    """An officer states whose the repository is."""
    record = _reached(request, ident, Act.RECORD_CONFIRM)
    repository = _repository(record, serial)
    form = OfficerProofForm(request.POST or None)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return _act(
        request, record, form, title=_("认定仓库 %(name)s 的归属") % {"name": repository.name}, action=_("认定"), done=_("归属已认定。"),
        sentences=[_("登记人自己也可以用仓库内的验证文件、标签或代码平台账号来证明。")],
        do=lambda: repository_prove(repository=repository, how=Ownership.OFFICER, by=acting, reason=form.cleaned_data["reason"]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.RECORD_CONFIRM)
def kinship(request: HttpRequest, ident: str, serial: int, answer: str) -> HttpResponse:
    """Settle whether a repository is the mirror or fork that was proposed."""
    record = _reached(request, ident, Act.RECORD_CONFIRM)
    repository = _repository(record, serial)
    source = repository.mirror_of or repository.fork_of
    if answer not in {"confirm", "refuse"} or source is None:
        raise Http404
    form = PlainReasonForm(request.POST or None)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    settle = kinship_confirm if answer == "confirm" else kinship_refuse
    relation = _("镜像") if repository.mirror_of_id else _("复刻")
    return _act(
        request, record, form,
        title=_("%(name)s 是 %(source)s 的%(relation)s？") % {"name": repository.name, "source": source.name, "relation": relation},
        action=_("确认是") if answer == "confirm" else _("确认不是"), done=_("已记下。"),
        sentences=[_("确认以后，两边相同的提交只算一次；否认以后不再提示。")],
        do=lambda: settle(repository=repository, by=acting, reason=form.cleaned_data["reason"]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.LISTING_DECIDE)
def enlist(request: HttpRequest, ident: str) -> HttpResponse:
    """List the record in a library."""
    record = _reached(request, ident, Act.LISTING_DECIDE)
    form = ListingForm(request.POST or None, record=record)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return _act(
        request, record, form, title=_("列入名录：%(name)s") % {"name": record.name}, action=_("列入"), done=_("已列入名录，向社会公开。"),
        do=lambda: listing_make(record=record, library=form.cleaned_data["library"], basis=form.cleaned_data["basis"], by=acting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.LISTING_DECIDE)
def unlist(request: HttpRequest, ident: str, pk: int, answer: str) -> HttpResponse:
    """Warn a listed record, or end its listing."""
    record = _reached(request, ident, Act.LISTING_DECIDE)
    listing = Listing.objects.filter(record=record, pk=pk).first()
    if listing is None or answer not in {"warn", "end"}:
        raise Http404
    form = PlainReasonForm(request.POST or None)
    acting: Acting = request.acting  # type: ignore[attr-defined]
    decide = listing_warn if answer == "warn" else listing_end
    library = name_of(libraries(), listing.library)
    return _act(
        request, record, form, tone="danger",
        title=(_("预警：%(library)s") if answer == "warn" else _("移出：%(library)s")) % {"library": library},
        action=_("预警") if answer == "warn" else _("移出"), done=_("已办理，理由已公开。"), sentences=[_("理由和日期会一直公开。")],
        do=lambda: decide(listing=listing, reason=form.cleaned_data["reason"], by=acting),
    )  # fmt: skip


@require_POST
@needs(Act.LISTING_DECIDE)
def undo_listing(request: HttpRequest, ident: str, pk: int) -> HttpResponse:
    """Take back one's own decision on a listing."""
    record = _reached(request, ident, Act.LISTING_DECIDE)
    listing = Listing.objects.filter(record=record, pk=pk).first()
    if listing is None:
        raise Http404
    listing_undo(listing=listing, by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("已撤销，恢复到决定之前。"))
    return redirect("register:record", record.pk)


def _act(
    request: HttpRequest, record: Record, form: Form, *, title: str, action: str, done: str, do: Callable[[], object],
    sentences: list[Sentence] | None = None, tone: str = "",
) -> HttpResponse:  # fmt: skip
    """A page that says what will be done, does it, and goes back to the record."""
    here = reverse("register:record", args=[record.pk])
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except Invalid as error:
            with_problems(form, error)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(here)
    shown = {
        "title": title, "form": form, "action": action, "cancel": here, "tone": tone, "sentences": sentences or [],
        "crumbs": [(_("登记"), reverse("register:records")), (record.name, here), (title, "")],
    }  # fmt: skip
    return render(request, "house/confirm.html", shown, status=BAD if form.errors else 200)


def _reached(request: HttpRequest, ident: str, act: str) -> Record:
    acting: Acting = request.acting  # type: ignore[attr-defined]
    record = record_visible(acting, ident)
    if not reaches(acting, act, record):
        raise NotAllowed(act)
    return record


def _repository(record: Record, serial: int) -> Repository:
    found = record.repositories.filter(serial=serial).first()
    if found is None:
        raise NotAllowed("repository")
    return found
