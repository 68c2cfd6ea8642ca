"""What is known when an amount is worked out, and how is the sum shown to people?

Facts have names: ``answer.<field>``, ``count.<field>``, ``sum.<table>.<column>`` from the form, ``place`` and ``place_shared_by``
from the ranking, ``award.<programme>`` and other sums from the ledger, ``panel`` from the panel.
A fact nobody gave is unknown, and unknown is never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Fact = int | str | None
Facts = Mapping[str, Fact]
Labels = Mapping[str, tuple[str, str]]
Workings = tuple[tuple[str, str], ...]
"""The arithmetic line by line, each line in Chinese and in English."""

LABELS: Labels = {
    "place": ("名次", "place"),
    "place_shared_by": ("并列人数", "number sharing the place"),
    "panel": ("评审组核定金额", "amount set by the panel"),
    "panel_grounds": ("评审组书面理由", "written reasons of the panel"),
    "year_total": ("本年度已获资金", "funds received this year"),
    "earlier.subject": ("以前获得本项目的次数", "earlier awards of this programme"),
    "earlier.year": ("本年度获得本项目的次数", "awards of this programme this year"),
    "earlier.project": ("该项目以前获得的次数", "earlier awards to the project"),
}
PREFIXES: Mapping[str, tuple[str, str]] = {
    "award": ("另一项目 {} 的金额", "award under {}"),
    "this_year": ("本年度已按 {} 获得的金额", "received this year under {}"),
}


@dataclass(frozen=True, slots=True)
class Exact:
    """An amount before it is rounded; ``fen`` None: it cannot be said, ``missing`` names why."""

    fen: Fraction | None
    workings: Workings = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts with the words people know them by; ``labels``: name -> (Chinese, English)."""

    facts: Facts
    labels: Labels = field(default_factory=dict)

    def number(self, name: str) -> int | None:
        """A whole number or an amount in fen; text is not a number, whatever it looks like."""
        value = self.facts.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def text(self, name: str) -> str | None:
        """As text; yes and no are ``true`` and ``false``."""
        value = self.facts.get(name)
        if value is None:
            return None
        return str(value).lower() if isinstance(value, bool) else str(value)

    def holds(self, name: str) -> bool | None:
        """Whether something is there: more than none of it, or a text that is neither empty nor ``false``."""
        number, text = self.number(name), self.text(name)
        if number is not None:
            return number > 0
        return None if text is None else text not in {"", "false"}

    def label(self, name: str) -> tuple[str, str]:
        """What people call the fact."""
        if found := self.labels.get(name) or LABELS.get(name):
            return found
        prefix, _, rest = name.partition(".")
        chinese, english = PREFIXES.get(prefix, (name, name))
        return chinese.format(rest), english.format(rest)

    def unknown(self, names: Iterable[str]) -> Exact:
        """The answer when these facts are not known."""
        missing = tuple(dict.fromkeys(names))
        chinese, english = zip(*(self.label(name) for name in missing), strict=True)
        line = (
            f"尚不知道：{'、'.join(chinese)}；不知道不等于零，暂不能计算。",
            f"Not known yet: {', '.join(english)}; unknown is not zero.",
        )
        return Exact(None, (line,), missing)

    def total(self, names: tuple[str, ...]) -> tuple[int | None, Workings, tuple[str, ...]]:
        """The sum of money facts, how it came about, and the unknown ones."""
        values = [self.number(name) for name in names]
        if None in values:
            return None, (), tuple(name for name, value in zip(names, values, strict=True) if value is None)
        known = [value for value in values if value is not None]
        parts = [(*self.label(name), yuan(value)) for name, value in zip(names, known, strict=True)]
        chinese, english = " + ".join(f"{zh} {y} 元" for zh, _, y in parts), " + ".join(f"{en} {y}" for _, en, y in parts)
        if len(parts) > 1:
            chinese, english = f"{chinese} = {yuan(sum(known))} 元", f"{english} = {yuan(sum(known))} yuan"
        else:
            english += " yuan"
        return sum(known), ((chinese, english),), ()


def yuan(fen: Fraction | int) -> str:
    """In yuan, exactly, with at least two decimals: 37,037,036.7 fen are 370,370.367; decimal rates never give more than they hold."""
    value, digits = Fraction(fen) / 100, 2
    while (value * 10**digits).denominator != 1:
        digits += 1
    scaled = abs(value.numerator * 10**digits // value.denominator)
    whole, rest = divmod(scaled, 10**digits)
    return f"{'-' if value < 0 else ''}{whole:,}.{rest:0{digits}}"


def at_most(amount: Exact, limit_fen: int, name: str = "上限", name_en: str = "The cap") -> Exact:
    """The amount, never above the limit, and a line that says which of the two it is."""
    if amount.fen is None:
        return amount
    if amount.fen > limit_fen:
        line = (f"超过{name} {yuan(limit_fen)} 元，按{name}计。", f"{name_en} of {yuan(limit_fen)} yuan holds.")
        return Exact(Fraction(limit_fen), (*amount.workings, line), amount.missing)
    line = (f"未超过{name} {yuan(limit_fen)} 元。", f"{name_en} of {yuan(limit_fen)} yuan is not exceeded.")
    return Exact(amount.fen, (*amount.workings, line), amount.missing)
