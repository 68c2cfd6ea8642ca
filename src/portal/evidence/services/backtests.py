"""How is a draft of a programme run on last year's facts before anyone publishes it?

Asked for here, computed by the worker, one after the other, from the lake as it stands: no repository is fetched, no run is kept or
published. A worker that dies leaves it unfinished, and the next one computes it anew.
"""

import logging

from django.db import transaction
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed, PortalError
from portal.evidence.home import programme_files
from portal.evidence.models import Backtest, BacktestState
from portal.evidence.services.jobs import working
from portal.evidence.services.programme_texts import programme_put, programme_text
from portal.evidence.tasks import compute_backtests
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM, Actor
from xingtu.errors import XingtuError

logger = logging.getLogger(__name__)
LOCK = "backtests.lock"


@transaction.atomic
def backtest_request(*, programme_id: str, text: str, by: Actor = SYSTEM, in_force: str = "") -> Backtest:
    """Ask for a back-test of a draft; the same draft against the same version is not computed twice a day.

    in_force: hash of the version it is compared with; empty: the file of the policy folder, where it says something else

    Raises:
        Invalid: the draft cannot be carried out as written, or the version in force is not on this machine.
        NotAllowed: a person asks who may not request runs for the city.
    """
    if isinstance(by, Acting) and by.scope(Act.RUN_REQUEST) is not Scope.CITY:
        raise NotAllowed(Act.RUN_REQUEST)
    policy_hash = programme_put(programme_id, text)
    against = _against(programme_id, policy_hash, in_force)
    known = Backtest.objects.filter(programme=programme_id, policy_hash=policy_hash, against=against).first()
    if known is not None and known.state != BacktestState.FAILED and timezone.localdate(known.requested_at) == timezone.localdate():
        transaction.on_commit(compute_backtests.enqueue)
        return known
    asked = Backtest.objects.create(programme=programme_id, policy_hash=policy_hash, against=against, requested_by_id=by.actor_id or None)
    details = {"programme": programme_id, "policy": policy_hash, "against": against}
    record(event=Event.BACKTEST_REQUESTED, by=by, subject_kind="backtest", subject=str(asked.pk), details=details)
    transaction.on_commit(compute_backtests.enqueue)
    return asked


def _against(programme_id: str, policy_hash: str, in_force: str) -> str:
    if in_force:
        programme_text(programme_id, in_force)
        return in_force if in_force != policy_hash else ""
    path = programme_files().get(programme_id)
    if path is None:
        return ""
    try:
        found = programme_put(programme_id, path.read_text("utf-8"))
    except (Invalid, OSError, UnicodeDecodeError):
        # a file of the folder that cannot be carried out any more is no rule in force
        return ""
    return found if found != policy_hash else ""


def backtests_compute() -> None:
    """Compute all that wait or were left behind; whoever comes meanwhile leaves it to the one at work."""
    while True:
        with working(LOCK) as alone:
            if not alone:
                return
            asked = _next()
            if asked is not None:
                _compute(asked)
        if _next() is None:
            return


def _next() -> Backtest | None:
    unfinished = Backtest.objects.filter(state__in=(BacktestState.COMPUTING, BacktestState.QUEUED))
    return unfinished.order_by("requested_at", "id").first()


def _compute(asked: Backtest) -> None:
    # the engine takes seconds to load; only the worker needs it
    from portal.evidence.services.backtest_results import result_of  # noqa: PLC0415

    Backtest.objects.filter(pk=asked.pk).update(state=BacktestState.COMPUTING)
    ended: dict[str, object]
    try:
        ended = {"state": BacktestState.DONE, "result": result_of(asked), "problem": ""}
    except (PortalError, XingtuError) as error:
        ended = {"state": BacktestState.FAILED, "problem": str(error)}
    except Exception as error:
        logger.exception("back-test failed", extra={"backtest": asked.pk})
        ended = {"state": BacktestState.FAILED, "problem": f"程序出错（{type(error).__name__}）；请把回测编号 {asked.pk} 告知维护者"}
    Backtest.objects.filter(pk=asked.pk).update(ended_at=timezone.now(), **ended)
