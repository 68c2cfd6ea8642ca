"""What does a line of the panel's agenda show, and what may this reader do to it?"""

from dataclasses import dataclass

from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Aggregate, Panel, PanelItem, PanelState, Vote
from portal.calls.selectors.panels import Tally, hundredths, items_of, tally
from portal.calls.selectors.reviews import final_aggregates, review_of
from portal.register.moves import UNDO_WITHIN


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """``votes``: all of them to the office and the panel; ``mine``: one's own."""

    item: PanelItem
    final: Aggregate | None
    score: str
    votes: tuple[Vote, ...]
    tally: Tally
    mine: Vote | None
    open: bool
    undoable: bool


def agenda(panel: Panel, acting: Acting) -> list[AgendaLine]:
    """In the order of the meeting."""
    items = items_of(panel)
    finals = final_aggregates([item.application for item in items], review_of(panel.call))
    sitting = panel.state == PanelState.SITTING
    lines = []
    for item in items:
        final, votes = finals.get(item.application_id), tuple(item.votes.all())
        recent = item.decided_at is not None and timezone.now() - item.decided_at < UNDO_WITHIN
        lines.append(
            AgendaLine(
                item=item,
                final=final,
                score=hundredths(final.hundredths) if final else "",
                votes=votes,
                tally=tally(item),
                mine=next((vote for vote in votes if vote.person_id == acting.actor_id), None),
                open=sitting and item.decided_at is None,
                undoable=sitting and recent and acting.may(Act.CALL_RUN),
            )
        )
    return lines
