"""What do files in OSV's format say, record by record; and which of them are none?

JSON as the bucket and most databases hold it, YAML as PyPA's does. Files that are no records (index, configuration) are told by
having neither ``id`` nor ``affected`` and are not counted as refused.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import yaml

from xingtu.collect.osv_layouts import Found
from xingtu.collect.osv_record import advisory_from
from xingtu.errors import BadRecord
from xingtu.facts.advisories import Advisory

Read = tuple[Advisory, bytes, str]
MOST_ALIASES = 50
"""Anchors in one YAML file; none of the real ones has any."""


def read_records(files: Iterable[Found], refused: dict[str, str]) -> Iterator[Read]:
    """(advisory, JSON bytes, digest) of every file that is a record; those that are not go into ``refused`` with the reason."""
    for file in files:
        name = file.name.rpartition(".")[0]
        try:
            record = _parsed(file)
            if not isinstance(record, dict) or not {"id", "affected", "modified"} & record.keys():
                continue
            advisory = advisory_from(record)
        except BadRecord as error:
            refused[name] = str(error)
            continue
        text = file.content if file.name.endswith(".json") else json.dumps(record, ensure_ascii=False, default=_plain).encode()
        yield advisory, text, hashlib.sha256(text).hexdigest()


def _parsed(file: Found) -> Any:  # noqa: ANN401 -- whatever stands in the file
    if not file.content:
        raise BadRecord("空文件，或超过上限的大小")
    try:
        if file.name.endswith(".json"):
            return json.loads(file.content)
        if file.content.count(b"&") > MOST_ALIASES and file.content.count(b"*") > MOST_ALIASES and _anchors(file.content) > MOST_ALIASES:
            raise BadRecord("YAML 中的锚点过多，疑为攻击")
        return yaml.load(file.content, Loader=yaml.CSafeLoader)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        words = str(error).replace("\n", " ")
        raise BadRecord(f"读不出来：{words[:300]}") from error


def _anchors(content: bytes) -> int:
    return sum(isinstance(token, yaml.AliasToken) for token in yaml.scan(content, Loader=yaml.CSafeLoader))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        # YAML without a zone is UTC
        return f"{(value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()}Z"
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00Z"
    raise TypeError(type(value).__name__)
