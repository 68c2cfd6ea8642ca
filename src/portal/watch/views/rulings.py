"""Pages of rulings: which there are, writing one, signing what somebody else wrote, taking one back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import LicenceConflict, LicenceRuling, RulingKind, RulingState
from portal.evidence.selectors.licence_rulings import ruling_visible, rulings_visible
from portal.evidence.services.licence_rulings import ruling_change, ruling_draft, ruling_sign, ruling_withdraw
from portal.house.parts import Choice, Facet
from portal.register.forms.problems import with_problems
from portal.watch.forms.rulings import FORMS, HERE, EndForm, RulingForm, as_written
from portal.watch.selectors.rulings import ruling_page
from portal.watch.selectors.waiting import signable
from portal.watch.views.crumbs import crumbs
from portal.watch.views.drafts import LONGEST_NUMBER, version_seen

BAD_REQUEST = 400
PER_PAGE = 30


@require_safe
@needs(Act.RULING_VIEW)
def rulings(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    states, kinds = request.GET.getlist("state"), request.GET.getlist("kind")
    found = rulings_visible(request.acting)
    found = found.filter(state__in=states) if states else found
    found = found.filter(kind__in=kinds) if kinds else found
    facets = [
        Facet("state", _("状态"), [Choice(value, str(label), None, value in states) for value, label in RulingState.choices]),
        Facet("kind", _("类别"), [Choice(value, str(label), None, value in kinds) for value, label in RulingKind.choices]),
    ]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "facets": facets,
        "may_draft": request.acting.scope(Act.RULING_DRAFT) is Scope.CITY,
        "crumbs": crumbs((_("专家裁定"), "")),
    }
    return render(request, "watch/rulings.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.RULING_DRAFT)
def new(request: HttpRequest) -> HttpResponse:
    """Begin one: ``?conflict=`` names what it arises from, ``?repository=&root=`` a part that nobody has concluded."""
    if request.acting.scope(Act.RULING_DRAFT) is not Scope.CITY:
        raise NotAllowed(Act.RULING_DRAFT)
    conflict = _conflict(request.GET.get("conflict", ""))
    kind = _kind(request, conflict)
    form = FORMS[kind](request.POST or None, officer=True, initial=_begun(request, conflict))
    if request.method == "POST" and form.is_valid():
        try:
            made = ruling_draft(
                kind=kind, content=form.content(), by=request.acting, expert=form.cleaned_data.get("expert"), conflict=conflict
            )
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已起草，等另一个人签署；签署之前不生效。"))
            return redirect("watch:ruling", made.pk)
    return _form(request, form, kind, _("起草专家裁定"), conflict=conflict)


@require_safe
@needs(Act.RULING_VIEW)
def ruling(request: HttpRequest, ruling: int) -> HttpResponse:
    """What it says, who wrote and signed it, where it was used."""
    shown = ruling_visible(request.acting, ruling)
    acting = request.acting
    may_write = acting.reaches(Act.RULING_DRAFT, assigned=shown.expert_id == acting.actor_id)
    context = {
        "ruling": shown,
        "page": ruling_page(shown),
        "may_edit": may_write and shown.state == RulingState.DRAFT,
        "may_sign": signable(shown, acting),
        "wrote": acting.actor_id in shown.writers,
        "may_end": acting.scope(Act.RULING_SIGN) is Scope.CITY and shown.state in {RulingState.DRAFT, RulingState.IN_FORCE},
        "crumbs": crumbs((_("专家裁定"), reverse("watch:rulings")), (_("裁定 %(id)s") % {"id": shown.pk}, "")),
    }
    return render(request, "watch/ruling.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.RULING_DRAFT)
def edit(request: HttpRequest, ruling: int) -> HttpResponse:
    """Write at a draft."""
    shown = ruling_visible(request.acting, ruling)
    if shown.state != RulingState.DRAFT:
        raise WrongState(_("这条裁定已经不是草稿；已签署的只能撤回后另行裁定。"))
    officer = request.acting.scope(Act.RULING_DRAFT) is Scope.CITY
    form = FORMS[shown.kind](request.POST or None, officer=officer, initial=as_written(shown))
    if request.method == "POST" and form.is_valid():
        try:
            ruling_change(
                ruling=shown,
                version=version_seen(request),
                content=form.content(),
                by=request.acting,
                expert=form.cleaned_data.get("expert"),
            )
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已保存，等没有参与起草的人签署。"))
            return redirect("watch:ruling", shown.pk)
    return _form(request, form, shown.kind, _("修改专家裁定 %(id)s") % {"id": shown.pk}, ruling=shown)


@require_http_methods(["GET", "POST"])
@needs(Act.RULING_SIGN)
def sign(request: HttpRequest, ruling: int) -> HttpResponse:
    """Confirm and put in force."""
    shown = ruling_visible(request.acting, ruling)
    if request.method == "POST":
        ruling_sign(ruling=shown, version=version_seen(request), by=request.acting)
        messages.success(request, _("裁定已生效；涉及的项目正在按它重新认定。"))
        return redirect("watch:ruling", shown.pk)
    context = {
        "ruling": shown,
        "page": ruling_page(shown),
        "may_sign": signable(shown, request.acting),
        "crumbs": crumbs((_("专家裁定"), reverse("watch:rulings")), (pgettext("裁定", "签署"), "")),
    }
    return render(request, "watch/ruling_sign.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.RULING_SIGN)
def withdraw(request: HttpRequest, ruling: int) -> HttpResponse:
    """Take it back, with a reason."""
    shown = ruling_visible(request.acting, ruling)
    if request.acting.scope(Act.RULING_SIGN) is not Scope.CITY:
        raise NotAllowed(Act.RULING_SIGN)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ruling_withdraw(ruling=shown, by=request.acting, reason=form.cleaned_data["reason"])
        messages.success(request, _("裁定已撤回，不再使用；涉及的项目正在重新认定。"))
        return redirect("watch:ruling", shown.pk)
    context = {
        "title": _("撤回专家裁定 %(id)s") % {"id": shown.pk},
        "sentences": [_("撤回以后不再使用这条裁定，涉及的项目重新认定；裁定的内容和理由仍可查看。")],
        "form": form,
        "action": _("撤回"),
        "tone": "danger",
        "cancel": reverse("watch:ruling", args=[shown.pk]),
    }
    return render(request, "house/confirm.html", context, status=BAD_REQUEST if form.errors else 200)


def _form(
    request: HttpRequest,
    form: RulingForm,
    kind: str,
    title: str,
    *,
    conflict: LicenceConflict | None = None,
    ruling: LicenceRuling | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "kind": RulingKind(kind).label,
        "title": title,
        "conflict": conflict,
        "version": ruling.version if ruling else None,
        "cancel": reverse("watch:ruling", args=[ruling.pk]) if ruling else reverse("watch:rulings"),
        "crumbs": crumbs((_("专家裁定"), reverse("watch:rulings")), (title, "")),
    }
    return render(request, "watch/ruling_form.html", context, status=BAD_REQUEST if form.errors else 200)


def _kind(request: HttpRequest, conflict: LicenceConflict | None) -> str:
    asked = request.GET.get("kind", "")
    if conflict is not None or asked == RulingKind.COMPATIBILITY:
        return RulingKind.COMPATIBILITY
    return RulingKind.CONCLUSION


def _begun(request: HttpRequest, conflict: LicenceConflict | None) -> dict[str, object]:
    if conflict is None:
        return {"repository": request.GET.get("repository", ""), "root": request.GET.get("root", "")}
    return {
        "repository": conflict.repository,
        "inbound": conflict.inbound,
        "outbound": conflict.outbound,
        "relation": conflict.content.get("relation", ""),
        "distribution": conflict.content.get("distribution", ""),
        "scope": HERE,
    }


def _conflict(text: str) -> LicenceConflict | None:
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        return None
    return LicenceConflict.objects.filter(pk=int(text)).first()
