"""Does every kind of money rule give what the office would write by hand, and nothing while something is unknown?"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.errors import PolicyError
from xingtu.policy.grant_facts import Fact, yuan
from xingtu.policy.grants import Amount, Grant, amount, facts_of, read_grants, worst_case_fen
from xingtu.policy.stanza import read_stanza

YUAN = 100
WAN = 10_000 * YUAN

HEAD = """
[[grant]]
id = "g"
name = "运营补助"
name_en = "Operating costs"
verified = false
source = "占位"
"""
SHARE = 'kind = "share"\nbase = ["answer.cost"]\nrate = "0.30"\ncap_fen = 300_000_000\n'
FIXED = 'kind = "fixed"\namount_fen = 30_000_000\n'
ITEMS = 'kind = "per_item"\nof = "count.certificates"\namount_fen = 5_000_000\nmax_items = 6\n'
MATCH = 'kind = "match"\nof = ["award.city-list"]\nrate = "0.10"\nplus_fen = 20_000_000\ncap_fen = 100_000_000\n'
UP_TO = 'kind = "up_to"\ncap_fen = 3_000_000_000\n'
ACCEPTED = """kind = "accepted_by"
then = "fixed"
amount_fen = 100_000_000
body = "answer.body"
bodies = ["openatom", "apache"]
proof = ["count.letter", "answer.moved"]
"""
TIERS = """kind = "tier"
by = "answer.tier"
[[grant.tier]]
value = "a"
name = "A 类"
name_en = "Tier A"
amount_fen = 30_000_000
[[grant.tier]]
value = "b"
name = "B 类"
name_en = "Tier B"
amount_fen = 20_000_000
[[grant.tier]]
value = "c"
name = "C 类"
name_en = "Tier C"
amount_fen = 10_000_000
"""
LADDER = """kind = "tier"
by = "answer.users"
[[grant.tier]]
at_least = 1000
name = "千级"
name_en = "A thousand"
amount_fen = 10_000_000
[[grant.tier]]
at_least = 100
name = "百级"
name_en = "A hundred"
amount_fen = 1_000_000
"""
RANKED = """kind = "rank_top"
shared_places = "split"
[[grant.award]]
from_place = 1
to_place = 1
amount_fen = 5_000_000
[[grant.award]]
from_place = 2
to_place = 10
amount_fen = 1_000_000
"""
EACH = RANKED.replace('"split"', '"each"\nat_most = 10')
KINDS = [FIXED, SHARE, ITEMS, MATCH, UP_TO, ACCEPTED, TIERS, LADDER, RANKED, EACH]


def grant(keys: str, **more: str) -> Grant:
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    return read_grants(read_stanza(HEAD + extra + keys, "p-2026.toml"))[0]


def fen(rule: Grant, facts: dict[str, Fact]) -> int | None:
    return amount(rule, facts).amount_fen


def text(worked: Amount) -> str:
    return "\n".join(chinese for chinese, _ in worked.workings)


# ── the worked cases ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_thirty_percent_of_an_odd_sum_is_rounded_down_to_the_yuan() -> None:
    facts: dict[str, Fact] = {"answer.cost": 123_456_789}
    assert fen(grant(SHARE, round='"yuan"'), facts) == 370_370 * YUAN
    assert fen(grant(SHARE), facts) == 37_037_036
    worked = amount(grant(SHARE, round='"yuan"'), facts, {"answer.cost": ("运营费用", "operating costs")})
    assert worked.workings == (
        ("基数：运营费用 1,234,567.89 元。", "Base: operating costs 1,234,567.89 yuan."),
        ("1,234,567.89 元 × 0.30 = 370,370.367 元。", "1,234,567.89 × 0.30 = 370,370.367 yuan."),
        ("未超过上限 3,000,000.00 元。", "The cap of 3,000,000.00 yuan is not exceeded."),
        ("不足一元的部分舍去：370,370.00 元。", "Rounded down to the yuan: 370,370.00 yuan."),
    )


def test_eight_certificates_of_which_six_count() -> None:
    assert fen(grant(ITEMS), {"count.certificates": 8}) == 30 * WAN


def test_thirty_million_yuan_do_not_overflow() -> None:
    assert fen(grant(UP_TO), {"panel": 3_000 * WAN, "panel_grounds": "平台"}) == 3_000_000_000 > 2**31 - 1


def test_a_contract_counts_without_its_hardware() -> None:
    rule = grant(SHARE.replace("0.30", "0.10"), excludes='["answer.hardware"]')
    worked = amount(rule, {"answer.cost": 800 * WAN, "answer.hardware": 300 * WAN})
    assert worked.amount_fen == 50 * WAN
    assert "8,000,000.00 元 − 3,000,000.00 元 = 5,000,000.00 元" in text(worked)
    assert fen(rule, {"answer.cost": 100, "answer.hardware": 200}) == 0


def test_above_the_cap_the_cap_is_given() -> None:
    worked = amount(grant(SHARE), {"answer.cost": 2_000 * WAN})
    assert worked.amount_fen == 300 * WAN
    assert "超过上限 3,000,000.00 元，按上限计" in text(worked)


def test_several_sums_make_the_base() -> None:
    rule = grant(SHARE.replace('["answer.cost"]', '["answer.rent", "sum.staff.pay"]'))
    assert fen(rule, {"answer.rent": 10 * WAN, "sum.staff.pay": 20 * WAN}) == 9 * WAN


@pytest.mark.parametrize(("tier", "expected"), [("a", 30 * WAN), ("b", 20 * WAN), ("c", 10 * WAN), ("d", 0)])
def test_donors_of_three_tiers(tier: str, expected: int) -> None:
    assert fen(grant(TIERS), {"answer.tier": tier}) == expected


@pytest.mark.parametrize(("users", "expected"), [(99, 0), (100, WAN), (999, WAN), (1000, 10 * WAN), (10**9, 10 * WAN)])
def test_the_highest_rung_reached_counts_however_the_file_orders_them(users: int, expected: int) -> None:
    assert fen(grant(LADDER), {"answer.users": users}) == expected


def test_a_product_on_the_city_list_gets_twenty_wan_and_a_tenth() -> None:
    worked = amount(grant(MATCH), {"award.city-list": 50 * WAN})
    assert worked.amount_fen == 25 * WAN
    assert "500,000.00 元 × 0.10 + 200,000.00 元 = 250,000.00 元" in text(worked)


def test_a_match_has_a_cap() -> None:
    assert fen(grant(MATCH), {"award.city-list": 2_000 * WAN}) == 100 * WAN


def test_where_nothing_was_awarded_there_is_nothing_to_match() -> None:
    assert fen(grant(MATCH), {"award.city-list": 0}) == 0
    assert fen(grant(MATCH), {}) is None


def test_certificates_of_earlier_applications_use_up_the_year() -> None:
    rule = grant(ITEMS, per='"year"')
    assert fen(rule, {"count.certificates": 3, "this_year.g": 20 * WAN}) == 10 * WAN
    assert fen(rule, {"count.certificates": 3, "this_year.g": 40 * WAN}) == 0
    assert fen(rule, {"count.certificates": 3, "this_year.g": 1}) == 15 * WAN
    assert fen(rule, {"count.certificates": 6, "this_year.g": 1}) == 25 * WAN
    assert amount(rule, {"count.certificates": 3}).missing == ("this_year.g",)


# ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "shared_by", "expected"),
    [(1, 1, 5 * WAN), (1, 2, 3 * WAN), (2, 1, WAN), (10, 2, WAN // 2), (11, 1, 0), (0, 0, 0), (1, 3, 7 * WAN // 3)],
)
def test_a_place_earns_its_award_and_equals_divide_theirs(place: int, shared_by: int, expected: int) -> None:
    assert fen(grant(RANKED), {"place": place, "place_shared_by": shared_by}) == expected


def test_eleven_equals_for_ten_awards_are_left_to_people() -> None:
    tie: dict[str, Fact] = {"place": 10, "place_shared_by": 2}
    worked = amount(grant(EACH), tie)
    assert (worked.amount_fen, worked.missing) == (None, ("panel", "panel_grounds"))
    assert "最多奖励 10 名；由评审组决定" in text(worked)
    assert fen(grant(EACH), {**tie, "panel": 9 * WAN, "panel_grounds": "抽签"}) == WAN
    assert fen(grant(EACH.replace("at_most = 10", "at_most = 11")), tie) == WAN


def test_not_knowing_how_many_share_a_place_is_not_standing_alone() -> None:
    assert amount(grant(RANKED), {"place": 2}).missing == ("place_shared_by",)


# ── what must be there first ──────────────────────────────────────────────────────────────────────────────────────────

PROVEN: dict[str, Fact] = {"answer.body": "openatom", "count.letter": 1, "answer.moved": "true"}


def test_a_donation_counts_when_the_body_accepted_it_and_it_is_proven() -> None:
    assert fen(grant(ACCEPTED), PROVEN) == 100 * WAN
    assert "已被接受并有证明" in text(amount(grant(ACCEPTED), PROVEN))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("answer.body", "someone", "不在认可的机构之内"),
        ("count.letter", 0, "缺少证明"),
        ("answer.moved", "false", "缺少证明"),
        ("answer.moved", "", "缺少证明"),
    ],
)
def test_a_donation_without_acceptance_or_proof_gets_nothing(name: str, value: Fact, words: str) -> None:
    worked = amount(grant(ACCEPTED), {**PROVEN, name: value})
    assert worked.amount_fen == 0
    assert words in text(worked)


@pytest.mark.parametrize("name", PROVEN)
def test_acceptance_nobody_knows_of_is_neither_there_nor_absent(name: str) -> None:
    assert amount(grant(ACCEPTED), {**PROVEN, name: None}).missing == (name,)


def test_yes_is_not_a_number() -> None:
    assert amount(grant(SHARE), {"answer.cost": True}).missing == ("answer.cost",)
    assert fen(grant(FIXED, when='[{ fact = "answer.accepted", one_of = ["true"] }]'), {"answer.accepted": True}) == 30 * WAN


def test_a_panel_amount_without_written_reasons_is_no_amount() -> None:
    for grounds in (None, ""):
        worked = amount(grant(UP_TO), {"panel": WAN, "panel_grounds": grounds})
        assert (worked.amount_fen, worked.missing) == (None, ("panel_grounds",))


def test_a_rule_that_does_not_apply_gives_nothing_and_says_why() -> None:
    rule = grant(FIXED, when='[{ fact = "answer.form", one_of = ["community"] }, { fact = "answer.staff", at_least = 3, at_most = 9 }]')
    assert fen(rule, {"answer.form": "community", "answer.staff": 3}) == 30 * WAN
    assert fen(rule, {"answer.form": "club,community", "answer.staff": 9}) == 30 * WAN
    worked = amount(rule, {"answer.form": "firm"}, {"answer.form": ("单位性质", "legal form")})
    assert worked.workings == (
        ("不适用：单位性质为“firm”，须为community之一。", "Does not apply: legal form is “firm”, one of community is needed."),
    )
    assert worked.amount_fen == 0
    assert "须不低于 3、不高于 9" in text(amount(rule, {"answer.form": "community", "answer.staff": 2}))
    assert fen(rule, {"answer.form": "community", "answer.staff": 10}) == 0
    assert amount(rule, {"answer.form": "community"}).missing == ("answer.staff",)


def test_nobody_gets_more_than_was_applied_for() -> None:
    rule = grant(FIXED, requested='"answer.requested"')
    assert fen(rule, {"answer.requested": 12 * WAN}) == 12 * WAN
    assert fen(rule, {"answer.requested": 99 * WAN}) == 30 * WAN
    assert amount(rule, {}).missing == ("answer.requested",)


# ── for all rules ─────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = sorted({name for keys in KINDS for name in grant(keys).reads} | {"this_year.g"})
numbers = st.integers(-(10**12), 10**12)
some_facts = st.dictionaries(
    st.sampled_from(NAMES), st.none() | numbers | st.integers(0, 12) | st.sampled_from(["a", "openatom", "true", "false", ""])
)
every_kind = st.sampled_from(KINDS)


@given(keys=every_kind, facts=some_facts, rounding=st.sampled_from(['"fen"', '"yuan"']))
def test_no_facts_give_more_than_the_worst_case(keys: str, facts: dict[str, Fact], rounding: str) -> None:
    rule = grant(keys, round=rounding)
    worked = amount(rule, facts)
    assert 0 <= (worked.amount_fen or 0) <= worst_case_fen(rule)
    assert (worked.amount_fen is None) == bool(worked.missing)
    assert worked.workings
    assert all(chinese and english for chinese, english in worked.workings)


@given(keys=every_kind, facts=some_facts)
def test_only_facts_it_says_it_reads_change_an_amount(keys: str, facts: dict[str, Fact]) -> None:
    rule = grant(keys)
    assert amount(rule, {name: value for name, value in facts.items() if name in rule.reads}) == amount(rule, facts)
    assert set(amount(rule, facts).missing) <= {*rule.reads, "panel", "panel_grounds"}


@pytest.mark.parametrize("keys", KINDS)
def test_unknown_is_never_zero(keys: str) -> None:
    rule = grant(keys)
    if rule.reads:
        worked = amount(rule, {})
        assert worked.amount_fen is None
        assert worked.missing
        assert "不等于零" in text(worked)


@given(less=st.integers(0, 10**12), more=st.integers(0, 10**12), keys=st.sampled_from([SHARE, ITEMS, MATCH, LADDER]))
def test_a_larger_base_never_gives_less(less: int, more: int, keys: str) -> None:
    rule, low, high = grant(keys), min(less, more), max(less, more)
    fact = rule.reads[0]
    assert (fen(rule, {fact: low}) or 0) <= (fen(rule, {fact: high}) or 0)


@given(cost=st.integers(0, 10**13), rate=st.decimals("0.0001", 1, places=4))
def test_a_share_is_exact_until_it_is_rounded_down_once(cost: int, rate: object) -> None:
    exact = min(cost * Fraction(str(rate)), 300 * WAN)
    assert fen(grant(SHARE.replace("0.30", str(rate))), {"answer.cost": cost}) == int(exact)
    assert fen(grant(SHARE.replace("0.30", str(rate)), round='"yuan"'), {"answer.cost": cost}) == int(exact) // 100 * 100


@given(whole=st.integers(-(10**15), 10**15), digits=st.integers(0, 12))
def test_money_is_shown_exactly(whole: int, digits: int) -> None:
    value = Fraction(whole, 10**digits)
    assert Fraction(yuan(value).replace(",", "")) * 100 == value


# ── from the form ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_answers_become_facts_and_an_incomplete_column_stays_unknown() -> None:
    answers = {
        "cost": 5 * WAN,
        "accepted": True,
        "rate": "0.5",
        "fields": ["ai", "os"],
        "letter": ["a1"],
        "staff": [{"name": "甲", "pay": 3}, {"name": "乙", "pay": 4}],
        "rent": [{"month": 1, "fen": 3}, {"month": 2}],
    }
    assert facts_of(answers, ["certificates", "letter"]) == {
        "answer.cost": 5 * WAN,
        "answer.accepted": "true",
        "answer.rate": "0.5",
        "answer.fields": "ai,os",
        "count.fields": 2,
        "answer.letter": "a1",
        "count.letter": 1,
        "count.certificates": 0,
        "count.staff": 2,
        "sum.staff.pay": 7,
        "count.rent": 2,
        "sum.rent.month": 3,
        "sum.rent.fen": None,
    }


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("keys", "before", "after", "message"),
    [
        (SHARE, '"0.30"', '"1.30"', "应是 0 与 1 之间的小数"),
        (SHARE, '"0.30"', "0.30", "应是文字"),
        (SHARE, '"0.30"', '"0.00"', "永远不发"),
        (SHARE, '["answer.cost"]', "[]", "base 须写至少一项"),
        (SHARE, '"answer.cost"', '"cost"', "不是事实的名称"),
        (SHARE, '"answer.cost"', '"answer."', "不是事实的名称"),
        (SHARE, "rate", 'excludes = ["answer.cost"]\nrate', "也在 base 中"),
        (SHARE, "cap_fen = 300_000_000", "", "缺少键 “cap_fen”"),
        (SHARE, "rate", "rates", "缺少键 “rate”；写成了 “rates”"),
        (FIXED, '"fixed"', '"fixd"', "不在可选值之内"),
        (FIXED, "amount_fen = 30_000_000", "amount_fen = 0", "超出范围"),
        (FIXED, "amount_fen", "when = [{ fact = 'answer.x' }]\namount_fen", "两种只写一种"),
        (FIXED, "amount_fen", "when = [{ fact = 'answer.x', one_of = ['a'], at_least = 1 }]\namount_fen", "两种只写一种"),
        (FIXED, "amount_fen", "cap_fen = 1\namount_fen", "不认识的键 “cap_fen”"),
        (TIERS, 'value = "b"', 'value = "a"', "出现了两次"),
        (TIERS, 'value = "b"', "at_least = 3", "要么都写 value"),
        (TIERS, 'value = "b"', "", "只写其中一个"),
        (TIERS, TIERS[TIERS.index("[[") :], "", "没有任何档次"),
        (LADDER, "amount_fen = 1_000_000", "amount_fen = 90_000_000", "更高的档次金额反而更低"),
        (RANKED, "to_place = 1\n", "to_place = 2\n", "不重叠"),
        (RANKED, 'shared_places = "split"', 'shared_places = "each"', "at_most"),
        (RANKED, RANKED[RANKED.index("[[") :], "", "没有任何名次"),
        (ACCEPTED, '["openatom", "apache"]', "[]", "bodies 是空的"),
        (ACCEPTED, '["count.letter", "answer.moved"]', "[]", "等于没有条件"),
        (ACCEPTED, 'then = "fixed"', 'then = "accepted_by"', "不在可选值之内"),
        (MATCH, '"0.10"', '"100"', "应是 0 与 10 之间"),
        (ITEMS, "max_items = 6", "max_items = 0", "超出范围"),
    ],
)
def test_a_rule_that_cannot_be_carried_out_is_refused_with_its_place(keys: str, before: str, after: str, message: str) -> None:
    assert before in keys
    with pytest.raises(PolicyError, match=message) as refused:
        grant(keys.replace(before, after))
    assert str(refused.value).startswith('p-2026.toml, grant "g"')


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(PolicyError, match="出现了两次"):
        read_grants(read_stanza(HEAD + FIXED + HEAD + FIXED, "p-2026.toml"))


def test_two_rules_cannot_both_pay_the_one_amount_the_panel_set() -> None:
    second = HEAD.replace('"g"', '"cars"') + UP_TO
    with pytest.raises(PolicyError, match="使一份申报只适用其中一条"):
        read_grants(read_stanza(HEAD + UP_TO + second, "p-2026.toml"))
    when = 'when = [{{ fact = "answer.field", one_of = ["{}"] }}]\n'
    apart = read_grants(read_stanza(HEAD + when.format("other") + UP_TO + second + when.format("cars"), "p-2026.toml"))
    assert [fen(rule, {"answer.field": "cars", "panel": WAN, "panel_grounds": "理由"}) for rule in apart] == [0, WAN]


def test_a_ranking_carries_its_table_also_behind_an_acceptance() -> None:
    assert (table := grant(RANKED).table) is not None
    assert table.last_place == 10
    assert grant(FIXED).table is None
    assert grant(ACCEPTED.replace('"fixed"\namount_fen = 100_000_000', '"rank_top"') + RANKED.split("\n", 1)[1]).table == table
