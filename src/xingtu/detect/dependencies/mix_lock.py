"""What does Mix's lock file hold? (Elixir and Erlang)"""

import re

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.errors import LockfileError
from xingtu.facts.components import GIT, UNKNOWN, Component

ECOSYSTEM = "Hex"
ENTRY = re.compile(
    r"""\s*("(?P<quoted>[^"]+)"|(?P<bare>[a-z_][A-Za-z0-9_]*))\s*(:|=>)\s*\{\s*:(?P<kind>hex|git|path)\s*,\s*(?P<rest>.*)\}\s*""", re.DOTALL
)
HEX = re.compile(r""":"?(?P<name>[A-Za-z0-9_]+)"?\s*,\s*"(?P<version>[^"]+)"(?P<rest>.*)""", re.DOTALL)
REPOSITORY = re.compile(r"""\]\s*,\s*"(?P<repository>[^"]+)"\s*(,\s*"[^"]*"\s*)?""", re.DOTALL)
GIT_ENTRY = re.compile(r""""(?P<url>[^"]+)"\s*,\s*"(?P<revision>[^"]+)".*""", re.DOTALL)


def parse(content: str) -> Found:
    """One map of Elixir, read entry by entry; nothing of it is evaluated."""
    rows: list[Component] = []
    for entry, line in _entries(content):
        found = ENTRY.fullmatch(entry)
        if not found:
            raise LockfileError(f"{entry.strip()[:80]!r} 不是一个锁定的包。", line)
        used_as = found["quoted"] or found["bare"]
        if found["kind"] == "hex":
            rows.append(_hex(used_as, found["rest"], line))
        elif found["kind"] == "git":
            git = GIT_ENTRY.fullmatch(found["rest"])
            if not git:
                raise LockfileError(f"{entry.strip()[:80]!r} 缺少地址或提交。", line)
            rows.append(component(ECOSYSTEM, used_as, requirement=git["revision"], scope=UNKNOWN, line=line, origin=GIT, source=git["url"]))
    return Found(tuple(rows), notes=("mix.lock 不写明范围，也不写明哪些是直接依赖。",))


def _hex(used_as: str, rest: str, line: int) -> Component:
    package = HEX.fullmatch(rest)
    if not package:
        raise LockfileError(f"{used_as[:80]!r} 缺少包名或版本。", line)
    repository = REPOSITORY.search(package["rest"])
    told = repository["repository"] if repository else "hexpm"
    via = (used_as,) if used_as != package["name"] else ()
    return component(
        ECOSYSTEM, package["name"], package["version"], scope=UNKNOWN, line=line, via=via, source="" if told == "hexpm" else told
    )


def _entries(content: str) -> list[tuple[str, int]]:
    """The texts between the commas of the outermost map, each with the line it begins on."""
    begin = content.find("%{")
    if begin < 0 or content[:begin].strip():
        raise LockfileError("不是以 %{ 开头的映射，不是 mix.lock。", 1)
    entries: list[tuple[str, int]] = []
    depth, quoted, start, line, begun = 1, False, begin + 2, content.count("\n", 0, begin) + 1, 0
    place = start
    while place < len(content) and depth:
        character = content[place]
        line += character == "\n"
        begun = begun or (0 if character.isspace() else line)
        if quoted:
            place += character == "\\"
            quoted = character != '"'
        elif character == '"':
            quoted = True
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
        if (character == "," and depth == 1 and not quoted) or not depth:
            if content[start:place].strip():
                entries.append((content[start:place], begun))
            start, begun = place + 1, 0
        place += 1
    if depth or content[place:].strip():
        raise LockfileError("映射没有写完，或后面还有别的内容。", line)
    return entries


FORMAT = Format(
    id="mix_lock",
    version=1,
    name="mix.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://hexdocs.pm/mix/Mix.Tasks.Deps.html",
    wants=lambda path: base(path) == "mix.lock",
    parse=parse,
    examples=[
        (
            "mix.lock",
            """\
%{
  "bandit": {:hex, :bandit, "1.0.0", "2bd87bbf", [:mix], [{:hpax, "~> 0.1", [hex: :hpax, optional: false]}], "hexpm", "32864"},
  "g": {:git, "https://u:p@example.org/g.git", "0123abc", [branch: "main"]},
  "renamed" => {:hex, :"other", "2.0.0-rc.1", "00", [:rebar3], [], "hexpm:acme", "00"},
}
""",
            [
                component(ECOSYSTEM, "bandit", "1.0.0", scope=UNKNOWN, line=2),
                component(ECOSYSTEM, "g", requirement="0123abc", scope=UNKNOWN, line=3, origin=GIT, source="https://example.org/g.git"),
                component(ECOSYSTEM, "other", "2.0.0-rc.1", scope=UNKNOWN, line=4, via=("renamed",), source="hexpm:acme"),
            ],
        ),
        ("mix.lock", "%{\n}\n", []),
    ],
    refused=["", "{}", "%{", '%{"a": 1}', '%{"a": {:hex, :a}}', '%{} %{"a": {:hex, :a, "1"}}', '%{"a": {:git, "u"}}'],
)
