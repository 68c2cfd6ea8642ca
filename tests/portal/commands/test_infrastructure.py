"""Do the tests stand on what they think they stand on?"""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from playwright.sync_api import Page

from portal.journal.events import Event
from portal.journal.models import Entry
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM
from tests.browser import axe_violations


def write_entry() -> None:
    with transaction.atomic():
        record(event=Event.BACKUP_MADE, by=SYSTEM, subject_kind="test", subject="1")
    connection.close()


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_with_real_transactions_finds_an_empty_journal_that_refuses_removal(transactional_db: None, time: str) -> None:
    assert not Entry.objects.exists(), time
    write_entry()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry")
    assert Entry.objects.count() == 1


def test_threads_have_connections_of_their_own(transactional_db: None) -> None:
    threads = [Thread(target=write_entry) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Entry.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]


def test_the_database_is_the_one_asked_for(db: None, request: pytest.FixtureRequest) -> None:
    assert connection.vendor == request.config.getoption("--database")


def test_a_page_opens_in_the_browser_in_chinese(browser_page: Page, live_server: Any, screenshot: Callable[[Page, str], None]) -> None:
    browser_page.goto("/accounts/login/")
    assert browser_page.locator("html").get_attribute("lang") == "zh-Hans"
    screenshot(browser_page, "sign-in")


def test_axe_names_the_place_of_a_grave_fault(browser_page: Page) -> None:
    browser_page.set_content('<html lang="zh-Hans"><title>页</title><main><h1>页</h1><img src="data:,"></main></html>')
    assert [line.partition(" ")[0] for line in axe_violations(browser_page)] == ["image-alt"]
