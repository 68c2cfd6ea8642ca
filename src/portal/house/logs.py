"""How does a log line look, to a machine and to people? The event is a fixed phrase, facts are fields; never a query or a mailbox.

Requests are named by method and path. Mailboxes are masked even where a library or a database wrote them into its message.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
MAILBOX = re.compile(r"[\w.+%-]+@(?=[\w-])")
QUERY = re.compile(r"(?<=[\w/])\?[^\s\"',)]+")


def without_secrets(text: str) -> str:
    """The text with mailboxes and queries of addresses masked."""
    return QUERY.sub("?…", MAILBOX.sub("…@", text))


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What was handed over in ``extra``."""
    found: dict[str, Any] = {}
    for name, value in vars(record).items():
        if name == "request":
            found["method"], found["path"] = getattr(value, "method", None), getattr(value, "path", None)
        elif name not in PLAIN:
            found[name] = value
    return found


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        } | fields_of(record)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(line, ensure_ascii=False, default=str))


class TextLines(logging.Formatter):
    """For people at a terminal: the event, then its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and a trace below it."""
        facts = "".join(f" {name}={value}" for name, value in fields_of(record).items())
        plain = super().format(record)
        first, separator, rest = plain.partition("\n")
        return without_secrets(f"{first}{facts}{separator}{rest}")
