"""How does what somebody typed, in a form or in a cell of Excel or WPS, become a value of a column?

One normaliser for full-width letters, Chinese dates, lists with any separator. What cannot be read is refused with the reason
and how to put it right; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.uscc import LENGTH, is_uscc, normalise_uscc
from portal.errors import Sentence
from portal.register.columns import LONGEST_WORDS, MOST_WORDS, Column, Plain, Shape

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
"""What calamine or a form gives."""

MOST_DIGITS = 15
"""Excel keeps no more of a number."""
LARGEST_NUMBER = 2_147_483_647
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00?:00(?::00)?)?")
_SEPARATORS = re.compile(r"[、,;|\n\r\t]+|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_YES = frozenset({"是", "有", "√", "✓", "对", "y", "yes", "true", "1", "t"})
_BROKEN = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
"""What Excel shows where a formula failed."""
_NO = frozenset({"否", "无", "没有", "×", "x", "n", "no", "false", "0", "f"})
_MAILBOX = re.compile(r"(?<![\w.+-])(?!git@)[\w.+-]+@[\w-]+\.\w")
_LINES = {"\r\n": "\n", "\r": "\n", "_x000D_": ""}


@dataclass(frozen=True, slots=True)
class References:
    """What codes in cells may stand for: organisations by code or id, projects by id or exact name."""

    organisations: Mapping[str, str]
    projects: Mapping[str, str]


NO_REFERENCES = References({}, {})


class UnreadableError(ValueError):
    """A cell that cannot be a value of its column: the reason, and how to put it right."""

    def __init__(self, reason: Sentence, remedy: Sentence) -> None:
        super().__init__(str(reason))
        self.reason, self.remedy = reason, remedy


def read(column: Column, cell: Cell, references: References = NO_REFERENCES) -> Plain:
    """The value.

    Raises:
        UnreadableError: there is none.
    """
    if cell is None or (isinstance(cell, str) and not tidy(cell)):
        return column.empty
    if isinstance(cell, str) and cell.startswith(_BROKEN):
        raise UnreadableError(_("这一格是公式的错误值 %(value)s") % {"value": cell}, _("请改成要登记的内容。"))
    return _READERS.get(column.shape, _text)(column, cell, references)


def tidy(text: str) -> str:
    """Without blanks at both ends, full-width and no-break ones included."""
    return text.replace("\0", "").strip().strip("\u3000\u00a0\u200b\ufeff").strip()


def narrow(text: str) -> str:
    """Full-width letters, digits and signs made half-width; for codes, dates, numbers and addresses, never for prose."""
    return tidy(unicodedata.normalize("NFKC", text))


def text_of(cell: Cell) -> str:
    """A cell as text; a whole number that Excel keeps as 3.0 is "3".

    Raises:
        UnreadableError: a number so long that Excel has already lost its last digits.
    """
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if abs(cell) >= 10**MOST_DIGITS:
            raise UnreadableError(
                _("这个数字超过 15 位，Excel 已经丢掉了末几位"), _("把这一列的格式改为“文本”，再重新填写；前面加一个英文单引号也可以。")
            )
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return "" if cell is None else tidy(cell if isinstance(cell, str) else str(cell))


def _lines(text: str) -> str:
    for odd, plain in _LINES.items():
        text = text.replace(odd, plain)
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _fitting(column: Column, text: str) -> str:
    control = next((character for character in text if unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"), None)
    if control is not None:
        raise UnreadableError(_("有看不见的控制字符"), _("删去这个单元格，重新输入文字。"))
    if _MAILBOX.search(text):
        raise UnreadableError(_("里面有邮箱"), _("登记内容会公开和导出，请删去邮箱，改写公开的网址。"))
    if column.longest and len(text) > column.longest:
        raise UnreadableError(
            _("有 %(n)d 个字，最多 %(most)d 个") % {"n": len(text), "most": column.longest},
            _("请缩短到 %(most)d 个字以内。") % {"most": column.longest},
        )
    return text


def words_of(text: str) -> list[str]:
    """Parts of a list, whatever separates them."""
    found = [tidy(word) for word in _SEPARATORS.split(text.replace("，", ",").replace("；", ";").replace("｜", "|"))]
    return [word for word in found if word]


def _short_words(text: str) -> Plain:
    words = list(dict.fromkeys(words_of(text)))
    long = next((word for word in words if len(word) > LONGEST_WORDS), None)
    if long is not None or len(words) > MOST_WORDS:
        raise UnreadableError(
            _("最多 %(most)d 项，每项最多 %(longest)d 个字") % {"most": MOST_WORDS, "longest": LONGEST_WORDS},
            _("用顿号把各项隔开，删去多余的。"),
        )
    return words


def _choice(column: Column, text: str) -> str:
    wanted = _folded(text)
    for language in ("", "zh-hans", "en"):
        # a workbook may have been made by a reader of the other language
        with translation.override(language or translation.get_language()):
            for ident, label in column.options():
                if wanted in {_folded(ident), _folded(str(label))}:
                    return ident
    raise UnreadableError(
        _("“%(text)s”不在可选项之内") % {"text": text},
        _("请从这些里选：%(options)s。") % {"options": gettext("、").join(str(label) for _ident, label in column.options())},
    )


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", narrow(text)).casefold()


def _date(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = narrow(text_of(cell))
    match = _DATE.fullmatch(text)
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    found = match or compact
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError as error:
        raise UnreadableError(_("“%(text)s”这一天不存在") % {"text": text}, _("请核对年月日，如 2025-10-01。")) from error
    raise UnreadableError(_("“%(text)s”不是日期") % {"text": text}, _("请写成 2025-10-01 或 2025年10月1日。"))


def _number(cell: Cell) -> int:
    text = narrow(text_of(cell)).replace(",", "").replace(" ", "")
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,12}", text) or int(text) > LARGEST_NUMBER:
        raise UnreadableError(_("“%(text)s”不是整数") % {"text": text}, _("只填数字，不写单位，如 120。"))
    return int(text)


def _flag(cell: Cell) -> bool:
    text = _folded(text_of(cell))
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise UnreadableError(_("“%(text)s”看不出是还是否") % {"text": text}, _("请填“是”或“否”。"))


def _organisation(cell: Cell, references: References) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise UnreadableError(_("代码被存成了数字，末几位可能已经丢失"), _("把这一列的格式改为“文本”，再按营业执照重新填写 18 位代码。"))
    text = text_of(cell)
    code = normalise_uscc(text)
    known = references.organisations.get(code) or references.organisations.get(text)
    if known:
        return known
    if len(code) == LENGTH and not is_uscc(code):
        raise UnreadableError(_("统一社会信用代码 %(code)s 的校验码对不上") % {"code": code}, _("请按营业执照逐位核对。"))
    if is_uscc(code):
        raise UnreadableError(
            _("平台上没有代码为 %(code)s 的单位") % {"code": code}, _("先在“单位”里登记这个单位，再导入；或先把这一格留空。")
        )
    raise UnreadableError(_("“%(text)s”不是统一社会信用代码") % {"text": text}, _("请填营业执照上的 18 位代码。"))


def _projects(text: str, references: References) -> Plain:
    found: dict[str, None] = {}
    for word in words_of(text):
        ident = references.projects.get(word) or references.projects.get(narrow(word))
        if ident is None:
            raise UnreadableError(
                _("没有编号或名称是“%(word)s”的已登记项目") % {"word": word}, _("请填写项目登记页上的编号；几个项目用顿号隔开。")
            )
        found[ident] = None
    return sorted(found)


def _url(column: Column, text: str) -> str:
    url = narrow(text)
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", url):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        broken = parts.scheme not in {"http", "https"} or not parts.hostname or "." not in parts.hostname or bool(parts.username)
    except ValueError:
        broken = True
    if broken or any(character.isspace() for character in url):
        raise UnreadableError(_("“%(text)s”不是网址") % {"text": text}, _("请写完整，以 https:// 开头。"))
    return _fitting(column, url)


def _text(column: Column, cell: Cell, _references: References) -> Plain:
    return _fitting(column, " ".join(text_of(cell).split()))


def _some_of(column: Column, cell: Cell, _references: References) -> Plain:
    chosen = dict.fromkeys(_choice(column, word) for word in words_of(text_of(cell)))
    return [ident for ident, _label in column.options() if ident in chosen]


_READERS: dict[Shape, Callable[[Column, Cell, References], Plain]] = {
    Shape.LONG: lambda column, cell, _references: _fitting(column, _lines(text_of(cell))),
    Shape.URL: lambda column, cell, _references: _url(column, text_of(cell)),
    Shape.CHOICE: lambda column, cell, _references: _choice(column, text_of(cell)),
    Shape.CHOICES: _some_of,
    Shape.WORDS: lambda _column, cell, _references: _short_words(text_of(cell)),
    Shape.DATE: lambda _column, cell, _references: _date(cell),
    Shape.NUMBER: lambda _column, cell, _references: _number(cell),
    Shape.FLAG: lambda _column, cell, _references: _flag(cell),
    Shape.ORGANISATION: lambda _column, cell, references: _organisation(cell, references),
    Shape.PROJECTS: lambda _column, cell, references: _projects(text_of(cell), references),
}
