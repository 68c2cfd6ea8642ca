"""Conflicts of interest in the example city: what its register and its repositories say, and what they cannot say."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Grant, Organisation, Person
from portal.accounts.roles import Role
from portal.evidence.models import Run
from portal.evidence.selectors.conflicts import Conflict, Limits, Parties, PastAward, conflicts, findings, years_before
from portal.register.models import Employment, EmploymentState, Expert, HostAccount, Kind, Mailbox, Proof, Record, Repository, State

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 15)
LIZHOU = Parties(organisation_ids=("lizhou",))


def _about(repository: str, **parties: Any) -> Parties:
    return Parties(record_ids=(str(Repository.objects.get(pk=repository).record_id),), **parties)


def _grounds(found: list[Conflict]) -> set[tuple[str, str]]:
    return {(one.kind, one.ground) for one in found}


def _of(expert: str, parties: Parties, run: Run | None, **named: Any) -> list[Conflict]:
    return conflicts(experts=[expert], parties={"A-1": parties}, on=ON, run=run, **named)


def test_who_worked_for_the_applicant_within_three_years_is_barred_and_the_day_is_shown(runs: Callable[..., Run]) -> None:
    (barred,) = [one for one in _of("citizen-02", LIZHOU, runs()) if one.kind == "block"]
    assert barred.ground == "same_organisation"
    assert barred.evidence["until_on"] == "2025-07-01"
    assert barred.evidence["source"] == "employment"
    assert "砺轴工业软件有限公司" in barred.sentence


def test_an_employment_that_ended_before_the_period_bars_nobody(runs: Callable[..., Run]) -> None:
    run = runs()
    late = conflicts(experts=["citizen-02"], parties={"A-1": LIZHOU}, on=date(2028, 7, 1), run=run)
    assert "same_organisation" not in {one.ground for one in late}
    just = conflicts(experts=["citizen-02"], parties={"A-1": LIZHOU}, on=date(2028, 6, 30), run=run)
    assert "same_organisation" in {one.ground for one in just}


def test_commits_made_for_the_applicant_bar_without_any_claim(runs: Callable[..., Run]) -> None:
    (barred,) = [one for one in _of("citizen-08", LIZHOU, runs()) if one.kind == "block"]
    assert barred.evidence["source"] == "commits"
    assert barred.evidence["count"] == 10
    assert len(barred.evidence["commits"]) == 5


def test_applicants_members_and_the_experts_register_bar_without_any_run(city: object) -> None:
    member, listed = Person.objects.get(pk="citizen-05"), Person.objects.get(pk="citizen-06")
    Grant.objects.create(person=member, role=Role.ORG_MEMBER, organisation_id="lizhou", from_on=date(2025, 1, 1), until_on=date(2025, 2, 1))
    Expert.objects.create(
        kind=Kind.EXPERT, state=State.REGISTERED, name="专家", person=listed, serial=999_001, id="expert-1", employer="砺轴工业软件有限公司"
    )
    assert _grounds(_of("citizen-05", LIZHOU, None)) == {("block", "same_organisation")}
    assert _grounds(_of("citizen-06", LIZHOU, None)) == {("block", "same_organisation")}
    assert _grounds(_of("citizen-07", Parties(person_ids=("citizen-07",)), None)) == {("block", "applicant")}


def test_a_contested_employment_and_a_mailbox_of_the_applicant_are_asked_about(city: object) -> None:
    expert = Person.objects.get(pk="citizen-05")
    Employment.objects.create(person=expert, organisation_id="lizhou", state=EmploymentState.CONTESTED, from_on=date(2025, 1, 1))
    Mailbox.objects.create(person=Person.objects.get(pk="citizen-07"), address="somebody@lizhou.example")
    assert _grounds(_of("citizen-05", LIZHOU, None)) == {("ask", "employment_contested")}
    found = _of("citizen-07", LIZHOU, None)
    assert _grounds(found) == {("ask", "organisation_mailbox")}
    assert "@" not in found[0].sentence + found[0].sentence_en + str(found[0].evidence)


def test_a_withdrawn_claim_says_nothing(city: object) -> None:
    expert = Person.objects.get(pk="citizen-05")
    Employment.objects.create(person=expert, organisation_id="lizhou", state=EmploymentState.WITHDRAWN, from_on=date(2025, 1, 1))
    assert _of("citizen-05", LIZHOU, None) == []


def test_colleagues_of_the_applicant_are_barred_and_those_who_never_met_are_asked(city: object) -> None:
    for person, since, until in (("citizen-05", 2024, 2026), ("citizen-06", 2025, None), ("citizen-07", 2023, 2024)):
        Employment.objects.create(
            person_id=person, organisation_id="xhut", state=EmploymentState.CONFIRMED,
            from_on=date(since, 1, 1), until_on=date(until, 1, 1) if until else None,
        )  # fmt: skip
    applicant = Parties(person_ids=("citizen-05",))
    (met,) = _of("citizen-06", applicant, None)
    assert (met.kind, met.ground, met.evidence["from_on"]) == ("block", "colleague", "2025-01-01")
    assert _grounds(_of("citizen-07", applicant, None)) == {("ask", "once_colleague")}


def test_the_project_s_registrar_its_account_and_its_maintainer_are_barred(runs: Callable[..., Run]) -> None:
    run = runs()
    gearsim = _about("gearsim")
    Record.objects.filter(pk__in=gearsim.record_ids).update(person_id="citizen-05")
    HostAccount.objects.create(person_id="citizen-06", host="git.xinghe.example", login="Lizhou", proof=Proof.HOST_SIGN_IN)
    assert ("block", "own_project") in _grounds(_of("citizen-05", gearsim, run))
    (account,) = [one for one in _of("citizen-06", gearsim, run) if one.kind == "block"]
    assert account.evidence["repository_id"] == "gearsim"
    (maintainer,) = [one for one in _of("citizen-01", gearsim, run) if one.kind == "block"]
    assert maintainer.evidence["percent"] == 50
    later = conflicts(experts=["citizen-01"], parties={"A-1": gearsim}, on=date(2030, 1, 1), run=run)
    assert _grounds(later) == {("ask", "former_maintainer")}


def test_work_in_the_applicant_s_repository_is_asked_about_from_five_times_on(runs: Callable[..., Run]) -> None:
    run = runs()
    (some,) = [one for one in _of("citizen-04", _about("gearsim"), run) if one.ground == "same_repository"]
    assert (some.evidence["changes"], some.evidence["reviews"]) == (6, 0)
    few = _of("citizen-04", _about("gearsim"), run, limits=Limits(asked_changes=7))
    assert ("note", "few_changes") in _grounds(few)
    crowded = _of("citizen-04", _about("gearsim"), run, limits=Limits(crowd=3))
    assert ("note", "large_repository") in _grounds(crowded)
    assert ("ask", "same_repository") not in _grounds(crowded)


def test_common_commits_and_reviews_are_asked_about_and_forks_are_told_once(runs: Callable[..., Run]) -> None:
    run = runs()
    found = _of("citizen-01", Parties(person_ids=("citizen-02",)), run)
    reviews = [one for one in found if one.ground == "shared_reviews"]
    assert [(one.evidence["repository_id"], one.evidence["count"]) for one in reviews] == [("gearsim", 3)]
    common = [one.evidence["repository_id"] for one in found if one.ground == "common_repository"]
    assert common == ["gearsim", "reedstore"]


def test_an_author_of_the_same_commit_is_asked_about(runs: Callable[..., Run]) -> None:
    run = runs()
    pairs = {
        (expert, one.evidence["who_id"])
        for expert in ("citizen-09", "citizen-11")
        for applicant in ("citizen-09", "citizen-11")
        for one in _of(expert, Parties(person_ids=(applicant,)), run)
        if one.ground == "co_authored"
    }
    authors: dict[tuple[str, str], set[str]] = {}
    import duckdb  # noqa: PLC0415 - only this test looks into the tables

    from portal.evidence.selectors.explanations import tables_folder  # noqa: PLC0415

    path = str(tables_folder(run) / "authorship.parquet")
    for repository, commit, person in duckdb.sql("SELECT repository, commit, person FROM read_parquet(?)", params=[path]).fetchall():
        authors.setdefault((repository, commit), set()).add(person)
    both = any({"citizen-09", "citizen-11"} <= people for people in authors.values())
    assert pairs == ({("citizen-09", "citizen-11"), ("citizen-11", "citizen-09")} if both else set())


def test_an_expert_of_one_applicant_is_asked_about_its_rivals(city: object) -> None:
    parties = {"A-1": LIZHOU, "A-2": Parties(organisation_ids=("yaoqiao",)), "A-3": Parties(organisation_ids=("chenggang",))}
    found = conflicts(experts=["citizen-02"], parties=parties, on=ON, run=None)
    assert {(one.application, one.ground) for one in found} == {
        ("A-1", "same_organisation"), ("A-3", "same_organisation"),
        ("A-2", "rival_application"),
    }  # fmt: skip


def test_an_award_together_is_asked_about_within_the_period(city: object) -> None:
    award = {"2024 奖": PastAward(date(2024, 6, 1), ("citizen-05", "citizen-06"))}
    (one,) = _of("citizen-05", Parties(person_ids=("citizen-06",)), None, past_awards=award)
    assert (one.kind, one.ground, one.evidence["on"]) == ("ask", "past_award", "2024-06-01")
    old = {"2020 奖": PastAward(date(2020, 6, 1), ("citizen-05", "citizen-06"))}
    assert _of("citizen-05", Parties(person_ids=("citizen-06",)), None, past_awards=old) == []


def test_whom_the_run_does_not_know_is_not_computable_which_is_not_the_same_as_free(runs: Callable[..., Run]) -> None:
    run = runs()
    stranger = Person.objects.create_user("stranger@people.example", name="无提交")
    parties = {"A-1": _about("gearsim"), "A-2": _about("newborn")}
    found = findings(experts=[stranger.pk, "citizen-01"], parties=parties, on=ON, run=run)
    assert not found.coverage[stranger.pk].computable
    assert "不等于没有" in found.coverage[stranger.pk].sentence
    assert found.coverage["citizen-01"].computable
    assert found.coverage["citizen-01"].commits == 37
    assert found.unread == {"A-2": ("newborn",)}
    blind = findings(experts=["citizen-01"], parties=parties, on=ON, run=None)
    assert not blind.coverage["citizen-01"].computable
    assert set(blind.unread) == {"A-1", "A-2"}


def test_a_mailbox_written_as_a_name_never_reaches_a_sentence(runs: Callable[..., Run]) -> None:
    run = runs()
    Organisation.objects.filter(pk="lizhou").update(name="砺轴 office@lizhou.example")
    Person.objects.filter(pk="citizen-02").update(name="shen@lizhou.example")
    found = [*_of("citizen-08", LIZHOU, run), *_of("citizen-01", Parties(person_ids=("citizen-02",)), run)]
    assert found
    assert not [one for one in found if "@" in one.sentence + one.sentence_en + str(one.evidence)]


def test_the_number_of_queries_does_not_grow_with_experts_and_applications(runs: Callable[..., Run]) -> None:
    run = runs()
    people = list(Person.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(
        connection,
    ) as few:
        findings(experts=people[:1], parties={"A-1": LIZHOU}, on=ON, run=run)
    with CaptureQueriesContext(connection) as many:
        parties = {f"A-{n}": Parties(organisation_ids=("lizhou", "xhut"), person_ids=(person,)) for n, person in enumerate(people)}
        findings(experts=people, parties=parties, on=ON, run=run)
    assert len(many) <= len(few) + 2


def test_the_period_begins_on_the_same_day_of_an_earlier_year() -> None:
    assert years_before(date(2026, 1, 15), 3) == date(2023, 1, 15)
    assert years_before(date(2024, 2, 29), 3) == date(2021, 2, 28)
