"""Who would be awarded what, and may the list be published?"""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.decide.case import Case
from xingtu.decide.publish import prove_publishable, refusals
from xingtu.decide.rules import at_least, evidence_complete, is_person, organisation_known
from xingtu.decide.verdict import verdicts
from xingtu.errors import Incomplete
from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE
from xingtu.facts.repositories import Repository
from xingtu.facts.verdicts import OUTCOMES, Verdict
from xingtu.policy.money import Award, AwardTable
from xingtu.policy.office import parse_office
from xingtu.policy.programme import Programme, load_programme
from xingtu.store.schema import arrow_table

ROOT = Path(__file__).parents[2]
RULES = {module.RULE.id: module.RULE for module in (at_least, evidence_complete, is_person, organisation_known)}
SCALES = {"merged_changes": WHOLE}


@pytest.fixture(scope="module")
def award() -> Programme:
    office = parse_office((ROOT / "policy/office.toml").read_text(encoding="utf-8"), file_name="policy/office.toml")
    file_name = "policy/programmes/contribution-award-2025.toml"
    metrics = ("merged_changes", "credited_lines", "merged_lines")
    return load_programme((ROOT / file_name).read_text(encoding="utf-8"), file_name=file_name, metrics=metrics, rules=RULES, office=office)


def person(name: str, changes: int | None, **more: str | tuple[str, ...]) -> Case:
    values = {"merged_changes": None if changes is None else changes * WHOLE}
    return Case(name, values, scales=SCALES, **more)  # type: ignore[arg-type]


def short(rows: tuple[Verdict, ...]) -> list[tuple[str, int | None, str, int | None]]:
    return [(row.subject, row.place, row.outcome, row.amount_fen) for row in rows]


def test_places_earn_what_the_table_says_and_ties_divide_it(award: Programme) -> None:
    people, _ = award.tracks
    cases = [person("li", 9), person("wu", 7), person("zhao", 7), person("chen", 2), person("dependabot", 99, actor="bot")]
    assert short(verdicts(award, people, cases, RULES)) == [
        ("li", 1, "awarded", 5_000_000),
        ("wu", 2, "awarded", 3_000_000),
        ("zhao", 2, "awarded", 3_000_000),
        ("dependabot", None, "excluded", None),
        ("chen", None, "excluded", None),
    ]


def test_in_a_plain_ranking_everybody_is_ranked_and_nobody_is_selected(award: Programme) -> None:
    people, _ = award.tracks
    rules = tuple(use for use in people.rules if use.id == "is_person")
    plain = replace(people, places=None, minimum=None, table=AwardTable(()), rules=rules)
    cases = [person("li", 9), person("wu", 7), person("zhao", 7), person("dependabot", 99, actor="bot")]
    assert short(verdicts(award, plain, cases, RULES)) == [
        ("li", 1, "ranked", None),
        ("wu", 2, "ranked", None),
        ("zhao", 2, "ranked", None),
        ("dependabot", None, "excluded", None),
    ]


def test_beyond_the_last_place_one_is_ranked_and_earns_nothing(award: Programme) -> None:
    people, _ = award.tracks
    rows = verdicts(award, people, [person(f"p{number:02}", 50 - number) for number in range(12)], RULES)
    assert short(rows)[9:] == [("p09", 10, "awarded", 1_000_000), ("p10", 11, "ranked", None), ("p11", 12, "ranked", None)]


def test_unknown_organisations_are_shown_first_in_size_but_never_awarded(award: Programme) -> None:
    _, enterprises = award.tracks
    rows = verdicts(award, enterprises, [person(UNKNOWN_ORGANISATION, 500), person("tianqi", 6)], RULES)
    assert short(rows) == [("tianqi", 1, "awarded", 30_000_000), (UNKNOWN_ORGANISATION, None, "excluded", None)]


def test_equals_beyond_the_limit_are_left_to_people(award: Programme) -> None:
    people = replace(award.tracks[0], table=AwardTable((Award(1, 10, 100),), "each", 10))
    rows = verdicts(award, people, [person(f"p{number:02}", 9) for number in range(11)], RULES)
    assert {(row.outcome, row.amount_fen) for row in rows} == {("unresolved", None)}
    assert "须由人决定" in rows[0].reasons[-1]


def test_a_verdict_is_a_row_of_its_table(award: Programme) -> None:
    rows = verdicts(award, award.tracks[0], [person("li", 9), person("wu", None)], RULES)
    assert arrow_table(Verdict, rows)["outcome"].to_pylist() == ["awarded", "unresolved"]
    assert all(len(row.reasons) == len(row.reasons_en) == len(row.evidence) for row in rows)


@given(changes=st.lists(st.integers(0, 12), max_size=15))
def test_awards_never_exceed_the_budget_and_outcomes_are_known(award: Programme, changes: list[int]) -> None:
    people, _ = award.tracks
    rows = verdicts(award, people, [person(f"p{number}", count) for number, count in enumerate(changes)], RULES)
    assert sum(row.amount_fen or 0 for row in rows) <= award.budget_fen
    assert {row.outcome for row in rows} <= set(OUTCOMES)


WHOLE_REPOSITORY = Repository("r1", "天启", "", 0, "refs/heads/main", "a" * 40, "sha1", 20, 20, WHOLE, ())
TORN = replace(WHOLE_REPOSITORY, repository="r2", name="云帆", measured_commits=11, missing=("缺少 3 个对象；请重新镜像。",))
SHALLOW = replace(WHOLE_REPOSITORY, repository="r3", name="星桥", expected_commits=21)


def test_a_list_on_whole_evidence_may_be_published(award: Programme) -> None:
    prove_publishable(award, [WHOLE_REPOSITORY], verdicts(award, award.tracks[0], [person("li", 9)], RULES))


def test_a_list_for_money_names_everything_that_is_missing_in_one_message(award: Programme) -> None:
    with pytest.raises(Incomplete) as caught:
        prove_publishable(award, [SHALLOW, WHOLE_REPOSITORY, TORN], [])
    assert str(caught.value).splitlines() == [
        "contribution-award-2025（开源贡献奖励（2025））不予公布，共 2 处未决：",
        "  · r2（云帆）：读到 11／20 次提交；缺少 3 个对象；请重新镜像。",
        "  · r3（星桥）：读到 20／21 次提交。",
        "补齐后请重新运行；已有的运行保持原样。",
    ]


def test_an_open_case_holds_the_list_back_because_it_may_move_the_others(award: Programme) -> None:
    rows = verdicts(award, award.tracks[0], [person("li", 9), person("wu", None)], RULES)
    with pytest.raises(Incomplete, match=r"people／wu：.*未能测得"):
        prove_publishable(award, [WHOLE_REPOSITORY], rows)


def test_a_list_without_money_may_say_so_and_be_published(award: Programme) -> None:
    assert refusals(replace(award, money=False, incomplete="allow"), [TORN], []) == ()
