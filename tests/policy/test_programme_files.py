"""Are the programme files the city ships whole: can each be carried out, does each end, does each say what is unconfirmed?

``tests/contracts/test_programmes.py`` proves that they load; here stands what a good file has beside that.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from xingtu import catalogue
from xingtu.policy.answers import faults
from xingtu.policy.fields import parse_fields
from xingtu.policy.form import Field, shown_fields
from xingtu.policy.libraries import Library, parse_libraries
from xingtu.policy.office import Office, parse_office
from xingtu.policy.programme import Programme, load_programme

POLICY = Path(__file__).parents[2] / "policy"
NAMED_BY_THE_PLAN = (
    "seed-projects", "contribution-award", "key-technology-award", "community-support", "landing-award", "enterprise-nursery", "centres",
    "adopter-subsidy", "first-version-list", "expert-committee", "training-base", "contest", "ospo", "pilot",
)  # fmt: skip
KNOWN_ALREADY = {
    "统一社会信用代码": "organisation.uscc",
    "申报单位": "organisation.name",
    "所在区县（园区）": "organisation.district",
    "从业人数": "organisation.employees",
    "电子邮箱": "person.email",
    "联系人": "person.name",
    "项目名称": "project.name",
    "仓库地址": "project.repositories",
    "许可证（SPDX 表达式）": "project.licence",
    "产品名称": "product.name",
    "社区名称": "community.name",
    "设有开源办公室": "organisation.ospo",
    "所基于的开源项目": "product.builds_on",
}
"""What a form may ask only together with what the platform knows of it."""
TELLS_WHO = (
    "organisation.name",
    "organisation.uscc",
    "person.name",
    "person.email",
    "project.name",
    "project.repositories",
    "product.name",
)
"""Facts by which a reviewer would know the applicant."""


def read(name: str) -> tuple[str, str]:
    return (POLICY / name).read_text("utf-8"), f"policy/{name}"


@pytest.fixture(scope="module")
def office() -> Office:
    text, file_name = read("office.toml")
    return parse_office(text, file_name=file_name)


@pytest.fixture(scope="module")
def libraries() -> dict[str, Library]:
    text, file_name = read("libraries.toml")
    return {library.id: library for library in parse_libraries(text, file_name=file_name)}


FILES = catalogue.programmes(POLICY)


@pytest.fixture(scope="module")
def programmes(office: Office, libraries: dict[str, Library]) -> dict[str, Programme]:
    known = {"metrics": catalogue.metrics(), "rules": catalogue.rules(), "libraries": list(libraries)}
    return {
        name: load_programme(path.read_text("utf-8"), file_name=f"policy/programmes/{path.name}", office=office, **known)
        for name, path in FILES.items()
    }


@pytest.fixture(params=list(FILES))
def programme(request: pytest.FixtureRequest, programmes: dict[str, Programme]) -> Programme:
    return programmes[request.param]


def test_a_file_reads_the_same_when_its_rules_are_not_at_hand(programme: Programme, office: Office) -> None:
    path = FILES[programme.id]
    names = {"metrics": set(catalogue.metrics()), "rules": set(catalogue.rules())}
    assert load_programme(path.read_text("utf-8"), file_name=path.name, office=office, **names).rules == programme.rules


def test_every_programme_of_the_plan_has_its_file_of_the_year(programmes: dict[str, Programme]) -> None:
    assert {f"{series}-2026" for series in NAMED_BY_THE_PLAN} <= set(programmes)


def test_a_programme_the_plan_does_not_name_is_a_file_like_the_others(programmes: dict[str, Programme]) -> None:
    others = {name for name in programmes if name.rpartition("-")[0] not in (*NAMED_BY_THE_PLAN, "city-evidence")}
    assert others
    assert all(programmes[name].form and programmes[name].steps for name in others)


def test_from_every_step_an_end_is_reached(programme: Programme) -> None:
    ends = {step.id for step in programme.steps if not step.moves}
    reaching = set(ends)
    while more := {step.id for step in programme.steps if step.id not in reaching and reaching & set(step.moves)}:
        reaching |= more
    assert ends
    assert reaching == {step.id for step in programme.steps}


def test_an_application_can_be_taken_back_and_nobody_waits_for_ever(programme: Programme) -> None:
    if not programme.applies:
        return
    assert {"withdrawn", "abandoned", "declined"} <= {step.id for step in programme.steps}
    waiting = [step for step in programme.steps if step.id == "returned"]
    assert all(step.due_days and step.late == "lapsed" for step in waiting)
    desks = [step for step in programme.steps if step.actor in {"district", "office", "office_head"} and step.moves]
    unlimited = {"listed", "tracking", "recheck"}
    assert [step.id for step in desks if not step.due_days and step.id not in unlimited] == []


def test_every_amount_is_unverified_unless_its_source_is_an_official_text(programme: Programme) -> None:
    for amount in programme.grants:
        assert amount.source
        assert not amount.verified, "no amount has been confirmed by the office yet"
    if programme.money:
        assert any(place.startswith("[budget]") for place in programme.unverified)
        assert len(set(programme.approvals)) == 3


def test_every_number_in_a_rule_says_where_it_comes_from(programme: Programme) -> None:
    for use in programme.rules:
        if any(isinstance(value, int) for value in use.parameters.values()) and use.id != "no_penalty_within":
            assert use.source, use.id


def test_money_that_is_paid_is_looked_after_or_said_to_end(programme: Programme) -> None:
    known = {step.id: step for step in programme.steps}
    if programme.money and "tracking" in known:
        assert known["paid"].moves == ("tracking",)
        assert "recovery" in known["tracking"].moves
    for milestone in programme.milestones:
        assert milestone.rule.id in catalogue.rules()
        assert not milestone.verified


def test_what_is_listed_fits_into_its_library(programme: Programme, libraries: dict[str, Library]) -> None:
    if programme.library:
        assert set(programme.subjects) <= set(libraries[programme.library].kinds)


def test_the_form_prefills_what_the_platform_knows(programme: Programme) -> None:
    for field in programme.form.fields if programme.form else ():
        if field.label in KNOWN_ALREADY:
            assert field.fact == KNOWN_ALREADY[field.label], field.id
        if field.kind == "uscc":
            assert field.fact, field.id


def test_personal_data_is_marked_as_such(programme: Programme) -> None:
    for field in _every_field(programme):
        if field.kind == "phone" or field.label in {"电子邮箱", "姓名", "申报人姓名", "联系人"}:
            assert field.personal, field.id
    asked = " ".join(field.label for field in _every_field(programme))
    assert "身份证" not in asked, "no programme needs identity numbers"
    assert "银行账号" not in asked, "accounts are asked on the page that encrypts them"


def test_a_blind_phase_hides_whatever_tells_who_applies(programme: Programme) -> None:
    if programme.review is None or all(phase.applicant_names for phase in programme.review.phases):
        return
    assert not programme.review.phases[0].applicant_names, "marks are given blind first"
    for field in programme.form.fields if programme.form else ():
        if field.fact in TELLS_WHO or field.personal:
            assert field.identifies, field.id
        if field.kind == "attachment" and not field.identifies:
            assert "请勿" in field.help, f"{field.id}: experts see it blind, so the applicant is told to leave names out"


def test_every_document_with_a_name_on_it_is_hidden_or_the_applicant_is_warned(programme: Programme) -> None:
    for field in programme.form.fields if programme.form else ():
        if field.kind == "attachment":
            assert field.identifies or field.help, field.id


def test_options_written_out_are_those_of_the_city(programme: Programme, office: Office) -> None:
    text, file_name = read("fields.toml")
    priority = {one.id: (one.name, one.name_en) for one in parse_fields(text, file_name=file_name).fields}
    districts = {one.id: (one.name, one.name_en) for one in office.districts}
    for field in programme.form.fields if programme.form else ():
        known = districts if field.fact == "organisation.district" else priority if field.fact.endswith(".fields") else {}
        if known:
            assert {option.id: (option.label, option.label_en) for option in field.options} == known


def test_rules_about_answers_stand_on_questions_everybody_is_asked(programme: Programme) -> None:
    conditional = {field.id for field in programme.form.fields if field.when} if programme.form else set()
    for use in programme.rules:
        kinds = catalogue.rules()[use.id].parameters
        asked = {str(use.parameters[name]) for name, kind in kinds.items() if kind.startswith("field:")}
        assert not asked & conditional, f"{use.id} would stay unknown for whoever is not asked"


def test_the_call_names_no_city(programme: Programme) -> None:
    told = [programme.name, programme.summary, programme.name_en, programme.summary_en]
    told += [text for field in _every_field(programme) for text in (field.label, field.help)]
    assert not any("重庆" in text or "Chongqing" in text for text in told)


def test_staff_and_public_read_every_step_in_both_languages(programme: Programme) -> None:
    for step in programme.steps:
        assert all(text.strip() for text in (step.shown, step.shown_en, step.staff)), step.id
    assert len({step.shown for step in programme.steps}) == len(programme.steps)


@pytest.mark.parametrize("choice", [0, -1])
def test_the_form_can_be_filled_in_whatever_is_chosen(programme: Programme, choice: int) -> None:
    if programme.form is None:
        return
    answers: dict[str, object] = {}
    for field in programme.form.fields:
        if field in shown_fields(programme.form, answers):
            answers[field.id] = _answer(field, choice)
    files = {
        file: 1 for field in programme.form.fields if field.kind == "attachment" for file in cast("list[str]", answers.get(field.id, []))
    }
    assert faults(programme.form, answers, files, complete=True) == ()
    missing = {fault.field for fault in faults(programme.form, {}, {}, complete=True)}
    assert missing == {field.id for field in shown_fields(programme.form, {}) if field.required}


def _answer(field: Field, choice: int) -> object:
    """A smallest answer: the first or the last option, yes or no."""
    least = max(field.at_least or 0, 1)
    if field.kind == "table":
        return [{column.id: _answer(column, choice) for column in field.columns} for _ in range(least)]
    by_kind: dict[str, object] = {
        "text": "字" * least,
        "paragraph": "字" * least,
        "integer": least,
        "money": least,
        "percent": "50",
        "date": "2026-03-01",
        "choice": field.options[choice].id if field.options else "",
        "choices": [option.id for option in field.options[:least]],
        "yes_no": choice == 0,
        "url": "https://gitee.com/a/b",
        "phone": "13800000000",
        "uscc": "11500000009276281J",
        "attachment": [f"{field.id}-{number}" for number in range(least)],
    }
    return by_kind[field.kind]


def _every_field(programme: Programme) -> Iterator[Field]:
    for field in programme.form.fields if programme.form else ():
        yield field
        yield from field.columns
