import stat
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import Consent, Organisation, Person, Standing
from portal.accounts.models.consent import Purpose
from portal.evidence.city_text import plain
from portal.evidence.services.city_loading import city_load
from portal.evidence.services.snapshot import city_file, snapshot_freeze
from portal.evidence.toml_text import stanza
from portal.journal.models import Entry
from portal.register.models import Employment, EmploymentState, Kind, Listing, Mailbox, Project, Record, Repository, State
from tests.portal.city import organisation, person
from tests.stories.office import OBSERVATION, POLICY, Office, new_office
from xingtu.resolve.declarations import Declarations, read_city


def project(ident: str, *, state: str = State.REGISTERED, repository: str = "", **fields: object) -> Project:
    serial = Record.objects.count() + 1
    made = Project.objects.create(id=ident, kind=Kind.PROJECT, state=state, name=ident, serial=serial)
    Repository.objects.create(
        id=repository or ident, record=made, name=ident, url=f"https://git.example/x/{ident}", serial=serial, **fields
    )
    return made


def proven(who: Person, address: str) -> Mailbox:
    return Mailbox.objects.create(person=who, address=address, proof="mail_code", proven_at=timezone.now())


def frozen() -> Declarations:
    return read_city(city_file(snapshot_freeze()))


@pytest.mark.django_db
def test_a_registered_project_takes_part_in_the_observation_and_in_its_libraries() -> None:
    Listing.objects.create(record=project("tianqi"), library="seed_library", basis="示例")
    project("asking", state=State.SUBMITTED)
    project("draft", state=State.DRAFT)
    project("left", removed_at=timezone.now())
    assert {one.id: one.libraries for one in frozen().repositories} == {
        "tianqi": ("registered", "seed_library"),
        "asking": ("candidates",),
    }


@pytest.mark.django_db
def test_repositories_stand_in_the_order_of_registration() -> None:
    for name in ("minghe", "anlan", "zhaoyang"):
        project(name)
    assert [one.id for one in frozen().repositories] == ["minghe", "anlan", "zhaoyang"]


@pytest.mark.django_db
def test_only_what_was_proven_or_confirmed_counts() -> None:
    lizhou = organisation("lizhou", "砺轴", domains=("lizhou.example", "qq.com"))
    li, wu = person("李明"), person("吴")
    proven(li, "li@lizhou.example")
    Mailbox.objects.create(person=wu, address="wu@lizhou.example")
    for state in (EmploymentState.CLAIMED, EmploymentState.CONTESTED, EmploymentState.WITHDRAWN):
        Employment.objects.create(person=wu, organisation=lizhou, state=state)
    Employment.objects.create(
        person=li, organisation=lizhou, from_on=date(2024, 1, 1), until_on=date(2025, 7, 1), percent=60, state=EmploymentState.CONFIRMED
    )
    declared = frozen()
    assert [one.id for one in declared.people] == [li.id]
    said = {(one.kind, one.subject, one.object, one.since, one.until, one.share) for one in declared.assertions}
    assert said == {
        ("affiliated", "own-domain:lizhou.example", "lizhou", "", "", 1_000_000),
        ("affiliated", f"person:{li.id}", "lizhou", "2024-01-01", "2025-07-01", 600_000),
        ("same", f"person:{li.id}", "address:li@lizhou.example", "", "", 1_000_000),
    }


@pytest.mark.django_db
def test_a_body_that_nobody_verified_draws_no_work_to_itself() -> None:
    Organisation.objects.create(id="upstart", name="新来", domains=["lizhou.example"], standing=Standing.DECLARED)
    organisation("lizhou", "砺轴", domains=("lizhou.example",))
    assert [one.id for one in frozen().organisations] == ["lizhou"]


@pytest.mark.django_db
def test_employment_beyond_the_whole_person_does_not_stop_the_city() -> None:
    lizhou, yaoqiao, li = organisation("lizhou", "砺轴"), organisation("yaoqiao", "曜桥"), person("李明")
    for body in (lizhou, yaoqiao):
        Employment.objects.create(person=li, organisation=body, state=EmploymentState.CONFIRMED)
    assert [one.object for one in frozen().assertions] == ["lizhou"]


@pytest.mark.django_db
def test_a_name_is_public_only_by_consent() -> None:
    li, wu = person("李明", name_en="Li Ming"), person("吴双")
    proven(li, "li@mail.example")
    proven(wu, "wu@mail.example")
    Consent.objects.create(person=li, purpose=Purpose.PUBLIC_NAME)
    Consent.objects.create(person=wu, purpose=Purpose.PUBLIC_NAME, withdrawn_at=timezone.now())
    assert {one.id: (one.name, one.name_en) for one in frozen().people} == {li.id: ("李明", "Li Ming"), wu.id: ("吴**", "")}


@pytest.mark.django_db
def test_the_same_register_is_the_same_snapshot_and_is_told_once() -> None:
    project("tianqi")
    first = snapshot_freeze()
    assert snapshot_freeze().digest == first.digest
    assert Entry.objects.filter(event="snapshot.frozen", subject=first.digest).count() == 1
    proven(person("李明"), "li@mail.example")
    assert snapshot_freeze().digest != first.digest


@pytest.mark.django_db
def test_a_snapshot_is_for_the_office_alone() -> None:
    path = city_file(snapshot_freeze())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40))
def test_whatever_somebody_is_called_the_snapshot_can_be_read(name: str) -> None:
    Project.objects.all().delete()
    Repository.objects.all().delete()
    project("tianqi")
    Repository.objects.update(name=name)
    Organisation.objects.update_or_create(id="lizhou", defaults={"name": name, "standing": Standing.VERIFIED})
    declared = frozen()
    assert declared.repositories[0].name == plain(name, "tianqi").strip()
    assert declared.organisations[0].name == plain(name, "lizhou").strip()


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))))
def test_any_text_survives_toml(text: str) -> None:
    import tomllib  # noqa: PLC0415

    assert tomllib.loads(stanza("[a]", {"key": text or "x", "list": [text, text]}))["a"] == {"key": text or "x", "list": [text, text]}


@pytest.mark.django_db
def test_a_city_written_by_hand_enters_the_register_and_comes_out_as_it_was(example: Office) -> None:
    city_load(path=example.city_file)
    written, declared = example.declarations, frozen()
    assert declared.repositories == tuple(
        one.__class__(one.id, one.name, one.url, None, tuple(sorted(one.libraries)), one.branches, one.mailmap)
        for one in written.repositories
    )
    assert set(declared.organisations) == set(written.organisations)
    assert {map_.sha256 for map_ in declared.maps} == {map_.sha256 for map_ in written.maps}
    assert set(declared.assertions) == set(written.assertions)
    again = city_load(path=example.city_file)
    assert not again.anything


@pytest.mark.django_db
def test_the_register_gives_the_numbers_the_file_gave(example: Office, home: Path, tmp_path: Path) -> None:
    city_load(path=example.city_file)
    for one in Person.objects.all():
        Consent.objects.create(person=one, purpose=Purpose.PUBLIC_NAME)
    office = new_office(tmp_path / "office", example.city_file)
    (office.home / "facts").symlink_to(example.home / "facts")
    by_file = office.rank(OBSERVATION)
    by_register = Office(office.home, city_file(snapshot_freeze()), POLICY).rank(OBSERVATION)
    assert by_register.digests == by_file.digests
