"""Which licences does an expression name, which of them hold together (AND), and between which may one choose (OR)?

``license-expression`` reads the text; importing it costs about 5 ms. What it offers as ``simplify`` is never used: it makes
``MIT AND (MIT OR Apache-2.0)`` into ``MIT`` and so loses a licence that somebody has to honour. Only repetitions are dropped.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeVar

from license_expression import AND, ExpressionError, ExpressionParseError, LicenseWithExceptionSymbol, Licensing

from xingtu.errors import EvidenceError

DEEPEST = 100
"""Brackets within brackets: a text from outside must not exhaust the stack."""
LONGEST = 100_000
NOBODY_SAYS = frozenset({"", "noassertion", "none"})
"""What SPDX writes where there is no expression: NOASSERTION (not looked, or undecided), NONE (looked, nothing there)."""


@dataclass(frozen=True, slots=True, order=True)
class Licence:
    """One licence, with its exception when it has one: ``WITH`` makes one thing of two."""

    id: str
    exception: str = ""

    def __str__(self) -> str:
        return f"{self.id} WITH {self.exception}" if self.exception else self.id


@dataclass(frozen=True, slots=True)
class Together:
    """AND: all parts hold at once."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """OR: whoever takes the work chooses one part."""

    parts: tuple["Expression", ...]


Expression = Licence | Together | Choice
Answer = TypeVar("Answer")


class LicenceNames:
    """Which id stands for which, whatever its case: deprecated ids, other spellings, and the ``+`` of old."""

    def __init__(self, ids: Iterable[str] = (), aliases: Mapping[str, str] | None = None) -> None:
        self._known = {name.lower(): name for name in ids}
        for alias, name in (aliases or {}).items():
            self._known[alias.lower()] = self._known.get(name.lower(), name)

    def canonical(self, name: str) -> str | None:
        """The id as lists have it today; of a licence whose ``+`` no list knows, its id and ``+``; None: nobody lists it."""
        found = self._known.get(name.lower())
        if found is None and name.endswith("+"):
            plain = self._known.get(name[:-1].lower())
            return None if plain is None else f"{plain}+"
        return found


def read_expression(text: str, names: LicenceNames | None = None) -> Expression:
    """The expression as it is meant: ids as lists have them, brackets only where they matter, nothing twice.

    Raises:
        EvidenceError: the text is no expression, or says that there is none (empty, NOASSERTION, NONE).
    """
    if text.strip().lower() in NOBODY_SAYS:
        raise EvidenceError(f"没有许可证表达式（{text.strip() or '空'}）；请先认定或声明许可证。")
    if len(text) > LONGEST or _depth(text) > DEEPEST:
        raise EvidenceError(f"许可证表达式过长或括号嵌套过深（{text[:60]}…）；请由人查看。")
    try:
        parsed = _reader().parse(text)
    except (ExpressionError, ExpressionParseError, IndexError, TypeError, AttributeError) as error:
        # the last three: boolean.py trips over some malformed input, such as "()"
        raise EvidenceError(f"读不懂许可证表达式 {text[:200]!r}（{error}）；请按 SPDX 写，如 MIT OR Apache-2.0。") from error
    return normalised(_read(parsed, names or LicenceNames()))


@lru_cache(maxsize=20_000)
def expression_or_none(text: str, names: LicenceNames | None = None) -> Expression | None:
    """The expression; None where there is none to be read."""
    try:
        return read_expression(text, names)
    except EvidenceError:
        return None


def normalised(expression: Expression) -> Expression:
    """AND within AND and OR within OR are opened, repeated parts dropped; order is kept and nothing is simplified away."""
    if isinstance(expression, Licence):
        return expression
    kind = type(expression)
    parts: dict[Expression, None] = {}
    for part in map(normalised, expression.parts):
        parts.update(dict.fromkeys(part.parts if isinstance(part, kind) else (part,)))
    return next(iter(parts)) if len(parts) == 1 else kind(tuple(parts))


def written(expression: Expression) -> str:
    """As SPDX writes it, with brackets round every part that is itself AND or OR."""
    if isinstance(expression, Licence):
        return str(expression)
    word = " AND " if isinstance(expression, Together) else " OR "
    return word.join(str(part) if isinstance(part, Licence) else f"({written(part)})" for part in expression.parts)


def together(texts: Iterable[str], names: LicenceNames | None = None) -> str:
    """Several expressions that hold at once, as one; what cannot be read is left out. Empty when nothing is left."""
    read = [found for found in (expression_or_none(text, names) for text in texts) if found is not None]
    return written(normalised(Together(tuple(read)))) if read else ""


def licences(expression: Expression) -> Iterator[Licence]:
    """Every licence named, in order, each time it is named."""
    if isinstance(expression, Licence):
        yield expression
    else:
        for part in expression.parts:
            yield from licences(part)


def unknown(expression: Expression, known: Collection[str]) -> tuple[str, ...]:
    """The ids and exceptions that no list has, each once, in order."""
    named = [name for one in licences(expression) for name in (one.id.removesuffix("+"), one.exception) if name]
    return tuple(dict.fromkeys(name for name in named if name not in known))


def answered(
    expression: Expression,
    of: Callable[[Licence], Answer],
    *,
    all_hold: Callable[[list[Answer]], Answer],
    one_is_enough: Callable[[list[Answer]], Answer],
) -> Answer:
    """One answer for the whole from the answers for its licences."""
    if isinstance(expression, Licence):
        return of(expression)
    answers = [answered(part, of, all_hold=all_hold, one_is_enough=one_is_enough) for part in expression.parts]
    return all_hold(answers) if isinstance(expression, Together) else one_is_enough(answers)


@cache
def _reader() -> Any:  # noqa: ANN401 -- license-expression has no types
    return Licensing()


def _depth(text: str) -> int:
    depth = deepest = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest


def _read(parsed: Any, names: LicenceNames) -> Expression:  # noqa: ANN401 -- boolean.py has no types
    if isinstance(parsed, LicenseWithExceptionSymbol):
        licence, exception = str(parsed.license_symbol.key), str(parsed.exception_symbol.key)
        return Licence(names.canonical(licence) or licence, names.canonical(exception) or exception)
    if hasattr(parsed, "key"):
        name = str(parsed.key)
        canonical = names.canonical(name) or name
        base, _, exception = canonical.partition(" WITH ")
        return Licence(base, exception)
    kind = Together if isinstance(parsed, AND) else Choice
    return kind(tuple(_read(part, names) for part in parsed.args))
