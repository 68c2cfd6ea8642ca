"""Does the demonstration show something true on every page, and never reach the real portal?"""

import dataclasses
import subprocess
from pathlib import Path
from typing import Any

import pytest

from city.build import build
from portal.accounts.models import Grant, Person
from portal.accounts.roles import Role
from portal.cases.models import Case, CaseState
from portal.commands.demonstration import demonstration_load, sign_ins_text
from portal.commands.demonstration_city import PASSWORD, SIGN_INS
from portal.journal.models import Entry
from portal.journal.verification import verify
from portal.register.models import Employment, EmploymentState, Kind, Lead, Listing, Record, State
from portal.register.vocabulary import libraries
from xingtu.errors import XingtuError


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    path = build(folder / "city")
    subprocess.run(["git", "init", "-q", "--bare", folder / "city/hosts/git.xinghe.example/xinghe/xingtu.git"], check=True)
    return path


@pytest.fixture
def _demonstration(settings: Any) -> None:
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, demonstration=True)


@pytest.mark.usefixtures("_demonstration", "db")
def test_the_demonstration_has_somebody_in_every_role_and_something_of_every_kind(city: Path) -> None:
    demonstration_load(city=city)
    assert set(Grant.objects.values_list("role", flat=True)) == set(Role) - {Role.PUBLIC, Role.DEVELOPER}
    assert all(Person.objects.get(id=one.person).check_password(PASSWORD) for one in SIGN_INS)
    assert set(Record.objects.filter(state=State.REGISTERED).values_list("kind", flat=True)) == set(Kind)
    assert set(Listing.objects.values_list("library", flat=True)) >= {library.id for library in libraries()} - {"training_bases"}
    assert Record.objects.filter(state=State.SUBMITTED).exists()
    assert Employment.objects.filter(state=EmploymentState.CLAIMED).count() == 1
    assert Lead.objects.count() == 3
    assert Case.objects.filter(state=CaseState.ASSIGNED).exists()
    assert Record.objects.get(id="xingtu").repositories.get().id == "xingtu"
    assert verify().holds
    assert Entry.objects.count() > 50


@pytest.mark.usefixtures("_demonstration", "db")
def test_it_is_loaded_only_into_an_empty_register(city: Path) -> None:
    Person.objects.create_user("somebody@people.example", None, name="某人")
    with pytest.raises(XingtuError, match="已有人员"):
        demonstration_load(city=city)


@pytest.mark.usefixtures("db")
def test_it_is_refused_where_no_demonstration_was_asked_for(city: Path) -> None:
    with pytest.raises(XingtuError, match="只装入演示环境"):
        demonstration_load(city=city)


def test_the_printed_sign_ins_name_everybody_and_the_password() -> None:
    printed = sign_ins_text()
    assert PASSWORD in printed
    assert all(one.email in printed and one.name in printed for one in SIGN_INS)
