import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xingtu.detect.licences.reuse_annotations import dep5, dep5_glob, either, reuse_toml, toml_glob

TREE = [
    "a/a",
    "a/b/c",
    "a/b/c.c",
    "b",
    "c",
    "c.c",
    "ab",
    "a.c",
    "a/x.c",
    "*",
    "*x",
    "\\",
    "\\x",
    "?",
    "a/b/d/c",
    ".h",
    "a/.h",
    "x y",
    "abc",
    "d/e/f/c",
]


def fits(pattern: str, path: str) -> bool:
    return bool(either(iter([toml_glob(pattern)])).fullmatch(path))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", ["*", "*x", ".h", "?", "\\", "\\x", "a.c", "ab", "abc", "b", "c", "c.c", "x y"]),
        ("**", sorted(TREE)),
        ("***", sorted(TREE)),
        ("**/", sorted(TREE)),
        ("a/*", ["a/.h", "a/a", "a/x.c"]),
        ("a/**", ["a/.h", "a/a", "a/b/c", "a/b/c.c", "a/b/d/c", "a/x.c"]),
        ("a/**/", ["a/.h", "a/a", "a/b/c", "a/b/c.c", "a/b/d/c", "a/x.c"]),
        ("**/c", ["a.c", "a/b/c", "a/b/c.c", "a/b/d/c", "a/x.c", "abc", "c", "c.c", "d/e/f/c"]),
        ("a/**/c", ["a/b/c", "a/b/c.c", "a/b/d/c", "a/x.c"]),
        ("*.c", ["a.c", "c.c"]),
        ("a/*/c", ["a/b/c"]),
        ("\\*", ["*"]),
        ("\\**", ["*", "*x"]),
        ("\\\\", ["\\"]),
        ("\\\\*", ["\\", "\\x"]),
        ("?", ["?"]),
        ("[ab]", []),
        ("./b", []),
        ("../b", []),
        ("/b", []),
        ("a", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_path_fits_what_the_reuse_tool_said_it_fits(pattern: str, expected: list[str]) -> None:
    assert sorted(path for path in TREE if fits(pattern, path)) == expected


def plainly(pattern: str, path: str) -> bool:
    """The rules of the specification as a person would follow them, one character after the other."""
    if not pattern:
        return not path
    if pattern.startswith("**"):
        rest = pattern[3:] if pattern.startswith("**/") else pattern[2:]
        return any(plainly(rest, path[place:]) for place in range(len(path) + 1))
    if pattern[0] == "*":
        before_slash = path.partition("/")[0]
        return any(plainly(pattern[1:], path[place:]) for place in range(len(before_slash) + 1))
    if pattern[0] == "\\":
        pattern = pattern[1:]
        if not pattern:
            return not path
    return bool(path) and path[0] == pattern[0] and plainly(pattern[1:], path[1:])


@given(st.text("ab*/\\.?[", max_size=8), st.text("ab/.*\\?", max_size=7))
@example("***a", "b/a")
@example("*\\**", "a*")
def test_a_glob_follows_the_rules_of_the_specification(pattern: str, path: str) -> None:
    assert fits(pattern, path) == plainly(pattern, path)


def test_many_stars_do_not_take_for_ever() -> None:
    assert not fits("**" * 200 + "x", "a/" * 500)
    assert not fits("*" * 400 + "x", "a" * 2_000)


@given(st.text("ab*?\\", max_size=6), st.text("ab/?*", max_size=6))
def test_a_glob_of_dep5_crosses_folders(pattern: str, path: str) -> None:
    def plain(pattern: str, path: str) -> bool:
        if not pattern:
            return not path
        if pattern[0] == "*":
            return any(plain(pattern[1:], path[place:]) for place in range(len(path) + 1))
        if pattern[0] == "?":
            return bool(path) and plain(pattern[1:], path[1:])
        if pattern[0] == "\\":
            pattern = pattern[1:]
            if not pattern:
                return not path
        return bool(path) and path[0] == pattern[0] and plain(pattern[1:], path[1:])

    assert bool(either(iter([dep5_glob(pattern)])).fullmatch(path)) == plain(pattern, path)


def test_the_last_table_that_fits_holds_alone_and_knows_its_line() -> None:
    tables = [("**", "MIT"), ("src/*", "ISC")]
    text = "version = 1\n" + "".join(
        f"[[annotations]]\npath = {json.dumps(path)}\nSPDX-License-Identifier = '{one}'\n" for path, one in tables
    )
    found = reuse_toml("sub/REUSE.toml", text.encode())
    given_to = {path: row and (row.licences, row.line) for path in ("sub/src/a", "sub/b", "b") for row in [found.of(path)]}
    assert given_to == {"sub/src/a": (("ISC",), 5), "sub/b": (("MIT",), 2), "b": None}


def test_dep5_gives_what_its_paragraphs_say() -> None:
    text = "Format: x\n\nFiles: *\nCopyright: 2019 Li\n 2020 Wu\nLicense: MIT\n\nFiles: a/*\n b?.c\nCopyright: Zhang\nLicense: ISC\n text\n"
    found = dep5(".reuse/dep5", text.encode())
    (first, second) = (found.of("x/y"), found.of("b1.c"))
    assert first is not None
    assert second is not None
    assert (first.licences, first.copyrights, first.line) == (("MIT",), ("2019 Li", "2020 Wu"), 3)
    assert (second.licences, second.copyrights, second.precedence) == (("ISC",), ("Zhang",), "aggregate")


@given(st.binary(max_size=300))
def test_no_bytes_stop_the_reading(content: bytes) -> None:
    reuse_toml("REUSE.toml", content)
    dep5(".reuse/dep5", content)
