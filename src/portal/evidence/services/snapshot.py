"""How is the register's present state fixed, so that a run can be computed from it and from nothing later?"""

import logging
import shutil
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from portal.evidence.city_text import CityText, city_text
from portal.evidence.home import home, invented_hosts
from portal.evidence.models import Snapshot
from portal.house.context import office
from portal.journal.events import Event
from portal.journal.selectors import head
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM, Actor
from xingtu.resolve.declarations import read_city
from xingtu.store.files import whole_folder, write_whole

logger = logging.getLogger(__name__)


def folder_of(digest: str) -> Path:
    """Where a snapshot lies: for the office alone."""
    return home() / "declarations" / digest


def city_file(snapshot: Snapshot) -> Path:
    """The snapshot's ``city.toml``."""
    return folder_of(snapshot.digest) / "city.toml"


@transaction.atomic
def snapshot_freeze(*, by: Actor = SYSTEM, applicants: Collection[str] = ()) -> Snapshot:
    """Write the register as ``city.toml``; a register that says the same as before is the snapshot it was.

    applicants: repositories that the applications of a call bring, which then make up a library of their own

    Raises:
        DeclarationError: an imported map contradicts the register; each place is named.
    """
    sequence = head().sequence
    told = city_text(office(), invented_hosts(), applicants=applicants)
    digest = sha256(told.content).hexdigest()
    _write(told, digest)
    for sentence in told.left_out:
        logger.warning("left out of a snapshot", extra={"snapshot": digest, "reason": sentence})
    snapshot, made = Snapshot.objects.get_or_create(
        digest=digest,
        defaults={
            "repositories": told.repositories,
            "people": told.people,
            "organisations": told.organisations,
            "statements": told.statements,
            "journal_sequence": sequence,
        },
    )
    if made:
        counts = {name: getattr(told, name) for name in ("repositories", "people", "organisations", "statements")}
        record(event=Event.SNAPSHOT_FROZEN, by=by, subject_kind="snapshot", subject=digest, details=counts)
    return snapshot


def _write(told: CityText, digest: str) -> None:
    """Lay it down by one rename, readable by nobody else, and only once the engine has read it."""
    folder = folder_of(digest)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / "city.toml").is_file():
        return
    shutil.rmtree(folder, ignore_errors=True)
    with whole_folder(folder) as beside:
        beside.chmod(0o700)
        for name, content in {"city.toml": told.content, **told.files}.items():
            write_whole(beside / name, content)
            (beside / name).chmod(0o600)
        read_city(beside / "city.toml")
