"""Which licences do *.gemspec, conanfile.py, publiccode.yml, CITATION.cff and debian/copyright declare?

The first two are programs: only literal texts are taken from them, and nothing is run. The YAML ones are read line by line: the one
key that is wanted stands on a line of its own in every file of these formats.
"""

import re

from xingtu.detect.licences.deb822 import paragraphs
from xingtu.detect.licences.declaration import Declaration
from xingtu.detect.licences.declared_names import meanings

LITERAL = re.compile(r"""(["'])(?P<words>[^"'\n]{1,200})\1""")
GEM_LICENCE = re.compile(r"^[^#\n]*?\.licen[cs]es?\s*=\s*(?P<value>[^\n]*)", re.MULTILINE)
CONAN_LICENCE = re.compile(r"^[ \t]+license[ \t]*=[ \t]*(?P<value>[^\n]*)", re.MULTILINE)
LEGAL_LICENCE = re.compile(r"^legal:[ \t]*(?:#.*)?\n(?:[ \t]+.*\n|[ \t]*\n)*?[ \t]+license:[ \t]*(?P<value>[^\n#]+)", re.MULTILINE)
CFF_LICENCE = re.compile(r"^license:[ \t]*(?P<value>[^\n#]*)(?P<items>(?:\n[ \t]*-[^\n]*)*)", re.MULTILINE)
DEBIAN_NAMES = {
    "expat": "MIT",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "apache-2": "Apache-2.0",
    "gpl-1": "GPL-1.0-only",
    "gpl-1+": "GPL-1.0-or-later",
    "gpl-2": "GPL-2.0-only",
    "gpl-2+": "GPL-2.0-or-later",
    "gpl-3": "GPL-3.0-only",
    "gpl-3+": "GPL-3.0-or-later",
    "lgpl-2": "LGPL-2.0-only",
    "lgpl-2+": "LGPL-2.0-or-later",
    "lgpl-2.1": "LGPL-2.1-only",
    "lgpl-2.1+": "LGPL-2.1-or-later",
    "lgpl-3": "LGPL-3.0-only",
    "lgpl-3+": "LGPL-3.0-or-later",
    "agpl-3": "AGPL-3.0-only",
    "agpl-3+": "AGPL-3.0-or-later",
    "artistic": "Artistic-1.0-Perl",
    "zlib": "Zlib",
    "isc": "ISC",
    "cc0": "CC0-1.0",
}


def gemspec(text: str) -> tuple[Declaration, ...]:
    """Ruby: one name, or several of which one may choose."""
    return _literal(text, GEM_LICENCE)


def conanfile(text: str) -> tuple[Declaration, ...]:
    """Conan: one expression; several names hold together, so each is declared."""
    found = CONAN_LICENCE.search(text)
    if not found:
        return ()
    line = text.count("\n", 0, found.start("value")) + 1
    return tuple(Declaration("license", one["words"], meanings(one["words"]), line) for one in LITERAL.finditer(found["value"]))


def publiccode(text: str) -> tuple[Declaration, ...]:
    """``legal: license:`` of publiccode.yml."""
    found = LEGAL_LICENCE.search(text)
    words = found["value"].strip().strip("\"'") if found else ""
    return (Declaration("legal.license", words, meanings(words), text.count("\n", 0, found.start("value")) + 1),) if found and words else ()


def citation(text: str) -> tuple[Declaration, ...]:
    """CITATION.cff: one identifier, or a list to choose from."""
    found = CFF_LICENCE.search(text)
    if not found:
        return ()
    listed = [item.strip().removeprefix("-").strip().strip("\"'") for item in found["items"].splitlines() if item.strip()]
    inline = found["value"].strip()
    if inline.startswith("["):
        listed = [item.strip().strip("\"'") for item in inline.strip("[]").split(",")]
    words = inline.strip("\"'") if not listed else " OR ".join(listed)
    if not words:
        return ()
    return (Declaration("license", words, meanings(words), text.count("\n", 0, found.start()) + 1),)


def debian_copyright(text: str) -> tuple[Declaration, ...]:
    """What Debian found for all files (``Files: *``)."""
    found = []
    for paragraph in paragraphs(text.encode("utf-8", "replace")):
        if paragraph.words("Files") == ("*",) and (words := paragraph.first_line("License")):
            known = DEBIAN_NAMES.get(words.lower())
            found.append(Declaration("License", words, (known,) if known else meanings(words), paragraph.line))
    return tuple(found)


def _literal(text: str, pattern: re.Pattern[str]) -> tuple[Declaration, ...]:
    found = pattern.search(text)
    if not found:
        return ()
    names = [one["words"] for one in LITERAL.finditer(found["value"])]
    if not names and "%w" in found["value"]:
        names = re.sub(r".*%[wW][\[({](.*?)[\])}].*", r"\1", found["value"]).split()
    if not names:
        return ()
    words = " OR ".join(names)
    return (Declaration("license", words, meanings(words), text.count("\n", 0, found.start("value")) + 1),)
