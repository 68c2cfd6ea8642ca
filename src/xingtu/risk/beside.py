"""How is something audited that is not in the city: against the city's advisories, without a trace in the city's inventory?

The database is opened for reading only. Tables of the inventory are laid over it, empty and in memory, under the same names; everything
that reads or writes an inventory then works on those, and the advisories are read where they are.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from xingtu.errors import EvidenceError
from xingtu.risk.stock import Reading, keep_stock
from xingtu.store.risk.schema import FORM

MIRROR = frozenset({
    "advisory", "advisory_text", "affected", "boundary", "span", "listed", "unevaluable", "name", "alias_group",
    "kev", "epss", "note", "source_state", "refused",
})  # fmt: skip
"""Tables of what is published; all others are an inventory's. ``package`` belongs to both and is laid over with what is held."""
KNOWN = """
INSERT OR IGNORE INTO temp.package SELECT pid, ecosystem, name FROM main.package
JOIN json_each(?) AS held ON ecosystem = held.value ->> 0 AND name = held.value ->> 1
"""


@contextmanager
def beside_the_city(home: Path, reading: Reading, *, at: str) -> Iterator[sqlite3.Connection]:
    """A database that holds this one project and the advisories of a home; where there are none, none.

    Raises:
        EvidenceError: the home's database was written by another version.
    """
    path = home / "risk.sqlite"
    with closing(_read_only(path) if path.is_file() else _empty()) as database:
        if path.is_file():
            _lay_over(database, reading)
        keep_stock(database, reading, at=at)
        yield database


def _empty() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(resources.files("xingtu.store.risk").joinpath("schema.sql").read_text("utf-8"))
    return database


def _read_only(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=60, isolation_level=None)
    (form,) = database.execute("PRAGMA user_version").fetchone()
    if form != FORM:
        database.close()
        raise EvidenceError(f"{path} 是另一版本的星图写下的（第 {form} 式，这里读第 {FORM} 式）；请移走它，再导入公告并重新扫描")
    database.execute("PRAGMA temp_store=MEMORY")
    return database


def _lay_over(database: sqlite3.Connection, reading: Reading) -> None:
    made = database.execute("SELECT type, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    statements = [(kind, sql) for kind, table, sql in made.fetchall() if table not in MIRROR]
    for _, sql in sorted(statements, key=lambda one: one[0] != "table"):
        database.execute(re.sub(r"\ACREATE TABLE", "CREATE TEMP TABLE", re.sub(r"\ACREATE( UNIQUE)? INDEX ", r"CREATE\1 INDEX temp.", sql)))
    held = sorted({(one.ecosystem.partition(":")[0], one.name) for content in reading.contents.values() for one in content.resolved})
    database.execute(KNOWN, (json.dumps(held),))
    # numbers given to packages nobody has an advisory for begin after all there are, or they would be another package's
    database.execute("INSERT INTO temp.package SELECT coalesce(max(pid), 0) + 1, '', '' FROM main.package")
