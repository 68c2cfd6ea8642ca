"""What may this role do with an application now? The buttons of its page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application
from portal.calls.programmes import programme_of
from portal.calls.services.awards import APPROVAL
from portal.calls.services.freezing import FROZEN
from portal.calls.services.moves import may_move, open_ends
from portal.calls.services.shortlists import SHORTLIST
from portal.calls.steps import APPLICANT, DESKS, DISTRICT_CHECK, NEEDS_REASON
from portal.errors import Sentence
from portal.evidence.doors import said

CALLED: dict[str, Sentence] = {
    "intake": gettext_lazy("上报受理"),
    FROZEN: gettext_lazy("受理"),
    "returned": gettext_lazy("退回补正"),
    "declined": gettext_lazy("不予通过"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A way on; ``quiet`` when it is not the usual one."""

    label: Sentence
    href: str
    quiet: bool = False


def buttons(application: Application, acting: Acting) -> list[Button]:
    """In the order of the programme's file; the stamp first, where it is the district's turn."""
    programme = programme_of(application.call.version)
    here = programme.step(application.step)
    found = []
    if here.id == DISTRICT_CHECK and acting.reaches(Act.APPLICATION_CHECK, district=application.district):
        found.append(Button(_("上传盖章扫描件"), reverse("calls:stamp", args=[application.pk])))
    for to in open_ends(programme, application):
        if here.actor == APPLICANT or to == "withdrawn" or not moved_by_hand(here.id, to) or not may_move(acting, application, here, to):
            continue
        target = programme.step(to)
        label = CALLED.get(to) or _("转到“%(step)s”") % {"step": said(target.shown, target.shown_en)}
        found.append(Button(label, reverse("calls:move", args=[application.pk, to]), quiet=to in NEEDS_REASON))
    return found


def moved_by_hand(here: str, to: str) -> bool:
    """Whether the page of a move leads there: what has a desk is entered there, but for acceptance, and money without a shortlist."""
    return to not in DESKS or to == FROZEN or (to == APPROVAL and here != SHORTLIST)
