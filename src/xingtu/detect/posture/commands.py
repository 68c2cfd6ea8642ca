"""Which commands of a script fetch something, and is what they fetch pinned so that it is the same tomorrow?

Scripts are cut into commands, not run and not wholly parsed: quotes and continued lines are minded, functions and variables are not
followed. What a command is made of only at run time is left out, neither pinned nor unpinned.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

PIP, NPM, GO, CHOCO, DOWNLOAD, NUGET = "pipCommand", "npmCommand", "goCommand", "chocoCommand", "downloadThenRun", "nugetCommand"
"""Scorecard's names of the kinds."""

LONGEST = 200_000
LONGEST_LINE = 1_000
CONTINUED = re.compile(r"\\\r?\n")
CUT = re.compile(r"&&|\|\||;|\n|\||\$\(|`|(?<!\w)\(")
SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh", "mksh", "python", "python3", "node", "perl", "ruby", "iex", "pwsh", "powershell"})
FETCHERS = frozenset({"curl", "wget", "iwr", "irm"})
BEFORE = frozenset({"sudo", "env", "time", "exec", "nohup", "then", "do", "else", "if", "!", "{", "RUN", "command", "retry", "&", "@"})
HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
VERSION = re.compile(r"v\d+\.\d+\.\d+(?:[-+][\w.+-]+)?|[0-9a-f]{40}")
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
MINUS_C = re.compile(r"""(?:bash|sh|zsh)\s+-c\s+["']?\$?\(?\s*(?:curl|wget)\b|<\(\s*(?:curl|wget)\b|eval\s+["']?\$\(\s*(?:curl|wget)\b""")


@dataclass(frozen=True, slots=True)
class Fetch:
    """A command that fetches. ``offset``: where it begins in the script; ``words``: its first ones."""

    kind: str
    pinned: bool
    offset: int
    words: str


def fetches(script: str) -> Iterator[Fetch]:
    """In the order they stand."""
    script = CONTINUED.sub(lambda found: " " * (len(found[0]) - 1) + " ", script[:LONGEST])
    for found in MINUS_C.finditer(script):
        yield Fetch(
            DOWNLOAD, pinned=False, offset=found.start(), words=_short(script[found.start() : found.start() + LONGEST_LINE].splitlines()[0])
        )
    before: list[str] = []
    piped = False
    for offset, joint, text in _pieces(script):
        words = _words(text)
        # a line may end with the pipe
        piped = joint == "|" or (piped and joint == "\n")
        if not words:
            continue
        if piped and before and _name(before[0]) in FETCHERS and _runs(words):
            yield Fetch(DOWNLOAD, pinned=False, offset=offset, words=_short(" ".join(before) + " | " + words[0]))
        # through filters a download stays one
        before = before if piped and before and _name(before[0]) in FETCHERS else words
        piped = False
        kind_and_pin = _judged(words)
        if kind_and_pin is not None:
            yield Fetch(*kind_and_pin, offset, _short(" ".join(words)))


def _pieces(script: str) -> Iterator[tuple[int, str, str]]:
    """(offset, what stands before it, text) of each command; comments are dropped."""
    place, joint = 0, "\n"
    quote = ""
    index = 0
    while index < len(script):
        letter = script[index]
        if quote:
            quote = "" if letter == quote else quote
            index += 2 if letter == "\\" and quote == '"' else 1
            continue
        if letter in "\"'":
            # an apostrophe within a word is no quote
            closing = script.find(letter, index + 1)
            quote = letter if 0 <= closing < index + 2_000 else ""
            index += 1
            continue
        if letter == "#" and (index == 0 or script[index - 1] in " \t\n;"):
            # a comment ends its command, and the line's end would be the next cut
            yield _begin(script, place, index), joint, script[place:index]
            end = script.find("\n", index)
            joint, place = "\n", end + 1 if end >= 0 else len(script)
            index = place
            continue
        found = CUT.match(script, index)
        if found:
            yield _begin(script, place, index), joint, script[place:index]
            joint, place = found[0], found.end()
            index = found.end()
            continue
        index += 1
    yield _begin(script, place, len(script)), joint, script[place:]


def _begin(script: str, place: int, end: int) -> int:
    return place + len(script[place:end]) - len(script[place:end].lstrip())


def _words(text: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    while words and (words[0] in BEFORE or ASSIGNMENT.match(words[0])):
        words = words[1:]
    return words


def _name(word: str) -> str:
    return word.rpartition("/")[2]


def _runs(words: list[str]) -> bool:
    return _name(words[0]).removesuffix(".exe").lower() in SHELLS


def _judged(words: list[str]) -> tuple[str, bool] | None:
    """(kind, pinned) of a command that fetches packages."""
    if len(words) < 2:  # noqa: PLR2004 -- a program and what it does
        return None
    program, rest = _name(words[0]), words[1:]
    if program.startswith("python") and rest[:2] == ["-m", "pip"]:
        program, rest = "pip", rest[2:]
    if program == "uv" and rest[:1] == ["pip"]:
        program, rest = "pip", rest[1:]
    judge = {"pip": _pip, "pip3": _pip, "npm": _npm, "go": _go, "choco": _choco}.get(program)
    return judge(rest) if judge and rest else None


def _pip(rest: list[str]) -> tuple[str, bool] | None:
    if rest[0] not in {"install", "download"}:
        return None
    options, targets = [word for word in rest[1:] if word.startswith("-")], [word for word in rest[1:] if not word.startswith("-")]
    if "--require-hashes" in options:
        return PIP, True
    if any(option in {"-r", "--requirement"} or option.startswith("--requirement=") for option in options):
        return PIP, False
    local = all(re.match(r"\.|/|~|file:|\S+\.whl$|\$", word) or _is_hash_url(word) for word in targets)
    if not targets:
        return None
    # one's own package still brings what it depends on, unless that is forbidden
    own = any(word.startswith(".") and not word.endswith(".whl") for word in targets)
    return PIP, local and (not own or "--no-deps" in options or all(word.endswith(".whl") for word in targets))


def _is_hash_url(word: str) -> bool:
    address, at, revision = word.rpartition("@")
    return bool(at) and address.startswith(("git+", "svn+", "hg+")) and HASH.match(revision.partition("#")[0]) is not None


def _npm(rest: list[str]) -> tuple[str, bool] | None:
    what = next((word for word in rest if not word.startswith("-")), "")
    if what in {"install", "i", "install-test", "update", "add"}:
        return NPM, False
    return (NPM, True) if what in {"ci", "install-ci-test", "clean-install"} else None


def _go(rest: list[str]) -> tuple[str, bool] | None:
    if rest[0] not in {"get", "install"}:
        return None
    targets = [word for word in rest[1:] if not word.startswith("-")]
    outside = [word for word in targets if not word.startswith((".", "/", "$")) and "." in word.partition("/")[0]]
    if not outside:
        return None
    # `go get` of an update to what go.sum pins names no version
    return GO, all(VERSION.fullmatch(word.rpartition("@")[2]) is not None and "@" in word for word in outside)


def _choco(rest: list[str]) -> tuple[str, bool] | None:
    if rest[0] != "install":
        return None
    return CHOCO, any(word.lower() in {"--requirechecksum", "--requirechecksums", "--require-checksums"} for word in rest)


def _short(text: str) -> str:
    return " ".join(text.split())[:80]
