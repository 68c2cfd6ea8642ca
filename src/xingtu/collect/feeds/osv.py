"""What do files in OSV's format say, record by record; and which of them are none?

JSON as the bucket and most databases hold it, YAML as PyPA's does. Files that are no records (index, configuration) are told by
having neither ``id`` nor ``affected`` and are not counted as refused.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import yaml

from xingtu.collect.osv_layouts import Found
from xingtu.collect.osv_record import LARGEST_BYTES, advisory_from
from xingtu.errors import BadRecord
from xingtu.facts.advisories import Advisory

Read = tuple[Advisory, bytes, str]
SURROGATE = re.compile(rb"\\u[dD]|\xed|\0")
"""What stands in JSON that may hold half a character: its escape, its bytes, or another encoding."""
ANCHOR = re.compile(rb"(?<![A-Za-z0-9])&\S")
"""Without one there is no alias; none of the real records has any, and a few lines of them unfold into gigabytes."""
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, yaml.YAMLError)
"""What a parser may end with on a file that somebody made for it: ``!!int ""`` is an IndexError."""


def read_records(files: Iterable[Found], refused: dict[str, str]) -> Iterator[Read]:
    """(advisory, JSON bytes, digest) of every file that is a record; those that are not go into ``refused`` with the reason."""
    for file in files:
        # a name may hold bytes that are no text
        name = file.name.rpartition(".")[0].encode("utf-8", "backslashreplace").decode()
        try:
            record = _parsed(file)
            if not isinstance(record, dict) or not {"id", "affected", "modified"} & record.keys():
                continue
            advisory = advisory_from(record)
            text = _text(file, record)
        except BadRecord as error:
            refused[name] = str(error)
            continue
        yield advisory, text, hashlib.sha256(text).hexdigest()


def _parsed(file: Found) -> Any:  # noqa: ANN401 -- whatever stands in the file
    if not file.content:
        raise BadRecord("空文件，或超过上限的大小")
    try:
        if file.name.endswith(".json"):
            return json.loads(file.content)
        if ANCHOR.search(file.content) and _has_alias(file.content):
            raise BadRecord("YAML 中有锚点的引用，真实的公告没有，疑为攻击")
        return yaml.load(file.content, Loader=yaml.CSafeLoader)
    except UNREADABLE as error:
        raise _unreadable(error) from error


def _text(file: Found, record: dict[object, object]) -> bytes:
    """The record as JSON that can be stored and served."""
    is_json = file.name.endswith(".json")
    if is_json and not SURROGATE.search(file.content):
        return file.content
    try:
        text = json.dumps(record, ensure_ascii=False, default=_plain).encode()
    except UNREADABLE as error:
        raise _unreadable(error) from error
    if len(text) > LARGEST_BYTES:
        raise BadRecord(f"写成 JSON 有 {len(text):,} 字节，超过上限的大小")
    return file.content if is_json else text


def _unreadable(error: Exception) -> BadRecord:
    words = str(error).replace("\n", " ").encode("utf-8", "backslashreplace").decode()
    return BadRecord(f"读不出来：{words[:300] or type(error).__name__}")


def _has_alias(content: bytes) -> bool:
    return any(isinstance(token, yaml.AliasToken) for token in yaml.scan(content, Loader=yaml.CSafeLoader))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        # YAML without a zone is UTC
        return f"{(value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()}Z"
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00Z"
    raise TypeError(type(value).__name__)
