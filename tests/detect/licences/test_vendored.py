from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.vendored import LegalText, root_of, roots

TOP = LegalText(frozenset({"BSD-3-Clause"}), frozenset({"redis"}))


def text(expression: str, *holders: str) -> LegalText:
    return LegalText(frozenset({expression}) if expression else frozenset(), frozenset(holders))


def test_what_lies_in_a_folder_kept_for_others_is_a_copy_even_without_a_licence_file() -> None:
    found = roots(
        ["a.c", "third_party/zlib/z.c", "node_modules/@vue/x/i.js", "vendor/github.com/li/x/a.go", "vendor/modules.txt"], {"": TOP}
    )
    assert found == {"": False, "node_modules/@vue/x": True, "third_party/zlib": True, "vendor/github.com/li/x": True}


def test_one_licence_file_in_deps_shows_what_deps_is_for() -> None:
    paths = ["deps/Makefile", "deps/lua/COPYRIGHT", "deps/lua/src/a.c", "deps/linenoise/linenoise.c"]
    assert roots(paths, {"": TOP, "deps/lua": text("MIT", "puc-rio")}) == {"": False, "deps/linenoise": True, "deps/lua": True}
    assert roots(["deps/own/a.c", "deps/more/b.c"], {"": TOP}) == {"": False}


def test_a_package_with_the_licence_of_the_project_repeated_is_no_root() -> None:
    assert roots(["packages/a/LICENSE"], {"": TOP, "packages/a": text("BSD-3-Clause", "redis")}) == {"": False}


def test_other_holders_make_a_copy_and_another_licence_a_part() -> None:
    paths = ["ma/LICENSE", "random/LICENSE", "plugin/LICENSE"]
    legal = {"": TOP, "ma": text("BSD-3-Clause", "university"), "random": text("MIT"), "plugin": text("AGPL-3.0-only", "redis")}
    assert roots(paths, legal) == {"": False, "ma": True, "plugin": False, "random": False}


def test_papers_and_unrecognised_texts_make_no_root() -> None:
    legal = {"": TOP, "docs": text("MIT", "x"), "LICENSES": text("MIT", "x"), "a": text("", "x")}
    assert roots(["docs/license.rst", "LICENSES/MIT.txt", "a/LICENSE"], legal) == {"": False}


def test_a_file_belongs_to_the_nearest_root() -> None:
    found = {"": False, "deps/a": True, "deps/a/b": True}
    assert [root_of(path, found) for path in ("x.c", "deps/a/x.c", "deps/a/b/c/x.c", "deps/ab/x.c")] == ["", "deps/a", "deps/a/b", ""]


folders = st.lists(st.sampled_from(["vendor", "deps", "src", "a", "b", "@x", "github.com", "LICENSES"]), max_size=5).map("/".join)


@given(st.lists(folders), st.dictionaries(folders, st.builds(text, st.sampled_from(["MIT", "ISC", ""]), st.sampled_from(["li", "wu"]))))
def test_the_top_is_a_root_and_every_file_lies_in_one(below: list[str], legal: dict[str, LegalText]) -> None:
    paths = [f"{folder}/f.c" if folder else "f.c" for folder in (*below, *legal)]
    found = roots(paths, legal)
    assert found[""] is False
    assert found == roots(reversed(paths), dict(reversed(legal.items())))
    assert {root_of(path, found) for path in paths} <= found.keys()
