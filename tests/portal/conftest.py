"""What holds for every test of the portal: invented city, no static build, jobs run when asked for."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

import portal.calls.calendar
import xingtu.settings
from portal.house.translations import compile_all
from tests.portal.flushing import flush_past_triggers


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fast, and nothing leaves the test's own folder."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XINGTU_HOME", str(home))
    xingtu.settings.settings.cache_clear()
    settings.XINGTU = dataclasses.replace(settings.XINGTU, home=home)
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(home / "uploads")}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"{name}-{tmp_path}"}
        for name in ("default", "pieces")
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.SECURE_SSL_REDIRECT = False
    yield
    xingtu.settings.settings.cache_clear()


@pytest.fixture(autouse=True)
def _nobody_examines_licences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scanning takes a process with an index of more than a gigabyte; tests of licences say what it answers."""
    monkeypatch.setattr("portal.evidence.services.licence_requests.wake", lambda: None)
    monkeypatch.setattr("portal.evidence.services.licence_requests.tips_examine", lambda **_asked: None)


@pytest.fixture(autouse=True)
def _nobody_watches_risks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round reads every clone there is; tests of risks go round themselves."""
    monkeypatch.setattr("portal.evidence.services.risk_requests.wake", lambda: None)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The folder or server it lies in is thrown away whole; a browser may still hold a connection when it would be dropped."""
    return True


@pytest.fixture(scope="session", autouse=True)
def _english_is_compiled() -> None:
    """Compiled translations are not committed."""
    compile_all()


@pytest.fixture(scope="session", autouse=True)
def _years_to_come_have_their_holidays(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The calendar is a file a year; a test run later must not stop at a year nobody has published. Who needs such a year says so."""
    years = tmp_path_factory.mktemp("policy") / "calendar"
    shutil.copytree(xingtu.settings.settings().policy / "calendar", years)
    published = max(int(file.stem) for file in years.glob("*.toml"))
    for year in range(published + 1, published + 6):
        day = f"{year}-01-01"
        (years / f"{year}.toml").write_text(
            f'[year]\nyear = {year}\nsource = "invented for tests"\nverified = false\n\n'
            f'[[holiday]]\nname = "元旦"\nname_en = "New Year"\nfirst_on = {day}\nlast_on = {day}\n'
        )
    before = xingtu.settings.settings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portal.calls.calendar, "settings", lambda: dataclasses.replace(before, policy=years.parent))
        portal.calls.calendar.calendar.cache_clear()
        portal.calls.calendar.calendar()


@pytest.fixture(autouse=True)
def _chinese_first() -> Iterator[None]:
    """A page in English leaves its language behind in the test's thread."""
    with override("zh-hans"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _journal_may_be_flushed() -> Iterator[None]:
    """After a test with real transactions every table is emptied; the journal's triggers would refuse on SQLite."""
    with flush_past_triggers():
        yield


@pytest.fixture
def signed_in(client: Client) -> Callable[..., Client]:
    """Django's test client, signed in as an acting person of tests/portal/city.py."""

    def sign_in(acting: Any) -> Client:
        client.force_login(acting.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["acting"] = acting.grant_id or 0
        session.save()
        return client

    return sign_in
