"""The example city behind the live server, as the stories find it."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page

from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.evidence.models import Job, Run
from portal.evidence.services.city_loading import city_load
from portal.evidence.services.jobs import run_request
from tests.browser import sign_in
from tests.portal.city import PASSWORD, grant, person
from tests.stories.office import KEY, Office, example_office

OBSERVATION = "city-evidence-2025"
CODE = re.compile(r"\b(\d{6})\b")


@pytest.fixture
def example(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The example city's clones and what was read of them; the home is this test's own but for the facts."""
    office = example_office()
    home = Path(os.environ["XINGTU_HOME"])
    (home / "facts").symlink_to(office.home / "facts")
    (home / "city.key").write_bytes(KEY)
    monkeypatch.setenv("XINGTU_WORKERS", "1")
    return office


@pytest.fixture
def city(example: Office) -> Office:
    """The example city in the register."""
    city_load(path=example.city_file)
    return example


def load_without(example: Office, folder: Path, stanza: str, following: str) -> None:
    """The example city in the register, but for what stands between two stanzas of its file: something the office never heard of."""
    text = example.city_file.read_text("utf-8")
    (folder / "city.toml").write_text(text[: text.index(stanza)] + text[text.index(following) :], "utf-8")
    for name in ("aliases", "affiliations.csv", "email-map"):
        (folder / name).write_bytes((example.city_file.parent / name).read_bytes())
    (folder / "hosts").symlink_to(example.city_file.parent / "hosts")
    city_load(path=folder / "city.toml")


def run_now(programme: str = OBSERVATION, *, publish: bool = True) -> Run:
    """Ask for a run and have it carried out."""
    job = Job.objects.get(pk=run_request(programme=programme, publish=publish).pk)
    assert job.run is not None, f"{job.state}: {job.problem}"
    return job.run


def employee(role: Role, name: str, email: str, **where: object) -> Person:
    """Somebody with a role, who can sign in."""
    made = person(name, email)
    grant(made, role, **where)  # type: ignore[arg-type]
    return made


@pytest.fixture
def visit(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page in a browser of its own, signed in as somebody or as nobody."""

    def go(who: Person | None, path: str = "/", **context: object) -> Page:
        page = new_page(**context)
        if who is not None:
            sign_in(page, who.email, PASSWORD)
        page.goto(path)
        return page

    return go


def last_code(address: str) -> str:
    """The newest six-digit code sent to a mailbox."""
    letters = [letter for letter in mail.outbox if address in letter.to]
    found = CODE.search(letters[-1].body)
    assert found is not None
    return found[1]
