import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.reuse_tags import tags


@pytest.mark.parametrize(
    ("line", "expression", "valid"),
    [
        ("// SPDX-License-Identifier: MIT", "MIT", True),
        ("/* SPDX-License-Identifier: MIT OR ISC */", "MIT OR ISC", True),
        ("<!-- SPDX-License-Identifier: MIT -->", "MIT", True),
        ("{/* SPDX-License-Identifier: MIT */}", "MIT", True),
        ("# SPDX-License-Identifier: MIT #", "MIT", True),
        ("** SPDX-License-Identifier: MIT **", "MIT", True),
        ("REM SPDX-License-Identifier: MIT MER", "MIT", True),
        ("<x a='SPDX-License-Identifier: MIT'/>", "MIT", True),
        ("SPDX-License-Identifier:MIT\r", "MIT", True),
        ('"SPDX-License-Identifier: MIT"', "MIT", True),
        ("SPDX-License-Identifier: MIT;", "MIT;", False),
        ("SPDX-License-Identifier: MIT */ int x;", "MIT */ int x;", False),
        ("SPDX-License-Identifier:", "", False),
    ],
)  # fmt: skip
def test_a_tag_ends_where_its_comment_ends(line: str, expression: str, *, valid: bool) -> None:
    found = tags(f"int x;\n\n{line}\n".encode())
    assert [(tag.expression, tag.line, tag.valid) for tag in found.licences] == [(expression, 3, valid)]


def test_all_tags_count_in_a_snippet_too_and_none_in_an_ignored_block() -> None:
    ignored = "REUSE-IgnoreStart\nSPDX-License-Identifier: ISC\nREUSE-IgnoreEnd"
    text = f"SPDX-License-Identifier: MIT\n{ignored}\nSPDX-SnippetBegin\nSPDX-License-Identifier: 0BSD"
    assert [(tag.expression, tag.line) for tag in tags(text.encode()).licences] == [("MIT", 1), ("0BSD", 6)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_tags_are_read_in_every_encoding(encoding: str) -> None:
    found = tags("版权\nSPDX-License-Identifier: MulanPSL-2.0\nCopyright 2024 重庆\n".encode(encoding))
    assert [tag.expression for tag in found.licences] == ["MulanPSL-2.0"]
    assert found.copyrights == ("Copyright 2024 重庆",)


def test_latin_letters_are_read_where_nothing_else_fits() -> None:
    assert tags("© 2020 J\u00f6rg\n".encode("latin-1")).copyrights == ("© 2020 J\u00f6rg",)


def test_a_file_that_is_no_text_says_nothing() -> None:
    assert tags(b"\x7fELF\x02\nSPDX-License-Identifier: MIT\nCopyright Li\n") == tags(b"")


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_reading(content: bytes) -> None:
    tags(content + b"\nSPDX-License-Identifier: MIT")
