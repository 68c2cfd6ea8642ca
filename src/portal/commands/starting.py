"""How is Django started for a verb, and how do its errors reach people?"""

import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError

from portal.errors import PortalError
from xingtu.errors import XingtuError
from xingtu.settings import settings as engine_settings

P = ParamSpec("P")
R = TypeVar("R")


def start_django() -> None:
    """Read the settings and load the apps; the home is made, readable by its owner alone.

    Raises:
        XingtuError: a setting cannot be so.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    engine_settings().home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise XingtuError(str(error)) from error


def with_django(verb: Callable[P, R]) -> Callable[P, R]:
    """Start Django before the verb; what it says to people becomes an error the command line prints."""

    @wraps(verb)
    def started(*arguments: P.args, **named: P.kwargs) -> R:
        start_django()
        try:
            return verb(*arguments, **named)
        except (PortalError, CommandError) as error:
            raise XingtuError(str(error)) from error
        except DatabaseError as error:
            raise XingtuError(f"数据库没有完成操作：{error}；请检查 DATABASE_URL，或先运行 xingtu serve --migrate 建表") from error

    return started
