"""What holds of every kind of report, whatever stands in a stranger's tree."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from tests.report.licences.examples import ADVICE, ALARMS, EVIDENCE, INCOMPLETE, LOOK, TEXTS, conflict, digest, file, finding, root
from tests.report.licences.generated import FEW, evidence
from tests.report.licences.test_page import Page
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.report.licences.cyclonedx import to_cyclonedx
from xingtu.report.licences.files_json import to_json
from xingtu.report.licences.notice import to_notice
from xingtu.report.licences.page import to_page
from xingtu.report.licences.sarif import to_sarif
from xingtu.report.licences.spdx import to_spdx_json, to_spdx_tag_value
from xingtu.report.licences.workbook import to_workbook

WRITERS: dict[str, Callable[[LicenceEvidence], str]] = {
    "json": lambda given: to_json(given, alarms=ALARMS),
    "spdx": lambda given: to_spdx_json(given, texts=TEXTS.get, digests=digest),
    "spdx-tv": lambda given: to_spdx_tag_value(given, texts=TEXTS.get, digests=digest),
    "cyclonedx": lambda given: to_cyclonedx(given, texts=TEXTS.get),
    "notice": lambda given: to_notice(given, texts=TEXTS.get),
    "html": lambda given: to_page(given, advice=ADVICE, alarms=ALARMS),
    "html-en": lambda given: to_page(given, lang="en"),
    "sarif": lambda given: to_sarif(given, advice=ADVICE, alarms=ALARMS),
}
every_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
HIDING = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@every_writer
@given(given=evidence())
@FEW
def test_the_same_evidence_gives_the_same_bytes_and_nothing_hides_in_them(
    write: Callable[[LicenceEvidence], str], given: LicenceEvidence
) -> None:
    text = write(given)
    assert text == write(given)
    assert text.endswith("\n")
    assert not HIDING.search(text)
    assert "li@mail" not in text
    assert "li@example" not in text
    assert "li:pw" not in text
    assert "/home/li" not in text


@given(evidence())
@FEW
def test_a_page_never_runs_what_somebody_wrote(given: LicenceEvidence) -> None:
    assert Page(to_page(given, advice=ADVICE, alarms=ALARMS)).runs == 0


@given(evidence())
@FEW
def test_a_workbook_is_the_same_twice(given: LicenceEvidence) -> None:
    assert to_workbook(given) == to_workbook(given)


@every_writer
def test_incomplete_evidence_is_told_in_the_first_lines(write: Callable[[LicenceEvidence], str]) -> None:
    head = re.sub(r"<style>.*</style>", "", write(INCOMPLETE), flags=re.DOTALL).splitlines()[:40]
    told = [line for line in head if re.search(r"不完整|ncomplete|\"complete\": false|licences:complete", line)]
    assert told


@every_writer
def test_an_empty_tree_can_be_written(write: Callable[[LicenceEvidence], str]) -> None:
    assert write(replace(EVIDENCE, files=(), findings=(), conflicts=(), roots=(root(),), look=replace(LOOK, counts={})))


@every_writer
def test_a_mailbox_is_in_no_report_wherever_it_stood(write: Callable[[LicenceEvidence], str]) -> None:
    mailbox = "li.si@mail.example.com"
    everywhere = LicenceEvidence(
        look=replace(
            LOOK, name=f"middleware of {mailbox}", url=f"https://{mailbox}/a", revision=f"by-{mailbox}", tools={"scancode": mailbox}
        ),
        files=(
            file(f"people/{mailbox}.txt", "MIT", copyrights=(f"Copyright Li Si <{mailbox}>",)),
            file("x", state="missing", root=mailbox),
        ),
        findings=(finding(f"people/{mailbox}.txt", "MIT", rule=f"rule of {mailbox}"),),
        roots=(root("", "MIT", "MIT", reason=f"说明见 {mailbox}", reason_en=mailbox, declared_in=(f"{mailbox}:3",)), root(mailbox)),
        reuse=replace(EVIDENCE.reuse, bad_texts=(mailbox,)),
        conflicts=(conflict("MIT", "review", mailbox, reasons=(mailbox,), reasons_en=(mailbox,), sources=(f"ruling:{mailbox}",)),),
    )
    assert "li.si@" not in write(everywhere)
    assert "li.si%40" not in write(everywhere)


def test_every_json_document_can_be_read() -> None:
    for name in ("json", "spdx", "cyclonedx", "sarif"):
        assert json.loads(WRITERS[name](EVIDENCE))
