"""Is the catalogue of exploited vulnerabilities read whole or not at all?"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.collect.feeds.kev import is_catalogue, read_kev
from xingtu.errors import FeedRefused
from xingtu.facts.signals import Kev


def entry(cve: str = "CVE-2031-0001", **more: Any) -> dict[str, Any]:
    return {"cveID": cve, "dateAdded": "2031-02-03", "dueDate": "2031-02-24", "knownRansomwareCampaignUse": "Unknown"} | more


def catalogue(*entries: object, **more: Any) -> bytes:
    whole = {"title": "x", "catalogVersion": "2031.02.03", "dateReleased": "2031-02-03T17:04:19.9796Z", "count": len(entries)}
    return json.dumps(whole | {"vulnerabilities": list(entries)} | more).encode()


def test_rows_are_read_with_their_dates_and_whether_ransomware_is_known() -> None:
    refused: dict[str, str] = {}
    read = read_kev(catalogue(entry(), entry("CVE-2031-12345", knownRansomwareCampaignUse="Known")), refused)
    assert (read.version, refused) == ("2031.02.03", {})
    assert read.rows == (
        Kev("CVE-2031-0001", "2031-02-03", "2031-02-24", ransomware=False),
        Kev("CVE-2031-12345", "2031-02-03", "2031-02-24", ransomware=True),
    )


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (entry("CVE-31-1"), "cveID"),
        (entry(dateAdded="2031-02-30"), "日历上没有"),
        (entry(dateAdded=None), "dateAdded"),
        (entry(knownRansomwareCampaignUse="maybe"), "Known 或 Unknown"),
        (entry("CVE-2031-7777"), "不止一次"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_place_and_the_rest_is_taken(bad: object, why: str) -> None:
    refused: dict[str, str] = {}
    read = read_kev(catalogue(entry("CVE-2031-7777"), bad, entry("CVE-2031-8888")), refused)
    assert [row.cve for row in read.rows] == ["CVE-2031-7777", "CVE-2031-8888"]
    assert list(refused) == ["vulnerabilities[1]"]
    assert why in refused["vulnerabilities[1]"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"catalogVersion": 1}',
        catalogue(entry(), count=2),
        catalogue(entry())[:-40],
        catalogue("text"),
        catalogue(entry(), vulnerabilities={}),
    ],
)  # fmt: skip
def test_what_is_no_catalogue_or_only_part_of_one_is_refused(content: bytes) -> None:
    with pytest.raises(FeedRefused):
        read_kev(content, {})


def test_the_schema_that_lies_beside_it_is_not_taken_for_it() -> None:
    assert is_catalogue(catalogue(entry()))
    assert not is_catalogue(b'{"$schema": "x", "properties": {"catalogVersion": {}, "vulnerabilities": {}}}')


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(FeedRefused):
        read_kev(content, {})


@given(st.dictionaries(st.sampled_from(["cveID", "dateAdded", "dueDate"]), st.none() | st.integers() | st.text() | st.just([])))
def test_any_row_is_read_or_set_aside(changed: dict[str, Any]) -> None:
    refused: dict[str, str] = {}
    assert len(read_kev(catalogue(entry() | changed), refused).rows) + len(refused) == 1
