"""Do our attributes equal git's own, whatever the pattern?"""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xingtu.policy.attributes import Attributes

GIT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1", "PATH": os.environ["PATH"], "LC_ALL": "C"}
PATHS = [b"a", b"ab", b"c/ab", b"a/b", b"a/c/b", b"b/a", b"c/a/b", b"a/c/a/b", b"a]b", b"a-b", b"a*b", b"b\\a", b"c/a]b", b"a b"]


@pytest.fixture(scope="module")
def work_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attributes")
    subprocess.run(["git", "init", "-q", folder], check=True, env=GIT)
    return folder


def git_says(work_tree: Path, texts: dict[str, str], paths: list[bytes]) -> dict[bytes, dict[str, bool]]:
    """What git check-attr answers for the two attributes, read as GitHub's linguist reads them."""
    for folder in ("", "a", "a/c"):
        (work_tree / folder).mkdir(exist_ok=True, parents=True)
        (work_tree / folder / ".gitattributes").write_bytes(texts.get(folder, "").encode())
    asked = b"\0".join(paths) + b"\0"
    command = ["git", "check-attr", "-z", "--stdin", "linguist-vendored", "linguist-generated"]
    done = subprocess.run(command, cwd=work_tree, env=GIT, input=asked, capture_output=True, check=True)
    answer: dict[bytes, dict[str, bool]] = {path: {} for path in paths}
    fields = done.stdout.split(b"\0")[:-1]
    for path, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        if value != b"unspecified":
            answer[path][name.decode().removeprefix("linguist-")] = value not in {b"unset", b"false"}
    return answer


def we_say(texts: dict[str, str], paths: list[bytes]) -> dict[bytes, dict[str, bool]]:
    attributes = Attributes(texts)
    return {path: {name: yes for name, (yes, _) in attributes.classes(path).items()} for path in paths}


segments = st.sampled_from(
    ["a", "b", "c", "*", "**", "?", "a*", "*b", "**b", "[ab]", "[!a]", "[^c-]", "[a-c]", "[]a]", "[+-b]", "\\*", "a]b", "a b", ""]
)
loose = st.lists(st.sampled_from(["a", "b", "*", "**", "?", "/", "[ab]", "[+-b]", "\\", "[", "]", "-", "!"]), max_size=6).map("".join)
patterns = st.one_of(st.lists(segments, min_size=1, max_size=4).map("/".join), loose)
states = st.sampled_from(
    [
        "linguist-vendored",
        "-linguist-vendored",
        "!linguist-vendored",
        "linguist-vendored=false",
        "linguist-generated=true",
        "-linguist-generated",
        "mine",
        "-mine",
        "binary",
        "eol=lf linguist-generated",
        "linguist-vendored -linguist-vendored",
        "bad*name linguist-vendored",
    ]
)
texts = st.lists(
    st.one_of(st.tuples(patterns, states).map(" ".join), st.sampled_from(["[attr]mine linguist-generated", "# a comment", "", "* mine"])),
    max_size=5,
).map("\n".join)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=texts, below=texts)
@example(top="**/b linguist-vendored", below="")
@example(top="/a[+-b]b linguist-vendored\na/**/b linguist-generated", below="")
@example(top="* linguist-vendored -linguist-vendored", below="")
@example(top="[attr]mine linguist-generated\n* mine -mine", below="")
@example(top="[attr]mine linguist-generated\n* mine", below="* -mine")
def test_attributes_are_assigned_as_git_assigns_them(work_tree: Path, top: str, below: str) -> None:
    written = {"": top, "a": below}
    assert we_say(written, PATHS) == git_says(work_tree, written, PATHS)


def test_the_deeper_folder_beats_the_upper_and_the_last_line_the_first() -> None:
    written = {"": "lib/** linguist-vendored\n*.c linguist-generated\n*.c -linguist-generated\n", "lib/own": "* -linguist-vendored\n"}
    attributes = Attributes(written)
    assert attributes.classes(b"lib/x.c") == {"vendored": (True, ".gitattributes:1"), "generated": (False, ".gitattributes:3")}
    assert attributes.classes(b"lib/own/x.h") == {"vendored": (False, "lib/own/.gitattributes:1")}


def test_a_macro_passes_its_attributes_on() -> None:
    assert Attributes({"": "[attr]machine linguist-generated\nout/* machine\n"}).classes(b"out/x") == {
        "generated": (True, ".gitattributes:2")
    }


def test_documentation_has_no_effect() -> None:
    assert Attributes({"": "docs/** linguist-documentation\n"}).classes(b"docs/x.md") == {}


def test_a_quoted_pattern_may_hold_a_space() -> None:
    assert Attributes({"": '"a b/*" linguist-vendored\n'}).classes(b"a b/c") == {"vendored": (True, ".gitattributes:1")}
