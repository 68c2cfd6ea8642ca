"""The database refuses to change or remove an entry."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = {
    "UPDATE": "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END",
    "DELETE": "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal entries are never removed'); END",
}
POSTGRESQL = (
    """CREATE FUNCTION journal_entry_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'journal entries are never changed or removed'; END $$ LANGUAGE plpgsql""",
    "CREATE TRIGGER journal_entry_refuse BEFORE UPDATE OR DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()",
)


def refuse(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Install the triggers."""
    statements = POSTGRESQL if editor.connection.vendor == "postgresql" else tuple(SQLITE.values())
    for statement in statements:
        editor.execute(statement)


def allow(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove them again, so that the migration can be taken back."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER journal_entry_refuse ON journal_entry")
        editor.execute("DROP FUNCTION journal_entry_refuse()")
    else:
        for name in ("update", "delete"):
            editor.execute(f"DROP TRIGGER journal_entry_no_{name}")


class Migration(migrations.Migration):
    """Triggers on journal_entry."""

    dependencies = (("journal", "0001_initial"),)
    operations = (migrations.RunPython(refuse, allow),)
