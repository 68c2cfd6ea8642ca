"""What does a requirements file of pip pin?"""

import re

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.errors import LockfileError
from xingtu.facts.components import GIT, PATH, UNRESOLVED, URL, Component

ECOSYSTEM = "PyPI"
NAME = re.compile(r"(?P<name>[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[(?P<extras>[^\]]*)\])?\s*(?P<rest>.*)", re.DOTALL)
PIN = re.compile(r"\(?\s*={2,3}\s*(?P<version>[^\s,;*()]+)\s*\)?")
OPTION = re.compile(r"(-r|--requirement)(\s+|=|(?=[^-\s]))(?P<file>.+)")
LIMIT = re.compile(r"(-c|--constraint)(\s+|=|(?=[^-\s]))(?P<file>.+)")
EDITABLE = re.compile(r"(-e|--editable)(\s+|=)(?P<what>.+)")
TRAILING = re.compile(r"\s--?(hash|config-settings|global-option|install-option)\b.*", re.DOTALL)
COMMENT = re.compile(r"(^|\s)#.*$")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|git@")
WHEEL = re.compile(r"/(?P<name>[A-Za-z0-9._]+)-(?P<version>[^/-]+)(-[0-9][^/-]*)?-[^/-]+-[^/-]+-[^/-]+\.whl([?#]|$)")
FOLDER = re.compile(r"[./\\]|file:|[^@;<>=!~\[\s]+[/\\]")
FILE = re.compile(r"(requirements?([-_.].*)?|.*[-_.]requirements?)\.(txt|in|pip)", re.IGNORECASE)


def wants(path: str) -> bool:
    """requirements.txt, dev-requirements.txt, requirements/base.txt; a .in file is what was asked, not what was chosen."""
    folder, _, name = path.rpartition("/")
    if "constraint" in name.lower():
        return False
    return bool(FILE.fullmatch(name)) or (base(folder) == "requirements" and name.endswith(".txt"))


def parse(text: str) -> Found:
    """A pin is ``==`` with one whole version; everything else is unresolved."""
    rows: list[Component] = []
    includes: list[str] = []
    nameless: list[str] = []
    limits: list[str] = []
    for number, line in _logical_lines(text):
        told = TRAILING.sub("", COMMENT.sub("", line)).strip()
        if found := OPTION.fullmatch(told):
            includes.append(found["file"].strip())
            continue
        if found := LIMIT.fullmatch(told):
            limits.append(found["file"].strip())
            continue
        editable = EDITABLE.fullmatch(told)
        told = editable["what"].strip() if editable else told
        if told and not told.startswith("-"):
            found_here = _address(told, number) if editable else _requirement(told, number)
            rows += found_here
            nameless += [str(number)] if not found_here and ADDRESS.match(told) and not told.startswith("file:") else []
    notes = ["requirements 文件不区分直接与间接依赖。"] if rows else []
    # a constraint asks for nothing: it says which version, should something else ask for the package
    notes += [f"约束文件 {'、'.join(limits)} 只限定版本，不列为依赖。"] if limits else []
    notes += [f"第 {'、'.join(nameless)} 行只有地址，没有包名，未列入。"] if nameless else []
    return Found(tuple(rows), tuple(includes), tuple(notes))


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """Lines joined at backslashes, each with the number of its first."""
    joined: list[tuple[int, str]] = []
    held: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        goes_on = line.rstrip().endswith("\\") and not line.lstrip().startswith("#")
        held.append(line.rstrip()[:-1] if goes_on else line)
        if not goes_on:
            joined.append((number - len(held) + 1, " ".join(held)))
            held = []
    return [*joined, (len(text.splitlines()) - len(held) + 1, " ".join(held))] if held else joined


def _requirement(told: str, line: int) -> list[Component]:
    if ADDRESS.match(told) or FOLDER.match(told):
        return _address(told, line)
    found = NAME.fullmatch(told)
    if not found:
        raise LockfileError(f"{told[:80]!r} 不是一条依赖。", line)
    what, mark, marker = found["rest"].partition(";")
    rest = what.strip()
    asked = "; ".join(part for part in (rest, marker.strip()) if part)
    if rest.startswith("@"):
        address = rest[1:].strip()
        origin = GIT if address.startswith("git+") else PATH if address.startswith("file:") else URL
        return [] if origin == PATH else [component(ECOSYSTEM, found["name"], requirement=asked, origin=origin, source=address, line=line)]
    if rest and rest[0] not in "=<>!~(":
        raise LockfileError(f"{told[:80]!r} 不是一条依赖。", line)
    pin = PIN.fullmatch(rest)
    if pin:
        return [component(ECOSYSTEM, found["name"], pin["version"], requirement=marker.strip() if mark else "", line=line)]
    return [component(ECOSYSTEM, found["name"], requirement=asked or "*", quality=UNRESOLVED, line=line)]


def _address(what: str, line: int) -> list[Component]:
    """A package by its address, named after ``#egg=`` or by a wheel's own name; a folder of the repository is its own code."""
    what, _, marker = what.partition(" ;")
    if not ADDRESS.match(what) or what.startswith("file:"):
        return []
    origin = GIT if what.startswith("git") else URL
    named, wheel = re.search(r"[#&]egg=([A-Za-z0-9._-]+)", what), WHEEL.search(what)
    if not wheel and not named:
        return []  # what it holds is only known to whoever opens it
    name, version = (wheel["name"], wheel["version"]) if wheel else (named[1] if named else "", "")
    asked = "; ".join(part for part in (what.partition("#")[0], marker.strip()) if part)
    return [component(ECOSYSTEM, name, version, requirement=asked, origin=origin, source=what, line=line)]


FORMAT = Format(
    id="requirements_txt",
    version=2,
    name="pip requirements",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://pip.pypa.io/en/stable/reference/requirements-file-format/",
    wants=wants,
    parse=parse,
    examples=[
        (
            "requirements.txt",
            """\
# pinned
-r base.txt
Django[argon2]==5.2.1 \\
    --hash=sha256:00
requests>=2,<3 ; python_version > '3.8'
six===1.16.0 # why
pinned==1.*
git+https://token@example.org/a/b.git@v1#egg=b_c
-e .
d @ https://example.org/d.whl
""",
            [
                component(ECOSYSTEM, "django", "5.2.1", line=3),
                component(ECOSYSTEM, "requests", requirement=">=2,<3; python_version > '3.8'", line=5),
                component(ECOSYSTEM, "six", "1.16.0", line=6),
                component(ECOSYSTEM, "pinned", requirement="==1.*", line=7),
                component(
                    ECOSYSTEM,
                    "b-c",
                    requirement="git+https://example.org/a/b.git@v1",
                    origin=GIT,
                    source="git+https://example.org/a/b.git@v1",
                    line=8,
                ),
                component(
                    ECOSYSTEM, "d", requirement="@ https://example.org/d.whl", origin=URL, source="https://example.org/d.whl", line=10
                ),
            ],
        ),
        ("requirements/dev.txt", "# nothing yet\n", []),
    ],
    refused=["<html>\n", "==1.0\n", "{}"],
    caveats=["只有 == 固定的版本才算已解析；-r 指向的文件另行读取。"],
)
