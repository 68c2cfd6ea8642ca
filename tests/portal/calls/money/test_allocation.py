"""A list that this year's budget does not carry: divided as the programme's file says, whatever the order."""

from itertools import count

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.roles import Role
from portal.calls.models import Aggregate, Application, Award, Budget, Call, ProgrammeVersion
from portal.calls.services.allocation import allocation_plan, awards_allocate
from portal.calls.services.awards import award_approve, award_propose
from portal.calls.services.budgets import budget_set
from portal.calls.services.ledger import imbalances
from portal.calls.services.shortlists import shortlist_decide
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.models import Entry
from tests.portal.calls.round import ANSWERS, TEXT, application, open_call, version
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db
SERIAL = count(1)
RULE = '[stacking]\noverflow = "{}"\nverified = false\nsource = "占位"\n\n[[grant]]'


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def ruled(overflow: str) -> ProgrammeVersion:
    """The invented programme with another way to give in."""
    number = next(SERIAL)
    ident = f"reading-room-{number}"
    text = TEXT.replace("reading-room-2026", ident).replace("[[grant]]", RULE.format(overflow))
    return version(text, programme=ident)


def listed(city: Town, overflow: str, rents: list[int], budget_fen: int, *, scores: list[int] | None = None) -> Call:
    """A call whose applications stand on the list; half of each rent is claimed, at most 100,000 yuan."""
    made = ruled(overflow)
    call = open_call(made, ident=made.programme, prefix=f"P{Call.objects.count()}X{next(SERIAL)}")
    Budget.objects.create(programme=made.programme, year=timezone.localdate().year, total_fen=budget_fen)
    for place, rent in enumerate(rents):
        one = application(call, organisation=city.lizhou, step="shortlist", answers=ANSWERS | {"rent": rent})
        if scores:
            Aggregate.objects.create(
                application=one, phase="blind", method="mean", value=f"{scores[place]}/100", hundredths=scores[place], scores=3
            )
    return call


def recommended(call: Call) -> list[int]:
    return list(Award.objects.filter(application__call=call).order_by("application__number").values_list("recommended_fen", flat=True))


def test_a_budget_that_carries_everybody_changes_nothing(city: Town) -> None:
    call = listed(city, "pro_rata", [10_000_000, 6_000_000], 8_000_000)
    assert awards_allocate(call=call, by=city.acting[Role.OFFICE_HEAD]).fits
    assert recommended(call) == [5_000_000, 3_000_000]


def test_pro_rata_takes_the_same_part_of_each_and_says_so(city: Town) -> None:
    call = listed(city, "pro_rata", [10_000_000, 6_000_000], 4_000_000)
    awards_allocate(call=call, by=city.acting[Role.OFFICE_HEAD])
    assert recommended(call) == [2_500_000, 1_500_000]
    award = Award.objects.filter(application__call=call).first()
    assert award is not None
    assert "由 50,000.00 元调整为 25,000.00 元" in award.workings[-1][0]
    assert award.workings[-1][1].startswith("This one goes from 50,000.00")
    # proposing it once more keeps what the division left, as long as the rules give the same
    assert award_propose(application=award.application).recommended_fen == 2_500_000


def test_by_rank_the_best_scores_come_first(city: Town) -> None:
    call = listed(city, "by_rank", [10_000_000, 6_000_000, 6_000_000], 6_000_000, scores=[7000, 9000, 8000])
    awards_allocate(call=call, by=city.acting[Role.OFFICE_CLERK])
    assert recommended(call) == [0, 3_000_000, 3_000_000]
    assert [line.place for line in allocation_plan(call).lines] == [1, 2, 3]


def test_what_waits_for_the_next_year_is_recommended_with_nothing(city: Town) -> None:
    call = listed(city, "next_year", [10_000_000, 6_000_000], 6_000_000, scores=[9000, 8000])
    shares = awards_allocate(call=call, by=city.acting[Role.OFFICE_HEAD]).shares
    assert [(share.amount_fen, share.deferred_fen) for share in shares] == [(5_000_000, 0), (0, 3_000_000)]
    assert recommended(call) == [5_000_000, 0]


def test_a_file_that_lets_nobody_give_in_refuses_and_enters_nothing(city: Town) -> None:
    call = listed(city, "refuse", [10_000_000, 6_000_000], 6_000_000)
    with pytest.raises(WrongState, match="追加预算"):
        awards_allocate(call=call, by=city.acting[Role.OFFICE_HEAD])
    assert recommended(call) == []


def test_what_others_are_being_approved_for_is_not_given_twice(city: Town) -> None:
    call = listed(city, "pro_rata", [10_000_000, 6_000_000], 8_000_000)
    awards_allocate(call=call, by=city.acting[Role.OFFICE_HEAD])
    Application.objects.filter(call=call).update(step="approval")
    first = Award.objects.filter(application__call=call).order_by("application__number")[0]
    award_approve(award=first, amount_fen=5_000_000, by=city.acting[Role.OFFICE_CLERK])
    plan = allocation_plan(call)
    assert (plan.pending_fen, plan.left_fen, len(plan.lines)) == (5_000_000, 3_000_000, 1)


def test_a_list_the_budget_does_not_carry_is_divided_before_anybody_goes_on(city: Town) -> None:
    call = listed(city, "next_year", [10_000_000, 6_000_000], 6_000_000, scores=[9000, 8000])
    head, one = city.acting[Role.OFFICE_HEAD], list(call.applications.order_by("number"))
    made = shortlist_decide(applications=one, to="approval", by=head)
    assert [("资金安排" in why) for _application, why in made.refused] == [True, True]
    awards_allocate(call=call, by=head)
    made = shortlist_decide(applications=one, to="approval", by=head)
    assert [application.pk for application in made.done] == [one[0].pk]
    assert "下一年度" in made.refused[0][1]
    assert recommended(call) == [5_000_000, 0]


def test_a_district_divides_nothing(city: Town) -> None:
    call = listed(city, "pro_rata", [10_000_000], 8_000_000)
    with pytest.raises(NotAllowed):
        awards_allocate(call=call, by=city.acting[Role.DISTRICT_OFFICER])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    overflow=st.sampled_from(["pro_rata", "by_rank", "next_year"]),
    rents=st.lists(st.integers(0, 40_000_000), min_size=1, max_size=5),
    budget_fen=st.integers(0, 30_000_000),
    data=st.data(),
)
def test_a_divided_list_never_exceeds_budget_or_claim(
    city: Town, overflow: str, rents: list[int], budget_fen: int, data: st.DataObject
) -> None:
    scores = data.draw(st.lists(st.integers(0, 10_000), min_size=len(rents), max_size=len(rents)))
    call = listed(city, overflow, rents, budget_fen, scores=scores)
    claims = [min(rent // 2, 10_000_000) for rent in rents]
    awards_allocate(call=call, by=city.acting[Role.OFFICE_HEAD])
    first = recommended(call)
    assert sum(first) <= budget_fen
    assert all(got <= claim for got, claim in zip(first, claims, strict=True))
    if sum(claims) <= budget_fen:
        assert first == claims
    awards_allocate(call=call, by=city.acting[Role.OFFICE_HEAD])
    assert recommended(call) == first
    assert imbalances(Award.objects.filter(application__call=call)) == []


def test_only_the_head_of_the_office_changes_a_budget_and_never_below_what_is_committed(city: Town) -> None:
    call = listed(city, "pro_rata", [10_000_000], 8_000_000)
    Budget.objects.filter(programme=call.version.programme).update(committed_fen=3_000_000)
    given = {"version": call.version, "year": timezone.localdate().year, "before_fen": 8_000_000, "reason": "追加预算文件 12 号"}
    with pytest.raises(Invalid, match="不能低于"):
        budget_set(**given, total_fen=2_999_999, by=city.acting[Role.OFFICE_HEAD])
    for role in (Role.OFFICE_CLERK, Role.FINANCE, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            budget_set(**given, total_fen=9_000_000, by=city.acting[role])
    assert budget_set(**given, total_fen=9_000_000, by=city.acting[Role.OFFICE_HEAD]).total_fen == 9_000_000
    entry = Entry.objects.get(event="budget.changed")
    assert (entry.reason, entry.details["total_fen"]) == ("追加预算文件 12 号", [8_000_000, 9_000_000])
    with pytest.raises(WrongState, match="重新核对"):
        budget_set(**given, total_fen=9_500_000, by=city.acting[Role.OFFICE_HEAD])
