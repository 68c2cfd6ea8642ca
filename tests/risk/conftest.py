"""A database with a few fictional advisories, as the mirror is given them."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.risk.advisory_texts import read, record, state, touches
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.schema import open_risk

LANTERN = record(
    "PYSEC-2026-1", touches("lantern", {"introduced": "0"}, {"fixed": "2.1"}), published="2026-01-01T00:00:00+00:00",
    aliases=["CVE-2026-0001"], summary="The lamp explodes",
)  # fmt: skip
SECOND = record("PYSEC-2026-2", touches("lantern", {"introduced": "1.0"}, versions=["1.5"]), modified="2026-01-03T00:00:00Z")
TAKEN_BACK = record("PYSEC-2026-3", touches("lantern", {"introduced": "0"}), withdrawn="2026-01-02T00:00:00Z")
GEARS = record("GO-2026-7", touches("xinghe.example/gears", {"introduced": "0"}, {"fixed": "1.4.0"}, ecosystem="Go"))
SUITE = record("DSA-9", touches("lantern", {"introduced": "0"}, {"fixed": "3"}, ecosystem="Debian:12"))
HOMELESS = record("OSV-2026-5", {"ranges": [{"type": "GIT", "repo": "https://xinghe.example/r", "events": [{"introduced": "0"}]}]})
EVERY = (LANTERN, SECOND, TAKEN_BACK, GEARS, SUITE, HOMELESS)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A home with two sources."""
    home = tmp_path / "home"
    database = open_risk(home)
    take_in(database, state(), read(*EVERY[:3]), {}, whole=True)
    take_in(database, state("others"), read(*EVERY[3:]), {}, whole=True)
    database.close()
    return home


@pytest.fixture
def advisories(filled: Path) -> Iterator[sqlite3.Connection]:
    opened = open_risk(filled)
    yield opened
    opened.close()
