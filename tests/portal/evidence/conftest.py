"""The example city in the portal's register, its repositories read once for the whole session."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.models import Consent, Person
from portal.accounts.models.consent import Purpose
from portal.evidence.models import Job, Run
from portal.evidence.services.city_loading import city_load
from tests.stories.office import KEY, Office, example_office
from xingtu.collect.scan import Outcome
from xingtu.run import rank

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
def scanned_runs(city: Office, django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Run]:
    """Ask for a run and have the worker carry it out, repositories and all."""
    from portal.evidence.services.jobs import run_request  # noqa: PLC0415 - Django's registry first

    def carry_out(programme: str = OBSERVATION, **asked: Any) -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            job = run_request(programme=programme, **asked)
        job = Job.objects.get(pk=job.pk)
        assert job.run is not None, f"{job.state}: {job.problem}"
        return job.run

    return carry_out


@pytest.fixture
def runs(scanned_runs: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """The same without reading repositories again, and computing each run once for the whole session."""
    from portal.evidence.services import carrying_out  # noqa: PLC0415 - Django's registry first

    def read_before(lake: Any, located: Any, *_rest: Any, listener: Any, **_named: Any) -> None:
        for one in located:
            scan = lake.latest(one.source.repository)
            problem = None if scan is not None else "读不到；请检查地址"
            listener.finished(Outcome(one.source, scan, problem))

    monkeypatch.setattr(carrying_out, "scan_all", read_before)
    monkeypatch.setattr(carrying_out, "rank", _ranked_once)
    return scanned_runs


@functools.cache
def _computed(programme: str, declarations: Any, repositories: Any) -> list[Any]:
    return []


def _ranked_once(rules: Any, evidence: Any, declarations: Any, key: bytes) -> Any:
    kept = _computed(rules.programme.id, declarations, tuple(evidence.repositories))
    if not kept:
        kept.append(rank(rules, evidence, declarations, key))
    return kept[0]


@pytest.fixture
def districts() -> tuple[str, str]:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    here, there = office().districts[:2]
    return here.id, there.id
