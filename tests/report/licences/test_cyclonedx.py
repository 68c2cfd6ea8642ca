import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given

from tests.report.licences.examples import EVIDENCE, INCOMPLETE, LOOK, NOTHING, PUBL, TEXTS, root
from tests.report.licences.generated import FEW, evidence
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.report.licences.cyclonedx import to_cyclonedx


@cache
def validator() -> JsonStrictValidator:
    return JsonStrictValidator(SchemaVersion.V1_6)


def document(given: LicenceEvidence) -> Any:
    return json.loads(to_cyclonedx(given, texts=TEXTS.get))


@pytest.mark.parametrize("given", [EVIDENCE, INCOMPLETE, NOTHING], ids=["whole", "incomplete", "nothing"])
def test_the_document_is_valid(given: LicenceEvidence) -> None:
    assert validator().validate_str(to_cyclonedx(given, texts=TEXTS.get)) is None


@given(evidence())
@FEW
def test_hostile_evidence_is_valid(given: LicenceEvidence) -> None:
    assert validator().validate_str(to_cyclonedx(given, texts=TEXTS.get)) is None


def test_declared_and_concluded_stand_side_by_side_where_each_is_one_licence() -> None:
    top = document(EVIDENCE)["metadata"]["component"]
    assert top["licenses"] == [
        {"license": {"id": "MulanPSL-2.0", "acknowledgement": "declared"}},
        {"license": {"id": "MulanPSL-2.0", "acknowledgement": "concluded"}},
    ]


def test_of_expressions_only_the_concluded_fits_and_the_other_is_a_property() -> None:
    both = replace(EVIDENCE, roots=(root(declared="MIT OR Apache-2.0", concluded="MIT"),))
    top = document(both)["metadata"]["component"]
    assert top["licenses"] == [{"expression": "MIT", "acknowledgement": "concluded"}]
    assert {"name": "xingtu:licence:declared", "value": "MIT OR Apache-2.0"} in top["properties"]


def test_a_licence_off_the_list_is_named_and_carries_its_text() -> None:
    copied = document(EVIDENCE)["components"][0]
    licence = copied["licenses"][0]["license"]
    assert (licence["name"], licence["acknowledgement"]) == (PUBL, "declared")
    assert licence["text"]["content"] == TEXTS[PUBL]


def test_evidence_names_each_place_with_its_line_and_nothing_that_was_set_aside() -> None:
    content = document(EVIDENCE)
    top, copied = content["metadata"]["component"]["evidence"], content["components"][0]["evidence"]
    assert ("src/main.c", 7) in [(seen["location"], seen.get("line")) for seen in top["occurrences"]]
    assert [seen["location"] for seen in copied["occurrences"]] == ["third_party/publ/LICENSE", "third_party/publ/文件.c"]
    assert not any("AGPL" in seen["additionalContext"] for seen in copied["occurrences"])
    assert copied["copyright"] == [{"text": "版权所有 (c) 2023 河图智能"}]


def test_the_serial_number_changes_with_the_content_alone() -> None:
    assert document(EVIDENCE)["serialNumber"] == document(EVIDENCE)["serialNumber"]
    assert document(EVIDENCE)["serialNumber"] != document(replace(EVIDENCE, look=replace(LOOK, commit="00" * 20)))["serialNumber"]


def test_incomplete_evidence_says_so_at_the_head() -> None:
    head = {row["name"]: row["value"] for row in document(INCOMPLETE)["metadata"]["properties"]}
    assert head["xingtu:licences:complete"] == "false"
    assert document(INCOMPLETE)["compositions"][0]["aggregate"] == "incomplete"
