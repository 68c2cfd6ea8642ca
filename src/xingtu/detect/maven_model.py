"""What does a pom.xml say that other files of its repository build on: its name, its parent, its properties and managed versions?"""

from collections.abc import Mapping
from typing import Any

from xingtu.detect.detector import Blob, Detector
from xingtu.detect.lockfiles.format import decoded
from xingtu.detect.lockfiles.xml_text import Element, read_xml
from xingtu.errors import LockfileError

NOTHING: Mapping[str, Any] = {"group": "", "artifact": "", "version": "", "parent": None, "properties": {}, "managed": [], "imports": []}
NEXT_TO_IT = "../pom.xml"


def wants(path: str) -> bool:
    """A project of Maven's."""
    return path.rpartition("/")[2] == "pom.xml"


def detect(blob: Blob) -> Mapping[str, Any]:
    """Texts as they are written, properties not put in; of a file that cannot be read, nothing.

    parent:   {group, artifact, version, path}, or None; the path relative to the file's folder
    managed:  [group, artifact, version] in order
    imports:  the same, of lists taken in (scope import)
    """
    try:
        project = read_xml(decoded(blob.content))
    except LockfileError:
        return NOTHING  # the reader of components says what is wrong with it
    parent = project.child("parent")
    listed = project.all("dependencyManagement", "dependencies", "dependency")
    return {
        **_coordinates(project),
        "parent": None if parent is None else {**_coordinates(parent), "path": _path(parent)},
        "properties": {one.name: one.text.strip() for holder in project.all("properties") for one in holder.children},
        "managed": [_triple(one) for one in listed if one.told("scope") != "import"],
        "imports": [_triple(one) for one in listed if one.told("scope") == "import"],
    }


def _coordinates(one: Element) -> dict[str, str]:
    return {"group": one.told("groupId"), "artifact": one.told("artifactId"), "version": one.told("version")}


def _triple(one: Element) -> list[str]:
    return [one.told("groupId"), one.told("artifactId"), one.told("version")]


def _path(parent: Element) -> str:
    """An empty element means that the parent is not to be looked for here."""
    return NEXT_TO_IT if parent.child("relativePath") is None else parent.told("relativePath")


MODEL = Detector(
    id="maven_model",
    version=1,
    name="Maven 项目模型",
    name_en="Maven project model",
    wants=wants,
    detect=detect,
    tools=dict,
    examples=[
        (
            Blob(
                b"<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>"
                b"<artifactId>a</artifactId><properties><x>2</x></properties></project>",
                "pom.xml",
            ),
            {"artifact": "a", "parent": {"group": "g", "artifact": "p", "version": "1", "path": NEXT_TO_IT}, "properties": {"x": "2"}},
        ),
        (Blob(b"<project", "pom.xml"), NOTHING),
    ],
)
