"""Which ways of telling are there? One file each, found here."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from portal.watch.channel_kinds import ChannelKind


@cache
def channel_kinds() -> dict[str, ChannelKind]:
    """By id, in the order of their files."""
    found = [import_module(f"{__name__}.{one.name}").CHANNEL for one in iter_modules(__path__)]
    return {kind.id: kind for kind in found}
