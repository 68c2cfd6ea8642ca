from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detect.sbom.documents import FOUR, TAG_VALUE, XML, cyclonedx, package, relationship, spdx, text_of
from xingtu.detect.lockfiles.format import component
from xingtu.detect.sbom.document import Sbom
from xingtu.detect.sbom.formats import FORMATS, read_sbom, recognise
from xingtu.errors import LockfileError
from xingtu.facts.components import DEV, OPTIONAL, RUNTIME, UNKNOWN, UNRESOLVED, Component

every_form = pytest.mark.parametrize("form", FOUR)


def held(sbom: Sbom) -> list[Component]:
    """Without lines."""
    return sorted((replace(one, line=None) for one in sbom.components), key=lambda one: one.name)


def read(document: object) -> Sbom:
    return read_sbom(text_of(document))


@every_form
def test_a_form_is_recognised_by_its_content(form: str) -> None:
    found = recognise(FOUR[form])
    assert found is FORMATS[form]
    assert recognise(b"\xef\xbb\xbf\n" + FOUR[form]) is found
    assert recognise(FOUR[form].decode().encode("utf-16")) is found


@pytest.mark.parametrize("content", [b"", b"{}", b"<bom/>", b'{"lockfileVersion": 3}', b"SPDXID: SPDXRef-DOCUMENT\n", b"\xff\xfe\x00"])
def test_anything_else_is_none(content: bytes) -> None:
    assert recognise(content) is None
    with pytest.raises(LockfileError, match="不是能读的物料清单"):
        read_sbom(content)


@every_form
def test_all_forms_say_the_same(form: str) -> None:
    sbom = read_sbom(FOUR[form])
    assert held(sbom) == [
        component("npm", "@s/c", "1.0.0", scope=DEV, direct=False, via=() if form.startswith("cyclonedx") else ("jinja2",)),
        component("Go", "github.com/a/b", "1.2.3", scope=OPTIONAL, direct=False, via=("jinja2",)),
        component("PyPI", "jinja2", "3.1.2", scope=RUNTIME, direct=True, via=("b",)),
    ]
    assert [(one.name, one.why) for one in sbom.unidentified] == [("zlib", "no_purl"), ("actions", "unknown_type")]
    assert (sbom.not_packages, sbom.refused, sbom.incomplete) == (1, 0, False)
    assert sbom.format == form


@every_form
def test_who_wrote_it_when_about_what_and_nobody_s_mailbox(form: str) -> None:
    sbom = read_sbom(FOUR[form])
    assert (sbom.subject, sbom.subject_version, sbom.author) == ("gearsim", "3.2", "沈若川、砺轴工业软件有限公司")
    assert sbom.created_at == "2026-11-01T08:00:00Z"
    assert sbom.tools in {("sbomtool 2.1",), ("sbomtool-2.1",)}
    assert sbom.ident in {"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "https://example.org/gearsim-3.2"}
    assert "@example.com" not in repr(sbom)


@every_form
def test_a_component_is_told_with_its_line(form: str) -> None:
    sbom = read_sbom(FOUR[form])
    line = next(one.line for one in sbom.components if one.name == "jinja2")
    assert line is not None
    assert "a" in FOUR[form].decode().splitlines()[line - 1]
    assert all(one.line for one in sbom.unidentified)


def test_what_the_document_does_not_say_stays_open() -> None:
    bare = cyclonedx(dependencies=[{"ref": "a", "dependsOn": ["b"]}], metadata={})
    assert {one.direct for one in read(bare).components} == {None}
    assert {one.direct for one in read(spdx(relationships=[])).components} == {None}
    assert {one.scope for one in read(spdx(relationships=[])).components} == {UNKNOWN}
    listed = spdx(relationships=[relationship("DOCUMENT", "DESCRIBES", one) for one in "ab"])
    assert "jinja2" in [one.name for one in read(listed).components]


def test_a_component_without_version_is_unresolved() -> None:
    one = {"type": "library", "name": "a", "purl": "pkg:npm/a", "versionRange": "vers:npm/>=1|<2"}
    (told,) = read(cyclonedx(specVersion="1.7", components=[one])).components
    assert (told.version, told.quality, told.requirement) == ("", UNRESOLVED, "vers:npm/>=1|<2")


@pytest.mark.parametrize(
    ("purl", "ecosystem", "name", "version"),
    [
        (
            "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl",
            "Debian:12",
            "openssl",
            "3.0.11-1~deb12u2",
        ),
        ("pkg:deb/debian/libx@2%2Bb1?upstream=x@1.0", "Debian", "x", "1.0"),
        ("pkg:apk/alpine/libcrypto3@3.1.4-r5?distro=alpine-3.19.1&upstream=openssl", "Alpine:v3.19", "openssl", "3.1.4-r5"),
        ("pkg:rpm/openeuler/bash@5.2-1.oe2403?distro=openEuler-24.03-LTS&epoch=1", "openEuler:24.03-LTS", "bash", "1:5.2-1.oe2403"),
        ("pkg:deb/ubuntu/bash@5.1-6ubuntu1?distro=ubuntu-22.04", "Ubuntu", "bash", "5.1-6ubuntu1"),
        ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", "Maven", "org.apache.logging.log4j:log4j-core", "2.14.1"),
        ("pkg:golang/stdlib@1.22.0", "Go", "stdlib", "1.22.0"),
    ],
)
def test_a_package_url_is_brought_into_the_names_of_advisories(purl: str, ecosystem: str, name: str, version: str) -> None:
    (told,) = read(cyclonedx(components=[{"type": "library", "name": "x", "version": "9", "purl": purl}])).components
    assert (told.ecosystem, told.name, told.version) == (ecosystem, name, version)


BROKEN = {"type": "library", "bom-ref": "x", "name": "x", "version": "1"}


@pytest.mark.parametrize(
    ("component", "words"),
    [
        (BROKEN | {"purl": "npm/x@1"}, "不是合法的 purl"),
        (BROKEN | {"purl": 7}, "应为一段文字"),
        (BROKEN | {"name": ["x"], "purl": "pkg:npm/x@1"}, "应为一段文字"),
        (BROKEN | {"name": "x" * 10_000, "purl": "pkg:npm/x@1"}, "超过上限"),
        (BROKEN | {"purl": "pkg:npm/x@1", "properties": "none"}, "应为一个列表"),
        ("a component", "应为一组键值"),
        (None, "应为一组键值"),
    ],
)
def test_one_bad_component_is_set_aside_with_its_place(component: object, words: str) -> None:
    sbom = read(cyclonedx(components=[component, *cyclonedx()["components"]]))
    assert len(sbom.components) == 3
    assert (sbom.refused, sbom.faults[0].place) == (1, "components[0]")
    assert words in sbom.faults[0].words
    assert sbom.faults[0].line
    bad = {
        "SPDXID": "SPDXRef-x",
        "name": "x",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "x"}],
    }
    told = read(spdx(packages=[bad, "x", *spdx()["packages"]]))
    assert (len(told.components), [one.place for one in told.faults]) == (3, ["packages[1]", "packages[0]"])


@pytest.mark.parametrize(
    ("component", "refused"),
    [
        ({"bom-ref": ["x"]}, 1),
        ({"bom-ref": {"x": 1}}, 1),
        ({"properties": [{"name": [], "value": "git"}]}, 0),
        ({"properties": [{"name": "xingtu:origin", "value": "git"}], "externalReferences": [{"type": [], "url": "u"}]}, 0),
    ],
)
def test_what_should_be_a_word_and_is_a_list_stops_nothing(component: dict[str, object], refused: int) -> None:
    sbom = read(cyclonedx(components=[BROKEN | {"purl": "pkg:npm/x@1"} | component, *cyclonedx()["components"]]))
    assert (len(sbom.components), sbom.refused) == (4 - refused, refused)


@pytest.mark.parametrize("value", [[], {}, 7])
def test_a_reference_of_spdx_whose_category_is_no_word_is_none(value: object) -> None:
    told = read(spdx(packages=[{"SPDXID": "x", "name": "x", "externalRefs": [{"referenceCategory": value, "referenceType": "purl"}]}]))
    assert [one.name for one in told.unidentified] == ["x"]


@pytest.mark.parametrize("key", ["metadata", "dependencies", "compositions"])
@pytest.mark.parametrize("value", [7, "x", [7], {"component": 7}, [{"ref": 7}], [{"ref": "a", "dependsOn": {}}]])
def test_a_part_that_is_broken_leaves_the_components_alone(key: str, value: object) -> None:
    sbom = read(cyclonedx(**{key: value}))
    assert len(sbom.components) == 3
    if not (key == "compositions" and isinstance(value, list) and isinstance(value[0], dict)):
        assert sbom.refused or value == {"component": 7}


@pytest.mark.parametrize("key", ["relationships", "creationInfo", "documentDescribes", "name", "documentNamespace"])
@pytest.mark.parametrize("value", [7, [7], {"creators": 7}, [{"spdxElementId": 7}]])
def test_a_broken_part_of_spdx_leaves_the_packages_alone(key: str, value: object) -> None:
    assert {"@s/c", "jinja2"} <= {one.name for one in read(spdx(**{key: value})).components}


def test_a_reference_given_twice_tells_nothing_of_dependencies() -> None:
    twice = [{"type": "library", "bom-ref": "a", "name": name, "purl": f"pkg:npm/{name}@1"} for name in ("x", "y")]
    sbom = read(cyclonedx(components=twice))
    assert {(one.name, one.direct, one.via) for one in sbom.components} == {("x", None, ()), ("y", None, ())}
    assert [one.place for one in sbom.faults] == ["components[0].bom-ref", "components[1].bom-ref"]
    told = read(
        spdx(packages=[package("root", "gearsim", "1"), package("a", "x", "1", "pkg:npm/x@1"), package("a", "y", "1", "pkg:npm/y@1")])
    )
    assert {(one.name, one.direct) for one in told.components} == {("x", None), ("y", None)}
    assert told.refused == 2


def test_a_document_that_says_it_is_not_whole() -> None:
    assert read(cyclonedx(compositions=[{"aggregate": "incomplete_first_party_only", "assemblies": ["root"]}])).incomplete
    assert not read(cyclonedx(compositions=[{"aggregate": "complete"}])).incomplete


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (text_of(cyclonedx(specVersion="1.3")), 3),
        (text_of(cyclonedx(specVersion="2.0")), 3),
        (text_of(spdx(spdxVersion="SPDX-3.0")), 2),
        (text_of(cyclonedx(components={"a": 1})), None),
        (text_of({"x": cyclonedx()}), None),
        (text_of(cyclonedx())[:-20], None),
        (b'{"bomFormat": "CycloneDX", "x": ' + b"[" * 5000, None),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "specVersion": "1.5"}', 1),
        (XML.replace(b"<bom ", b'<!DOCTYPE bom [<!ENTITY a "aaaa">]>\n<bom '), 2),
        (XML.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b"").replace(b"1.6", b"1.1"), None),
        (XML.replace(b"</bom>", b""), None),
        (TAG_VALUE + b"\nno tag at all\n", TAG_VALUE.count(b"\n") + 2),
        (TAG_VALUE + b"PackageComment: <text>open\n", TAG_VALUE.count(b"\n") + 1),
        (TAG_VALUE.replace(b"SPDX-2.3", b"SPDX-2.1"), 1),
    ],
)
def test_a_document_broken_as_a_whole_is_an_error_with_its_line(content: bytes, line: int | None) -> None:
    with pytest.raises(LockfileError) as caught:
        read_sbom(content)
    assert line is None or caught.value.line == line


def test_nesting_is_followed_as_far_as_it_is_allowed() -> None:
    inner: dict[str, object] = {"type": "library", "name": "n0", "purl": "pkg:npm/n0@1"}
    for number in range(1, 60):
        inner = {"type": "library", "name": f"n{number}", "purl": f"pkg:npm/n{number}@1", "components": [inner]}
    assert len(read(cyclonedx(components=[inner])).components) == 60
    for number in range(60, 150):
        inner = {"type": "library", "name": f"n{number}", "purl": f"pkg:npm/n{number}@1", "components": [inner]}
    with pytest.raises(LockfileError, match="嵌套过深"):
        read(cyclonedx(components=[inner]))


@settings(max_examples=60)
@given(st.sampled_from(sorted(FOUR)), st.data())
def test_whatever_is_broken_there_is_an_answer_or_an_error(form: str, data: st.DataObject) -> None:
    content = bytearray(FOUR[form])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
    with suppress(LockfileError):
        read_sbom(bytes(content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["components", "name", "purl", "bom-ref", "ref", "dependsOn", "component", "packages"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["metadata", "components", "dependencies", "compositions", "specVersion"]), JSON))
def test_whatever_stands_in_cyclonedx_there_is_an_answer_or_an_error(parts: dict[str, object]) -> None:
    with suppress(LockfileError):
        read(cyclonedx(**parts))


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["packages", "relationships", "creationInfo", "documentDescribes", "name"]), JSON))
def test_whatever_stands_in_spdx_there_is_an_answer_or_an_error(parts: dict[str, object]) -> None:
    with suppress(LockfileError):
        read(spdx(**parts))
