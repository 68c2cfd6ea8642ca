"""Do several rules and several programmes together never give one subject more than the office wants to give?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import PolicyError
from xingtu.policy.grant_facts import Fact
from xingtu.policy.grants import Grant, read_grants
from xingtu.policy.stacking import Stacking, award, read_stacking, worst_case_of_application_fen
from xingtu.policy.stanza import read_stanza

YUAN = 100
WAN = 10_000 * YUAN


def grants(*amounts: int) -> tuple[Grant, ...]:
    """One rule for each: what it cost, up to the amount."""
    head = 'verified = true\nsource = "占位"\nkind = "share"\nbase = ["answer.cost"]\nrate = "1"\n'
    stanzas = (
        f'[[grant]]\n{head}id = "g{n}"\nname = "第{n}项"\nname_en = "Rule {n}"\ncap_fen = {most}\n' for n, most in enumerate(amounts)
    )
    return read_grants(read_stanza("".join(stanzas), "p-2026.toml"))


def cost(fen: int, **facts: Fact) -> dict[str, Fact]:
    return {"answer.cost": fen, **facts}


def given_together(stacking: Stacking, facts: dict[str, Fact], *amounts: int) -> int | None:
    return award(grants(*amounts), stacking, facts).amount_fen


HIGHER = Stacking(not_with=("landing-2026",))


def test_rules_of_one_programme_add_up_or_the_highest_counts() -> None:
    assert given_together(Stacking(), cost(99 * WAN), 30 * WAN, 50 * WAN) == 80 * WAN
    assert given_together(Stacking(grants="highest"), cost(99 * WAN), 30 * WAN, 50 * WAN) == 50 * WAN


def test_the_workings_name_each_rule_and_the_sum() -> None:
    lines = [chinese for chinese, _ in award(grants(30 * WAN, 50 * WAN), Stacking(), cost(99 * WAN)).workings]
    assert lines[0] == "【第0项】"
    assert lines[-1] == "合计：800,000.00 元。"


def test_what_is_unknown_for_one_rule_is_unknown_for_all() -> None:
    worked = award(grants(30 * WAN, 50 * WAN), Stacking(), {})
    assert (worked.amount_fen, worked.missing) == (None, ("answer.cost",))


@pytest.mark.parametrize(("elsewhere", "expected"), [(0, 50), (20, 30), (50, 0), (80, 0)])
def test_only_what_is_above_the_other_award_is_given(elsewhere: int, expected: int) -> None:
    assert given_together(HIGHER, cost(50 * WAN, **{"award.landing-2026": elsewhere * WAN}), 50 * WAN) == expected * WAN


@given(here=st.integers(0, 10**12), elsewhere=st.integers(0, 10**12))
def test_with_the_higher_rule_both_together_are_the_higher_whichever_came_first(here: int, elsewhere: int) -> None:
    given_here = given_together(HIGHER, cost(here, **{"award.landing-2026": elsewhere}), 10**12)
    assert (given_here or 0) + elsewhere == max(here, elsewhere)


def test_with_the_first_rule_the_second_award_is_nothing() -> None:
    first = Stacking(not_with=("landing-2026",), take="first")
    assert given_together(first, cost(50 * WAN, **{"award.landing-2026": 1}), 50 * WAN) == 0
    assert given_together(first, cost(50 * WAN, **{"award.landing-2026": 0}), 50 * WAN) == 50 * WAN


def test_an_award_elsewhere_nobody_knows_of_is_not_zero() -> None:
    assert award(grants(WAN), HIGHER, cost(WAN)).missing == ("award.landing-2026",)
    assert given_together(HIGHER, cost(0), WAN) == 0  # nothing here: the other award does not matter


@pytest.mark.parametrize(("received", "expected"), [(0, 50), (270, 30), (300, 0), (400, 0)])
def test_the_year_has_a_cap_for_each_subject(received: int, expected: int) -> None:
    capped = Stacking(max_per_subject_year_fen=300 * WAN)
    assert given_together(capped, cost(50 * WAN, year_total=received * WAN), 50 * WAN) == expected * WAN
    assert award(grants(50 * WAN), capped, cost(50 * WAN)).missing == ("year_total",)


@pytest.mark.parametrize("once", ["subject", "year", "project"])
def test_what_is_given_once_is_not_given_twice(once: str) -> None:
    stacking = read_stacking(read_stanza(f'[stacking]\nonce_per = "{once}"\nverified = true\nsource = "占位"\n', "p.toml"))
    assert given_together(stacking, cost(WAN, **{f"earlier.{once}": 0}), WAN) == WAN
    assert given_together(stacking, {f"earlier.{once}": 1}, WAN) == 0
    assert award(grants(WAN), stacking, cost(WAN)).missing == (f"earlier.{once}",)
    assert stacking.reads == (f"earlier.{once}",)


@given(
    amounts=st.lists(st.integers(1, 10**12), min_size=1, max_size=4),
    together=st.sampled_from(["sum", "highest"]),
    cap=st.integers(0, 10**12),
    elsewhere=st.integers(0, 10**12),
    received=st.integers(0, 10**12),
    data=st.data(),
)
def test_no_facts_give_one_application_more_and_the_order_of_rules_is_nothing(
    amounts: list[int], together: str, cap: int, elsewhere: int, received: int, data: st.DataObject
) -> None:
    stacking = Stacking("highest" if together == "highest" else "sum", not_with=("x",), max_per_subject_year_fen=cap)
    rules = grants(*amounts)
    facts = cost(data.draw(st.integers(0, 10**12)), **{"award.x": elsewhere, "year_total": received})
    worked = award(rules, stacking, facts)
    assert 0 <= (worked.amount_fen or 0) <= worst_case_of_application_fen(rules, stacking)
    if cap:
        assert (worked.amount_fen or 0) + min(received, cap) <= cap
    assert award(data.draw(st.permutations(rules)), stacking, facts).amount_fen == worked.amount_fen


def test_without_the_stanza_amounts_add_up_and_nothing_is_capped() -> None:
    assert read_stacking(read_stanza("", "p.toml")) == Stacking()


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('take = "higher"', "没有 not_with"),
        ('not_with = ["a", "a"]', "写了两次"),
        ('overflow = "prorata"', "是不是 “pro_rata”"),
        ('once = "year"', "不认识的键"),
    ],
)
def test_a_slip_of_the_pen_is_named(keys: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        read_stacking(read_stanza(f'[stacking]\n{keys}\nverified = false\nsource = "占位"\n', "p.toml"))


def test_every_key_is_read() -> None:
    text = 'grants = "highest"\nnot_with = ["a"]\ntake = "first"\nmax_per_subject_year_fen = 7\noverflow = "next_year"\n'
    read = read_stacking(read_stanza(f'[stacking]\n{text}verified = false\nsource = "某通知"\n', "p.toml"))
    assert read == Stacking("highest", "", ("a",), "first", 7, "next_year", verified=False, source="某通知")
    assert read.reads == ("award.a", "year_total")
