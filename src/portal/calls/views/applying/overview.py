"""An application at a glance: where it stands, what is expected of whom until when, what happened, what can be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act, Role, Scope
from portal.calls.models import Application, Move, PartyState
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.selectors.contradictions import contradictions
from portal.calls.selectors.folder import Folder
from portal.calls.selectors.receipt import applicant_of
from portal.calls.services.desk import application_look
from portal.calls.services.moves import open_ends
from portal.calls.services.parties import speaks_for
from portal.calls.services.submission import submission_undoable
from portal.calls.steps import OVER
from portal.calls.tabs import tabs
from portal.calls.views.applying.shown import crumbs_of, progress_of, returned_fields
from portal.calls.views.desk.acts import buttons
from portal.evidence.doors import said
from portal.house.parts import Event as Happened
from portal.register.moves import UNDO_WITHIN
from portal.register.selectors.histories import names_of_people
from portal.register.vocabulary import districts, name_of

EXPECTED = {
    "district": gettext_lazy("由%(district)s经信部门初审。您不用做什么，有结果会通知您。"),
    "office": gettext_lazy("由市项目办办理。您不用做什么，有结果会通知您。"),
    "office_head": gettext_lazy("由市项目办负责人审定。您不用做什么，有结果会通知您。"),
    "finance": gettext_lazy("由财务办理。您不用做什么，有结果会通知您。"),
    "expert": gettext_lazy("专家正在评审。评审期间不公布专家姓名。"),
    "panel_chair": gettext_lazy("专家组正在合议。"),
    "system": gettext_lazy("平台正在处理，很快进入下一步。"),
    "clock": gettext_lazy("等待期满。期间任何人都可以提出异议。"),
}
"""Actor → what is expected, said to the applicant."""
APPLICANTS = frozenset({Role.DEVELOPER, Role.ORG_ADMIN, Role.ORG_MEMBER, Role.COMMUNITY_OPERATOR})


@require_GET
@needs(Act.APPLICATION_VIEW)
def application(request: HttpRequest, application: str) -> HttpResponse:
    """The page."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    folder = Folder(application_visible(acting, application))
    found = folder.application
    application_look(application=found, by=acting)
    own = is_applicant(acting, found)
    undoable = submission_undoable(found, acting)
    parties = list(found.parties.select_related("organisation", "person"))
    context = {
        "application": found,
        "call": said(found.call.name, found.call.name_en),
        "applicant": applicant_of(folder),
        "district": name_of(districts(), found.district) if found.district else "",
        "step": said(folder.step.shown, folder.step.shown_en),
        "tone": _tone(found),
        "expected": expected_of(folder, own=own),
        "returned": [(_field_label(folder, name), text, _section_of(folder, name)) for name, text in returned_fields(found).items()],
        "reason": _reason(found),
        "own": own,
        "editable": own and folder.editable,
        "progress": progress_of(folder) if own and folder.editable else [],
        "open_points": [one for one in contradictions(folder) if not one.answered] if own and found.step not in OVER else [],
        "may_withdraw": own and ("withdrawn" in open_ends(folder.programme, found) or "abandoned" in open_ends(folder.programme, found)),
        "undo_until": undoable.at + UNDO_WITHIN if undoable else None,
        "parties": parties,
        "asked": [party for party in parties if party.state == PartyState.INVITED and speaks_for(acting, party)],
        "history": _history(folder, acting, own=own),
        "buttons": buttons(found, acting),
        "objected": own and found.objections.exists(),
        "tabs": tabs(found, acting, "calls:application"),
        "crumbs": crumbs_of(request, folder),
    }
    return render(request, "calls/application.html", context)


def expected_of(folder: Folder, *, own: bool) -> str:
    """What is expected of whom, in one sentence."""
    found, actor = folder.application, folder.step.actor
    if found.step in OVER:
        return _("已经办结。")
    if found.step == "draft":
        return _("还没有提交，只有申报方看得到。") if own else ""
    if actor == "applicant":
        return _("等申报方办理。") if not own else _("请按下面的意见修改，然后重新提交。") if found.step == "returned" else _("等您办理。")
    if not own:
        return ""
    return str(EXPECTED.get(actor, EXPECTED["office"])) % {"district": name_of(districts(), found.district) if found.district else ""}


def _tone(found: Application) -> str:
    if found.step in {"declined", "removed", "lapsed", "withdrawn", "abandoned"}:
        return "bad"
    return (
        "warn" if found.step in {"returned", "clarify"} else "good" if found.step in {"listed", "awarded", "paid", "accepted"} else "plain"
    )


def _reason(found: Application) -> str:
    """Why it stands where it stands, when somebody wrote so."""
    newest = found.moves.filter(undone_at=None).order_by("-at", "-id").first()
    return newest.reason if newest and newest.to_step == found.step else ""


def _field_label(folder: Folder, name: str) -> str:
    found = next((field for field in folder.form.fields if field.id == name), None)
    return said(found.label, found.label_en) if found else name


def _section_of(folder: Folder, name: str) -> str:
    return next(
        (section.id for section in folder.form.sections for field in section.fields if field.id == name), folder.form.sections[0].id
    )


def _on_our_side(move: Move) -> bool:
    """Whether the applicant's own people made it: those act as themselves, or for a body."""
    return move.role.partition("@")[0] in APPLICANTS


def _history(folder: Folder, acting: Acting, *, own: bool) -> list[Happened]:
    """Newest first. Who in the office did it is said to the office, the applicant reads the office."""
    moves = list(folder.application.moves.order_by("-at", "-id"))
    official = acting.scope(Act.APPLICATION_VIEW) in {Scope.CITY, Scope.DISTRICT}
    shown = {move.by for move in moves if official or (own and _on_our_side(move))}
    names = names_of_people(shown)
    steps = {step.id: said(step.shown, step.shown_en) for step in folder.programme.steps}
    return [
        Happened(
            move.at,
            _("撤销了：%(step)s") % {"step": steps.get(move.to_step, move.to_step)}
            if move.undone_at
            else steps.get(move.to_step, move.to_step),
            move.reason,
            names.get(move.by, "") or ("" if move.by else _("平台")),
        )
        for move in moves
    ]
