"""Which pages does an application have, and which of them does the reader see?"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application
from portal.calls.selectors.applications import is_applicant
from portal.errors import Sentence


@dataclass(frozen=True, slots=True)
class Tab:
    """``act``: what the acting role must be able to do to see it, besides being the applicant where ``applicant``."""

    label: Sentence
    name: str
    act: str
    applicant: bool = True


ALL = (
    Tab(_("概况"), "calls:application", Act.APPLICATION_VIEW),
    Tab(_("申报内容"), "calls:answers", Act.APPLICATION_VIEW),
    Tab(_("资格与证据"), "calls:checks", Act.APPLICATION_VIEW),
    Tab(_("评审"), "calls:application_review", Act.SCORES_VIEW, applicant=False),
    Tab(_("资金与绩效"), "calls:application_money", Act.LEDGER_VIEW),
)


@dataclass(frozen=True, slots=True)
class DrawnTab:
    """As the page shows it."""

    label: Sentence
    href: str
    current: bool


def tabs(application: Application, acting: Acting, current: str) -> list[DrawnTab]:
    """In order; ``current`` is the name of the address of this page."""
    drawn = []
    for tab in ALL:
        if not (acting.may(tab.act) if not tab.applicant else (is_applicant(acting, application) or acting.may(tab.act))):
            continue
        try:
            href = reverse(tab.name, args=[application.pk])
        except NoReverseMatch:
            continue
        drawn.append(DrawnTab(tab.label, href, tab.name == current))
    return drawn
