"""Is the project fuzzed, as far as its own tree shows?"""

import re

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.tree import Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

FAST_CHECK = rb"""(?:from\s{1,9}|require\(\s{0,9})['"](?:fast-check|@fast-check/(?:ava|jest|vitest))['"]"""
LIBFUZZER = rb"LLVMFuzzerTestOneInput"
PATTERNS = (
    ((".go",), rb"func\s{1,9}Fuzz\w{1,99}\s{0,9}\(\w{1,20}\s{1,9}\*testing\.F\)", b"testing.F", "Go"),
    ((".erl", ".hrl"), rb'-include_lib\("(?:eqc|proper)/include/(?:eqc|proper)\.hrl"\)', b"include_lib", "Erlang"),
    (
        (".hs", ".lhs"),
        rb"import\s{1,9}(?:qualified\s{1,9})?Test\.(?:(?:Hspec|Tasty)\.)?(?:QuickCheck|Hedgehog|Validity|SmallCheck)",
        b"Test.",
        "Haskell",
    ),
    ((".ex", ".exs"), rb"use\s{1,9}(?:PropCheck|ExUnitProperties)", b"use", "Elixir"),
    ((".js", ".jsx", ".mjs", ".ts", ".tsx", ".mts"), FAST_CHECK, b"fast-check", "fast-check"),
    ((".py",), rb"import atheris", b"import atheris", "Atheris"),
    ((".c", ".cc", ".cpp", ".cxx", ".swift"), LIBFUZZER, LIBFUZZER, "libFuzzer"),
    ((".rs",), rb"libfuzzer_sys", b"libfuzzer_sys", "cargo-fuzz"),
    ((".java", ".kt"), rb"com\.code_intelligence\.jazzer\.api\.FuzzedDataProvider", b"jazzer", "Jazzer"),
    ((".cs",), rb"using\s{1,9}(?:FsCheck|Expecto\.ExpectoFsCheck)", b"FsCheck", "FsCheck"),
    ((".fs",), rb"open\s{1,9}(?:FsCheck|Expecto\.ExpectoFsCheck)", b"FsCheck", "FsCheck"),
)
COMPILED = [(endings, re.compile(pattern), word, tool) for endings, pattern, word, tool in PATTERNS]
CLUSTER_FUZZ_LITE = ".clusterfuzzlite/dockerfile"


def look(tree: Tree) -> Outcome:
    """Settings of ClusterFuzzLite, or functions that a fuzzer calls."""
    places = []
    if entry := tree.by_lower_path.get(CLUSTER_FUZZ_LITE):
        places.append(PosturePlace(entry.path, None, "ClusterFuzzLite"))
    for entry in tree.files:
        for endings, pattern, word, tool in COMPILED:
            if not entry.path.endswith(endings) or (endings == (".go",) and not entry.path.endswith("_test.go")):
                continue
            content = tree.content(entry)
            if word in content and (found := pattern.search(content)):
                places.append(PosturePlace(entry.path, content.count(b"\n", 0, found.start()) + 1, tool))
    if places:
        tools = sorted({place.note for place in places})
        return Outcome(BEST, f"有模糊测试：{'、'.join(tools)}", f"fuzzed: {', '.join(tools)}", tuple(places))
    return Outcome(
        None,
        "仓库里没有模糊测试；是否由 OSS-Fuzz 测试，离线看不到",
        "no fuzzing in the tree; whether OSS-Fuzz does it cannot be seen offline",
    )


CHECK = Check(
    id="fuzzing",
    own_name="Fuzzing",
    name="模糊测试",
    name_en="Fuzzing",
    risk="medium",
    look=look,
    examples=[
        (tree_of({"a_test.go": "func FuzzParse(f *testing.F) {\n"}), 10),
        (tree_of({"a.go": "func FuzzParse(f *testing.F) {\n"}), None),
        (tree_of({"fuzz/a.rs": "use libfuzzer_sys::fuzz_target;\n"}), 10),
        (tree_of({".clusterfuzzlite/Dockerfile": "FROM a\n"}), 10),
        (tree_of({"a.py": "x = 1\n"}), None),
    ],
    differs=("没找到时给“未知”而不是 0：OSS-Fuzz 的名单不在仓库里。", "看所有语言的文件，不只占多数的语言。"),
    differs_en=(
        "Unknown instead of 0 when nothing is found: OSS-Fuzz's list is in no tree.",
        "Files of all languages are read, not of the main ones only.",
    ),
)
