"""What does a Maven project say for certain? Literal versions, and those its own properties and managed dependencies give."""

import re
from collections.abc import Mapping

from xingtu.detect.lockfiles.format import Format, Found, component
from xingtu.detect.lockfiles.xml_text import Element, read_xml
from xingtu.errors import LockfileError
from xingtu.facts.components import BUILD, OPTIONAL, RUNTIME, TEST, UNKNOWN, Component

ECOSYSTEM = "Maven"
PROPERTY = re.compile(r"\$\{([^${}]*)\}")
SCOPES = {"": RUNTIME, "compile": RUNTIME, "runtime": RUNTIME, "provided": BUILD, "test": TEST, "system": RUNTIME}
LONGEST, DEEPEST = 2000, 10
PLUGINS = "org.apache.maven.plugins"


def wants(path: str) -> bool:
    """pom.xml, and the .pom a repository holds."""
    return path.rpartition("/")[2] == "pom.xml" or path.endswith(".pom")


def parse(content: str) -> Found:
    """A version given by a parent or an imported list outside this file is unresolved, never looked up."""
    project = read_xml(content)
    if project.name != "project":
        raise LockfileError("根元素不是 project，不是 pom.xml。", project.line)
    known = _properties(project)
    managed = {
        _coordinates(one, known): filled_in(one.told("version"), known)
        for one in project.all("dependencyManagement", "dependencies", "dependency")
    }
    rows = [_dependency(one, known, managed, "") for one in project.all("dependencies", "dependency")]
    rows += [
        _dependency(one, known, managed, f"profile {profile.told('id')}".strip())
        for profile in project.all("profiles", "profile")
        for one in profile.all("dependencies", "dependency")
    ]
    rows += [_plugin(one, known) for one in project.all("build", "plugins", "plugin")]
    return Found(tuple(rows), notes=("pom.xml 只写直接依赖；间接依赖由 Maven 在构建时决定，此处不推断。",))


def _properties(project: Element) -> dict[str, str]:
    known = {prop.name: prop.text.strip() for holder in project.all("properties") for prop in holder.children}
    parent = project.child("parent")
    for name in ("groupId", "artifactId", "version"):
        own = project.told(name) or (parent.told(name) if parent and name != "artifactId" else "")
        if own:
            known[f"project.{name}"] = known[f"pom.{name}"] = own
        if parent and parent.told(name):
            known[f"project.parent.{name}"] = known[f"parent.{name}"] = parent.told(name)
    return known


def filled_in(text: str, known: Mapping[str, str]) -> str:
    """The text with its properties; what is not known here stays as it is."""
    for _ in range(DEEPEST):
        filled = PROPERTY.sub(lambda found: known.get(found[1], found[0]), text)
        if filled == text or len(filled) > LONGEST:
            break
        text = filled
    return text


def _coordinates(one: Element, known: dict[str, str], group: str = "") -> str:
    name = f"{filled_in(one.told('groupId'), known) or group}:{filled_in(one.told('artifactId'), known)}"
    if name.startswith(":") or name.endswith(":"):
        raise LockfileError("依赖缺少 groupId 或 artifactId。", one.line)
    return name


def _row(name: str, version: str, scope: str, line: int, asked: str) -> Component:
    """A range or what still holds a property is no version."""
    certain = (
        version and not PROPERTY.search(version) and version[0] not in "[(" and "," not in version and version not in {"LATEST", "RELEASE"}
    )
    if certain:
        return component(ECOSYSTEM, name, version, requirement=asked, scope=scope, direct=True, line=line)
    wanted = "; ".join(part for part in (version or "由父项目或导入的清单决定", asked) if part)
    return component(ECOSYSTEM, name, requirement=wanted[:LONGEST], scope=scope, direct=True, line=line)


def _dependency(one: Element, known: dict[str, str], managed: dict[str, str], asked: str) -> Component:
    name = _coordinates(one, known)
    version = filled_in(one.told("version"), known) or managed.get(name, "")
    scope = SCOPES.get(filled_in(one.told("scope"), known), UNKNOWN)
    if scope == RUNTIME and filled_in(one.told("optional"), known) == "true":
        scope = OPTIONAL
    return _row(name, version, scope, one.line, asked)


def _plugin(one: Element, known: dict[str, str]) -> Component:
    return _row(_coordinates(one, known, PLUGINS), filled_in(one.told("version"), known), BUILD, one.line, "")


FORMAT = Format(
    id="pom_xml",
    version=1,
    name="pom.xml",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://maven.apache.org/pom.html",
    wants=wants,
    parse=parse,
    examples=[
        (
            "pom.xml",
            """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>p</groupId><artifactId>parent</artifactId><version>9</version></parent>
  <artifactId>own</artifactId>
  <properties><log4j.version>2.14.1</log4j.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>m</groupId><artifactId>managed</artifactId><version>3.0</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-core</artifactId>
      <version>${log4j.version}</version>
    </dependency>
    <dependency><groupId>m</groupId><artifactId>managed</artifactId><scope>test</scope></dependency>
    <dependency><groupId>o</groupId><artifactId>outside</artifactId></dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>range</artifactId><version>[1.0,2.0)</version></dependency>
    <dependency><groupId>u</groupId><artifactId>unknown</artifactId><version>${x}</version><optional>true</optional></dependency>
  </dependencies>
  <build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><version>3.3.0</version></plugin></plugins></build>
</project>
""",
            [
                component(ECOSYSTEM, "org.apache.logging.log4j:log4j-core", "2.14.1", direct=True, line=10),
                component(ECOSYSTEM, "m:managed", "3.0", scope=TEST, direct=True, line=15),
                component(ECOSYSTEM, "o:outside", requirement="由父项目或导入的清单决定", direct=True, line=16),
                component(ECOSYSTEM, "p:range", requirement="[1.0,2.0)", direct=True, line=17),
                component(ECOSYSTEM, "u:unknown", requirement="${x}", scope=OPTIONAL, direct=True, line=18),
                component(ECOSYSTEM, "org.apache.maven.plugins:maven-jar-plugin", "3.3.0", scope=BUILD, direct=True, line=20),
            ],
        ),
        ("pom.xml", "<project/>", []),
    ],
    refused=[
        "",
        "<a/>",
        "<project>",
        "<project><dependencies><dependency/></dependencies></project>",
        '<!DOCTYPE p [<!ENTITY a "b">]><project>&a;</project>',
    ],
    caveats=["父项目在本文件之外时，由它决定的版本一律视为未解析。"],
)
