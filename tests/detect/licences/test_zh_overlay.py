"""What ScanCode cannot read in Chinese comes out right; what it answers stays as it was.

ScanCode's matches here are those of 32.5.0 on the same bytes, written down by hand: the index is not loaded.
"""

import re
from importlib import resources
from typing import Any

import pytest

from xingtu.detect.licences.grades import judged
from xingtu.detect.licences.zh_match import as_row
from xingtu.detect.licences.zh_overlay import inside_known_texts, same_licence
from xingtu.detect.licences.zh_text import find

TAG = "SPDX-License-" + "Identifier:"  # in two pieces, or this file would seem to have one


def text_of(name: str) -> str:
    return (resources.files("xingtu.detect.licences") / "zh_texts" / f"{name}.txt").read_text(encoding="utf-8")


def shipped(name: str) -> str:
    """A licence text as ScanCode ships it."""
    return (resources.files("licensedcode") / "data" / "licenses" / f"{name}.LICENSE").read_text(encoding="utf-8").split("---\n", 2)[2]


def match(expression: str, first: int, last: int, *, score: float = 100.0, matcher: str = "2-aho", kind: str = "notice") -> dict[str, Any]:
    return {
        "expression": expression, "spdx": expression, "first_line": first, "last_line": last, "score": score, "matcher": matcher,
        "rule": f"{expression}_1.RULE", "rule_relevance": 100, "coverage": score, "length": 20, "kind": kind,
    }  # fmt: skip


def concluded(content: str, scancode: list[dict[str, Any]]) -> set[str]:
    """The licences that count: of grade A to C, and not set aside."""
    answer = {
        "detections": [{"matches": scancode}],
        "clues": [],
        "chinese": [as_row(seen) for seen in find(content.encode())],
    }
    return {one.match["expression"] for one in judged("LICENSE", answer) if not one.set_aside and one.grade != "D"}


PSL = text_of("mulanpsl-2.0")
URL_LINE = next(number for number, line in enumerate(PSL.splitlines(), 1) if "coscl" in line)
PUBL = text_of("mulanpubl-2.0")
CLAUSE_SIX = next(number for number, line in enumerate(PUBL.splitlines(), 1) if "AFFERO" in line)
NAMES_AGPL = [
    match("agpl-3.0-plus", CLAUSE_SIX, CLAUSE_SIX),
    match("gpl-3.0", CLAUSE_SIX, CLAUSE_SIX),
    match("agpl-3.0", CLAUSE_SIX, CLAUSE_SIX),
]
PUBL_WHOLE = PUBL + "\n条款结束\n\n" + shipped("mulanpubl-2.0")

SIX_INPUTS = {
    "a bilingual MulanPSL-2.0": (
        shipped("mulanpsl-2.0"), [match("mulanpsl-2.0", 2, 125, score=99.43, matcher="3-seq", kind="text")], "mulanpsl-2.0",
    ),
    "its Chinese half with the address": (PSL, [match("mulanpsl-2.0-en", URL_LINE, URL_LINE, kind="reference")], "mulanpsl-2.0"),
    "without the address": (re.sub(r"https?://\S+", "", PSL), [], "mulanpsl-2.0"),
    "in a comment": ("/*\n" + "\n".join(f" * {line}" for line in PSL.splitlines()) + "\n */\n", [], "mulanpsl-2.0"),
    "a sentence in a README": ("本项目采用木兰宽松许可证第2版\n", [], "mulanpsl-2.0"),
    "a Chinese GPL notice": (
        "本程序是自由软件，你可以遵照自由软件基金会出版的GNU通用公共许可证条款第3版来修改和重新发布这一程序。\n", [], "gpl-3.0",
    ),
    "a bilingual MulanPubL-2.0": (
        PUBL_WHOLE,
        [*NAMES_AGPL, match("mulanpubl-2.0", CLAUSE_SIX + 12, CLAUSE_SIX + 130, score=99.63, matcher="3-seq", kind="text")],
        "mulanpubl-2.0",
    ),
    "a tag SPDX does not list": (
        f"// {TAG} MulanPubL-2.0\nint x;\n", [match("unknown-spdx", 1, 1, matcher="1-spdx-id", kind="tag")], "mulanpubl-2.0",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "scancode", "right"), SIX_INPUTS.values(), ids=SIX_INPUTS)
def test_where_scancode_is_blind_or_wrong_the_two_layers_together_are_right(
    content: str, scancode: list[dict[str, Any]], right: str
) -> None:
    assert concluded(content, scancode) == {right}


def test_what_is_set_aside_is_still_there() -> None:
    answer = {"detections": [{"matches": NAMES_AGPL}], "clues": [], "chinese": [as_row(seen) for seen in find(PUBL.encode())]}
    shown = [(one.match["expression"], one.set_aside) for one in judged("LICENSE", answer) if one.layer == "scancode"]
    assert shown == [("agpl-3.0-plus", "inside_known_text"), ("gpl-3.0", "inside_known_text"), ("agpl-3.0", "inside_known_text")]


def test_what_stands_outside_a_known_text_counts() -> None:
    content = PUBL + "\n" * 3 + "This file is part of Foo, licensed under the GNU AGPL, version 3.\n"
    last = len(content.splitlines())
    assert concluded(content, [*NAMES_AGPL, match("agpl-3.0", last, last)]) == {"mulanpubl-2.0", "agpl-3.0"}


def test_a_modified_text_sets_nothing_aside_for_a_person_must_see_all_of_it() -> None:
    start, end = PUBL.index("5.   违约"), PUBL.index("6.   例外")
    cut = PUBL[:start] + PUBL[end:]
    place = next(number for number, line in enumerate(cut.splitlines(), 1) if "AFFERO" in line)
    assert "agpl-3.0" in concluded(cut, [match("agpl-3.0", place, place)])


def test_a_header_of_mulan_publ_1_is_no_longer_taken_for_version_2() -> None:
    header = """/*
 * OceanBase is licensed under Mulan PubL v1.
 * You can use this software according to the terms and conditions of the Mulan PubL v1.
 * You may obtain a copy of Mulan PubL v1 at:
 *          http://license.coscl.org.cn/MulanPubL-1.0
 */
"""
    nearly = match("mulanpubl-2.0", 2, 5, score=89.61, matcher="3-seq")
    assert concluded(header, [nearly]) == {"mulanpubl-1.0"}


def test_a_header_of_mulan_owl_is_no_longer_taken_for_the_permissive_licence() -> None:
    header = " * X is licensed under MulanOWL BY v1.\n * You can use this software according to the terms of the MulanOWL BY v1.\n"
    assert concluded(header, [match("mulanpsl-1.0-en", 1, 2, score=81.82, matcher="3-seq")]) == {"mulanowl-by-1.0"}


def test_a_short_header_scancode_has_no_rule_for_is_read() -> None:
    assert concluded("// Foo is licensed under Mulan PSL v1.\nint x;\n", [match("unknown-license-reference", 1, 1)]) == {"mulanpsl-1.0"}


def test_an_exact_match_beside_a_notice_of_another_licence_counts_too() -> None:
    text = "本项目采用木兰公共许可证第2版。\n另附 MulanPSL 文件。\n"
    assert inside_known_texts([match("mulanpsl-2.0", 2, 2)], [as_row(seen) for seen in find(text.encode())]) == ("",)


def test_half_of_a_licence_beside_its_notice_is_that_licence() -> None:
    assert concluded("本项目采用木兰宽松许可证第2版（Mulan PSL v2）。\n", [match("mulanpsl-2.0-en", 1, 1, kind="reference")]) == {
        "mulanpsl-2.0"
    }


def test_the_english_half_of_a_bilingual_licence_is_that_licence() -> None:
    assert same_licence("mulanpsl-2.0-en", "mulanpsl-2.0")
    assert not same_licence("mulanpsl-2.0-en", "mulanpsl-1.0")
