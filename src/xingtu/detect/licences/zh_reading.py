"""Which Chinese does a file hold, in whatever encoding, and on which line does each character stand?

Most files hold none: they cost one look at their bytes.
"""

import codecs
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

SPACED = ("许 可", "授 权", "木 兰", "协 议")
"""Some set a space between all characters."""
WORDS = (
    "许可", "授权", "协议", "木兰", "开源", "許可", "授權", "協議", "木蘭", "開源", "知识共享", "自由软件", "免费软件", "遵循", "署名",
    *SPACED,
)  # fmt: skip
"""A Chinese statement of a licence holds one of these."""

LATIN_NAME = b"ulan"
"""Of Mulan, whose names we also read in Latin letters."""

_SIMPLIFIED = ("许可", "授权", "协议", "木兰", "开源", "知识共享", "自由软件", "遵循", "署名")
_TRADITIONAL_WORDS = ("許可", "授權", "協議", "木蘭", "開源")
_EIGHT_BIT = (("gb18030", _SIMPLIFIED), ("big5", _TRADITIONAL_WORDS))
_SIXTEEN_BIT = (("utf-16-le", _SIMPLIFIED), ("utf-16-be", _SIMPLIFIED))
"""Without a mark: their ASCII characters are half zeros, which no eight-bit text has."""
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MOST_DAMAGE = 0.02
"""Share of characters that may be unreadable before a guessed encoding is taken for wrong."""

_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
_BETWEEN_CJK = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_LEADER = re.compile(r"[ \t\u3000]*(?:(?://+!?|/\*+!?|\*+/|\*+|#+|--+|;+|%+|>+|<!--|@?[Rr][Ee][Mm](?=\s)|\"\"\"|''')[ \t]*)*")
_COMMENT = re.compile(r"\s*(?://|/\*|\*|#(?!#)|--|;|%|<!--|\"\"\"|'''|@?[Rr][Ee][Mm]\s)")
_COMMENT_OPENS, _COMMENT_CLOSES = re.compile(r"/\*|<!--"), re.compile(r"\*/|-->")
_SPACES = re.compile(r"\s+")
_OWN_LINE = re.compile(r"\s*(?:[-+] |\||\d+[.)] )")
_HEADING = re.compile(r"\s*#{2,6} ")
"""Of Markdown: what follows is another sentence, whatever ends the line."""
_TRADITIONAL = str.maketrans(
    "許證協議蘭寬鬆採權條開軟書創識標適應發據遵項眾頒佈專體儲庫檔網產頁圖類釋於無聲說屬號為這個數與較禁護區",
    "许证协议兰宽松采权条开软书创识标适应发据遵项众颁布专体储库档网产页图类释于无声说属号为这个数与较禁护区",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's text in NFKC; every line ends in a line feed."""

    text: str
    line_starts: tuple[int, ...]

    def line(self, position: int) -> int:
        """Line, from 1, of a place in ``text``."""
        return bisect_right(self.line_starts, position)


@dataclass(frozen=True, slots=True)
class Characters:
    """Only the CJK characters of a reading, one after the other: wraps, leaders, punctuation and Latin words are gone."""

    text: str
    reading: Reading
    run_starts: tuple[int, ...]
    """Where each run begins in ``text``."""
    run_places: tuple[int, ...]
    """Where each run begins in the reading."""

    def line(self, position: int) -> int:
        """Line of a character."""
        run = bisect_right(self.run_starts, position) - 1
        return self.reading.line(self.run_places[run] + position - self.run_starts[run])


@dataclass(frozen=True, slots=True)
class Flat:
    """A reading as one line: comment leaders are off, lines are joined as their language joins words."""

    text: str
    starts: tuple[int, ...]
    """Where each line begins in ``text``."""
    commented: frozenset[int]
    """Lines of comments, as far as their look tells."""

    def line(self, position: int) -> int:
        """Line, from 1, of a place in ``text``."""
        return bisect_right(self.starts, position)


def read(content: bytes) -> Reading | None:
    """The text, or None where no Chinese layer match can be."""
    decoded = _decoded(content)
    if decoded is None:
        return None
    text = unicodedata.normalize("NFKC", decoded.replace("\r\n", "\n").replace("\r", "\n"))
    starts = accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0)
    return Reading(text, tuple(starts))


def characters(reading: Reading) -> Characters:
    """The CJK characters."""
    runs = [(match.group(), match.start()) for match in _CJK.finditer(reading.text)]
    starts = accumulate((len(run) for run, _ in runs[:-1]), initial=0)
    return Characters("".join(run for run, _ in runs), reading, tuple(starts), tuple(place for _, place in runs))


def flat(reading: Reading) -> Flat:
    """One line of it all, in simplified characters where names need it."""
    parts: list[str] = []
    starts: list[int] = []
    commented: set[int] = set()
    length = 0
    before = ""
    after_heading = inside_comment = False
    spaced = any(word in reading.text for word in SPACED)
    for number, line in enumerate(reading.text.split("\n"), start=1):
        leader = _LEADER.match(line)
        body = _SPACES.sub(" ", line[leader.end() :] if leader else line).strip()
        if spaced:
            body = _BETWEEN_CJK.sub("", body)
        opens, closes = list(_COMMENT_OPENS.finditer(line)), list(_COMMENT_CLOSES.finditer(line))
        if inside_comment or _COMMENT.match(line):
            commented.add(number)
        if opens or closes:
            inside_comment = bool(opens) and (not closes or closes[-1].start() < opens[-1].start())
        alone = not body or after_heading or _OWN_LINE.match(line) or _HEADING.match(line)
        joint = "" if not (body or before or after_heading) else "\n" if alone else "" if _CJK.match(body) and _CJK.match(before) else " "
        after_heading = bool(_HEADING.match(line))
        parts.append(joint + body)
        starts.append(length)
        length += len(joint) + len(body)
        before = body[-1:] if body else ""
    return Flat("".join(parts).translate(_TRADITIONAL), tuple(starts), frozenset(commented))


def _decoded(content: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _if_it_speaks(content[len(mark) :].decode(encoding, "replace"))
    if content.isascii():
        return content.decode("ascii") if _has_latin_name(content) else None
    try:
        return _if_it_speaks(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _guessed(content)


def _guessed(content: bytes) -> str | None:
    candidates = []
    if b"\0" not in content and any(word.encode() in content for word in WORDS):
        candidates.append(content.decode("utf-8", "replace"))
    for encoding, words in _SIXTEEN_BIT if b"\0" in content else _EIGHT_BIT:
        if any(word.encode(encoding) in content for word in words):
            candidates.append(content.decode(encoding, "replace"))
    best = min(candidates, key=lambda text: text.count("\ufffd") / len(text), default=None)
    if best is not None and best.count("\ufffd") <= _MOST_DAMAGE * len(best):
        return best
    return content.decode("ascii", "replace") if _has_latin_name(content) else None


def _if_it_speaks(text: str) -> str | None:
    if any(word in text for word in WORDS) or "ulan" in text or "ULAN" in text:
        return text
    return None


def _has_latin_name(content: bytes) -> bool:
    return LATIN_NAME in content or LATIN_NAME.upper() in content
