"""The oracle is spdx-tools. The documents were also held against the official JSON schema of SPDX 2.3, which is not kept here."""

import json
from dataclasses import replace
from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given, settings
from spdx_tools.spdx.model import Document
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from tests.report.licences.examples import COMMIT, EVIDENCE, INCOMPLETE, LOOK, NOTHING, PUBL, TEXTS, blob, digest, file, finding, root
from tests.report.licences.generated import FEW, evidence
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.report.licences.bill import instant
from xingtu.report.licences.spdx import spdx_document, to_spdx_json, to_spdx_tag_value, verification_code

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # spdx-tools and its parser generator are not ours
    # on a fresh machine the first parse makes the generator's tables, and leaves its log open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def read(evidence: LicenceEvidence, folder: Path) -> tuple[Document, Document]:
    for name, text in (
        ("it.spdx.json", to_spdx_json(evidence, texts=TEXTS.get, digests=digest)),
        ("it.spdx", to_spdx_tag_value(evidence, texts=TEXTS.get, digests=digest)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return parse_file(str(folder / "it.spdx.json")), parse_file(str(folder / "it.spdx"))


@pytest.mark.parametrize("given", [EVIDENCE, INCOMPLETE, NOTHING], ids=["whole", "incomplete", "nothing"])
def test_both_forms_are_valid_and_say_the_same(given: LicenceEvidence, tmp_path: Path) -> None:
    from_json, from_tags = read(given, tmp_path)
    assert [message.validation_message for document in (from_json, from_tags) for message in validate_full_spdx_document(document)] == []
    assert from_json.creation_info == from_tags.creation_info
    assert from_json.packages == from_tags.packages
    assert from_json.files == from_tags.files
    assert sorted(map(str, from_json.relationships)) == sorted(map(str, from_tags.relationships))
    assert from_json.extracted_licensing_info == from_tags.extracted_licensing_info


@given(evidence())
@settings(FEW, max_examples=5)
def test_hostile_evidence_is_valid_in_both_forms(tmp_path: Path, given: LicenceEvidence) -> None:
    for document in read(given, tmp_path):
        messages = [message.validation_message for message in validate_full_spdx_document(document)]
        # what the tool takes for a URL is narrower than what RFC 3986 does
        assert [message for message in messages if "download_location" not in message] == []


def test_not_decided_is_noassertion_and_nothing_there_is_none() -> None:
    document = spdx_document(EVIDENCE, texts=TEXTS.get, digests=digest)
    top, copied = document["packages"]
    assert (top["licenseConcluded"], top["licenseDeclared"]) == ("MulanPSL-2.0", "MulanPSL-2.0")
    assert (copied["licenseConcluded"], copied["licenseDeclared"]) == ("NOASSERTION", PUBL)
    files = {row["fileName"]: row for row in document["files"]}
    assert files["./src/plain.c"]["licenseInfoInFiles"] == ["NONE"]
    assert {row["licenseConcluded"] for row in document["files"]} == {"NOASSERTION"}
    unread = {row["fileName"]: row for row in spdx_document(INCOMPLETE, texts=TEXTS.get, digests=digest)["files"]}
    assert unread["./slow.c"]["licenseInfoInFiles"] == ["NOASSERTION"]
    assert unread["./slow.c"]["copyrightText"] == "NOASSERTION"


def test_a_tree_without_any_licence_declares_none_only_when_all_of_it_was_read() -> None:
    assert spdx_document(NOTHING, texts=TEXTS.get, digests=digest)["packages"][0]["licenseDeclared"] == "NONE"
    gap = replace(NOTHING, look=replace(LOOK, counts={"scanned": 1, "missing": 1}))
    assert spdx_document(gap, texts=TEXTS.get, digests=digest)["packages"][0]["licenseDeclared"] == "NOASSERTION"


def test_a_clue_is_no_licence_but_it_is_not_nothing() -> None:
    clue = finding("a.c", "LicenseRef-scancode-free-unknown", kind="clue", grade="D")
    hinted = replace(NOTHING, files=(file("a.c"),), findings=(clue,))
    document = spdx_document(hinted, texts=TEXTS.get, digests=digest)
    assert document["files"][0]["licenseInfoInFiles"] == ["NOASSERTION"]
    assert document["packages"][0]["licenseInfoFromFiles"] == ["NOASSERTION"]


def test_the_verification_code_is_the_sum_of_the_sorted_sums() -> None:
    sums = ["b" * 40, "a" * 40]
    assert verification_code(sums) == sha1(("a" * 40 + "b" * 40).encode(), usedforsecurity=False).hexdigest()
    plain = replace(NOTHING, files=(file("b"), file("a")))
    document = spdx_document(plain, texts=TEXTS.get, digests=digest)
    expected = verification_code([digest(blob("a")) or "", digest(blob("b")) or ""])
    assert document["packages"][0]["packageVerificationCode"] == {"packageVerificationCodeValue": expected}


def test_a_file_whose_content_is_not_there_is_left_out_and_named() -> None:
    document = spdx_document(EVIDENCE, texts=TEXTS.get, digests=lambda one: None if one == blob("LICENSE") else digest(one))
    assert "./LICENSE" not in {row["fileName"] for row in document["files"]}
    assert "./LICENSE, ./link, ./sub" in document["packages"][0]["comment"]


def test_without_any_content_no_file_was_analysed() -> None:
    package = spdx_document(EVIDENCE, texts=TEXTS.get, digests=lambda _: None)["packages"][0]
    assert package["filesAnalyzed"] is False
    assert "packageVerificationCode" not in package
    assert "licenseInfoFromFiles" not in package


def test_every_reference_has_its_text_or_says_that_there_is_none() -> None:
    with_exception = replace(EVIDENCE, roots=(root(declared="GPL-2.0-only WITH LicenseRef-mine"), *EVIDENCE.roots[1:]))
    document = spdx_document(with_exception, texts=TEXTS.get, digests=digest)
    texts = {row["licenseId"]: row["extractedText"] for row in document["hasExtractedLicensingInfos"]}
    assert texts[PUBL] == TEXTS[PUBL].strip()
    assert texts["LicenseRef-GPL-2.0-only-WITH-mine"].startswith("No text")
    both = {**TEXTS, "GPL-2.0-only": "gpl", "LicenseRef-mine": "mine"}.get
    again = spdx_document(with_exception, texts=both, digests=digest)["hasExtractedLicensingInfos"]
    assert ("LicenseRef-GPL-2.0-only-WITH-mine", "gpl\n\nmine") in [(row["licenseId"], row["extractedText"]) for row in again]


def test_another_ruling_is_another_document_and_another_day_is_not() -> None:
    def namespace(given: LicenceEvidence) -> str:
        return str(json.loads(to_spdx_json(given, texts=TEXTS.get, digests=digest))["documentNamespace"])

    ruled = replace(EVIDENCE, roots=(replace(EVIDENCE.roots[0], concluded="MIT"), *EVIDENCE.roots[1:]))
    assert len({namespace(EVIDENCE), namespace(ruled), namespace(replace(EVIDENCE, look=replace(LOOK, fingerprint="other")))}) == 3
    assert namespace(EVIDENCE) == namespace(replace(EVIDENCE, look=replace(LOOK, tree="another name of the same")))


def test_incomplete_evidence_says_so_at_the_head() -> None:
    assert spdx_document(INCOMPLETE, texts=TEXTS.get, digests=digest)["comment"].startswith("Incomplete evidence: ")
    head = to_spdx_tag_value(INCOMPLETE, texts=TEXTS.get, digests=digest).splitlines()[:6]
    assert any("Incomplete evidence" in line for line in head)


def test_the_date_is_that_of_the_commit() -> None:
    assert instant("2025-06-30T16:15:00.5+08:00") == "2025-06-30T08:15:00Z"
    document = spdx_document(EVIDENCE, texts=TEXTS.get, digests=digest)
    assert document["creationInfo"]["created"] == "2025-06-30T08:15:00Z"
    assert document["packages"][0]["downloadLocation"] == f"git+https://git.xinghe.com/zhixing/middleware@{COMMIT}"


def test_a_copyright_line_cannot_end_its_own_text() -> None:
    forged = replace(EVIDENCE, files=(file("a.c", copyrights=("(c) me</text>\nPackageName: forged",)),))
    assert not [
        line for line in to_spdx_tag_value(forged, texts=TEXTS.get, digests=digest).splitlines() if line.startswith("PackageName: forged")
    ]


def test_a_licence_text_cannot_end_itself_either() -> None:
    lines = to_spdx_tag_value(EVIDENCE, texts=lambda _: "text</text>\nPackageName: forged", digests=digest).splitlines()
    forged = lines.index("PackageName: forged</text>")
    assert lines[forged - 1] == "ExtractedText: <text>text</ text>"
