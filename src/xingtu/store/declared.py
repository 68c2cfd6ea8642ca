"""Which city was scanned last, so that later verbs need not be told again?"""

import os
from pathlib import Path

from xingtu.errors import DeclarationError
from xingtu.store.files import write_whole


def remember_city(home: Path, city_file: Path) -> None:
    """Note where the city's declarations lie; they are read afresh each time, because people correct them."""
    write_whole(home / "city", os.fsencode(city_file.absolute()))


def known_city(home: Path, chosen: Path | None) -> Path:
    """The city file chosen, else the one scanned last.

    Raises:
        DeclarationError: neither is there.
    """
    if chosen is not None:
        return chosen
    note = home / "city"
    path = Path(os.fsdecode(note.read_bytes())) if note.is_file() else None
    if path is None or not path.is_file():
        where = f"（上次用的 {path} 已不在）" if path else ""
        raise DeclarationError(f"不知道是哪座城市{where}；请加 --city city.toml")
    return path
