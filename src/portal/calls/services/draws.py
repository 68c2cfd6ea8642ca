"""How are experts drawn so that anybody can draw them again?

Relations are computed for the whole call at once; whoever should not or cannot sit falls out before the draw, with the reason. The pool
is then frozen under opaque codes and its digest published; the seed comes later. A code is a digest of the person under a secret of the
draw: the public learns nobody's name, and an auditor who reads the secret proves that no code was given to somebody else afterwards.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant
from portal.accounts.roles import Act, Role
from portal.calls.models import Application, Call, Conflict, ConflictKind, Draw, Move, Seat
from portal.calls.selectors.duties import stands_with
from portal.calls.selectors.parties import parties_of, past_awards
from portal.calls.selectors.reviews import RECUSAL, REVIEW, review_of
from portal.calls.selectors.seats import loads_of
from portal.calls.services.assignments import assignments_make
from portal.calls.steps import DUTY_OF_STEP
from portal.errors import Invalid, WrongState
from portal.evidence.selectors.conflicts import Findings, findings
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from xingtu.policy.draw import Candidate, draw, pool_digest

CODE_LENGTH = 10
SHORTEST_SEED = 6
Ground = tuple[str, str, str]
"""Id, Chinese, English."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Who can be drawn, who fell out and why, and how much is known of each."""

    seats: tuple[Seat, ...]
    excluded: tuple[tuple[Seat, Ground], ...]
    found: Findings


@transaction.atomic
def conflicts_compute(*, call: Call, by: Acting) -> Findings:
    """Compute the relations of all seats with all applications before or in review, and keep them beside the applications."""
    take_turn()
    by.prove(Act.CALL_RUN)
    seats = list(Seat.objects.values_list("person_id", flat=True))
    return _computed(call, _before_review(call), seats)


@transaction.atomic
def draws_prepare(*, call: Call, by: Acting, field: str = "", seats: int = 0, group: int = 0) -> list[Draw]:
    """Freeze the pools of the applications that wait for experts, in groups no larger than an expert's load.

    field: only applications of this field, and experts of it; "" takes all that wait
    seats: experts for each application; 0 as the programme says
    group: most applications of one draw; 0 as the programme's load says

    Raises:
        WrongState: no application waits, or nobody is left to be drawn.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    review = review_of(call)
    waiting = [one for one in _before_review(call).filter(step=RECUSAL) if not one.assignments.all() and _in_field(one, field)]
    waiting = [one for one in waiting if one.pk not in _prepared(call)]
    if not waiting:
        raise WrongState(_("没有等待抽取专家的申报。"))
    held = list(Seat.objects.select_related("person"))
    found = _computed(call, _before_review(call), [seat.person_id for seat in held])
    size = min(group or review.load, review.load)
    loads = loads_of([seat.person_id for seat in held])
    made = []
    for start in range(0, len(waiting), size):
        applications = waiting[start : start + size]
        pooled = pool_of(call, applications, field, held, loads, found)
        if not pooled.seats:
            raise WrongState(_("没有可以抽取的专家：在册的都因领域、聘期、任务上限或利益关系不能参加，请先补充专家。"))
        made.append(_frozen(call, applications, field, seats or review.experts, pooled, loads, by))
    return made


def pool_of(
    call: Call, applications: Sequence[Application], field: str, seats: Sequence[Seat], loads: Mapping[str, int], found: Findings
) -> Pooled:
    """Who may be drawn for these applications."""
    review = review_of(call)
    holding = set(Grant.objects.held_on(timezone.localdate()).filter(role=Role.EXPERT).values_list("person_id", flat=True))
    against = _standing_against(applications)
    busy = _other_duties(applications)
    inside, outside = [], []
    for seat in seats:
        most = min(seat.most_load, review.load)
        ground = _not_seated(seat, field, holding) or busy.get(seat.person_id) or against.get(seat.person_id)
        if ground is None and loads.get(seat.person_id, 0) + len(applications) > most:
            ground = _too_much(loads.get(seat.person_id, 0), len(applications), most)
        if ground is None:
            inside.append(seat)
        else:
            outside.append((seat, ground))
    return Pooled(tuple(inside), tuple(outside), found)


@transaction.atomic
def draw_make(*, draw_of: Draw, seed: str, source: str, by: Acting) -> Draw:
    """Draw by the seed; the drawn experts are assigned and asked to declare.

    Raises:
        Invalid: no seed, or nobody could look it up.
        WrongState: it was drawn already.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Draw.objects.select_for_update(of=("self",)).select_related("call__version").get(pk=draw_of.pk)
    if now.drawn_at is not None:
        raise WrongState(_("已经抽取过。抽取只做一次，缺席的按抽取次序递补。"))
    problems = {}
    if len(seed.strip()) < SHORTEST_SEED:
        problems["seed"] = _("种子至少 6 个字符。")
    if not source.strip():
        problems["source"] = _("请写明种子的出处，使任何人都能查到。")
    if problems:
        raise Invalid(problems)
    review = review_of(now.call)
    loads = loads_of([entry["expert"] for entry in now.pool])
    most = dict(Seat.objects.filter(person__in=[entry["expert"] for entry in now.pool]).values_list("person_id", "most_load"))
    since = _tied_since(now)
    pool = []
    for entry in now.pool:
        load = loads.get(entry["expert"], 0)
        limit = min(most.get(entry["expert"], review.load), review.load)
        # a draw of another group may have been made since the pool was frozen
        over = _too_much(load, len(now.applications), limit) if load + len(now.applications) > limit else None
        out = over or since.get(entry["expert"])
        pool.append(Candidate(entry["code"], tuple(entry["fields"]), load, out[1:] if out else None))
    drawn = draw(seed.strip(), pool, now.seats, "")
    now.seed, now.seed_source, now.drawn_at = seed.strip(), source.strip()[:300], timezone.now()
    now.result = now.result | {
        "order": list(drawn.order),
        "chosen": list(drawn.chosen),
        "passed_over": [asdict(one) for one in drawn.passed_over],
        "vacant": drawn.vacant,
    }
    now.save()
    record(
        event=Event.DRAW_MADE,
        by=by,
        subject_kind="draw",
        subject=str(now.pk),
        details={"seed": now.seed, "digest": now.pool_digest, "chosen": list(drawn.chosen), "vacant": drawn.vacant},
    )
    assignments_make(draw=now, by=by)
    return now


def code_of(salt: str, person_id: str) -> str:
    """How a person is called in a draw."""
    return sha256(f"{salt}|{person_id}".encode()).hexdigest()[:CODE_LENGTH]


def _before_review(call: Call) -> Any:  # noqa: ANN401 -- a queryset with what parties need
    held = call.applications.filter(step__in=(RECUSAL, REVIEW)).select_related("record", "call__version")
    return held.prefetch_related("parties", "assignments").order_by("number")


def _in_field(application: Application, field: str) -> bool:
    return not field or (application.record is not None and field in application.record.fields)


def _prepared(call: Call) -> set[str]:
    return {ident for row in call.draws.filter(drawn_at=None).values_list("applications", flat=True) for ident in row}


def _numbered(sentence: str, numbers: Mapping[str, str]) -> str:
    """People know applications by their numbers, not by the ids of their addresses."""
    for ident in numbers.keys() & set(re.findall(r"a[a-z2-9]{11}", sentence)):
        sentence = sentence.replace(ident, numbers[ident])
    return sentence


def _computed(call: Call, applications: Iterable[Application], experts: Sequence[str]) -> Findings:
    held = list(applications)
    years = review_of(call).recusal_years
    run = call.run or next((one.run for one in held if one.run_id), None)
    found = findings(
        experts=experts, parties=parties_of(held), on=timezone.localdate(), years=years, run=run, past_awards=past_awards(experts, years)
    )
    numbers = {one.pk: one.number or one.pk for one in held}
    rows = _one_a_ground(
        Conflict(
            application_id=one.application, expert_id=one.expert, kind=one.kind, ground=one.ground,
            sentence=_numbered(one.sentence, numbers), sentence_en=_numbered(one.sentence_en, numbers),
            evidence=dict(one.evidence), run_id=run.run_id if run else "",
        )
        for one in found.conflicts
    )  # fmt: skip
    seen = {(row.application_id, row.expert_id, row.ground) for row in rows}
    kept = Conflict.objects.filter(application__in=[one.pk for one in held]).exclude(ground="declared")
    gone = [pk for pk, *key in kept.values_list("pk", "application_id", "expert_id", "ground") if tuple(key) not in seen]
    Conflict.objects.filter(pk__in=gone).delete()
    Conflict.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["application", "expert", "ground"],
        update_fields=["kind", "sentence", "sentence_en", "evidence", "run_id"], batch_size=500,
    )  # fmt: skip
    return found


def _one_a_ground(found: Iterable[Conflict]) -> list[Conflict]:
    """Two people of the same side, or two repositories, make one relation of that kind; it tells of both."""
    rows: dict[tuple[str, str, str], Conflict] = {}
    for row in found:
        kept = rows.setdefault((row.application_id, row.expert_id, row.ground), row)
        if kept is not row:
            kept.sentence, kept.sentence_en = f"{kept.sentence}{row.sentence}", f"{kept.sentence_en} {row.sentence_en}"
            kept.evidence = {**kept.evidence, "besides": [*kept.evidence.get("besides", []), row.evidence]}
    return list(rows.values())


def _standing_against(applications: Sequence[Application]) -> dict[str, Ground]:
    """By expert the weightiest relation to one of them: who may not judge one of a group judges none of it."""
    found: dict[str, Ground] = {}
    rows = Conflict.objects.filter(application__in=[one.pk for one in applications]).exclude(kind=ConflictKind.NOTE)
    order = {ConflictKind.BLOCK: 0, ConflictKind.ASK: 1}
    for row in sorted(rows, key=lambda row: (order[ConflictKind(row.kind)], row.ground, row.pk)):
        if row.kind == ConflictKind.ASK and row.kept_reason:
            continue
        if row.kind == ConflictKind.BLOCK:
            ground = (row.ground, row.sentence, row.sentence_en or row.sentence)
        else:
            told = f"{row.sentence}（需要说明理由才能参加）"
            ground = (row.ground, told, f"{row.sentence_en or row.sentence} (may sit only with a stated reason)")
        found.setdefault(row.expert_id, ground)
    return found


def _other_duties(applications: Sequence[Application]) -> dict[str, Ground]:
    moved = Move.objects.filter(application__in=[one.pk for one in applications], from_step__in=DUTY_OF_STEP, undone_at=None)
    ground = ("other_duty", "审查或决定过其中的申报", "Has checked or decided on one of the applications")
    return dict.fromkeys(moved.exclude(by="").values_list("by", flat=True), ground)


def _tied_since(frozen: Draw) -> dict[str, Ground]:
    """By expert: what has come between since the pool was frozen. The draw goes on without them; reasons are public."""
    held = list(Application.objects.filter(pk__in=frozen.applications).prefetch_related("parties"))
    found = _other_duties(held)
    for entry in frozen.pool:
        if any(stands_with(entry["expert"], application) for application in held):
            found[entry["expert"]] = ("related", "与申报方有利益关系", "Has a relation to an applicant")
    return found


def _not_seated(seat: Seat, field: str, holding: set[str]) -> Ground | None:
    today = timezone.localdate()
    if not seat.available or not seat.person.is_active:
        return ("unavailable", "暂不参加评审", "Not available")
    if seat.person_id not in holding:
        return ("no_role", "没有在任的专家角色", "Does not hold the role of an expert")
    if seat.from_on > today or (seat.until_on and seat.until_on <= today):
        return ("term", "不在聘期内", "Outside the term of office")
    if field and field not in seat.fields:
        return ("field", "不在所需领域", "Does not work in the field")
    return None


def _too_much(load: int, more: int, most: int) -> Ground:
    return (
        "load",
        f"已承担 {load} 件，再加 {more} 件超过上限 {most} 件",
        f"Holds {load} files already; {more} more would exceed the most, {most}",
    )


def _frozen(
    call: Call, applications: Sequence[Application], field: str, seats: int, pooled: Pooled, loads: Mapping[str, int], by: Acting
) -> Draw:
    salt = secrets.token_hex(16)
    pool: list[dict[str, Any]] = []
    for seat in pooled.seats:
        known = pooled.found.coverage[seat.person_id]
        pool.append(
            {
                "code": code_of(salt, seat.person_id), "expert": seat.person_id, "fields": list(seat.fields),
                "load": loads.get(seat.person_id, 0), "computable": known.computable, "sentence": known.sentence,
                "sentence_en": known.sentence_en,
            }
        )  # fmt: skip
    pool.sort(key=lambda entry: entry["code"])
    excluded = [
        {
            "code": code_of(salt, seat.person_id), "expert": seat.person_id, "ground": ground, "sentence": sentence,
            "sentence_en": sentence_en,
        }
        for seat, (ground, sentence, sentence_en) in pooled.excluded
    ]  # fmt: skip
    made = Draw.objects.create(
        call=call, field=field, applications=[one.pk for one in applications], seats=seats, pool=pool,
        pool_digest=pool_digest(entry["code"] for entry in pool), excluded=excluded, prepared_by=by.actor_id,
        result={"salt": salt, "unread": {one.pk: list(pooled.found.unread.get(one.pk, ())) for one in applications}},
    )  # fmt: skip
    record(
        event=Event.DRAW_PREPARED,
        by=by,
        subject_kind="draw",
        subject=str(made.pk),
        details={"digest": made.pool_digest, "pool": len(pool), "excluded": len(made.excluded), "applications": made.applications},
    )
    return made
