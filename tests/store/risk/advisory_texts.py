"""Advisories as a publisher writes them, for tests."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from xingtu.collect.osv_record import advisory_from
from xingtu.facts.components import LOCKED, REGISTRY, RUNTIME, Component
from xingtu.store.risk.advisories import Record, SourceState


def record(ident: str, *affected: Mapping[str, Any], modified: str = "2026-01-01T00:00:00Z", **more: Any) -> dict[str, Any]:
    return {"id": ident, "modified": modified, "affected": list(affected), **more}


def touches(package: str, *events: Mapping[str, str], ecosystem: str = "PyPI", versions: Sequence[str] = ()) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    return {"package": {"ecosystem": ecosystem, "name": package}, "ranges": ranges, "versions": list(versions)}


def read(*records: Mapping[str, Any]) -> list[Record]:
    texts = [json.dumps(one).encode() for one in records]
    return [Record(advisory_from(json.loads(text)), text, hashlib.sha256(text).hexdigest()) for text in texts]


def state(source: str = "pypa", mark: str = "1") -> SourceState:
    return SourceState(source, "a folder", mark, "2026-01-01T00:00:00Z", "CC-BY-4.0")


def held(name: str, version: str, ecosystem: str = "PyPI") -> Component:
    return Component(ecosystem, name, version, "", LOCKED, RUNTIME, direct=True, line=1, via=(), origin=REGISTRY, source="")
