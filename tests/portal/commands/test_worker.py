"""Does the worker say it lives, and sweep once a day?"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.commands.beats import beat, last_beat_at
from portal.commands.housekeeping import sweep_daily

pytestmark = pytest.mark.usefixtures("db")


def test_a_worker_that_never_lived_has_no_beat_and_one_that_does_has() -> None:
    assert last_beat_at() is None
    beat()
    assert timezone.now() - (last_beat_at() or timezone.now() - timedelta(days=1)) < timedelta(minutes=1)


def test_ended_sessions_are_swept_once_a_day(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="open", session_data="", expire_date=timezone.now() + timedelta(hours=1))
    assert sweep_daily()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
    assert not sweep_daily()
