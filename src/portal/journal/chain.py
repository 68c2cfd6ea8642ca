"""Over which bytes is an entry sealed? Used by the writer, by ``xingtu journal verify`` and by whoever checks an export offline."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import new as hasher
from typing import Any

SEALED = ("sequence", "at", "event", "actor", "role", "subject_kind", "subject", "reason", "details", "previous", "algorithm")


def seal(entry: Mapping[str, Any]) -> str:
    """Digest over the canonical JSON of an entry's sealed fields: sorted keys, no spaces, UTF-8, instants in UTC with microseconds."""
    plain = {name: _instant(entry[name]) if name == "at" else entry[name] for name in SEALED}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hasher(str(entry["algorithm"]), text.encode()).hexdigest()


def _instant(value: datetime | str) -> str:
    return value if isinstance(value, str) else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
