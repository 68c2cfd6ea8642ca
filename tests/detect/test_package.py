"""Does the package detector say what a file holds, or why it could not be read?"""

from xingtu.detect.detector import Blob
from xingtu.detect.detectors.package import DETECTOR, detect, wants


def test_the_worked_examples_hold() -> None:
    for blob, part in DETECTOR.examples:
        assert DETECTOR.wants(blob.path)
        found = DETECTOR.detect(blob)
        assert {key: found[key] for key in part} == part


def test_what_could_not_be_read_says_so() -> None:
    found = detect(Blob(b'{\n"lockfileVersion": 3,\n', "package-lock.json"))
    assert found["components"] == []
    assert found["error"]["line"]
    assert "JSON" in found["error"]["words"]


def test_a_row_is_as_json_would_hold_it() -> None:
    found = detect(Blob(b'{"lockfileVersion": 3, "packages": {"node_modules/a": {"name": "b", "version": "1.0.0"}}}', "package-lock.json"))
    assert found["components"][0]["name"] == "b"
    assert found["components"][0]["via"] == ["a"]


def test_installed_copies_are_not_asked_for() -> None:
    assert wants("web/package-lock.json")
    assert not wants("web/node_modules/a/package.json")
    assert not wants("README.md")
