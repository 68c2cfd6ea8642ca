"""Do the pom.xml of one repository give each other exactly the versions Maven would, and leave the rest open?"""

from pathlib import Path

import pytest

from tests.gitrepo import Repo
from xingtu.collect.asked import asked
from xingtu.detect.detector import Blob
from xingtu.detect.maven_model import MODEL
from xingtu.risk.stock import Reading, read_stock

PARENT = "<parent><groupId>g</groupId><artifactId>top</artifactId><version>${revision}</version></parent>"
BOM = """<project><parent><groupId>g</groupId><artifactId>top</artifactId><version>${revision}</version></parent>
<artifactId>bom</artifactId><properties><netty>4.1.1</netty></properties><dependencyManagement><dependencies>
<dependency><groupId>io.netty</groupId><artifactId>netty</artifactId><version>${netty}</version></dependency>
<dependency><groupId>m</groupId><artifactId>managed</artifactId><version>9</version></dependency>
</dependencies></dependencyManagement></project>"""


def dependency(name: str, version: str = "", more: str = "") -> str:
    group, artifact = name.split(":")
    told = f"<version>{version}</version>" if version else ""
    return f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>{told}{more}</dependency>"


def imported(name: str) -> str:
    return dependency(name, "1", "<type>pom</type><scope>import</scope>")


def top(*imports: str, parent: str = "") -> str:
    return (
        f"<project>{parent}<groupId>g</groupId><artifactId>top</artifactId><version>${{revision}}</version>"
        "<properties><revision>3.0</revision><log>2.14.1</log></properties><dependencyManagement><dependencies>"
        f"{dependency('m:managed', '${log}')}{''.join(imports)}</dependencies></dependencyManagement></project>"
    )


CHILD = f"""<project>{PARENT}<artifactId>child</artifactId><dependencies>
{dependency("m:managed")}{dependency("l:log", "${log}")}{dependency("io.netty:netty")}{dependency("o:outside")}
{dependency("g:other", "${project.version}")}{dependency("g:child", "2.0")}
</dependencies></project>"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "app")


def held(repo: Repo, tmp_path: Path, **files: str) -> tuple[dict[str, str], Reading]:
    """name -> version of what the child asks for."""
    tree = {"child": CHILD, "bom": BOM, "other": f"<project>{PARENT}<artifactId>other</artifactId></project>"} | files
    repo.commit({(f"{name}/pom.xml" if name != "top" else "pom.xml").encode(): text.encode() for name, text in tree.items()})
    reading = read_stock(asked(str(repo.path), home=tmp_path), home=tmp_path)
    (file,) = (file for file in reading.stock.files if file.path == "child/pom.xml")
    return {row.name: row.version for row in reading.contents[file.blob, file.parser].components}, reading


def test_parents_properties_and_lists_of_the_tree_are_followed_and_modules_are_own_code(repo: Repo, tmp_path: Path) -> None:
    found, reading = held(repo, tmp_path, top=top(imported("g:bom")))
    assert found == {"m:managed": "2.14.1", "l:log": "2.14.1", "io.netty:netty": "4.1.1", "o:outside": "", "g:child": "2.0"}
    assert reading.stock.unresolved == 1


@pytest.mark.parametrize(
    "written",
    [
        top(imported("outside:list"), imported("g:bom")),
        top(imported("g:bom"), parent="<parent><groupId>s</groupId><artifactId>starter</artifactId><version>3</version></parent>"),
    ],
    ids=["a list outside comes first", "a parent outside may manage"],
)
def test_what_something_outside_might_decide_otherwise_stays_open(repo: Repo, tmp_path: Path, written: str) -> None:
    found, _ = held(repo, tmp_path, top=written)
    assert (found["io.netty:netty"], found["m:managed"]) == ("", "2.14.1")


def test_a_name_managed_at_two_versions_is_open(repo: Repo, tmp_path: Path) -> None:
    found, _ = held(repo, tmp_path, top=top(dependency("m:managed", "2.0", "<classifier>linux</classifier>")))
    assert found["m:managed"] == ""


def test_a_parent_that_manages_nothing_takes_nothing_away(repo: Repo, tmp_path: Path) -> None:
    apache = "<parent><groupId>org.apache</groupId><artifactId>apache</artifactId><version>23</version></parent>"
    found, _ = held(repo, tmp_path, top=top(imported("g:bom"), imported("outside:list"), parent=apache))
    assert found["io.netty:netty"] == "4.1.1"


def test_a_file_beside_that_is_not_the_parent_asked_for_is_none(repo: Repo, tmp_path: Path) -> None:
    found, reading = held(repo, tmp_path, top=top().replace("<artifactId>top", "<artifactId>another"))
    assert found["m:managed"] == found["l:log"] == ""
    assert reading.stock.unresolved == 4


def test_the_same_file_under_another_parent_is_another_content(repo: Repo, tmp_path: Path) -> None:
    found, before = held(repo, tmp_path, top=top())
    again, after = held(repo, tmp_path, top=top().replace("2.14.1", "2.17.1"))
    assert (found["l:log"], again["l:log"]) == ("2.14.1", "2.17.1")
    assert after.stock.read_now == 1
    assert {file.parser for file in before.stock.files} & {file.parser for file in after.stock.files} == {"pom_xml@1"}


def test_parents_in_a_circle_and_lists_that_take_in_themselves_end(repo: Repo, tmp_path: Path) -> None:
    circle = top(imported("g:top"), imported("g:bom"), parent="<parent><groupId>g</groupId><artifactId>child</artifactId>"
                 "<version>1</version><relativePath>child</relativePath></parent>")  # fmt: skip
    found, _ = held(repo, tmp_path, top=circle)
    assert found["l:log"] == "2.14.1"


@pytest.mark.parametrize(("blob", "expected"), MODEL.examples)
def test_the_examples_of_the_model_hold(blob: Blob, expected: dict[str, object]) -> None:
    found = MODEL.detect(blob)
    assert {name: found[name] for name in expected} == expected
