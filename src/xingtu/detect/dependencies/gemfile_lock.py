"""What does Bundler's lock file hold?"""

import re

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.errors import LockfileError
from xingtu.facts.components import GIT, REGISTRY, UNKNOWN

ECOSYSTEM = "RubyGems"
SECTIONS = {"GEM", "GIT", "PATH", "PLUGIN SOURCE", "PLATFORMS", "DEPENDENCIES", "RUBY VERSION", "BUNDLED WITH", "CHECKSUMS"}
SPEC = re.compile(r" {4}(?P<name>[^\s(]+) \((?P<version>[^\s()-]+)(-(?P<platform>[^\s()]+))?\)")
ASKED = re.compile(r" {2}(?P<name>[^\s(!]+)!?( \(.*\))?!?")
REMOTE = re.compile(r" {2}remote: (?P<remote>\S+)")
USUAL = "https://rubygems.org/"
CONFLICT = re.compile(r"(<<<<<<<|=======|>>>>>>>)")


def parse(content: str) -> Found:
    """A version may be followed by the platform it was built for; PATH is own code."""
    found: list[tuple[str, str, str, int, str, str]] = []
    asked: set[str] = set()
    section = remote = ""
    sections = set()
    for number, line in enumerate(content.splitlines(), 1):
        if line[:1] not in {" ", ""}:
            section, remote = _section(line, number), ""
            sections.add(section)
        elif told := REMOTE.fullmatch(line):
            remote = told["remote"]
        elif section in {"GEM", "GIT"} and (spec := SPEC.fullmatch(line)):
            found.append((spec["name"], spec["version"], spec["platform"] or "", number, section, remote))
        elif section in {"GEM", "GIT"} and re.match(r" {4}\S", line):
            raise LockfileError(f"{line.strip()[:80]!r} 不是“包名 (版本)”。", number)
        elif section == "DEPENDENCIES" and (name := ASKED.fullmatch(line)):
            asked.add(name["name"])
    if not sections & {"GEM", "GIT", "PATH"}:
        raise LockfileError("没有 GEM、GIT 或 PATH 段落，不是 Gemfile.lock。", 1)
    rows = [
        component(
            ECOSYSTEM,
            name,
            version,
            requirement=platform,
            scope=UNKNOWN,
            direct=name in asked if asked else None,
            line=line,
            origin=GIT if kind == "GIT" else REGISTRY,
            source="" if source == USUAL else source,
        )
        for name, version, platform, line, kind, source in found
    ]
    return Found(tuple(rows), notes=("Gemfile.lock 不写明分组（运行、开发或测试）。",))


def _section(line: str, number: int) -> str:
    if CONFLICT.match(line):
        raise LockfileError("文件里留有未解决的合并冲突。", number)
    if line.strip() not in SECTIONS:
        raise LockfileError(f"不认识的段落 {line.strip()[:40]!r}。", number)
    return line.strip()


FORMAT = Format(
    id="gemfile_lock",
    version=1,
    name="Gemfile.lock",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://bundler.io/guides/rationale.html#checking-your-code-into-version-control",
    wants=lambda path: base(path) in {"Gemfile.lock", "gems.locked"},
    parse=parse,
    examples=[
        (
            "Gemfile.lock",
            """\
GIT
  remote: https://u:p@example.org/b.git
  revision: 0123
  specs:
    b (0.2.0)
      rack (>= 1)

PATH
  remote: .
  specs:
    own (0.1.0)

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.13.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.6.0)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  b!
  nokogiri (~> 1.13)
  own!

BUNDLED WITH
   2.3.0
""",
            [
                component(ECOSYSTEM, "b", "0.2.0", scope=UNKNOWN, direct=True, line=5, origin=GIT, source="https://example.org/b.git"),
                component(ECOSYSTEM, "nokogiri", "1.13.0", requirement="x86_64-linux", scope=UNKNOWN, direct=True, line=16),
                component(ECOSYSTEM, "racc", "1.6.0", scope=UNKNOWN, direct=False, line=18),
            ],
        ),
        ("gems.locked", "GEM\n  remote: https://rubygems.org/\n  specs:\n\nDEPENDENCIES\n", []),
    ],
    refused=["", "PLATFORMS\n  ruby\n", "GEM\n  specs:\n    a\n", "{}", "GEM\n<<<<<<< HEAD\n"],
)
