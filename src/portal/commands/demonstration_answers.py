"""How does an invented applicant fill in any form a programme may ask? Something plausible for each question, the same every time."""

from collections.abc import Callable

from xingtu.policy.form import Field

SENTENCE = "本项目在本市持续开发，面向公众开放源代码，按月发布版本，问题和合入请求均有人答复。"
FEN_OF_A_YUAN = 100
FEW, SHARE, YUAN = 3, 60, 300_000


def plausible(field: Field) -> object:
    """An answer within the question's bounds; attachments are not answered here."""
    return ANSWERS[field.kind](field)


def _text(field: Field) -> str:
    return _long_enough(field.label, field.at_least or 0)[: field.at_most or 200]


def _paragraph(field: Field) -> str:
    return _long_enough(SENTENCE, field.at_least or 0)[: field.at_most or 2000]


def _number(wanted: int) -> Callable[[Field], int]:
    return lambda field: max(field.at_least or 0, wanted if field.at_most is None else min(field.at_most, wanted))


def _choices(field: Field) -> list[str]:
    return [option.id for option in field.options[: max(1, field.at_least or 1)]]


def _table(field: Field) -> list[dict[str, object]]:
    return [{column.id: plausible(column) for column in field.columns} for _row in range(max(1, field.at_least or 1))]


def _long_enough(text: str, least: int) -> str:
    return text * (least // len(text) + 1) if least > len(text) else text


ANSWERS: dict[str, Callable[[Field], object]] = {
    "text": _text,
    "paragraph": _paragraph,
    "integer": _number(FEW),
    "money": _number(YUAN * FEN_OF_A_YUAN),
    "percent": lambda field: str(_number(SHARE)(field)),
    "choice": lambda field: field.options[0].id,
    "choices": _choices,
    "yes_no": lambda _field: True,
    "table": _table,
    "date": lambda _field: "2026-03-02",
    "url": lambda _field: "https://example.org/project",
    "phone": lambda _field: "023-63000000",
    "uscc": lambda _field: "91500000MA5U000010",
}
