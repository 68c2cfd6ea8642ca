"""How is JSON (or JSON5) read with the line of every key, and without trusting it?"""

import json
import re
from bisect import bisect_right
from typing import Any

from xingtu.detect.lockfiles.table import DEEPEST, Table
from xingtu.errors import LockfileError

PIECE = re.compile(
    r"""[\s\ufeff]+|//[^\n\r\u2028\u2029]*|/\*.*?\*/"""
    r"""|(?P<text>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')"""
    r"""|(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:"'/]+)""",
    re.DOTALL,
)
SIMPLE = re.compile(r'"[^"\\\x00-\x1f]*"')
ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|\r\n|.)", re.DOTALL)
ESCAPED = {
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "0": "\0",
    "\n": "",
    "\r\n": "",
    "\r": "",
    "\u2028": "",
    "\u2029": "",
}
NAME = re.compile(r"[^\W\d][\w$]*|[$_][\w$]*")
NUMBER = re.compile(r"[+-]?(Infinity|NaN|0[xX][0-9A-Fa-f]+|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)")
CONSTANTS = {"true": True, "false": False, "null": None}


def read_json(text: str) -> Table:
    """A document whose top is an object.

    Raises:
        LockfileError: it is no JSON, nests too deeply, or holds a key twice.
    """
    try:
        json.loads(text)
    except json.JSONDecodeError as broken:
        raise LockfileError(f"不是合法的 JSON：{broken.msg}（第 {broken.colno} 列）。", broken.lineno) from None
    except RecursionError:
        raise LockfileError("JSON 嵌套过深，未读取。") from None
    except ValueError:
        raise LockfileError("JSON 中有长得不能读取的数字。") from None
    return _Reader(text).document()


def read_json5(text: str) -> Table:
    """As ``read_json``, for JSON5: comments, single quotes, bare keys and trailing commas are allowed."""
    return _Reader(text).document()


class _Reader:
    """Builds tables from pieces of text with a stack of its own, so that depth costs no recursion.

    expects: what may come next: a value, key, colon or comma; with a question mark also the end of what is open
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._top: list[Any] = []
        self._open: list[Any] = [self._top]
        self._key: tuple[str, int] = ("", 0)
        self._expects = "value"

    def document(self) -> Table:
        """The object at the top."""
        place = 0
        for found in PIECE.finditer(self._text):
            if found.start() != place:
                break
            place = found.end()
            if found.lastgroup == "mark":
                self._mark(found.group(), found.start())
            elif found.lastgroup:
                self._plain(found.lastgroup, found.group(), found.start())
        if place != len(self._text):
            raise self._broken(place, self._text[place])
        if len(self._open) > 1 or not self._top or not isinstance(self._top[0], Table):
            raise LockfileError("文件没有写完，或顶层不是一组键值。", len(self._ends) + 1)
        return self._top[0]

    def _mark(self, piece: str, place: int) -> None:
        holder = self._open[-1]
        end = "}" if isinstance(holder, Table) else "]"
        if piece in "{[" and self._expects.startswith("value"):
            opened: Any = Table() if piece == "{" else []
            self._put(opened)
            self._open.append(opened)
            self._expects = "key?" if piece == "{" else "value?"
            if len(self._open) > DEEPEST:
                raise LockfileError("嵌套过深，未读取。", self._line(place))
        elif self._expects in {"comma", "key?", "value?"} and piece == end and holder is not self._top:
            self._open.pop()
            self._expects = "comma"
        elif piece == "," and self._expects == "comma" and holder is not self._top:
            self._expects = "key?" if isinstance(holder, Table) else "value?"
        elif piece == ":" and self._expects == "colon":
            self._expects = "value"
        else:
            raise self._broken(place, piece)

    def _plain(self, kind: str, piece: str, place: int) -> None:
        if self._expects.startswith("key") and (kind == "text" or NAME.fullmatch(piece)):
            self._key = self._string(piece) if kind == "text" else piece, self._line(place)
            self._expects = "colon"
        elif self._expects.startswith("value") and (kind == "text" or piece in CONSTANTS or NUMBER.fullmatch(piece)):
            self._put(self._string(piece) if kind == "text" else CONSTANTS[piece] if piece in CONSTANTS else _number(piece))
            self._expects = "comma"
        else:
            raise self._broken(place, piece)

    def _put(self, value: object) -> None:
        holder = self._open[-1]
        if isinstance(holder, Table):
            holder.put(self._key[0], value, self._key[1])
        else:
            holder.append(value)

    @staticmethod
    def _string(piece: str) -> str:
        if SIMPLE.fullmatch(piece):
            return piece[1:-1]

        def plain(found: re.Match[str]) -> str:
            told = found[1]
            return chr(int(told[1:], 16)) if told[0] in "ux" and len(told) > 1 else ESCAPED.get(told, told)

        # pairs of \u escapes stand for one character beyond the basic plane
        return ESCAPE.sub(plain, piece[1:-1]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _line(self, place: int) -> int:
        return bisect_right(self._ends, place - 1) + 1 if place else 1

    def _broken(self, place: int, piece: str) -> LockfileError:
        return LockfileError(f"此处不应有 {piece[:40]!r}。", self._line(place))


def _number(piece: str) -> float | int:
    try:
        return int(piece)
    except ValueError:
        pass
    try:
        return int(piece, 16) if "x" in piece.lower() else float(piece.replace("Infinity", "inf"))
    except ValueError:
        return float("inf")  # thousands of digits: no lock file asks how many
