"""How are the tables emptied after a test with real transactions, when a trigger refuses every removal?

SQLite's flush deletes rows, so the triggers are taken down and put up again in the same transaction; PostgreSQL truncates,
which row triggers do not see.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

# not from its own file: that and ``base`` import each other, which works from this end only
from django.db.backends.sqlite3.base import DatabaseOperations


@contextmanager
def flush_past_triggers() -> Iterator[None]:
    """While it lasts, flushing leaves the triggers as they were."""
    plain = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        alias = self.connection.alias
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            plain(self, sql_list)
            for _name, sql in triggers:
                cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]
    try:
        yield
    finally:
        DatabaseOperations.execute_sql_flush = plain  # type: ignore[method-assign]
