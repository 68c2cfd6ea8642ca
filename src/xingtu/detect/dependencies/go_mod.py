"""What does a Go module require? (go.mod; go.sum lists also what was not chosen, and is no inventory)"""

import re
from dataclasses import dataclass, field

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.errors import LockfileError
from xingtu.facts.components import DECLARED_MINIMUM, RUNTIME, UNKNOWN, Component

ECOSYSTEM = "Go"
WORD = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|=>|[^\s"`]+')
BLOCKS = {"require", "replace", "exclude", "retract", "tool", "godebug", "ignore"}
SINGLE = {"module", "go", "toolchain"}
RELEASE = re.compile(r"(go)?(?P<numbers>[0-9]+(\.[0-9]+)*)(?P<pre>(beta|rc)(?P<n>[0-9]+))?(-.*)?")
TRANSITIVES_SINCE = (1, 17)

Module = tuple[str, str]


@dataclass(slots=True)
class _Read:
    module: str = ""
    go: tuple[str, int] | None = None
    toolchain: tuple[str, int] | None = None
    required: list[tuple[str, str, bool, int]] = field(default_factory=list)
    replaced: dict[Module, Module] = field(default_factory=dict)
    excluded: set[Module] = field(default_factory=set)


def parse(content: str) -> Found:
    """Versions are what was chosen, after ``replace``; a replacement by a folder is own code."""
    read = _read(content)
    if not read.module:
        raise LockfileError("没有 module 指令，不是 go.mod。", 1)
    rows = [row for required in read.required if (row := _row(read, *required))]
    standard = read.toolchain or read.go
    if standard:
        rows.append(component(ECOSYSTEM, "stdlib", _release(*standard), quality=DECLARED_MINIMUM, direct=True, line=standard[1]))
    notes = []
    if not read.go or tuple(int(part) for part in _release(*read.go).partition("-")[0].split(".")[:2]) < TRANSITIVES_SINCE:
        notes.append("go.mod 声明的 Go 版本低于 1.17，未列出间接依赖。")
    return Found(tuple(rows), notes=tuple(notes))


def _row(read: _Read, name: str, version: str, direct: bool, line: int) -> Component | None:  # noqa: FBT001 -- a field of the row read
    used = read.replaced.get((name, version)) or read.replaced.get((name, "")) or (name, version)
    if not used[1]:
        return None  # a folder beside this one
    via = (name,) if used[0] != name else ()
    scope = RUNTIME if direct else UNKNOWN
    if (name, version) in read.excluded and used == (name, version):
        # Go then takes a higher version that is not written here
        return component(ECOSYSTEM, name, requirement=f">{version}", scope=scope, direct=direct, line=line)
    return component(ECOSYSTEM, used[0], used[1].removeprefix("v"), scope=scope, direct=direct, line=line, via=via)


def _read(content: str) -> _Read:
    read = _Read()
    block = ""
    for number, line in enumerate(content.splitlines(), 1):
        code, _, comment = _without_comment(line)
        words = [word.strip('"`') if word[0] in '"`' else word for word in WORD.findall(code)]
        if not words:
            continue
        if block and words == [")"]:
            block = ""
        elif not block and words[0] in BLOCKS and words[1:] == ["("]:
            block = words[0]
        elif block:
            _directive(read, block, words, comment, number)
        elif words[0] in BLOCKS | SINGLE:
            _directive(read, words[0], words[1:], comment, number)
        else:
            raise LockfileError(f"不认识的指令 {words[0][:40]!r}。", number)
    if block:
        raise LockfileError(f"{block} ( 没有写完。", content.count("\n") + 1)
    return read


def _without_comment(line: str) -> tuple[str, str, str]:
    """Two slashes begin a comment at the start of a word; those of an address do not."""
    found = re.search(r"(^|\s)//", line)
    return (line[: found.start()], "//", line[found.end() :]) if found else (line, "", "")


def _directive(read: _Read, kind: str, words: list[str], comment: str, line: int) -> None:
    match kind, words:
        case "module", [name]:
            read.module = name
        case "go", [version]:
            read.go = version, line
        case "toolchain", [name]:
            read.toolchain = (name, line) if name != "default" else None
        case "require", [name, version] if version.startswith("v"):
            read.required.append((name, version, "indirect" not in re.split(r"[\s;]+", comment.strip())[:1], line))
        case "replace", [old, "=>", new, *newer] if len(newer) <= 1:
            read.replaced[old, ""] = new, "".join(newer)
        case "replace", [old, version, "=>", new, *newer] if len(newer) <= 1:
            read.replaced[old, version] = new, "".join(newer)
        case "exclude", [name, version]:
            read.excluded.add((name, version))
        case (("retract" | "tool" | "godebug" | "ignore"), _):
            pass
        case _:
            raise LockfileError(f"{kind} 指令写法不对：{' '.join(words)[:80]!r}。", line)


def _release(told: str, line: int) -> str:
    """1.22rc1 as OSV writes it for stdlib: 1.22.0-rc.1."""
    found = RELEASE.fullmatch(told)
    if not found:
        raise LockfileError(f"{told[:40]!r} 不是 Go 的版本号。", line)
    if not found["pre"]:
        return found["numbers"]
    numbers = found["numbers"] + ".0" * (2 - found["numbers"].count("."))
    return f"{numbers}-{found['pre'].rstrip('0123456789')}.{found['n']}"


FORMAT = Format(
    id="go_mod",
    version=1,
    name="go.mod",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://go.dev/ref/mod#go-mod-file",
    wants=lambda path: base(path) == "go.mod",
    parse=parse,
    examples=[
        (
            "go.mod",
            """\
module example.org/own // https://example.org

go 1.21

toolchain go1.22rc1

require (
	github.com/a/b v1.2.3
	github.com/c/d v0.0.0-20220101000000-abcdefabcdef // indirect
	github.com/e/f v2.0.0+incompatible // indirect; see below
	"github.com/g/h" v1.0.0
	github.com/i/j v1.0.0
)

require github.com/k/l v1.0.0

replace github.com/g/h => ../h

replace (
	github.com/e/f v2.0.0+incompatible => github.com/fork/f v2.0.1+incompatible
	github.com/a/b v9.9.9 => github.com/fork/b v9.9.9
)

exclude github.com/i/j v1.0.0
retract [v1.0.0, v1.1.0] // broken
""",
            [
                component(ECOSYSTEM, "github.com/a/b", "1.2.3", direct=True, line=8),
                component(ECOSYSTEM, "github.com/c/d", "0.0.0-20220101000000-abcdefabcdef", scope=UNKNOWN, direct=False, line=9),
                component(
                    ECOSYSTEM, "github.com/fork/f", "2.0.1+incompatible", scope=UNKNOWN, direct=False, line=10, via=("github.com/e/f",)
                ),
                component(ECOSYSTEM, "github.com/i/j", requirement=">v1.0.0", direct=True, line=12),
                component(ECOSYSTEM, "github.com/k/l", "1.0.0", direct=True, line=15),
                component(ECOSYSTEM, "stdlib", "1.22.0-rc.1", quality=DECLARED_MINIMUM, direct=True, line=5),
            ],
        ),
        (
            "v2/go.mod",
            "module example.org/own/v2\n\ngo 1.16\n\nrequire github.com/a/b v1.0.0\n",
            [
                component(ECOSYSTEM, "github.com/a/b", "1.0.0", direct=True, line=5),
                component(ECOSYSTEM, "stdlib", "1.16", quality=DECLARED_MINIMUM, direct=True, line=3),
            ],
        ),
        ("go.mod", "module example.org/own\n", []),
    ],
    refused=[
        "",
        "go 1.21\n",
        "module a\nrequire b\n",
        "module a\nrequire (\n",
        "module a\nfoo bar\n",
        "module a\nrequire b latest\n",
        "module a\ngo x\n",
    ],
    caveats=["go 与 toolchain 只声明最低版本，标准库实际版本由构建环境决定。"],
)
