import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from xingtu.detect.licences.reuse import ReuseTree, examine, is_covered
from xingtu.facts.tree_entries import SUBMODULE, SYMLINK, TreeEntry

BOTH = "SPDX-License-Identifier: MIT\nCopyright 2020 Li\n"
LICENCE_LINES = [
    "SPDX-License-Identifier: MIT",
    "// SPDX-License-Identifier: ISC //",
    "/* SPDX-License-Identifier: MIT OR Apache-2.0 */",
    "<!-- SPDX-License-Identifier: GPL-3.0-or-later WITH GCC-exception-3.1 -->",
    "# SPDX-License-Identifier: Apache-2.0+ #",
    "SPDX-License-Identifier: MIT AND",
    '"SPDX-License-Identifier: Zlib"',
    "SPDX-License-Identifier: LicenseRef-Ours",
    "SPDX-License-Identifier: Unheard-1.0",
    "SPDX-License-Identifier: BSD 3-Clause",
    "SPDX-License-Identifier:",
    "<x y='SPDX-License-Identifier: 0BSD'/>",
    "spdx-license-identifier: BSD-2-Clause",
    "{/* SPDX-License-Identifier: BSD-2-Clause */}",
    "SPDX-License-Identifier: (MIT or ISC) AND Zlib\r",
    "REUSE-IgnoreStart SPDX-License-Identifier: EPL-2.0\nREUSE-IgnoreEnd",
    "SPDX-SnippetBegin\nSPDX-License-Identifier: BSL-1.0\nSPDX-SnippetEnd",
    "",
]
COPYRIGHT_LINES = [
    "Copyright 2020 Li",
    "# SPDX-FileCopyrightText: 2021 Wu <wu@example.org>",
    "SPDX-SnippetCopyrightText: Zhang",
    "© 2022 重庆",
    "copyright 2020 nobody",
    "Copyright",
    "the Copyright holder",
    "Copyright(c) 2019 Wu",
    "Copyrighted material",
    "Copyright: none",
    "(C) 2020 Wu",
    "",
]
NAMES = [
    "a.c",
    "b.py",
    "README.md",
    "LICENSE",
    "LICENSE-MIT",
    "COPYING.GPL",
    "license.txt",
    "x.spdx",
    "x.spdx.json",
    "图.txt",
    "p q",
    ".hidden",
]
FOLDERS = ["", "src/", "src/deep/", "docs/", "subprojects/x/", "a/.reuse/", "LICENSES/", "sub/LICENSES/"]
PATHS = ["**", "*", "src/**", "**/*.c", "*.py", "src/*", "docs/**", "**.md", "deep/**", "a.c", "[a].c", "?.c"]
TEXTS = [
    "MIT.txt",
    "ISC.txt",
    "Apache-2.0",
    "Zlib.txt",
    "LicenseRef-Ours.txt",
    "Wrong.txt",
    "README.md",
    "GCC-exception-3.1.txt",
    "x/0BSD.txt",
]


def tree(files: dict[str, bytes]) -> ReuseTree:
    entries = [TreeEntry(path, "100644", path, len(content)) for path, content in sorted(files.items())]
    return examine(entries, files.get)


def toml(chance: random.Random, licence: str, *, always_both: bool) -> str:
    tables = ["version = 1"]
    for number in range(chance.randint(1, 3)):
        tables.append(f"[[annotations]]\npath = {json.dumps(chance.sample(PATHS, 2))}")
        if (precedence := chance.choice(["closest", "aggregate", "override", ""])) != "":
            tables.append(f'precedence = "{precedence}"')
        if always_both or chance.random() < 0.8:
            tables.append(f'SPDX-License-Identifier = ["{licence}"]')
        if always_both or chance.random() < 0.8:
            tables.append(f'SPDX-FileCopyrightText = "20{number:02} {licence}"')
    return "\n".join(tables) + "\n"


def generated(seed: int) -> dict[str, bytes]:
    chance = random.Random(seed)  # noqa: S311 -- the same trees each time
    files: dict[str, bytes] = {}
    for _ in range(60):
        path = chance.choice(FOLDERS) + chance.choice(NAMES)
        body = f"{chance.choice(LICENCE_LINES)}\nint x;\n{chance.choice(COPYRIGHT_LINES)}\n".encode()
        files[path] = chance.choice([body, body, body, body, b"", b"\x00\x01" + body, body * 40 + b"\x00"])
        if chance.random() < 0.15:
            files[path + ".license"] = f"{chance.choice(LICENCE_LINES)}\n{chance.choice(COPYRIGHT_LINES)}\n".encode()
    for name in chance.sample(TEXTS, 5):
        files[f"LICENSES/{name}"] = b"text"
    kind = seed % 4
    if kind == 1:
        files["REUSE.toml"] = toml(chance, "CC0-1.0", always_both=False).encode()
    if kind == 2:
        files["REUSE.toml"] = toml(chance, "CC0-1.0", always_both=True).encode()
        files["src/REUSE.toml"] = toml(chance, "EPL-2.0", always_both=True).encode()
        files["src/deep/REUSE.toml"] = toml(chance, "MPL-2.0", always_both=True).encode()
    if kind == 3:
        paragraphs = [
            f"Files: {chance.choice(['*', 'src/*', 'docs/?????'])} *.py\nCopyright: {n}\n Wu\nLicense: EPL-2.0\n text" for n in "12"
        ]
        form = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
        files[".reuse/dep5"] = "\n\n".join([form, *paragraphs]).encode()
    return files


def asked(files: dict[str, bytes], folder: Path) -> dict:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    tool = Path(sys.executable).with_name("reuse")
    answered = subprocess.run([tool, "--root", ".", "lint", "--json"], cwd=folder, capture_output=True, text=True, check=False)
    assert answered.stdout.startswith("{"), answered.stderr
    return json.loads(answered.stdout)


@pytest.mark.parametrize("seed", range(12))
def test_the_reuse_tool_says_the_same_of_generated_trees(tmp_path: Path, seed: int) -> None:
    files = generated(seed)
    ours, theirs = tree(files), asked(files, tmp_path)
    judged, wrong = {file["path"]: file for file in theirs["files"]}, theirs["non_compliant"]
    assert set(ours.files) == set(judged)
    assert {path for path, file in ours.files.items() if not file.licences} == set(wrong["missing_licensing_info"])
    assert {path for path, file in ours.files.items() if not file.copyrights} == set(wrong["missing_copyright_info"])
    assert list(ours.score.missing_texts) == sorted(wrong["missing_licenses"])
    assert list(ours.score.unused_texts) == sorted(wrong["unused_licenses"])
    assert list(ours.score.bad_texts) == sorted(wrong["bad_licenses"])
    for path, file in ours.files.items():
        theirs_said = {
            (said["value"].replace("(", "").replace(")", ""), said["source"])
            for said in judged[path]["spdx_expressions"]
            if said["is_valid"]
        }
        assert {(_as_the_tool_writes(said.expression), said.source) for said in file.licences} == theirs_said


def _as_the_tool_writes(expression: str) -> str:
    return expression.replace(" or ", " OR ").replace("(", "").replace(")", "")


def test_a_file_is_covered_with_a_licence_and_a_copyright_line() -> None:
    made = tree({"a.c": BOTH.encode(), "b.c": b"SPDX-License-Identifier: MIT", "LICENSES/MIT.txt": b"x"})
    assert (made.score.files, made.score.covered, made.score.compliant) == (2, 1, False)


def test_a_licence_file_beside_a_picture_speaks_for_it() -> None:
    made = tree({"a.png": b"\x89PNG\x00", "a.png.license": BOTH.encode(), "LICENSES/MIT.txt": b"x"})
    assert [(said.expression, said.source, said.line) for said in made.files["a.png"].licences] == [("MIT", "a.png.license", 1)]
    assert made.score.compliant


def test_a_table_without_a_copyright_line_still_gives_its_licence() -> None:
    made = tree(
        {
            "REUSE.toml": b"version = 1\n[[annotations]]\npath = '**'\nSPDX-License-Identifier = 'ISC'\nSPDX-FileCopyrightText = 'Li'\n",
            "s/REUSE.toml": b"version = 1\n[[annotations]]\npath = '**'\nSPDX-License-Identifier = 'Zlib'\n",
            "s/a": b"Copyright Wu\n",
        }
    )
    assert [said.expression for said in made.files["s/a"].licences] == ["Zlib"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("REUSE.toml", b"version = 1\n[[annotations]\n"),
        ("REUSE.toml", b"version = 2\n"),
        ("REUSE.toml", b"version = 1\nannotations = 3\n"),
        ("REUSE.toml", b"version = 1\nannotations = [3]\n"),
        ("REUSE.toml", b"version = 1\n[[annotations]]\npath = 7\n"),
        ("REUSE.toml", b"version = 1\n[[annotations]]\n"),
        ("REUSE.toml", b"version = 1\nx = " + b"[" * 5000),
        ("REUSE.toml", b"\xff"),
    ],
)
def test_a_broken_table_is_named_and_stops_nothing(path: str, content: bytes) -> None:
    made = tree({path: content, "a.c": BOTH.encode()})
    assert list(made.flaws) == [path]
    assert made.files["a.c"].complete


def test_links_submodules_and_empty_files_are_not_asked() -> None:
    assert not is_covered(TreeEntry("a", SYMLINK, "1", 3))
    assert not is_covered(TreeEntry("b", SUBMODULE, "2", None))
    assert not is_covered(TreeEntry("c", "100644", "3", 0))
    assert is_covered(TreeEntry("d", "100755", "4", 9))


def test_a_missing_object_is_covered_and_silent() -> None:
    made = examine([TreeEntry("a", "100644", "1", None)], lambda _: None)
    assert (made.score.files, made.score.covered) == (1, 0)
