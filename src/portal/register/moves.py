"""Which moves may a record make, who makes them, and what does each mean?

Which state may follow which stands beside the states (``models/record.py``); here is who, why and what it is called.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import Sentence
from portal.journal.events import Event
from portal.register.models import Record, State
from portal.register.models.record import MOVES

UNDO_WITHIN = timedelta(minutes=10)
"""GB/T 37668 and the rules on 适老化: an act with legal effect can be taken back for ten minutes."""
SHORTEST_REASON = 4
"""Characters: whoever it is told to should learn something from it."""


@dataclass(frozen=True, slots=True)
class Move:
    """``means`` is read before it is done; ``done`` after."""

    name: str
    label: Sentence
    from_states: tuple[State, ...]
    to: State
    act: Act
    event: Event
    means: Sentence
    done: Sentence
    needs_reason: bool = False
    tone: str = ""


ALL = (
    Move(
        "submit", pgettext_lazy("move", "提交登记"), (State.DRAFT, State.RETURNED), State.SUBMITTED,
        Act.RECORD_EDIT, Event.RECORD_SUBMITTED,
        _("提交后由所在区县核对；核对期间内容仍可撤回修改。"), _("已提交，等待核对。"),
    ),
    Move(
        "withdraw", pgettext_lazy("move", "撤回提交"), (State.SUBMITTED,), State.DRAFT, Act.RECORD_EDIT, Event.RECORD_CHANGED,
        _("撤回后回到草稿，可以继续修改，再次提交。"), _("已撤回，现在是草稿。"),
    ),
    Move(
        "register", pgettext_lazy("move", "予以登记"), (State.SUBMITTED,), State.REGISTERED, Act.RECORD_CONFIRM, Event.RECORD_REGISTERED,
        _("登记后向社会公开，其仓库从下一次运行起参加统计。"), _("已予以登记，现在向社会公开。"),
    ),
    Move(
        "return", pgettext_lazy("move", "退回补正"), (State.SUBMITTED,), State.RETURNED, Act.RECORD_CONFIRM, Event.RECORD_RETURNED,
        _("退回给登记人，理由原样告知对方。请写明哪一项要怎样改。"), _("已退回，理由已告知登记人。"), needs_reason=True,
    ),
    Move(
        "suspend", pgettext_lazy("move", "暂停登记"), (State.REGISTERED,), State.SUSPENDED, Act.RECORD_REMOVE, Event.RECORD_SUSPENDED,
        _("暂停期间仍然公开，并标明“暂停”和理由。"), _("已暂停。"), needs_reason=True, tone="danger",
    ),
    Move(
        "restore", pgettext_lazy("move", "恢复登记"), (State.SUSPENDED, State.REMOVED), State.REGISTERED,
        Act.RECORD_REMOVE, Event.RECORD_REGISTERED,
        _("恢复后重新公开，其仓库从下一次运行起参加统计。"), _("已恢复登记。"), needs_reason=True,
    ),
    Move(
        "discard", pgettext_lazy("move", "放弃登记"), (State.DRAFT, State.RETURNED), State.REMOVED, Act.RECORD_EDIT, Event.RECORD_REMOVED,
        _("放弃后不再出现在您的登记里；留痕保留。"), _("已放弃。"), tone="danger",
    ),
    Move(
        "remove", pgettext_lazy("move", "注销登记"), (State.REGISTERED, State.SUSPENDED), State.REMOVED,
        Act.RECORD_REMOVE, Event.RECORD_REMOVED,
        _("注销后不再公开，其仓库不再参加以后的运行；以前公布的运行保持原样。"), _("已注销。"), needs_reason=True, tone="danger",
    ),
)  # fmt: skip
BY_NAME = {move.name: move for move in ALL}


def open_moves(record: Record, acting: Acting) -> list[Move]:
    """What the acting role may do with the record as it stands."""
    return [move for move in ALL if fits(move, record) and reaches(acting, move.act, record)]


def fits(move: Move, record: Record) -> bool:
    """Whether the record's state allows the move; what was never registered cannot be registered again by restoring it."""
    state = State(record.state)
    return state in move.from_states and move.to in MOVES[state] and (move.name != "restore" or record.registered_at is not None)


def reaches(acting: Acting, act: str, record: Record) -> bool:
    """Whether the act reaches this record."""
    return acting.reaches(act, person_id=record.person_id, organisation_id=record.organisation_id, district=record.district)


EXPECTED: dict[str, Sentence] = {
    State.DRAFT: _("还是草稿，只有登记人看得到。填好以后请提交。"),
    State.SUBMITTED: _("已提交，等待主管部门核对。"),
    State.RETURNED: _("已退回。请登记人按理由补正后再次提交。"),
    State.REGISTERED: _("已登记，向社会公开。"),
    State.SUSPENDED: _("已暂停。仍然公开，并标明理由。"),
    State.REMOVED: _("已注销，不再公开。"),
}
"""Where it stands and what is expected of whom."""
TONES: dict[str, str] = {
    State.DRAFT: "plain",
    State.SUBMITTED: "warn",
    State.RETURNED: "warn",
    State.REGISTERED: "good",
    State.SUSPENDED: "bad",
    State.REMOVED: "bad",
}
