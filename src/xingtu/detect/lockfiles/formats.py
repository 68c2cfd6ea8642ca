"""Which formats of dependency files are there? Every file of ``xingtu.detect.dependencies`` holds one."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from xingtu.detect.lockfiles.format import Format
from xingtu.errors import CatalogueError

FOLDER = "xingtu.detect.dependencies"


@cache
def formats() -> Mapping[str, Format]:
    """All formats by id, in order of id.

    Raises:
        CatalogueError: a file of the folder holds no format, or one of another name.
    """
    found: dict[str, Format] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(import_module(FOLDER).__path__)):
        thing = getattr(import_module(f"{FOLDER}.{name}"), "FORMAT", None)
        if not isinstance(thing, Format) or thing.id != name:
            raise CatalogueError(f"{FOLDER}/{name}.py 里没有 id 为 {name} 的 FORMAT；请补上，或把文件移出这个文件夹。")
        found[name] = thing
    return found


def format_of(path: str) -> Format | None:
    """The format a path is of; None: no dependency file."""
    return next((one for one in formats().values() if one.wants(path)), None)
