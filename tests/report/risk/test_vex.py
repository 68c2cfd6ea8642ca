"""Whether the documents are valid; that they are read back is shown in ``tests/collect/statements``."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.decide.spoken import of_the_city, statement
from xingtu.facts.statements import AFFECTED, FIXED, JUSTIFICATIONS, STATUSES, UNDER_INVESTIGATION, WAIVER
from xingtu.report.risk.cyclonedx_vex import to_cyclonedx_vex
from xingtu.report.risk.openvex import to_openvex

SAID = [
    statement(),
    statement(id="two", kind=WAIVER, status=AFFECTED, justification="", action="下一版升级", versions=("3.1.2",)),
    statement(id="three", status=FIXED, justification="", evidence="回合补丁\n见 12 号提交", version_range="vers:pypi/<3.1.3"),
    of_the_city(id="four", status=UNDER_INVESTIGATION, justification="", package=""),
    of_the_city(id="five", aliases=("GHSA-h5c8-rqwp-cp95",), justification="", impact="联系 shen@example.com"),
]
AT = "2026-11-26T09:00:00+08:00"
TOP = {"@context", "@id", "author", "role", "timestamp", "last_updated", "version", "tooling", "statements"}
STATEMENT = {
    "@id", "version", "vulnerability", "timestamp", "last_updated", "products", "status", "supplier", "status_notes", "justification",
    "impact_statement", "action_statement", "action_statement_timestamp",
}  # fmt: skip


def faults(document: Mapping[str, Any]) -> list[str]:
    """What the OpenVEX 0.2.0 specification has against a document. Its schema may not be kept here, so this is told by hand."""
    found = [f"top: {key}" for key in document.keys() - TOP]
    found += [f"missing: {key}" for key in ("@context", "@id", "author", "timestamp", "version", "statements") if not document.get(key)]
    for number, one in enumerate(document["statements"]):
        found += [f"{number}: {key}" for key in one.keys() - STATEMENT]
        named = one["vulnerability"]
        if not named.get("name") or named.keys() - {"@id", "name", "description", "aliases"}:
            found.append(f"{number}: vulnerability")
        if one["status"] not in STATUSES or one.get("justification", JUSTIFICATIONS[0]) not in JUSTIFICATIONS:
            found.append(f"{number}: words")
        if one["status"] == "not_affected" and not {"justification", "impact_statement"} & one.keys():
            found.append(f"{number}: no reason")
        if one["status"] == "affected" and "action_statement" not in one:
            found.append(f"{number}: no action")
        for product in [*one["products"], *(part for held in one["products"] for part in held.get("subcomponents", ()))]:
            if not {"@id", "identifiers"} & product.keys() or product.keys() - {"@id", "identifiers", "hashes", "subcomponents"}:
                found.append(f"{number}: product")
    if len({json.dumps(one, sort_keys=True) for one in document["statements"]}) != len(document["statements"]):
        found.append("twice")
    return found


def test_the_openvex_document_keeps_to_its_specification() -> None:
    assert faults(json.loads(to_openvex(SAID, author="星河市", issued_at=AT))) == []


def test_there_is_no_openvex_document_of_nothing() -> None:
    with pytest.raises(ValueError, match="至少要有一条声明"):
        to_openvex([], author="星河市", issued_at=AT)


@pytest.mark.parametrize("said", [SAID, []], ids=["some", "none"])
def test_the_cyclonedx_document_is_valid(said: list[Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(to_cyclonedx_vex(said, author="星河市", issued_at=AT)) is None


@pytest.mark.parametrize("write", [to_openvex, to_cyclonedx_vex])
def test_the_same_statements_give_the_same_bytes_and_no_mailbox(write: Any) -> None:
    text = write(SAID, author="星河市", issued_at=AT)
    assert write(SAID[::-1], author="星河市", issued_at=AT) == text
    assert write(SAID[1:], author="星河市", issued_at=AT) != text
    assert "shen@example.com" not in text
    assert "2026-11-26T01:00:00Z" in text
