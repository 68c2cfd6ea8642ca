"""When may everybody see a run, and how is one taken back? Published runs stay readable, with what was said of them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import Run, RunState
from portal.evidence.services.licence_requests import observation_examine
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import Actor


@transaction.atomic
def run_publish(*, run: Run, by: Actor) -> Run:
    """Publish a run and note where the journal stood: a tail cut off later shows.

    Raises:
        NotAllowed: not the head of the office.
        WrongState: it was published before, or its rules forbid publishing on this evidence; every reason is named.
    """
    _prove_may(by)
    take_turn()
    here = Run.objects.select_for_update().get(pk=run.pk)
    if here.state != RunState.LOADED:
        raise WrongState(_("这次运行已经公布或撤下，不能再公布；如有更正，请重新运行。"))
    if not here.publishable:
        listed = "；".join(here.refusal)
        raise WrongState(_("按规则文件，证据不全时不予公布：%(reasons)s。补齐后请重新运行。") % {"reasons": listed})
    entry = record(
        event=Event.RUN_PUBLISHED,
        by=by,
        subject_kind="run",
        subject=here.run_id,
        details={"programme": here.programme, "results": here.results_hash, "completeness": here.completeness},
    )
    here.state, here.published_at, here.published_by = RunState.PUBLISHED, timezone.now(), by.actor_id
    here.journal_sequence, here.journal_digest = entry.sequence, entry.digest
    here.save(update_fields=["state", "published_at", "published_by", "journal_sequence", "journal_digest"])
    observation_examine(run=here)
    return here


@transaction.atomic
def run_retract(*, run: Run, by: Actor, reason: str) -> Run:
    """Take a published run back; it stays readable under its address with the reason.

    Raises:
        NotAllowed: not the head of the office.
        Invalid: no reason was given.
        WrongState: it is not published.
    """
    _prove_may(by)
    if not reason.strip():
        raise Invalid({"reason": _("请写明撤下的理由；理由会公开显示。")})
    take_turn()
    here = Run.objects.select_for_update().get(pk=run.pk)
    if here.state != RunState.PUBLISHED:
        raise WrongState(_("只有已公布的运行可以撤下。"))
    here.state, here.retraction = RunState.RETRACTED, reason.strip()[:500]
    here.save(update_fields=["state", "retraction"])
    record(event=Event.RUN_RETRACTED, by=by, subject_kind="run", subject=here.run_id, reason=here.retraction)
    return here


def _prove_may(by: Actor) -> None:
    if isinstance(by, Acting) and by.scope(Act.RUN_PUBLISH) is not Scope.CITY:
        raise NotAllowed(Act.RUN_PUBLISH)
