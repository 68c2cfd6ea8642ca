"""The example city in the portal's register, its repositories read once for the whole session."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.accounts.models import Consent, Person
from portal.accounts.models.consent import Purpose
from portal.evidence.models import Job, Run
from portal.evidence.services.city_loading import city_load
from tests.stories.office import KEY, Office, example_office

OBSERVATION = "city-evidence-2025"
AWARD = "contribution-award-2025"


@pytest.fixture
def home() -> Path:
    return Path(os.environ["XINGTU_HOME"])


@pytest.fixture
def example(home: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The example city's clones and what was read of them; the home is this test's own but for the facts."""
    office = example_office()
    (home / "facts").symlink_to(office.home / "facts")
    (home / "city.key").write_bytes(KEY)
    monkeypatch.setenv("XINGTU_WORKERS", "1")
    return office


@pytest.fixture
def city(db: None, example: Office) -> Office:
    """The example city, loaded into the register; everybody agreed to be named."""
    city_load(path=example.city_file)
    for person in Person.objects.all():
        Consent.objects.create(person=person, purpose=Purpose.PUBLIC_NAME)
    return example


@pytest.fixture
def runs(city: Office, django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[..., Run]:
    """Ask for a run and have the worker carry it out."""
    from portal.evidence.services.jobs import run_request  # noqa: PLC0415 - Django's registry first

    def carry_out(programme: str = OBSERVATION, **asked: object) -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            job = run_request(programme=programme, **asked)
        job = Job.objects.get(pk=job.pk)
        assert job.run is not None, f"{job.state}: {job.problem}"
        return job.run

    return carry_out


@pytest.fixture
def districts() -> tuple[str, str]:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    here, there = office().districts[:2]
    return here.id, there.id
