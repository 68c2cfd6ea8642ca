"""Which tables does ``risk.sqlite`` hold, and how is it opened?"""

import sqlite3
from importlib import resources
from pathlib import Path

from xingtu.errors import EvidenceError

FORM = 2
"""Goes up when a file of an earlier version can no longer be read."""


def open_risk(home: Path, *, create: bool = True) -> sqlite3.Connection:
    """The database of a home; writers wait for each other up to a minute, readers for nobody.

    Raises:
        EvidenceError: it was written by another version, or there is none and none may be made.
    """
    path = home / "risk.sqlite"
    if not create and not path.is_file():
        raise EvidenceError(f"{home} 里还没有公告和组件（risk.sqlite）；请先运行 xingtu advisories import 导入公告")
    home.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=60, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute("PRAGMA cache_size=-65536")
    (form,) = database.execute("PRAGMA user_version").fetchone()
    if form not in {0, FORM}:
        database.close()
        raise EvidenceError(f"{path} 是另一版本的星图写下的（第 {form} 式，这里读第 {FORM} 式）；请移走它，再导入公告并重新扫描")
    if form != FORM:
        tables = resources.files("xingtu.store.risk").joinpath("schema.sql").read_text("utf-8")
        named = "INSERT OR IGNORE INTO mark VALUES ('store', lower(hex(randomblob(8))));"
        database.executescript(f"BEGIN IMMEDIATE; {tables} {named} PRAGMA user_version={FORM}; COMMIT;")
    return database


def store_of(database: sqlite3.Connection) -> str:
    """Names this very file: one made anew has another name, though all that is in it may be the same."""
    (name,) = database.execute("SELECT value FROM mark WHERE name = 'store'").fetchone()
    return str(name)
