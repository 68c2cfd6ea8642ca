"""Do log lines hold facts and no secrets?"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory

from portal.house.logs import JsonLines, TextLines


def line(message: str, *arguments: object, **extra: Any) -> str:
    logger = logging.getLogger("test")
    record = logger.makeRecord("test", logging.INFO, __file__, 1, message, arguments, None, extra=extra)
    return JsonLines().format(record)


def test_a_line_is_one_json_object_with_its_facts_as_fields() -> None:
    read = json.loads(line("repository collected", repository="gearsim", seconds=1.5))
    assert (read["event"], read["repository"], read["seconds"], read["level"]) == ("repository collected", "gearsim", 1.5, "INFO")


def test_a_request_is_named_by_method_and_path_without_its_query() -> None:
    request = RequestFactory().get("/search/", {"q": "私事"})
    read = json.loads(line("refused", request=request))
    assert (read["method"], read["path"]) == ("GET", "/search/")
    assert "私事" not in str(read)


def test_an_address_in_a_message_loses_its_query() -> None:
    assert "secret" not in line("redirected to /invitations/?token=secret")


@pytest.mark.parametrize("formatter", [JsonLines(), TextLines("%(message)s")])
def test_a_mailbox_that_a_library_wrote_is_masked(formatter: logging.Formatter) -> None:
    try:
        int("lin.zhiyuan+x@mail.example")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed for %s", ("shen@lizhou.example",), (type(error), error, None))
    written = formatter.format(record)
    assert "…@mail.example" in written
    assert "lin.zhiyuan" not in written
    assert "shen@" not in written


def test_people_read_the_fields_behind_the_event() -> None:
    record = logging.makeLogRecord({"msg": "process died", "name": "supervisor", "code": 1})
    assert TextLines("%(name)s: %(message)s").format(record) == "supervisor: process died code=1"


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_a_page_not_found_is_logged_without_query(db: None, client: Client, written: list[str]) -> None:
    client.get("/nowhere/at/all/?email=lin@lizhou.example")
    (found,) = [json.loads(line) for line in written if "nowhere" in line]
    assert (found["status_code"], found["path"]) == (404, "/nowhere/at/all/")
    assert "lin@" not in str(found)
