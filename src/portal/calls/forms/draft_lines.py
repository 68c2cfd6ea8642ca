"""How are small lists of a programme's file written as lines a person can type: answers, columns, conditions?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xingtu.policy.stanza import IDENTIFIER

BAR, LEAST_OF_COLUMN, LEAST_OF_OPTION = "|", 3, 2
FULL_WIDTH = str.maketrans("｜，＝＞＜", "|,=><")


def option_line(option: Mapping[str, Any]) -> str:
    """``mulan | 木兰 | Mulan``."""
    return f" {BAR} ".join(str(option.get(name, "")) for name in ("id", "label", "label_en"))


def options_of(text: str) -> list[dict[str, str]]:
    """The answers; a missing English name is the Chinese one.

    Raises:
        ValueError: a line is not written so.
    """
    options = []
    for number, cells in _lines(text):
        if len(cells) < LEAST_OF_OPTION or not IDENTIFIER.fullmatch(cells[0]):
            raise ValueError(_("第 %(line)d 行应写成“编号 | 名称 | 英文名称”，编号只用小写字母、数字和连接号。") % {"line": number})
        options.append({"id": cells[0], "label": cells[1], "label_en": (cells[2] if len(cells) > LEAST_OF_OPTION else "") or cells[1]})
    return options


def column_line(column: Mapping[str, Any]) -> str:
    """``name | text | 姓名 | Name``."""
    return f" {BAR} ".join(str(column.get(name, "")) for name in ("id", "kind", "label", "label_en"))


def columns_of(text: str, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The columns of a table; what a line does not say of a column stays as it was.

    Raises:
        ValueError: a line is not written so.
    """
    known = {column.get("id"): column for column in before}
    columns = []
    for number, cells in _lines(text):
        if len(cells) < LEAST_OF_COLUMN or not IDENTIFIER.fullmatch(cells[0]):
            raise ValueError(_("第 %(line)d 行应写成“编号 | 种类 | 名称 | 英文名称”，编号只用小写字母、数字和连接号。") % {"line": number})
        said = {
            "id": cells[0],
            "kind": cells[1],
            "label": cells[2],
            "label_en": (cells[3] if len(cells) > LEAST_OF_COLUMN else "") or cells[2],
        }
        columns.append({**known.get(cells[0], {}), **said})
    return columns


def when_line(condition: Mapping[str, Any]) -> str:
    """``licence = other, unknown``."""
    return f"{condition.get('field', '')} = {', '.join(str(value) for value in condition.get('one_of', []))}"


def when_of(text: str) -> dict[str, Any] | None:
    """When a question is asked; None: always.

    Raises:
        ValueError: it is not written so.
    """
    text = text.translate(FULL_WIDTH).strip()
    if not text:
        return None
    field, equals, values = text.partition("=")
    several = [value.strip() for value in values.split(",") if value.strip()]
    if not equals or not field.strip() or not several:
        raise ValueError(_("应写成“栏目编号 = 答案, 答案”，如 licence = other, unknown。"))
    return {"field": field.strip(), "one_of": several}


def bounds_line(condition: Mapping[str, Any]) -> str:
    """``answer.form = a, b`` or ``answer.staff >= 3``; both bounds of one fact stand on one line."""
    fact = str(condition.get("fact", ""))
    if condition.get("one_of"):
        return f"{fact} = {', '.join(str(value) for value in condition['one_of'])}"
    least = f" >= {condition['at_least']}" if "at_least" in condition else ""
    most = f" <= {condition['at_most']}" if "at_most" in condition else ""
    return f"{fact}{least}{most}"


def bounds_of(text: str) -> list[dict[str, Any]]:
    """The conditions of a grant.

    Raises:
        ValueError: a line is not written so.
    """
    found = []
    for number, line in enumerate(text.translate(FULL_WIDTH).splitlines(), start=1):
        if line.strip():
            found.append(_bound(line.strip(), number))
    return found


def _bound(line: str, number: int) -> dict[str, Any]:
    wrong = _("第 %(line)d 行应写成“事实 = 值, 值”或“事实 >= 数 <= 数”。") % {"line": number}
    fact = line.split("=", maxsplit=1)[0].split(">", maxsplit=1)[0].split("<", maxsplit=1)[0].strip()
    rest = line[len(fact) :].strip() if line.startswith(fact) else ""
    if not fact or not rest:
        raise ValueError(wrong)
    if rest.startswith("=") and not rest.startswith("=="):
        return {"fact": fact, "one_of": [value.strip() for value in rest[1:].split(",") if value.strip()]}
    bounds: dict[str, Any] = {"fact": fact}
    for sign, name in ((">=", "at_least"), ("<=", "at_most")):
        _before, found, after = rest.partition(sign)
        if found:
            digits = after.strip().split(" ")[0].split("<")[0].replace(",", "")
            if not digits.isdecimal():
                raise ValueError(wrong)
            bounds[name] = int(digits)
    if len(bounds) == 1:
        raise ValueError(wrong)
    return bounds


def _lines(text: str) -> list[tuple[int, list[str]]]:
    lines = enumerate(text.translate(FULL_WIDTH).splitlines(), start=1)
    return [(number, [cell.strip() for cell in line.split(BAR)]) for number, line in lines if line.strip()]
