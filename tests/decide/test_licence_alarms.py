"""Is everybody told of what got worse, and nobody of what only our tools see differently?"""

from dataclasses import replace

import pytest

from tests.decide.evidence import evidence, finding, root
from tests.policy.licence_files import policy
from xingtu.decide.licence_alarms import alarms
from xingtu.errors import Contradictory
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence, ReuseScore

SOURCE, LEGAL, TEST = "source", "legal", "test"
NEW = "c" * 40
BSD = evidence("BSD-3-Clause", {("LICENSE", LEGAL): [("BSD-3-Clause", "A")], ("src/a.c", SOURCE): [("BSD-3-Clause", "B")]})


def raised(before: LicenceEvidence, after: LicenceEvidence) -> list[LicenceAlarm]:
    return list(alarms(before, after, policy()))


def kinds(before: LicenceEvidence, after: LicenceEvidence) -> list[tuple[str, str]]:
    return [(one.kind, one.severity) for one in raised(before, after)]


def test_from_bsd_to_source_available_is_red_with_its_evidence() -> None:
    """redis 7.2.6 → 7.4.1."""
    after = evidence(
        "LicenseRef-scancode-rsalv2 OR SSPL-1.0",
        {("LICENSE", LEGAL): [("LicenseRef-scancode-rsalv2", "A@5"), ("SSPL-1.0", "A@200")], ("src/a.c", SOURCE): [("SSPL-1.0", "B@8")]},
        commit=NEW,
    )
    headline, files = raised(BSD, after)[1], raised(BSD, after)[0]
    assert (headline.kind, headline.severity, headline.path) == ("headline_worse", "red", "LICENSE")
    assert (headline.before, headline.after) == ("BSD-3-Clause", "LicenseRef-scancode-rsalv2 OR SSPL-1.0")
    assert headline.reason == "项目许可证由 BSD-3-Clause 变为 LicenseRef-scancode-rsalv2 OR SSPL-1.0（宽松 → 源代码可见（非开源））。"
    assert headline.evidence == ("LICENSE:5-6", "LICENSE:200-201")
    assert (headline.before_commit, headline.after_commit) == (BSD.look.commit, NEW)
    assert (files.kind, files.severity, files.paths) == ("files_not_open", "red", ("src/a.c",))
    assert files.changed_by_commit == ""


def test_words_nobody_could_read_beside_a_licence_that_is_not_open_do_not_soften_it() -> None:
    after = evidence("LicenseRef-scancode-unknown-license-reference AND SSPL-1.0", {("LICENSE", LEGAL): [("SSPL-1.0", "A")]}, commit=NEW)
    assert ("headline_worse", "red") in kinds(BSD, after)


@pytest.mark.parametrize(
    ("before", "after", "kind", "severity"),
    [
        ("MIT", "GPL-3.0-only", "headline_worse", "red"),
        ("GPL-3.0-only", "MIT", "headline_better", "green"),
        ("SSPL-1.0", "AGPL-3.0-only", "headline_better", "green"),
        ("LicenseRef-scancode-rsalv2 OR SSPL-1.0", "LicenseRef-scancode-rsalv2 OR SSPL-1.0 OR AGPL-3.0-only", "headline_better", "green"),
        ("MIT", "Apache-2.0", "headline_changed", "yellow"),
        ("MIT", "Nobody-1.0", "headline_changed", "yellow"),
        ("SSPL-1.0", "Nobody-1.0", "headline_changed", "yellow"),
        ("Nobody-1.0", "SSPL-1.0", "headline_worse", "red"),
        ("", "MIT", "licence_added", "green"),
        ("MIT", "", "headline_lost", "red"),
    ],
)
def test_the_headline_is_worse_changed_better_new_or_lost(before: str, after: str, kind: str, severity: str) -> None:
    assert kinds(evidence(before), evidence(after)) == [(kind, severity)]


def test_the_same_licence_in_other_words_is_no_change() -> None:
    assert kinds(evidence("GPL-2.0"), evidence("gpl-2.0-only")) == []


def test_a_licence_file_nobody_can_read_any_more_is_a_question_and_not_the_end() -> None:
    after = evidence("", {("LICENSE", LEGAL): []}, questions=["modified_text"])
    before = evidence("MIT", {("LICENSE", LEGAL): [("MIT", "A")]})
    assert kinds(before, after) == [("headline_changed", "yellow"), ("licence_file_removed", "yellow")]
    assert "认不出的许可证" in raised(before, after)[0].reason


def test_an_unchanged_tree_raises_nothing() -> None:
    assert raised(BSD, BSD) == []


def test_another_tool_is_no_change_of_the_project() -> None:
    with pytest.raises(Contradictory, match="用同一检测器重新检测"):
        raised(BSD, replace(BSD, look=replace(BSD.look, fingerprint="f2")))


def test_two_repositories_are_not_compared() -> None:
    with pytest.raises(Contradictory, match="不是同一个仓库"):
        raised(BSD, replace(BSD, look=replace(BSD.look, repository="other")))


def test_files_that_went_stricter_are_one_alarm_and_vendored_ones_none() -> None:
    def tree(licence: str, vendored: str) -> LicenceEvidence:
        files = {(f"src/{name}.c", SOURCE): [(licence, "B")] for name in "abcd"} | {("vendor/x/a.c", SOURCE): [(vendored, "A")]}
        return evidence("MIT", files, roots=[root("vendor/x", vendored)])

    (one,) = raised(tree("MIT", "MIT"), tree("GPL-2.0-only", "SSPL-1.0"))
    assert (one.kind, one.severity, one.before, one.after) == ("files_worse", "red", "MIT", "GPL-2.0-only")
    assert one.paths == tuple(f"src/{name}.c" for name in "abcd")
    assert "src/a.c、src/b.c、src/c.c 等 4 个文件" in one.reason
    assert "src/a.c, src/b.c, src/c.c and 1 more" in one.reason_en


def test_a_file_of_another_licence_is_told_the_first_time_only() -> None:
    plain = evidence("MIT", {("src/a.c", SOURCE): [("MIT", "A")]})
    first = evidence("MIT", {("src/a.c", SOURCE): [("MIT", "A")], ("src/b.c", SOURCE): [("BSD-3-Clause", "A")]})
    more = evidence("MIT", {("src/b.c", SOURCE): [("BSD-3-Clause", "A")], ("src/c.c", SOURCE): [("BSD-3-Clause", "A")]})
    assert kinds(plain, first) == [("file_differs", "yellow")]
    assert kinds(first, more) == []


def test_a_licence_file_removed_or_emptied_is_told_and_one_renamed_is_not() -> None:
    two = {("LICENSE", LEGAL): [("MIT", "A")], ("LICENSES/x.txt", LEGAL): [("ISC", "A")]}
    removed = evidence("MIT", {("LICENSE", LEGAL): [("MIT", "A")]})
    emptied = evidence("MIT", {("LICENSE", LEGAL): [("MIT", "A")], ("LICENSES/x.txt", LEGAL): []})
    renamed = evidence("MIT", {("LICENSE", LEGAL): [("MIT", "A")], ("COPYING.isc", LEGAL): [("ISC", "A")]})
    assert [one.reason for one in raised(evidence("MIT", two), removed)] == ["LICENSES/x.txt（ISC）被删除。"]
    assert kinds(evidence("MIT", two), emptied) == [("licence_file_removed", "yellow")]
    assert kinds(evidence("MIT", two), renamed) == []


def test_a_notice_that_vanished_is_told_and_a_file_that_went_is_not() -> None:
    before = evidence("MIT", {("src/a.c", SOURCE): [("MIT", "B")], ("src/b.c", SOURCE): [("MIT", "B")]})
    (one,) = raised(before, evidence("MIT", {("src/a.c", SOURCE): []}))
    assert (one.kind, one.paths, one.before, one.after) == ("notice_lost", ("src/a.c",), "MIT", "")
    assert one.reason == "src/a.c 中的 MIT 声明不见了。"
    (changed,) = (x for x in raised(before, evidence("MIT", {("src/a.c", SOURCE): [("SSPL-1.0", "C@7")]})) if x.kind == "notice_lost")
    assert changed.reason == "src/a.c 中的 MIT 声明不见了，换成了不能确定的许可文字。"
    assert changed.evidence == ("src/a.c:7-8",)


def test_new_clues_are_yellow_and_old_ones_nothing() -> None:
    clue = ("LicenseRef-scancode-unknown-license-reference", "D@4")
    with_clue = evidence("MIT", {("src/a.c", SOURCE): [clue]})
    (one,) = raised(evidence("MIT", {("src/a.c", SOURCE): []}), with_clue)
    assert (one.kind, one.severity, one.evidence) == ("unknown_added", "yellow", ("src/a.c:4-5",))
    assert kinds(with_clue, with_clue) == []


def test_declared_and_detected_begin_and_end_to_differ() -> None:
    agree, differ = evidence("MIT"), evidence("", declared="MIT", questions=["declared_differs"])
    assert kinds(agree, differ) == [("declared_differs_begins", "yellow")]
    assert kinds(differ, agree) == [("declared_differs_ends", "green")]


def test_a_tag_that_contradicts_the_text_is_yellow() -> None:
    before = evidence("MIT", {("src/a.c", SOURCE): [("MIT", "A")]})
    tag = replace(finding("src/a.c", 1, ("Apache-2.0", "A")), kind="tag")
    after = replace(before, findings=(*before.findings, tag))
    assert ("tag_contradicts", "yellow") in kinds(before, after)
    agreeing = replace(before, findings=(*before.findings, replace(tag, spdx="MIT")))
    assert kinds(before, agreeing) == []


CONFLICT = LicenceConflict(
    repository="x", commit=NEW, root="vendor/x", outbound="MIT", inbound="GPL-2.0-only", relation="copied", modified=None,
    distribution="source", answer="incompatible", sources=("osadl@2024-05-21",), reasons=("不可。",), reasons_en=("No.",), conditions=(),
    conditions_en=(), obligations=(), evidence=("vendor/x/a.c:1-2",),
)  # fmt: skip


def test_a_new_incompatible_part_is_red_and_one_for_an_expert_yellow() -> None:
    plain = evidence("MIT")
    (one,) = raised(plain, replace(plain, conflicts=(CONFLICT,)))
    assert (one.kind, one.severity, one.path, one.evidence) == ("conflict_added", "red", "vendor/x/a.c", ("vendor/x/a.c:1-2",))
    assert one.reason == "vendor/x（GPL-2.0-only）：不可。"
    asked = replace(CONFLICT, answer="review")
    assert kinds(plain, replace(plain, conflicts=(asked,))) == [("review_added", "yellow")]
    assert kinds(replace(plain, conflicts=(CONFLICT,)), replace(plain, conflicts=(CONFLICT,))) == []
    assert kinds(plain, replace(plain, conflicts=(replace(CONFLICT, answer="compatible"),))) == []


def test_better_reuse_coverage_is_green_and_a_smaller_tree_is_not_worse() -> None:
    def covered(of: int, files: int) -> LicenceEvidence:
        return replace(evidence("MIT"), reuse=ReuseScore(files, of, (), (), ()))

    assert kinds(covered(5, 7), covered(3, 4)) == [("reuse_up", "green")]
    assert kinds(covered(3, 4), covered(5, 7)) == []
    assert kinds(covered(0, 0), covered(0, 0)) == []


def test_the_worst_comes_first_and_every_kind_has_a_severity() -> None:
    after = evidence("SSPL-1.0", {("LICENSE", LEGAL): [("SSPL-1.0", "A")], ("src/b.c", SOURCE): [("ISC", "A")]}, commit=NEW)
    severities = [one.severity for one in raised(BSD, after)]
    assert severities == sorted(severities, key=("red", "yellow", "green").index)
    assert len(policy().alarms) == 17
    assert all(one.reason.endswith("。") and one.reason_en.endswith(".") for one in raised(BSD, after))
