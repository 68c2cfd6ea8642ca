"""A committee for the tests of review: experts with seats, a call whose applications wait for them, marks to give."""

from typing import Any

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.calls.models import Application, Assignment, AssignmentState, Call, Draw, Seat
from portal.calls.selectors.reviews import RECUSAL
from portal.calls.services.assignments import expert_declare, review_begin
from portal.calls.services.draws import draw_make, draws_prepare
from portal.calls.services.phases import phase_open
from portal.calls.services.scores import Given, score_submit
from tests.portal.calls.round import application, open_call, project
from tests.portal.city import Town, grant, organisation, person

SEED, SOURCE = "2026-11-26 福彩3D 4 7 1", "中国福利彩票网，第 2026317 期"


def experts(n: int) -> list[Acting]:
    """So many, each with a seat."""
    made = [grant(person(f"评委{chr(0x4E00 + 7 * i)}"), Role.EXPERT) for i in range(n)]
    for acting in made:
        Seat.objects.create(person=acting.person)
    return made


def waiting_call(city: Town, n: int = 2, **fields: Any) -> tuple[Call, list[Application]]:
    """A call of which ``n`` applications of n firms wait for their experts."""
    call = open_call(**fields)
    made = []
    for i in range(n):
        firm = city.lizhou if i == 0 else organisation(f"firm-{i}", f"第{i}号砚池软件有限公司", district="lanyue")
        answers = {
            "name": f"第{i}号书声阅览室", "purpose": f"{firm.name}与第{i}号书声阅览室一起办，见 https://{firm.id}.example/room",
            "rent": 12_345_600, "shared": True, "shared_with": f"合办单位{i}号", "contact_phone": "13812345678",
            "books": [{"title": "开源之道", "copies": 3}],
        }  # fmt: skip
        handler = city.acting[Role.ORG_ADMIN].person if i == 0 else person(f"经办{i}")
        made.append(
            application(
                call, organisation=firm, person=handler, step=RECUSAL, answers=answers, record=project(f"project-{call.pk}-{i}", firm)
            )
        )
    return call, made


def drawn(call: Call, office: Acting) -> Draw:
    """Experts drawn for everything that waits."""
    (made,) = draws_prepare(call=call, by=office)
    return draw_make(draw_of=made, seed=SEED, source=SOURCE, by=office)


def acting_expert(assignment: Assignment) -> Acting:
    """Act as the assignment's expert."""
    from portal.accounts.acting import acting_of  # noqa: PLC0415 - Django's registry is not ready when pytest imports this file
    from portal.accounts.models import Grant  # noqa: PLC0415

    return acting_of(assignment.expert, Grant.objects.get(person=assignment.expert, role=Role.EXPERT))


def declared(call: Call) -> None:
    """Everybody assigned declares to have no relation."""
    waiting = Assignment.objects.filter(application__call=call, state=AssignmentState.ASSIGNED).select_related("expert")
    for assignment in {one.expert_id: one for one in waiting}.values():
        expert_declare(call=call, related=[], statement="", by=acting_expert(assignment))


def in_review(city: Town, n: int = 2, seats: int = 6) -> tuple[Call, list[Application]]:
    """The blind phase is open."""
    experts(seats)
    office = city.acting[Role.OFFICE_CLERK]
    call, applications = waiting_call(city, n)
    drawn(call, office)
    declared(call)
    review_begin(call=call, by=office)
    return phase_open(call=call, phase_id="blind", by=office), applications


def give(application_: Application, *totals: int) -> None:
    """Every expert in turn gives both criteria the same mark of ten."""
    for assignment, mark in zip(application_.assignments.filter(state=AssignmentState.DECLARED), totals, strict=False):
        score_submit(assignment=assignment, given=Given({"use": mark, "plan": mark}), by=acting_expert(assignment))
