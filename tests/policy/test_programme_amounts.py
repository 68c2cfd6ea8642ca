"""Do the money rules of the shipped programmes give what their notices say, to the fen?"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from xingtu import catalogue
from xingtu.policy.grants import Amount, facts_of
from xingtu.policy.office import parse_office
from xingtu.policy.programme import Programme, load_programme
from xingtu.policy.stacking import award

POLICY = Path(__file__).parents[2] / "policy"
WAN = 1_000_000
"""万元, in fen."""
Given = Mapping[str, str | int | None]
NOTHING_BEFORE: Given = {
    "earlier.year": 0, "earlier.project": 0, "earlier.subject": 0, "year_total": 0,
    "award.landing-award-2026": 0, "award.community-support-2026": 0,
}  # fmt: skip

Earns = Callable[..., Amount]


@pytest.fixture(scope="module")
def earns() -> Earns:
    office = parse_office((POLICY / "office.toml").read_text("utf-8"), file_name="policy/office.toml")
    loaded: dict[str, Programme] = {}

    def amount(name: str, answers: Mapping[str, object], **ledger: str | int | None) -> Amount:
        if name not in loaded:
            text = (POLICY / "programmes" / f"{name}.toml").read_text("utf-8")
            loaded[name] = load_programme(
                text, file_name=f"{name}.toml", metrics=catalogue.metrics(), rules=catalogue.rules(), office=office
            )
        programme = loaded[name]
        return award(programme.grants, programme.stacking, {**NOTHING_BEFORE, **facts_of(answers), **ledger})

    return amount


@pytest.mark.parametrize(
    ("contract", "hardware", "requested", "fen"),
    [
        (500 * WAN, 100 * WAN, 45 * WAN, 40 * WAN),  # 10 % of what is not hardware
        (500 * WAN, 100 * WAN, 30 * WAN, 30 * WAN),  # never more than was applied for
        (9_000 * WAN, 0, 900 * WAN, 500 * WAN),  # the cap
        (123_456_789, 0, 12_345_678, 12_345_600),  # rounded down to the yuan
        (100 * WAN, 100 * WAN, 10 * WAN, 0),  # nothing but hardware
    ],
)
def test_an_adopter_gets_a_tenth_of_software_and_services(earns: Earns, contract: int, hardware: int, requested: int, fen: int) -> None:
    answers = {"contract_amount": contract, "hardware_amount": hardware, "requested_amount": requested}
    assert earns("adopter-subsidy-2026", answers).amount_fen == fen


def test_an_adopter_with_a_landing_award_gets_only_what_is_above_it(earns: Earns) -> None:
    answers = {"contract_amount": 1_000 * WAN, "hardware_amount": 0, "requested_amount": 100 * WAN}
    assert earns("adopter-subsidy-2026", answers, **{"award.landing-award-2026": 30 * WAN}).amount_fen == 70 * WAN


def test_an_amount_nobody_knows_is_not_zero(earns: Earns) -> None:
    unknown = earns("adopter-subsidy-2026", {"contract_amount": 500 * WAN, "requested_amount": 40 * WAN})
    assert (unknown.amount_fen, unknown.missing) == (None, ("answer.hardware_amount",))


@pytest.mark.parametrize(("people", "fen"), [(9, 0), (10, 30 * WAN), (29, 30 * WAN), (30, 100 * WAN), (60, 200 * WAN), (500, 200 * WAN)])
def test_a_landing_is_awarded_by_the_local_team(earns: Earns, people: int, fen: int) -> None:
    assert earns("landing-award-2026", {"local_team": people}).amount_fen == fen


DONATED = {"donated": True, "accepting_body": "openatom", "repository_moved": True, "acceptance_letter": ["a1"]}


@pytest.mark.parametrize(
    ("answers", "fen"),
    [
        ({"donated": False}, 60 * WAN),  # 30 % of 200
        (DONATED, 100 * WAN),  # the higher of the two
        (DONATED | {"accepting_body": "other"}, 60 * WAN),  # a body that is not on the list
        (DONATED | {"repository_moved": False}, 60 * WAN),  # not handed over
    ],
)
def test_a_community_gets_the_higher_of_cost_and_donation(earns: Earns, answers: Mapping[str, object], fen: int) -> None:
    cost = {"operating_cost": 250 * WAN, "hardware_cost": 50 * WAN}
    assert earns("community-support-2026", cost | answers).amount_fen == fen


def test_a_key_technology_earns_what_the_panel_gives_grounds_for_up_to_its_cap(earns: Earns) -> None:
    person = {"nominee_kind": "person"}
    assert earns("key-technology-award-2026", person, panel=8 * WAN, panel_grounds="核心算法").amount_fen == 8 * WAN
    assert earns("key-technology-award-2026", person, panel=8 * WAN).amount_fen is None
    body = {"nominee_kind": "organisation"}
    assert earns("key-technology-award-2026", body, panel=30 * WAN, panel_grounds="核心算法").amount_fen == 30 * WAN


@pytest.mark.parametrize(("weeks", "fen"), [(1, 0), (2, 200_000), (4, 400_000)])
def test_a_fellow_is_paid_by_weeks_and_once_a_year(earns: Earns, weeks: int, fen: int) -> None:
    assert earns("winter-fellowship-2026", {"weeks": weeks}).amount_fen == fen
    assert earns("winter-fellowship-2026", {"weeks": weeks}, **{"earlier.year": 1}).amount_fen == 0
