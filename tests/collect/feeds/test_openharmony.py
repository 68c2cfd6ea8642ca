"""Are all rows of a bulletin read, whatever its year calls the columns, and is nothing guessed?"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.collect.feeds.openharmony import is_bulletin, read_bulletins
from xingtu.collect.feeds.openharmony_releases import RELEASES, release_of, releases_in
from xingtu.collect.osv_layouts import Found
from xingtu.facts.advisories import Severity

HEAD = "## 2031年5月安全漏洞\n_发布于2031.5.6_<br/>\n_最后更新于2031.07.15_\n\n"
FIRST = """| 漏洞编号 | 相关漏洞 | 漏洞描述 | 漏洞影响 | 受影响的版本 | 受影响的仓库 | 修复链接 | 参考链接 |
| -------- |-------- | -------- | -------- | ----------- | ----------- | -------- | ------- |
"""
OWN = """| CVE            | 漏洞描述 | 漏洞影响 | 严重程度 |CVSS3.1基础得分 | 受影响的版本 | 受影响的仓库 | 修复链接 |
| -------------- | -------- | -------- | --------------- |--------------- | ------------ | ------------ | -------- |
"""
THIRD = """
### 以下为三方库漏洞
| CVE            | 严重程度 | CVSS 3.1得分 |受影响的仓库 | 受影响的OpenHarmony版本   | 修复链接       |
| -------------- | -------- | ------------ |-------------| ------------------------ | -------------- |
"""
NO_REPOSITORY = "\n| CVE | 严重程度 | 受影响的OpenHarmony版本 | 修复链接 |\n| --- | --- | --- | --- |\n"
FIX = "[3.0.x](https://gitee.com/openharmony/teapot_kettle/pulls/34)"
Records = dict[str, dict[str, Any]]


def read(text: str, name: str = "2031-05.md") -> tuple[Records, dict[str, str]]:
    refused: dict[str, str] = {}
    found = [json.loads(text) for _, text, _ in read_bulletins([Found(name, (HEAD + text).encode())], refused)]
    refused = {place: why for place, why in refused.items() if "没有这个月" not in why}
    return {record["id"]: record for record in found}, refused


def versions(record: dict[str, Any]) -> dict[str, list[str]]:
    return {one["package"]["name"]: one["versions"] for one in record["affected"]}


def test_a_row_of_the_first_years_is_named_by_its_cve_and_keeps_the_projects_number() -> None:
    records, refused = read(
        f"{FIRST}|OpenHarmony-SA-2031-0501 | CVE-2031-1111 | 茶壶溢出。| 可烫伤。"
        f"| OpenHarmony-v3.0-LTS到OpenHarmony-v3.0.3-LTS |teapot|{FIX} |上报|\n"
        f"|OpenHarmony-SA-2031-0502 | NA | 壶盖滑落。| 可砸脚。| OpenHarmony-v3.1-Release |lid|{FIX} |上报|\n"
    )
    assert not refused
    first = records["OHSA-2031-05-CVE-2031-1111"]
    assert (first["upstream"], first["aliases"]) == (["CVE-2031-1111"], ["OpenHarmony-SA-2031-0501"])
    assert versions(first) == {"teapot": ["3.0-LTS", "3.0.1-LTS", "3.0.2-LTS", "3.0.3-LTS"]}
    assert (first["published"], first["modified"]) == ("2031-05-06T00:00:00Z", "2031-07-15T00:00:00Z")
    assert first["affected"][0]["package"]["ecosystem"] == "OpenHarmony"
    assert first["references"] == [{"type": "FIX", "url": "https://gitee.com/openharmony/teapot_kettle/pulls/34"}]
    second = records["OHSA-2031-05-OpenHarmony-SA-2031-0502"]
    assert "upstream" not in second
    assert "aliases" not in second


def test_own_and_third_party_tables_of_one_month_are_both_read() -> None:
    records, refused = read(
        f"{OWN}| CVE-2031-1111 | 茶壶 越界写 | 可烫伤 | 高危 | 7.8 "
        f"| OpenHarmony-v5.1.0-Release<br/>OpenHarmony-v6.0-Release | teapot | {FIX} |  \n"
        f"{THIRD}| CVE-2031-2222 | 无   | 尚未提供 | third_party_tea | OpenHarmony-v6.0-Release<br />OpenHarmony-v6.1-Release | {FIX} \n"
        "\n| 对应维护版本 | 安全补丁修改方式参考链接 |\n| --- | --- |\n| 6.1.x | https://gitcode.com/openharmony/x/pull/1 |\n"
    )
    assert not refused
    assert records["OHSA-2031-05-CVE-2031-1111"]["database_specific"]["cvss_v3_score"] == "7.8"
    assert versions(records["OHSA-2031-05-CVE-2031-2222"]) == {"third_party_tea": ["6.0-Release", "6.1-Release"]}
    assert len(records) == 2


def test_a_score_goes_before_words_and_none_yet_is_not_the_level_none() -> None:
    rows = [
        ("CVE-2031-1001", "高危", "8.1"), ("CVE-2031-1002", "无", "尚未提供"), ("CVE-2031-1003", "致命", ""),
        ("CVE-2031-1004", "低危", "0.0"), ("CVE-2031-1005", "中", "7"), ("CVE-2031-1006", "高", "十分"),
    ]  # fmt: skip
    text = THIRD + "".join(f"| {cve} | {words} | {score} | tea | OpenHarmony-v6.0-Release | {FIX} |\n" for cve, words, score in rows)
    refused: dict[str, str] = {}
    found = {one.upstream[0][-4:]: one.severity for one, _, _ in read_bulletins([Found("2031-05.md", text.encode())], refused)}
    assert found == {
        "1001": Severity("high", 81, "", "text"), "1002": None, "1003": Severity("critical", None, "", "text"),
        "1004": Severity("low", None, "", "text"), "1005": Severity("high", 70, "", "text"), "1006": Severity("high", None, "", "text"),
    }  # fmt: skip
    assert {place.split()[-1] for place, why in refused.items() if "2031-05.md 第" in place} == {"CVSS"}


def test_a_table_without_repositories_says_them_by_its_fixes() -> None:
    records, refused = read(f"{NO_REPOSITORY}| CVE-2031-1111 | 中 | OpenHarmony-v3.0到OpenHarmony-v3.0.2 |{FIX}<br/>{FIX} |\n")
    assert not refused
    assert versions(records["OHSA-2031-05-CVE-2031-1111"]) == {"teapot_kettle": ["3.0-LTS", "3.0.1-LTS", "3.0.2-LTS"]}
    records, refused = read(f"{NO_REPOSITORY}| CVE-2031-1111 | 中 | OpenHarmony-v3.0 | 见公告 |\n")
    assert list(refused) == ["2031-05.md 第 8 行 仓库"]
    assert "affected" not in records["OHSA-2031-05-CVE-2031-1111"]


def test_rows_of_one_cve_are_one_record_with_every_repository() -> None:
    rows = "".join(
        f"| CVE-2031-1111 | 中 | 5.3 |{repositories}| {release} | {FIX} |\n"
        for repositories, release in [("tea<br/>pot", "OpenHarmony-v3.1-Release"), ("pot", "OpenHarmony-v3.2-Release")]
    )
    records, refused = read(THIRD + rows)
    assert not refused
    assert versions(records["OHSA-2031-05-CVE-2031-1111"]) == {"pot": ["3.1-Release", "3.2-Release"], "tea": ["3.1-Release"]}


def test_an_unknown_release_is_shown_as_written_and_matches_nothing() -> None:
    records, refused = read(f"{THIRD}| CVE-2031-1111 | 中 | 5.3 | tea | OpenHarmony-v3.1-Release<br/>OpenHarmony-v9.9-Release | {FIX} |\n")
    record = records["OHSA-2031-05-CVE-2031-1111"]
    assert versions(record) == {"tea": ["3.1-Release"]}
    assert record["database_specific"]["unknown_versions"] == ["OpenHarmony-v9.9-Release"]
    assert list(refused) == ["2031-05.md 第 9 行 版本 OpenHarmony-v9.9-Release"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("| 待定 | 中 | 5.3 | tea | OpenHarmony-v3.1-Release | x |", "没有 CVE 编号"),
        ("| CVE-2031-1111 | 中 | 5.3 | tea | OpenHarmony-v3.1-Release | x | y | z |", "有 8 列"),
        ("CVE-2031-1111 | 中 | 5.3 | tea |", "不是表格的一行"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_understood_is_told_with_file_and_line(row: str, why: str) -> None:
    records, refused = read(f"{THIRD}{row}\n| CVE-2031-2222 | 中 | 5.3 | tea | OpenHarmony-v3.1-Release | {FIX} |\n")
    assert list(records) == ["OHSA-2031-05-CVE-2031-2222"]
    assert why in refused["2031-05.md 第 9 行"]


def test_a_table_whose_heading_is_unknown_is_told() -> None:
    _, refused = read("| CVE | 影响 |\n| --- | --- |\n| CVE-2031-1111 | 大 |\n")
    assert list(refused) == ["2031-05.md 第 5 行", "2031-05.md 第 7 行"]


def test_a_month_that_is_missing_is_told_and_files_that_are_no_bulletins_are_not() -> None:
    refused: dict[str, str] = {}
    files = [
        Found("2022-05.md", b"## Security Vulnerabilities in May 2022"),
        Found("2022-05.md", HEAD.encode()),
        Found("2022-08.md", HEAD.encode()),
        Found("README.md", b"x"),
        Found("2022-09.md", b"\xff"),
    ]
    assert list(read_bulletins(files, refused)) == []
    assert list(refused) == ["2022-09.md", "2022-06.md", "2022-07.md"]
    assert [is_bulletin(file) for file in files] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("written", "release"),
    [
        ("OpenHarmony-v3.0-LTS", "3.0-LTS"), ("OpenHarmony-v3.0", "3.0-LTS"), ("OpenHarmony_release_v1.1.0", "1.1.0-LTS"),
        ("OpenHarmony-v1.0.1-release", "1.0.1-Release"), ("OpenHarmony-v6.0-Releas", "6.0-Release"),
        ("OpenHarmony-5.0.3-Release", "5.0.3-Release"),
        ("OpenHarmony-v3.2-Beta3", "3.2-Beta3"), ("OpenHarmony-v3.2-Beta9", None),
        ("OpenHarmony-1.0(master)", None), ("v3", None), ("", None),
        ("OpenHarmony-v3.0.4-LTS", None), ("OpenHarmony-v13.0-LTS", None),
    ],
)  # fmt: skip
def test_one_release_is_written_in_many_ways_and_the_number_decides(written: str, release: str | None) -> None:
    assert release_of(written) == release


@pytest.mark.parametrize(
    ("cell", "releases", "unknown"),
    [
        ("OpenHarmony-v3.0-LTS和OpenHarmony-v3.0.1-LTS", ("3.0-LTS", "3.0.1-LTS"), ()),
        ("OpenHarmony-v3.1-Release 到 OpenHarmony-v3.1.1", ("3.1-Release", "3.1.1-Release"), ()),
        ("OpenHarmony-v3.1.7-Release到OpenHarmony-v3.2-Release", ("3.1.7-Release", "3.2-Release"), ()),
        ("OpenHarmony-v5.0.3-Release)<br/>", ("5.0.3-Release",), ()),
        ("OpenHarmony-v3.0.3-LTS到OpenHarmony-v3.0-LTS", (), ("OpenHarmony-v3.0.3-LTS到OpenHarmony-v3.0-LTS",)),
        ("OpenHarmony-v3.0-LTS到OpenHarmony-v9-LTS", (), ("OpenHarmony-v3.0-LTS到OpenHarmony-v9-LTS",)),
        ("v3.1到v3.2到v4.0", (), ("v3.1到v3.2到v4.0",)),
        ("", (), ()),
    ],
)  # fmt: skip
def test_a_range_holds_every_release_on_the_list_and_nothing_else(cell: str, releases: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    named = releases_in(cell)
    assert (named.releases, named.unknown) == (releases, unknown)


@given(st.sampled_from(RELEASES), st.sampled_from(RELEASES))
def test_a_range_begins_and_ends_where_it_says(first: str, last: str) -> None:
    named = releases_in(f"OpenHarmony-v{first}到OpenHarmony-v{last}")
    if named.unknown:
        assert RELEASES.index(first) > RELEASES.index(last)
    else:
        assert {named.releases[0], named.releases[-1]} == {first, last}


@given(st.text("|-: \nCVE2031<br/>到OpenHarmony-v3.0漏洞编号受影响的版本仓库\\", max_size=300))
def test_any_text_is_read_and_read_again_the_same(text: str) -> None:
    assert read(text) == read(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_told(content: bytes) -> None:
    refused: dict[str, str] = {}
    assert list(read_bulletins([Found("2031-05.md", content)], refused)) == [] or refused or content
