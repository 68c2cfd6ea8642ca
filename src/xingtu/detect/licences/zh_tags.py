"""Which SPDX tags name a licence SPDX does not list and ScanCode therefore calls unknown?"""

import re
from collections.abc import Iterator

from license_expression import ExpressionError, Licensing, get_license_index

from xingtu.detect.licences.zh_keys import spdx_of
from xingtu.detect.licences.zh_match import WHOLE, ChineseMatch
from xingtu.detect.licences.zh_reading import Reading

_ALIASES = {
    "mulanpubl-1.0": "mulanpubl-1.0",
    "mulanpubl-2.0": "mulanpubl-2.0",
    "mulanpubl-v1": "mulanpubl-1.0",
    "mulanpubl-v2": "mulanpubl-2.0",
    "mulanpubl2": "mulanpubl-2.0",
    "mulanpsl2": "mulanpsl-2.0",
    "mulanpsl-v2": "mulanpsl-2.0",
    "mulanpslv2": "mulanpsl-2.0",
    "mulanowl-by-1.0": "mulanowl-by-1.0",
    "mulanowl-by-v1": "mulanowl-by-1.0",
    "mulanowl-by-sa-1.0": "mulanowl-by-sa-1.0",
    "mulanowl-by-sa-v1": "mulanowl-by-sa-1.0",
    "mulanowl-by-pl-1.0": "mulanowl-by-pl-1.0",
    "mulanowl-by-pl-v1": "mulanowl-by-pl-1.0",
    "mulanowl-by-pl-sa-1.0": "mulanowl-by-pl-sa-1.0",
    "mulanowl-by-pl-sa-v1": "mulanowl-by-pl-sa-1.0",
}
"""What stands in tags (in small letters) -> key."""

_TAG = re.compile(r"SPDX-License-Identifier[:][ \t]*([^\n]*?[Mm][Uu][Ll][Aa][Nn][^\n]*)")
_WORD = r"\(*[A-Za-z0-9][A-Za-z0-9.+:-]*\)*"
_EXPRESSION = re.compile(rf"{_WORD}(?:[ \t]+{_WORD})*")
_licensing = Licensing()


def tags(reading: Reading) -> Iterator[ChineseMatch]:
    """One match for each tag that holds one of our names; the rest of its expression is kept."""
    for match in _TAG.finditer(reading.text):
        stated = _EXPRESSION.match(match[1])
        rendered = _rendered(stated.group()) if stated else None
        if rendered:
            line = reading.line(match.start())
            yield ChineseMatch(rendered[0], rendered[1], "tag", line, line, WHOLE, "SPDX-License-Identifier")


def _rendered(stated: str) -> tuple[str, str] | None:
    """The expression in ScanCode's keys and in SPDX, or None where a name in it is unknown or none is ours."""
    try:
        parsed = _licensing.parse(stated)
        symbols = {str(symbol) for symbol in _licensing.license_symbols(parsed)}
    except (ExpressionError, TypeError, AttributeError):
        return None
    keys = {symbol: _key(symbol) for symbol in symbols}
    if not any(symbol.lower() in _ALIASES for symbol in symbols) or not all(keys.values()):
        return None
    expression = spdx = str(parsed)
    for symbol in sorted(symbols, key=len, reverse=True):
        whole = re.compile(rf"(?<![\w.+-]){re.escape(symbol)}(?![\w.+-])")
        expression = whole.sub(keys[symbol] or symbol, expression)
        spdx = whole.sub(spdx_of(keys[symbol] or symbol), spdx)
    return expression, spdx


def _key(symbol: str) -> str | None:
    small = symbol.lower()
    if small in _ALIASES:
        return _ALIASES[small]
    return next((row["license_key"] for row in get_license_index() if (row.get("spdx_license_key") or "").lower() == small), None)
