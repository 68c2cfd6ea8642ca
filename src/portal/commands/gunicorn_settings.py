"""How does the web server behave? Read by gunicorn; how many processes and threads, and where it listens, the verb says."""

from pathlib import Path
from typing import Any

from django.conf import settings

from portal.house.logs import JsonLines  # noqa: F401 - named in logconfig_dict

_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heart-beat files; on disk a slow fsync would look like a dead process

wsgi_app = "portal.wsgi:application"
worker_class = "gthread"
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
forwarded_allow_ips = "127.0.0.1,::1"
control_socket_disable = True
logger_class = "portal.commands.answers_log.AnswersLog"
accesslog = "-"
_logging: dict[str, Any] = settings.LOGGING
# at a terminal every answer would drown what matters
_ours: dict[str, Any] = {"handlers": [], "level": "INFO" if settings.ENVIRONMENT.log == "json" else "WARNING", "propagate": True}
logconfig_dict = _logging | {"loggers": _logging["loggers"] | {"gunicorn.error": _ours, "gunicorn.access": _ours}}
