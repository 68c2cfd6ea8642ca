from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.report.licences.examples import EVIDENCE, INCOMPLETE, LOOK, PUBL
from xingtu.facts.licence_evidence import ReuseScore
from xingtu.report.licences.outline import coverage, incompleteness, licences_seen, open_points, reuse_share, score


def test_the_coverage_line_counts_what_was_not_read_and_why() -> None:
    assert coverage(EVIDENCE, "zh") == "共 8 个条目，读完 6 个；未读：符号链接 1 个、子模块 1 个。"
    assert coverage(EVIDENCE, "en") == "8 entries, 6 read to the end; not read: 1 symbolic links, 1 submodules."


def test_a_state_nobody_foresaw_is_counted_too() -> None:
    odd = replace(EVIDENCE, look=replace(LOOK, counts={"scanned": 1, "eaten": 2}))
    assert coverage(odd, "zh") == "共 3 个条目，读完 1 个；未读：eaten 2 个。"


def test_links_and_submodules_make_nothing_incomplete() -> None:
    assert incompleteness(EVIDENCE, "zh") == ""
    assert incompleteness(INCOMPLETE, "zh").startswith("证据不完整：没有读完 1 个、过大 1 个。")


def test_files_are_counted_without_what_was_set_aside() -> None:
    seen = {licence.spdx: licence for licence in licences_seen(EVIDENCE)}
    assert (seen["MulanPSL-2.0"].own_files, seen["MulanPSL-2.0"].vendored_files) == (3, 0)
    assert (seen[PUBL].own_files, seen[PUBL].vendored_files) == (0, 1)
    assert seen["AGPL-3.0-only"].set_aside
    assert seen["AGPL-3.0-only"].vendored_files == 0
    assert licences_seen(EVIDENCE)[-1].spdx == "AGPL-3.0-only"


def test_what_is_open_is_counted_by_kind() -> None:
    assert open_points(INCOMPLETE, "zh", alarms=1) == ["1 处不兼容", "1 处待专家复核", "1 个问题待澄清", "1 条告警", "2 个文件没有读完"]
    settled = replace(EVIDENCE, conflicts=(), roots=EVIDENCE.roots[:1])
    assert open_points(settled, "zh") == []


@given(st.integers(0, 10000))
def test_a_score_shows_every_hundredth(hundredths: int) -> None:
    assert round(float(score(hundredths)) * 100) == hundredths


def test_one_missing_file_of_many_never_reads_as_all_of_them() -> None:
    assert reuse_share(replace(EVIDENCE, reuse=ReuseScore(100_000, 99_999, (), (), ()))) == "99.99%"
