"""The numbers of telling are read from policy, and one that cannot be so is refused."""

from pathlib import Path

import pytest

from portal.errors import PortalError
from portal.watch.plan import plan, read_plan
from xingtu.settings import settings

TEXT = (settings().policy / "notification.toml").read_text("utf-8")


def test_the_shipped_file_is_one() -> None:
    assert plan().again_minutes == tuple(sorted(plan().again_minutes))


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('after = "08:30"', 'after = "25:00"'), ("weekday = 1", "weekday = 0"), ("most_lines = 60", "most_lines = 0"),
        ("most_a_day = 6", "most_a_day = true"), ("stop_after = 3", "stop = 3"), ("again_minutes = [1,", "again_minutes = [-1,"),
        ("version = 1", "version ="),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_so_is_refused(tmp_path: Path, said: str, instead: str) -> None:
    assert said in TEXT
    file = tmp_path / "notification.toml"
    file.write_text(TEXT.replace(said, instead), "utf-8")
    with pytest.raises(PortalError, match=r"notification\.toml"):
        read_plan(file)
