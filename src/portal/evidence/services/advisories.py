"""How does an advisory that people wrote down come among the published ones? As a record like any other, of the source ``manual``.

What stands in force is always written whole: a call that was killed, or made twice, leaves the same.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.evidence.home import home
from portal.evidence.risk_facts import instant
from portal.evidence.services.risk_requests import risks_refresh
from xingtu.collect.osv_record import advisory_from
from xingtu.errors import BadRecord
from xingtu.facts.advisories import Advisory
from xingtu.store.risk.advisories import Record, SourceState, take_in
from xingtu.store.risk.schema import open_risk
from xingtu.versions.ecosystems import SCHEME_OF

SOURCE = "manual"
LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What a record says, as far as pages show it before it is in force."""

    summary: str
    packages: tuple[str, ...]
    without_ranges: bool
    """It would match nothing."""


def record_checked(record: Mapping[str, Any]) -> Checked:
    """Read a record as an import reads it.

    Raises:
        Invalid: it is none; the message says where.
    """
    said = _read(record)
    return Checked(
        summary=said.summary,
        packages=tuple(f"{one.ecosystem} {one.package}" for one in said.affected),
        without_ranges=not any(one.ranges or one.versions for one in said.affected),
    )


def ecosystems_matched() -> tuple[str, ...]:
    """Those whose versions can be ordered, as OSV names them."""
    return tuple(sorted(name for name, scheme in SCHEME_OF.items() if scheme is not None))


def advisories_write(*, records: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Make these records all that the source ``manual`` says, and have everything matched anew."""
    texts = [json.dumps(record, ensure_ascii=False, sort_keys=True).encode() for record in records]
    mark = hashlib.sha256(b"\0".join(sorted(texts))).hexdigest()[:16]
    state = SourceState(SOURCE, "", mark, instant(at), _("本市录入"))
    rows = (Record(_read(record), text, hashlib.sha256(text).hexdigest()) for record, text in zip(records, texts, strict=True))
    with closing(open_risk(home())) as database:
        change = take_in(database, state, rows, {}, whole=True)
    if change.added or change.changed or change.removed:
        risks_refresh()


def _read(record: Mapping[str, Any]) -> Advisory:
    if len(json.dumps(record, ensure_ascii=False)) > LARGEST:
        raise Invalid({"": _("公告太长，请缩短。")})
    try:
        return advisory_from(record)
    except BadRecord as error:
        raise Invalid({"": str(error)}) from error
