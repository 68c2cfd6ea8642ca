"""Is a worker alive? It says so every few seconds in the shared cache; ``xingtu doctor --deploy`` reads it. Once a day it sweeps."""

from datetime import datetime
from threading import Event, Thread

from django.core.cache import cache
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from portal.commands.housekeeping import sweep_daily, tick_every_minute

KEY = "worker-beat"
EVERY_SECONDS = 20
KEPT_SECONDS = 7 * 86_400


def beat() -> None:
    """Say once that a worker is alive."""
    cache.set(KEY, timezone.now(), KEPT_SECONDS)


def last_beat_at() -> datetime | None:
    """When a worker last said so."""
    found: datetime | None = cache.get(KEY)
    return found


def start_beating() -> Event:
    """Beat in a thread of its own until the event is set: a long task must not look like a dead worker."""
    ended = Event()

    def beating() -> None:
        while True:
            try:
                beat()
                sweep_daily()
                tick_every_minute()
            except DatabaseError:
                pass  # the task itself meets the same error and says it
            finally:
                close_old_connections()
            if ended.wait(EVERY_SECONDS):
                return

    Thread(target=beating, name="beats", daemon=True).start()
    return ended
