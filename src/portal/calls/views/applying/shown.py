"""What do the applicant's pages share: where one is, how far the form is, what the rules say so far, what must be put right?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.calls.models import Application
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.folder import Folder
from portal.errors import Sentence
from portal.evidence.doors import said
from portal.house.navigation import address_of
from portal.house.parts import Outcome, Reason

if TYPE_CHECKING:
    from portal.accounts.acting import Acting


@dataclass(frozen=True, slots=True)
class Stage:
    """A section in the list beside the form; ``missing``: questions still to be answered or mended."""

    id: str
    title: str
    missing: int
    current: bool
    marked: int = 0
    """How many questions were sent back."""


def progress_of(folder: Folder, current: str = "") -> list[Stage]:
    """How far each section is."""
    at = {field.id: section.id for section in folder.form.sections for field in section.fields}
    missing: dict[str, set[str]] = {}
    for fault in folder.faults():
        name = fault.field.partition(".")[0]
        missing.setdefault(at.get(name, ""), set()).add(name)
    returned = returned_fields(folder.application)
    marked = [at[name] for name in returned if name in at]
    return [
        Stage(
            section.id,
            said(section.title, section.title_en),
            len(missing.get(section.id, ())),
            section.id == current,
            marked.count(section.id),
        )
        for section in folder.form.sections
    ]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What the rules say so far: what does not hold, what cannot be told yet, and what holds."""

    failed: tuple[Reason, ...] = ()
    unknown: tuple[Reason, ...] = ()
    met: tuple[Reason, ...] = ()


def eligibility(folder: Folder) -> Eligibility:
    """Rule by rule: condition and reason in one line."""
    rows: dict[str, list[Reason]] = {"fail": [], "unknown": [], "pass": []}
    for judged in folder.judged():
        condition, reason = judged.said
        outcome: Outcome = {"pass": "pass", "fail": "fail"}.get(judged.outcome, "unknown")  # type: ignore[assignment] # two of three words
        rows[outcome].append(Reason(_("%(condition)s：%(reason)s") % {"condition": condition.rstrip("。."), "reason": reason}, outcome))
    return Eligibility(tuple(rows["fail"]), tuple(rows["unknown"]), tuple(rows["pass"]))


def returned_fields(application: Application) -> dict[str, str]:
    """Field → what must be put right, while it is with the applicant again."""
    if application.step != "returned":
        return {}
    newest = application.moves.filter(undone_at=None, to_step="returned").order_by("-at", "-id").first()
    return dict(newest.fields) if newest else {}


def crumbs_of(request: HttpRequest, folder: Folder, here: Sentence = "") -> list[tuple[Sentence, str]]:
    """The way to this page; an official's begins at the desk."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    application = folder.application
    named = application.number or application.title or _("申报")
    own = is_applicant(acting, application) or not address_of("calls:desk")
    first: tuple[Sentence, str] = (_("我的申报"), reverse("calls:mine")) if own else (_("办理"), address_of("calls:desk"))
    page = reverse("calls:application", args=[application.pk])
    return [first, (named, page if here else ""), *([(here, "")] if here else [])]
