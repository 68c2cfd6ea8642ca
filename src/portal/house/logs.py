"""How does a log line look to a machine? One JSON object a line; the event is a fixed phrase, facts are fields."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Everything handed over in ``extra`` becomes a field; requests are named by method and path, never by query or person."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name == "request":
                line["method"], line["path"] = getattr(value, "method", None), getattr(value, "path", None)
            elif name not in PLAIN:
                line[name] = value
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
