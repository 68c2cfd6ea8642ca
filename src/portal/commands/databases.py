"""How is the whole database copied into one file, consistently and while people work, and how does it come back?

SQLite by its own backup interface; PostgreSQL by ``pg_dump`` and ``pg_restore``, which must not be older than the server.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from xingtu.errors import XingtuError

FILE_OF = {"sqlite": "portal.sqlite", "postgresql": "portal.pgdump"}
DEBIAN = Path("/usr/lib/postgresql")


def dump(file: Path) -> None:
    """Write the state of one instant."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_sqlite_file())) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return
    _postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def load(file: Path) -> None:
    """Bring a dumped state into the empty database."""
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(_sqlite_file())
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    database = str(connection.settings_dict["NAME"])
    _postgresql("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={database}", str(file))


def is_empty() -> bool:
    """Whether the database holds no table yet."""
    return not connection.introspection.table_names()


def _sqlite_file() -> str:
    return str(connection.settings_dict["NAME"])


def _postgresql(program: str, *arguments: str) -> None:
    made = subprocess.run(
        [_program(program), *arguments], env=os.environ | _access(connection.settings_dict), capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise XingtuError(f"{program} 没有完成：{made.stderr.strip()}")


def _program(name: str) -> str:
    newest = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parent.parent.name))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise XingtuError(f"没有 {name}；请安装 PostgreSQL 的客户端，例如 apt install postgresql-client")
    return found


def _access(settings: dict[str, Any]) -> dict[str, str]:
    """By environment: a password among the arguments could be read by everybody on the machine."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    access = {names[key]: str(settings[key]) for key in names if settings.get(key)}
    return access | {f"PG{key.upper()}": str(value) for key, value in settings.get("OPTIONS", {}).items() if key.startswith("ssl")}
