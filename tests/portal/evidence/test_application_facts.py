from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from portal.accounts.models import Organisation, Person, Standing
from portal.evidence.models import Run, RunRepository
from portal.evidence.selectors.application_facts import DECLARED, MEASURED, VERIFIED, Prefilled, facts_of, known
from portal.evidence.selectors.contradictions import contradictions
from portal.evidence.selectors.explanations import tables_folder
from portal.evidence.services.programme_texts import programme_of
from portal.register.models import Enterprise, Kind, Product, Project, Record, Repository, State
from tests.portal.evidence.call_texts import TEXT
from tests.stories.office import Office

Carry = Callable[..., Run]
END = date(2025, 12, 31)


def project_of(repository: str) -> Record:
    found = Repository.objects.select_related("record").get(pk=repository).record
    assert found is not None
    return found


def of_project(repository: str, on: date = END) -> dict[str, Prefilled]:
    return facts_of(record=project_of(repository), organisation=None, person=None, on=on)


def test_a_project_brings_what_register_and_observation_know_of_it(runs: Carry) -> None:
    run = runs()
    facts = of_project("gearsim")
    assert facts["project.name"].confidence == VERIFIED
    assert facts["project.first_commit_on"].value == "2023-03-01"
    assert facts["project.first_commit_on"].confidence == MEASURED
    assert facts["project.first_commit_on"].source == f"run:{run.short}"
    assert facts["project.age_days"].value == (END - date(2023, 3, 1)).days
    assert facts["project.repositories"].value == "https://git.xinghe.example/lizhou/gearsim"
    assert facts["project.commits"].value == run.repositories.get(repository="gearsim").expected_commits
    assert facts["record.kind"].value == "project"
    assert "seed_library" in known(facts)["record.libraries"]  # type: ignore[operator]
    assert str(facts["record.registered_on"].value).startswith("20")


def test_people_and_changes_of_a_year_are_those_of_the_run(runs: Carry) -> None:
    run = runs()
    facts = known(of_project("gearsim"))
    folder = tables_folder(run)
    rows = duckdb.sql(
        f"""SELECT count(DISTINCT person) FROM '{folder}/authorship.parquet' a JOIN '{folder}/changes.parquet' c USING (repository, commit)
        WHERE c.counted AND a.repository = 'gearsim' AND a.actor = 'person' AND c.period = 'inside'"""  # noqa: S608 - own names
    ).fetchall()
    assert facts["project.contributors_365d"] == rows[0][0] > 1
    merged = run.totals.get(metric="merged_changes", subject_kind="repository", subject="gearsim").value
    assert merged is not None
    assert facts["project.merged_changes_365d"] == merged // 1_000_000
    assert 1 <= int(str(facts["project.active_months_365d"])) <= 12


def test_facts_are_those_of_their_day(runs: Carry) -> None:
    runs()
    earlier = known(of_project("gearsim", date(2024, 6, 30)))
    later = known(of_project("gearsim"))
    assert earlier["project.latest_commit_on"] < later["project.latest_commit_on"]  # type: ignore[operator]
    assert earlier["project.first_commit_on"] == later["project.first_commit_on"]
    assert earlier["project.releases"] < later["project.releases"]  # type: ignore[operator]


def test_versions_are_those_the_clone_has_tagged(runs: Carry) -> None:
    runs()
    facts = known(of_project("minnow"))
    assert (facts["project.first_tag"], facts["project.first_tag_on"]) == ("v2024.12", "2025-01-03")
    assert (facts["project.latest_tag"], facts["project.releases"]) == ("v2025.12", 2)


def test_a_project_that_was_not_read_whole_has_no_measured_facts(runs: Carry) -> None:
    run = runs()
    Repository.objects.filter(pk="tideml").update(record=project_of("gearsim"))
    RunRepository.objects.filter(run=run, repository="tideml").update(tip="", missing=["读不到"])
    facts = of_project("gearsim")
    assert "project.contributors_365d" not in facts
    assert "project.commits" not in facts
    assert facts["project.repository_count"].value == 2


def test_without_an_observation_nothing_is_measured(city: Office) -> None:
    facts = of_project("gearsim")
    assert facts["project.name"].value
    assert not [ident for ident in facts if ident.endswith("_365d") and ident != "project.releases_365d"]


def test_a_verified_body_of_a_district_is_registered_here_and_a_declared_one_not_known(runs: Carry, districts: tuple[str, str]) -> None:
    runs()
    body = Organisation.objects.get(pk="lizhou")
    body.standing, body.district, body.uscc = Standing.VERIFIED, districts[0], None
    body.save()
    facts = facts_of(record=None, organisation=body, person=None, on=END)
    assert facts["organisation.registered_here"].value is True
    assert facts["organisation.name"].confidence == VERIFIED
    assert "organisation.uscc" not in facts
    assert int(str(facts["organisation.merged_changes"].value)) > 0
    assert int(str(facts["organisation.contributors_365d"].value)) > 0
    body.standing = Standing.DECLARED
    declared = facts_of(record=None, organisation=body, person=None, on=END)
    assert "organisation.registered_here" not in declared
    assert declared["organisation.name"].confidence == DECLARED


def test_a_person_brings_employer_and_work(runs: Carry) -> None:
    run = runs()
    person = Person.objects.get(pk="citizen-02")
    facts = facts_of(record=None, organisation=None, person=person, on=END)
    assert facts["person.employer_id"].value == "chenggang"
    assert facts["person.employed_since"].value == "2025-07-01"
    assert facts["applicant.kind"].value == "person"
    total = run.totals.get(metric="merged_changes", subject_kind="person", subject="citizen-02").value or 0
    assert facts["person.merged_changes"].value == total // 1_000_000 > 0
    assert facts_of(record=None, organisation=None, person=person, on=date(2025, 6, 30))["person.employer_id"].value == "lizhou"


def test_a_frozen_call_does_not_hide_what_a_body_did_elsewhere(runs: Carry) -> None:
    observed = runs()
    frozen = Run.objects.get(pk=observed.pk)
    frozen.pk, frozen.run_id, frozen.programme = None, "f" * 64, "example-call-2025"
    frozen.save()
    body = Organisation.objects.get(pk="lizhou")
    facts = facts_of(record=None, organisation=body, person=None, on=END, run=frozen)
    assert facts["organisation.merged_changes"].source == f"run:{observed.short}"


def test_enterprise_community_and_product_bring_their_own_columns(runs: Carry) -> None:
    runs()
    body = Organisation.objects.get(pk="lizhou")
    enterprise = Enterprise.objects.create(
        id="ent", kind=Kind.ENTERPRISE, name="砺轴", serial=10_000, state=State.REGISTERED, organisation=body, employees=120, ospo=True
    )
    facts = known(facts_of(record=enterprise, organisation=body, person=None, on=END))
    assert (facts["enterprise.employees"], facts["organisation.employees"], facts["organisation.ospo"]) == (120, 120, True)
    assert facts["enterprise.id"] == "ent"
    product = Product.objects.create(id="box", kind=Kind.PRODUCT, name="一体机", serial=10_001, state=State.DRAFT)
    product.builds_on.add(project_of("gearsim").pk)
    facts = known(facts_of(record=Record.objects.get(pk="box"), organisation=None, person=None, on=END))
    assert facts["project.first_commit_on"] == "2023-03-01"
    assert facts["record.registered_on"] == ""
    assert facts["product.builds_on"]


def test_an_answer_that_differs_from_a_measured_fact_contradicts_it(runs: Carry) -> None:
    runs()
    form = programme_of(TEXT).form
    assert form is not None
    Project.objects.filter(pk=project_of("gearsim").pk).update(licence="MIT")
    facts = of_project("gearsim")
    assert facts["project.licence.open"].value is True
    people = facts["project.contributors_365d"].value
    agreeing = {
        "name": f"  {facts['project.name'].value} ",
        "people": people,
        "repositories": "https://git.xinghe.example/lizhou/GEARSIM.git\r\n",
        "licence": "Apache-2.0",
    }
    assert contradictions(form, agreeing, facts) == []
    found = contradictions(form, agreeing | {"people": 99, "name": "别的名字"}, facts)
    assert [(one.field, one.answered, one.known) for one in found] == [
        ("name", "别的名字", facts["project.name"].value),
        ("people", 99, people),
    ]
    assert "99" in found[1].reason
    assert str(people) in found[1].reason_en
    assert contradictions(form, {"people": None, "name": ""}, facts) == []


@pytest.mark.parametrize("gone", ["files", "clone"])
def test_what_is_not_on_this_machine_is_not_known(runs: Carry, home: Path, monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    run = runs()
    if gone == "files":
        folder = tables_folder(run)
        folder.rename(folder.with_name("elsewhere"))
        assert "project.first_commit_on" not in of_project("gearsim")
    else:
        (home / "facts").unlink()
        assert "project.first_tag" not in of_project("gearsim")
        assert "project.first_commit_on" in of_project("gearsim")
