"""Is a path's class what git's patterns and the city's rules say?"""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xingtu.policy.crediting import Crediting, PathRule, parse_crediting
from xingtu.policy.path_classes import PathClassifier, PathRules
from xingtu.policy.wildmatch import PatternError, ignore_pattern

ROOT = Path(__file__).parents[2]
GIT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "PATH": os.environ["PATH"], "LC_ALL": "C"}
PATHS = [b"a", b"ab", b"c/ab", b"a/b", b"a/c/b", b"b/a", b"c/a/b", b"a/c/a/b", b"a-b/c", b"c/a-b", b"b/b/b/c"]


@pytest.fixture(scope="module")
def city() -> Crediting:
    return parse_crediting((ROOT / "policy/crediting.toml").read_text(encoding="utf-8"), file_name="policy/crediting.toml")


@pytest.fixture(scope="module")
def work_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ignore")
    subprocess.run(["git", "init", "-q", folder], check=True, env=GIT)
    return folder


def sound(pattern: str) -> bool:
    try:
        ignore_pattern(pattern.encode())
    except PatternError:
        return False
    return True


segments = st.sampled_from(["a", "b", "c", "*", "**", "?", "a*", "*b", "**b", "[ab]", "[!a]", "[+-b]", "a-b", ""])
patterns = st.lists(segments, min_size=1, max_size=4).map("/".join).filter(sound)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pattern=patterns)
@example(pattern="**/b")
@example(pattern="/a[+-b]b")
def test_a_pattern_takes_what_git_ignore_takes(work_tree: Path, pattern: str) -> None:
    (work_tree / ".gitignore").write_text(pattern + "\n", encoding="utf-8")
    command = ["git", "check-ignore", "-z", "--stdin", "--no-index"]
    done = subprocess.run(command, cwd=work_tree, env=GIT, input=b"\0".join(PATHS) + b"\0", capture_output=True, check=False)
    rules = PathRules([PathRule("one", "data", (pattern,))])
    assert [path for path in PATHS if rules.first(path)] == done.stdout.split(b"\0")[:-1]


@pytest.mark.parametrize(
    ("path", "line_class"),
    [
        (b"vendor/github.com/x/y.go", "vendored"),
        (b"web/node_modules/left-pad/index.js", "vendored"),
        (b"deps/lua/src/lapi.c", "vendored"),
        (b"src/deps/resolver.py", None),
        (b"vendored_prices.py", None),
        (b"src/vendor.py", None),
        (b"Cargo.lock", "generated"),
        (b"web/app.min.js", "generated"),
        (b"admin.js", None),
        (b"api/v1/types.pb.go", "generated"),
        (b"api/v1/types_pb2.py", "generated"),
        (b"vendor/x/package-lock.json", "vendored"),
        (b"package-lock.json", "generated"),
        (b"package.json", "data"),
        (b"src/locale/zh_CN/LC_MESSAGES/django.po", "data"),
        (b"src/locale/parser.py", None),
        (b"tests/fixtures/users.py", None),
        (b"tests/fixtures/answer.html", "data"),
        (b"docs/index.html", None),
        ("源码/厂商.c".encode(), None),
        (b"\xff\xfe/main.c", None),
        (b"vendor/a\nb.c", "vendored"),
    ],
)
def test_the_citys_rules_give_the_class_a_reader_expects(city: Crediting, path: bytes, line_class: str | None) -> None:
    found = PathClassifier(city, {}).path_class(path)
    assert (found[0] if found else None) == line_class


def test_every_class_names_the_rule_that_gave_it(city: Crediting) -> None:
    assert PathClassifier(city, {}).path_class(b"deps/a.c") == ("vendored", "deps-at-top")


def test_a_project_claims_its_own_folder_back(city: Crediting) -> None:
    mine = PathClassifier(city, {"": "deps/** -linguist-vendored\nvendor/own/** linguist-vendored=false\n"})
    assert mine.path_class(b"deps/a.c") is None
    assert mine.path_class(b"deps/a.json") == ("data", "data-format")
    assert mine.path_class(b"vendor/own/a.c") is None
    assert mine.path_class(b"vendor/other/a.c") == ("vendored", "vendor-folder")


def test_a_project_declares_its_generated_files(city: Crediting) -> None:
    assert PathClassifier(city, {"gen": "*.c linguist-generated\n"}).path_class(b"gen/a.c") == ("generated", "gen/.gitattributes:1")


def test_a_vendored_file_stays_vendored_whatever_the_order_of_the_rules() -> None:
    rules = (PathRule("late", "data", ("*.json",)), PathRule("first", "vendored", ("lib/",)))
    crediting = Crediting(1, rules, (), (), (), 1, 1)
    assert PathClassifier(crediting, {}).path_class(b"lib/a.json") == ("vendored", "first")
