"""Is a pair of licences answered as its sources say, and does every contradiction end with a person?"""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.licence_files import policy, tables
from xingtu.decide.compatibility import WORST_FIRST, Compatibility, Question, Sources, compatibility
from xingtu.policy.compatibility_tables import LOOKED_UP, MEANS, ClauseRow, ClauseTable
from xingtu.policy.licence_rulings import Ruling

TODAY = date(2026, 11, 26)
SOURCES = Sources(policy(), tables())
PUBL = "MulanPubL-2.0"


def ask(outbound: str, inbound: str, relation: str = "copied", distribution: str = "source", **more: object) -> Compatibility:
    sources = more.pop("sources", SOURCES)
    return compatibility(
        Question(outbound, inbound, TODAY, relation=relation, distribution=distribution, **more),  # type: ignore[arg-type]
        sources,  # type: ignore[arg-type]
    )


def families() -> dict[str, tuple[str, ...]]:
    return {or_later: versions for or_later, versions in policy().families.items() if (or_later, "MIT") in tables().osadl.cells}


@pytest.mark.slow
def test_all_12100_cells_are_answered_as_osadl_says_them() -> None:
    """Yes and Same are a yes, No is a no; Unknown and Check dependency go to the next source, or to a person."""
    cells = tables().osadl.cells
    filled: dict[str, int] = {}
    for (outbound, inbound), word in cells.items():
        found = ask(outbound, inbound)
        assert "互相矛盾" not in "".join(zh for zh, _ in found.reasons), f"{outbound} ← {inbound}: no later source contradicts OSADL"
        expected = MEANS.get(word, "review")
        if expected != "compatible" and outbound in families():
            # may be given on as one of its versions
            held = [one for one in (*families()[outbound], *families()) if set(families().get(one, ())) < set(families()[outbound])]
            held = [one for one in [*families()[outbound], *held] if MEANS.get(cells[one, inbound]) == "compatible"]
            if held:
                assert found.answer == "compatible"
                assert any(found.conditions[0][0] == f"整体按 {one} 提供。" for one in held)
                continue
        if expected == "review" and found.answer == "compatible":
            assert found.sources == ("category@1",)
            filled[inbound] = filled.get(inbound, 0) + 1
            continue
        assert found.answer == expected, f"{outbound} ← {inbound}: {word}"
        assert (tables().osadl.source in found.sources) == (word in MEANS) or {outbound, inbound} & set(families())
    assert sum(filled.values()) == 208
    assert {policy().category(one).id for inbound in filled for one in [_licence(inbound)]} == {"Permissive"}  # type: ignore[union-attr]


def _licence(text: str):  # noqa: ANN202
    return policy().read(text)


@pytest.mark.parametrize(
    ("outbound", "inbound", "answer"),
    [
        ("GPL-2.0-only", "Apache-2.0", "incompatible"),
        ("GPL-3.0-only", "Apache-2.0", "compatible"),
        ("Apache-2.0", "GPL-2.0-only", "incompatible"),
        ("GPL-2.0-only", "GPL-2.0-or-later", "compatible"),
        ("AGPL-3.0-only", "GPL-3.0-only", "review"),
        ("Apache-2.0", "MPL-2.0", "incompatible"),
        ("BSD-3-Clause", "LGPL-2.1-only", "incompatible"),
        ("MIT", "Apache-2.0", "compatible"),
        ("MIT", "Nobody-1.0", "review"),
        ("MIT", "LicenseRef-scancode-other-permissive", "review"),
        ("GPL-3.0-only", "LicenseRef-scancode-public-domain", "compatible"),
        ("LicenseRef-scancode-commercial-license", "GPL-3.0-only", "incompatible"),
        ("LicenseRef-scancode-proprietary-license", "MIT", "compatible"),
        ("MIT", "LicenseRef-scancode-proprietary-license", "review"),
        ("BUSL-1.1", "Apache-2.0", "compatible"),
    ],
)
def test_well_known_pairs(outbound: str, inbound: str, answer: str) -> None:
    assert ask(outbound, inbound).answer == answer


MULAN = [
    # (inbound, outbound, relation, answer, clause that must be cited)
    ("MulanPSL-1.0", "MIT", "copied", "compatible", "第1、2、4条"),
    ("MulanPSL-2.0", "BSD-3-Clause", "copied", "compatible", "第1、2、4条"),
    ("MulanPSL-2.0", "BUSL-1.1", "static_link", "compatible", "第1、2、4条"),
    ("MulanPSL-2.0", "LicenseRef-scancode-intel-bcl", "copied", "compatible", "第1、2、4条"),
    ("MulanPSL-2.0", "Apache-2.0", "copied", "compatible", "FAQ“Mulan PSL v2兼容Apache License v2.0"),
    ("MulanPSL-2.0", "GPL-2.0-only", "copied", "compatible", "第2条规定提起专利诉讼则专利许可终止"),
    ("MulanPSL-2.0", "GPL-3.0-only", "copied", "compatible", "L/GPLv3"),
    ("MulanPSL-2.0", "LGPL-2.1-only", "copied", "compatible", "L/GPLv2"),
    ("MulanPSL-2.0", "LGPL-3.0-or-later", "dynamic_link", "compatible", "L/GPLv3"),
    ("MIT", "MulanPSL-2.0", "copied", "compatible", "BSD、MIT类宽松许可证兼容Mulan PSL v2"),
    ("BSD-3-Clause", "MulanPSL-2.0", "static_link", "compatible", "BSD、MIT类宽松许可证兼容Mulan PSL v2"),
    ("Apache-2.0", "MulanPSL-2.0", "copied", "compatible", "Apache组合兼容MulanPSL v2"),
    ("GPL-2.0-only", "MulanPSL-2.0", "copied", "incompatible", "GPL还没有兼容木兰协议"),
    ("GPL-3.0-or-later", "MulanPSL-2.0", "static_link", "incompatible", "GPL还没有兼容木兰协议"),
    ("LGPL-2.1-only", "MulanPSL-2.0", "copied", "incompatible", "GPL还没有兼容木兰协议"),
    ("AGPL-3.0-only", "MulanPSL-2.0", "copied", "incompatible", "GPL还没有兼容木兰协议"),
    ("GPL-2.0-only", "MulanPSL-2.0", "separate_process", "compatible", "独立进程"),
    (PUBL, "MIT", "copied", "incompatible", "第0条“衍生作品”"),
    (PUBL, "Apache-2.0", "static_link", "incompatible", "第0条“衍生作品”"),
    (PUBL, "Apache-2.0", "dynamic_link", "incompatible", "动态链接"),
    (PUBL, "MulanPSL-2.0", "dynamic_link", "incompatible", "第4条"),
    (PUBL, PUBL, "copied", "compatible", "同一许可证"),
    (PUBL, "Apache-2.0", "separate_process", "compatible", "第0条“衍生作品”"),
    (PUBL, "AGPL-3.0-or-later", "copied", "compatible", "第6条“例外”"),
    (PUBL, "AGPL-3.0-only", "dynamic_link", "compatible", "第6条“例外”"),
    (PUBL, "GPL-3.0-only", "copied", "incompatible", "第6条只对 AGPL 第3版"),
    (PUBL, "GPL-2.0-or-later", "copied", "incompatible", "第6条只对 AGPL 第3版"),
    ("GPL-2.0-only", PUBL, "copied", "incompatible", "第4、6条"),
    ("GPL-3.0-or-later", PUBL, "dynamic_link", "incompatible", "第4、6条"),
    ("MIT", PUBL, "copied", "compatible", "宽松许可证允许附加条件"),
    ("MulanPSL-2.0", PUBL, "copied", "compatible", "木兰宽松许可证第4条"),
]


@pytest.mark.parametrize(("inbound", "outbound", "relation", "answer", "clause"), MULAN)
def test_a_row_of_mulan_is_answered_with_its_clause(inbound: str, outbound: str, relation: str, answer: str, clause: str) -> None:
    found = ask(outbound, inbound, relation)
    assert found.answer == answer
    assert clause in "".join(zh for zh, _ in found.reasons)


def test_every_row_of_the_mulan_table_is_met_by_a_test() -> None:
    mulan = next(table for table in tables().clauses if table.name == "mulan")
    met = set()
    for inbound, outbound, relation, *_ in MULAN:
        for whole in policy().versions(_licence(outbound)):
            row = mulan.row(whole, _licence(inbound), relation, "source", policy())
            met |= {row.id} if row else set()
    assert met == {row.id for row in mulan.rows}


def test_what_mulan_asks_is_a_condition() -> None:
    found = ask("AGPL-3.0-or-later", PUBL)
    assert found.conditions[0][0].startswith("同时随附木兰公共许可证文本")
    assert "Apache-2.0 部分仍按 Apache-2.0 提供" in ask("MulanPSL-2.0", "Apache-2.0").conditions[0][0]
    assert {"keep_notices", "give_licence_text", "patent_ends", "no_trademark"} <= set(ask("MIT", "MulanPSL-2.0").obligations)


def test_online_service_is_distribution_for_mulan_publ_and_not_for_the_gpl() -> None:
    assert ask("Apache-2.0", PUBL, "copied", "saas").answer == "incompatible"
    assert ask("Apache-2.0", "GPL-3.0-only", "copied", "saas").answer == "compatible"
    assert ask("Apache-2.0", "AGPL-3.0-only", "copied", "saas").answer == "incompatible"
    assert ask("Apache-2.0", "SSPL-1.0", "copied", "saas").answer == "incompatible"
    assert "network_source" in ask(PUBL, PUBL, "copied", "saas").obligations


def test_inside_use_triggers_nothing_and_says_so() -> None:
    found = ask("LicenseRef-scancode-commercial-license", "GPL-3.0-only", "copied", "internal")
    assert found.answer == "compatible"
    assert "对外提供" in found.conditions[0][0]
    assert ask("MIT", "BUSL-1.1", "copied", "internal").answer == "review"
    assert ask("MIT", "LicenseRef-scancode-intel-bcl", "copied", "internal").answer == "review"


@pytest.mark.parametrize(
    ("outbound", "inbound", "relation", "answer"),
    [
        ("BSD-3-Clause", "LGPL-2.1-only", "dynamic_link", "compatible"),
        ("Apache-2.0", "MPL-2.0", "dynamic_link", "compatible"),
        ("Apache-2.0", "EPL-2.0", "dynamic_link", "compatible"),
        ("GPL-2.0-only", "LGPL-3.0-only", "dynamic_link", "incompatible"),
        ("GPL-2.0-only", "EPL-1.0", "dynamic_link", "incompatible"),
        ("Apache-2.0", "GPL-3.0-only", "dynamic_link", "incompatible"),
        ("BSD-3-Clause", "LGPL-2.1-only", "static_link", "review"),
        ("GPL-3.0-only", "LGPL-2.1-only", "static_link", "compatible"),
        ("MulanPSL-2.0", "LGPL-2.1-only", "static_link", "review"),
        ("Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", "dynamic_link", "compatible"),
        ("MIT", "GPL-3.0-only", "separate_process", "compatible"),
        ("MIT", "SSPL-1.0", "build_or_test_only", "compatible"),
        ("MIT", "GPL-3.0-only", "build_or_test_only", "compatible"),
        ("MIT", "LicenseRef-scancode-intel-bcl", "build_or_test_only", "review"),
        ("MIT", "CC-BY-SA-4.0", "data_or_docs", "compatible"),
        ("MIT", "CC-BY-NC-4.0", "data_or_docs", "review"),
        ("MIT", "Nobody-1.0", "separate_process", "review"),
    ],
)
def test_the_gate_comes_before_the_matrix(outbound: str, inbound: str, relation: str, answer: str) -> None:
    found = ask(outbound, inbound, relation)
    assert found.answer == answer
    assert tables().osadl.source not in found.sources or relation in LOOKED_UP


def test_an_unknown_relation_is_judged_as_copied_and_says_so() -> None:
    found = ask("BSD-3-Clause", "LGPL-2.1-only", "unknown")
    assert found.answer == "incompatible"
    assert "最严的“拷入”" in found.reasons[0][0]


@pytest.mark.parametrize(
    ("outbound", "inbound", "answer"),
    [
        ("MIT OR GPL-2.0-only", "GPL-2.0-only", "incompatible"),
        ("GPL-2.0-only", "GPL-2.0-only OR Apache-2.0", "compatible"),
        ("Apache-2.0", "MIT AND GPL-2.0-only", "incompatible"),
        ("Apache-2.0", "MIT AND (GPL-2.0-only OR BSD-3-Clause)", "compatible"),
        ("MIT", "LicenseRef-scancode-rsalv2 OR SSPL-1.0", "incompatible"),
        ("MIT", "LicenseRef-scancode-rsalv2 OR SSPL-1.0 OR Nobody-1.0", "review"),
        ("MIT", "MIT AND Nobody-1.0", "review"),
        ("MIT OR Apache-2.0", "MIT OR Apache-2.0", "compatible"),
        ("", "MIT", "review"),
        ("MIT", "NOASSERTION", "review"),
    ],
)
def test_and_needs_all_and_a_choice_of_the_part_needs_one(outbound: str, inbound: str, answer: str) -> None:
    assert ask(outbound, inbound).answer == answer


def test_the_branch_that_fits_is_named_and_nothing_that_was_said_is_lost() -> None:
    found = ask("GPL-2.0-only", "Apache-2.0 OR MIT")
    assert found.conditions[0] == ("按 MIT 取得该部分。", "Take the part under MIT.")
    assert any("Apache-2.0 → GPL-2.0-only" in zh for zh, _ in found.reasons)
    assert "keep_notice_file" not in found.obligations


def test_or_later_holds_as_the_version_that_holds() -> None:
    found = ask("GPL-2.0-or-later", "Apache-2.0")
    assert (found.answer, found.conditions[0][0]) == ("compatible", "整体按 GPL-3.0-or-later 提供。")
    assert ask("GPL-2.0-or-later", "GPL-2.0-only").conditions[0][0] == "整体按 GPL-2.0-only 提供。"
    assert ask("GPL-2.0-or-later", "MIT").conditions == ()
    assert "整体按" not in ask("GPL-2.0-or-later", "MulanPSL-2.0").conditions[0][0]
    assert ask("Apache-2.0", "Apache-2.0+").answer == "compatible"


def test_an_exception_only_gives_more_but_the_commons_clause_takes() -> None:
    assert ask("GPL-3.0-only", "Apache-2.0 WITH LLVM-exception").answer == "compatible"
    assert ask("GPL-2.0-only", "Apache-2.0 WITH LLVM-exception").answer == "review"
    assert ask("MIT", "Apache-2.0 WITH Commons-Clause").answer == "incompatible"


RULING = Ruling(
    id="r1", scope="city", reason="法律意见书", reviewer="周律师", signed_by="市项目办", issued_on="2026-03-01", expires_on="2027-03-01",
    inbound="AGPL-3.0-only", outbound="AGPL-3.0-or-later", answer="compatible",
)  # fmt: skip


def ruled(outbound: str, inbound: str, *rulings: Ruling, **more: object) -> Compatibility:
    sources = Sources(policy(), tables(), rulings)
    return ask(outbound, inbound, sources=sources, **more)  # type: ignore[arg-type]


def test_a_ruling_answers_where_sources_are_silent() -> None:
    ruling = replace(RULING, inbound="Nobody-1.0", outbound="MIT", answer="incompatible")
    found = ruled("MIT", "Nobody-1.0", ruling)
    assert (found.answer, found.sources) == ("incompatible", ("ruling:r1",))
    assert found.reasons[0][0] == "裁定 r1（2026-03-01，市项目办）：法律意见书"
    assert ruled("MIT", "Nobody-1.0 AND MIT", ruling).answer == "incompatible"


def test_a_ruling_on_whole_expressions_holds_for_them() -> None:
    ruling = replace(RULING, inbound="Nobody-1.0 OR Somebody-2.0", outbound="MIT")
    assert ruled("MIT", "Nobody-1.0 OR Somebody-2.0", ruling).answer == "compatible"
    assert ruled("MIT", "Nobody-1.0", ruling).answer == "review"


def test_a_ruling_against_a_source_it_has_not_seen_needs_a_person() -> None:
    against = replace(RULING, inbound="Apache-2.0", outbound="GPL-2.0-only")
    found = ruled("GPL-2.0-only", "Apache-2.0", against)
    assert (found.answer, found.sources) == ("review", ("ruling:r1", "osadl@2024-05-21"))
    assert "没有见过的来源" in found.reasons[-1][0]
    assert ruled("GPL-2.0-only", "Apache-2.0", replace(against, seen=("osadl@2024-05-21",))).answer == "compatible"


def test_a_ruling_made_on_an_older_matrix_is_open_again() -> None:
    found = ruled("GPL-2.0-only", "Apache-2.0", replace(RULING, inbound="Apache-2.0", outbound="GPL-2.0-only", seen=("osadl@2023-01-01",)))
    assert found.answer == "incompatible"
    assert "须重新裁定" in found.reasons[-1][0]
    expired = ruled("MIT", "Nobody-1.0", replace(RULING, inbound="Nobody-1.0", outbound="MIT", expires_on="2026-11-26"))
    assert expired.answer == "review"
    assert "到期" in expired.reasons[-1][0]


def test_a_ruling_holds_only_where_its_scope_reaches() -> None:
    ruling = replace(
        RULING, scope="repository", repository="here", inbound="Nobody-1.0", outbound="MIT", relation="copied", distribution="source"
    )
    assert ruled("MIT", "Nobody-1.0", ruling, repository="here").answer == "compatible"
    assert ruled("MIT", "Nobody-1.0", ruling, repository="there").answer == "review"
    assert ruled("MIT", "Nobody-1.0", ruling, repository="here", distribution="binary").answer == "review"
    assert ruled("MIT", "Nobody-1.0", ruling, repository="here", relation="static_link").answer == "review"


def test_two_rulings_that_disagree_need_a_person_unless_one_saw_the_other() -> None:
    yes = replace(RULING, inbound="Nobody-1.0", outbound="MIT")
    no = replace(yes, id="r2", answer="incompatible")
    assert ruled("MIT", "Nobody-1.0", yes, no).answer == "review"
    assert ruled("MIT", "Nobody-1.0", yes, replace(no, seen=("ruling:r1",))).answer == "incompatible"


LISTED = sorted({outbound for outbound, _ in tables().osadl.cells} | {"MulanPSL-2.0", PUBL, "SSPL-1.0", "BUSL-1.1", "CC-BY-NC-4.0"})
ATOMS = st.sampled_from(LISTED)


def _contrary(answer: str) -> Sources:
    """The sources, and one more that says the opposite of everything."""
    row = ClauseRow("all", ("any",), (), ("any",), (), LOOKED_UP, ("source",), answer, "x", "x", "反对。", "No.", (), ())
    table = ClauseTable("contrary", "1", TODAY, verified=False, attribution="", rows=(row,))
    return Sources(policy(), replace(tables(), clauses=(*tables().clauses, table)))


CONTRARY = {answer: _contrary(answer) for answer in ("compatible", "incompatible")}


@pytest.mark.slow
def test_contradictory_sources_end_with_a_person_over_all_pairs() -> None:
    """A whole under "or later" is asked as each of its versions; where those differ, one of them stays without contradiction."""
    asked = 0
    for outbound in LISTED:
        for inbound in LISTED:
            said = {ask(one, inbound).answer for one in (outbound, *policy().families.get(outbound, ()))}
            if len(said) > 1 or "review" in said:
                continue
            found = ask(outbound, inbound, sources=CONTRARY["compatible" if "incompatible" in said else "incompatible"])
            assert found.answer == "review", f"{outbound} ← {inbound}"
            assert "互相矛盾" in "".join(zh for zh, _ in found.reasons)
            asked += 1
    assert asked > 11_000


@given(ATOMS, ATOMS, st.sampled_from(LOOKED_UP), st.sampled_from(["source", "binary", "saas", "internal"]))
def test_an_answer_always_has_a_reason_in_both_languages(outbound: str, inbound: str, relation: str, distribution: str) -> None:
    found = ask(outbound, inbound, relation, distribution)
    assert found.answer in WORST_FIRST
    assert found.reasons
    assert all(zh and en for zh, en in (*found.reasons, *found.conditions))
    assert found.silent == (found.sources == ())


@given(st.lists(ATOMS, min_size=2, max_size=3, unique=True), ATOMS)
def test_the_order_in_which_licences_are_written_changes_no_answer(names: list[str], other: str) -> None:
    for word in (" AND ", " OR "):
        assert len({ask(other, word.join(f"({one})" for one in order)).answer for order in permutations(names)}) == 1
        assert len({ask(word.join(f"({one})" for one in order), other).answer for order in permutations(names)}) == 1


@given(ATOMS, ATOMS, ATOMS)
def test_the_answer_for_expressions_is_kleenes(one: str, two: str, outbound: str) -> None:
    answers = [ask(outbound, name).degree for name in (one, two)]
    assert ask(outbound, f"({one}) AND ({two})").degree == min(answers)
    assert ask(outbound, f"({one}) OR ({two})").degree == max(answers)
    whole = [ask(name, outbound).degree for name in (one, two)]
    assert ask(f"({one}) OR ({two})", outbound).degree == min(whole)
