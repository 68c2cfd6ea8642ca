"""How is TOML read without trusting it, and on which line does the n-th table of an array begin?"""

import re
import tomllib
from typing import Any

from xingtu.errors import LockfileError

PLACE = re.compile(r"\(at line (\d+), column \d+\)")

DOTTED = re.compile(r"""(?<![A-Za-z0-9_"'.-])(?:[A-Za-z0-9_"'-]+[ \t]*\.[ \t]*){200}""")
"""A key of hundreds of parts costs the parser the square of their number, and is none."""


def read_toml(text: str) -> dict[str, Any]:
    """A document.

    Raises:
        LockfileError: it is no TOML, or nests too deeply.
    """
    if long := DOTTED.search(text):
        raise LockfileError("键的层级过多，未读取。", text.count("\n", 0, long.start()) + 1)
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as broken:
        found = PLACE.search(str(broken))
        raise LockfileError(f"不是合法的 TOML：{PLACE.sub('', str(broken)).strip()}。", int(found[1]) if found else None) from None
    except RecursionError:
        raise LockfileError("TOML 嵌套过深，未读取。") from None
    except ValueError:
        raise LockfileError("TOML 中有不能读取的数字或日期。") from None


def array_lines(text: str, name: str, count: int) -> list[int] | list[None]:
    """The lines of the headers ``[[name]]``; no lines at all if a text in the file only looks like one, so that none is wrong."""
    header = re.compile(rf"^[ \t]*\[\[[ \t]*{re.escape(name)}[ \t]*\]\]", re.MULTILINE)
    lines, line, place = [], 1, 0
    for found in header.finditer(text):
        line += text.count("\n", place, found.start())
        place = found.start()
        lines.append(line)
    return lines if len(lines) == count else [None] * count


def key_line(text: str, key: str) -> int | None:
    """The line where a bare or quoted key is first given a value."""
    found = re.search(rf"""^[ \t]*["']?{re.escape(key)}["']?[ \t]*=""", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None
