"""How is a number written, so that it is exact, readable, and never a grey zero when it is unknown?"""

from xingtu.report.text import Lang
from xingtu.report.texts import say

FEN_PER_YUAN = 100
MILLIONTHS = 1_000_000
SHOWN_DECIMALS = 2


def number(value: int | None, *, scale: int = 1, lang: Lang = "zh") -> str:
    """``value / scale`` with thousands separators and at most two decimals, rounded half up; "unknown" for ``None``."""
    if value is None:
        return say("unknown", lang)
    if scale == 1:
        return f"{value:,}"
    hundredths = (abs(value) * 10**SHOWN_DECIMALS * 2 + scale) // (scale * 2)
    whole, rest = divmod(hundredths, 10**SHOWN_DECIMALS)
    decimals = f".{rest:0{SHOWN_DECIMALS}d}".rstrip("0").rstrip(".")
    sign = "-" if value < 0 and hundredths else ""
    return f"{sign}{whole:,}{decimals}"


def exact_decimal(value: int, scale: int) -> str:
    """``value / scale`` as a decimal that loses nothing (scales are powers of ten), without separators: for machines."""
    digits = len(str(scale)) - 1
    if 10**digits != scale:
        raise ValueError(f"scale {scale} is not a power of ten")
    whole, rest = divmod(abs(value), scale)
    decimals = f".{rest:0{digits}d}".rstrip("0").rstrip(".") if digits else ""
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


def percent(millionths: int | None, lang: Lang = "zh") -> str:
    """Exact to a ten-thousandth of a percent, so that 999 999 of a million never reads as 100 %."""
    if millionths is None:
        return say("unknown", lang)
    return f"{exact_decimal(millionths, MILLIONTHS // 100)}%"


def yuan(amount_fen: int | None, lang: Lang = "zh") -> str:
    """An amount of money in yuan, or a dash where none is due."""
    if amount_fen is None:
        return "—"
    whole, fen = divmod(abs(amount_fen), FEN_PER_YUAN)
    amount = f"{'-' if amount_fen < 0 else ''}{whole:,}" + (f".{fen:02d}" if fen else "")
    return f"{amount} 元" if lang == "zh" else f"CNY {amount}"
