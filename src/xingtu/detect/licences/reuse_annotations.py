r"""What do ``REUSE.toml`` and ``.reuse/dep5`` say of the files below them?

Paths of ``REUSE.toml`` know ``*`` (no slash), ``**`` and ``**/`` (anything) and the backslash; ``?`` and ``[`` stand for themselves.
Paths of ``dep5`` know ``*`` (anything), ``?`` and the backslash. Of several tables of one file that fit, the last one holds alone.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xingtu.detect.licences.deb822 import paragraphs
from xingtu.detect.licences.expressions import is_expression

PRECEDENCES = ("closest", "aggregate", "override")
LARGEST_BYTES = 4 * 2**20
TABLE = re.compile(r"^[ \t]*\[\[[ \t]*annotations[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One table, or one paragraph of ``dep5``."""

    source: str
    line: int | None
    fits: re.Pattern[str]
    """Against the path from the folder of the source."""
    precedence: str
    licences: tuple[str, ...]
    copyrights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotations:
    """One file of them, or what was wrong with it."""

    source: str
    folder: str
    """Empty at the top, else with a slash at its end."""
    rows: tuple[Annotation, ...]
    flaw: str = ""

    def of(self, path: str) -> Annotation | None:
        """The last row that fits."""
        if not path.startswith(self.folder):
            return None
        inside = path[len(self.folder) :]
        return next((row for row in reversed(self.rows) if row.fits.fullmatch(inside)), None)


def reuse_toml(path: str, content: bytes) -> Annotations:
    """The tables of a ``REUSE.toml``; a file that cannot be read has none, and says why."""
    folder = path.removesuffix("REUSE.toml")
    if len(content) > LARGEST_BYTES:
        return Annotations(path, folder, (), "too large")
    try:
        text = content.decode()
        table = tomllib.loads(text)
        return Annotations(path, folder, tuple(_rows(path, text, table)))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        return Annotations(path, folder, (), str(error) or type(error).__name__)


def _rows(path: str, text: str, table: dict[str, Any]) -> Iterator[Annotation]:
    if table.get("version") != 1:
        raise ValueError(f"version is {table.get('version')!r}, not 1")
    given = table.get("annotations", [])
    lines = [text.count("\n", 0, found.start()) + 1 for found in TABLE.finditer(text)]
    for number, row in enumerate(given):
        precedence = row.get("precedence", "closest")
        if precedence not in PRECEDENCES:
            raise ValueError(f"precedence {precedence!r} is none of {', '.join(PRECEDENCES)}")
        yield Annotation(
            source=path,
            line=lines[number] if len(lines) == len(given) else None,
            fits=either(toml_glob(one) for one in _texts(row["path"])),
            precedence=precedence,
            licences=tuple(one for one in _texts(row.get("SPDX-License-Identifier", [])) if is_expression(one)),
            copyrights=_texts(row.get("SPDX-FileCopyrightText", [])),
        )


def _texts(value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise TypeError(f"neither a string nor a list of strings: {value!r:.80}")
    return tuple(texts)


def dep5(path: str, content: bytes) -> Annotations:
    """The paragraphs with ``Files`` of ``.reuse/dep5``; they add to what the files say."""
    folder = path.removesuffix(".reuse/dep5")
    if len(content) > LARGEST_BYTES:
        return Annotations(path, folder, (), "too large")
    rows = []
    for paragraph in paragraphs(content):
        expression = paragraph.first_line("License")
        if "files" not in paragraph.fields:
            continue
        rows.append(
            Annotation(
                source=path,
                line=paragraph.line,
                fits=either(dep5_glob(one) for one in paragraph.words("Files")),
                precedence="aggregate",
                licences=(expression,) if is_expression(expression) else (),
                copyrights=paragraph.lines("Copyright"),
            )
        )
    return Annotations(path, folder, tuple(rows))


def either(patterns: Iterator[str]) -> re.Pattern[str]:
    """One pattern that fits where any of them does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.DOTALL)


def toml_glob(path: str) -> str:
    """The regular expression of a path of ``REUSE.toml``. Two neighbouring ``.*`` become one, so that matching stays fast."""
    made: list[str] = []
    place = 0
    while place < len(path):
        if path[place] == "\\":
            made.append(re.escape(path[place + 1 : place + 2]))
            place += 2
        elif path.startswith("**", place):
            place += 3 if path.startswith("**/", place) else 2
            _wild(made, ".*")
        elif path[place] == "*":
            place += 1
            _wild(made, "[^/]*")
        else:
            made.append(re.escape(path[place]))
            place += 1
    return "".join(made)


def dep5_glob(path: str) -> str:
    """The regular expression of a path of ``dep5``."""
    made: list[str] = []
    place = 0
    while place < len(path):
        if path[place] == "\\":
            made.append(re.escape(path[place + 1 : place + 2]))
            place += 1
        elif path[place] == "*":
            _wild(made, ".*")
        else:
            made.append("." if path[place] == "?" else re.escape(path[place]))
        place += 1
    return "".join(made)


def _wild(made: list[str], wild: str) -> None:
    if made and made[-1] == ".*":
        return
    if wild == ".*" and made and made[-1] == "[^/]*":
        made.pop()
    if not made or made[-1] != wild:
        made.append(wild)
