"""When are owners told of risks, how much at once, and how often is a failed sending tried again? ``policy/notification.toml`` says."""

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from portal.errors import PortalError
from xingtu.settings import settings

FILE = "notification.toml"
WEEKDAYS = range(1, 8)


@dataclass(frozen=True, slots=True)
class Plan:
    """The file's numbers."""

    daily_after: time
    most_lines: int
    most_a_day: int
    weekday: int
    """1: Monday."""
    again_minutes: tuple[int, ...]
    stop_after: int


@cache
def plan() -> Plan:
    """As the policy folder says.

    Raises:
        PortalError: the file cannot be read, or a number cannot be so.
    """
    return read_plan(settings().policy / FILE)


def read_plan(path: Path) -> Plan:
    """Read a file.

    Raises:
        PortalError: it cannot be read, or a number cannot be so.
    """
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        minutes = tuple(content["delivery"]["again_minutes"])
        made = Plan(
            daily_after=time.fromisoformat(content["daily"]["after"]),
            most_lines=content["daily"]["most_lines"],
            most_a_day=content["immediate"]["most_a_day"],
            weekday=content["weekly"]["weekday"],
            again_minutes=minutes,
            stop_after=content["delivery"]["stop_after"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PortalError(f"{path.name} 读不懂（{error}）；请对照仓库里的同名文件改正") from error
    numbers = (made.most_lines, made.most_a_day, made.stop_after, *minutes)
    if made.weekday not in WEEKDAYS or not all(isinstance(one, int) and not isinstance(one, bool) and one > 0 for one in numbers):
        raise PortalError(f"{path.name}：weekday 应是 1 至 7，其余各数应是正整数")
    return made
