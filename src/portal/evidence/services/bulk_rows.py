"""How do half a million rows enter a table within seconds, on either database?

Django's ``bulk_create`` makes an object of each row first; a run of a whole city has too many. Rows are given as tuples in the
order of ``columns``; JSON values as text.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

BATCH = 20_000


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Add rows within the caller's transaction; how many there were. ``columns``: names of database columns."""
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's documented name for it
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    if connection.vendor == "postgresql":
        return _copied(f"COPY {table} ({named}) FROM STDIN", rows)
    places = ", ".join(["%s"] * len(columns))
    # the names are Django's own, every value is a parameter
    return _executed(f"INSERT INTO {table} ({named}) VALUES ({places})", rows)  # noqa: S608


def _copied(statement: str, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_storable(value) for value in row])
            count += 1
    return count


def _executed(statement: str, rows: Iterable[Sequence[Any]]) -> int:
    count, rest = 0, iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(rest, BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _storable(value: object) -> object:
    # PostgreSQL keeps no NUL in a text; git lets one stand in a name
    return value.replace("\0", "�") if isinstance(value, str) else value
