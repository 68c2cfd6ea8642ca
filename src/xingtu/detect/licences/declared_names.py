"""What licence does somebody mean who writes "Apache 2.0", "GPLv3" or a classifier, in words that are no SPDX expression?

Certain words have one meaning. Ambiguous ones have several ("BSD", or "GPLv3" without "only" or "or later"), and a legal file may
tell which; words that name nothing have none. Nothing is guessed.
"""

import re
from functools import cache

from xingtu.detect.licences.expressions import OUR_ALIASES, canonical, spdx_identifiers, written_symbols

BSD = ("BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause", "0BSD", "BSD-3-Clause-Clear", "BSD-1-Clause")


def _gnu(family: str, version: str) -> tuple[str, ...]:
    return (f"{family}-{version}-only", f"{family}-{version}-or-later")


GPL = (*_gnu("GPL", "1.0"), *_gnu("GPL", "2.0"), *_gnu("GPL", "3.0"))
LGPL = (*_gnu("LGPL", "2.0"), *_gnu("LGPL", "2.1"), *_gnu("LGPL", "3.0"))
AGPL = _gnu("AGPL", "3.0")
MEANINGS: dict[str, tuple[str, ...]] = {
    "apache": ("Apache-1.0", "Apache-1.1", "Apache-2.0"),
    "apache software": ("Apache-1.0", "Apache-1.1", "Apache-2.0"),
    "apache 2": ("Apache-2.0",),
    "apache 2.0": ("Apache-2.0",),
    "apache-2": ("Apache-2.0",),
    "apache2": ("Apache-2.0",),
    "apache2.0": ("Apache-2.0",),
    "apache v2": ("Apache-2.0",),
    "apache v2.0": ("Apache-2.0",),
    "apache version 2.0": ("Apache-2.0",),
    "apache software 2.0": ("Apache-2.0",),
    "apache software version 2.0": ("Apache-2.0",),
    "asl 2.0": ("Apache-2.0",),
    "al2": ("Apache-2.0",),
    "mit": ("MIT",),
    "expat": ("MIT",),
    "mit expat": ("MIT",),
    "mit/x11": ("MIT", "X11"),
    "x11": ("X11", "MIT"),
    "bsd": BSD,
    "bsd 2-clause": ("BSD-2-Clause",),
    "bsd-2": ("BSD-2-Clause",),
    "2-clause bsd": ("BSD-2-Clause",),
    "simplified bsd": ("BSD-2-Clause",),
    "bsd 2-clause simplified": ("BSD-2-Clause",),
    "freebsd": ("BSD-2-Clause", "BSD-2-Clause-Views"),
    "bsd 3-clause": ("BSD-3-Clause",),
    "bsd-3": ("BSD-3-Clause",),
    "3-clause bsd": ("BSD-3-Clause",),
    "new bsd": ("BSD-3-Clause",),
    "modified bsd": ("BSD-3-Clause",),
    "revised bsd": ("BSD-3-Clause",),
    "bsd 3-clause new or revised": ("BSD-3-Clause",),
    "isc": ("ISC",),
    "iscl": ("ISC",),
    "isc iscl": ("ISC",),
    "zlib": ("Zlib",),
    "zlib/libpng": ("Zlib", "zlib-acknowledgement"),
    "boost software 1.0": ("BSL-1.0",),
    "bsl": ("BSL-1.0", "BUSL-1.1"),
    "mpl": ("MPL-1.0", "MPL-1.1", "MPL-2.0"),
    "mpl 2.0": ("MPL-2.0",),
    "mozilla public 2.0": ("MPL-2.0",),
    "mozilla public version 2.0": ("MPL-2.0",),
    "mozilla public 2.0 mpl 2.0": ("MPL-2.0",),
    "epl": ("EPL-1.0", "EPL-2.0"),
    "epl 1.0": ("EPL-1.0",),
    "epl 2.0": ("EPL-2.0",),
    "eclipse public 1.0": ("EPL-1.0",),
    "eclipse public 2.0": ("EPL-2.0",),
    "eclipse public v1.0": ("EPL-1.0",),
    "eclipse public v2.0": ("EPL-2.0",),
    "cddl 1.0": ("CDDL-1.0",),
    "cddl 1.1": ("CDDL-1.1",),
    "psf": ("PSF-2.0", "Python-2.0"),
    "python software foundation": ("PSF-2.0", "Python-2.0"),
    "unlicense": ("Unlicense",),
    "unlicense unlicense": ("Unlicense",),
    "cc0": ("CC0-1.0",),
    "cc0 1.0": ("CC0-1.0",),
    "cc0 1.0 universal": ("CC0-1.0",),
    "wtfpl": ("WTFPL",),
    "artistic 2.0": ("Artistic-2.0",),
    "artistic": ("Artistic-1.0", "Artistic-1.0-Perl", "Artistic-2.0"),
    "ruby": ("Ruby",),
    "eupl 1.2": ("EUPL-1.2",),
    "european union public 1.2": ("EUPL-1.2",),
    "gpl": GPL,
    "gnu gpl": GPL,
    "gnu general public": GPL,
    "lgpl": LGPL,
    "gnu lgpl": LGPL,
    "gnu lesser general public": LGPL,
    "gnu library or lesser general public lgpl": LGPL,
    "agpl": AGPL,
    "gnu agpl": AGPL,
    "gnu affero general public": AGPL,
    "mulan psl": ("MulanPSL-1.0", "MulanPSL-2.0"),
    "mulan psl v1": ("MulanPSL-1.0",),
    "mulan psl v2": ("MulanPSL-2.0",),
    "mulan psl 2.0": ("MulanPSL-2.0",),
    "mulanpsl2": ("MulanPSL-2.0",),
    "mulan permissive software v2": ("MulanPSL-2.0",),
    "mulanpslv2": ("MulanPSL-2.0",),
    "木兰宽松": ("MulanPSL-1.0", "MulanPSL-2.0"),
    "木兰宽松第1版": ("MulanPSL-1.0",),
    "木兰宽松第2版": ("MulanPSL-2.0",),
    "木兰宽松第二版": ("MulanPSL-2.0",),
    "木兰公共": ("LicenseRef-scancode-mulanpubl-1.0", "LicenseRef-scancode-mulanpubl-2.0"),
    "木兰公共第2版": ("LicenseRef-scancode-mulanpubl-2.0",),
    "木兰公共第二版": ("LicenseRef-scancode-mulanpubl-2.0",),
}
"""In the form ``_plain`` makes: small letters, without brackets, commas, "licence" and "the"."""
GNU = re.compile(
    r"(?:gnu )?(?P<family>a|l)?(?:gpl|(?:(?P<long>affero|lesser|library) )?general public)"
    r"[ -]?(?:version ?|v)?(?P<version>[123](?:\.[01])?)"
    r"(?P<open>\+| or later| or newer| or any later version| or above|[- ]or[- ]later)?(?P<closed> only)?(?: a?l?gplv[123](?:\.\d)?\+?)?"
)
NOISE = re.compile(r"[\s,_()\[\]“”\"'《》，。;]+")
HAN_GAP = re.compile(r"(?<=[一-鿿]) (?=[一-鿿])")
NOISE_WORDS = re.compile(r"\b(?:the|licen[cs]ed?|under|software licen[cs]e)\b|许可证|许可协议|协议|许可", re.IGNORECASE)
ADDRESSES = (
    (re.compile(r"(?:https?:)?//(?:www\.)?apache\.org/licenses/LICENSE-2\.0(?:\.txt|\.html)?", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"https?://(?:www\.)?opensource\.org/licen[cs]es?/mit(?:-license)?(?:\.php|\.html)?/?", re.IGNORECASE), "MIT"),
    (re.compile(r"https?://(?:www\.)?opensource\.org/licenses/bsd-3-clause/?", re.IGNORECASE), "BSD-3-Clause"),
    (re.compile(r"https?://(?:www\.)?opensource\.org/licenses/bsd-2-clause/?", re.IGNORECASE), "BSD-2-Clause"),
    (re.compile(r"https?://(?:www\.)?mozilla\.org/(?:en-US/)?MPL/2\.0/?", re.IGNORECASE), "MPL-2.0"),
    (re.compile(r"https?://(?:www\.)?eclipse\.org/legal/epl-2\.0/?", re.IGNORECASE), "EPL-2.0"),
    (re.compile(r"https?://(?:www\.)?eclipse\.org/legal/epl-v10(?:\.html)?/?", re.IGNORECASE), "EPL-1.0"),
    (re.compile(r"https?://license\.coscl\.org\.cn/MulanPSL2?/?", re.IGNORECASE), "MulanPSL-2.0"),
)
SPDX_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:spdx\.org/licenses|licenses\.nuget\.org|opensource\.org/licenses?)"
    r"/(?P<id>[A-Za-z0-9.+-]+?)(?:\.html|\.json|/)?"
)


@cache
def _identifiers() -> dict[str, str]:
    return {identifier.lower(): identifier for identifier in spdx_identifiers()}


def meanings(words: str) -> tuple[str, ...]:
    """SPDX expressions the words may stand for: one when it is certain, none when nothing is known."""
    words = words.strip()
    if not words or len(words) > 1_000:  # noqa: PLR2004 -- a declaration is a line; a whole text is found by the detectors
        return ()
    if expression := _expression(words):
        return (expression,)
    if address := _address(words):
        return (address,)
    plain = _plain(words)
    return MEANINGS.get(plain) or _gnu_meanings(plain)


def _expression(words: str) -> str:
    """Every licence in it is listed by SPDX, or is a LicenseRef."""
    listed = [_is_listed(one) for one in written_symbols(words)]
    return canonical(words) if listed and all(listed) else ""


def _is_listed(name: str) -> bool:
    known = not {name.lower(), name.lower().removesuffix("+")}.isdisjoint(_identifiers())
    return known or name.startswith("LicenseRef-") or name in OUR_ALIASES


def _address(words: str) -> str:
    for pattern, expression in ADDRESSES:
        if pattern.fullmatch(words):
            return expression
    found = SPDX_ADDRESS.fullmatch(words)
    return canonical(_identifiers()[found["id"].lower()]) if found and found["id"].lower() in _identifiers() else ""


def _plain(words: str) -> str:
    return HAN_GAP.sub("", " ".join(NOISE.sub(" ", NOISE_WORDS.sub(" ", NOISE.sub(" ", words.lower()))).split()))


def _gnu_meanings(plain: str) -> tuple[str, ...]:
    found = GNU.fullmatch(plain)
    if not found:
        return ()
    family = {"a": "AGPL", "l": "LGPL", "affero": "AGPL", "lesser": "LGPL", "library": "LGPL"}.get(
        found["family"] or found["long"] or "", "GPL"
    )
    version = found["version"] if "." in found["version"] else f"{found['version']}.0"
    both = tuple(name for name in _gnu(family, version) if name in spdx_identifiers())
    if found["open"]:
        return both[1:]
    return both[:1] if found["closed"] else both


CLASSIFIERS: dict[str, tuple[str, ...]] = {
    "Apache Software License": MEANINGS["apache"],
    "BSD License": BSD,
    "MIT License": ("MIT",),
    "MIT No Attribution License (MIT-0)": ("MIT-0",),
    "ISC License (ISCL)": ("ISC",),
    "zlib/libpng License": ("Zlib", "zlib-acknowledgement"),
    "The Unlicense (Unlicense)": ("Unlicense",),
    "Boost Software License 1.0 (BSL-1.0)": ("BSL-1.0",),
    "Mozilla Public License 1.1 (MPL 1.1)": ("MPL-1.1",),
    "Mozilla Public License 2.0 (MPL 2.0)": ("MPL-2.0",),
    "Eclipse Public License 1.0 (EPL-1.0)": ("EPL-1.0",),
    "Eclipse Public License 2.0 (EPL-2.0)": ("EPL-2.0",),
    "European Union Public Licence 1.2 (EUPL 1.2)": ("EUPL-1.2",),
    "Python Software Foundation License": ("PSF-2.0", "Python-2.0"),
    "Mulan Permissive Software License v2 (MulanPSL-2.0)": ("MulanPSL-2.0",),
    "GNU General Public License (GPL)": GPL,
    "GNU General Public License v2 (GPLv2)": _gnu("GPL", "2.0"),
    "GNU General Public License v2 or later (GPLv2+)": ("GPL-2.0-or-later",),
    "GNU General Public License v3 (GPLv3)": _gnu("GPL", "3.0"),
    "GNU General Public License v3 or later (GPLv3+)": ("GPL-3.0-or-later",),
    "GNU Affero General Public License v3": AGPL,
    "GNU Affero General Public License v3 or later (AGPLv3+)": ("AGPL-3.0-or-later",),
    "GNU Lesser General Public License v2 (LGPLv2)": _gnu("LGPL", "2.0"),
    "GNU Lesser General Public License v2 or later (LGPLv2+)": ("LGPL-2.0-or-later",),
    "GNU Lesser General Public License v3 (LGPLv3)": _gnu("LGPL", "3.0"),
    "GNU Lesser General Public License v3 or later (LGPLv3+)": ("LGPL-3.0-or-later",),
    "GNU Library or Lesser General Public License (LGPL)": LGPL,
}
"""Last part of ``License :: OSI Approved :: …``."""


def classifier_meanings(classifier: str) -> tuple[str, ...] | None:
    """None: the classifier says nothing of licences, or only that there is one."""
    parts = [part.strip() for part in classifier.split("::")]
    if parts[0] != "License" or parts[-1] in {"License", "OSI Approved"}:
        return None
    if parts[-1].startswith("CC0 1.0 Universal"):
        return ("CC0-1.0",)
    return CLASSIFIERS.get(parts[-1], ())
