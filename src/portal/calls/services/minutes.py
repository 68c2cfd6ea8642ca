"""How do the minutes of a panel come about? From what was voted; every later change is a new version, and the old ones stay."""

from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Minutes, Panel, PanelState
from portal.calls.papers.minutes import minutes_paper
from portal.calls.selectors.panels import hundredths, items_of, tally
from portal.calls.selectors.reviews import final_aggregates, review_of
from portal.errors import Invalid, WrongState
from portal.house.documents import word
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.moves import SHORTEST_REASON


@transaction.atomic
def minutes_make(*, panel: Panel, by: Acting, correction: str = "") -> Minutes:
    """The minutes as things stand; the last version itself when nothing has changed since.

    Raises:
        WrongState: the meeting has not begun.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Panel.objects.select_for_update(of=("self",)).select_related("call__version", "chair").get(pk=panel.pk)
    if now.state == PanelState.CALLED:
        raise WrongState(_("会议还没有开始，没有纪要。"))
    last = now.minutes.first()
    corrections = list(last.content.get("corrections", ())) if last else []
    if correction:
        corrections.append({"on": timezone.localdate().isoformat(), "text": correction})
    with override("zh-hans"):
        content = content_of(now) | {"corrections": corrections}
    if last is not None and last.content == content:
        return last
    version = last.version + 1 if last else 1
    digest = sha256(word(minutes_paper(content, version))).hexdigest()
    made = Minutes.objects.create(panel=now, version=version, content=content, sha256=digest, by=by.actor_id)
    record(
        event=Event.MINUTES_MADE,
        by=by,
        subject_kind="panel",
        subject=str(now.pk),
        reason=correction,
        details={"version": version, "sha256": digest},
    )
    return made


def minutes_correct(*, panel: Panel, text: str, by: Acting) -> Minutes:
    """Put something right after the vote: a new version that says so.

    Raises:
        Invalid: it does not say what.
    """
    if len(text.strip()) < SHORTEST_REASON:
        raise Invalid({"text": _("请写明更正什么。")})
    return minutes_make(panel=panel, by=by, correction=text.strip())


def content_of(panel: Panel) -> dict[str, Any]:
    """Everything the paper says, as plain JSON: it reads the same whatever happens later."""
    review, items = review_of(panel.call), items_of(panel)
    finals = final_aggregates([item.application for item in items], review)
    members = list(panel.members.select_related("person"))
    run = panel.call.run
    return {
        "call": panel.call.name,
        "held_on": panel.held_on.isoformat(),
        "place": panel.place,
        "chair": panel.chair.name,
        "quorum": panel.quorum,
        "present": [member.person.name for member in members if member.present],
        "absent": [member.person.name for member in members if not member.present],
        "method": {"mean": "平均", "median": "中位数", "trimmed": "去极值平均"}[review.aggregate],
        "policy_hash": panel.call.version.policy_hash,
        "run": run.run_id if run else "",
        "closed": panel.state == PanelState.CLOSED,
        "draws": [
            {"id": draw.pk, "digest": draw.pool_digest, "seed": draw.seed, "source": draw.seed_source}
            for draw in panel.call.draws.filter(drawn_at__isnull=False).order_by("pk")
        ],
        "items": [
            {
                "number": item.application.number,
                "title": item.application.title,
                "applicant": _applicant(item),
                "score": hundredths(finals[item.application_id].hundredths) if item.application_id in finals else "",
                "scores": finals[item.application_id].scores if item.application_id in finals else 0,
                "alarm": bool(item.application_id in finals and finals[item.application_id].alarm),
                "run": item.application.run.short if item.application.run else "",
                "votes": [count.agreed, count.against, count.abstained, count.recused],
                "recused": sorted(vote.person.name for vote in item.votes.all() if vote.choice == "recused"),
                "outcome": item.outcome,
                "amount_fen": item.amount_fen,
                "grounds": item.grounds,
            }
            for item in items
            for count in (tally(item),)
        ],
    }


def _applicant(item: Any) -> str:  # noqa: ANN401 -- an item with its application
    application = item.application
    return application.organisation.name if application.organisation else application.person.name if application.person else ""
