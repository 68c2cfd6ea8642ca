import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.declared_names import meanings
from xingtu.detect.licences.manifests import declared, described_folder, is_manifest

GPL3 = ("GPL-3.0-only", "GPL-3.0-or-later")


def said(path: str, text: str) -> list[tuple[str, tuple[str, ...], int | None]]:
    manifest = declared(path, text.encode())
    assert not manifest.flaw
    return [(one.words, one.meanings, one.line) for one in manifest.declarations]


MAVEN = "http://maven.apache.org/POM/4.0.0"
APACHE = "The Apache Software License, Version 2.0"
CLASSIFIER = "License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)"
TO_CHOOSE = """<project><licenses><license><name>Ours</name><url>http://www.apache.org/licenses/LICENSE-2.0.txt</url></license>
<license><name>MIT</name></license></licenses></project>"""
DEBIAN = "Format: x\n\nFiles: *\nCopyright: Li\nLicense: GPL-2+\n text\n\nFiles: debian/*\nLicense: MIT\n"
DECLARED = [
    ("pyproject.toml", "[project]\nname='x'\nlicense = 'MIT OR Apache-2.0'", "MIT OR Apache-2.0", "MIT OR Apache-2.0", 3),
    ("pyproject.toml", "[project]\nlicense = {text = 'New BSD License'}", "New BSD License", "BSD-3-Clause", 2),
    ("pyproject.toml", "[tool.poetry]\nlicense = 'mit'", "mit", "MIT", 2),
    ("pyproject.toml", f"[project]\nclassifiers = [\n '{CLASSIFIER}',\n 'Typing :: Typed']", CLASSIFIER, "GPL-3.0-or-later", 3),
    ("setup.cfg", "[metadata]\nname = x\nlicense = Apache 2.0\n", "Apache 2.0", "Apache-2.0", 3),
    ("Cargo.toml", "[package]\nlicense = 'MIT/Apache-2.0'", "MIT/Apache-2.0", "MIT OR Apache-2.0", 2),
    ("Cargo.toml", "[workspace.package]\nlicense = 'ISC'", "ISC", "ISC", 2),
    ("package.json", '{"name": "x",\n "license": "(MIT OR Apache-2.0)"}', "(MIT OR Apache-2.0)", "MIT OR Apache-2.0", 2),
    ("package.json", '{"license": {"type": "ISC", "url": "u"}}', "ISC", "ISC", 1),
    ("package.json", '{"licenses": [{"type": "MIT"}, {"type": "GPL-2.0"}]}', "MIT OR GPL-2.0", "MIT OR GPL-2.0-only", 1),
    ("composer.json", '{"license": ["MIT", "GPL-3.0-or-later"]}', "MIT OR GPL-3.0-or-later", "MIT OR GPL-3.0-or-later", 1),
    ("oh-package.json5", "{\n // 鸿蒙\n license: 'Apache-2.0',\n}", "Apache-2.0", "Apache-2.0", 3),
    ("codemeta.json", '{"license": "https://spdx.org/licenses/CC0-1.0.html"}', "https://spdx.org/licenses/CC0-1.0.html", "CC0-1.0", 1),
    (
        "a/pom.xml",
        f"<project xmlns='{MAVEN}'><licenses>\n<license>\n<name>{APACHE}</name></license></licenses></project>",
        APACHE,
        "Apache-2.0",
        3,
    ),
    ("pom.xml", TO_CHOOSE, "Ours OR MIT", "Apache-2.0 OR MIT", 1),
    ("x.nuspec", "<package><metadata><license type='expression'>MIT</license></metadata></package>", "MIT", "MIT", 1),
    (
        "x.gemspec",
        "Gem::Specification.new do |s|\n  # s.license = 'GPL'\n  s.licenses = ['MIT', \"Ruby\"]\nend",
        "MIT OR Ruby",
        "MIT OR Ruby",
        3,
    ),
    ("conanfile.py", "class X(ConanFile):\n    license = 'Zlib'\n", "Zlib", "Zlib", 2),
    ("publiccode.yml", "name: x\nlegal:\n  # of the city\n  license: AGPL-3.0-or-later\n", "AGPL-3.0-or-later", "AGPL-3.0-or-later", 4),
    ("CITATION.cff", "cff-version: 1.2.0\nlicense:\n  - MIT\n  - Apache-2.0\n", "MIT OR Apache-2.0", "MIT OR Apache-2.0", 2),
    ("debian/copyright", DEBIAN, "GPL-2+", "GPL-2.0-or-later", 3),
]


@pytest.mark.parametrize(("path", "text", "words", "meaning", "line"), DECLARED)
def test_a_manifest_declares(path: str, text: str, words: str, meaning: str, line: int) -> None:
    assert said(path, text) == [(words, (meaning,), line)]


@pytest.mark.parametrize(
    ("path", "text", "words", "meant"),
    [
        ("setup.cfg", "[metadata]\nlicense = GPLv3\n", "GPLv3", GPL3),
        ("package.json", '{"license": "BSD"}', "BSD", meanings("BSD")),
        ("package.json", '{"license": "UNLICENSED"}', "UNLICENSED", ()),
        ("package.json", '{"licenses": [{"type": "MIT"}, {"type": "Ours"}]}', "MIT OR Ours", ()),
    ],
)
def test_a_declaration_may_be_ambiguous_or_unknown(path: str, text: str, words: str, meant: tuple[str, ...]) -> None:
    assert [(named, meaning) for named, meaning, _ in said(path, text)] == [(words, meant)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.cfg", "[options]\nx = 1\n"),
        ("Cargo.toml", "[package]\nlicense.workspace = true"),
        ("package.json", '{"license": 7}'),
        ("pom.xml", "<project><dependencies><dependency><license><name>MIT</name></license></dependency></dependencies></project>"),
        ("x.gemspec", "s.license = VERSION"),
        ("other.toml", "license = 'MIT'"),
    ],
)
def test_a_manifest_may_declare_nothing(path: str, text: str) -> None:
    assert said(path, text) == []


@pytest.mark.parametrize(
    ("path", "text", "file"),
    [
        ("pyproject.toml", "[project]\nlicense = {file = 'LICENSE.txt'}", "LICENSE.txt"),
        ("package.json", '{"license": "SEE LICENSE IN ./docs/LICENSE"}', "docs/LICENSE"),
        ("Cargo.toml", "[package]\nlicense-file = 'LICENSE-OURS'", "LICENSE-OURS"),
        ("x.nuspec", r"<package><metadata><license type='file'>a\LICENSE.txt</license></metadata></package>", "a/LICENSE.txt"),
        ("setup.cfg", "[metadata]\nlicense = file: COPYING", "COPYING"),
    ],
)
def test_a_manifest_points_at_a_file(path: str, text: str, file: str) -> None:
    (one,) = declared(path, text.encode()).declarations
    assert (one.file, one.meanings) == (file, ())


def test_licence_files_of_parts_make_the_declaration_one_of_the_whole_package() -> None:
    parts = "[project]\nlicense = 'MIT AND Zlib'\nlicense-files = ['LICENSE', 'src/zlib/LICENSE']"
    alone = "[project]\nlicense = 'MIT'\nlicense-files = ['LICENSE', 'LICENSES/*']"
    assert [one.with_parts for text in (parts, alone) for one in declared("pyproject.toml", text.encode()).declarations] == [True, False]


BOMB = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<project><licenses><license><name>&b;</name></license></licenses></project>"""
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><project/>'


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        ("package.json", b'{\n "license": \n}', 3),
        ("package.json", b"[]", 1),
        ("package.json", b'{"a":' + b"[" * 100_000, 1),
        ("package.json", b'{"a": ' + b"9" * 10_000 + b"}", None),
        ("package.json", b"{" + b" " * 3_000_000 + b"}", None),
        ("oh-package.json5", b"{license: }", 1),
        ("oh-package.json5", b"[" * 2_000, 1),
        ("pyproject.toml", b"[project]\nlicense = \n", 2),
        ("pyproject.toml", b"x = " + b"[" * 5_000, None),
        ("setup.cfg", b"license = MIT\n", 1),
        ("pom.xml", BOMB.encode(), 1),
        ("pom.xml", OUTSIDE.encode(), 1),
        ("pom.xml", b"<project>\n<licenses>\n</project>", 3),
        ("pom.xml", b"<a>" * 5_000, 1),
        ("pom.xml", b"", 1),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_broken_or_hostile_manifest_is_named_with_its_place(path: str, content: bytes, line: int | None) -> None:
    manifest = declared(path, content)
    assert manifest.declarations == ()
    assert manifest.flaw
    assert manifest.flaw_line == line


MANIFESTS = ["pyproject.toml", "setup.cfg", "Cargo.toml", "package.json", "composer.json", "codemeta.json", "oh-package.json5", "pom.xml",
             "a.nuspec", "a.gemspec", "conanfile.py", "publiccode.yml", "CITATION.cff", "debian/copyright"]  # fmt: skip


@given(st.sampled_from(MANIFESTS), st.binary(max_size=300))
def test_no_bytes_stop_the_reading_of_manifests(path: str, content: bytes) -> None:
    declared(path, content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["license", "licenses", "type", "url", "x"]), inner),
)


@given(json_values)
def test_no_json_stops_the_reading_of_manifests(value: object) -> None:
    for path in ("package.json", "composer.json", "codemeta.json"):
        for one in declared(path, json.dumps({"license": value}).encode()).declarations:
            assert one.expression


def test_unknown_words_are_kept_and_never_dropped() -> None:
    (english,) = declared("package.json", b'{"license": "Company Internal, v2"}').declarations
    (chinese,) = declared("package.json", '{"license": "保留所有权利"}'.encode()).declarations
    assert english.expression == "LicenseRef-xingtu-declared-company-internal-v2"
    assert chinese.expression.startswith("LicenseRef-xingtu-declared-")
    assert chinese.words == "保留所有权利"


def test_a_manifest_describes_its_folder_and_debian_the_one_above() -> None:
    assert is_manifest("a/pyproject.toml")
    assert not is_manifest("a/package.json.bak")
    assert [described_folder(path) for path in ("pom.xml", "a/b/pom.xml", "debian/copyright", "a/debian/copyright")] == ["", "a/b", "", "a"]
