"""What does the head of the office decide on a shortlist: onward to the money or the notice, back to the panel, or no?"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application
from portal.calls.programmes import programme_of
from portal.calls.selectors.duties import DECIDE, prove_duty
from portal.calls.services.allocation import award_propose_listed
from portal.calls.services.awards import APPROVAL
from portal.calls.services.desk import HandedUp
from portal.calls.services.moves import application_move
from portal.errors import Invalid, PortalError, WrongState
from portal.register.moves import SHORTEST_REASON

SHORTLIST, PANEL, DECLINED = "shortlist", "panel", "declined"
DECISIONS = (APPROVAL, PANEL, DECLINED)


def shortlist_decide(*, applications: Iterable[Application], to: str, by: Acting, reason: str = "") -> HandedUp:
    """Decide on each by itself; those that cannot be decided so stay, with the reason.

    Raises:
        Invalid: a no, or sending back to the panel, without a reason. NotAllowed: not the head of the office.
    """
    by.prove(Act.LIST_DECIDE)
    if to not in DECISIONS:
        raise Invalid({"to": _("请选择如何决定。")})
    if to != APPROVAL and len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明理由，申报人会原样看到。")})
    done: list[Application] = []
    refused: list[tuple[Application, str]] = []
    for application in applications:
        try:
            _decide(application, to, by, reason)
            done.append(application)
        except PortalError as error:
            refused.append((application, str(error)))
    return HandedUp(tuple(done), tuple(refused))


@transaction.atomic
def _decide(application: Application, to: str, by: Acting, reason: str) -> None:
    if application.step != SHORTLIST:
        raise WrongState(_("%(number)s 现在不在拟定名单。") % {"number": application.number})
    if to not in programme_of(application.call.version).step(SHORTLIST).moves:
        raise WrongState(_("这个项目的规则里没有这一步。"))
    prove_duty(by, application, DECIDE)
    if to == APPROVAL:
        award_propose_listed(application=application, by=by)
    application_move(application=application, to=to, by=by, reason=reason, at_desk=to in {APPROVAL, PANEL})
