import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings
from hypothesis import strategies as st
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from tests.decide.spoken import finding, statement
from tests.report.risk.trees import EMPTY, ROWS, STOCK, TREE
from xingtu.detect.lockfiles.format import component
from xingtu.detect.sbom.formats import read_sbom
from xingtu.facts.components import OPTIONAL, RUNTIME, SCOPES, Component
from xingtu.report.risk.sbom_cyclonedx import to_cyclonedx_sbom
from xingtu.report.risk.sbom_spdx import to_spdx_sbom
from xingtu.report.risk.sbom_tree import Tree, packages

WRITERS = pytest.mark.parametrize("write", [to_cyclonedx_sbom, to_spdx_sbom])


def cyclonedx_faults(text: str) -> object:
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)


def spdx_faults(text: str, folder: Path) -> list[str]:
    path = folder / "sbom.spdx.json"
    path.write_text(text, encoding="utf-8")
    return [message.validation_message for message in validate_full_spdx_document(parse_file(str(path)))]


def told(rows: Sequence[Component]) -> set[tuple[str, str, str, str, bool | None]]:
    return {(one.ecosystem, one.name, one.version, one.scope, one.direct) for one in rows}


def of_tree(tree: Tree) -> set[tuple[str, str, str, str, bool | None]]:
    return {(one.ecosystem, one.name, one.version, one.scope, one.direct) for one in packages(tree)}


@pytest.mark.parametrize("tree", [TREE, EMPTY], ids=["full", "empty"])
def test_the_document_is_valid_cyclonedx(tree: Tree) -> None:
    assert (
        cyclonedx_faults(to_cyclonedx_sbom(tree, [(finding(), statement()), (finding(group="CVE-1", score=None, level=""), None)])) is None
    )
    assert cyclonedx_faults(to_cyclonedx_sbom(tree)) is None


@pytest.mark.parametrize("tree", [TREE, EMPTY], ids=["full", "empty"])
def test_the_document_is_valid_spdx(tree: Tree, tmp_path: Path) -> None:
    assert spdx_faults(to_spdx_sbom(tree), tmp_path) == []


@WRITERS
def test_what_is_written_is_read_back(write: Any) -> None:
    sbom = read_sbom(write(TREE).encode())
    assert told(sbom.components) == of_tree(TREE)
    assert (sbom.refused, sbom.unidentified, sbom.subject, sbom.subject_version) == (0, (), "齿轮仿真 gearsim", "v2025.12")
    assert sbom.created_at == "2025-12-09T04:00:00Z"


@WRITERS
def test_the_same_tree_gives_the_same_bytes_and_another_one_another_name(write: Any) -> None:
    backwards = replace(TREE, rows={path: ROWS[path][::-1] for path in reversed(ROWS)})
    assert write(backwards) == write(TREE)
    one, other = (json.loads(write(tree)) for tree in (TREE, replace(TREE, stock=replace(STOCK, tip="f" * 40))))
    key = "serialNumber" if "serialNumber" in one else "documentNamespace"
    assert one[key] != other[key]


@WRITERS
def test_a_package_stands_once_and_nothing_of_the_address_s_secret(write: Any) -> None:
    text = write(TREE)
    assert text.count("pkg:pypi/pytest@8.0") == text.count("pkg:pypi/jinja2@3.1.2") or "CycloneDX" in text
    assert "secret" not in text
    assert "org.a/open" not in text


def test_package_urls_are_right_for_their_ecosystems() -> None:
    assert sorted(one.purl for one in packages(TREE)) == [
        "pkg:golang/github.com/a/b@v1.2.3",
        "pkg:golang/github.com/c/d@v0.0.0-20220101000000-abcdefabcdef",
        "pkg:golang/github.com/e/f@v2.0.1%2Bincompatible",
        "pkg:golang/stdlib@1.21",
        "pkg:maven/org.a/b@1.0",
        "pkg:npm/%40s/b@1.0.0",
        "pkg:npm/JSONStream@1.3.5",
        "pkg:npm/fork@1.0.0?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fs%2Ffork.git",
        "pkg:npm/left-pad@1.0.0",
        "pkg:ohpm/%40ohos/axios@2.2.0",
        "pkg:pypi/jinja2@3.1.2",
        "pkg:pypi/local@0.1",
        "pkg:pypi/local@0.1",
        "pkg:pypi/pytest@8.0",
    ]


def test_cyclonedx_tells_places_scopes_gaps_and_what_is_asked_for() -> None:
    document = json.loads(to_cyclonedx_sbom(TREE))
    by_purl = {one["purl"]: one for one in document["components"]}
    assert by_purl["pkg:pypi/pytest@8.0"]["evidence"]["occurrences"] == [
        {"location": "docs/poetry.lock", "line": 1, "additionalContext": "runtime"},
        {"location": "poetry.lock", "line": 15, "additionalContext": "test"},
    ]
    assert by_purl["pkg:pypi/pytest@8.0"]["scope"] == "required"
    assert by_purl["pkg:npm/JSONStream@1.3.5"]["scope"] == "excluded"
    assert by_purl["pkg:npm/left-pad@1.0.0"]["scope"] == "optional"
    assert "scope" not in by_purl["pkg:golang/github.com/c/d@v0.0.0-20220101000000-abcdefabcdef"]
    (root,) = document["dependencies"]
    assert "pkg:npm/%40s/b@1.0.0" in root["dependsOn"]
    assert "pkg:npm/JSONStream@1.3.5" not in root["dependsOn"]
    assert document["compositions"] == [{"aggregate": "incomplete", "assemblies": ["project"], "dependencies": ["project"]}]
    gaps = [one["value"] for one in document["metadata"]["properties"] if one["name"] == "xingtu:sbom:gap"]
    assert [gap.partition(":")[0] for gap in gaps[:2]] == ["pom.xml", "broken/Cargo.lock"]
    assert "third_party/zlite" in gaps[2]
    assert read_sbom(to_cyclonedx_sbom(TREE).encode()).incomplete
    assert not read_sbom(to_cyclonedx_sbom(EMPTY).encode()).incomplete


def test_spdx_tells_scopes_by_relationships() -> None:
    document = json.loads(to_spdx_sbom(TREE))
    ids = {one["externalRefs"][0]["referenceLocator"]: one["SPDXID"] for one in document["packages"][1:]}
    said = {(one["spdxElementId"], one["relationshipType"], one["relatedSpdxElement"]) for one in document["relationships"]}
    assert ("SPDXRef-Package", "DEPENDS_ON", ids["pkg:golang/github.com/a/b@v1.2.3"]) in said
    assert (ids["pkg:npm/JSONStream@1.3.5"], "DEV_DEPENDENCY_OF", "SPDXRef-Package") in said
    assert (ids["pkg:maven/org.a/b@1.0"], "BUILD_DEPENDENCY_OF", "SPDXRef-Package") in said
    assert len(said) == len(document["packages"])
    assert "Missing: pom.xml" in document["comment"]
    assert "poetry.lock:5 (runtime)" in json.dumps(document)


def test_findings_are_told_where_they_are_asked_for() -> None:
    assert "vulnerabilities" not in json.loads(to_cyclonedx_sbom(TREE))
    assert json.loads(to_cyclonedx_sbom(TREE, []))["vulnerabilities"] == []
    held = finding(kev_added_on="2026-11-02", epss=12_345, epss_on="2026-11-25")
    (one,) = json.loads(to_cyclonedx_sbom(TREE, [(held, statement())]))["vulnerabilities"]
    assert one["id"] == "CVE-2024-22195"
    assert one["ratings"] == [{"score": 5.4, "severity": "medium", "method": "CVSSv31"}]
    assert one["affects"] == [{"ref": "pkg:pypi/jinja2@3.1.2"}]
    assert (one["analysis"]["state"], one["analysis"]["justification"]) == ("not_affected", "code_not_reachable")
    assert {"name": "xingtu:epss", "value": "0.012345"} in one["properties"]


NAMES = st.sampled_from(["a", "b", "@s/a", "JSONStream", "x.y_z"])
ROWS_OF_A_FILE = st.lists(
    st.builds(
        component,
        st.sampled_from(["npm", "PyPI", "crates.io", "ohpm"]),
        NAMES,
        st.sampled_from(["1.0.0", "2.0.0-rc.1+b", "", "v3", "版本 1"]),
        scope=st.sampled_from(SCOPES),
        direct=st.sampled_from([None, True, False]),
        line=st.one_of(st.none(), st.integers(1, 99)),
        via=st.lists(st.text(max_size=3), max_size=2),
    ),
    max_size=6,
)
TREES = st.dictionaries(st.text(max_size=8), ROWS_OF_A_FILE, max_size=3)


@settings(max_examples=40)
@given(TREES)
def test_any_tree_is_written_and_read_back(rows: Mapping[str, Sequence[Component]]) -> None:
    tree = replace(TREE, rows=rows)
    for write in (to_cyclonedx_sbom, to_spdx_sbom):
        sbom = read_sbom(write(tree).encode())
        assert sbom.refused == 0
        assert told(sbom.components) == of_tree(tree)


def test_a_package_needed_in_two_scopes_is_needed_in_the_stronger() -> None:
    rows = {"a": [component("npm", "a", "1", scope=OPTIONAL, direct=False)], "b": [component("npm", "a", "1", direct=None)]}
    (one,) = packages(replace(TREE, rows=rows))
    assert (one.scope, one.direct) == (RUNTIME, None)
