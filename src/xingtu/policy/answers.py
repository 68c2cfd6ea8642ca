"""What is wrong with the answers of an application, said so that whoever filled it in can put it right?

Answers are read as they stand in JSON, from a browser, an imported sheet or an older version of the form: nothing about them is taken
for granted, and every fault is told, not only the first. Fields that do not apply are not looked at.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xingtu.policy.form import Answer, Answers, Fault, Field, FieldKind, Form, is_empty, shown_fields
from xingtu.policy.form_stanza import URL_LENGTH
from xingtu.policy.uscc import is_uscc

Attachments = Mapping[str, int]
"""Id of every file the application has -> its size in bytes."""
Reason = tuple[str, str]
Sound = Iterator[Reason]

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""No database and no paper can hold these; they come from broken clipboards."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PERCENT = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?")
URL = re.compile(r"https?://[^\s/?#@:]+(:[0-9]{1,5})?([/?#]\S*)?", re.IGNORECASE)
MOBILE_OR_LINE = re.compile(
    r"(\+?86[ -]?)?(1[3-9][0-9]{9}|(0[0-9]{2,3}[ -]?)?[1-9][0-9]{6,7}([ -][0-9]{1,6})?|[48]00[ -]?[0-9]{3,4}[ -]?[0-9]{3,4})"
)
ABROAD = re.compile(r"\+(?!86)[1-9][0-9 -]{6,18}[0-9]")

MISSING = ("这一项必填，还没有填。", "This is required and has not been answered.")
WRONG_KIND = ("内容的格式不对，请重新填写。", "The answer is not of the right kind; please enter it again.")


@dataclass(frozen=True, slots=True)
class _Given:
    """What the answers are held against beside the form."""

    attachments: Attachments
    complete: bool


def faults(form: Form, answers: Answers, attachments: Attachments, *, complete: bool) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order of the form, then answers to what the form does not ask.

    complete: also what is still missing or too short, as for handing in; a draft may be unfinished
    """
    asked, given = {field.id for field in form.fields}, _Given(attachments, complete)
    found = [fault for field in shown_fields(form, answers) for fault in _of_field(field, answers.get(field.id), given)]
    strange = (
        "表单里没有这一项，可能是旧版本留下的；请刷新后重填。",
        "The form does not ask this; it may stem from an older version. Reload and answer again.",
    )
    return (*found, *(Fault(name, None, *strange) for name in answers if name not in asked))


def _of_field(field: Field, answer: Answer, given: _Given) -> Iterator[Fault]:
    if is_empty(answer):
        if given.complete and field.required:
            yield Fault(field.id, None, *MISSING)
    elif field.kind == "table":
        yield from _of_table(field, answer, given)
    else:
        for reason in _of_value(field, answer, given):
            yield Fault(field.id, None, *reason)


def _of_table(table: Field, answer: Answer, given: _Given) -> Iterator[Fault]:
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        yield Fault(table.id, None, *WRONG_KIND)
        return
    for reason in _within(table, len(answer), ("行", "rows"), given):
        yield Fault(table.id, None, *reason)
    known = {column.id for column in table.columns}
    for number, row in enumerate(answer, start=1):
        for column in table.columns:
            for fault in _of_field(column, row.get(column.id), given):
                yield Fault(f"{table.id}.{column.id}", number, fault.reason, fault.reason_en)
        if strange := [str(name) for name in row if name not in known]:
            said = "、".join(strange)
            yield Fault(table.id, number, f"表格里没有这一列：{said}。", f"The table has no such column: {', '.join(strange)}.")


def _of_value(field: Field, answer: Answer, given: _Given) -> Sound:
    if field.kind == "attachment":
        yield from _attachment(field, answer, given)
    elif field.kind in {"text", "paragraph", "choices"}:
        yield from {"text": _text, "paragraph": _text, "choices": _choices}[field.kind](field, answer, given)
    else:
        yield from CHECKS[field.kind](field, answer)


def _text(field: Field, answer: Answer, given: _Given) -> Sound:
    if not isinstance(answer, str):
        yield WRONG_KIND
        return
    if CONTROL.search(answer):
        yield "含有看不见的控制字符；请删去后重新输入。", "It holds invisible control characters; please type it again."
    if field.kind == "text" and ("\n" in answer or "\r" in answer):
        yield "这一项只能写一行，请去掉换行。", "This is a single line; please remove the line breaks."
    yield from _within(field, len(answer.replace("\r\n", "\n").strip()), ("个字", "characters"), given)


def _choices(field: Field, answer: Answer, given: _Given) -> Sound:
    if not isinstance(answer, list) or not all(isinstance(item, str) for item in answer) or len(set(answer)) < len(answer):
        yield WRONG_KIND
        return
    for item in answer:
        yield from _choice(field, item)
    yield from _within(field, len(answer), ("项", "choices"), given)


def _attachment(field: Field, answer: Answer, given: _Given) -> Sound:
    if not isinstance(answer, list) or not all(isinstance(item, str) for item in answer) or len(set(answer)) < len(answer):
        yield WRONG_KIND
        return
    for item in answer:
        if item not in given.attachments:
            yield "有一个附件没有上传成功；请删去后重新上传。", "An attachment was not stored; please remove it and upload it again."
        elif given.attachments[item] > field.max_bytes:
            yield (
                f"有一个附件超过 {_megabytes(field.max_bytes)} MB；请压缩或拆分后重新上传。",
                f"An attachment is larger than {_megabytes(field.max_bytes)} MB; please make it smaller or split it.",
            )
    yield from _within(field, len(answer), ("个文件", "files"), given)


def _integer(field: Field, answer: Answer) -> Sound:
    if not isinstance(answer, int) or isinstance(answer, bool):
        yield "请填整数，不带单位和小数。", "Please enter a whole number without unit or decimals."
        return
    yield from _between(answer, field.at_least, field.at_most, str)


def _money(field: Field, answer: Answer) -> Sound:
    if not isinstance(answer, int) or isinstance(answer, bool):
        yield "请填以元为单位的金额，最多两位小数。", "Please enter an amount in yuan with at most two decimals."
        return
    yield from _between(answer, field.at_least, field.at_most, _yuan)


def _percent(field: Field, answer: Answer) -> Sound:
    if not isinstance(answer, str) or not PERCENT.fullmatch(answer):
        yield (
            "请填百分数，如 12.5，最多四位小数，不写百分号。",
            "Please enter a percentage such as 12.5, without the sign, at most four decimals.",
        )
        return
    yield from _between(Decimal(answer), field.at_least, field.at_most, lambda bound: f"{bound}%")


def _date(_: Field, answer: Answer) -> Sound:
    try:
        good = isinstance(answer, str) and DAY.fullmatch(answer) and date.fromisoformat(answer)
    except ValueError:
        good = False
    if not good:
        yield "请填日期，如 2026-03-01。", "Please enter a date such as 2026-03-01."


def _choice(field: Field, answer: Answer) -> Sound:
    if not isinstance(answer, str) or field.option(answer) is None:
        yield "选了不在列表里的答案；请重新选择。", "The choice is not on the list; please choose again."


def _yes_no(_: Field, answer: Answer) -> Sound:
    if not isinstance(answer, bool):
        yield "请选择是或否。", "Please choose yes or no."


def _url(_: Field, answer: Answer) -> Sound:
    if not isinstance(answer, str) or len(answer) > URL_LENGTH or not URL.fullmatch(answer) or CONTROL.search(answer):
        yield "请填完整的网址，以 https:// 或 http:// 开头。", "Please enter the whole address, beginning with https:// or http://."


def _phone(_: Field, answer: Answer) -> Sound:
    if not isinstance(answer, str) or not (MOBILE_OR_LINE.fullmatch(answer) or ABROAD.fullmatch(answer)):
        yield (
            "请填手机号或带区号的座机号，如 023-63000000；境外号码以 + 和国家代码开头。",
            "Please enter a mobile number or a line with area code, such as 023-63000000; abroad begin with + and the country code.",
        )


def _uscc(_: Field, answer: Answer) -> Sound:
    if not isinstance(answer, str) or not is_uscc(answer):
        yield (
            "统一社会信用代码不对：应为 18 位数字和大写字母，末位为校验码；请对照营业执照核对。",
            "This is no unified social credit code (18 digits and capitals, the last a check character); compare it with the licence.",
        )


CHECKS: Mapping[FieldKind, Callable[[Field, Answer], Sound]] = {
    "integer": _integer, "money": _money, "percent": _percent, "date": _date, "choice": _choice,
    "yes_no": _yes_no, "url": _url, "phone": _phone, "uscc": _uscc,
}  # fmt: skip


def _within(field: Field, count: int, unit: Reason, given: _Given) -> Sound:
    if field.at_most is not None and count > field.at_most:
        yield f"最多 {field.at_most} {unit[0]}，现在有 {count} {unit[0]}。", f"At most {field.at_most} {unit[1]}; there are {count}."
    if given.complete and field.at_least is not None and count < field.at_least:
        yield f"至少 {field.at_least} {unit[0]}，现在有 {count} {unit[0]}。", f"At least {field.at_least} {unit[1]}; there are {count}."


def _between(number: int | Decimal, at_least: int | None, at_most: int | None, shown: Callable[[int], str]) -> Sound:
    if at_least is not None and number < at_least:
        yield f"不能小于 {shown(at_least)}。", f"It cannot be less than {shown(at_least)}."
    if at_most is not None and number > at_most:
        yield f"不能大于 {shown(at_most)}。", f"It cannot be more than {shown(at_most)}."


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"


def _megabytes(size_bytes: int) -> str:
    return f"{Decimal(size_bytes) / 1_000_000:.4g}"
