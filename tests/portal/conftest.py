"""What holds for every test of the portal: invented city, no static build, jobs run when asked for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


@pytest.fixture(autouse=True)
def _plain_settings(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Fast, and nothing leaves the test's own folder."""
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "uploads")}},
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


@pytest.fixture
def signed_in(client: object) -> Callable[..., object]:
    """Django's test client, signed in as an acting person of tests/portal/city.py."""

    def sign_in(acting: object) -> object:
        client.force_login(acting.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["acting"] = acting.grant_id or 0
        session.save()
        return client

    return sign_in
