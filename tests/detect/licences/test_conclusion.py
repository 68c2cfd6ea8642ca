import pytest

from xingtu.detect.licences.conclusion import DeclaredIn, LegalFile, Part, Seen, judge, root_row
from xingtu.detect.licences.declaration import Declaration
from xingtu.detect.licences.declared_names import meanings
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.policy.licence_rulings import Ruling


def legal(expression: str, path: str = "LICENSE", *, modified: bool = False, texts: int = 1) -> LegalFile:
    return LegalFile(path, f"blob of {path}", expression, modified=modified, texts=texts)


def manifest(words: str, *, with_parts: bool = False) -> DeclaredIn:
    return DeclaredIn("pyproject.toml", Declaration("project.license", words, meanings(words), 3, with_parts=with_parts))


def pointer(file: str, holds: str | None) -> DeclaredIn:
    return DeclaredIn("package.json", Declaration("license", f"SEE LICENSE IN {file}", (), 1, file=file), holds)


def sources(*expressions: str) -> list[Part]:
    return [Part(f"src/{number}.c", "source", expression) for number, expression in enumerate(expressions)]


def seen(
    *given: LegalFile | DeclaredIn | Part,
    unreadable: tuple[str, ...] = (),
    root: str = "",
    for_all: tuple[tuple[str, str], ...] = (),
    complete: bool = True,
) -> Seen:
    files = tuple(one for one in given if isinstance(one, LegalFile))
    return Seen(
        root=root,
        vendored=bool(root),
        legal=files,
        manifests=tuple(one for one in given if isinstance(one, DeclaredIn)),
        for_all=for_all,
        parts=(*(Part(one.path, "legal", one.expression) for one in files), *(one for one in given if isinstance(one, Part))),
        unreadable=unreadable,
        complete=complete,
    )


def row(what: Seen, *rulings: Ruling) -> LicenceRoot:
    return root_row("gitee:1", "c", what, rulings)


def answer(*given: LegalFile | DeclaredIn | Part, **more: object) -> tuple[str, str, tuple[str, ...]]:
    verdict = judge(seen(*given, **more))  # type: ignore[arg-type]
    assert bool(verdict.concluded) != bool(verdict.questions)
    assert bool(verdict.concluded) == bool(verdict.rule)
    assert verdict.reason
    assert verdict.reason_en
    return verdict.concluded, verdict.rule, verdict.questions


AGREES = "declared_agrees@1"


def test_a_licence_file_alone_declares_and_concludes() -> None:
    assert answer(legal("BSD-3-Clause"), *sources("", "BSD-3-Clause")) == ("BSD-3-Clause", AGREES, ())


def test_a_manifest_and_its_text_agree() -> None:
    assert answer(legal("MIT"), manifest("MIT License")) == ("MIT", AGREES, ())
    assert answer(legal("Apache-2.0"), pointer("LICENSE", "Apache-2.0")) == ("Apache-2.0", AGREES, ())


def test_a_manifest_and_another_text_are_a_question() -> None:
    assert answer(legal("Apache-2.0"), manifest("MIT")) == ("", "", ("declared_differs",))
    assert answer(manifest("MIT"), manifest("ISC")) == ("", "", ("declared_differs",))
    assert answer(legal("MIT"), manifest("BSD")) == ("", "", ("declared_differs",))


def test_two_texts_are_a_choice_only_when_somebody_says_so() -> None:
    both = (legal("MIT", "LICENSE-MIT"), legal("Apache-2.0", "LICENSE-APACHE"))
    assert answer(*both) == ("", "", ("declared_differs",))
    assert answer(*both, manifest("MIT OR Apache-2.0")) == ("MIT OR Apache-2.0", AGREES, ())
    assert answer(legal("MIT AND Apache-2.0", texts=2)) == ("", "", ("declared_differs",))
    assert answer(legal("MIT", "LICENSE-MIT"), manifest("MIT OR Apache-2.0")) == ("", "", ("declared_differs",))


def test_a_file_that_offers_a_choice_of_the_texts_beside_it_is_a_declaration() -> None:
    offer = legal("CC0-1.0 OR BSD-2-Clause", "LICENSE.txt")
    assert answer(legal("CC0-1.0", "COPYING.txt"), offer) == ("CC0-1.0 OR BSD-2-Clause", AGREES, ())
    assert answer(legal("MIT", "COPYING.txt"), offer) == ("", "", ("declared_differs",))


def test_a_family_in_a_classifier_is_made_certain_by_the_text() -> None:
    assert answer(legal("BSD-3-Clause"), manifest("BSD")) == ("BSD-3-Clause", AGREES, ())
    assert answer(manifest("BSD")) == ("", "", ("unknown_licence",))


def test_a_package_with_parts_leaves_the_project_its_own_licence() -> None:
    package = manifest("BSD-3-Clause AND 0BSD AND MIT", with_parts=True)
    assert answer(legal("BSD-3-Clause"), package) == ("BSD-3-Clause", "own_licence_file@1", ())
    assert answer(legal("Zlib"), package) == ("", "", ("declared_differs",))
    assert answer(legal("BSD-3-Clause"), manifest("BSD-3-Clause AND 0BSD AND MIT")) == ("", "", ("declared_differs",))


def test_nothing_recognised_in_the_licence_file_is_a_question() -> None:
    assert answer(legal("")) == ("", "", ("unknown_licence",))
    assert answer(legal("MIT AND LicenseRef-scancode-unknown-license-reference")) == ("", "", ("unknown_licence",))
    assert answer(legal("MulanPSL-2.0", modified=True)) == ("", "", ("modified_text",))


def test_words_that_name_no_licence_are_a_question_even_beside_a_text() -> None:
    assert answer(legal("MIT"), manifest("Company Internal")) == ("", "", ("unknown_licence",))
    assert answer(pointer("LICENSE", None)) == ("", "", ("unknown_licence",))


def test_a_manifest_that_cannot_be_read_leaves_the_question_open() -> None:
    assert answer(legal("MIT"), unreadable=("package.json:3",)) == ("", "", ("unknown_licence",))


def test_no_licence_at_all_says_whether_everything_was_looked_at() -> None:
    assert answer(*sources("", "")) == ("", "", ("no_licence",))
    assert "尚有文件没有查看" in judge(seen(complete=False)).reason
    assert "全部文件已查看" in judge(seen()).reason


def test_sources_that_all_say_the_same_conclude_without_a_licence_file() -> None:
    assert answer(*sources("BSD-2-Clause", "BSD-2-Clause")) == ("BSD-2-Clause", "all_files_say@1", ())
    assert answer(*sources("BSD-2-Clause", "")) == ("", "", ("no_licence",))
    assert answer(*sources("BSD-2-Clause", "MIT")) == ("", "", ("no_licence",))


def test_most_sources_against_the_declaration_are_a_question_and_a_few_are_parts() -> None:
    assert answer(legal("BSD-3-Clause"), *sources("MIT", "ISC", "", "", "BSD-3-Clause")) == ("BSD-3-Clause", AGREES, ())
    assert answer(legal("BSD-3-Clause"), *sources("GPL-3.0-only", "GPL-3.0-only", "")) == ("", "", ("declared_differs",))


def test_half_understood_headers_end_as_a_question() -> None:
    half = "LicenseRef-scancode-unknown-license-reference AND SSPL-1.0"
    assert answer(legal("BSD-3-Clause"), *sources(half, half, "")) == ("", "", ("unknown_licence",))


def test_a_gnu_text_needs_somebody_to_say_only_or_later() -> None:
    text = legal("GPL-2.0-only", "COPYING")
    assert answer(text) == ("", "", ("unknown_licence",))
    assert answer(text, *sources("GPL-2.0-or-later", "")) == ("GPL-2.0-or-later", "notices_name_version@1", ())
    assert answer(text, *sources("GPL-2.0-or-later", "GPL-2.0-only")) == ("", "", ("declared_differs",))
    assert answer(text, manifest("GPL-2.0-or-later")) == ("GPL-2.0-or-later", AGREES, ())
    assert answer(text, manifest("GPLv2"), *sources("GPL-2.0-only")) == ("GPL-2.0-only", "notices_name_version@1", ())


def test_the_lesser_licence_stands_on_the_text_of_the_greater() -> None:
    texts = (legal("GPL-3.0-only", "COPYING"), legal("LGPL-3.0-only", "COPYING.LESSER"))
    assert answer(*texts, manifest("LGPL-3.0-or-later")) == ("LGPL-3.0-or-later", AGREES, ())


def test_a_table_for_all_files_declares() -> None:
    assert answer(for_all=(("REUSE.toml:3", "MulanPSL-2.0"),)) == ("MulanPSL-2.0", AGREES, ())
    assert answer(legal("MIT"), for_all=(("REUSE.toml:3", "MulanPSL-2.0"),)) == ("", "", ("declared_differs",))


def test_declared_and_detected_are_joined_and_never_simplified() -> None:
    found = row(seen(legal("MIT"), manifest("MIT"), *sources("MIT OR Apache-2.0", "Zlib", "Zlib", "")))
    assert (found.declared, found.declared_in) == ("MIT", ("pyproject.toml:3", "LICENSE"))
    assert found.detected == "(MIT OR Apache-2.0) AND MIT AND Zlib"
    assert row(seen(manifest("Ours"))).declared == "LicenseRef-xingtu-declared-ours"


def ruled(**fields: str) -> Ruling:
    given = {"id": "r1", "scope": "repository", "reason": "已核对", "reviewer": "李", "signed_by": "key", "issued_on": "2026-01-01"}
    return Ruling(**{**given, "repository": "gitee:1", "concluded": "SSPL-1.0 OR LicenseRef-RSALv2", **fields})


def test_a_named_reviewer_concludes_before_every_rule() -> None:
    open_question = seen(legal("MIT"), manifest("ISC"))
    found = row(open_question, ruled())
    assert (found.concluded, found.concluded_by, found.questions) == ("SSPL-1.0 OR LicenseRef-RSALv2", "ruling:r1", ())
    assert found.declared == "ISC AND MIT"
    assert row(open_question, ruled(), ruled(id="r2", issued_on="2026-02-01", concluded="mit")).concluded == "MIT"


@pytest.mark.parametrize("fields", [{"repository": "gitee:2"}, {"root": "deps/lua"}, {"signed_by": ""}, {"blob": "another text"}])
def test_a_ruling_holds_for_what_it_is_about_only(fields: dict[str, str]) -> None:
    assert row(seen(legal("MIT"), manifest("ISC")), ruled(**fields)).concluded == ""


def test_a_ruling_on_a_text_holds_while_the_text_stays() -> None:
    assert row(seen(legal("")), ruled(blob="blob of LICENSE")).concluded_by == "ruling:r1"
