"""Is every part of a project asked about once, with its use and its evidence, and does a clue never block?"""

from dataclasses import replace
from datetime import date

from tests.decide.evidence import REPOSITORY, evidence, root
from tests.policy.licence_files import policy, tables
from xingtu.decide.licence_conflicts import MOST_EVIDENCE, conflicts
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.policy.licence_rulings import Ruling

TODAY = date(2026, 11, 26)
SOURCE, TEST, LEGAL = "source", "test", "legal"


def asked(tree: LicenceEvidence, *rulings: Ruling, **more: str) -> list[LicenceConflict]:
    return list(conflicts(tree, policy(), tables(), rulings, on=TODAY, **more))


def told(rows: list[LicenceConflict]) -> list[tuple[str, str, str, str]]:
    return [(row.root, row.inbound, row.relation, row.answer) for row in rows]


def test_a_vendored_copy_is_a_part_with_its_own_licence_and_evidence() -> None:
    files = {("vendor/gpl/COPYING", LEGAL): [("GPL-2.0-only", "A@1")], ("vendor/gpl/a.c", SOURCE): [("GPL-2.0-only", "B@3")]}
    (row,) = asked(evidence("Apache-2.0", files, roots=[root("vendor/gpl", "GPL-2.0-only")]))
    assert (row.root, row.outbound, row.inbound, row.relation) == ("vendor/gpl", "Apache-2.0", "GPL-2.0-only", "copied")
    assert row.answer == "incompatible"
    assert row.evidence == ("vendor/gpl/COPYING:1-2", "vendor/gpl/a.c:3-4")
    assert row.sources == ("osadl@2024-05-21", "category@1")
    assert len(row.reasons) == len(row.reasons_en) == 2
    assert (row.repository, row.modified, row.distribution) == (REPOSITORY, None, "source")


def test_files_of_the_project_under_another_licence_are_one_group_by_use() -> None:
    files = {
        ("src/a.c", SOURCE): [("GPL-2.0-only", "B@1")],
        ("src/b.c", SOURCE): [("GPL-2.0-only", "A@5")],
        ("src/own.c", SOURCE): [("MIT", "A")],
        ("tests/c.c", TEST): [("GPL-2.0-only", "B")],
        ("docs/d.svg", "docs"): [("CC-BY-SA-4.0", "A")],
    }
    rows = asked(evidence("MIT", files))
    assert told(rows) == [
        ("", "GPL-2.0-only", "copied", "incompatible"),
        ("", "CC-BY-SA-4.0", "data_or_docs", "compatible"),
        ("", "GPL-2.0-only", "build_or_test_only", "compatible"),
    ]
    assert rows[0].evidence == ("src/a.c:1-2", "src/b.c:5-6")


def test_what_speaks_of_the_project_is_no_part_of_it() -> None:
    files = {
        ("LICENSE", LEGAL): [("GPL-2.0-only", "A")],
        ("README.md", "readme"): [("GPL-2.0-only", "B")],
        ("a.toml", "manifest"): [("X-1", "B")],
    }
    assert asked(evidence("MIT", files)) == []


def test_a_clue_never_counts_and_what_was_set_aside_neither() -> None:
    tree = evidence("MIT", {("src/a.c", SOURCE): [("GPL-2.0-only", "D")], ("src/b.c", SOURCE): [("GPL-2.0-only", "A")]})
    aside = replace(tree, findings=tuple(replace(one, set_aside="test_data") for one in tree.findings))
    assert asked(aside) == []
    assert [row.evidence for row in asked(tree)] == [("src/b.c:1-2",)]


def test_a_mere_name_asks_and_never_blocks() -> None:
    (row,) = asked(evidence("MIT", {("src/a.c", SOURCE): [("GPL-2.0-only", "C")]}))
    assert row.answer == "review"
    assert row.reasons[0].startswith("只提到许可证的名称")
    both = evidence("MIT", {("src/a.c", SOURCE): [("GPL-2.0-only", "C"), ("GPL-2.0-only", "A")]})
    assert [row.answer for row in asked(both)] == ["incompatible"]


def test_half_of_a_choice_is_a_question_and_not_a_conflict() -> None:
    """redis 7.4.1 src/server.c: "your choice of RSALv2 or SSPLv1" is seen as an unknown reference AND SSPL-1.0."""
    files = {("src/server.c", SOURCE): [("LicenseRef-scancode-unknown-license-reference", "D@5"), ("SSPL-1.0", "B@7")]}
    (row,) = asked(evidence("BSD-3-Clause", files))
    assert (row.inbound, row.answer) == ("SSPL-1.0", "review")
    assert "任选其一" in row.reasons[0]
    far = {("src/server.c", SOURCE): [("LicenseRef-scancode-unknown-license-reference", "D@900"), ("SSPL-1.0", "B@7")]}
    assert [row.answer for row in asked(evidence("BSD-3-Clause", far))] == ["incompatible"]


def test_a_part_nobody_concluded_is_judged_by_what_stands_in_it_unless_there_is_a_question() -> None:
    files = {("vendor/x/a.c", SOURCE): [("GPL-2.0-only", "A")]}
    open_part = root("vendor/x", declared="")
    assert told(asked(evidence("MIT", files, roots=[open_part]))) == [("vendor/x", "GPL-2.0-only", "copied", "incompatible")]
    question = replace(open_part, questions=("declared_differs",), reason="声明与检出不同", reason_en="declared differs from detected")
    (row,) = asked(evidence("MIT", files, roots=[question]))
    assert row.answer == "review"
    assert row.reasons[0] == "这部分的许可证还没有认定：声明与检出不同。"


def test_a_yes_to_everything_that_stands_in_a_part_needs_no_conclusion_unless_something_cannot_be_read() -> None:
    files = {("vendor/x/a.c", SOURCE): [("ISC", "A")], ("vendor/x/b.c", SOURCE): [("BSD-2-Clause", "B")]}
    part = root("vendor/x", declared="", questions=["no_licence"])
    assert told(asked(evidence("MIT", files, roots=[part]))) == [("vendor/x", "ISC AND BSD-2-Clause", "copied", "compatible")]
    (row,) = asked(evidence("MIT", files, roots=[replace(part, questions=("modified_text",))]))
    assert row.answer == "review"


def test_a_part_without_any_licence_is_a_question() -> None:
    (row,) = asked(evidence("MIT", {("vendor/x/a.c", SOURCE): []}, roots=[root("vendor/x")]))
    assert (row.inbound, row.answer, row.reasons[0]) == ("", "review", "这部分没有任何许可证依据。")
    (named,) = asked(evidence("MIT", {("vendor/x/a.c", SOURCE): [("MIT", "C")]}, roots=[root("vendor/x")]))
    assert (named.inbound, named.answer) == ("MIT", "review")


def test_a_part_of_tests_alone_is_for_tests() -> None:
    files = {("tests/vendor/x/COPYING", LEGAL): [("GPL-2.0-only", "A")], ("tests/vendor/x/a.c", TEST): [("GPL-2.0-only", "A")]}
    (row,) = asked(evidence("MIT", files, roots=[root("tests/vendor/x", "GPL-2.0-only")]))
    assert (row.relation, row.answer) == ("build_or_test_only", "compatible")


def test_a_project_nobody_concluded_asks_once_before_its_parts() -> None:
    rows = asked(evidence("", {("src/a.c", SOURCE): [("MIT", "A")]}))
    assert told(rows) == told(asked(evidence(""))) == [("", "", "copied", "review")]
    assert rows[0].reasons == ("项目自己的许可证还没有认定。",)


def test_parts_of_a_project_nobody_concluded_are_answered_against_what_can_be_read_of_its_licence() -> None:
    """redis 7.4.1 LICENSE.txt, as it is detected."""
    declared = "LicenseRef-scancode-rsalv2 AND LicenseRef-scancode-unknown-license-reference AND SSPL-1.0"
    files = {("src/a.c", SOURCE): [("MIT", "A")], ("src/b.c", SOURCE): [("GPL-2.0-only", "A")]}
    rows = asked(evidence("", files, declared=declared, questions=["unknown_licence"]))
    assert told(rows) == [("", "", "copied", "review"), ("", "GPL-2.0-only", "copied", "review"), ("", "MIT", "copied", "compatible")]
    assert (rows[0].outbound, rows[2].outbound) == (declared, "LicenseRef-scancode-rsalv2 AND SSPL-1.0")
    assert rows[1].reasons[0] == "项目自己的许可证还没有认定。"


def test_what_is_declared_counts_where_there_is_no_question() -> None:
    (row,) = asked(evidence("", {("src/a.c", SOURCE): [("GPL-2.0-only", "A")]}, declared="MIT"))
    assert (row.outbound, row.answer) == ("MIT", "incompatible")


def test_a_project_of_several_licences_may_have_files_of_each_but_a_choice_is_offered_for_all() -> None:
    files = {("src/a.c", SOURCE): [("GPL-2.0-only", "A")]}
    assert asked(evidence("MIT AND GPL-2.0-only", files)) == []
    assert told(asked(evidence("MIT OR GPL-2.0-only", files))) == [("", "GPL-2.0-only", "copied", "incompatible")]


def test_another_licence_or_way_of_giving_on_can_be_tried() -> None:
    files = {("src/a.c", SOURCE): [("GPL-2.0-only", "A")]}
    assert told(asked(evidence("MIT", files), outbound="GPL-2.0-only")) == []
    assert [row.answer for row in asked(evidence("MIT", files), distribution="internal")] == ["compatible"]


def test_a_ruling_on_the_repository_settles_its_question() -> None:
    ruling = Ruling(
        id="r1", scope="repository", reason="作者书面同意", reviewer="周律师", signed_by="市项目办", issued_on="2026-03-01",
        repository=REPOSITORY, inbound="GPL-2.0-only", outbound="MIT", relation="copied", answer="compatible",
        seen=("osadl@2024-05-21", "category@1"),
    )  # fmt: skip
    files = {("src/a.c", SOURCE): [("GPL-2.0-only", "A")]}
    (row,) = asked(evidence("MIT", files), ruling)
    assert (row.answer, row.sources[0]) == ("compatible", "ruling:r1")
    (elsewhere,) = asked(evidence("MIT", files), replace(ruling, repository="other"))
    assert elsewhere.answer == "incompatible"


def test_evidence_is_at_most_ten_places() -> None:
    files = {(f"src/{number:02}.c", SOURCE): [("GPL-2.0-only", "A")] for number in range(30)}
    (row,) = asked(evidence("MIT", files))
    assert len(row.evidence) == MOST_EVIDENCE


def test_the_order_of_files_and_findings_changes_nothing() -> None:
    files = {
        (f"src/{name}.c", SOURCE): [(licence, "A")]
        for name, licence in zip("abcd", ("GPL-2.0-only", "SSPL-1.0", "MPL-2.0", "ISC"), strict=True)
    }
    tree = evidence("MIT", files)
    backwards = replace(tree, files=tree.files[::-1], findings=tree.findings[::-1])
    assert told(asked(tree)) == told(asked(backwards))
