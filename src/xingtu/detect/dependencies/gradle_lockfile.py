"""What does a lock file of Gradle hold?"""

import re

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.errors import LockfileError
from xingtu.facts.components import BUILD, RUNTIME, TEST, UNKNOWN, Component

ECOSYSTEM = "Maven"
ENTRY = re.compile(r"(?P<group>[^\s:=#]+):(?P<artifact>[^\s:=]+):(?P<version>[^\s:=]+)(=(?P<configurations>\S*))?")
EMPTY = re.compile(r"empty=\S*")
FILE = re.compile(r"(.*-)?gradle\.lockfile")


def wants(path: str) -> bool:
    """gradle.lockfile, buildscript-gradle.lockfile; before Gradle 7 a file for each configuration."""
    return bool(FILE.fullmatch(base(path))) or (path.endswith(".lockfile") and "/dependency-locks/" in f"/{path}")


def parse(content: str) -> Found:
    """One line a module, with the configurations that hold it."""
    rows: list[Component] = []
    told = False
    for number, line in enumerate(content.splitlines(), 1):
        entry = line.strip()
        told = told or bool(entry)
        if not entry or entry.startswith("#") or EMPTY.fullmatch(entry):
            continue
        found = ENTRY.fullmatch(entry)
        if not found:
            raise LockfileError(f"{entry[:80]!r} 不是“组:构件:版本=配置”。", number)
        names = (found["configurations"] or "").split(",")
        rows.append(component(ECOSYSTEM, f"{found['group']}:{found['artifact']}", found["version"], scope=_scope(names), line=number))
    if not told:
        raise LockfileError("空文件，不是 Gradle 的锁文件。", 1)
    return Found(tuple(rows), notes=("gradle.lockfile 不写明哪些是直接依赖。",))


def _scope(configurations: list[str]) -> str:
    """The strongest of the configurations' names."""
    scopes = set()
    for name in (name.lower() for name in configurations):
        if "test" in name:
            scopes.add(TEST)
        elif "processor" in name or name == "classpath" or "compiler" in name or "plugin" in name:
            scopes.add(BUILD)
        elif name.endswith("classpath"):
            scopes.add(RUNTIME)
    return next((scope for scope in (RUNTIME, TEST, BUILD) if scope in scopes), UNKNOWN)


FORMAT = Format(
    id="gradle_lockfile",
    version=1,
    name="gradle.lockfile",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://docs.gradle.org/current/userguide/dependency_locking.html",
    wants=wants,
    parse=parse,
    examples=[
        (
            "app/gradle.lockfile",
            """\
# This is a Gradle generated file for dependency locking.
com.google.guava:guava:31.1-jre=compileClasspath,runtimeClasspath,testRuntimeClasspath
junit:junit:4.13.2=testCompileClasspath
org.projectlombok:lombok:1.18.30=annotationProcessor
a:b:1=odd
empty=signatures
""",
            [
                component(ECOSYSTEM, "com.google.guava:guava", "31.1-jre", line=2),
                component(ECOSYSTEM, "junit:junit", "4.13.2", scope=TEST, line=3),
                component(ECOSYSTEM, "org.projectlombok:lombok", "1.18.30", scope=BUILD, line=4),
                component(ECOSYSTEM, "a:b", "1", scope=UNKNOWN, line=5),
            ],
        ),
        ("gradle/dependency-locks/compileClasspath.lockfile", "a:b:1.0\n", [component(ECOSYSTEM, "a:b", "1.0", scope=UNKNOWN, line=1)]),
        ("gradle.lockfile", "# nothing\nempty=\n", []),
    ],
    refused=["", "a:b\n", "{}", "<xml/>"],
)
