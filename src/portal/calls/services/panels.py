"""How does the panel sit? Called with its quorum, voted on item by item, and each outcome states what it rests on."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Role
from portal.calls.models import (
    Application,
    Call,
    Choice,
    ItemOutcome,
    Panel,
    PanelItem,
    PanelMember,
    PanelState,
    Vote,
)
from portal.calls.programmes import programme_of
from portal.calls.selectors.panels import citations_of, highest_amount, kept_out, tally
from portal.calls.selectors.reviews import PANEL, REVIEW, final_aggregates, is_open, review_of
from portal.calls.services.moves import application_move
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.messages.services import notify
from portal.register.moves import SHORTEST_REASON, UNDO_WITHIN
from xingtu.report.numbers import yuan

BACK = frozenset({REVIEW, "declined"})


@transaction.atomic
def panel_call(*, call: Call, held_on: date, place: str, chair: Person, members: Sequence[Person], by: Acting) -> Panel:
    """Call a meeting on everything that has enough scores; the agenda is in the order of the scores.

    Raises:
        Invalid: fewer members than the quorum, or the chair is none of them.
        WrongState: a phase is running, or nothing has enough scores.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Call.objects.select_for_update(of=("self",)).select_related("version").get(pk=call.pk)
    review = review_of(now)
    if is_open(now):
        raise WrongState(_("评审阶段还没有结束，不能召集合议。"))
    people = {person.id: person for person in (*members, chair)}
    if len(people) < review.quorum:
        raise Invalid({"members": _("规则要求到会不少于 %(n)d 人。") % {"n": review.quorum}})
    held = {one.pk: one for one in _before_panel(now)}
    scores = final_aggregates(held.values(), review)
    ranked = sorted(
        (one for one in held.values() if one.pk in scores and scores[one.pk].scores >= review.at_least),
        key=lambda one: (-scores[one.pk].hundredths, one.number or ""),
    )
    if not ranked:
        raise WrongState(_("还没有一份申报达到规则要求的评分数（%(n)d 个）。") % {"n": review.at_least})
    panel = Panel.objects.create(call=now, held_on=held_on, place=place.strip(), quorum=review.quorum, chair=chair, called_by=by.actor_id)
    PanelMember.objects.bulk_create([PanelMember(panel=panel, person=person) for person in people.values()])
    for application in ranked:
        if application.step == REVIEW:
            application_move(application=application, to=PANEL, by=by, at_desk=True)
    PanelItem.objects.bulk_create([PanelItem(panel=panel, application=one, position=n) for n, one in enumerate(ranked, start=1)])
    record(
        event=Event.PANEL_CALLED,
        by=by,
        subject_kind="panel",
        subject=str(panel.pk),
        details={"call": now.pk, "items": len(ranked), "members": sorted(people), "chair": chair.id, "quorum": review.quorum},
    )
    with override("zh-hans"):
        for person in people.values():
            notify(
                person=person,
                event=str(Event.PANEL_CALLED),
                subject_id=panel.pk,
                subject=_("《%(call)s》合议会：%(day)s") % {"call": now.name, "day": held_on.isoformat()},
                body=panel.place,
                path=f"/panels/{panel.pk}/",
            )
    return panel


def _before_panel(call: Call) -> list[Application]:
    """In review, or sent on to a panel that is over without it."""
    open_items = PanelItem.objects.filter(panel__call=call).exclude(panel__state=PanelState.CLOSED)
    held = call.applications.filter(step__in=(REVIEW, PANEL)).exclude(pk__in=open_items.values("application"))
    return list(held.select_related("call__version"))


@transaction.atomic
def panel_open(*, panel: Panel, present: Collection[str], by: Acting) -> Panel:
    """Begin with those who came. Who stands in a relation to an application has left its item before it begins.

    Raises:
        WrongState: fewer than the quorum, the chair is absent, or it has begun.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = _held(panel)
    if now.state != PanelState.CALLED:
        raise WrongState(_("会议已经开始或结束。"))
    came = now.members.filter(person__in=list(present))
    if came.count() < now.quorum:
        raise WrongState(_("到会 %(n)d 人，不足法定人数 %(least)d 人，不能开会。") % {"n": came.count(), "least": now.quorum})
    if now.chair_id not in set(present):
        raise WrongState(_("组长没有到会，不能开会。"))
    came.update(present=True)
    now.state, now.opened_at = PanelState.SITTING, timezone.now()
    now.save(update_fields=["state", "opened_at"])
    out = kept_out(now)
    Vote.objects.bulk_create(
        [
            Vote(item=item, person_id=person, choice=Choice.RECUSED)
            for item in now.items.all()
            for person in sorted(out.get(item.application_id, ()))
        ]
    )
    return now


@transaction.atomic
def vote_cast(*, item: PanelItem, person: Person, choice: str, by: Acting) -> Vote:
    """A member votes, or the office writes down how a member who is present voted.

    Raises:
        NotAllowed: neither the member nor the office.
        WrongState: the meeting is not sitting, the item is decided, or the member has left the item.
    """
    take_turn()
    now = _held_item(item)
    if not (by.may(Act.CALL_RUN) or (by.role is Role.EXPERT and by.actor_id == person.id)):
        raise NotAllowed(Act.APPLICATION_SCORE)
    if not now.panel.members.filter(person=person, present=True).exists():
        raise NotAllowed(Act.APPLICATION_SCORE)
    if choice not in Choice.values:
        raise Invalid({"choice": _("没有这种表决。")})
    _prove_undecided(now)
    vote = now.votes.filter(person=person).first()
    if vote is not None and vote.choice == Choice.RECUSED:
        raise WrongState(_("该成员已回避这一项，不能表决。"))
    if vote is not None:
        raise WrongState(_("已经表决过；10 分钟内可以撤回重投。"))
    vote = Vote.objects.create(item=now, person=person, choice=choice)
    _voted(now, person.id, by, choice=choice)
    return vote


@transaction.atomic
def vote_withdraw(*, item: PanelItem, person: Person, by: Acting) -> None:
    """Take a vote back within ten minutes, as long as the item is not decided.

    Raises:
        NotAllowed: neither the member nor the office.
        WrongState: too late.
    """
    take_turn()
    now = _held_item(item)
    if not (by.may(Act.CALL_RUN) or (by.role is Role.EXPERT and by.actor_id == person.id)):
        raise NotAllowed(Act.APPLICATION_SCORE)
    _prove_undecided(now)
    vote = now.votes.filter(person=person).first()
    computed = now.application_id in kept_out(now.panel) and person.id in kept_out(now.panel)[now.application_id]
    if vote is None or timezone.now() - vote.at > UNDO_WITHIN or (vote.choice == Choice.RECUSED and computed):
        raise WrongState(_("没有可以撤回的表决：只能在 10 分钟内撤回。"))
    vote.delete()
    _voted(now, person.id, by, withdrawn=True)


def _voted(item: PanelItem, person_id: str, by: Acting, **details: object) -> None:
    record(
        event=Event.PANEL_VOTED,
        by=by,
        subject_kind="panel",
        subject=str(item.panel_id),
        details={"item": item.position, "member": person_id, **details},
    )


@transaction.atomic
def item_decide(
    *, item: PanelItem, outcome: str, grounds: str, cites: Collection[str], amount_fen: int | None = None, by: Acting
) -> PanelItem:
    """Write the outcome down, with what it rests on.

    cites: keys of ``selectors.panels.citations_of``

    Raises:
        Invalid: no grounds, nothing cited, an outcome the votes do not carry, or an amount above the cap.
        WrongState: the meeting is not sitting, or too few have voted.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = _held_item(item)
    _prove_undecided(now)
    count = tally(now)
    if count.given < now.panel.quorum:
        raise WrongState(_("已表决 %(n)d 人，不足法定人数 %(least)d 人，不能作出结论。") % {"n": count.given, "least": now.panel.quorum})
    known = citations_of(now.application)
    problems = {}
    if outcome not in ItemOutcome.values:
        problems["outcome"] = _("请选择结论。")
    elif outcome == ItemOutcome.SUPPORT and not count.carried:
        problems["outcome"] = _("同意的没有超过参加表决人数的一半，不能“建议支持”。")
    elif outcome == ItemOutcome.REJECT and count.carried:
        problems["outcome"] = _("同意的超过了参加表决人数的一半，不能“不予支持”。")
    if len(grounds.strip()) < SHORTEST_REASON:
        problems["grounds"] = _("请写明理由。")
    if not cites or set(cites) - set(known):
        problems["cites"] = _("请勾选理由所依据的评分、规则或证据。")
    most = highest_amount(now.application)
    if most is None:
        amount_fen = None
    elif outcome == ItemOutcome.SUPPORT and (amount_fen is None or not 0 < amount_fen <= most):
        problems["amount_fen"] = _("请填写建议金额，大于 0，不超过规则的上限 %(most)s。") % {"most": yuan(most)}
    if problems:
        raise Invalid(problems)
    with override("zh-hans"):
        said = "；".join(citations_of(now.application)[key] for key in known if key in cites)
    now.outcome, now.grounds = outcome, f"{grounds.strip()}（依据：{said}）"
    now.amount_fen = amount_fen if outcome == ItemOutcome.SUPPORT else None
    now.decided_at = timezone.now()
    now.save()
    record(
        event=Event.PANEL_DECIDED,
        by=by,
        subject_kind="panel",
        subject=str(now.panel_id),
        reason=now.grounds,
        details={
            "item": now.position, "application": now.application_id, "outcome": outcome, "amount_fen": now.amount_fen,
            "votes": [count.agreed, count.against, count.abstained, count.recused],
        },
    )  # fmt: skip
    return now


@transaction.atomic
def item_undo(*, item: PanelItem, by: Acting) -> PanelItem:
    """Take an outcome back within ten minutes, while the meeting sits.

    Raises:
        WrongState: too late.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = _held_item(item)
    if now.decided_at is None or timezone.now() - now.decided_at > UNDO_WITHIN or now.panel.state != PanelState.SITTING:
        raise WrongState(_("已经过了 10 分钟，或会议已经结束，不能撤销结论。"))
    now.outcome, now.grounds, now.amount_fen, now.decided_at = "", "", None, None
    now.save()
    record(
        event=Event.PANEL_DECIDED,
        by=by,
        subject_kind="panel",
        subject=str(now.panel_id),
        details={"item": now.position, "application": now.application_id, "undone": True},
    )
    return now


@transaction.atomic
def panel_close(*, panel: Panel, by: Acting) -> Panel:
    """End the meeting; every application goes where its outcome sends it.

    Raises:
        WrongState: it is not sitting, or an item is open.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = _held(panel)
    if now.state != PanelState.SITTING:
        raise WrongState(_("会议没有在进行。"))
    items = list(now.items.select_related("application__call__version"))
    if still := [item for item in items if item.decided_at is None]:
        raise WrongState(_("还有 %(n)d 项没有结论，不能结束会议。") % {"n": len(still)})
    now.state, now.closed_at = PanelState.CLOSED, timezone.now()
    now.save(update_fields=["state", "closed_at"])
    for item in items:
        if item.application.step != PANEL:
            # withdrawn meanwhile: the outcome stands in the minutes and moves nothing
            continue
        moves = programme_of(item.application.call.version).step(PANEL).moves
        onward = next((to for to in moves if to not in BACK), "")
        to = {ItemOutcome.SUPPORT: onward, ItemOutcome.AGAIN: REVIEW}.get(ItemOutcome(item.outcome), "declined")
        application_move(application=item.application, to=to, by=by, reason=item.grounds if to == "declined" else "", at_desk=True)
    record(
        event=Event.PANEL_CLOSED,
        by=by,
        subject_kind="panel",
        subject=str(now.pk),
        details={"outcomes": {value: sum(item.outcome == value for item in items) for value in ItemOutcome.values}},
    )
    return now


def _held(panel: Panel) -> Panel:
    return Panel.objects.select_for_update(of=("self",)).select_related("call__version").get(pk=panel.pk)


def _held_item(item: PanelItem) -> PanelItem:
    related = ("panel__call__version", "application__call__version", "application__run", "application__record")
    return PanelItem.objects.select_for_update(of=("self",)).select_related(*related).get(pk=item.pk)


def _prove_undecided(item: PanelItem) -> None:
    if item.panel.state != PanelState.SITTING:
        raise WrongState(_("会议没有在进行。"))
    if item.decided_at is not None:
        raise WrongState(_("这一项已经有结论。"))
