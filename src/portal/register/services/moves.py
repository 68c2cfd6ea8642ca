"""How is a record submitted, returned, registered, suspended, removed, restored, and such an act taken back?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.errors import Invalid, WrongState
from portal.journal.events import Event
from portal.messages.services import notify
from portal.register.columns import Plain, columns_of, content_of, missing
from portal.register.models import Kind, Record, Revision, State
from portal.register.models.record import SHOWN
from portal.register.moves import ALL, BY_NAME, SHORTEST_REASON, UNDO_WITHIN, Move, fits, reaches
from portal.register.services.records import assign
from portal.register.services.revisions import held, revise

record_moved = Signal()
"""A record has moved; carries ``record`` and ``event``. Evidence reads what has just been registered."""


@transaction.atomic
def record_move(*, record: Record, move: str, version: int, by: Acting, reason: str = "") -> Record:
    """Make one of the moves of ``portal.register.moves``.

    Raises:
        Invalid: a reason is needed, or the record lacks what a submission needs.
        WrongState: the record has been changed since ``version``, or does not stand where this move begins.
        NotAllowed: the acting role may not make it.
    """
    made = BY_NAME[move]
    now = held(record, version)
    by.prove(made.act, person_id=now.person_id, organisation_id=now.organisation_id, district=now.district)
    if not fits(made, now):
        raise WrongState(
            _("《%(name)s》现在是“%(state)s”，不能%(move)s。请重新打开登记页。")
            % {"name": now.name, "state": now.get_state_display(), "move": made.label}
        )
    reason = reason.strip()
    if made.needs_reason and len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明理由，对方会原样看到。")})
    before = content_of(now)
    if made.to in {State.SUBMITTED, State.REGISTERED}:
        prove_complete(now, before)
    now.state = made.to
    if made.to is State.REGISTERED and now.registered_at is None:
        now.registered_at = timezone.now()
    revise(now, by=by, event=made.event, reason=reason, before=before)
    record_moved.send(sender=Record, record=now, event=made.event)
    _tell(now, made, by, reason)
    return now


def record_submit(*, record: Record, version: int, by: Acting) -> Record:
    """Hand a draft, or one returned, to the district."""
    return record_move(record=record, move="submit", version=version, by=by)


def record_return(*, record: Record, version: int, by: Acting, reason: str) -> Record:
    """Send it back with what must be put right."""
    return record_move(record=record, move="return", version=version, by=by, reason=reason)


def record_register(*, record: Record, version: int, by: Acting, reason: str = "") -> Record:
    """Register what was submitted; from now on it is public."""
    return record_move(record=record, move="register", version=version, by=by, reason=reason)


def record_suspend(*, record: Record, version: int, by: Acting, reason: str) -> Record:
    """Keep it public, marked as suspended."""
    return record_move(record=record, move="suspend", version=version, by=by, reason=reason)


def record_remove(*, record: Record, version: int, by: Acting, reason: str) -> Record:
    """Take a registered record out of the public register; a draft is discarded."""
    move = "remove" if record.state in SHOWN else "discard"
    return record_move(record=record, move=move, version=version, by=by, reason=reason)


def record_restore(*, record: Record, version: int, by: Acting, reason: str) -> Record:
    """Register again what was suspended or removed."""
    return record_move(record=record, move="restore", version=version, by=by, reason=reason)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of a list that was confirmed together."""

    done: tuple[Record, ...]
    refused: tuple[tuple[Record, str], ...]
    """Each with the reason."""


@transaction.atomic
def records_register(*, records: Sequence[tuple[Record, int]], by: Acting) -> Confirmed:
    """Register each that can be; those that cannot stay as they are and are told apart."""
    done: list[Record] = []
    refused: list[tuple[Record, str]] = []
    for record, version in records:
        try:
            with transaction.atomic():
                done.append(record_register(record=record, version=version, by=by))
        except (Invalid, WrongState) as error:
            refused.append((record, str(error)))
    return Confirmed(tuple(done), tuple(refused))


@transaction.atomic
def record_undo(*, record: Record, version: int, by: Acting) -> Record:
    """Take back one's own move of the last ten minutes: the former content and state come back as a new version.

    Raises:
        WrongState: it is too late, somebody else has acted since, or the last act was no move.
    """
    now = held(record, version)
    undone = undoable(now, by)
    if undone is None:
        raise WrongState(_("已经过了 10 分钟，或此后又有新的办理，不能撤销。可以按流程另行办理。"))
    former = Revision.objects.get(record_id=now.pk, version=undone.version - 1)
    before = content_of(now)
    assign(now, {column.name: _kept(former.content, column.name, before) for column in columns_of(now.kind)})
    now.state = former.content["state"]
    if not Revision.objects.filter(
        record_id=now.pk, version__lt=undone.version, content__state__in=[str(state) for state in SHOWN]
    ).exists():
        now.registered_at = None
    revise(
        now,
        by=by,
        event=Event.RECORD_CHANGED,
        reason=_("撤销第 %(n)d 版的办理") % {"n": undone.version},
        before=before,
        details={"undone": undone.journal_sequence},
        extra={"undoes": undone.version},
    )
    return now


def undoable(record: Record, acting: Acting) -> Revision | None:
    """The newest version, if it is a move that this person made within the last ten minutes."""
    newest, former = [*Revision.objects.filter(record_id=record.pk)[:2], None, None][:2]
    if newest is None or former is None or newest.version != record.version or "undoes" in newest.content:
        return None
    moved = newest.content.get("state") != former.content.get("state")
    mine = bool(acting.actor_id) and newest.person == acting.actor_id
    # whoever takes a move back must be one who may still make it: a role ends within the ten minutes too
    may = any(
        former.content.get("state") in move.from_states and newest.content.get("state") == move.to and reaches(acting, move.act, record)
        for move in ALL
    )
    return newest if moved and mine and may and timezone.now() - newest.at < UNDO_WITHIN else None


def _kept(former: Mapping[str, Any], name: str, before: Mapping[str, Plain]) -> Plain:
    """The former value; a column that did not exist then keeps its present value."""
    value: Plain = former.get(name, before[name])
    return value


def prove_complete(record: Record, content: Mapping[str, Plain]) -> None:
    """That nothing is missing that a submission needs.

    Raises:
        Invalid: each thing that is.
    """
    problems = {column.name: _("提交前请填写“%(label)s”。") % {"label": column.label} for column in missing(content, record.kind)}
    if record.kind == Kind.PROJECT and not record.repositories.filter(removed_at__isnull=True).exists():
        problems["repositories"] = _("提交前请至少登记一个代码仓库：没有仓库就没有事实。")
    if problems:
        raise Invalid(problems)


def _tell(record: Record, move: Move, by: Acting, reason: str) -> None:
    """Whoever registered it learns what others did with it."""
    if record.person is None or record.person_id == by.actor_id:
        return
    with override("zh-hans"):
        notify(
            person=record.person,
            event=str(move.event),
            subject_id=f"{record.pk}:{record.version}",
            subject=_("《%(name)s》：%(move)s") % {"name": record.name, "move": move.label},
            body="\n".join(part for part in (str(move.means), _("理由：%(reason)s") % {"reason": reason} if reason else "") if part),
            path=f"/register/{record.pk}/",
        )
