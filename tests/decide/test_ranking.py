"""Who stands where, and who is shown without a place?"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from xingtu.decide.case import Case
from xingtu.decide.ranking import Row, rank
from xingtu.decide.rules import at_least, evidence_complete, is_person
from xingtu.policy.money import AwardTable
from xingtu.policy.rule_use import RuleUse
from xingtu.policy.track import Track

RULES = {module.RULE.id: module.RULE for module in (at_least, evidence_complete, is_person)}
TRACK = Track(
    id="people",
    name="个人",
    name_en="People",
    subject="person",
    metric="merged_changes",
    show=(),
    rules=(RuleUse("is_person", {}), RuleUse("evidence_complete", {})),
    places=3,
    minimum=None,
    ties="shared",
    tie_break=(),
    table=AwardTable(()),
    verified=True,
    source="",
)
BY_LINES = replace(TRACK, ties="by", tie_break=("credited_lines",))


def person(name: str, changes: int | None, lines: int | None = None, actor: str = "person") -> Case:
    return Case(name, {"merged_changes": changes, "credited_lines": lines}, actor=actor)


def places(rows: tuple[Row, ...]) -> list[tuple[str, int | None]]:
    return [(row.case.subject, row.place) for row in rows]


def test_equal_counts_share_a_place_and_the_next_stays_vacant() -> None:
    rows = rank([person("wu", 5), person("li", 7), person("zhao", 7)], TRACK, RULES)
    assert places(rows) == [("li", 1), ("zhao", 1), ("wu", 3)]
    assert rows[0].reasons[0].reason == "与另外 1 名并列第 1。"


def test_a_bot_is_shown_but_never_ranked_with_people() -> None:
    rows = rank([person("dependabot", 99, actor="bot"), person("li", 1)], TRACK, RULES)
    assert places(rows) == [("li", 1), ("dependabot", None)]
    assert rows[1].standing == "excluded"
    assert rows[1].reasons[0].reason_en == "It is a bot: shown, not ranked, not paid."


def test_what_was_not_measured_is_unresolved_and_not_last() -> None:
    rows = rank([person("wu", None), person("li", 1)], TRACK, RULES)
    assert [(row.case.subject, row.standing) for row in rows] == [("li", "ranked"), ("wu", "unresolved")]
    assert rows[1].value is None


def test_a_failure_weighs_more_than_something_unknown() -> None:
    assert rank([person("dependabot", None, actor="bot")], TRACK, RULES)[0].standing == "excluded"


def test_a_tie_is_broken_by_the_next_metric() -> None:
    assert places(rank([person("li", 7, 10), person("wu", 7, 20)], BY_LINES, RULES)) == [("wu", 1), ("li", 2)]


def test_a_tie_that_nothing_breaks_is_shared() -> None:
    assert places(rank([person("li", 7, 10), person("wu", 7, 10)], BY_LINES, RULES)) == [("li", 1), ("wu", 1)]


def test_nobody_loses_a_tie_by_what_was_not_measured() -> None:
    rows = rank([person("li", 7, None), person("wu", 7, 20), person("zhao", 6, 9)], BY_LINES, RULES)
    assert places(rows) == [("li", 1), ("wu", 1), ("zhao", 3)]


def test_shares_are_compared_to_the_last_millionth() -> None:
    assert places(rank([person("li", 6_999_999), person("wu", 7_000_000)], TRACK, RULES)) == [("wu", 1), ("li", 2)]


cases = st.lists(
    st.builds(
        person,
        st.sampled_from("abcdefghij"),
        st.none() | st.integers(0, 3),
        st.none() | st.integers(0, 2),
        st.sampled_from(["person", "bot"]),
    ),
    max_size=10,
    unique_by=lambda case: case.subject,
)


@given(data=st.data(), cases=cases)
def test_the_order_of_arrival_changes_nothing(data: st.DataObject, cases: list[Case]) -> None:
    mixed = data.draw(st.permutations(cases))
    for track in (TRACK, BY_LINES):
        assert rank(mixed, track, RULES) == rank(cases, track, RULES)


@given(cases=cases)
def test_everybody_is_shown_once_and_a_place_counts_those_before(cases: list[Case]) -> None:
    rows = rank(cases, TRACK, RULES)
    assert sorted(row.case.subject for row in rows) == sorted(case.subject for case in cases)
    ranked = [row for row in rows if row.place is not None]
    for row in ranked:
        assert row.place == 1 + sum((other.value or 0) > (row.value or 0) for other in ranked)
