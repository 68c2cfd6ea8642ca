"""Where does the full text of a licence come from, without loading ScanCode's index of 1.4 GB?

ScanCode ships each text in a file of its own: front matter, then the text. Who quotes them owes its authors an attribution.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from xingtu.facts.licence_findings import LicenceFinding

ATTRIBUTION = (
    "Licence texts from the ScanCode LicenseDB (https://scancode-licensedb.aboutcode.org), "
    "© nexB Inc. and others, licensed under CC-BY-4.0."
)
SYMBOL = re.compile(r"[^\s()]+")
OPERATORS = frozenset({"AND", "OR", "WITH"})
OWN = "LicenseRef-scancode-"
FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---[ ]*\n?(?P<text>.*)\Z", re.DOTALL)
SPDX_KEY = re.compile(r"^spdx_license_key:\s*['\"]?(?P<key>[^\s'\"]+)", re.MULTILINE)


def symbols(expression: str) -> Iterator[str]:
    """The licences and exceptions an expression names, as often as it names them."""
    return (part for part in SYMBOL.findall(expression) if part.upper() not in OPERATORS)


def licence_texts(expressions: Iterable[str], findings: Iterable[LicenceFinding] = ()) -> Mapping[str, str]:
    """SPDX id -> full text, for every id named that has one; ``findings`` tell under which key ScanCode knows an id."""
    keys: dict[str, str] = {}
    for finding in findings:
        ours, theirs = list(symbols(finding.spdx)), list(symbols(finding.expression))
        if len(ours) == len(theirs):
            keys.update(zip(ours, theirs, strict=True))
    wanted = sorted({symbol for expression in expressions for symbol in symbols(expression)})
    found = {spdx: _text(spdx, keys.get(spdx, "")) for spdx in wanted}
    return {spdx: text for spdx, text in found.items() if text}


def _text(spdx: str, key: str) -> str:
    for guess in filter(None, (key, spdx.removeprefix(OWN) if spdx.startswith(OWN) else "", spdx.lower())):
        front, text = _read(guess)
        if front and _spdx_of(front) == spdx:
            return text
    key = _keys().get(spdx.lower(), "")
    return _read(key)[1] if key else ""


def _read(key: str) -> tuple[str, str]:
    """(front matter, text) of a licence by ScanCode's key; both empty when there is none."""
    folder = _folder()
    # a key may come from somebody's file: it must name a file of this folder and nothing else
    file = folder / f"{key}.LICENSE" if folder and "/" not in key and "\0" not in key else None
    if file is None or not file.is_file():
        return "", ""
    parts = FRONT.match(file.read_text("utf-8").replace("\r\n", "\n"))
    return (parts["front"], parts["text"].strip("\n") + "\n" if parts["text"].strip() else "") if parts else ("", "")


def _spdx_of(front: str) -> str:
    found = SPDX_KEY.search(front)
    return found["key"] if found else ""


@cache
def _folder() -> Path | None:
    """Where the texts lie; looking for the package does not import it."""
    package = find_spec("licensedcode")
    return Path(package.origin).parent / "data" / "licenses" if package and package.origin else None


@cache
def _keys() -> Mapping[str, str]:
    """SPDX id in small letters -> ScanCode's key, read from all files; only asked when nothing nearer knows."""
    folder = _folder()
    files = sorted(folder.glob("*.LICENSE")) if folder else []
    return {_spdx_of(_read(file.stem)[0]).lower(): file.stem for file in files}
