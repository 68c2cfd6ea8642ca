"""Do the migrations make what the models say?"""

import pytest
from django.core.management import call_command


@pytest.mark.usefixtures("db")
def test_no_migration_is_missing() -> None:
    call_command(
        "makemigrations", "accounts", "cases", "evidence", "journal", "messages", "public", "register", "watch", check=True, dry_run=True
    )
