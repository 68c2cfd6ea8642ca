"""Which licences do package.json, composer.json, codemeta.json and oh-package.json5 declare?"""

import json
import re
from typing import Any

import json5

from xingtu.detect.licences.declaration import Declaration, Unreadable, line_of
from xingtu.detect.licences.declared_names import meanings

DEEPEST = 100
LARGEST_JSON5 = 2**16
"""Characters; the reader of JSON5 is slow."""
SEE_FILE = re.compile(r"SEE LICEN[CS]E IN (?P<file>.+)", re.IGNORECASE)


def package_json(text: str) -> tuple[Declaration, ...]:
    """npm: an expression, ``SEE LICENSE IN <file>``, ``UNLICENSED``; of old ``{type, url}``, and a list of them to choose from."""
    package = _object(text)
    given = package.get("license", package.get("licence"))
    if given is None:
        given = package.get("licenses")
    return _npm(text, given)


def oh_package(text: str) -> tuple[Declaration, ...]:
    """OpenHarmony's package, in JSON5."""
    if len(text) > LARGEST_JSON5:
        raise Unreadable(f"longer than {LARGEST_JSON5} characters")
    _check_depth(text)
    try:
        package = json5.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r":(\d+)\b", str(error))
        raise Unreadable(str(error)[:200], int(found[1]) if found else None) from error
    return _npm(text, package.get("license") if isinstance(package, dict) else None)


def composer(text: str) -> tuple[Declaration, ...]:
    """PHP: an expression, or a list to choose from."""
    return _npm(text, _object(text).get("license"))


def codemeta(text: str) -> tuple[Declaration, ...]:
    """The licence as an address of SPDX, mostly; several hold together."""
    given = _object(text).get("license")
    named = [_name(one) for one in (given if isinstance(given, list) else [given])]
    return tuple(Declaration("license", name, meanings(name), line_of(text, '"license"')) for name in named if name)


def _npm(text: str, given: Any) -> tuple[Declaration, ...]:  # noqa: ANN401 -- whatever stands in the file
    line = line_of(text, "licen")
    names = [name for name in map(_name, given if isinstance(given, list) else [given]) if name]
    if not names:
        return ()
    if len(names) > 1:
        known = [meanings(name) for name in names]
        certain = all(len(one) == 1 for one in known)
        words = " OR ".join(names)
        choice = " OR ".join(f"({one[0]})" if " " in one[0] else one[0] for one in known if one)
        return (Declaration("licenses", words, meanings(choice) if certain else (), line),)
    if see := SEE_FILE.fullmatch(names[0].strip()):
        return (Declaration("license", names[0], (), line, file=see["file"].strip().strip("<>\"'").removeprefix("./")),)
    return (Declaration("license", names[0], meanings(names[0]), line),)


def _name(given: Any) -> str:  # noqa: ANN401 -- see above
    if isinstance(given, dict):
        given = given.get("type") or given.get("identifier") or given.get("@id") or given.get("name") or given.get("url")
    return given.strip() if isinstance(given, str) else ""


def _object(text: str) -> dict[str, Any]:
    _check_depth(text)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg, error.lineno) from error
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(str(error)[:200]) from error
    if not isinstance(found, dict):
        raise Unreadable("no object", 1)
    return found


def _check_depth(text: str) -> None:
    """Quotation marks are not looked at: a text with that many brackets is no manifest either."""
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            raise Unreadable("nested too deeply", text.count("\n", 0, bracket.start()) + 1)
