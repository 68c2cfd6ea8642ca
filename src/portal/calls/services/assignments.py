"""Who judges what: assigned by a draw, declared before seeing the file, recused, and replaced by the next in the drawn order?"""

from collections.abc import Collection, Iterable
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Person
from portal.accounts.roles import Act
from portal.calls.models import Application, Assignment, AssignmentState, Call, Conflict, ConflictKind, Draw
from portal.calls.selectors.declarations import parties_named
from portal.calls.selectors.duties import SCORE, prove_duty
from portal.calls.selectors.reviews import LIVE, READING, RECUSAL, REVIEW, assignments_of, review_of
from portal.calls.services.moves import application_move
from portal.errors import Invalid, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.messages.services import notify
from portal.register.moves import SHORTEST_REASON

DECLARED = "declared"
"""The ground of a relation the expert told."""


def assignments_make(*, draw: Draw, by: Acting) -> list[Assignment]:
    """One for each application and drawn expert; called by the draw, in its transaction."""
    people = {entry["code"]: entry["expert"] for entry in draw.pool}
    chosen = Person.objects.in_bulk([people[code] for code in draw.result["chosen"]])
    made = []
    waiting = Application.objects.filter(
        pk__in=draw.applications, step=RECUSAL
    )  # one that was withdrawn since the pool was frozen waits no more
    for application in waiting.select_related("call__version"):
        for person in sorted(chosen.values(), key=lambda one: _lot(draw, application, one.id)):
            prove_duty(acting_of(person, None), application, SCORE)
            made.append(_assign(draw, application, person, by))
    _ask_to_declare(draw.call, chosen.values())
    return made


def _lot(draw: Draw, application: Application, person_id: str) -> str:
    """So that 专家1 of one application is not 专家1 of the next; nobody can work it out without the draw's secret."""
    return sha256(f"{draw.result['salt']}|{application.pk}|{person_id}".encode()).hexdigest()


def _assign(draw: Draw, application: Application, person: Person, by: Actor) -> Assignment:
    n = Assignment.objects.filter(application=application).count() + 1
    assignment = Assignment.objects.create(application=application, expert=person, draw=draw, alias=f"专家{n}")
    record(
        event=Event.EXPERT_ASSIGNED,
        by=by,
        subject_kind="assignment",
        subject=str(assignment.pk),
        details={"application": application.pk, "expert": person.id, "draw": draw.pk},
    )
    return assignment


def _ask_to_declare(call: Call, people: Iterable[Person], mark: str = "") -> None:
    with override("zh-hans"):
        for person in people:
            notify(
                person=person,
                event=str(Event.EXPERT_ASSIGNED),
                subject_id=f"{call.pk}:{mark or timezone.localdate().isoformat()}",
                subject=_("《%(call)s》请您参加评审") % {"call": call.name},
                body=_("请先声明有无利益关系；声明之后才能看到评审材料。"),
                path="/reviews/",
            )


@transaction.atomic
def expert_declare(*, call: Call, related: Collection[str], statement: str, by: Acting) -> list[Assignment]:
    """Declare for everything of a call that one was newly assigned: recused where related, ready to review elsewhere.

    related: names of applicant parties the expert has a relation with

    Raises:
        Invalid: it names a party that is none, or does not say which relation.
        WrongState: nothing waits for a declaration.
    """
    take_turn()
    mine = list(assignments_of(by).select_for_update(of=("self",)).filter(application__call=call, state=AssignmentState.ASSIGNED))
    if not mine:
        raise WrongState(_("没有等您声明的评审任务。"))
    named = parties_named(call)
    if set(related) - set(named):
        raise Invalid({"related": _("名单里没有这一方。")})
    statement = statement.strip()
    if related and len(statement) < SHORTEST_REASON:
        raise Invalid({"statement": _("请写明是什么关系。")})
    touched = {ident for name in related for ident in named[name]}
    blocked = set(
        Conflict.objects.filter(application__in=[one.application_id for one in mine], expert_id=by.actor_id, kind=ConflictKind.BLOCK)
        .exclude(ground=DECLARED)
        .values_list("application_id", flat=True)
    )
    for ident in sorted(touched):
        Conflict.objects.update_or_create(
            application_id=ident,
            expert_id=by.actor_id,
            ground=DECLARED,
            defaults={"kind": ConflictKind.BLOCK, "sentence": _("专家声明：%(text)s") % {"text": statement}},
        )
    for assignment in mine:
        assignment.declared_at, assignment.declaration = timezone.now(), statement or _("与申报各方没有利益关系。")
        if assignment.application_id in touched | blocked:
            _recuse(assignment, statement or _("平台算出应当回避的关系。"), by)
            continue
        assignment.state = AssignmentState.DECLARED
        assignment.save()
        record(event=Event.EXPERT_DECLARED, by=by, subject_kind="assignment", subject=str(assignment.pk))
    return mine


@transaction.atomic
def expert_recuse(*, assignment: Assignment, reason: str, by: Acting) -> Assignment:
    """Step back from one application later, e.g. when the file shows a relation nobody knew of.

    Raises:
        Invalid: no reason.
        WrongState: the review of it is over.
    """
    take_turn()
    now = assignments_of(by).select_for_update(of=("self",)).filter(pk=assignment.pk, state__in=LIVE).first()
    if now is None or now.application.step not in {RECUSAL, REVIEW}:
        raise WrongState(_("这项评审任务已经结束，不能再回避。"))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明回避的理由。")})
    Conflict.objects.update_or_create(
        application_id=now.application_id,
        expert_id=by.actor_id,
        ground=DECLARED,
        defaults={"kind": ConflictKind.BLOCK, "sentence": _("专家声明：%(text)s") % {"text": reason.strip()}},
    )
    _recuse(now, reason.strip(), by)
    return now


def _recuse(assignment: Assignment, reason: str, by: Acting) -> None:
    assignment.state, assignment.ended_reason = AssignmentState.RECUSED, reason
    assignment.save()
    record(event=Event.EXPERT_RECUSED, by=by, subject_kind="assignment", subject=str(assignment.pk), reason=reason)
    _replacement(assignment, SYSTEM)


def assignments_give_up(*, expert: Person, reason: str) -> None:
    """Somebody sits no more: what they have not scored goes to the next of the drawn order; what they have scored stays."""
    open_ones = Assignment.objects.select_for_update(of=("self",)).select_related("application__call__version", "draw")
    waiting = open_ones.filter(
        expert=expert, state__in=(AssignmentState.ASSIGNED, AssignmentState.DECLARED), application__step__in=(RECUSAL, REVIEW)
    )
    for assignment in waiting.exclude(scores__submitted_at__isnull=False):
        assignment.state, assignment.ended_reason = AssignmentState.REPLACED, reason
        assignment.save()
        _replacement(assignment, SYSTEM, reason)


@transaction.atomic
def expert_replace(*, assignment: Assignment, reason: str, by: Acting) -> Assignment | None:
    """Somebody is absent: the next of the drawn order takes over; None when nobody is left.

    Raises:
        Invalid: no reason.
        WrongState: it is not in review, or the expert has scored already.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Assignment.objects.select_for_update(of=("self",)).select_related("application__call__version", "draw").get(pk=assignment.pk)
    if now.state not in {AssignmentState.ASSIGNED, AssignmentState.DECLARED} or now.application.step not in {RECUSAL, REVIEW}:
        raise WrongState(_("只有还没有评完的任务可以更换专家。"))
    if now.scores.filter(submitted_at__isnull=False).exists():
        raise WrongState(_("该专家已经提交过评分，不能更换；评分须保留。"))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明更换的理由。")})
    now.state, now.ended_reason = AssignmentState.REPLACED, reason.strip()
    now.save()
    return _replacement(now, by, reason.strip())


def _replacement(gone: Assignment, by: Actor, reason: str = "") -> Assignment | None:
    """The next in the drawn order who has no part in the application yet and nothing against them."""
    draw, application = gone.draw, gone.application
    if draw is None or draw.drawn_at is None:
        return None
    people = {entry["code"]: entry["expert"] for entry in draw.pool}
    out = {one["id"] for one in draw.result["passed_over"] if "名额" not in one["reason"]}
    had = set(Assignment.objects.filter(application=application).values_list("expert_id", flat=True))
    against = set(
        Conflict.objects.filter(application=application).exclude(kind=ConflictKind.NOTE).exclude(kind=ConflictKind.ASK, kept_reason__gt="")
        .values_list("expert_id", flat=True)
    )  # fmt: skip
    for code in draw.result["order"]:
        ident = people[code]
        if code in out or ident in had or ident in against:
            continue
        person = Person.objects.filter(pk=ident, is_active=True, seat__available=True).first()
        if person is None:
            continue
        try:
            prove_duty(acting_of(person, None), application, SCORE)
        except WrongState:
            continue
        taken = _assign(draw, application, person, by)
        record(
            event=Event.EXPERT_REPLACED,
            by=by,
            subject_kind="assignment",
            subject=str(gone.pk),
            reason=reason,
            details={"next": taken.pk},
        )
        _ask_to_declare(application.call, [person], f"r{taken.pk}")
        return taken
    return None


@transaction.atomic
def conflict_keep(*, conflict: Conflict, reason: str, by: Acting) -> Conflict:
    """Let an expert stay although something must be explained.

    Raises:
        Invalid: no reason.
        WrongState: a block: only the facts it rests on can be contested.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if now.kind != ConflictKind.ASK:
        raise WrongState(_("应当回避的关系不能保留；如果事实有误，请先在登记或身份资料中更正，再重新计算。"))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明为什么这一关系不影响公正评审。")})
    now.kept_reason, now.kept_by = reason.strip(), by.actor_id
    now.save(update_fields=["kept_reason", "kept_by"])
    record(
        event=Event.CONFLICT_KEPT,
        by=by,
        subject_kind="application",
        subject=now.application_id,
        reason=now.kept_reason,
        details={"expert": now.expert_id, "ground": now.ground},
    )
    return now


def ready_for_review(call: Call) -> tuple[list[Application], list[Application]]:
    """Of those waiting: who has enough declared experts and nobody left to ask, and who has not."""
    least = review_of(call).at_least
    ready: list[Application] = []
    waiting: list[Application] = []
    for application in call.applications.filter(step=RECUSAL).select_related("call__version").prefetch_related("assignments"):
        states = [one.state for one in application.assignments.all()]
        enough = sum(state in READING for state in states) >= least
        (ready if enough and AssignmentState.ASSIGNED not in states else waiting).append(application)
    return ready, waiting


@transaction.atomic
def review_begin(*, call: Call, by: Acting) -> list[Application]:
    """Take into review whatever has its experts.

    Raises:
        WrongState: nothing has.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    ready, _waiting = ready_for_review(call)
    if not ready:
        raise WrongState(_("还没有一份申报有足够的、已经声明的专家。"))
    for application in ready:
        application_move(application=application, to=REVIEW, by=by, at_desk=True)
    return ready
