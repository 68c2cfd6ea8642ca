"""Which licences stand in an expression, and how is it written so that every SPDX reader takes it?"""

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any

from license_expression import ExpressionError, Licensing, ParseError, get_spdx_licensing

REFERENCE = "LicenseRef-"
_SAYS_NOTHING = frozenset({"NONE", "NOASSERTION"})
_KEPT = re.compile(r"[^0-9A-Za-z.\-]+")


def licences_in(expression: str) -> tuple[str, ...]:
    """Each licence once, in the order they stand; ``GPL-2.0-only WITH Classpath-exception-2.0`` is one. Empty when it cannot be read."""
    return _read(expression)[1]


def spdx_expression(expression: str) -> str | None:
    """The expression with what the SPDX list lacks as ``LicenseRef-…``; None when there is none, or none that can be read."""
    return _read(expression)[0] or None


def spdx_licences(expression: str) -> Mapping[str, str]:
    """As they stand in ``spdx_expression``, each with what ``licences_in`` calls it.

    SPDX 2.3 takes no exception that is off its list, so a licence with such a one is a reference as a whole.
    """
    return _read(expression)[2]


def texts_of(licence: str) -> tuple[str, ...]:
    """The licence and its exception: what has a text of its own."""
    return tuple(part for part in licence.split(" WITH ") if part)


def is_listed(licence: str) -> bool:
    """The SPDX list has it."""
    return not licence.startswith(REFERENCE)


@cache
def _licensing() -> Licensing:
    return get_spdx_licensing()


@cache
def _read(expression: str) -> tuple[str, tuple[str, ...], Mapping[str, str]]:
    try:
        parsed = _licensing().parse(expression) if expression.strip() else None
    except (ExpressionError, ParseError, AttributeError, IndexError, TypeError, ValueError):
        # on texts that are no expression the library does not always end in its own errors: "()" is an IndexError
        return "", (), {}
    if parsed is None or _SAYS_NOTHING & {symbol.key for symbol in _licensing().license_symbols(parsed, unique=False, decompose=True)}:
        return "", (), {}
    found: dict[str, str] = {}
    written = _written(parsed, found, outermost=True)
    return written, tuple(dict.fromkeys(found.values())), found


def _written(node: Any, found: dict[str, str], *, outermost: bool = False) -> str:  # noqa: ANN401 -- license-expression ships no types
    if hasattr(node, "license_symbol"):
        licence, exception = _identifier(node.license_symbol.key), _identifier(node.exception_symbol.key)
        pair = f"{licence} WITH {exception}"
        whole = f"{REFERENCE}{licence.removeprefix(REFERENCE)}-WITH-{exception.removeprefix(REFERENCE)}"
        taken = pair if _is_exception(node.exception_symbol.key) else whole
        found[taken] = pair
        return taken
    if hasattr(node, "key"):
        single = _identifier(node.key)
        found[single] = single
        return single
    joined = f" {node.operator.strip()} ".join(_written(part, found) for part in node.args)
    return joined if outermost else f"({joined})"


@cache
def _listed() -> frozenset[str]:
    return frozenset(_licensing().known_symbols)


def _is_exception(key: str) -> bool:
    symbol = _licensing().known_symbols.get(key)
    return bool(symbol and symbol.is_exception and not key.startswith(REFERENCE))


def _identifier(key: str) -> str:
    """The key, or a ``LicenseRef-`` made of it. Two keys never become one: what had to be changed keeps a part of its hash."""
    plain = key.removeprefix(REFERENCE)
    clean = _KEPT.sub("-", plain).strip("-")
    kept = clean if clean == plain else f"{clean}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}".lstrip("-")
    if key.startswith(REFERENCE) or key not in _listed():
        return f"{REFERENCE}{kept}"
    return key
