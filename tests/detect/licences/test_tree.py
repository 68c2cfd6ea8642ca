import random
from collections.abc import Mapping
from typing import Any

import pytest

from xingtu.detect.licences.tree import conclude
from xingtu.facts.licence_evidence import LicenceEvidence, Look
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.tree_entries import SUBMODULE, SYMLINK, TreeEntry
from xingtu.policy.licence_rulings import Ruling

LOOK = Look("gitee:1", "天启", "https://gitee.com/cq/tianqi", "v1", "c0", "t0", "2026-11-01T00:00:00Z", "f0", {}, True, {})  # noqa: FBT003
KEYS = {"MIT": "mit", "BSD-3-Clause": "bsd-new", "SSPL-1.0": "sspl-1.0", "Apache-2.0": "apache-2.0", "MulanPSL-2.0": "mulanpsl-2.0"}
UNKNOWN = "LicenseRef-scancode-unknown-license-reference"


def match(spdx: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    key = KEYS.get(spdx, spdx.removeprefix("LicenseRef-scancode-").lower())
    found = {"expression": key, "spdx": spdx, "first_line": 1, "last_line": 9, "score": 100.0, "matcher": "2-aho", "rule": f"{key}.RULE"}
    return {**found, "rule_relevance": 100, "coverage": 100.0, "length": 200, "kind": kind, **more}


def answer(*detections: list[dict[str, Any]], clues: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    found = [
        {
            "expression": " AND ".join(one["expression"] for one in matches),
            "spdx": " AND ".join(one["spdx"] for one in matches),
            "matches": matches,
        }
        for matches in detections
    ]
    whole = " AND ".join(one["spdx"] for one in found)
    given = {
        "spdx": whole,
        "expression": whole,
        "detections": found,
        "clues": list(clues),
        "percentage": 50.0,
        "copyrights": [],
        "holders": [],
    }
    return {**given, "chinese": [], **more}


SILENT = answer()
MIT = answer([match("MIT")], holders=["Li Wei"], copyrights=[{"text": "Copyright (c) 2020 Li Wei <li@example.org>", "line": 1}])
BSD = answer([match("BSD-3-Clause")], holders=["Wu"])


class Tree:
    """Files with their content and what the detectors say of them."""

    def __init__(self, files: Mapping[str, dict[str, Any] | None], contents: Mapping[str, str] | None = None) -> None:
        self.contents = {f"blob of {path}": (contents or {}).get(path, "int x;\n").encode() for path in files}
        self.entries = [TreeEntry(path, "100644", f"blob of {path}", len(self.contents[f"blob of {path}"])) for path in files]
        self.answers = {path: said for path, said in files.items() if said is not None}

    def evidence(self, *rulings: Ruling) -> LicenceEvidence:
        return conclude(LOOK, self.entries, self.answers, self.contents.get, rulings)


def evidence(files: Mapping[str, dict[str, Any] | None], contents: Mapping[str, str] | None = None) -> LicenceEvidence:
    return Tree(files, contents).evidence()


def file(made: LicenceEvidence, path: str) -> LicenceFile:
    (found,) = (one for one in made.files if one.path == path)
    return found


def findings(made: LicenceEvidence, path: str) -> list[LicenceFinding]:
    return [one for one in made.findings if one.path == path]


def test_a_project_with_its_licence_file_is_concluded() -> None:
    made = evidence({"LICENSE": MIT, "src/a.c": SILENT, "README.md": answer([match("MIT", "reference", length=3)])})
    assert (made.top.concluded, made.top.detected, made.top.questions) == ("MIT", "MIT", ())
    assert made.look.counts == {"scanned": 3}
    assert made.complete
    assert made.conflicts == ()


def test_the_offer_of_a_choice_that_was_half_understood_is_never_a_conclusion() -> None:
    """Redis 7.4.1, src/server.c: "your choice of RSALv2 or SSPLv1"."""
    half = answer([match(UNKNOWN, "reference", rule_relevance=50, length=4), match("SSPL-1.0", "reference", length=3)])
    made = evidence({"LICENSE.txt": BSD, "src/server.c": half, "src/a.c": SILENT, "src/b.c": SILENT})
    assert file(made, "src/server.c").effective == f"{UNKNOWN} AND SSPL-1.0"
    assert made.top.concluded == ""
    assert made.top.questions == ("unknown_licence",)
    assert "src/server.c" in made.top.reason


def test_a_licence_file_of_several_texts_is_a_question() -> None:
    made = evidence({"LICENSE.txt": answer([match("LicenseRef-scancode-rsalv2"), match("SSPL-1.0")]), "src/a.c": SILENT})
    assert (made.top.concluded, made.top.questions) == ("", ("declared_differs",))


def test_clues_alone_say_nothing_and_stay_visible() -> None:
    noise = answer([match(UNKNOWN, "reference", length=2)], clues=(match("LicenseRef-scancode-free-unknown", "clue"),))
    made = evidence({"LICENSE": MIT, "src/a.c": noise})
    assert file(made, "src/a.c").effective == ""
    assert file(made, "src/a.c").detected == UNKNOWN
    assert [(one.number, one.grade, one.kind) for one in findings(made, "src/a.c")] == [(0, "D", "reference"), (1, "D", "clue")]


def test_a_choice_stays_a_choice() -> None:
    made = evidence({"LICENSE": MIT, "src/a.c": answer([match("MIT OR Apache-2.0", "notice")])})
    assert file(made, "src/a.c").effective == "MIT OR Apache-2.0"
    assert made.top.detected == "(MIT OR Apache-2.0) AND MIT"


def test_what_a_whole_chinese_text_covers_is_set_aside() -> None:
    text = {
        "expression": "mulanpubl-2.0",
        "spdx": "LicenseRef-scancode-mulanpubl-2.0",
        "kind": "text",
        "first_line": 1,
        "last_line": 90,
        "containment": 10_000,
        "text": "t",
    }
    inside = answer([match("AGPL-3.0-only", "reference", first_line=60, last_line=61)], chinese=[text])
    made = evidence({"LICENSE": inside})
    assert made.top.concluded == "LicenseRef-scancode-mulanpubl-2.0"
    assert [(one.layer, one.set_aside, one.score) for one in findings(made, "LICENSE")] == [
        ("scancode", "inside_known_text", 10_000),
        ("chinese", "", 10_000),
    ]
    assert file(made, "LICENSE").detected == "AGPL-3.0-only"


def test_a_chinese_text_among_test_data_counts_for_nothing() -> None:
    text = {"expression": "mulanpsl-2.0", "spdx": "MulanPSL-2.0", "kind": "text", "first_line": 1, "last_line": 90}
    made = evidence({"LICENSE": MIT, "tests/fixtures/a.txt": answer(chinese=[{**text, "containment": 10_000, "text": "t"}])})
    assert file(made, "tests/fixtures/a.txt").effective == ""
    assert [one.set_aside for one in findings(made, "tests/fixtures/a.txt")] == ["test_data"]


def test_a_path_that_is_no_text_stays_what_git_says_it_is() -> None:
    path = b"src/\xff.c".decode("utf-8", "surrogateescape")
    assert file(evidence({"LICENSE": MIT, path: BSD}), path).effective == "BSD-3-Clause"


def test_a_changed_chinese_text_must_be_compared_by_a_person() -> None:
    text = {
        "expression": "mulanpsl-2.0",
        "spdx": "MulanPSL-2.0",
        "kind": "modified_text",
        "first_line": 1,
        "last_line": 90,
        "containment": 9_100,
        "text": "t",
    }
    made = evidence({"LICENSE": answer(chinese=[text])})
    assert (made.top.concluded, made.top.questions) == ("", ("modified_text",))


def test_copies_of_others_have_roots_of_their_own_and_do_not_colour_the_project() -> None:
    made = evidence(
        {
            "LICENSE": MIT,
            "src/a.c": SILENT,
            "deps/lua/COPYRIGHT": BSD,
            "deps/lua/lua.c": SILENT,
            "deps/list/list.c": answer([match("Apache-2.0", "notice")]),
        }
    )
    assert [(root.root, root.vendored, root.concluded) for root in made.roots] == [
        ("", False, "MIT"),
        ("deps/list", True, "Apache-2.0"),
        ("deps/lua", True, "BSD-3-Clause"),
    ]
    assert made.top.detected == "MIT"
    assert file(made, "deps/lua/lua.c").root == "deps/lua"


def test_a_reference_is_shown_as_one_and_leads_no_copy_to_the_licence_of_the_project() -> None:
    taken = match("MIT", from_file="LICENSE", first_line=1, last_line=20)
    pointing = answer([match("BSD-3-Clause"), taken])
    made = evidence({"LICENSE": MIT, "src/a.c": answer([taken]), "deps/sfmt/COPYING": BSD, "deps/sfmt/sfmt.c": pointing})
    assert file(made, "src/a.c").effective == "MIT"
    assert [(one.kind, one.grade, one.first_line, one.matcher) for one in findings(made, "src/a.c")] == [
        ("reference", "C", None, "see LICENSE")
    ]
    assert file(made, "deps/sfmt/sfmt.c").effective == "BSD-3-Clause"
    assert [one.set_aside for one in findings(made, "deps/sfmt/sfmt.c")] == ["", "other_part"]


def test_collections_of_texts_do_not_colour_the_project() -> None:
    made = evidence({"LICENSE": MIT, "LICENSES/Apache-2.0.txt": answer([match("Apache-2.0")]), "THIRD-PARTY-NOTICES": BSD})
    assert made.top.detected == "MIT"
    assert [one.set_aside for one in findings(made, "LICENSES/Apache-2.0.txt")] == ["licence_list"]


def test_gaps_have_their_state_and_are_counted() -> None:
    tree = Tree(
        {"LICENSE": MIT, "slow.c": None, "model.bin": MIT},
        {"model.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"},
    )
    tree.entries += [TreeEntry("link", SYMLINK, "1", 3), TreeEntry("sub", SUBMODULE, "2", None), TreeEntry("gone.c", "100644", "3", None)]
    tree.entries += [TreeEntry("big.bin", "100644", "4", 10**9)]
    made = tree.evidence()
    assert {one.path: one.state for one in made.files} == {
        "LICENSE": "scanned",
        "big.bin": "too_large",
        "gone.c": "missing",
        "link": "symlink",
        "model.bin": "lfs_pointer",
        "slow.c": "unfinished",
        "sub": "submodule",
    }
    assert made.look.counts == {"lfs_pointer": 1, "missing": 1, "scanned": 1, "submodule": 1, "symlink": 1, "too_large": 1, "unfinished": 1}
    assert not made.complete
    assert file(made, "model.bin").effective == ""


def test_reuse_gives_files_their_licence_with_the_place_it_comes_from() -> None:
    table = "[[annotations]]\npath = 'img/**'\nSPDX-License-Identifier = 'CC0-1.0'\nSPDX-FileCopyrightText = '2020 Li <li@x.org>'\n"
    made = evidence({"REUSE.toml": SILENT, "img/a.png": SILENT, "b.c": SILENT}, {"REUSE.toml": f"version = 1\n{table}"})
    assert file(made, "img/a.png").effective == "CC0-1.0"
    assert file(made, "img/a.png").reuse_covered
    assert file(made, "img/a.png").copyrights == ("2020 Li",)
    assert [(one.layer, one.rule, one.grade, one.expression) for one in findings(made, "img/a.png")] == [
        ("reuse", "REUSE.toml:2", "A", "cc0-1.0")
    ]
    assert (made.reuse.files, made.reuse.covered, made.reuse.missing_texts) == (2, 1, ("CC0-1.0",))


def test_a_manifest_that_says_something_else_is_a_question_with_both_places() -> None:
    made = evidence({"LICENSE": MIT, "package.json": SILENT}, {"package.json": '{\n"license": "ISC"}'})
    assert (made.top.declared, made.top.declared_in, made.top.concluded) == ("ISC AND MIT", ("package.json:2", "LICENSE"), "")
    assert made.top.questions == ("declared_differs",)
    assert "package.json:2" in made.top.reason
    assert [(one.layer, one.kind, one.grade, one.rule, one.first_line) for one in findings(made, "package.json")] == [
        ("manifest", "declaration", "B", "ISC", 2)
    ]


def test_a_broken_manifest_is_shown_with_its_place() -> None:
    made = evidence({"LICENSE": MIT, "package.json": SILENT}, {"package.json": '{\n"license": \n}'})
    assert made.top.questions == ("unknown_licence",)
    assert "package.json:3" in made.top.reason
    assert [(one.matcher, one.first_line, one.set_aside) for one in findings(made, "package.json")] == [("unreadable", 3, "not_a_licence")]


def test_the_manifest_of_a_package_inside_is_no_declaration_of_the_project() -> None:
    made = evidence({"LICENSE": MIT, "web/package.json": SILENT}, {"web/package.json": '{"license": "ISC"}'})
    assert made.top.concluded == "MIT"
    assert made.top.detected == "ISC AND MIT"


def test_nobodys_mailbox_is_in_the_evidence() -> None:
    made = evidence({"LICENSE": MIT})
    assert file(made, "LICENSE").copyrights == ("Copyright (c) 2020 Li Wei",)


def ruling(**fields: str) -> Ruling:
    given = {"id": "r1", "scope": "repository", "reason": "已核对", "reviewer": "李", "signed_by": "key", "issued_on": "2026-01-01"}
    return Ruling(**{**given, "repository": "gitee:1", **fields})


def test_a_match_ruled_no_licence_counts_no_more_for_that_content() -> None:
    tree = Tree({"LICENSE": MIT, "src/a.c": BSD, "src/b.c": BSD})
    made = tree.evidence(ruling(not_a_licence="bsd-new.RULE", blob="blob of src/a.c"))
    assert [file(made, path).effective for path in ("src/a.c", "src/b.c")] == ["", "BSD-3-Clause"]
    assert [one.set_aside for one in findings(made, "src/a.c")] == ["not_a_licence"]


def test_a_chinese_match_can_be_ruled_no_licence_by_the_text_it_matched() -> None:
    text = {
        "expression": "mulanpsl-2.0",
        "spdx": "MulanPSL-2.0",
        "kind": "notice",
        "first_line": 1,
        "last_line": 2,
        "containment": 10_000,
        "text": "t",
    }
    tree = Tree({"LICENSE": MIT, "src/a.c": answer(chinese=[text])})
    assert file(tree.evidence(), "src/a.c").effective == "MulanPSL-2.0"
    assert file(tree.evidence(ruling(not_a_licence="t", blob="blob of src/a.c")), "src/a.c").effective == ""


def test_a_ruling_concludes_with_its_name() -> None:
    made = Tree({"LICENSE": answer([match("MIT"), match("Apache-2.0")])}).evidence(ruling(concluded="MIT OR Apache-2.0"))
    assert (made.top.concluded, made.top.concluded_by, made.top.questions) == ("MIT OR Apache-2.0", "ruling:r1", ())


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_entries_and_answers_changes_nothing(seed: int) -> None:
    files = {
        "LICENSE": MIT,
        "deps/a/LICENSE": BSD,
        "deps/b/x.c": MIT,
        "src/a.c": BSD,
        "src/b.c": SILENT,
        "package.json": SILENT,
        "REUSE.toml": SILENT,
    }
    tree = Tree(files, {"package.json": '{"license": "MIT"}', "REUSE.toml": "version = 1"})
    expected = tree.evidence()
    random.Random(seed).shuffle(tree.entries)  # noqa: S311 -- the same orders each time
    tree.answers = dict(random.Random(seed).sample(sorted(tree.answers.items(), key=lambda item: item[0]), len(tree.answers)))  # noqa: S311
    assert tree.evidence() == expected


def test_an_empty_tree_has_a_top_without_a_licence() -> None:
    made = evidence({})
    assert [root.root for root in made.roots] == [""]
    assert made.top.questions == ("no_licence",)
