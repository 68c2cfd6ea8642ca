"""What is kept of every answer? Method, path, status, size, time; never the query, the address of the reader, or who they are."""

import logging
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response


class AnswersLog(Logger):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn's logger with our fields instead of its format string."""

    def access(self, resp: Response, req: Request, environ: dict[str, Any], request_time: timedelta) -> None:
        """One line an answer."""
        self.access_log.log(
            logging.INFO,
            "request answered",
            extra={
                "method": req.method,
                "path": environ.get("PATH_INFO", ""),
                "status": int(str(resp.status).split(maxsplit=1)[0]),
                "bytes": getattr(resp, "sent", None),
                "milliseconds": round(request_time.total_seconds() * 1000, 1),
            },
        )
