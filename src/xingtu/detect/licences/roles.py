"""What is a file for: does it state a licence, describe the project, belong to the product, or only to its tests and papers?

A path is judged by its name and its folders alone, the first role that fits: legal, manifest, readme, test, docs, build, source, other.
"""

import re

from xingtu.detect.licences.legal_files import is_legal
from xingtu.detect.licences.manifests import is_manifest

README = re.compile(r"(?:read\.?me|自述文件|说明)(?:[._-].*)?", re.IGNORECASE)
TEST_FOLDERS = frozenset({
    "test", "tests", "testdata", "test_data", "test-data", "__tests__", "spec", "specs", "fixtures", "testsuite", "t", "androidtest",
})  # fmt: skip
TEST_NAME = re.compile(
    r"test_.*\.py|.*_test\.(?:py|go|cc?|cpp)|.*\.(?:test|spec)\.[jt]sx?|.*(?:Test|Tests|IT)\.(?:java|kt|cs)|conftest\.py"
)
DOCS_FOLDERS = frozenset({
    "doc", "docs", "documentation", "man", "examples", "example", "samples",
})  # fmt: skip
DOCS_SUFFIXES = frozenset({
    "md", "rst", "adoc", "txt", "tex", "pdf", "docx", "html", "htm", "markdown", "rtf", "org", "1", "3", "5", "7", "8",
})  # fmt: skip
BUILD_FOLDERS = frozenset({"build", "cmake", "m4", "scripts", "script", "ci", "tools", "utils", "debian", "rpm", "contrib"})
"""At the top only: below it, ``utils`` is mostly part of the product."""
BUILD_NAME = re.compile(
    r"(?:gnu)?makefile(?:\..*)?|.*\.(?:mk|cmake|am|ac|in|m4|gradle|kts|bzl|bazel|nix|ninja|spec)|cmakelists\.txt|configure(?:\..*)?|meson.*"
    r"|build(?:\.bazel)?|build\.(?:xml|rs|zig|sbt)|workspace|dockerfile(?:\..*)?|.*\.dockerfile|jenkinsfile|rakefile|gemfile(?:\.lock)?|tox\.ini"
    r"|noxfile\.py|setup\.py|install-sh|config\.(?:guess|sub)|ltmain\.sh|depcomp|missing|aclocal.*|\.travis\.yml|.*\.lock|.*-lock\.(?:json|yaml)"
)
SOURCE_SUFFIXES = frozenset({
    "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "inl", "ipp", "tcc", "m", "mm", "s", "asm", "py", "pyx", "pxd", "pxi", "pyi",
    "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "svelte", "java", "kt", "kts", "scala", "groovy", "clj", "cljs", "go", "rs", "rb",
    "php", "pl", "pm", "t", "lua", "r", "jl", "swift", "dart", "cs", "fs", "fsi", "vb", "ex", "exs", "erl", "hrl", "hs", "lhs", "ml",
    "mli", "nim", "zig", "v", "vhd", "vhdl", "sv", "d", "f", "f77", "f90", "f95", "for", "pas", "sql", "sh", "bash", "zsh", "fish",
    "ps1", "bat", "cmd", "awk", "sed", "tcl", "el", "lisp", "scm", "rkt", "cu", "cuh", "cl", "glsl", "wgsl", "hlsl", "proto", "thrift",
    "fbs", "idl", "capnp", "css", "scss", "sass", "less", "ets", "cj", "sol", "move", "wat", "src", "repl", "g4", "y", "l", "yy", "ll",
    "def", "ipynb",
})  # fmt: skip


def role(path: str) -> str:
    """One of legal, manifest, readme, source, test, docs, build, other."""
    *folders, name = path.split("/")
    small, suffix = name.lower(), name.lower().rpartition(".")[2] if "." in name else ""
    inside = {folder.lower() for folder in folders}
    by_place = (
        ("legal", is_legal(path)),
        ("manifest", is_manifest(path)),
        ("readme", bool(README.fullmatch(name))),
        ("test", bool(inside & TEST_FOLDERS or TEST_NAME.fullmatch(name))),
        ("docs", bool(inside & DOCS_FOLDERS)),
        ("build", bool(BUILD_NAME.fullmatch(small) or path.startswith(".") or (folders and folders[0].lower() in BUILD_FOLDERS))),
        ("source", suffix in SOURCE_SUFFIXES),
        ("docs", suffix in DOCS_SUFFIXES),
    )
    return next((name for name, fits in by_place if fits), "other")
