"""The panel's pages: calling it, sitting, votes, outcomes, minutes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.models import Person
from portal.accounts.roles import Act
from portal.calls.forms.review import CorrectionForm, DecideForm, PanelForm, PresenceForm, VoteForm
from portal.calls.models import Panel, PanelItem
from portal.calls.papers.minutes import minutes_paper
from portal.calls.selectors.panels import citations_of, highest_amount, panel_visible, people_of
from portal.calls.selectors.review_desk import call_for_review
from portal.calls.selectors.sittings import agenda
from portal.calls.services.minutes import minutes_correct, minutes_make
from portal.calls.services.panels import item_decide, item_undo, panel_call, panel_close, panel_open, vote_cast, vote_withdraw
from portal.calls.views.review.shown import Crumbs, add_problems, desk_crumbs, own_crumbs
from portal.errors import Invalid, NotAllowed
from portal.house.documents import PDF, WORD, pdf, sent, word

DIGITS = 10
"""Of a version's number; a longer text is no number of ours."""


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def panel_new(request: HttpRequest, call: str) -> HttpResponse:
    """Call a meeting."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = call_for_review(acting, call)
    people = people_of(found)
    form = PanelForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        told, held = form.cleaned_data, {person.id: person for person in people}
        members = [held[ident] for ident in told["members"]]
        try:
            made = panel_call(
                call=found, held_on=told["held_on"], place=told["place"], chair=held[told["chair"]], members=members, by=acting
            )
        except Invalid as error:
            add_problems(form, error)
        else:
            messages.success(request, _("已召集，并通知成员。"))
            return redirect("calls:panel", made.pk)
    shown = {"title": _("召集合议会"), "form": form, "back": reverse("calls:review_desk", args=[found.pk]), "label": _("召集")}
    return render(request, "calls/review/form.html", shown | {"crumbs": desk_crumbs(found, (_("召集合议会"), ""))})


def way(request: HttpRequest, panel: Panel) -> Crumbs:
    """The way to a page of the panel, from the reader's side."""
    here = (_("合议 %(day)s") % {"day": panel.held_on.isoformat()}, "")
    return desk_crumbs(panel.call, here) if request.acting.may(Act.SCORES_VIEW) else own_crumbs(here)  # type: ignore[attr-defined]


@require_GET
@needs(Act.APPLICATION_VIEW)
def panel(request: HttpRequest, panel: int) -> HttpResponse:
    """The agenda with scores, votes and outcomes."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = panel_visible(acting, panel)
    members = list(found.members.select_related("person"))
    came = [member.person for member in members if member.present]
    office = acting.may(Act.CALL_RUN)
    shown = {
        "panel": found,
        "call": found.call,
        "members": members,
        "lines": agenda(found, acting),
        "office": office,
        "presence": PresenceForm(people=[member.person for member in members]) if office and found.state == "called" else None,
        "vote": VoteForm(people=came),
        "mine": any(person.id == acting.actor_id for person in came),
        "minutes": list(found.minutes.all()),
        "crumbs": way(request, found),
    }
    return render(request, "calls/review/panel.html", shown)


@require_POST
@needs(Act.CALL_RUN)
def sit(request: HttpRequest, panel: int) -> HttpResponse:
    """Begin with those who came, or end."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = panel_visible(acting, panel)
    if request.POST.get("do") == "close":
        panel_close(panel=found, by=acting)
        minutes_make(panel=found, by=acting)
        messages.success(request, _("会议已结束，纪要已生成。"))
    else:
        panel_open(panel=found, present=request.POST.getlist("present"), by=acting)
        messages.success(request, _("会议开始。应当回避的成员已离开有关事项。"))
    return redirect("calls:panel", found.pk)


@require_POST
@needs(Act.APPLICATION_VIEW)
def vote(request: HttpRequest, panel: int, item: int) -> HttpResponse:
    """Vote, or take a vote back."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = panel_visible(acting, panel)
    row = get_object_or_404(PanelItem, pk=item, panel=found)
    ident = request.POST.get("person") if acting.may(Act.CALL_RUN) else acting.actor_id
    person = Person.objects.filter(pk=ident or "").first()
    if person is None:
        raise NotAllowed(Act.APPLICATION_SCORE)
    if request.POST.get("do") == "withdraw":
        vote_withdraw(item=row, person=person, by=acting)
        messages.success(request, _("已撤回这一票。"))
    else:
        vote_cast(item=row, person=person, choice=request.POST.get("choice", ""), by=acting)
        messages.success(request, _("已记录表决，10 分钟内可以撤回。"))
    return redirect(f"{reverse('calls:panel', args=[found.pk])}#item-{row.position}")


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def item(request: HttpRequest, panel: int, item: int) -> HttpResponse:
    """Write an outcome down, or take it back."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = panel_visible(acting, panel)
    related = ("application__call__version", "application__run", "application__record")
    row = get_object_or_404(PanelItem.objects.select_related(*related), pk=item, panel=found)
    back = f"{reverse('calls:panel', args=[found.pk])}#item-{row.position}"
    if request.POST.get("do") == "undo":
        item_undo(item=row, by=acting)
        messages.success(request, _("已撤销结论。"))
        return redirect(back)
    most = highest_amount(row.application)
    form = DecideForm(request.POST or None, cites=citations_of(row.application), amount=most is not None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            item_decide(
                item=row, outcome=told["outcome"], grounds=told["grounds"], cites=told["cites"], amount_fen=form.amount_fen, by=acting
            )
        except Invalid as error:
            add_problems(form, error, {"amount_fen": "amount"})
        else:
            messages.success(request, _("结论已记录，10 分钟内可以撤销。"))
            return redirect(back)
    shown = {
        "title": _("记录结论"),
        "lead": f"{row.application.number} {row.application.title}",
        "form": form,
        "back": back,
        "label": _("记录结论"),
    }
    return render(request, "calls/review/form.html", shown | {"crumbs": way(request, found)})


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def minutes_write(request: HttpRequest, panel: int) -> HttpResponse:
    """Make the minutes of the moment, or put something right in them."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = panel_visible(acting, panel)
    if request.POST.get("do") == "make":
        minutes_make(panel=found, by=acting)
        return redirect("calls:panel", found.pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            minutes_correct(panel=found, text=form.cleaned_data["text"], by=acting)
        except Invalid as error:
            add_problems(form, error)
        else:
            messages.success(request, _("更正已写入，纪要有了新的版本；旧版本保留。"))
            return redirect("calls:panel", found.pk)
    shown = {"title": _("更正会议纪要"), "form": form, "back": reverse("calls:panel", args=[found.pk]), "label": _("更正")}
    return render(request, "calls/review/form.html", shown | {"crumbs": way(request, found)})


@require_GET
@needs(Act.APPLICATION_VIEW)
def minutes(request: HttpRequest, panel: int, kind: str) -> HttpResponse:
    """会议纪要 as Word or PDF; ``?version=`` an older one."""
    found = panel_visible(request.acting, panel)  # type: ignore[attr-defined]
    asked = request.GET.get("version", "")
    rows = found.minutes.filter(version=int(asked)) if asked.isdecimal() and len(asked) < DIGITS else found.minutes.all()
    row = rows.first()
    if row is None:
        raise NotAllowed(kind)
    paper = minutes_paper(row.content, row.version)
    return sent(word(paper) if kind == "docx" else pdf(paper), f"minutes-{found.pk}-v{row.version}", WORD if kind == "docx" else PDF)
