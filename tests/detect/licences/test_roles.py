import pytest

from xingtu.detect.licences.roles import role


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("LICENSE", "legal"),
        ("tests/LICENSE", "legal"),
        ("pyproject.toml", "manifest"),
        ("a/package.json", "manifest"),
        ("README.md", "readme"),
        ("说明.md", "readme"),
        ("src/README", "readme"),
        ("tests/unit/a.c", "test"),
        ("src/app_test.go", "test"),
        ("web/app.spec.ts", "test"),
        ("src/test/java/A.java", "test"),
        ("docs/conf.py", "docs"),
        ("CHANGES.rst", "docs"),
        ("Makefile", "build"),
        ("deps/Makefile", "build"),
        ("CMakeLists.txt", "build"),
        (".github/workflows/a.yml", "build"),
        ("utils/gen.py", "build"),
        ("src/utils/strings.py", "source"),
        ("src/server.c", "source"),
        ("numpy/testing/overrides.py", "source"),
        ("entry/src/main/ets/Index.ets", "source"),
        ("logo.png", "other"),
        ("data", "other"),
    ],
)  # fmt: skip
def test_a_file_has_the_role_its_path_says(path: str, expected: str) -> None:
    assert role(path) == expected
